"""Only the operator's own causes count to the operator; a reply is out of the figures whichever card was reviewed."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import figures
from human_review.cards import card_of
from human_review.causes import CAUSES, OWN_CAUSES, Cause, cause_label, not_counted
from human_review.queue import note_review
from human_review.sums import catch_up
from qa_scoring.standard import Standard
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.errors import Conflict
from reply_core.tables import DailyRollup, ScorecardRecord, new_id
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

pytestmark = pytest.mark.anyio
SINCE = NOW - timedelta(days=1)


def _standard(_version: str) -> Standard:
    return STANDARD


async def _reviewed(session: AsyncSession, card: str, cause: Cause) -> None:
    await note_review(session, await card_of(session, card), cause=cause, note="", author="lead", clock=FixedClock(NOW))


@pytest.mark.parametrize("cause", CAUSES)
async def test_a_reply_counts_unless_its_cause_lies_elsewhere(session: AsyncSession, cause: Cause) -> None:
    """Own causes and «nothing was missed» stay in the figures, all others leave them and are counted apart."""
    card = await store_reply(session, "1", {"respect": rule(0.0)})
    await _reviewed(session, card, cause)

    counts = cause in OWN_CAUSES or cause == "none"
    assert len(await figures(session, since=SINCE)) == int(counts)
    assert await not_counted(session, SINCE) == ({} if counts else {"igor": 1})
    assert cause_label(cause, "ru") != cause_label(cause, "en")


async def test_a_reply_scored_anew_stays_out(session: AsyncSession) -> None:
    """The cause is of the reply: its newer card does not count either, and nobody reviews it again."""
    card = await store_reply(session, "1", {"respect": rule(0.0)})
    await _reviewed(session, card, "system")
    row = (await session.exec(select(ScorecardRecord))).one()
    again = ScorecardRecord(**{**row.model_dump(), "id": new_id(), "input_hash": "other", "created_at": NOW})
    session.add(again)
    await session.flush()

    assert await figures(session, since=SINCE) == ()
    with pytest.raises(Conflict, match="lead"):
        await _reviewed(session, again.id, "tone")


async def test_daily_sums_follow_a_review(sessions: Sessions) -> None:
    """Summed up before the review, the day is summed up again after it, without the reply."""
    clock, zone = FixedClock(NOW), ZoneInfo("Europe/Moscow")
    async with sessions.begin() as session:
        cards = [await store_reply(session, str(number), {"respect": rule(0.0)}) for number in range(3)]
    await catch_up(sessions, zone=zone, clock=clock, standard_of=_standard)
    async with sessions.begin() as session:
        await _reviewed(session, cards[0], "knowledge_missing")
    await catch_up(sessions, zone=zone, clock=clock, standard_of=_standard)

    async with sessions() as session:
        wanted = select(DailyRollup.replies).where(DailyRollup.measure == "respect")
        assert list((await session.exec(wanted)).all()) == [2]
