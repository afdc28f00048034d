"""Calibration rounds: opened by a lead, judged blind by several people, closed with figures that have consequences."""

from datetime import timedelta

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Principal, not_yours
from api.card_reading import threads_of
from api.handling import Speaks, TheServices, Who, record_id
from api.show_calibration import show_figures, show_reply, show_round, show_trust
from api.views.calibration import (
    CalibrationDetail,
    CalibrationIn,
    CalibrationItem,
    CalibrationList,
    JudgementIn,
    MoreRepliesIn,
    TrustList,
)
from human_review.calibration import Round, add_cards, judge, judged_counts, judgements, open_round, round_of, rounds
from human_review.calibration_closing import close_round, prepare
from human_review.calibration_draw import Wanted
from human_review.cards import cards_by_id
from human_review.coaching import around, text_of
from human_review.trust import read_trust
from qa_scoring.scorecard import PILLARS
from qa_scoring.standard import Standard
from reply_core.types import Language


@get("/calibrations", opt={"action": "judge"}, summary="Calibration rounds")
async def list_rounds(services: TheServices, principal: Who, language: Speaks) -> CalibrationList:
    """Open ones first. Who judged how much is hidden while a round is open, but for one's own."""
    async with services.reading() as session:
        found = [each for each in await rounds(session, services.shop.brand) if _may_open(each, principal)]
        counts = await judged_counts(session, [each.id for each in found])
    return CalibrationList(
        items=tuple(show_round(each, counts.get(each.id, {}), principal.actor, language) for each in found)
    )


@post("/calibrations", opt={"action": "calibrate"}, summary="Open a calibration round")
async def open_new(
    data: JSONBody[CalibrationIn], services: TheServices, principal: Who, language: Speaks
) -> CalibrationItem:
    """Over replies picked by hand, or a random sample of a period; all made at one level by one scorer."""
    standard = services.shop.standard
    wanted = Wanted(
        name=data.name,
        brand=services.shop.brand,
        cards=data.cards,
        sample=data.sample,
        since=services.clock.now() - timedelta(days=data.days),
        operators=principal.narrowed(data.operator, language),
        channel=data.channel,
        topic=data.topic,
        criteria=data.criteria or _judgeable(standard),
        reviewers=data.reviewers,
    )
    async with services.writing() as session:
        made = await open_round(session, wanted, author=principal.actor, clock=services.clock, language=language)
    return show_round(made, {}, principal.actor, language)


@get("/calibrations/{round_id:str}", opt={"action": "judge"}, summary="One calibration round")
async def read_round(
    round_id: FromPath[str], services: TheServices, principal: Who, language: Speaks
) -> CalibrationDetail:
    """Its replies, without who wrote them and without the machine's verdicts; its figures once it is closed."""
    async with services.reading() as session:
        found = await _open(session, round_id, principal, language)
        return await _detail(session, found, principal, language)


@post(
    "/calibrations/{round_id:str}/judgements", opt={"action": "judge"}, status_code=200, summary="Judge a reply blind"
)
async def judge_reply(
    round_id: FromPath[str], data: JSONBody[JudgementIn], services: TheServices, principal: Who, language: Speaks
) -> CalibrationItem:
    """One's own verdicts on one reply; they may be put right until the round is closed."""
    async with services.writing() as session:
        found = await _open(session, round_id, principal, language)
        await judge(
            session,
            found.id,
            data.scorecard_id,
            data.verdicts,
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
        counts = await judged_counts(session, [found.id])
    return show_round(found, counts.get(found.id, {}), principal.actor, language)


@post(
    "/calibrations/{round_id:str}/replies",
    opt={"action": "calibrate"},
    status_code=200,
    summary="Add replies to a round",
)
async def add_replies(
    round_id: FromPath[str], data: JSONBody[MoreRepliesIn], services: TheServices, principal: Who, language: Speaks
) -> CalibrationItem:
    """More picked replies for a round that is open; a random sample takes none."""
    async with services.writing() as session:
        before = await _open(session, round_id, principal, language)
        found = await add_cards(
            session,
            before.id,
            data.cards,
            operators=principal.sees,
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
        counts = await judged_counts(session, [found.id])
    return show_round(found, counts.get(found.id, {}), principal.actor, language)


@post("/calibrations/{round_id:str}/close", opt={"action": "calibrate"}, status_code=200, summary="Close a round")
async def close(round_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> CalibrationDetail:
    """Its figures are kept; a criterion below the bar goes back to people, one at or above it to the machine."""
    async with services.reading() as session:
        before = await _open(session, round_id, principal, language)
        prepared = await prepare(session, before.id, at=services.clock.now(), language=language)
    async with services.writing() as session:
        found = await close_round(session, prepared, author=principal.actor, clock=services.clock, language=language)
        return await _detail(session, found, principal, language)


@get("/trust", opt={"action": "judge"}, summary="Whose verdicts count, criterion by criterion")
async def list_trust(services: TheServices, language: Speaks) -> TrustList:
    """The machine's or people's, by what round; and whether its confidence is fitted on people's labels."""
    async with services.reading() as session:
        trust = await read_trust(session, services.shop.brand)
    return show_trust(trust, services.shop.standard, language)


def _judgeable(standard: Standard) -> tuple[str, ...]:
    """What weighs something and can be read in the text: nobody judges what a clock measures."""
    return tuple(code for code in standard.weights if standard.wants(code) and code not in PILLARS["speed"])


async def _open(session: AsyncSession, round_id: str, principal: Principal, language: Language) -> Round:
    found = await round_of(session, record_id(round_id))
    if not _may_open(found, principal):
        raise not_yours(language)
    return found


def _may_open(found: Round, principal: Principal) -> bool:
    """A round of one's own people only."""
    return all(principal.may_see(operator) for operator in found.operators)


async def _detail(session: AsyncSession, found: Round, principal: Principal, language: Language) -> CalibrationDetail:
    judged = await judgements(session, found.id)
    mine = judged.get(principal.actor, {})
    cards = await cards_by_id(session, found.cards)
    threads = await threads_of(session, {each.card.conversation_id for each in cards.values()})
    replies = []
    for card_id in found.cards:
        stored = cards.get(card_id)
        thread = threads.get(stored.card.conversation_id) if stored else None
        if stored is None or thread is None:
            continue
        asked, answered = around(thread, stored.card.message_ids or (stored.card.message_id,))
        replies.append(show_reply(stored, text_of(asked), text_of(answered), mine.get(card_id, {}), language))
    counts = {name: len(given) for name, given in judged.items()}
    item = show_round(found, counts, principal.actor, language)
    return show_figures(found, item, tuple(replies), language)


router = Router(
    "/v1",
    route_handlers=[list_rounds, open_new, read_round, add_replies, judge_reply, close, list_trust],
    tags=["calibration"],
)
