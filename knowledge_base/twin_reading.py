"""An article read once to be compared: its passages, their words, and the sentences that say something."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.alike import Numbers, Vocabulary, shingles
from knowledge_base.articles import Article, text_hash
from knowledge_base.atoms import Atom, find_atoms
from knowledge_base.checks.statements import Token, token_of
from knowledge_base.hidden_commands import without_commands
from knowledge_base.passages import Passage, cut
from reply_core.text import Word, fold, sentences, words
from reply_core.types import Span

_COUNTED = frozenset({"money", "percent", "duration", "quantity", "time", "date"})


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A sentence that says something."""

    article: Article
    span: Span
    """In the article's text."""
    text: str
    about: Numbers
    """What its words are about, without its numbers."""
    heading: frozenset[str]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Its values; looked for only in what is compared."""
        return counted(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A passage as it is compared."""

    article: Article
    passage: Passage
    said: str
    """Its words' stems in order: equal where two passages say the same to the word."""
    length: int
    """Words."""
    shingles: Numbers
    about: Numbers
    """What its words are about."""
    lines: tuple[Line, ...]
    key: str
    """The hash of the text that search embeds for it."""

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Its values."""
        return counted(self.passage.text)


def counted(text: str) -> tuple[Atom, ...]:
    """Sums, shares, terms, quantities, hours and dates."""
    return tuple(atom for atom in find_atoms(text) if atom.kind in _COUNTED)


def parts_of(article: Article, vocabulary: Vocabulary) -> tuple[Part, ...]:
    """The article's passages, instructions to machines left out; ``vocabulary`` is added to."""
    (article,) = without_commands([article])
    head = article.heading
    heading = frozenset(_about([token_of(word.text) for word in words(fold(head or article.title))], narrow=True))
    return tuple(_part(article, passage, head, heading, vocabulary) for passage in cut(article))


def _part(article: Article, passage: Passage, head: str, heading: frozenset[str], vocabulary: Vocabulary) -> Part:
    found = words(fold(passage.text))
    tokens = [token_of(word.text) for word in found]
    stems = [token.stem for token in tokens]
    lines = tuple(_lines(article, passage, found, tokens, heading, vocabulary))
    return Part(
        article=article,
        passage=passage,
        said=" ".join(stems),
        length=len(stems),
        shingles=shingles(vocabulary.numbers(stems)),
        about=vocabulary.numbers(_about(tokens)),
        lines=lines,
        key=text_hash(f"{head}\n{passage.text}".strip()),
    )


def _lines(
    article: Article,
    passage: Passage,
    found: tuple[Word, ...],
    tokens: list[Token],
    heading: frozenset[str],
    vocabulary: Vocabulary,
) -> Iterator[Line]:
    pairs = list(zip(found, tokens, strict=True))[::-1]
    for span in sentences(passage.text):
        own = []
        while pairs and pairs[-1][0].start < span.end:
            own.append(pairs.pop()[1])
        about, text = _about(own), span.of(passage.text)
        if about and not text.rstrip().endswith("?"):
            place = Span(start=passage.start + span.start, end=passage.start + span.end)
            yield Line(article, place, text, vocabulary.numbers(about), heading)


def _about(tokens: list[Token], *, narrow: bool = False) -> tuple[str, ...]:
    """What words are about: their matters, else their stems; ``narrow`` leaves out general ones."""
    return tuple(
        dict.fromkeys(
            token.concept or token.stem for token in tokens if token.content and not (narrow and token.general)
        )
    )
