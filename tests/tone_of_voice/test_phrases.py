"""The little language of phrases, and the screen that decides which phrases are tried at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.errors import BadRule
from reply_core.text import fold
from tone_of_voice.document import Document
from tone_of_voice.pack import load_pack
from tone_of_voice.phrases import Phrase, WordIndex, compile_pattern, compile_phrase


def _found(source: str, text: str) -> list[str]:
    folded = fold(text)
    return [match["main"] for match in compile_phrase(source).finditer(folded)]


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("вы не поняли", "Вы  не поняли", ["вы  не поняли"]),
        ("вы не поняли", "вы, не поняли", ["вы, не поняли"]),
        ("вы не поняли", "Вы. Не поняли", []),
        ("вы не поняли", "вы не поняли́", ["вы не поняли"]),
        ("вы|ты", "на ты и вы", ["ты", "вы"]),
        ("заказ*", "заказали заказ", ["заказали", "заказ"]),
        ("заказ", "заказали", []),
        ("к_вам|туда", "едем к вам и туда", ["к вам", "туда"]),
        ("[очень] важно", "очень важно, важно", ["очень важно", "важно"]),
        ("важно [очень]", "важно очень, важно", ["важно очень", "важно"]),
        ("я же ..2 писал*", "я же вам вчера писала", ["я же вам вчера писала"]),
        ("я же ..2 писал*", "я же вам вчера в обед писала", []),
        ("^ждите", "Ждите. Да, ждите", ["ждите"]),
        ("ждите$", "ждите меня, ждите!", ["ждите"]),
        ("ещё раз", "еще раз", ["еще раз"]),
        ("{ребёнок}", "детям и ребёнку", ["детям", "ребенку"]),
        ("{данный:sing}", "данные данного", ["данного"]),
        ("{данный:plur}", "данные данного", ["данные"]),
        ("e-mail", "E-mail", ["e-mail"]),
    ],
)
def test_phrases_match_as_described(source: str, text: str, found: list[str]) -> None:
    """Each construct of the language does what its description says."""
    assert _found(source, text) == found


@pytest.mark.parametrize("source", ["", "[вы]", "..2", "..2 вы", "вы ..", "(вы)", "вы|", "{данный:quux}", "* вы"])
def test_what_cannot_be_read_is_refused(source: str) -> None:
    """A phrase with a slip is refused, not guessed at."""
    with pytest.raises(BadRule):
        compile_phrase(source)


def _index_of(phrase: Phrase) -> WordIndex[Phrase]:
    index: WordIndex[Phrase] = WordIndex()
    index.add(phrase, phrase)
    return index


ALL_PHRASES = [
    phrase for language in ("ru", "en") for rule in load_pack(language).rules for phrase in rule.kind.phrases
]
EXAMPLES = [
    text
    for language in ("ru", "en")
    for rule in load_pack(language).rules
    for text in (*rule.spec.should_fail, *rule.spec.should_pass)
]


def test_the_screen_misses_nothing_in_the_examples() -> None:
    """A phrase that matches a text has a word or a sign of its screen in it: speed never costs a find."""
    for text in EXAMPLES:
        doc = Document(text)
        for phrase in ALL_PHRASES:
            if any(True for _ in phrase.finditer(doc.folded)):
                screened = not phrase.words and not phrase.stems
                assert screened or any(_index_of(phrase).of(word) for word in doc.tokens), (phrase.source, text)
                assert phrase.may_match(set(doc.tokens)), (phrase.source, text)
                assert not phrase.signs or any(sign in doc.folded for sign in phrase.signs), (phrase.source, text)


PIECES = st.sampled_from(
    ["вы", "ты", "не", "же", "к вам", "по-моему", "писал", "писала", "e-mail", "don't", "заказ", "заказа", "."]
)


@given(
    st.lists(
        st.sampled_from(["вы|ты", "не*", "[же]", "..2", "к_вам", "по-моему", "писал*", "e-mail|don't", "{заказ}"]),
        min_size=1,
        max_size=4,
    ),
    st.lists(PIECES, max_size=8).map(" ".join),
)
def test_the_screen_misses_nothing(tokens: list[str], text: str) -> None:
    """For any phrase and any text: a match implies that the index names the phrase."""
    try:
        phrase = compile_phrase(" ".join(tokens))
    except BadRule:
        return
    doc = Document(text)
    if any(True for _ in phrase.finditer(doc.folded)):
        index = _index_of(phrase)
        assert any(index.of(word) for word in doc.tokens)
        assert phrase.may_match(set(doc.tokens))


def test_a_pattern_without_a_screen_is_always_tried() -> None:
    """A pattern of signs has no words to screen by and is tried on every text."""
    index = _index_of(compile_pattern("!{2,}", (), where="x", signs=("!!",)))
    assert len(index.always) == 1


def test_an_index_forgets_rather_than_grows() -> None:
    """A stream of new words does not fill the memory: the index starts afresh at its limit."""
    index = _index_of(compile_phrase("вы"))
    for number in range(200_010):
        index.of(f"слово{number}")
    assert len(index.known) < 200_000
    assert index.of("вы")


@pytest.mark.parametrize(
    ("source", "screens"),
    [
        (r"(?<=[а-яё]),(?=[а-яё])", 1),
        (r"\b[а-яё]{3,}(?:ание|ения)\s+[а-яё]+ости\b", 2),
        (r"https?://[a-z]+", 1),
        (r"\d +- +\d", 3),
        (r"\d\s?%", 2),
        (r"да нет|ну", 0),
        (r"(?:да нет)", 0),
        (r"[а ё]+", 0),
        (r"да.нет", 0),
        (r"[^а-яё]ж", 0),
        (r"\Aда", 0),
        (r"да\W", 0),
    ],
)
def test_patterns_are_screened_by_what_stands_between_their_blanks(source: str, screens: int) -> None:
    """An expression that might match a blank elsewhere, or is a choice, is tried on every text."""
    assert len(compile_pattern(source, (), where="here").screens) == screens


@given(st.text(st.sampled_from("да 1-2,.%ости\n"), max_size=30))
def test_screens_hold_nothing_back(text: str) -> None:
    """A text in which a pattern of the packs matches passes all its screens."""
    folded = fold(text)
    for source in (r"(?<=[а-яё]),(?=[а-яё])", r"\d +-+ +\d", r"\d\s?%", r"\b[а-яё]+\s+[а-яё]+ости\b"):
        phrase = compile_pattern(source, (), where="here")
        if phrase.pattern.search(folded):
            assert all(screen.passes(folded) for screen in phrase.screens)


def test_a_pattern_with_words_needs_no_other_screen() -> None:
    """Words screen better than chunks: one screen is enough."""
    assert compile_pattern("да,нет", ("да",), where="here").screens == ()
