"""Swearing, insults and slurs, plain or disguised, in Russian and English.

Roots are data (`lexicons/*.toml`). Each distinct word is judged once and remembered; false alarms cost more than
misses, so a root is looked for only at the start of a word or after a known prefix, and ordinary words it would touch
are listed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from reply_core.errors import BadRule
from reply_core.remembered import Remembered
from reply_core.screens import Screen
from reply_core.text import fold, morphology
from reply_core.types import Language, Span
from tone_of_voice.disguise import ODD, SPACED, masked_pattern, odd_forms, plain_forms
from tone_of_voice.strict import convert, parse_toml

RudeKind = Literal["obscene", "vulgar", "insult", "slur"]

LEXICONS: Final = Path(__file__).parent / "lexicons"
_WORD: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = re.compile(r"[а-яё]")
_EDGES: Final = ".!?-()"
"""Marks that end a word rather than hide a letter of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rude:
    """A rude word in a text; ``disguised`` when signs, digits, gaps or foreign letters hide it."""

    kind: RudeKind
    span: Span
    disguised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    roots: tuple[str, ...]
    words: tuple[str, ...]
    allow: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    prefixes: tuple[str, ...]
    obscene: _Section
    vulgar: _Section
    insult: _Section
    slur: _Section


@dataclass(frozen=True, slots=True)
class _Compiled:
    kind: RudeKind
    pattern: re.Pattern[str]
    words: frozenset[str]
    allow: re.Pattern[str] | None
    forms: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether the word is rude in this way."""
        if word in self.words:
            return True
        return bool(self.pattern.match(word)) and not (self.allow and self.allow.match(word))


@cache
def _load(language: Language) -> tuple[_Compiled, ...]:
    file = LEXICONS / f"{language}.toml"
    source = file.read_text(encoding="utf-8")
    lexicon = convert(parse_toml(source, where=file.name), _Lexicon, where=file.name, source=source)
    prefix = "(?:" + "|".join(sorted(map(fold, lexicon.prefixes), key=len, reverse=True)) + ")?"
    sections: tuple[tuple[RudeKind, _Section], ...] = (
        ("obscene", lexicon.obscene),
        ("vulgar", lexicon.vulgar),
        ("insult", lexicon.insult),
        ("slur", lexicon.slur),
    )
    return tuple(_compile(kind, section, prefix) for kind, section in sections)


def _compile(kind: RudeKind, section: _Section, prefix: str) -> _Compiled:
    try:
        roots = (fold(root) for root in section.roots)
        pattern = re.compile("|".join(prefix + root[1:] if root.startswith("~") else root for root in roots))
    except re.error as error:
        raise BadRule("A root is not a valid pattern", where=f"lexicon, {kind}", mend=str(error)) from error
    allow = re.compile("|".join(map(re.escape, map(fold, section.allow)))) if section.allow else None
    return _Compiled(
        kind=kind,
        pattern=pattern,
        words=frozenset(map(fold, section.words)),
        allow=allow,
        forms=tuple(map(fold, section.forms)),
    )


def _rude_in_any_form(word: str) -> RudeKind | None:
    return next((kind for form in plain_forms(word) if (kind := _judge(form))), None)


RUDE_WORDS: Final = Remembered(_rude_in_any_form)
"""How a folded word of letters (look-alikes and repeats allowed) is rude; None for an ordinary word."""


def rude_word(word: str) -> RudeKind | None:
    """How one folded word of letters is rude; None for an ordinary word."""
    return RUDE_WORDS[word]


def _judge(word: str) -> RudeKind | None:
    if len(word) < 2:
        return None
    lexicon = _load("ru" if _CYRILLIC.search(word) else "en")
    return next((section.kind for section in lexicon if section.has(word)), None)


@lru_cache(maxsize=50_000)
def _odd_word(token: str, *, name: bool) -> RudeKind | None:
    for form in odd_forms(token):
        kind = _judge(form) if len(form) > 2 else None
        if kind:
            return kind
    pattern = masked_pattern(token, name=name)
    if pattern is None:
        return None
    for section in _load("ru" if _CYRILLIC.search(token) else "en"):
        if any(pattern.fullmatch(form) for form in section.forms):
            return section.kind
    return None


def find_rude(text: str) -> tuple[Rude, ...]:
    """Rude words in order, plain and disguised, each with its kind."""
    folded = fold(text)
    return rude_in(text, folded, ((match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)))


def find_swearing(text: str) -> tuple[Span, ...]:
    """Obscene and vulgar words in order, plain and disguised (х*й, 6лядь, spaced letters, look-alikes, repeats)."""
    return tuple(rude.span for rude in find_rude(text) if rude.kind in ("obscene", "vulgar"))


def maybe_disguised(folded: str, tokens: Iterable[str]) -> bool:
    """Whether a folded text has anything that could hide a word; cheap, so that most texts stop here."""
    if _SIGNED.passes(folded):
        return True
    lengths = list(map(len, tokens))
    return lengths.count(1) > 2 and b"\x01\x01\x01" in bytes([min(length, 2) for length in lengths])


def rude_in(text: str, folded: str, words: Iterable[tuple[str, int, int]]) -> tuple[Rude, ...]:
    """`find_rude` for a text that is folded and cut into words of letters already."""
    found: list[Rude] = []
    for word, start, end in words:
        kind = rude_word(word)
        if kind and not _harmless(text, word, start, end):
            found.append(Rude(kind=kind, span=Span(start=start, end=end)))
    found.extend(_disguised(text, folded))
    return _longest(found) if len(found) > 1 else tuple(found)


def _longest(found: Iterable[Rude]) -> tuple[Rude, ...]:
    """Of finds that overlap the longest, in order of place: «нах*й», not the «нах» in it."""
    kept: list[Rude] = []
    for rude in sorted(found, key=lambda item: item.span.start - item.span.end):
        if not any(rude.span.overlaps(other.span) for other in kept):
            kept.append(rude)
    return tuple(sorted(kept, key=lambda rude: rude.span.start))


_SIGNS: Final = re.compile(r"[*#%^&~@$](?=[\w*#%])|[а-яё][_+.()]+(?=[а-яё])|[а-яё][@\d]|[a-z][\d!](?=[a-z])|\d[а-яё]")
_SIGNED: Final = Screen(_SIGNS.search)


def _harmless(text: str, word: str, start: int, end: int) -> bool:
    """A surname in the middle of a sentence («Хохлов»), or a short word inside a longer one («жид-кость»)."""
    if len(word) <= 3 and text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        return True
    if not text[start].isupper():
        return False
    opens = not text[:start].rstrip() or text[:start].rstrip()[-1] in ".!?…\n"
    return not opens and any("Surn" in parse.tag or "Name" in parse.tag for parse in morphology().parse(word))


def _disguised(text: str, folded: str) -> list[Rude]:
    found: list[Rude] = []
    candidates = list(ODD.finditer(folded)) if _SIGNED.passes(folded) else []
    for match in [*candidates, *SPACED.finditer(folded)]:
        token = match.group().strip(_EDGES)
        start = match.start() + match.group().index(token)
        end = start + len(token)
        first = next((char for char in text[start:end] if char.isalpha()), "")
        kind = _odd_word(token, name=first.isupper() and not text[start:end].isupper()) if token else None
        if kind:
            found.append(Rude(kind=kind, span=Span(start=start, end=end), disguised=True))
    return found
