"""Russian and English text: folding, words, sentences, stems, lemmas, language.

Folding never changes the length, so a span found in folded text is a span of the original.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import pymorphy3
import razdel
import Stemmer

from reply_core.types import Language, Span

_FOLD = str.maketrans(
    {
        "ё": "е",
        "Ё": "Е",
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u200b": " ",
        "\ufeff": " ",
        "—": "-",
        "–": "-",
        "−": "-",
        "‑": "-",
    }
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,:]\d+)*", re.UNICODE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_ABBREVIATION_END = re.compile(
    r"(?<!\w)(?:руб|коп|тыс|млн|млрд|шт|мин|сек|ул|кв|стр|корп|г|д|т\.\s?[ейдпк])\.\s*$", re.IGNORECASE
)
_BREAK = re.compile(r"\n+")
_HIDDEN_END = re.compile(r"(?:https?://\S+|\d\s?(?:см|мм|км|кг|мл)\.)\s+(?=[А-ЯЁ][а-яё]+(?:\s+[а-яё]|[,!]))")
"""Where a sentence ends without a mark of its own: after a link, or after a measure («30 см. Хорошего дня!»)."""


class Word(NamedTuple):
    """A word or number with its place."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=1024)  # one text is folded by many readers
def fold(text: str) -> str:
    """Lower-case with ё→е, one kind of quote, dash and space. Same length as ``text``."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a handful of letters grow when lowered (İ): keep them as they are
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLD)


def words(text: str) -> tuple[Word, ...]:
    """Words and numbers in order, hyphenated words whole."""
    return tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text))


def sentences(text: str) -> tuple[Span, ...]:
    """Sentences in order; line breaks end one, abbreviations («руб.», «ул.») do not. Blank stretches are left out."""
    found: list[Span] = []
    begin = 0
    for line_end in [*(match for match in _BREAK.finditer(text)), None]:
        end = line_end.start() if line_end else len(text)
        found.extend(_line_sentences(text, begin, end))
        begin = line_end.end() if line_end else end
    return tuple(found)


def _line_sentences(text: str, begin: int, end: int) -> list[Span]:
    spans: list[Span] = []
    for start, stop in _pieces(text, begin, end):
        if spans and _ABBREVIATION_END.search(text[spans[-1].start : spans[-1].end]):
            spans[-1] = Span(start=spans[-1].start, end=stop)
        elif text[start:stop].strip():
            spans.append(Span(start=start, end=stop))
    return spans


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    for piece in razdel.sentenize(text[begin:end]):
        start, stop = begin + piece.start, begin + piece.stop
        for hidden in _HIDDEN_END.finditer(text, start, stop):
            yield start, start + len(text[start : hidden.end()].rstrip())
            start = hidden.end()
        yield start, stop


def language(text: str, default: Language = "ru") -> Language:
    """Russian or English, by the letters; ``default`` when there are none."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic and not latin:
        return default
    return "ru" if cyrillic * 2 >= latin else "en"


_STEMMERS = {"ru": Stemmer.Stemmer("russian"), "en": Stemmer.Stemmer("english")}


def stem(word: str) -> str:
    """The stem of one folded word, Russian or English by its letters."""
    return str(_STEMMERS["ru" if _CYRILLIC.search(word) else "en"].stemWord(word))


def stems(text: str) -> tuple[str, ...]:
    """Stems of all words of ``text``, folded; numbers stay as they are."""
    return tuple(_stem_cached(word.text) for word in words(fold(text)))


@lru_cache(maxsize=200_000)
def _stem_cached(word: str) -> str:
    return stem(word)


@lru_cache(maxsize=1)
def morphology() -> pymorphy3.MorphAnalyzer:
    """The one Russian analyser of the process (60 ms to load)."""
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """Dictionary form of one word, folded; an English word is stemmed instead."""
    folded = fold(word)
    if not _CYRILLIC.search(folded):
        return stem(folded)
    return fold(str(morphology().parse(folded)[0].normal_form))


def lemmas(text_words: Iterable[Word]) -> tuple[str, ...]:
    """Dictionary forms, one for each word."""
    return tuple(lemma(word.text) for word in text_words)
