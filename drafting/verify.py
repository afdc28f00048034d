"""A text the operator edited or wrote himself, checked before it is sent: what to look at, in words.

What no source holds is «нет в источнике, проверьте», never an error; only what a source says otherwise is one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drafting import model_words
from drafting import words as say
from drafting.checking import ORDER, THREAD
from drafting.desk import DraftingDesk
from drafting.facts import read_order
from drafting.outcome import Draft, Outcome
from drafting.promised import promises, unfounded
from knowledge_base.articles import Article
from knowledge_base.atoms import find_atoms, same
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Finding, SentenceCheck, Source, check_sentence, check_text
from model_gateway.embedder import Embedder
from reply_core.text import language as language_of
from reply_core.types import Channel, Inquiry, Language, Span
from tone_of_voice.alerts import RESPECT_CATEGORIES
from tone_of_voice.check import check as check_tone
from tone_of_voice.profile import ToneProfile

WarningKind = Literal[
    "worked_out", "absent", "contradicted", "not_verified", "placeholder", "respect", "promise", "internal"
]  # fmt: skip
WarningLevel = Literal["note", "warning", "error"]
_NEAR = 3
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{0,60}\}\}|\{[^\W\d][\w ]{1,40}\}|\$\{[^{}\n]{1,40}\}|%[A-Z_]{3,30}%|\[[A-Z]{4,10}_\d{1,3}\]|"
    r"[\[<](?:УКАЗАТЬ|ВСТАВИТЬ|ИМЯ|ФИО|ДАТА|НОМЕР|СУММА|ССЫЛКА|АДРЕС|ВРЕМЯ|NAME|DATE|ORDER|AMOUNT|LINK|INSERT)"
    r"[^\]>\n]{0,40}[\]>]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning_:  # noqa: N801  (Warning is Python's own)
    """Something to look at before sending; ``span`` lies in the text, ``match`` stands there.

    ``note`` is good news or a hint, ``warning`` asks to check, ``error`` asks for a second confirmation.
    """

    kind: WarningKind
    level: WarningLevel
    text: str
    span: Span
    match: str
    expected: str = ""


def verify(
    text: str,
    sources: Sequence[Source],
    profile: ToneProfile,
    *,
    language: Language | None = None,
    channel: Channel | None = None,
    index: KnowledgeIndex | None = None,
    embedder: Embedder | None = None,
    asked: str = "",
) -> tuple[Warning_, ...]:
    """Warnings about ``text``, in order of place.

    Args:
        text: what the operator wants to send.
        sources: what the reply rests on (`edit_sources`).
        profile: the shop's voice; only what hurts people is a warning here, the rest is `tone_of_voice.check`.
        language: of the warnings; by default that of the text.
        channel: whose overrides of the profile count.
        index: the whole knowledge base, to look for what the sources do not hold.
        embedder: compares meanings as well.
        asked: what the customer asked.
    """
    speaks = language or language_of(text)
    found: list[Warning_] = []
    for span, first in check_text(text, sources, embedder=embedder, asked=asked, language=speaks):
        sentence = span.of(text)
        result = first
        if first.verdict == "not_verifiable" and index is not None:
            result = _looked_up(sentence, sources, index, embedder, asked, speaks)
        found += _warnings(sentence, span, result, index, speaks)
        found += _promised(sentence, span, result, sources, asked, speaks)
        found += _internal(sentence, span, result, index, speaks)
    found += _placeholders(text, speaks)
    found += [
        Warning_(kind="respect", level="error", text=alert.message, span=alert.span, match=alert.match)
        for alert in check_tone(text, profile, channel=channel)
        if alert.level == "error" and alert.category in RESPECT_CATEGORIES
    ]
    return tuple(sorted(found, key=lambda item: (item.span.start, item.span.end)))


def edit_sources(inquiry: Inquiry | None, desk: DraftingDesk, outcome: Outcome | None = None) -> tuple[Source, ...]:
    """What an operator's reply is checked against: the draft's articles, those near the question, order and thread."""
    ids: list[str] = []
    if isinstance(outcome, Draft):
        ids += [source.article_id for source in outcome.sources if source.article_id]
    if inquiry is not None:
        ids += [name for name, _ in desk.index.rank_articles(inquiry.text, _NEAR)]
    known = {article.id: article for article in desk.index.articles}
    found = [as_source(known[name]) for name in dict.fromkeys(ids) if name in known]
    if inquiry is None:
        return tuple(found)
    order = read_order(inquiry.order, inquiry.language, desk.local(inquiry.at).date() if inquiry.at else None)
    if order is not None:
        found.append(Source(id=ORDER, kind="order", title="", text=order.source_text))
    said = [message.text for message in inquiry.thread if message.visibility == "public"] + [inquiry.text]
    found.append(Source(id=THREAD, kind="thread", title="", text="\n".join(said)))
    return tuple(found)


def as_source(article: Article) -> Source:
    """An article as a source of checks."""
    return Source(id=article.id, kind="article", title=article.title, text=article.text, revision=article.revision)


def _looked_up(
    sentence: str,
    sources: Sequence[Source],
    index: KnowledgeIndex,
    embedder: Embedder | None,
    asked: str,
    language: Language,
) -> SentenceCheck:
    """The check with the articles nearest to the sentence added; kept only when they bear it out."""
    known = {source.id for source in sources}
    near = [name for name, _ in index.rank_articles(sentence, _NEAR) if name not in known]
    more = [as_source(index.article(name)) for name in near]
    wider = check_sentence(sentence, [*sources, *more], embedder=embedder, asked=asked, language=language)
    if wider.verdict == "contradicted":
        return check_sentence(sentence, sources, embedder=embedder, asked=asked, language=language)
    return wider


def _warnings(
    sentence: str, span: Span, result: SentenceCheck, index: KnowledgeIndex | None, language: Language
) -> list[Warning_]:
    found: list[Warning_] = []
    absent: list[Finding] = []
    for finding in result.findings:
        if finding.verdict == "contradicted":
            found.append(_warning("contradicted", "error", finding.note, finding, span))
        elif finding.verdict == "not_verifiable":
            absent.append(finding)
        elif finding.note:
            found.append(_warning("worked_out", "note", finding.note, finding, span))
    if absent:
        found.append(_absent(absent, span, sentence, index, language))
    elif result.verdict == "not_verifiable" and not found:
        text = say.not_in_source(language)
        found.append(Warning_(kind="not_verified", level="note", text=text, span=span, match=sentence))
    return found


def _promised(
    sentence: str, span: Span, result: SentenceCheck, sources: Sequence[Source], asked: str, language: Language
) -> list[Warning_]:
    """Terms in words and absolutes of a sentence that promises something, where no source holds them."""
    if result.verdict in {"no_claim", "contradicted"} or not promises(sentence):
        return []
    held = [source for source in sources if source.kind != "thread"]
    return [
        Warning_(
            kind="promise",
            level="warning",
            text=model_words.without_source(place.of(sentence), language),
            span=Span(start=span.start + place.start, end=span.start + place.end),
            match=place.of(sentence),
        )
        for place in unfounded(sentence, held, asked=asked)
    ]


def _internal(
    sentence: str, span: Span, result: SentenceCheck, index: KnowledgeIndex | None, language: Language
) -> list[Warning_]:
    """A warning where only an article that is not for customers bears the sentence out."""
    if index is None or result.verdict != "supported" or not result.source_id:
        return []
    article = next((one for one in index.articles if one.id == result.source_id), None)
    if article is None or article.audience == "public":
        return []
    text = model_words.internal_only(article.title, language)
    return [Warning_(kind="internal", level="warning", text=text, span=span, match=sentence)]


def _warning(kind: WarningKind, level: WarningLevel, text: str, finding: Finding, sentence: Span) -> Warning_:
    span = Span(start=sentence.start + finding.span.start, end=sentence.start + finding.span.end)
    return Warning_(kind=kind, level=level, text=text, span=span, match=finding.text, expected=finding.expected)


def _absent(
    findings: Sequence[Finding], span: Span, sentence: str, index: KnowledgeIndex | None, language: Language
) -> Warning_:
    """«15 %, ЛЮЛЬКА: нет ни в базе, ни в заказе»: one warning a sentence."""
    first, last = findings[0].span.start, findings[-1].span.end
    names = [finding.text for finding in findings]
    somewhere = index is None or any(_in_base(name, index) for name in names)
    text = say.absent(names, language, nowhere=not somewhere)
    place = Span(start=span.start + first, end=span.start + last)
    return Warning_(kind="absent", level="warning", text=text, span=place, match=sentence[first:last])


def _in_base(value: str, index: KnowledgeIndex) -> bool:
    atoms = find_atoms(value)
    return any(same(atom, other) for atom in atoms for article in index.articles for other in find_atoms(article.text))


def _placeholders(text: str, language: Language) -> list[Warning_]:
    return [
        Warning_(
            kind="placeholder",
            level="error",
            text=say.placeholder(match.group(), language),
            span=Span(start=match.start(), end=match.end()),
            match=match.group(),
        )
        for match in _PLACEHOLDER.finditer(text)
    ]
