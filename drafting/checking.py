"""Every sentence of a draft against its sources and the shop's voice, whoever wrote it; what fails does not stay."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drafting.desk import DraftingDesk
from drafting.facts import OrderFacts
from drafting.layout import Piece
from drafting.macro_slots import speaking
from drafting.outcome import Check
from drafting.reading import Reading
from knowledge_base.support import SentenceCheck, Source, check_sentence
from reply_core.types import Channel, Language
from tone_of_voice.alerts import ToneAlert
from tone_of_voice.check import check as check_tone
from tone_of_voice.fix import apply_safe_fixes
from tone_of_voice.profile import ToneProfile

ORDER, THREAD = "order", "thread"
_PARENTHETICAL = re.compile(
    r"(?:к сожалению|к счастью|увы|конечно|безусловно|разумеется|возможно|вероятно|кстати|как правило|естественно|"
    r"unfortunately|fortunately|of course|certainly|actually|basically|as a rule)",
    re.IGNORECASE,
)
_FACTUAL = frozenset({"answer", "order"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the tone check needs to know."""

    profile: ToneProfile
    language: Language
    channel: Channel

    def alerts(self, text: str) -> tuple[ToneAlert, ...]:
        """Departures of ``text`` from the shop's voice."""
        return check_tone(text, self.profile, language=self.language, channel=self.channel)


def voice_of(reading: Reading, desk: DraftingDesk) -> Voice:
    """The voice a reply to this inquiry is checked against."""
    return Voice(profile=desk.profile, language=reading.inquiry.language, channel=reading.inquiry.channel)


def order_source(order: OrderFacts | None, title: str = "") -> Source | None:
    """The order as a source."""
    return Source(id=ORDER, kind="order", title=title, text=order.source_text) if order is not None else None


def sources_for(piece: Piece, reading: Reading, desk: DraftingDesk) -> tuple[Source, ...]:
    """What a sentence is checked against: the articles it cites, whole, and the order."""
    found: dict[str, Source] = {}
    for citation in piece.citations:
        if citation.kind == "article" and citation.article_id not in found:
            article = desk.index.article(citation.article_id)
            found[article.id] = Source(
                id=article.id, kind="article", title=article.title, text=article.text, revision=article.revision
            )
    order = order_source(reading.order)
    return (*found.values(), *([order] if order is not None else []))


def verified(pieces: Sequence[Piece], reading: Reading, desk: DraftingDesk) -> list[Piece]:
    """The pieces that stand: each with its check; a changed one that does not stand goes back to the source's words."""
    kept: list[Piece] = []
    for piece in speaking(pieces, reading.inquiry, reading.order):
        if piece.role not in _FACTUAL:
            kept.append(piece)
            continue
        sources = sources_for(piece, reading, desk)
        checked = _checked(piece, sources, desk)
        if checked is None and piece.role == "answer" and piece.original and piece.text != piece.original:
            plain = replace(
                piece,
                text=piece.original,
                citations=tuple(citation for citation in piece.citations if citation.kind == "article"),
            )
            checked = _checked(plain, sources, desk)
        if checked is not None:
            kept.append(checked)
    return kept


def _checked(piece: Piece, sources: Sequence[Source], desk: DraftingDesk) -> Piece | None:
    verbatim = bool(piece.original) and piece.role == "answer" and piece.text == piece.original
    if verbatim:
        return replace(piece, check=Check(verdict="supported", value=1.0))
    result = check_sentence(piece.text, sources, embedder=desk.embedder, asked=" ".join(piece.asks))
    if result.verdict in {"supported", "no_claim"} or (piece.role == "order" and not _strays(result)):
        return replace(piece, check=check_of(result))
    return None


def check_of(result: SentenceCheck) -> Check:
    """A support check as a draft keeps it."""
    notes = tuple(finding.note for finding in result.findings if finding.note)
    return Check(verdict=result.verdict, value=round(result.value, 4), notes=notes)


def _strays(result: SentenceCheck) -> bool:
    return any(finding.verdict != "supported" for finding in result.findings)


def without_conflicts(pieces: Sequence[Piece], desk: DraftingDesk) -> tuple[list[Piece], tuple[tuple[str, str], ...]]:
    """The pieces without those that an earlier piece's article contradicts, and the titles of such articles."""
    kept: list[Piece] = []
    told: list[tuple[str, str]] = []
    for piece in pieces:
        mine = {citation.article_id for citation in piece.citations if citation.article_id}
        rivals = {
            citation.article_id
            for other in kept
            for citation in other.citations
            if citation.article_id and citation.article_id not in mine
        }
        against = next((name for name in sorted(rivals) if mine and _contradicts(name, piece, desk)), None)
        if against is None:
            kept.append(piece)
        else:
            told.append((desk.index.article(against).title, piece.citations[0].title))
    return kept, tuple(dict.fromkeys(told))


def _contradicts(article_id: str, piece: Piece, desk: DraftingDesk) -> bool:
    article = desk.index.article(article_id)
    source = Source(id=article.id, kind="article", title=article.title, text=article.text, revision=article.revision)
    return check_sentence(piece.text, [source], asked=" ".join(piece.asks)).verdict == "contradicted"


def voiced(pieces: Sequence[Piece], reading: Reading, desk: DraftingDesk) -> list[Piece]:
    """The pieces in the shop's voice: safe fixes made, unwanted words gone; changed sentences are verified again."""
    voice = voice_of(reading, desk)
    out: list[Piece] = []
    for piece in pieces:
        better = replace(piece, text=in_voice(piece.text, voice))
        if better.text == piece.text or piece.role not in _FACTUAL:
            out.append(better)
            continue
        checked = _checked(better, sources_for(better, reading, desk), desk)
        out.append(checked or piece)
    return _without_unwanted(out, voice)


def in_voice(text: str, voice: Voice) -> str:
    """``text`` with safe fixes made and unwanted parenthetical words («к сожалению») taken out."""
    fixed = apply_safe_fixes(text, voice.alerts(text)).text
    for alert in sorted(voice.alerts(fixed), key=lambda item: -item.span.start):
        if alert.category == "banned_term" and _PARENTHETICAL.fullmatch(alert.match):
            fixed = _without(fixed, alert.span.start, alert.span.end)
    return fixed


def _without(text: str, start: int, end: int) -> str:
    before, after = text[:start].rstrip(), text[end:]
    if not before or before.endswith((".", "!", "?")):
        rest = after.lstrip(" ,")
        lead = f"{before} " if before else ""
        return f"{lead}{rest[:1].upper()}{rest[1:]}"
    joint = " " if before.endswith(",") and after.lstrip().startswith(",") else ""
    if joint:
        return f"{before.rstrip(',')} {after.lstrip(' ,')}"
    return f"{before.rstrip(',')} {after.lstrip(' ,')}"


def _without_unwanted(pieces: Sequence[Piece], voice: Voice) -> list[Piece]:
    """Sentences with words the shop does not write go, unless nothing else answers their ask."""
    answers: Mapping[int | None, int] = _counted(pieces)
    left = dict(answers)
    kept: list[Piece] = []
    for piece in pieces:
        unwanted = piece.role != "order" and any(alert.category == "banned_term" for alert in voice.alerts(piece.text))
        if unwanted and (piece.role != "answer" or left[piece.ask] > 1):
            left[piece.ask] = left.get(piece.ask, 0) - 1
            continue
        kept.append(piece)
    return kept


def _counted(pieces: Sequence[Piece]) -> dict[int | None, int]:
    counted: dict[int | None, int] = {}
    for piece in pieces:
        if piece.role == "answer":
            counted[piece.ask] = counted.get(piece.ask, 0) + 1
    return counted
