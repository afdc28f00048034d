"""What became of a draft: likeness, sentences that came and went, kinds of change."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.decision import Changes, decide
from tone_of_voice.profile import Term, default_profile

DRAFT = "Здравствуйте, Анна! Плед можно вернуть за 30 дней. Заявку оформите на сайте."


@pytest.mark.parametrize(
    ("final", "kinds"),
    [
        (DRAFT, ("unchanged",)),
        (DRAFT.replace(" Плед", "\n\nПлед"), ("unchanged",)),
        (DRAFT.replace("30 дней", "14 дней"), ("fact_fixed",)),
        (DRAFT.replace("Заявку оформите", "Пожалуйста, оформите заявку"), ("rewritten",)),
        (DRAFT.replace("Анна!", "Анна."), ("tone",)),
        ("Здравствуйте, Анна! Плед можно вернуть за 30 дней.", ("shortened",)),
        (DRAFT + " Хорошего вечера!", ("added",)),
        ("Совсем другой ответ про доставку курьером.", ("rewritten",)),
    ],
)
def test_names_the_kind_of_change(final: str, kinds: tuple[str, ...]) -> None:
    """Each way of editing has its word."""
    assert decide(DRAFT, final).kinds == kinds


def test_added_and_removed_sentences_are_told() -> None:
    """The new sentence is quoted, and so is the dropped one."""
    changes = decide(DRAFT, "Здравствуйте, Анна! Плед можно вернуть за 30 дней. Курьер заберёт его сам в субботу.")

    assert changes.added == ("Курьер заберёт его сам в субботу.",)
    assert changes.removed == ("Заявку оформите на сайте.",)
    assert 0.5 < changes.similarity < 1


def test_a_sentence_added_after_a_signature_is_added() -> None:
    """A signature has no full stop; what is written behind it is a sentence of its own."""
    signed = DRAFT + "\nС уважением, магазин"
    changes = decide(signed, signed + " Ждём вас до субботы.")

    assert (changes.added, changes.removed, changes.kinds) == (("Ждём вас до субботы.",), (), ("added",))


def test_an_answer_of_ones_own_is_all_added() -> None:
    """Without a draft everything the operator wrote is his."""
    assert decide("", "Добрый день!") == Changes(similarity=0.0, added=("Добрый день!",), kinds=("added",))


TEXTS = st.lists(
    st.sampled_from(["Да.", "Плед тёплый.", "Вернём 100 ₽ за 3 дня.", "Ждём вас!", "Анна, добрый день!"]), max_size=5
)


@settings(deadline=None)
@given(TEXTS.map(" ".join), TEXTS.map(" ".join))
def test_likeness_is_a_share_and_one_only_for_the_same(draft: str, final: str) -> None:
    """Similarity lies between 0 and 1, is 1 exactly for the same words, and a kind is always named."""
    changes = decide(draft, final)

    assert 0 <= changes.similarity <= 1
    assert (changes.similarity == 1) == (draft.split() == final.split())
    assert changes.kinds
    assert all(sentence in " ".join(final.split()) for sentence in changes.added)


@pytest.mark.parametrize(
    ("sent", "kinds", "fixed"),
    [
        ("Плед можно вернуть за две недели.", ("fact_fixed",), 1),
        ("Плед нельзя вернуть за 30 дней.", ("fact_fixed",), 1),
        ("Срок приёма пледов обратно составляет 14 дней.", ("fact_fixed", "rewritten"), 1),
        ("Плед можно вернуть за 30 дней!", ("tone",), 0),
        ("Плед Вы можете вернуть за 30 дней.", ("tone",), 0),
        ("Плед можно вернуть за 1 месяц.", ("rewritten",), 0),
    ],
)
def test_a_fixed_fact_is_told_from_other_words(sent: str, kinds: tuple[str, ...], fixed: int) -> None:
    """Another value, or yes for no, is a fact fixed; the same value in other words, and a capital letter, are none."""
    changes = decide("Плед можно вернуть за 30 дней.", sent)

    assert changes.kinds == kinds
    assert len(changes.fixed) == fixed


def test_a_departure_from_the_voice_that_is_mended_is_tone() -> None:
    """The operator drops a banned turn of phrase: the rule is named, and nothing without the shop's voice."""
    profile = replace(default_profile("ru"), banned=(Term(text="в порядке живой очереди"),))
    before = "Вернём деньги за 10 дней в порядке живой очереди. Заявку оформите на сайте магазина."
    after = before.replace(" в порядке живой очереди", "")

    assert decide(before, after).toned == ()
    assert "tone" in decide(before, after, profile).kinds
    assert len(decide(before, after, profile).toned) == 1
