"""The little language of phrases that rules are written in, and the index that finds which phrases a text may hold.

A phrase is words with spaces between them, compared without case and with ё = е:

    вы|вами не поняли     alternatives; between words may stand spaces, commas, dashes, quotes
    туда|к_ним            an alternative of several words
    обслуж*               any ending
    {данный:sing}         all forms of a Russian word (here: the singular ones)
    [пожалуйста]          may be missing
    я же ..3 писал*       up to three words between
    ^ждите$               at the start and at the end of a sentence
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

from reply_core.errors import BadRule
from reply_core.remembered import Remembered
from reply_core.screens import Screen
from reply_core.text import fold
from tone_of_voice.inflection import forms_of

GAP: Final = r"[^\w.!?…]{1,4}"
"""What may stand between two words of a phrase."""
_START: Final = r"(?:\A|(?<=[.!?…\n]))[\W_]{0,3}"
_END: Final = r"(?=[\s\"')]*(?:[.!?…\n]|\Z))"
_OPENERS: Final = 24
"""Looking for more strings than this one after the other costs more than one search for the whole phrase."""
_GAP_TOKEN: Final = re.compile(r"\.\.(\d)$")
_ALTERNATIVE: Final = re.compile(r"[^\W_][^\W_'-]*(?:['_-][^\W_]+)*\*?$")
_LEMMA: Final = re.compile(r"\{(?P<words>[^\W\d_][\w|-]*)(?::(?P<tags>[\w,]+))?\}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A compiled phrase. Group ``main`` is what it marks; ``l0``, ``l1`` … are the words given as lemmas."""

    source: str
    pattern: re.Pattern[str]
    words: frozenset[str] = frozenset()
    """One of these words …"""
    stems: frozenset[str] = frozenset()
    """… or a word with one of these beginnings stands in every text that matches; both empty: try every text."""
    others: tuple[frozenset[str], ...] = ()
    """Besides, one word of each of these sets stands there."""
    signs: tuple[str, ...] = ()
    """One of these strings stands in every text that matches; empty: unknown."""
    lemmas: tuple[tuple[str, ...], ...] = ()
    screens: tuple[Screen, ...] = ()
    """For patterns that no word screens: a text that matches passes all of them …"""
    in_a_row: bool = False
    """… with chunks that follow one another."""
    openers: tuple[str, ...] = ()
    """Every match begins with one of these; empty: not known, or too many."""

    def may_match(self, words: AbstractSet[str]) -> bool:
        """Whether a text with these folded words may hold the phrase, its screen word being there."""
        return not any(other.isdisjoint(words) for other in self.others)

    def may_match_chunks(self, folded: str) -> bool:
        """Whether a folded text may hold the phrase, as far as its screens can tell."""
        for screen in self.screens:
            if not screen.passes(folded):
                return False
        return not self.in_a_row or self._follow(folded.split())

    def _follow(self, chunks: list[str]) -> bool:
        """Whether chunks in a row pass one screen after the other."""
        begins = set(self.screens[0].places(chunks))
        for number, screen in enumerate(self.screens[1:], 1):
            begins.intersection_update([place - number for place in screen.places(chunks)])
        return bool(begins)

    def finditer(self, folded: str) -> Iterator[re.Match[str]]:
        """Matches in a folded text, empty ones left out."""
        if self.openers:
            return self._from_openers(folded)
        return (match for match in self.pattern.finditer(folded) if match.start("main") < match.end("main"))

    def _from_openers(self, folded: str) -> Iterator[re.Match[str]]:
        """The same matches, tried only where one may begin."""
        end = 0
        for begin in sorted({place for opener in self.openers for place in _places(opener, folded)}):
            if begin >= end and (match := self.pattern.match(folded, begin)) is not None:
                end = match.end()
                yield match


def _places(opener: str, folded: str) -> Iterator[int]:
    at = folded.find(opener)
    while at >= 0:
        yield at
        at = folded.find(opener, at + 1)


class _Token(NamedTuple):
    pattern: str
    words: frozenset[str]
    stems: frozenset[str]
    optional: bool
    lemmas: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    """What it may begin with."""


def compile_phrase(source: str, *, where: str = "phrase") -> Phrase:
    """A phrase of the little language as a pattern with its screen.

    Raises:
        BadRule: the phrase is empty or a word of it cannot be read.
    """
    text = fold(source).strip()
    at_start, at_end = text.startswith("^"), text.endswith("$")
    pieces = text.removeprefix("^").removesuffix("$").split()
    tokens = [_GAP_TOKEN.match(piece) or _token(piece, number, where) for number, piece in enumerate(pieces)]
    solid = [token for token in tokens if isinstance(token, _Token) and not token.optional]
    if not solid:
        raise BadRule(
            f"The phrase {source!r} has no word that must be there", where=where, mend="Write at least one word"
        )
    pattern = (_START if at_start else "") + f"(?P<main>{_join(tokens, source, where)})" + (_END if at_end else "")
    key = max(solid, key=lambda token: min(map(len, token.words | token.stems)))
    lemmas = tuple(token.lemmas for token in tokens if isinstance(token, _Token) and token.lemmas)
    others = tuple(token.words for token in solid if token is not key and not token.stems)
    first = tokens[0]
    known = not at_start and isinstance(first, _Token) and not first.optional and len(first.begins) <= _OPENERS
    return Phrase(
        source=source, pattern=re.compile(pattern), words=key.words, stems=key.stems, others=others, lemmas=lemmas,
        openers=first.begins if known and isinstance(first, _Token) else (),
    )  # fmt: skip


def compile_pattern(source: str, screen: Sequence[str], *, where: str, signs: Sequence[str] = ()) -> Phrase:
    """A regular expression over folded text as a phrase.

    ``screen`` holds words (or ``stem*``), ``signs`` strings; every match holds one of the words and one of the signs.

    Raises:
        BadRule: the expression is not valid, can match nothing, or has a Cyrillic range without ё.
    """
    if re.search(r"а-я(?!ё)", source, re.IGNORECASE):
        raise BadRule(f"The pattern {source!r} has [а-я], which leaves out ё", where=where, mend="Write [а-яё]")
    try:
        pattern = re.compile(f"(?P<main>{source.replace('ё', 'е')})")
    except re.error as error:
        raise BadRule(
            f"The pattern {source!r} is not valid: {error}", where=where, mend="Mend the expression"
        ) from error
    words, stems = _split_stars([fold(word) for word in screen])
    screens = () if words or stems else _screens(source.replace("ё", "е"))
    return Phrase(
        source=source, pattern=pattern, words=words, stems=stems, signs=tuple(map(fold, signs)), screens=screens,
        in_a_row=bool(screens) and _in_a_row(source),
    )  # fmt: skip


_BLANKS: Final = re.compile(r"(?:\\s| )(?:[+*?]|\{\d*,?\d*\})?")
_CROSSES_BLANKS: Final = re.compile(r"\\\\|\\[^bBdw.,()*+?^$|{}\[\]/:!-]|\[\^|(?<!\\)\.|\(\?(?!:|<?[=!])")
"""Signs of an expression that might match a blank or look at one: a dot, a negated class, ``\\W``, ``\\n`` …"""


def _screens(source: str) -> tuple[Screen, ...]:
    """One screen for each part between the blanks of an expression: every match has a chunk that holds the part."""
    parts = _BLANKS.split(source)
    if _CROSSES_BLANKS.search("".join(parts)) or (len(parts) > 1 and _alternates(source)):
        return ()
    try:
        return tuple(Screen(re.compile(part).search) for part in parts if part)
    except re.error:  # a blank inside a group or a class: the parts mean nothing alone
        return ()


def _in_a_row(source: str) -> bool:
    """Whether a match lies in chunks that follow one another, a part in each: no blank and no part may be missing."""
    parts = [part for part in _BLANKS.split(source) if part]
    sure = all(blank[-1] not in "*?}" for blank in _BLANKS.findall(source))
    return len(parts) > 1 and sure and not any(re.compile(part).fullmatch("") for part in parts)


def _alternates(source: str) -> bool:
    """Whether the whole expression, and not only a group of it, is a choice."""
    depth = 0
    for char in source:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth <= 0:
            return True
    return False


def _split_stars(items: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    found = list(items)
    return (
        frozenset(_longest_part(item) for item in found if not item.endswith("*")),
        frozenset(re.split(r"[-'_]", item[:-1])[-1] for item in found if item.endswith("*")),
    )


def _alternative(item: str) -> str:
    words = item.removesuffix("*").split("_")
    return GAP.join(map(re.escape, words)) + (r"\w*" if item.endswith("*") else "")


def _longest_part(word: str) -> str:
    """A text is cut at hyphens and apostrophes, so a screen looks for the longest part of a word."""
    return max(re.split(r"[-'_]", word), key=len)


def _token(piece: str, number: int, where: str) -> _Token:
    optional = piece.startswith("[") and piece.endswith("]")
    body = piece[1:-1] if optional else piece
    lemma = _LEMMA.match(body)
    if lemma:
        names = tuple(lemma["words"].split("|"))
        forms = [form for name in names for form in forms_of(name, lemma["tags"] or "")]
        if not forms:
            raise BadRule(f"{body!r} has no forms", where=where, mend="Check the grammemes (sing, plur, VERB, …)")
        inner = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        exact = frozenset(map(_longest_part, forms))
        return _Token(rf"\b(?P<l{number}>{inner})\b", exact, frozenset(), optional, names, tuple(forms))
    items = body.split("|")
    bad = next((item for item in items if not _ALTERNATIVE.match(item)), None)
    if bad is not None:
        raise BadRule(
            f"{bad!r} is not a word of a phrase",
            where=where,
            mend="Allowed: слово, осно*, {лемма}, {лемма:sing}, [может|не_быть], а|б, ..3, ^ and $",
        )
    inner = "|".join(map(_alternative, items))
    words, stems = _split_stars(items)
    begins = tuple({item.removesuffix("*").split("_")[0] for item in items})
    return _Token(rf"\b(?:{inner})\b", words, stems, optional, begins=begins)


def _join(tokens: Sequence["re.Match[str] | _Token"], source: str, where: str) -> str:
    pattern, begun = "", False
    for token in tokens:
        if isinstance(token, re.Match):
            if not begun:
                raise BadRule(f"The phrase {source!r} begins with a gap", where=where, mend="Begin with a word")
            pattern += rf"(?:{GAP}[^\W_]+){{0,{token[1]}}}"
        elif token.optional:
            pattern += rf"(?:{GAP}{token.pattern})?" if begun else rf"(?:{token.pattern}{GAP})?"
        else:
            pattern += (GAP if begun else "") + token.pattern
            begun = True
    return pattern


T = TypeVar("T")


@dataclass(slots=True)
class WordIndex(Generic[T]):
    """Finds the phrases a text may hold by its words; each distinct word is looked up once and remembered."""

    always: list[T] = field(default_factory=list)
    _words: dict[str, list[T]] = field(default_factory=dict)
    _stems: dict[str, list[T]] = field(default_factory=dict)
    known: Remembered[tuple[T, ...]] = field(init=False)
    """`of` every word met so far, as a table."""

    def __post_init__(self) -> None:
        self.known = Remembered(self._look_up)

    def add(self, phrase: Phrase, value: T) -> None:
        """Remember that ``value`` is wanted for texts that may hold ``phrase``."""
        if not phrase.words and not phrase.stems:
            self.always.append(value)
        for word in phrase.words:
            self._words.setdefault(word, []).append(value)
        for stem in phrase.stems:
            self._stems.setdefault(stem, []).append(value)

    def of(self, word: str) -> tuple[T, ...]:
        """The values wanted for a text with this folded word."""
        return self.known[word]

    def _look_up(self, word: str) -> tuple[T, ...]:
        by_stem = [value for end in range(1, len(word) + 1) for value in self._stems.get(word[:end], ())]
        return *self._words.get(word, ()), *by_stem
