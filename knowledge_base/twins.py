"""Articles that say the same twice, and articles that contradict each other, each pair with its two quotes.

Candidates come from an index of words; a contradiction is said only where the check of drafts against sources says one,
or where two sentences differ in a value and in nothing else. Articles of different brands, and those whose days do not
meet, are never compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from knowledge_base.alike import Near, shingled_pairs, weighted_pairs
from knowledge_base.articles import ALL_BRANDS, Article
from knowledge_base.atoms import Atom, find_atoms, same
from knowledge_base.checks.polarity import may_clash, signs_of
from knowledge_base.checks.statements import token_of
from knowledge_base.hidden_commands import without_commands
from knowledge_base.passages import Passage, cut
from knowledge_base.support import Source, check_sentence
from reply_core.text import fold, sentences, stems
from reply_core.text import words as words_of
from reply_core.types import Language, Span

PairKind = Literal["duplicate", "contradiction"]
_COUNTED = frozenset({"money", "percent", "duration", "quantity", "time", "date"})
_TWIN = 0.6
"""Share of the shorter passage's three-word shingles that the other holds."""
_FEW_WORDS = 6
_SAME_MATTER, _SAME_WORDS = 0.5, 0.7
"""Cosines of two sentences from which they may speak of one matter: with a value each; with none."""
_NAMES_ITSELF = 3
"""Telling words from which a sentence names its matter without its article's heading."""
_CHECKED = 4_000
"""Sentences checked against another article at most; the likest first."""
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
    """How much of the shorter stretch the other holds, 0 to 1."""
    values: tuple[str, str] = ("", "")
    """The values that differ, as each writes them."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinReport:
    """What was found; ``complete`` is False when there was more to check than is checked at once."""

    duplicates: tuple[Pair, ...] = ()
    contradictions: tuple[Pair, ...] = ()
    passages: int = 0
    checked: int = 0
    complete: bool = True
    ms: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    article: Article
    passage: Passage
    span: Span
    """In the article's text."""
    text: str
    subject: tuple[str, ...]
    """What its words are about, without its numbers."""
    heading: frozenset[str]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Its values; looked for only in what is compared."""
        return tuple(atom for atom in find_atoms(self.text) if atom.kind in _COUNTED)


def find_twins(articles: Sequence[Article], *, language: Language = "ru") -> TwinReport:
    """Near-duplicates and contradictions among articles and macros, the surest first."""
    began = monotonic()
    known = {article.id: article for article in articles}
    passages = [passage for article in without_commands(articles) for passage in cut(article)]
    duplicates = _duplicates(passages, known)
    contradictions, checked, complete = _contradictions(passages, known, language)
    return TwinReport(
        duplicates=tuple(duplicates),
        contradictions=tuple(contradictions),
        passages=len(passages),
        checked=checked,
        complete=complete,
        ms=round((monotonic() - began) * 1000),
    )


def _duplicates(passages: Sequence[Passage], known: Mapping[str, Article]) -> list[Pair]:
    words = [stems(passage.text) for passage in passages]
    firsts: dict[tuple[str, ...], int] = {}
    near = [
        Near(earlier, place, 1.0)
        for place, said in enumerate(words)
        if len(said) >= _FEW_WORDS and (earlier := firsts.setdefault(tuple(said), place)) != place
    ]
    near += shingled_pairs(words, least=_TWIN)
    best: dict[tuple[str, str], Pair] = {}
    for one, two, share in near:
        first, second = passages[one], passages[two]
        short = min(len(words[one]), len(words[two])) < _FEW_WORDS
        if short or not _comparable(known[first.article_id], known[second.article_id]):
            continue
        pair = Pair(kind="duplicate", one=_whole(first), two=_whole(second), share=round(share, 3))
        key = (first.article_id, second.article_id)
        if key not in best or best[key].share < pair.share:
            best[key] = pair
    return sorted(best.values(), key=lambda pair: (-pair.share, pair.one.article_id, pair.two.article_id))


def _contradictions(
    passages: Sequence[Passage], known: Mapping[str, Article], language: Language
) -> tuple[list[Pair], int, bool]:
    lines = [line for passage in passages for line in _lines(passage, known[passage.article_id])]
    alike = weighted_pairs([line.subject for line in lines], least=_SAME_MATTER)
    near = sorted(
        (pair for pair in alike if _may_differ(lines[pair.one], lines[pair.two], pair.share)),
        key=lambda pair: -pair.share,
    )
    found: dict[tuple[str, str], list[Pair]] = {}
    for one, two, share in near[:_CHECKED]:
        first, second = lines[one], lines[two]
        shown = found.setdefault((first.article.id, second.article.id), [])
        if len(shown) < _A_PAIR and (pair := _clash(first, second, share, language)) is not None:
            shown.append(pair)
    pairs = [pair for shown in found.values() for pair in shown]
    pairs.sort(key=lambda pair: (-pair.share, pair.one.article_id, pair.two.article_id))
    return pairs, min(len(near), _CHECKED), len(near) <= _CHECKED


def _lines(passage: Passage, article: Article) -> Iterator[_Line]:
    """The passage's sentences that say something."""
    heading = frozenset(_about(article.heading or article.title, narrow=True))
    for span in sentences(passage.text):
        text = span.of(passage.text)
        subject = _about(text)
        if subject and not text.rstrip().endswith("?"):
            place = Span(start=passage.start + span.start, end=passage.start + span.end)
            yield _Line(article, passage, place, text, subject, heading)


def _about(text: str, *, narrow: bool = False) -> tuple[str, ...]:
    """What the words of a text are about: their matters, else their stems; ``narrow`` leaves out general ones."""
    tokens = (token_of(word.text) for word in words_of(fold(text)))
    return tuple(
        dict.fromkeys(
            token.concept or token.stem for token in tokens if token.content and not (narrow and token.general)
        )
    )


def _may_differ(one: _Line, two: _Line, share: float) -> bool:
    """Whether the two may contradict each other (cheap)."""
    if not _comparable(one.article, two.article) or fold(one.text) == fold(two.text):
        return False
    short = min(len(one.subject), len(two.subject)) < _NAMES_ITSELF
    if (short or share < _SAME_WORDS) and one.heading and two.heading and not one.heading & two.heading:
        return False  # «Срок — 14 дней» of two unlike things
    kinds = {atom.kind for atom in one.atoms} & {atom.kind for atom in two.atoms}
    if any(_rivals(one, two, kind) for kind in kinds):
        return True
    return share >= _SAME_WORDS and may_clash(signs_of(fold(one.text)), signs_of(fold(two.text)))


def _rivals(one: _Line, two: _Line, kind: str) -> tuple[Atom, Atom] | None:
    """A value of each of this kind, when neither says any of the other's."""
    ours = [atom for atom in one.atoms if atom.kind == kind]
    theirs = [atom for atom in two.atoms if atom.kind == kind]
    if not ours or not theirs or any(same(a, b) for a in ours for b in theirs):
        return None
    alike = [(a, b) for a in ours for b in theirs if a.unit == b.unit]
    return alike[0] if alike else (ours[0], theirs[0])


def _clash(one: _Line, two: _Line, share: float, language: Language) -> Pair | None:
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


def _but_for_values(one: _Line, two: _Line) -> tuple[Atom, Atom] | None:
    """The values in which two otherwise equal sentences differ."""
    if not one.atoms or len(one.atoms) != len(two.atoms) or _masked(one) != _masked(two):
        return None
    return next(((a, b) for a, b in zip(one.atoms, two.atoms, strict=True) if not same(a, b)), None)


def _masked(line: _Line) -> str:
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


def _quote(line: _Line) -> Quote:
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
