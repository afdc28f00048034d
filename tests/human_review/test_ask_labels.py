"""What people said of asks becomes the shop's own thresholds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.ask_labels import AskLabel, ask_labels
from human_review.cards import card_of
from human_review.reviews import review
from qa_scoring.abstention import Abstention, calibrate
from qa_scoring.scorecard import SCORER_VERSION, AskVerdict, Unsure
from reply_core.clock import FixedClock
from reply_core.types import Ask, Level, Span
from tests.human_review.made_cards import NOW, make_card, store_card, store_reply

pytestmark = pytest.mark.anyio


async def judged(
    session: AsyncSession, name: str, values: tuple[float, ...], verdict: str | None, level: Level = "local"
) -> str:
    """A card with asks of these values; a lead gives the verdict on it."""
    await store_reply(session, name, {"asks_covered": Unsure(why="?")})
    card = make_card(f"c-{name}", f"m-{name}", {"asks_covered": Unsure(why="?")}, level=level)
    asks = tuple(
        AskVerdict(
            ask=Ask(text="?", span=Span(start=0, end=1), kind="question"),
            status="unsure",
            credit=None,
            value=value,
            source="meaning",
        )
        for value in values
    )
    pins = replace(card.pins, scorer=SCORER_VERSION)
    stored = await store_card(session, replace(card, asks=asks, pins=pins), at=NOW)
    if verdict is not None:
        await review(
            session,
            await card_of(session, stored),
            criterion="asks_covered",
            action="overrule",
            verdict=verdict,  # type: ignore[arg-type]
            reason="проверено",
            author="lead",
            clock=FixedClock(NOW),
        )
    return stored


async def test_clear_verdicts_label_every_ask(session: AsyncSession) -> None:
    """Met answers all asks, not met none; partly met, not required and nobody's say label nothing."""
    await judged(session, "a", (0.9, 0.8), "pass")
    await judged(session, "b", (0.3,), "fail")
    for name, verdict in (("c", "partial"), ("d", "na"), ("e", None)):
        await judged(session, name, (0.5,), verdict)
    await judged(session, "f", (0.7,), "pass", level="rules")

    found = await ask_labels(session, "local", SCORER_VERSION)

    assert sorted(found) == [AskLabel(0.3, False, "c-b"), AskLabel(0.8, True, "c-a"), AskLabel(0.9, True, "c-a")]
    assert len(await ask_labels(session, "rules", SCORER_VERSION)) == 1
    assert await ask_labels(session, "local", "another") == ()


async def test_the_newest_word_counts(session: AsyncSession) -> None:
    """Who changes his mind is believed the second time."""
    stored = await judged(session, "a", (0.6,), "pass")
    await review(
        session,
        await card_of(session, stored),
        criterion="asks_covered",
        action="overrule",
        verdict="fail",
        reason="второй вопрос пропущен",
        author="lead",
        clock=FixedClock(NOW + timedelta(hours=1)),
    )

    (label,) = await ask_labels(session, "local", SCORER_VERSION)
    assert not label.answered


async def test_enough_labels_give_thresholds_with_a_guarantee(session: AsyncSession) -> None:
    """A hundred and sixty clear asks, all on the right side, give thresholds and say what they promise."""
    for number in range(40):
        good = number % 2 == 0
        base = 0.95 if good else 0.05
        values = tuple(base + step / 1000 for step in range(4))
        await judged(session, f"n{number}", values, "pass" if good else "fail")
    labels = await ask_labels(session, "local", SCORER_VERSION)
    found = calibrate([(each.value, each.answered) for each in labels], [each.conversation_id for each in labels])

    assert isinstance(found, Abstention)
    assert found.answered_from is not None
    assert found.answered_from > 0.5
    assert (found.n, found.wrong) == (160, 0)
    assert "не более 10 из 100" in found.guarantee("ru")
