"""The sentences of a model against their sources: what stands gets its citations, the rest the reason it does not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from drafting import model_words as say
from drafting.checking import check_of
from drafting.desk import DraftingDesk
from drafting.layout import Piece
from drafting.model_answer import Written
from drafting.model_text import Prepared
from drafting.order_pieces import order_citation
from drafting.outcome import Check, Citation
from drafting.promised import promises, unfounded
from drafting.reading import Reading
from drafting.translated import translated_from
from drafting.vocabulary import subjects
from knowledge_base.support import SentenceCheck, Source, check_sentence
from model_gateway.privacy import restore
from reply_core.text import fold, words
from reply_core.text import language as language_of
from reply_core.text import sentences as split

_GREETS = re.compile(
    r"^(?:здравствуй|добр(?:ый|ое|ого) (?:день|утр|вечер)|привет|доброго времени|hello|hi\b|dear |good (?:day|morning))"
)
_SIGNS = re.compile(
    r"^(?:с уважением|всего (?:доброго|хорошего)|ваша? |служба поддержки|best regards|kind regards|sincerely)"
)
_MARK = re.compile(r"\[[A-Z]+_\d+\]")
_VERDICT = re.compile(r"(?<!\w)(?:not_verifiable|no_claim|(?:—|-) ?(?:contradicted|supported))(?!\w)")
_TELLING = 3
"""A sentence of so many words shows its language."""


@dataclass(slots=True)
class Round:
    """What one answer of the model came to."""

    pieces: list[Piece] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    foreign: int = 0
    """How many of the problems are sentences in another language than the customer's."""
    said: set[str] = field(default_factory=set)
    """Sentences seen so far, folded: one that comes again is passed over."""

    def add(self, other: "Round") -> None:
        """Take over what a later part of the same answer came to."""
        self.pieces += other.pieces
        self.problems += other.problems
        self.foreign += other.foreign

    @property
    def factual(self) -> int:
        """How many sentences say something that needs a source."""
        return sum(piece.role in {"answer", "order"} for piece in self.pieces)


def judged(
    sentences: Sequence[Written],
    prepared: Prepared,
    reading: Reading,
    desk: DraftingDesk,
    *,
    said: set[str] | None = None,
) -> Round:
    """The sentences that stand, with verified citations, and words about those that do not.

    ``said`` holds what earlier parts of the same answer said, and is added to.
    """
    out = Round(said=set() if said is None else said)
    for sentence in apart(sentences):
        text = restore(sentence.text, prepared.mapping)
        folded = fold(text)
        if _GREETS.match(folded) or _SIGNS.match(folded) or folded in out.said:
            continue
        out.said.add(folded)
        if _parrots(folded, reading):
            out.problems.append(f"{sentence.text} — no_claim")
            continue
        if _is_foreign(text, reading):
            out.foreign += 1
            out.problems.append(f"{sentence.text} — {say.other_language(reading.inquiry.language)}")
            continue
        _weigh(text, sentence, out, prepared, reading, desk)
    return out


def _weigh(text: str, sentence: Written, out: Round, prepared: Prepared, reading: Reading, desk: DraftingDesk) -> None:
    asked = next((item.question for item in reading.asks if item.number == sentence.ask), reading.clean)
    result = _borne_out(text, sentence, prepared, desk, asked)
    if result.verdict == "no_claim" and not sentence.cites and not promises(text):
        out.pieces.append(Piece(text=text, role="sympathy", check=check_of(result)))
        return
    if result.verdict == "not_verifiable" and (source := _translated(text, sentence, prepared)) is not None:
        about = tuple(item.question for item in reading.asks if item.number == sentence.ask)
        check = Check(verdict="not_verifiable", value=round(result.value, 4), notes=check_of(result).notes)
        number = sentence.ask if about else None
        out.pieces.append(Piece(text=text, role="answer", citations=(source,), ask=number, asks=about, check=check))
        return
    if result.verdict != "supported" or _MARK.search(text):
        out.problems.append(_problem(sentence.text, result))
        return
    loose = _loose(text, result, prepared, reading, desk, asked)
    if loose:
        said = "; ".join(say.without_source(phrase, reading.inquiry.language) for phrase in loose)
        out.problems.append(f"{sentence.text} — {said}")
        return
    piece = _piece(text, sentence, result, prepared, reading)
    if answers(piece, reading):
        out.pieces.append(piece)


def _translated(text: str, sentence: Written, prepared: Prepared) -> Citation | None:
    """What a sentence over a named article in another language rests on, where its values stand there."""
    named = [item for item in prepared.numbered if item.number in sentence.cites]
    absolutes = unfounded(text, [item.source() for item in named])
    return None if absolutes or _MARK.search(text) else translated_from(text, named)


def _loose(
    text: str, result: SentenceCheck, prepared: Prepared, reading: Reading, desk: DraftingDesk, asked: str
) -> list[str]:
    """Terms in words and absolutes that neither the source the sentence rests on nor the order holds."""
    sources: list[Source] = [
        item.source()
        for item in prepared.numbered
        if item.kind == "order" or item.source().id == result.source_id or not result.source_id
    ]
    spans = unfounded(text, sources, today=desk.local(reading.now).date(), asked=asked)
    return [span.of(text) for span in spans]


def _parrots(folded: str, reading: Reading) -> bool:
    """Whether a weak model gives back what it was told: a verdict on its sentence, or the customer's own question."""
    if _VERDICT.search(folded):
        return True
    said = " ".join(word.text for word in words(folded))
    asked = " ".join(word.text for word in words(fold(reading.clean)))
    return folded.rstrip().endswith("?") and f" {said} " in f" {asked} "


def _is_foreign(text: str, reading: Reading) -> bool:
    """Whether the sentence is in another language than the customer's; too short ones tell nothing."""
    spoken = reading.inquiry.language
    return len(words(text)) >= _TELLING and language_of(text, spoken) != spoken


def apart(sentences: Sequence[Written]) -> list[Written]:
    """Every sentence by itself, also where the model put several into one: each is verified and cited alone."""
    return [replace(item, text=" ".join(span.of(item.text).split())) for item in sentences for span in split(item.text)]


def answers(piece: Piece, reading: Reading) -> bool:
    """Whether a true sentence belongs into this reply: it speaks of what an ask speaks of, or is from its best article.

    A small model likes to retell every source it was given.
    """
    item = next((item for item in reading.asks if item.number == piece.ask), None)
    if item is None:
        return False
    best = item.hits[0].passage.article_id if item.hits else ""
    return (
        piece.role == "order"
        or any(citation.article_id == best for citation in piece.citations)
        or bool(subjects(piece.text) & subjects(item.question))
    )


def _borne_out(text: str, sentence: Written, prepared: Prepared, desk: DraftingDesk, asked: str) -> SentenceCheck:
    """The check against the sources the model named; else against each other one alone, for it may have misnumbered.

    Never against all at once: the term of one rule in the words of another would pass.
    """
    order = [item.source() for item in prepared.numbered if item.kind == "order"]
    articles = {item.number: item.source() for item in prepared.numbered if item.kind != "order"}
    named = [articles[number] for number in sentence.cites if number in articles]
    first = check_sentence(text, [*named, *order], embedder=desk.embedder, asked=asked)
    if first.verdict in {"supported", "no_claim"}:
        return first
    for source in articles.values():
        if source not in named:
            other = check_sentence(text, [source, *order], embedder=desk.embedder, asked=asked)
            if other.verdict == "supported":
                return other
    return first


def _piece(text: str, sentence: Written, result: SentenceCheck, prepared: Prepared, reading: Reading) -> Piece:
    citations = _citations(text, sentence, result, prepared, reading)
    only_order = all(citation.kind == "order" for citation in citations)
    known = {item.number for item in reading.asks}
    return Piece(
        text=text,
        role="order" if only_order else "answer",
        citations=citations,
        ask=sentence.ask if sentence.ask in known else None,
        asks=tuple(item.question for item in reading.asks if item.number == sentence.ask),
        check=Check(verdict="supported", value=round(result.value, 4), notes=check_of(result).notes),
    )


def _citations(
    text: str, sentence: Written, result: SentenceCheck, prepared: Prepared, reading: Reading
) -> tuple[Citation, ...]:
    """The source the check found, then the sources the model named, each with the stretch it rests on."""
    found: dict[str, Citation] = {}
    by_id = {item.source().id: item for item in prepared.numbered}
    if result.source_id in by_id and result.source_span is not None:
        item = by_id[result.source_id]
        if item.kind == "article":
            found[result.source_id] = item.citation(result.source_span.start, result.source_span.end)
    for number in sentence.cites:
        item_named = next((item for item in prepared.numbered if item.number == number), None)
        if item_named is not None and item_named.kind == "article" and item_named.source().id not in found:
            alone = check_sentence(text, [item_named.source()])
            if alone.verdict == "supported" and alone.source_span is not None:
                found[item_named.source().id] = item_named.citation(alone.source_span.start, alone.source_span.end)
    order = reading.order
    if order is not None:
        facts = [fact for fact in order.facts if fold(fact.text) in fold(text)]
        if facts and (not found or any(fact.kind != "number" for fact in facts)):
            return (*found.values(), *(order_citation(order, fact) for fact in facts))
    return tuple(found.values())


def _problem(text: str, result: SentenceCheck) -> str:
    said = "; ".join(dict.fromkeys(finding.note or finding.text for finding in result.findings if finding.text))
    return f"{text} — {result.verdict}" + (f": {said}" if said else "")
