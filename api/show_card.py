"""A scorecard as a view: labels in the reader's language, people's verdicts beside the machine's, evidence first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.card_words import flag_text, unscored_text, word_label
from api.views import (
    AskVerdictView,
    CardItem,
    CardView,
    CriterionView,
    CriticalView,
    EditView,
    EvidenceView,
    PillarView,
    PinsView,
)
from api.words import level_label
from human_review.edits import CRITICAL, Edit, newest, with_edits
from human_review.trust import NO_TRUST, PEOPLE_DECIDE, Trust, left_to_people
from qa_scoring import labels
from qa_scoring.retold import retold
from qa_scoring.scorecard import (
    PILLARS,
    AskVerdict,
    Critical,
    Evidence,
    NotApplicable,
    Pillar,
    Scorecard,
    Scored,
    Unscored,
    Verdict,
    verdict_word,
)
from qa_scoring.standard import Standard
from reply_core.topics import TOPICS
from reply_core.types import Language

_PILLAR_OF = {code: pillar for pillar, codes in PILLARS.items() for code in codes}
_QUESTIONS: Mapping[Language, str] = {"ru": "вопросы {done} из {total}", "en": "questions {done} of {total}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What is known of a card besides its verdicts; everything empty for a preview."""

    id: str = ""
    channel: str = ""
    topic: str = "other"
    replied_at: datetime | None = None
    created_at: datetime | None = None
    operator_name: str = ""
    edits: tuple[Edit, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Who wrote the edits: id → name."""
    trust: Trust = NO_TRUST
    """Criteria left to people, and what people's labels say of the machine's confidence."""


def topic_label(code: str, language: Language) -> str:
    """A topic in words."""
    return TOPICS[code].label(language) if code in TOPICS else code


def show_card(
    card: Scorecard | Unscored,
    standard: Standard,
    language: Language,
    facts: CardFacts | None = None,
    *,
    confidence: bool = False,
) -> CardView:
    """The card with people's edits laid over it.

    Args:
        card: as the machine made it.
        standard: the revision it was made with.
        language: of the labels.
        facts: what is known besides.
        confidence: show how sure the machine is (hidden from operators).
    """
    known = facts or CardFacts()
    common = _common(card, known, language)
    if isinstance(card, Unscored):
        return CardView(**common, unscored_reason=unscored_text(card.reason, language, card.note))
    people = with_edits(left_to_people(card, known.trust.people_only, standard), known.edits, standard)
    latest = newest(known.edits)
    edits = {code: _edit(edit, card, known.names, language) for code, edit in latest.items()}
    return CardView(
        **common,
        total=people.total,
        decided_share=people.decided_share,
        pillars=show_pillars(people.pillars, language),
        criteria=tuple(
            _criterion(code, verdict, standard, language, edits.get(code)).model_copy(
                update={"confidence": _sure(card, code, verdict, known.trust) if confidence else None}
            )
            for code, verdict in people.criteria.items()
        ),
        critical=tuple(_critical(each, language, edits) for each in people.critical),
        flags=tuple(flag_text(flag.code, retold(flag.note, language, flag.code), language) for flag in people.flags),
        asks=tuple(_ask(each, language) for each in people.asks),
        summary=_summary(people, language),
    )


def _common(card: Scorecard | Unscored, known: CardFacts, language: Language) -> dict[str, Any]:
    """What a card has whether it is scored or not."""
    return {
        "id": known.id,
        "conversation_id": card.conversation_id,
        "message_id": card.message_id,
        "message_ids": card.message_ids,
        "operator_id": card.author_id,
        "operator_name": known.operator_name,
        "channel": known.channel,
        "topic": known.topic,
        "topic_label": topic_label(known.topic, language),
        "replied_at": known.replied_at,
        "level": card.level,
        "level_label": level_label(card.level, language),
        "pins": PinsView(
            standard=card.pins.standard,
            profile=card.pins.profile,
            scorer=card.pins.scorer,
            prompt=card.pins.prompt,
            input_hash=card.pins.input_hash,
        ),
        "edits": tuple(_edit(edit, card, known.names, language) for edit in known.edits),
        "created_at": known.created_at,
    }


def show_pillars(pillars: Mapping[str, Pillar], language: Language) -> tuple[PillarView, ...]:
    """The pillars that apply, in the order people read them."""
    return tuple(
        PillarView(
            pillar=name,
            label=labels.pillar_label(name, language),
            value=pillars[name].value,
            low=pillars[name].low,
            high=pillars[name].high,
            coverage=pillars[name].coverage,
        )
        for name in PILLARS
        if name in pillars and pillars[name].applicable
    )


def show_item(view: CardView, customer_text: str, reply_text: str) -> CardItem:
    """A card as a row of a list."""
    shared = {name: getattr(view, name) for name in CardItem.model_fields if name in CardView.model_fields}
    return CardItem(
        **shared,
        low=tuple(each.label for each in view.criteria if each.verdict in {"partial", "fail"} and not each.advice),
        customer_snippet=snippet(customer_text),
        reply_snippet=snippet(reply_text),
        edited=bool(view.edits),
    )


def snippet(text: str, limit: int = 160) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def show_evidence(items: Sequence[Evidence]) -> tuple[EvidenceView, ...]:
    """Quotes with their places."""
    return tuple(
        EvidenceView(
            message_id=each.message_id,
            role=each.role,
            start=each.start,
            end=each.end,
            quote=each.quote,
            note=each.note,
        )
        for each in items
    )


def _criterion(
    code: str, verdict: Verdict, standard: Standard, language: Language, edit: EditView | None
) -> CriterionView:
    word = verdict_word(verdict)
    scored = isinstance(verdict, Scored)
    return CriterionView(
        criterion=code,
        label=labels.criterion_label(code, language),
        pillar=_PILLAR_OF.get(code, ""),
        verdict=word,
        verdict_label=labels.verdict_label(verdict, language) if scored else word_label(word, language),
        value=None if isinstance(verdict, NotApplicable) else verdict.value,
        people_only=verdict.code == PEOPLE_DECIDE,
        weight=standard.weights.get(code, 0.0),
        advice=not standard.wants(code),
        source=verdict.source if isinstance(verdict, Scored) else "",
        code=verdict.code,
        reason=retold(labels.verdict_reason(verdict), language, verdict.code),
        evidence=() if isinstance(verdict, NotApplicable) else show_evidence(verdict.evidence),
        edit=edit,
    )


def _sure(card: Scorecard, code: str, verdict: Verdict, trust: Trust) -> float | None:
    """How sure the machine is, by people's labels where there were enough."""
    if not isinstance(verdict, Scored):
        return None
    return trust.confidence(code, verdict.confidence, level=card.level, scorer=card.pins.scorer)


def _critical(each: Critical, language: Language, edits: Mapping[str, EditView]) -> CriticalView:
    return CriticalView(
        code=each.code,
        label=labels.critical_label(each.code, language),
        state=each.state,
        source=each.source,
        reason=retold(each.reason, language),
        evidence=show_evidence(each.evidence),
        edit=edits.get(CRITICAL + each.code),
    )


def _ask(each: AskVerdict, language: Language) -> AskVerdictView:
    return AskVerdictView(
        text=each.ask.text,
        verdict=each.status,
        verdict_label=labels.ask_label(each.status, language, possible=each.possible),
        credit=each.credit,
        reason=retold(each.reason, language),
        evidence=show_evidence(each.evidence),
        message_id=each.ask.message_id,
        start=each.ask.span.start,
        end=each.ask.span.end,
    )


def _edit(edit: Edit, card: Scorecard | Unscored, names: Mapping[str, str], language: Language) -> EditView:
    machine = ""
    label = edit.criterion
    if edit.criterion.startswith(CRITICAL):
        label, machine = labels.critical_label(edit.criterion.removeprefix(CRITICAL), language), "fail"
    elif isinstance(card, Scorecard) and edit.criterion in card.criteria:
        label = labels.criterion_label(edit.criterion, language)
        machine = verdict_word(card.criteria[edit.criterion])
    return EditView(
        id=edit.id,
        criterion=edit.criterion,
        label=label,
        action=edit.action,
        verdict=edit.verdict,
        verdict_label=word_label(edit.verdict, language),
        machine_verdict=machine,
        machine_verdict_label=word_label(machine, language),
        reason=edit.reason,
        author=names.get(edit.author, edit.author),
        at=edit.at,
    )


def _summary(card: Scorecard, language: Language) -> str:
    parts = []
    if card.asks:
        done = sum(each.credit is not None and each.credit >= 1 for each in card.asks)
        parts.append(_QUESTIONS[language].format(done=done, total=len(card.asks)))
    speed = card.criteria.get("in_target")
    if isinstance(speed, Scored):
        parts.append(retold(speed.reason, language, speed.code))
    return " · ".join(parts)
