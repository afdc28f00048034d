"""Background work of scoring: one sent reply, and the sweep that finds replies without a card.

A message and the order to score it live in two databases; the sweep makes good what a crash between the two lost, and
scores again what fell to a lower level while the model was away.
`use` is told at start what to score by; the payloads hold ids only.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol, get_args

from anyio import to_thread

from model_gateway.gateway import ModelGateway
from model_gateway.ledger import Ledger
from qa_scoring.case import Scorebook, build_case, looked_back
from qa_scoring.case import turn_of as turn_of
from qa_scoring.politeness_value import Centre
from qa_scoring.promise_settling import Settling, note
from qa_scoring.promise_store import known_until
from qa_scoring.score import score_reply
from qa_scoring.score_model import score_with_model
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.store import latest_replies, replies_without_model, save_card
from qa_scoring.tone_triage import SAMPLE, shop_tone
from reply_core import conversations, jobs
from reply_core.clock import Clock, SystemClock
from reply_core.errors import NotFound, Unavailable
from reply_core.jobs import job, schedule
from reply_core.types import Conversation, Language, Level, Payload, Turn

SCORE = "qa.score_reply"
SCORE_MANY = "qa.score_replies"
AGAIN = "qa.score_again"
SWEEP = "qa.sweep"
SWEEP_AT_ONCE = 500
AGAIN_AT_ONCE = 200
AGAIN_FOR = timedelta(days=30)
"""Replies whose model failed longer ago are left to `tact rescore`."""
FAILURES_IN_A_ROW = 3
"""So many tell that the model is still away."""
_SWEEP_LOOKS_AT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDesk:
    """What the replies of a brand are scored by at this moment."""

    book: Scorebook
    gateway: ModelGateway | None = None
    ledger: Ledger | None = None

    @property
    def level(self) -> Level:
        """The level new cards are meant to have."""
        return "model" if self.gateway is not None else self.book.level


class DeskFor(Protocol):
    """Finds the desk of a brand ("" for the only one)."""

    async def __call__(self, brand: str) -> ScoreDesk: ...


_desks: list[DeskFor] = []
_clocks: list[Clock] = []
_in_bulk: list[str] = []


@contextmanager
def in_bulk() -> Iterator[None]:
    """While the block runs, this process scores a whole history itself: the sweep orders nothing."""
    _in_bulk.append("bulk")
    try:
        yield
    finally:
        _in_bulk.pop()


def use(desk_for: DeskFor, tells: Clock | None = None) -> None:
    """Say what to score by; called once at start, before the jobs are launched."""
    _desks[:] = [desk_for]
    _clocks[:] = [tells or SystemClock()]


def clock() -> Clock:
    """What tells the jobs the time."""
    return _clocks[0] if _clocks else SystemClock()


async def desk_of(brand: str) -> ScoreDesk:
    """The desk of a brand at this moment.

    Raises:
        Unavailable: `use` was not called.
    """
    if not _desks:
        raise Unavailable("scoring was not set up", where="qa_scoring.jobs", mend="call qa_scoring.jobs.use at start")
    return await _desks[0](brand)


def score_key(message_id: str, standard_version: str, level: Level) -> str:
    """The key under which a reply is scored once for each revision of the standard and each level."""
    return f"{message_id}:{standard_version}:{level}"


async def order_score(conversation_id: str, message_id: str, standard_version: str, level: Level) -> None:
    """Have a sent reply scored in the background; ordering it again for the same standard and level changes nothing.

    Raises:
        Unavailable: the engine for background work is down; the sweep will find the reply.
    """
    payload = {"conversation_id": conversation_id, "message_id": message_id}
    await jobs.enqueue(SCORE, score_key(message_id, standard_version, level), payload)


@job(SCORE, queue="scoring")
async def score_reply_job(payload: Payload) -> Payload:
    """Score the turn of one message and keep its card; running it again gives the same card.

    Payload: ``conversation_id``, ``message_id``. Gives the card's id, or what kept it from being scored.
    """
    async with jobs.sessions()() as session:
        conversation = await conversations.load(session, payload["conversation_id"])
        topic = (await conversations.topic(session, conversation.id)).code
    turn, turns = turn_of(conversation, payload["message_id"])
    if turn is None:
        return {"card": "", "note": "not a reply of an operator"}
    desk = await desk_of(conversation.brand)
    card = await score_turn(conversation, turn, turns, desk)
    async with jobs.sessions().begin() as session:
        card_id = await save_card(
            session,
            card,
            channel=conversation.channel,
            topic=topic,
            replied_at=turn.messages[-1].at,
            at=clock().now(),
        )
        until = await known_until(session, clock().now())
        await note(Settling(session=session, book=desk.book, until=until, clock=clock()), conversation, turn, turns)
    return {"card": card_id, "level": card.level}


@job(SCORE_MANY, queue="scoring")
async def score_replies_job(payload: Payload) -> Payload:
    """Score many replies, as after an import: one piece of work for hundreds, not one each.

    Payload: ``items``, a list of [conversation id, message id]. Gives how many there were. A reply whose conversation
    is gone is passed over.
    """
    for conversation_id, message_id in payload["items"]:
        with suppress(NotFound):
            await score_reply_job({"conversation_id": conversation_id, "message_id": message_id})
    return {"replies": len(payload["items"])}


@job(AGAIN, queue="scoring")
async def score_again_job(payload: Payload) -> Payload:
    """Score replies again whose model failed; stops when it fails three times in a row: the next sweep tries again.

    Payload: ``items``, a list of [conversation id, message id]. Gives how many have a card of the model's level now.
    """
    done = failures = 0
    for conversation_id, message_id in payload["items"]:
        wanted = (await desk_of("")).level
        with suppress(NotFound):
            found = await score_reply_job({"conversation_id": conversation_id, "message_id": message_id})
            failures = 0 if found.get("level") == wanted else failures + 1
            done += found.get("level") == wanted
        if failures >= FAILURES_IN_A_ROW:
            break
    return {"scored": done, "left": len(payload["items"]) - done}


async def score_turn(
    conversation: Conversation, turn: Turn, turns: tuple[Turn, ...], desk: ScoreDesk
) -> Scorecard | Unscored:
    """The card of a stored turn, its wait measured against the target it was opened with."""
    async with jobs.sessions()() as session:
        waits = await conversations.waits_of(session, conversation, clock=clock())
        until = await known_until(session, clock().now())
    book = await _with_tone(desk.book)
    case = build_case(conversation, turn, book, waits=waits, turns=turns, now=looked_back(turn, until))
    if desk.gateway is not None:
        return await score_with_model(case, book, desk.gateway, desk.ledger)
    return score_reply(case, book)


_tones: dict[tuple[date, str], Mapping[Language, Centre]] = {}
"""Day and embedder → what the shop's latest replies sound like: read again every day."""


async def _with_tone(book: Scorebook) -> Scorebook:
    if book.embedder is None or book.tone:
        return book
    key = (_clocks[0].now().date(), book.embedder.name)
    if key not in _tones:
        async with jobs.sessions()() as session:
            texts = await latest_replies(session, SAMPLE)
        _tones.clear()
        _tones[key] = await to_thread.run_sync(shop_tone, texts, book.embedder)
    return replace(book, tone=_tones[key])


async def _without_any_card(standard_version: str, level: Level) -> list[tuple[str, str]]:
    """Replies that have no card of that standard at any level: one that fell to a lower level is not ordered again."""
    found: list[tuple[str, str]] = []
    async with jobs.sessions()() as session:
        for each in sorted(get_args(Level), key=lambda name: name != level):
            turns = await conversations.unscored_turns(session, standard_version, each, _SWEEP_LOOKS_AT)
            without = dict.fromkeys((turn.conversation_id, turn.turn_message_id) for turn in turns)
            found = [pair for pair in found or without if pair in without]
            if not found:
                return []
    return found[:SWEEP_AT_ONCE]


@job(SWEEP)
async def sweep_job(payload: Payload) -> Payload:
    """Order scores for replies without a card of the standard in force, and for those whose model failed; the newest
    first, some at a time."""
    del payload
    if _in_bulk:
        return {"ordered": 0, "note": "the history is being scored in bulk"}
    desk = await desk_of("")
    version = desk.book.standard.version
    for conversation_id, message_id in (found := await _without_any_card(version, desk.level)):
        await order_score(conversation_id, message_id, version, desk.level)
    return {"ordered": len(found), "again": await _order_again(desk)}


async def _order_again(desk: ScoreDesk) -> int:
    """Order the replies whose model failed; gives how many. Each sweep begins elsewhere, so that a few replies no
    model can take never keep the others waiting."""
    if desk.gateway is None:
        return 0
    now = _clocks[0].now()
    async with jobs.sessions(read_only=True)() as session:
        found = await replies_without_model(
            session, desk.book.standard.version, desk.level, since=now - AGAIN_FOR, limit=AGAIN_AT_ONCE
        )
    if found:
        begin = _slot(now) % len(found)
        items = [list(each) for each in (*found[begin:], *found[:begin])]
        await jobs.enqueue(AGAIN, f"{desk.book.standard.version}:{_slot(now)}", {"items": items})
    return len(found)


def _slot(now: datetime) -> int:
    """Which five minutes it is."""
    return int(now.timestamp()) // 300


schedule("qa.sweep.every_five_minutes", "*/5 * * * *", SWEEP, at_start=True)
