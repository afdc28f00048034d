"""Articles that say the same twice, and articles that contradict each other, each pair with its two quotes.

Candidates come from an index of words and, where the vectors of search are given, from what lies near in meaning. A
contradiction is said only where the check of drafts against sources says one, or where two sentences differ in a value
and in nothing else. Articles of different brands, and those whose days do not meet, are never compared.

`TwinFinder` keeps what it read and compared: after an edit only what is new is read, compared and checked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from typing import Literal

from knowledge_base.alike import Near, Vocabulary, Weighed, shingled_pairs
from knowledge_base.articles import ALL_BRANDS, Article
from knowledge_base.atoms import Atom, same
from knowledge_base.checks.polarity import may_clash, signs_of
from knowledge_base.passages import Passage
from knowledge_base.said_again import SaidAgain
from knowledge_base.support import Source, check_sentence
from knowledge_base.twin_reading import Line, Part, parts_of
from model_gateway.embedder import Vectors
from reply_core.text import fold, stems
from reply_core.types import Language

PairKind = Literal["duplicate", "contradiction"]
_TWIN = 0.6
"""Share of the shorter passage's three-word shingles that the other holds."""
_FEW_WORDS = 6
_SAME_MATTER, _SAME_WORDS = 0.5, 0.7
"""Cosines of two sentences from which they may speak of one matter: with a value each; with none."""
_NAMES_ITSELF = 3
"""Telling words from which a sentence names its matter without its article's heading."""
_CHECKED = 4_000
"""Sentences checked against another article in one go at most, the likest first; those checked before do not count."""
_A_PAIR = 3
"""Contradictions shown for one pair of articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch of an article."""

    article_id: str
    title: str
    revision: int
    start: int
    end: int
    text: str
    audience: str = "public"
    kind: str = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two articles that say the same, or the opposite."""

    kind: PairKind
    one: Quote
    two: Quote
    share: float
    """How much of the shorter stretch the other holds, 0 to 1; of ``other_words`` how likely they say the same."""
    values: tuple[str, str] = ("", "")
    """The values that differ, as each writes them."""
    note: str = ""
    other_words: bool = False
    """A duplicate by meaning: the same, or much of it, said in other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinReport:
    """What was found; ``complete`` is False when there was more to check than is checked at once."""

    duplicates: tuple[Pair, ...] = ()
    contradictions: tuple[Pair, ...] = ()
    passages: int = 0
    meant: int = 0
    """Passages that were compared by meaning, too."""
    checked: int = 0
    complete: bool = True
    ms: int = 0


def find_twins(
    articles: Sequence[Article], *, language: Language = "ru", vectors: Mapping[str, Vectors] | None = None
) -> TwinReport:
    """Near-duplicates and contradictions among articles and macros, the surest first.

    Args:
        articles: those in force.
        language: of the notes.
        vectors: of passages by the hash of what search embeds (`KnowledgeIndex.vectors`); a passage without one is
            compared by its words alone.
    """
    return TwinFinder(language).find(articles, vectors)


class TwinFinder:
    """Looks through a stock again and again; threads may share it, one at a time looks."""

    def __init__(self, language: Language = "ru") -> None:
        self._language = language
        self._vocabulary = Vocabulary()
        self._read: dict[Article, tuple[Part, ...]] = {}
        self._compared: dict[tuple[Line, Line], Pair | None] = {}
        self._again = SaidAgain()
        self._looking = Lock()

    def find(self, articles: Sequence[Article], vectors: Mapping[str, Vectors] | None = None) -> TwinReport:
        """See `find_twins`."""
        with self._looking:
            began = monotonic()
            self._read = {one: self._read.get(one) or parts_of(one, self._vocabulary) for one in articles}
            parts = [part for one in articles for part in self._read[one]]
            duplicates, meant = self._duplicates(parts, vectors or {})
            contradictions, checked, complete = self._contradictions(parts)
            return TwinReport(
                duplicates=tuple(duplicates),
                contradictions=tuple(contradictions),
                passages=len(parts),
                meant=meant,
                checked=checked,
                complete=complete,
                ms=round((monotonic() - began) * 1000),
            )

    def _duplicates(self, parts: Sequence[Part], vectors: Mapping[str, Vectors]) -> tuple[list[Pair], int]:
        firsts: dict[str, int] = {}
        near = [
            Near(earlier, place, 1.0)
            for place, part in enumerate(parts)
            if part.length >= _FEW_WORDS and (earlier := firsts.setdefault(part.said, place)) != place
        ]
        near += shingled_pairs([part.shingles for part in parts], least=_TWIN)
        best: dict[tuple[str, str], Pair] = {}
        for one, two, share in near:
            _keep(best, parts[one], parts[two], share)
        again, meant = self._again.pairs(parts, vectors)
        found: dict[tuple[str, str], Pair] = {}
        for one, two, share in again:
            key = (parts[one].article.id, parts[two].article.id)
            if key not in best and key[::-1] not in best:
                _keep(found, parts[one], parts[two], share, other_words=True)
        return [*_sorted(best.values()), *_sorted(found.values())], meant

    def _contradictions(self, parts: Sequence[Part]) -> tuple[list[Pair], int, bool]:
        lines = [line for part in parts for line in part.lines]
        known, before = {}, self._compared
        unknown: list[tuple[Line, Line, float]] = []
        for one, two, share in Weighed([line.about for line in lines]).pairs(least=_SAME_MATTER):
            key = (lines[one], lines[two])
            if key in before:
                known[key] = _shared(before[key], share)
            elif _may_differ(*key, share):
                unknown.append((*key, share))
        unknown.sort(key=lambda each: -each[2])
        for first, second, share in unknown[:_CHECKED]:
            known[first, second] = _clash(first, second, share, self._language)
        self._compared = known
        found: dict[tuple[str, str], list[Pair]] = {}
        for pair in _sorted(pair for pair in known.values() if pair is not None):
            shown = found.setdefault((pair.one.article_id, pair.two.article_id), [])
            if len(shown) < _A_PAIR:
                shown.append(pair)
        pairs = _sorted(pair for shown in found.values() for pair in shown)
        return pairs, len(known), len(unknown) <= _CHECKED


def _keep(best: dict[tuple[str, str], Pair], one: Part, two: Part, share: float, *, other_words: bool = False) -> None:
    """The likest pair of passages of two articles."""
    if min(one.length, two.length) < _FEW_WORDS or not _comparable(one.article, two.article):
        return
    pair = Pair(
        kind="duplicate",
        one=_whole(one.passage),
        two=_whole(two.passage),
        share=round(share, 3),
        other_words=other_words,
    )
    key = (one.article.id, two.article.id)
    if key not in best or best[key].share < pair.share:
        best[key] = pair


def _sorted(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (-pair.share, pair.one.article_id, pair.two.article_id))


def _shared(pair: Pair | None, share: float) -> Pair | None:
    """A pair checked before, with what the two share in the stock as it is now."""
    return pair if pair is None or pair.share == 1.0 else replace(pair, share=round(share, 3))


def _may_differ(one: Line, two: Line, share: float) -> bool:
    """Whether the two may contradict each other (cheap)."""
    if not _comparable(one.article, two.article) or fold(one.text) == fold(two.text):
        return False
    short = min(len(one.about), len(two.about)) < _NAMES_ITSELF
    if (short or share < _SAME_WORDS) and one.heading and two.heading and not one.heading & two.heading:
        return False  # «Срок — 14 дней» of two unlike things
    kinds = {atom.kind for atom in one.atoms} & {atom.kind for atom in two.atoms}
    if any(_rivals(one, two, kind) for kind in kinds):
        return True
    return share >= _SAME_WORDS and may_clash(signs_of(fold(one.text)), signs_of(fold(two.text)))


def _rivals(one: Line, two: Line, kind: str) -> tuple[Atom, Atom] | None:
    """A value of each of this kind, when neither says any of the other's."""
    ours = [atom for atom in one.atoms if atom.kind == kind]
    theirs = [atom for atom in two.atoms if atom.kind == kind]
    if not ours or not theirs or any(same(a, b) for a in ours for b in theirs):
        return None
    alike = [(a, b) for a in ours for b in theirs if a.unit == b.unit]
    return alike[0] if alike else (ours[0], theirs[0])


def _clash(one: Line, two: Line, share: float, language: Language) -> Pair | None:
    """The pair, when the two sentences cannot both hold."""
    if (differing := _but_for_values(one, two)) is not None:
        values = (differing[0].text, differing[1].text)
        return Pair(kind="contradiction", one=_quote(one), two=_quote(two), share=1.0, values=values)
    for said, other in ((one, two), (two, one)):
        source = Source(id=other.article.id, kind="article", title=other.article.title, text=other.text)
        result = check_sentence(said.text, [source], asked=said.article.question, language=language)
        if result.verdict != "contradicted":
            continue
        against = [finding for finding in result.findings if finding.verdict == "contradicted"]
        kinds = [finding.kind for finding in against]
        rival = next((pair for kind in kinds if (pair := _rivals(one, two, kind)) is not None), None)
        return Pair(
            kind="contradiction",
            one=_quote(one),
            two=_quote(two),
            share=round(share, 3),
            values=(rival[0].text, rival[1].text) if rival else ("", ""),
            note=against[0].note if against else "",
        )
    return None


def _but_for_values(one: Line, two: Line) -> tuple[Atom, Atom] | None:
    """The values in which two otherwise equal sentences differ."""
    if not one.atoms or len(one.atoms) != len(two.atoms) or _masked(one) != _masked(two):
        return None
    return next(((a, b) for a, b in zip(one.atoms, two.atoms, strict=True) if not same(a, b)), None)


def _masked(line: Line) -> str:
    text = line.text
    for atom in reversed(line.atoms):
        text = f"{text[: atom.span.start]} {atom.kind} {text[atom.span.end :]}"
    return " ".join(stems(text))


def _comparable(one: Article, two: Article) -> bool:
    """Whether the two are different articles of one brand and hold on a common day."""
    if one.id == two.id:
        return False
    if one.brand != two.brand and ALL_BRANDS not in (one.brand, two.brand):
        return False
    begin = max((day for day in (one.valid_from, two.valid_from) if day), default=None)
    end = min((day for day in (one.valid_until, two.valid_until) if day), default=None)
    return begin is None or end is None or begin <= end


def _whole(passage: Passage) -> Quote:
    return Quote(
        article_id=passage.article_id,
        title=passage.title,
        revision=passage.revision,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        audience=passage.audience,
        kind=passage.kind,
    )


def _quote(line: Line) -> Quote:
    return Quote(
        article_id=line.article.id,
        title=line.article.title,
        revision=line.article.revision,
        start=line.span.start,
        end=line.span.end,
        text=line.text,
        audience=line.article.audience,
        kind=line.article.kind,
    )
