"""What operators change, by article, prompt and rule of the voice."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.day_sums import Only
from human_review.edit_kinds import EditFigures, edit_figures
from reply_core.tables import DraftDecisionRecord
from tests.human_review.made_drafts import NOW, TEXT, store_draft

SINCE = NOW - timedelta(days=7)
EVERYTHING = Only()
pytestmark = pytest.mark.anyio


async def _twenty(session: AsyncSession) -> EditFigures:
    """Twelve sent as they are, six with the term fixed, one without the cited sentence, one rejected."""
    for number in range(12):
        await store_draft(session, f"a{number}", "accepted", alerts=("r.filler",))
    for number in range(6):
        await store_draft(session, f"f{number}", "edited", final=TEXT.replace("30", "14"))
    await store_draft(session, "s0", "edited", final="Здравствуйте! Заявку оформите на сайте.")
    await store_draft(session, "r0", "rejected", reason="wrong")
    return await edit_figures(session, SINCE, EVERYTHING)


async def test_articles_whose_facts_operators_fix(session: AsyncSession) -> None:
    """Of 19 sent drafts that rest on the article, six had its fact fixed and one lost its sentence."""
    found = await _twenty(session)
    (article,) = found.articles

    assert (article.title, article.drafts) == ("Возврат", 19)
    assert (article.fact_fixed.good, article.taken_out.good) == (6, 1)
    assert article.fact_fixed.share == pytest.approx(6 / 19)
    assert article.fact_fixed.low is not None
    assert 0.1 < article.fact_fixed.low < 6 / 19
    assert (found.decisions, found.edited.good, found.kinds["fact_fixed"].good) == (20, 7, 6)
    assert found.kinds["fact_fixed"].share is None, "seven edits give no share"


async def test_prompts_and_levels_stay_apart(session: AsyncSession) -> None:
    """Drafts composed without a model and those of two prompt versions are three rows."""
    await _twenty(session)
    for number in range(3):
        await store_draft(session, f"m{number}", "accepted", level="model", prompt="draft_reply@2")
    await store_draft(session, "n0", "edited", final=TEXT + " Ждём!", level="model", prompt="draft_reply@1")
    found = await edit_figures(session, SINCE, EVERYTHING)

    rows = {(each.prompt, each.level): (each.drafts, each.accepted.good, each.rejected.good) for each in found.prompts}
    assert rows == {
        ("", "rules"): (20, 12, 1),
        ("draft_reply@1", "model"): (1, 0, 0),
        ("draft_reply@2", "model"): (3, 3, 0),
    }


async def test_rules_operators_mend_and_rules_they_let_stand(session: AsyncSession) -> None:
    """A departure left in twelve sent drafts was mended in none of them."""
    (rule,) = (await _twenty(session)).rules

    assert (rule.rule_id, rule.drafts, rule.mended.good) == ("r.filler", 12, 0)


async def test_edits_of_before_are_read_anew(session: AsyncSession) -> None:
    """An edit kept without its sentences and kinds counts all the same."""
    await store_draft(session, "f0", "edited", final=TEXT.replace("30", "14"))
    row = await session.get(DraftDecisionRecord, "f0")
    assert row is not None
    row.changes, row.edit_kinds = {"similarity": 0.97, "kinds": ["fact_fixed"]}, []
    await session.flush()
    found = await edit_figures(session, SINCE, EVERYTHING)

    assert found.articles[0].fact_fixed.good == 1
    assert found.kinds["fact_fixed"].good == 1


async def test_narrowed_to_a_channel_a_topic_or_people(session: AsyncSession) -> None:
    """Only what was asked for is counted; nothing gives empty tables, not an error."""
    await _twenty(session)
    narrowed = [
        (await edit_figures(session, SINCE, only)).decisions
        for only in (
            Only(channel="chat"), Only(channel="email"), Only(topic="return"), Only(topic="other"),
            Only(operators=frozenset({"anna"})), Only(operators=frozenset({"igor"})),
        )
    ]  # fmt: skip

    assert narrowed == [20, 0, 20, 0, 20, 0]
    assert (await edit_figures(session, NOW + timedelta(days=1), EVERYTHING)).articles == ()
