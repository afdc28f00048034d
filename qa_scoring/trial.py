"""A standard tried on history before it is switched on: what would change, and nothing is stored.

Both sides are scored now, by the standard in force and by the draft, from the same texts at the same level: whatever
differs, the draft is the cause. The model is not asked; what it decided before, on the card in force, holds on both.
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from anyio import to_thread
from sqlmodel.ext.asyncio.session import AsyncSession

from model_gateway.embedder import Embedder, Vectors
from qa_scoring.case import Scorebook
from qa_scoring.history import Chosen, Reply, StoredReply, chosen_replies, load_replies
from qa_scoring.moves import Card, Tallied
from qa_scoring.score import score_reply
from qa_scoring.scorecard import NotApplicable, Scorecard, Scored, Unsure, Verdict, from_dict, iqs_compat
from qa_scoring.standard import Standard
from qa_scoring.store import current_card
from qa_scoring.totals import tally
from reply_core.clock import Clock
from reply_core.database import Sessions

LATEST = 20_000
"""A sample is drawn from so many newest replies."""
_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a trial."""

    tallied: Tallied = field(default_factory=Tallied)
    meant: int = 0
    """Replies the sample was drawn from."""
    complete: bool = True
    """False: the time was up; what was tried is a random part of the sample all the same."""


async def draw(session: AsyncSession, chosen: Chosen, sample: int) -> tuple[tuple[Reply, ...], int]:
    """A random sample of the replies meant, the same for the same history, and how many it was drawn from."""
    found = await chosen_replies(session, chosen, LATEST)
    drawn = random.Random(0).sample(found, min(sample, len(found)))
    return tuple(drawn), len(found)


async def try_standard(
    sessions: Sessions,
    replies: Sequence[Reply],
    book: Scorebook,
    draft: Standard,
    clock: Clock,
    *,
    seconds: float | None = None,
) -> Trial:
    """Score the replies by the standard in force and by the draft; stores nothing, asks no model.

    Args:
        sessions: of the records; only read.
        replies: which ones, in the order they are tried.
        book: with the standard in force.
        draft: the other standard.
        clock: tells now.
        seconds: stop after so long; None: never.
    """
    if book.embedder is not None:
        book = replace(book, embedder=_Once(book.embedder))
    tallied, until = Tallied(), None if seconds is None else time.monotonic() + seconds
    for begin in range(0, len(replies), _AT_ONCE):
        if until is not None and time.monotonic() > until:
            return Trial(tallied=tallied, meant=len(replies), complete=False)
        portion = replies[begin : begin + _AT_ONCE]
        async with sessions() as session:
            loaded = await load_replies(session, portion, clock)
            known = {each.turn.id: await _known(session, each) for each in loaded}
        for before, after in await to_thread.run_sync(_both, loaded, book, draft, known):
            tallied.add(before, after)
    return Trial(tallied=tallied, meant=len(replies))


async def _known(session: AsyncSession, reply: StoredReply) -> Card | None:
    row = await current_card(session, reply.turn.id)
    return from_dict(row.verdicts) if row is not None and row.level == "model" else None


def _both(
    loaded: Sequence[StoredReply], book: Scorebook, draft: Standard, known: Mapping[str, Card | None]
) -> list[tuple[Card, Card]]:
    """Each reply by either standard; waits are measured anew when the targets differ, frozen ones know only the old."""
    frozen = draft.targets == book.standard.targets
    other = replace(book, standard=draft)
    cards = []
    for reply in loaded:
        pair = [score_reply(reply.case(each, stored_waits=frozen), each) for each in (book, other)]
        before, after = (
            with_model(card, known.get(reply.turn.id), each.standard)
            for card, each in zip(pair, (book, other), strict=True)
        )
        # a wait measured by the draft's target is the draft's doing, not another case
        pins = replace(before.pins, standard=after.pins.standard)
        cards.append((before, replace(after, pins=pins)))
    return cards


def with_model(card: Card, known: Card | None, standard: Standard) -> Card:
    """The card with what a model has decided of the same words before, summed up by a standard."""
    if not isinstance(card, Scorecard) or not isinstance(known, Scorecard):
        return card
    if known.pins.thread != card.pins.thread:
        return card
    told: dict[str, Verdict] = {
        code: verdict
        for code, verdict in known.criteria.items()
        if isinstance(card.criteria.get(code), Unsure) and _by_model(verdict)
    }
    if not told:
        return card
    criteria = {**card.criteria, **told}
    sums = tally(criteria, standard.weights, standard.pillars, min_coverage=standard.min_coverage)
    critical = any(each.state == "confirmed" for each in card.critical)
    return replace(
        card,
        criteria=criteria,
        pillars=sums.pillars,
        total=sums.total,
        no_total=sums.no_total,
        decided_share=sums.decided_share,
        iqs_compat=iqs_compat(criteria, standard.weights, critical=critical) if standard.iqs_compat else None,
    )


def _by_model(verdict: Verdict) -> bool:
    if isinstance(verdict, Scored):
        return verdict.source == "model"
    return isinstance(verdict, NotApplicable) and verdict.code == "model_na"


class _Once:
    """Embeds each text once: the second standard finds the vectors of the first."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._kept: dict[tuple[str, tuple[str, ...]], Vectors] = {}

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dim(self) -> int:
        return self._inner.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._take("q", texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._take("p", texts)

    def _take(self, kind: str, texts: Sequence[str]) -> Vectors:
        key = (kind, tuple(texts))
        if key not in self._kept:
            self._kept[key] = self._inner.queries(texts) if kind == "q" else self._inner.passages(texts)
        return self._kept[key]
