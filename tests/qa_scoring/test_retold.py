"""Stored reasons are told in the reader's language, values and quotes kept."""

import string

import pytest

from qa_scoring.reasons import _REASONS, say
from qa_scoring.retold import retold

_QUOTE = "«сегодня до 18:00»"


def filled(code: str, language: str) -> str:
    """The sentence of a code with a quote in each place."""
    names = [name for _, name, _, _ in string.Formatter().parse(_REASONS[code][0]) if name]
    return say(code, "ru" if language == "ru" else "en", **dict.fromkeys(names, _QUOTE))


@pytest.mark.parametrize("code", sorted(_REASONS))
def test_every_sentence_is_told_in_both_languages(code: str) -> None:
    """From Russian to English and back, by its code; what is only a value stays as it is."""
    russian, english = filled(code, "ru"), filled(code, "en")

    assert retold(russian, "en", code) == english
    assert retold(english, "ru", code) == russian
    assert retold(english, "en", code) == english


def test_codes_are_not_needed() -> None:
    """Sentences of asks and critical errors have no code beside them; each is still found, but for those that say the
    same in one language by two codes."""
    wrong = {
        code: (retold(filled(code, "ru"), "en"), filled(code, "en"))
        for code in _REASONS
        if retold(filled(code, "ru"), "en") != filled(code, "en")
    }

    assert all(_REASONS[code][0] in [other[0] for key, other in _REASONS.items() if key != code] for code in wrong)


def test_numbers_and_joined_sentences() -> None:
    """Values stay, each of several sentences is told, and the slots of a protocol have their own names."""
    assert retold("вопросы: 1 из 2", "en", "asks_counted") == "questions: 1 of 2"
    assert retold("вопросы: 0 из 1; в ответе нет ничего по существу", "en") == (
        "questions: 0 of 1; nothing in the reply is to the point"
    )
    told = retold(say("protocol_missing", "ru", missing="сожаление, как оформить"), "en", "protocol_missing")
    assert "сожаление" not in told


def test_others_words_stay() -> None:
    """A model's own reason and a brand's own rule are nobody's sentence here."""
    for text in ("Оператор не ответил на вопрос про вечер", "«Сами виноваты» обвиняет покупателя", ""):
        assert retold(text, "en", "model_said") == text
