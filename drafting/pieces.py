"""Pieces of a composed reply: greeting, sympathy, what the order says, the articles' sentences, the closing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rapidfuzz import fuzz

from drafting.answers import is_negative, is_yes_no, wanted
from drafting.choose import answering_units
from drafting.desk import DraftingDesk
from drafting.layout import Piece
from drafting.order_pieces import order_citation
from drafting.outcome import Citation
from drafting.reading import AskReading, Reading, question_of
from drafting.slots import elide_thing, fill
from drafting.topic_articles import general_hit
from drafting.units import Unit
from drafting.vocabulary import keys, vocabulary_of
from drafting.voice import as_we
from knowledge_base.protocols import protocol
from reply_core.asks import topic_of
from reply_core.text import fold, morphology
from reply_core.text import language as language_of
from reply_core.types import Channel, Inquiry, Language
from tone_of_voice.profile import ToneProfile, default_profile, greeting, sign_off

_BUDGETS: dict[Channel, int] = {
    "chat": 500, "messenger": 500, "social": 500, "review": 500, "email": 3000, "webform": 3000,
}  # fmt: skip
_BRIEF: frozenset[Channel] = frozenset({"chat", "messenger", "social", "review"})
"""Where a reply is short: operators answer there with half of what an e-mail says."""
_ALIKE = 88.0
_ENGLISH = re.compile(
    r"\b(?:the|is|are|you|your|can|will|we|our|of|to|in|within|for|and|with|from|if|it|this)\b", re.IGNORECASE
)
_ENGLISH_ENOUGH = 2
_HEARS = re.compile(r"жаль|извин|сожале|опишите|расскажите|разбер|sorry|apologi[sz]|tell us")
_SHORT = 3
"""Words of content in a short ask."""
_DEEDS = frozenset({"return", "exchange"})
_YES_NO = re.compile(r"^(?:да|нет|yes|no),?\s+(?=[а-яёa-z])", re.IGNORECASE)


def greeting_pieces(inquiry: Inquiry, desk: DraftingDesk, now: datetime) -> list[Piece]:
    """The greeting, on the first turn only."""
    if not inquiry.first_turn:
        return []
    name = first_name(inquiry.customer_name, inquiry.language)
    said = greeting(spoken_profile(inquiry, desk), name=name, channel=inquiry.channel, hour=desk.local(now).hour)
    return [Piece(text=said, role="greeting")] if said else []


def closing_pieces(inquiry: Inquiry, desk: DraftingDesk) -> list[Piece]:
    """The sign-off of the channel."""
    said = sign_off(spoken_profile(inquiry, desk), inquiry.channel)
    return [Piece(text=said, role="closing")] if said else []


def spoken_profile(inquiry: Inquiry, desk: DraftingDesk) -> ToneProfile:
    """The shop's voice; to a customer who writes in another language, the plain one of his."""
    profile = desk.profile
    if profile.language == inquiry.language:
        return profile
    return replace(default_profile(inquiry.language), use_name=profile.use_name, sign_offs=(), sign_off_channels=())


def first_name(name: str, language: Language) -> str:
    """What to call the customer: «Ольга», «Мария Петровна»; empty when the name is a nickname or unclear."""
    words = [word for word in re.split(r"\s+", name.strip()) if word]
    if not words or len(words) > 3 or not all(re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)?", word) for word in words):
        return ""
    if language == "en" or not re.search(r"[А-ЯЁа-яё]", name):
        return words[0].capitalize() if words[0][0].isupper() and len(words) <= 2 else ""
    if len(words) == 1:
        return words[0][0].upper() + words[0][1:] if len(words[0]) > 1 else ""
    tags = [morphology().parse(word) for word in words]
    for at, parses in enumerate(tags):
        if any("Name" in parse.tag for parse in parses[:2]):
            after = at + 1 < len(words) and any("Patr" in parse.tag for parse in tags[at + 1][:2])
            return f"{words[at]} {words[at + 1]}" if after else words[at]
    return ""


def article_pieces(reading: Reading, desk: DraftingDesk) -> list[Piece]:
    """The sentences of articles that answer the asks, article by article in order of the asks, duplicates merged."""
    chosen: dict[str, dict[int, tuple[Unit, list[AskReading]]]] = {}
    spoken = reading.inquiry.language
    budget = _BUDGETS[reading.inquiry.channel]
    for item in (_of_its_topic(one, desk) for one in reading.asks):
        if item.decision != "supported" or ((item.status or item.own) and not _asks_more(item)):
            continue
        if _is_borrowed(item, reading, desk) or _says_nothing_to(item, desk):
            continue
        for unit in _units_for(item, reading, desk, budget):
            if is_foreign(unit, spoken):
                continue  # without a model nothing is translated
            asked = chosen.setdefault(unit.article.id, {}).setdefault(unit.number, (unit, []))[1]
            asked.append(item)
    pieces: list[Piece] = []
    for by_number in chosen.values():
        for number in sorted(by_number):
            unit, asked = by_number[number]
            piece = piece_of(unit, asked, reading)
            twin = next((at for at, other in enumerate(pieces) if _same(other, piece, unit.article.id)), None)
            if twin is None:
                pieces.append(piece)
            else:
                pieces[twin] = _merged(pieces[twin], piece)
    return _elided(pieces)


def _of_its_topic(item: AskReading, desk: DraftingDesk) -> AskReading:
    """A short ask («если не подойдёт, вернуть можно?») answered by the general article of its own topic.

    Articles on goods say such things in passing; nothing of the goods is asked here.
    """
    if item.decision != "supported" or len(keys(item.question)) > _SHORT:
        return item
    found, own = desk.index.article(item.hits[0].passage.article_id), topic_of(item.question).code
    if own not in _DEEDS or found.topic not in {"product_choice", own} or keys(found.title) & keys(item.question):
        return item
    general = general_hit(own, desk)
    if not general or desk.index.article(general[0].passage.article_id).topic != own:
        return item
    return replace(item, hits=(*general, *item.hits))


def _says_nothing_to(item: AskReading, desk: DraftingDesk) -> bool:
    """Whether what was found answers nothing: to a bad review how reviews are published, to a request not its words."""
    if item.ask.kind == "request" and not item.complains and len(keys(item.question)) <= _SHORT:
        article = desk.index.article(item.hits[0].passage.article_id)
        return topic_of(item.question).code == "other" and not keys(item.question) & keys(article.text)
    if item.topic != "negative_review" or not item.complains:
        return False
    return not _HEARS.search(fold(desk.index.article(item.hits[0].passage.article_id).text))


def _is_borrowed(item: AskReading, reading: Reading, desk: DraftingDesk) -> bool:
    """Whether an ask only shares the article of another one: not a word of it stands there, of the other's some do."""
    article = desk.index.article(item.hits[0].passage.article_id)
    said = keys(f"{article.heading} {article.title} {article.text}")
    rivals = [
        other
        for other in reading.asks
        if other is not item
        and other.decision == "supported"
        and other.hits
        and other.hits[0].passage.article_id == article.id
    ]
    asked = keys(item.question)
    return bool(asked) and not asked & said and any(keys(other.question) & said for other in rivals)


def _units_for(item: AskReading, reading: Reading, desk: DraftingDesk, budget: int) -> tuple[Unit, ...]:
    rules = protocol(item.topic)

    def required(text: str) -> frozenset[str]:
        return frozenset(slot.id for slot in rules.slots if slot.filled(text)) if rules is not None else frozenset()

    return answering_units(
        question_of(item, reading),
        item.hits,
        desk.index.article,
        vocabulary_of(desk.index),
        kinds=wanted(item.question) if item.ask.kind == "question" else frozenset(),
        embedder=desk.embedder,
        required=required if rules is not None else None,
        budget=budget,
        brief=reading.inquiry.channel in _BRIEF,
    )


def is_foreign(unit: Unit, spoken: Language) -> bool:
    """Whether a unit is in another language than the reply; a link or a setting's name within our text is not."""
    if language_of(unit.text, spoken) == spoken:
        return False
    return language_of(unit.article.text, spoken) != spoken or len(_ENGLISH.findall(unit.text)) >= _ENGLISH_ENOUGH


def _asks_more(item: AskReading) -> bool:
    return len(item.question) > 60


def piece_of(unit: Unit, asked: Sequence[AskReading], reading: Reading) -> Piece:
    """A unit of an article as a sentence of the reply: the order's facts in it, the shop as «мы», its source."""
    language = reading.inquiry.language
    original = unit.text
    text = original if _answers_yes_no(unit, asked[0].question) else _without_yes_no(original)
    filled = fill(text, reading.order, language=language, inquiry=reading.clean)
    said = as_we(filled.text, language)
    citation = Citation(
        source_id=unit.article.id,
        kind="article",
        start=unit.start,
        end=unit.end,
        quote=unit.text,
        article_id=unit.article.id,
        title=unit.article.title,
        revision=unit.article.revision,
    )
    claims = [fact for fact in filled.facts if fact.kind != "item"]  # a name claims nothing
    order = tuple(order_citation(reading.order, fact) for fact in claims) if reading.order else ()
    return Piece(
        text=said,
        role="answer",
        citations=(citation, *order),
        ask=asked[0].number,
        asks=tuple(item.question for item in asked),
        original=original,
        begins_line=unit.begins_line,
        named=bool(filled.facts),
    )


def _answers_yes_no(unit: Unit, ask: str) -> bool:
    """Whether the «да» or «нет» that opens an article answers this ask: both ask alike, or the opening says neither."""
    question = unit.article.question
    return is_yes_no(ask) and bool(question) and is_yes_no(question) and is_negative(ask) == is_negative(question)


def _without_yes_no(text: str) -> str:
    bare = _YES_NO.sub("", text)
    return bare[0].upper() + bare[1:] if bare and bare != text else text


def _elided(pieces: list[Piece]) -> list[Piece]:
    """Once the thing or the sum has been named, «товара» after «поступления» goes."""
    named = False
    out: list[Piece] = []
    for piece in pieces:
        named = named or piece.named
        text = elide_thing(piece.text) if named and piece.role == "answer" else piece.text
        out.append(replace(piece, text=text))
    return out


def _same(one: Piece, two: Piece, article_id: str) -> bool:
    """Whether two articles say the same; like lines of one article («Битрейт — 2500», «Битрейт — 2000») both stay."""
    if one.original != two.original and any(citation.article_id == article_id for citation in one.citations):
        return False
    return fuzz.ratio(fold(one.original), fold(two.original)) >= _ALIKE


def _merged(one: Piece, two: Piece) -> Piece:
    known = {(citation.source_id, citation.start) for citation in one.citations}
    more = tuple(citation for citation in two.citations if (citation.source_id, citation.start) not in known)
    return replace(one, citations=(*one.citations, *more), asks=tuple(dict.fromkeys((*one.asks, *two.asks))))
