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
from razdel.segmenters.sentenize import SentSplit, SentSplitter
from razdel.segmenters.sokr import HEAD_PAIR_SOKRS, HEAD_SOKRS, INITIALS, PAIR_SOKRS, SOKRS

from reply_core.types import Language, Span

_FOLD = {
    "ё": "е",
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
"""Letters and signs that mean the same, in lower case."""
_SIGNS = re.compile("[" + "".join(_FOLD) + "]")
_SPLITTER = SentSplitter()
_MAY_END = re.compile("[=:;.?!…\"„'»”’)\\]}]")
"""What razdel's marks begin with: finding one of these and trying there costs a fifth of trying everywhere."""
_CAPITAL = re.compile(r"\s{1,9}[A-ZА-ЯЁ]")
_ENDING_WORD = re.compile(r"[^\W\d]{3,}$")
_SHORTENED = HEAD_SOKRS | SOKRS | INITIALS | {pair[0] for pair in (*HEAD_PAIR_SOKRS, *PAIR_SOKRS)}
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,:]\d+)*", re.UNICODE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOT_CYRILLIC = bytes(set(range(256)) - set((_LETTERS + _LETTERS.upper()).encode("cp1251")))
_NOT_LATIN = bytes(set(range(256)) - set(_LATIN))
_DIGIT = re.compile(
    "[\\d²³¹⁰⁴-⁹₀-₉\u1369-\u1371\u19da①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒"
    "\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a]"
)
_ABBREVIATION_END = re.compile(
    r"(?<!\w)(?:руб|коп|тыс|млн|млрд|шт|мин|сек|ул|кв|стр|корп|г|д|т\.\s?[ейдпк])\.\s*$", re.IGNORECASE
)
_BREAK = re.compile(r"\n+")
_LONGEST_ABBREVIATION = 8
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
    for sign in set(_SIGNS.findall(lowered)):  # few are there, and replacing them is cheaper than translating letters
        lowered = lowered.replace(sign, _FOLD[sign])
    return lowered


def words(text: str) -> tuple[Word, ...]:
    """Words and numbers in order, hyphenated words whole."""
    return tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text))


def sentences(text: str) -> tuple[Span, ...]:
    """Sentences in order; line breaks end one, abbreviations («руб.», «ул.») do not. Blank stretches are left out."""
    found: list[Span] = []
    begin = 0
    for line_end in [*_BREAK.finditer(text), None] if "\n" in text else (None,):
        end = line_end.start() if line_end else len(text)
        found.extend(_line_sentences(text, begin, end))
        begin = line_end.end() if line_end else end
    return tuple(found)


def _line_sentences(text: str, begin: int, end: int) -> list[Span]:
    spans: list[Span] = []
    for start, stop in _pieces(text, begin, end):
        if spans and _abbreviated(text, spans[-1]):
            spans[-1] = Span(start=spans[-1].start, end=max(stop, spans[-1].end))
        elif start < stop:
            spans.append(Span(start=start, end=stop))
    return spans


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    line = text[begin:end]
    hidden = "://" in line or (("м." in line or "кг." in line or "мл." in line) and has_digit(line))
    first = 0
    for last in [*_sentence_ends(line), len(line)]:
        piece = line[first:last]
        start, stop = begin + last - len(piece.lstrip()), begin + first + len(piece.rstrip())
        first = last
        for mark in _HIDDEN_END.finditer(text, start, stop) if hidden else ():
            yield start, start + len(text[start : mark.end()].rstrip())
            start = mark.end()
        yield start, stop


def _abbreviated(text: str, span: Span) -> bool:
    if text[span.end - 1] != ".":
        return False
    return bool(_ABBREVIATION_END.search(text, max(span.start, span.end - _LONGEST_ABBREVIATION), span.end))


def _sentence_ends(line: str) -> list[int]:
    """Where razdel would cut a line. Its rules only ever join, so the two that settle most places come first."""
    ends: list[int] = []
    stop = 0
    for sign in _MAY_END.finditer(line):
        if sign.start() < stop or (mark := _SPLITTER.re.match(line, sign.start())) is None:
            continue
        start, stop = mark.span()
        if not line[stop : stop + 1].isspace():  # razdel's `no_space_prefix` and, at the end, `empty_side`
            continue
        if _surely_ends(line, start, stop) or not _joined_by_razdel(line, ends[-1] if ends else 0, start, stop):
            ends.append(stop)
    return ends


def _surely_ends(line: str, start: int, stop: int) -> bool:
    """A mark between a word and a capital, which no rule of razdel joins; a full stop: after no short form."""
    if not line[start - 1 : start].isalpha() or not _CAPITAL.match(line, stop):
        return False
    if line[start:stop] != ".":
        return line[start:stop] in ("!", "?", "…")
    word = _ENDING_WORD.search(line, max(0, start - _SPLITTER.window), start)
    return word is not None and word[0][-1].islower() and word[0].lower() not in _SHORTENED


def _joined_by_razdel(line: str, first: int, start: int, stop: int) -> bool:
    window = _SPLITTER.window
    split = SentSplit(line[max(0, start - window) : start], line[start:stop], line[stop : stop + window])
    split.buffer = line[first:start]
    return bool(razdel.sentenize.join(split))


def language(text: str, default: Language = "ru") -> Language:
    """Russian or English, by the letters; ``default`` when there are none."""
    if text.isascii():
        cyrillic, latin = 0, len(text.encode().translate(None, _NOT_LATIN))
    else:
        known = text.encode("cp1251", "ignore")
        cyrillic, latin = len(known.translate(None, _NOT_CYRILLIC)), len(known.translate(None, _NOT_LATIN))
    if not cyrillic and not latin:
        return default
    return "ru" if cyrillic * 2 >= latin else "en"


def has_digit(text: str) -> bool:
    """Whether any character of ``text`` is a digit, as `str.isdigit` has it."""
    return bool(_DIGIT.search(text))


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
