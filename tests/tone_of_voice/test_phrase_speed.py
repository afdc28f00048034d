"""What makes phrases quick holds nothing back: first words, and chunks that follow one another."""

import pytest

from tone_of_voice.phrases import compile_pattern, compile_phrase

TEXTS = (
    "",
    "на данный момент, в данный момент; на-данный момент",
    "мы вам позвоним: позвоните и нам, позвонить нам",
    "как-то раз вы не поняли вы не поняли, вы-вы не поняли",
    "перевод оплаты 5 - 6 дней, 5- 6 и 7 -- 8",
    "дом - дом -дом, оказание содействия  решению",
)


@pytest.mark.parametrize(
    "source",
    ["на|в данный момент", "вы не поняли", "позвон* нам", "как-то|вы_не", "{дом}", "[вы] не поняли", "^на ..1 момент"],
)
def test_first_words_find_what_the_pattern_finds(source: str) -> None:
    """Trying a phrase only where it may begin finds the same places as trying it everywhere."""
    phrase = compile_phrase(source)
    for text in TEXTS:
        found = [match.span() for match in phrase.finditer(text)]
        assert found == [match.span() for match in phrase.pattern.finditer(text)]


@pytest.mark.parametrize("source", [r"\d +-+ +\d", r"[а-яё]+ние\s+[а-яё]+вия", r"-\s*дом", r"оказ\w+\s+сод\w+ +реш"])
def test_chunks_in_a_row_hold_nothing_back(source: str) -> None:
    """A text in which a pattern stands always passes its screens."""
    phrase = compile_pattern(source, (), where="test")
    for text in TEXTS:
        assert phrase.may_match_chunks(text) or not phrase.pattern.search(text)


def test_chunks_apart_are_not_tried() -> None:
    """The parts of a pattern in chunks that do not follow one another do not make it worth trying."""
    phrase = compile_pattern(r"\d +-+ +\d", (), where="test")
    assert phrase.in_a_row
    assert phrase.may_match_chunks("5 - 6 дней")
    assert not phrase.may_match_chunks("5 дней - нет, 6 дней")
