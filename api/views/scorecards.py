"""Scorecards, their evidence, and the lead's edits beside the machine's verdicts."""

from datetime import datetime
from typing import Literal

from api.views.base import Id, Input, Short, View, shown_with


class EvidenceView(View):
    """A verbatim quote: ``start`` and ``end`` lie in the text of message ``message_id`` (or of a source)."""

    message_id: str = ""
    role: str = "reply"
    """reply, customer or source."""
    start: int = 0
    end: int = 0
    quote: str = ""
    note: str = ""


class EditView(View):
    """A person's verdict beside the machine's; both stay."""

    id: str
    criterion: str
    label: str = ""
    action: str
    verdict: str
    verdict_label: str = ""
    machine_verdict: str = ""
    machine_verdict_label: str = ""
    reason: str = ""
    author: str = ""
    at: datetime


class CriterionView(View):
    """One criterion of a card, with its evidence and reason in words."""

    criterion: str
    label: str
    pillar: str = ""
    verdict: str
    """pass, partial, fail, na or unsure."""
    verdict_label: str = ""
    """выполнено, частично, не выполнено, не требовалось, не оценено."""
    value: float | None = None
    confidence: float | None = None
    """Hidden from operators."""
    weight: float = 0.0
    advice: bool = False
    """Weight 0: shown, not counted."""
    source: str = ""
    """rule, meaning, model or human."""
    people_only: bool = False
    """Calibration left this criterion to people: the machine's verdict does not count."""
    code: str = ""
    reason: str = ""
    evidence: tuple[EvidenceView, ...] = ()
    edit: EditView | None = None
    """The newest verdict of a person, if there is one."""


class CriticalView(View):
    """A critical error, or a candidate waiting for a person; never part of an average."""

    code: str
    label: str
    state: str
    """confirmed or candidate."""
    source: str = ""
    reason: str = ""
    evidence: tuple[EvidenceView, ...] = ()
    edit: EditView | None = None
    """A person's word on it: fail = it is one, pass = it is none (criterion ``critical.CODE``)."""


class AskVerdictView(View):
    """What became of one thing the customer asked."""

    text: str
    verdict: str
    verdict_label: str = ""
    credit: float | None = None
    reason: str = ""
    evidence: tuple[EvidenceView, ...] = ()
    message_id: str = ""
    """The customer's message the ask stands in, from ``start`` to ``end``."""
    start: int = 0
    end: int = 0


class PillarView(View):
    """0 to 100 with the interval of what is not decided yet; no value when too little is decided."""

    pillar: str
    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None


class PinsView(View):
    """The versions the card was made with: the same input gives the same card."""

    standard: str = ""
    profile: str = ""
    scorer: str = ""
    prompt: str = ""
    input_hash: str = ""


class CardView(View):
    """The score of one reply."""

    id: str = ""
    """Empty for a preview or a stateless score."""
    conversation_id: str = ""
    message_id: str = ""
    message_ids: tuple[str, ...] = ()
    operator_id: str = ""
    operator_name: str = ""
    channel: str = ""
    topic: str = "other"
    topic_label: str = ""
    replied_at: datetime | None = None
    level: str = ""
    level_label: str = ""
    unscored_reason: str = ""
    total: float | None = None
    decided_share: float | None = None
    pillars: tuple[PillarView, ...] = ()
    criteria: tuple[CriterionView, ...] = ()
    critical: tuple[CriticalView, ...] = ()
    flags: tuple[str, ...] = ()
    asks: tuple[AskVerdictView, ...] = ()
    summary: str = ""
    """«вопросы 2 из 2 · скорость 95 из 120 рабочих минут»."""
    pins: PinsView = PinsView()
    edits: tuple[EditView, ...] = ()
    """All edits, oldest first."""
    created_at: datetime | None = None


class CardItem(View):
    """One row of the list of cards."""

    id: str
    conversation_id: str
    message_id: str
    operator_id: str = ""
    operator_name: str = ""
    channel: str = ""
    topic: str = "other"
    topic_label: str = ""
    replied_at: datetime | None = None
    level: str = ""
    total: float | None = None
    decided_share: float | None = None
    pillars: tuple[PillarView, ...] = ()
    critical: tuple[CriticalView, ...] = ()
    low: tuple[str, ...] = ()
    """Labels of criteria that are partly met or not met."""
    unscored_reason: str = ""
    customer_snippet: str = ""
    reply_snippet: str = ""
    edited: bool = False


class CardPage(View):
    items: tuple[CardItem, ...]
    total: int
    more: bool = False
    """There are more than ``total``: counting stops a thousand beyond the page."""
    limit: int = 50
    offset: int = 0


class EditIn(Input):
    """A lead confirms or overrules one criterion, with a reason."""

    model_config = shown_with(
        {"criterion": "asks_covered", "action": "overrule", "verdict": "fail", "reason": "вопрос про вечер пропущен"}
    )

    criterion: Id
    """A criterion's code, or ``critical.CODE`` for a critical error (fail = it is one, pass = it is none)."""
    action: Literal["confirm", "overrule"]
    verdict: Literal["pass", "partial", "fail", "na"] | None = None
    """The person's verdict; needed to overrule, taken from the machine when confirming."""
    reason: Short = ""


class DisputeView(View):
    """An operator contests a verdict; a lead decides, in words."""

    id: str
    scorecard_id: str
    conversation_id: str = ""
    criterion: str
    label: str
    operator_id: str
    operator_name: str
    comment: str
    state: Literal["open", "accepted", "declined"]
    state_label: str
    opened_at: datetime
    replied_at: datetime | None = None
    decision: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


class CriterionDisputesView(View):
    """How disputes about one criterion ended: the share accepted with its interval and n."""

    criterion: str
    label: str
    accepted: int
    decided: int
    low: float
    high: float


class DisputeList(View):
    """Open ones first, the longest waiting at the top; then decided ones, the newest first."""

    items: tuple[DisputeView, ...] = ()
    open: int = 0
    decided: int = 0
    median_hours: float | None = None
    """From opening to decision."""
    criteria: tuple[CriterionDisputesView, ...] = ()
    days: int = 14
    """How long after the scoring a verdict may be contested."""


class DisputeIn(Input):
    """What an operator does not agree with."""

    model_config = shown_with({"criterion": "asks_covered", "comment": "На второй вопрос я ответил во втором абзаце."})

    criterion: Id
    comment: Short


class DisputeDecisionIn(Input):
    """A lead's decision; accepting needs a verdict, both need words."""

    model_config = shown_with({"decision": "accept", "verdict": "pass", "words": "Да, ответ во втором абзаце."})

    decision: Literal["accept", "decline"]
    verdict: Literal["pass", "partial", "fail", "na"] | None = None
    words: Short


class QueueItemView(View):
    """A card to look at next, and why."""

    card: CardItem
    why: Literal["candidate", "random", "differ", "unsure"]
    why_label: str
    why_detail: str = ""
    """What exactly, in words; empty for the random share. It tells what the machine thinks: not for blind review."""


class CauseView(View):
    """A root cause with the number of reviewed replies that have it; ``own``: it counts to the operator."""

    cause: str
    label: str
    own: bool = False
    count: int = 0


class QueueView(View):
    """The head of the review queue; how many wait for each reason, and the causes found in the same time."""

    items: tuple[QueueItemView, ...]
    counts: dict[str, int]
    more: tuple[str, ...] = ()
    """Reasons with more than was counted."""
    causes: tuple[CauseView, ...]


class ReviewIn(Input):
    """A card was looked at; the cause of what was missed, or none."""

    model_config = shown_with({"cause": "knowledge_missing", "note": "Статьи о вечерней доставке нет"})

    cause: Id
    note: Short = ""
