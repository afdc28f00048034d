"""Rule kinds that look for phrases: few kinds in code, many rules in files.

A kind is built once from its rule and finds hits in a `Document`. ``fired`` are those of its phrases whose words
stand in the text; a kind that has phrases is not asked when none of them fired.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Final, NamedTuple, Protocol

from tone_of_voice.document import Document
from tone_of_voice.inflection import like, same_form, still_agrees
from tone_of_voice.phrases import Phrase, compile_pattern, compile_phrase
from tone_of_voice.profile import ToneProfile
from tone_of_voice.spec import RuleSpec


class Hit(NamedTuple):
    """A place a rule objects to, with the text to put there instead (None: only a person can mend it)."""

    start: int
    end: int
    fix: str | None = None
    safe: bool = False
    amount: int = 0
    limit: int = 0
    why: str = ""
    """Replaces the rule's own reason (a shop's own term has its own)."""
    level: str = ""
    """Replaces the rule's own level."""


class Kind(Protocol):
    """A way of finding hits."""

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Phrases that screen this kind; when there are none it is asked about every text."""

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Hits in ``doc``; spans lie inside its text."""


def phrases_of(spec: RuleSpec) -> tuple[Phrase, ...]:
    """The rule's phrases and patterns, compiled."""
    where = f"rule {spec.id}"
    return (
        *(compile_phrase(source, where=where) for source in spec.phrases),
        *(compile_pattern(source, spec.screen, where=where, signs=spec.signs) for source in spec.patterns),
    )


def compile_all(sources: Iterable[str], where: str) -> tuple[Phrase, ...]:
    """Several phrases."""
    return tuple(compile_phrase(source, where=where) for source in sources)


def places(doc: Document, phrases: Iterable[Phrase]) -> list[tuple[int, int]]:
    """Where any of the phrases stands, in order, the longest first where two begin together, no overlaps."""
    found = sorted(
        {match.span("main") for phrase in phrases for match in phrase.finditer(doc.folded)},
        key=lambda place: (place[0], -place[1]),
    )
    kept: list[tuple[int, int]] = []
    for place in found:
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


@dataclass(frozen=True, slots=True)
class Existence:
    """The phrase is there."""

    phrases: tuple[Phrase, ...]
    fix: str | None = None
    safe: bool = False

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every place where a phrase stands."""
        for start, end in places(doc, fired):
            found = doc.text[start:end]
            fix = None if self.fix is None else like(found, self.fix)
            if fix == found:  # folding made it look the same (— and -)
                continue
            yield Hit(start, end, fix, self.safe and fix is not None)


_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_LAST_WORD: Final = re.compile(r"([^\W\d_]+)[^\w.!?…]{1,3}\Z")


@dataclass(frozen=True, slots=True)
class Substitution:
    """Another wording is better; ``{word}`` in it takes the form of the word it replaces."""

    swaps: tuple[tuple[Phrase, str], ...]
    safe: bool = False

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """What is to be replaced."""
        return tuple(phrase for phrase, _ in self.swaps)

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every place with a wording to replace, and the replacement in the right form."""
        done: list[tuple[int, int]] = []
        for phrase, replacement in sorted(self.swaps, key=lambda swap: -len(swap[0].source)):
            if phrase not in fired:
                continue
            for match in phrase.finditer(doc.folded):
                start, end = match.span("main")
                if any(start < other_end and other_start < end for other_start, other_end in done):
                    continue
                done.append((start, end))
                fix, sure = replaced(doc, phrase, match, replacement)
                yield Hit(start, end, fix, self.safe and sure and fix is not None)


def replaced(doc: Document, phrase: Phrase, match: re.Match[str], replacement: str) -> tuple[str | None, bool]:
    """The replacement for one match and whether it is sure to fit; None when no form fits."""
    start, end = match.span("main")
    before_match = _LAST_WORD.search(doc.folded, max(0, start - 24), start)
    before = before_match[1] if before_match else ""
    after = doc.folded[end : doc.sentence_at(start, end).end]
    sure, failed = True, False

    def put(placeholder: re.Match[str]) -> str:
        nonlocal sure, failed
        for name, lemmas in zip(_lemma_groups(phrase), phrase.lemmas, strict=True):
            word, lemma = match[name], lemmas[0] if len(lemmas) == 1 else ""
            target, _, head = placeholder[1].partition(">")
            made = same_form(word, target, lemma=lemma, before=before, head=head) if word else None
            if made is not None:
                sure = sure and made.sure and still_agrees(made, word, target, before=before, after=after)
                return made.text
        failed = True
        return ""

    text = _PLACEHOLDER.sub(put, replacement)
    return (None, False) if failed else (like(doc.text[start:end], text), sure)


def _lemma_groups(phrase: Phrase) -> list[str]:
    return sorted((name for name in phrase.pattern.groupindex if name != "main"), key=lambda name: int(name[1:]))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The phrase stands there more often than ``limit`` (a number, or the name of a profile's limit)."""

    phrases: tuple[Phrase, ...]
    limit: int | str = 0

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """The first place beyond the limit, with the count."""
        limit = limit_of(self.limit, profile)
        found = places(doc, fired)
        if len(found) > limit:
            start, end = found[limit]
            yield Hit(start, end, amount=len(found), limit=limit)


def limit_of(limit: int | str | None, profile: ToneProfile) -> int:
    """A limit as a number: itself, or the profile's value of that name."""
    return limit if isinstance(limit, int) else int(getattr(profile, limit)) if limit else 0


@dataclass(frozen=True, slots=True)
class Repetition:
    """The same word twice running."""

    ignore: frozenset[str] = frozenset()
    safe: bool = False
    phrases: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """The second of two equal words with only blanks between them, together with the first."""
        if not any(map(eq, doc.tokens, doc.tokens[1:])):
            return
        last, last_start, last_end = "", 0, 0
        for word, start, end in doc.words:
            if word == last and len(word) > 1 and word not in self.ignore and doc.folded[last_end:start].isspace():
                title = doc.text[start].isupper() and doc.text[last_start].islower()  # at the The Porch
                if not title:
                    yield Hit(last_start, end, doc.text[last_start:last_end], self.safe)
            last, last_start, last_end = word, start, end


@dataclass(frozen=True, slots=True)
class Consistency:
    """Two or more variants of one thing in one text; the rarer ones are marked."""

    variants: tuple[tuple[Phrase, ...], ...]

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All variants."""
        return tuple(phrase for variant in self.variants for phrase in variant)

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Places of every variant but the commonest (the first in the text, when they are even)."""
        found = [places(doc, [phrase for phrase in variant if phrase in fired]) for variant in self.variants]
        used = [variant for variant in found if variant]
        if len(used) < 2:
            return
        main = min(used, key=lambda variant: (-len(variant), variant[0]))
        for variant in used:
            if variant is not main:
                yield from (Hit(start, end, amount=len(variant)) for start, end in variant)


@dataclass(frozen=True, slots=True)
class Conditional:
    """The phrase promises something that must also be there, such as a link after «по ссылке»."""

    phrases: tuple[Phrase, ...]
    needs: tuple[Phrase, ...]

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """The first place of the phrase when nothing of what it needs is in the text."""
        found = places(doc, fired)
        if found and not any(need.pattern.search(doc.folded) for need in self.needs):
            yield Hit(*found[0])


@dataclass(frozen=True, slots=True)
class Alone:
    """The phrase is the whole reply, leaving aside the courtesies that may stand beside it."""

    phrases: tuple[Phrase, ...]
    besides: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """The phrase, when no other word is left in the text."""
        found = places(doc, fired)
        if not found or re.search(r"\d", doc.text):
            return
        covered = [*found, *places(doc, self.besides)]
        if all(any(start <= at and stop <= end for start, end in covered) for _, at, stop in doc.words):
            yield Hit(*found[0])


def build_phrase_kind(spec: RuleSpec) -> Kind | None:
    """The kind of a rule that looks for phrases; None for the other kinds."""
    where = f"rule {spec.id}"
    found = phrases_of(spec)
    match spec.kind:
        case "existence":
            return Existence(found, spec.fix, spec.safe)
        case "substitution":
            return Substitution(
                tuple((compile_phrase(old, where=where), new) for old, new in spec.swap.items()), spec.safe
            )
        case "occurrence":
            return Occurrence(found, spec.limit if spec.limit is not None else 0)
        case "repetition":
            return Repetition(frozenset(spec.ignore), spec.safe)
        case "consistency":
            return Consistency(tuple(compile_all(variant, where) for variant in spec.variants))
        case "conditional":
            needs = tuple(compile_pattern(source, (), where=where) for source in spec.needs_patterns)
            return Conditional(found, (*compile_all(spec.needs, where), *needs))
        case "alone":
            return Alone(found, compile_all(spec.besides, where))
    return None
