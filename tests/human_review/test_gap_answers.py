"""Gaps of one meaning stand together; articles are proposed from good answers alone, without personal data."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.outcome import Candidates, Draft, HandOver, Outcome
from drafting.store import save_draft
from human_review.gap_answers import answers_to, bare
from human_review.gaps import grouped
from human_review.kb_coverage import coverage
from human_review.store import StoredGap
from model_gateway.embedder import Vectors
from qa_scoring.scorecard import Critical
from reply_core.errors import EmbedderUnavailable
from reply_core.types import Provenance, Topic
from tests.human_review.made_cards import NOW, rule, store_reply
from tone_of_voice.profile import default_profile

PROFILE = default_profile("ru")
ANSWER = (
    "Здравствуйте, Ольга! Благодарим за обращение. Старые люльки мы не принимаем, но на складе их можно разобрать. "
    "Звоните мне: +7 912 345-67-89. Хорошего дня!"
)


class TwoMeanings:
    """Vectors by the first letter: what begins alike means the same."""

    name, dim = "two", 2
    broken = False

    def queries(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise EmbedderUnavailable("no model", mend="none")
        return np.array([[1.0, 0.0] if text[0] in "ПМ" else [0.0, 1.0] for text in texts], dtype=np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self.queries(texts)


def gap(number: int, ask: str) -> StoredGap:
    """A gap, newer by its number."""
    return StoredGap(f"g{number}", f"c{number}", ask, "other", ("Возврат",), NOW + timedelta(minutes=number))


GAPS = [
    gap(3, "Принимаете ли вы люльки?"),
    gap(2, "Можно сдать коляску?"),
    gap(1, "Упаковываете подарки?"),
]


def test_questions_of_one_meaning_are_one_gap() -> None:
    """Two wordings of one thing count two; the newest speaks for both."""
    first, second = grouped(GAPS, embedder=TwoMeanings())

    assert (first.ask, first.count) == ("Принимаете ли вы люльки?", 2)
    assert first.wordings == ("Принимаете ли вы люльки?", "Можно сдать коляску?")
    assert (second.ask, second.count) == ("Упаковываете подарки?", 1)


def test_without_meaning_wordings_are_compared() -> None:
    """No embedder, or one that fails, leaves three kinds."""
    broken = TwoMeanings()
    broken.broken = True

    assert len(grouped(GAPS)) == 3
    assert len(grouped(GAPS, embedder=broken)) == 3
    assert grouped([], embedder=TwoMeanings()) == ()


def test_an_answer_is_bared_of_courtesy() -> None:
    """Greeting, thanks for writing and wishes are no part of an article."""
    assert bare("Добрый день! Люльки не принимаем. С уважением, Анна", PROFILE) == "Люльки не принимаем."
    assert bare("Здравствуйте!", PROFILE) == ""


@pytest.mark.anyio
async def test_good_answers_are_proposed_without_personal_data(session: AsyncSession) -> None:
    """The newest first; a telephone and the customer's name are gone, and it is said how many pieces."""
    await store_reply(session, "old", {"respect": rule(1.0)}, reply="Люльки старого образца не берём, извините.")
    later = NOW + timedelta(hours=1)
    await store_reply(session, "new", {"respect": rule(1.0)}, reply=ANSWER, at=later)
    found = await answers_to(session, ["c-old", "c-new"], NOW - timedelta(days=1), PROFILE, "ru")

    assert [answer.conversation_id for answer in found] == ["c-new", "c-old"]
    assert found[0].text == "Старые люльки мы не принимаем, но на складе их можно разобрать. Звоните мне: [телефон]."
    assert found[0].removed == 1


@pytest.mark.anyio
async def test_bad_answers_are_not_proposed(session: AsyncSession) -> None:
    """Neither a critical error nor an open question nor a contradiction nor a bare «Да» makes an article."""
    critical = (Critical(code="wrong_policy", state="candidate", source="rule", evidence=(), reason="не по базе"),)
    await store_reply(session, "a", {"respect": rule(1.0)}, reply=ANSWER, critical=critical)
    await store_reply(session, "b", {"asks_covered": rule(0.0)}, reply=ANSWER)
    await store_reply(session, "c", {"correctness": rule(0.0)}, reply=ANSWER)
    await store_reply(session, "d", {"respect": rule(1.0)}, reply="Да, конечно.")
    names = [f"c-{name}" for name in "abcd"]

    assert await answers_to(session, names, NOW - timedelta(days=1), PROFILE, "ru") == ()
    assert await answers_to(session, [], NOW, PROFILE, "ru") == ()


@pytest.mark.anyio
async def test_coverage_counts_the_newest_proposal_of_each_conversation(session: AsyncSession) -> None:
    """A hand-over that became a draft after an article was written counts as answered; below ten there is no share."""
    shared = {"topic": Topic(code="other"), "language": "ru", "provenance": Provenance(level="rules")}
    draft: Outcome = Draft(text="Да.", sentences=(), **shared)  # type: ignore[arg-type]
    nothing: Outcome = HandOver(reason="", missing=(), nearest=(), **shared)  # type: ignore[arg-type]
    offers: Outcome = Candidates(offers=(), reason="", **shared)  # type: ignore[arg-type]
    for number in range(12):
        await store_reply(session, f"n{number}", {"respect": rule(1.0)})
        first = nothing if number < 8 else offers
        await save_draft(session, f"c-n{number}", first, at=NOW)
        if number < 6:
            await save_draft(session, f"c-n{number}", draft, at=NOW + timedelta(minutes=1))
        if number == 8:
            few = await coverage(session, NOW - timedelta(days=1))
    found = await coverage(session, NOW - timedelta(days=1))

    assert (few.conversations, few.share) == (9, None)
    assert (found.answered, found.conversations, found.share) == (6, 12, 0.5)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high
