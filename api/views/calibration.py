"""Calibration rounds: the same replies judged blind by several people, and how far they agree with the machine."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.views.base import Id, Input, Short, View, shown_with


class CalibrationIn(Input):
    """A new round: replies picked by hand, or a random sample of the last days."""

    model_config = shown_with({"name": "Ноябрь", "sample": 40, "days": 28, "criteria": ["asks_covered", "respect"]})

    name: Short = Field(min_length=1)
    cards: tuple[Id, ...] = Field(default=(), max_length=300)
    """Scorecards picked by hand; empty when ``sample`` is given."""
    sample: int = Field(default=0, ge=0, le=300)
    """How many random replies of the last ``days``."""
    days: int = Field(default=28, ge=1, le=365)
    operator: Short = ""
    channel: Short = ""
    topic: Short = ""
    criteria: tuple[Id, ...] = Field(default=(), max_length=50)
    """Empty: every criterion that weighs something in the standard in force, but for what a clock measures."""
    reviewers: tuple[Short, ...] = Field(default=(), max_length=50)
    """Names of those who judge; empty: everybody who may."""


class MoreRepliesIn(Input):
    """Replies to add to an open round of picked ones."""

    model_config = shown_with({"cards": ["8f0a4a529a435d2f"]})

    cards: tuple[Id, ...] = Field(min_length=1, max_length=300)


class JudgementIn(Input):
    """What one person judges of one reply, without having seen the machine's verdicts."""

    model_config = shown_with({"scorecard_id": "8f0a4a529a435d2f", "verdicts": {"asks_covered": "partial"}})

    scorecard_id: Id
    verdicts: dict[Id, Literal["pass", "partial", "fail", "na", "unsure"]] = Field(min_length=1, max_length=50)


class NamedCriterion(View):
    criterion: str
    label: str


class CalibrationItem(View):
    """A round as a row of a list."""

    id: str
    name: str
    state: Literal["open", "closed"]
    state_label: str
    author: str
    created_at: datetime
    closed_at: datetime | None = None
    replies: int
    criteria: tuple[NamedCriterion, ...]
    reviewers: tuple[str, ...] = ()
    """Who is asked to judge; empty: everybody who may."""
    chosen: Literal["random", "picked"]
    chosen_label: str
    level: str
    level_label: str
    judged: dict[str, int] = Field(default_factory=dict)
    """Reviewer → replies judged; before the round closes only the reader's own."""
    people: int = 0
    """How many people have judged something."""
    mine: int = 0
    """Replies the reader has judged."""


class CalibrationReply(View):
    """A reply to be judged: what was asked, what was answered, nothing of who wrote it or what the machine said."""

    scorecard_id: str
    channel: str = ""
    topic_label: str = ""
    customer_text: str
    reply_text: str
    mine: dict[str, str] = Field(default_factory=dict)
    """Criterion → what the reader has judged."""


class AgreementView(View):
    """A figure with its 95 % interval and n; no value where nothing varies or nobody judged."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int
    text: str = ""


class PairAgreementView(View):
    kappa: AgreementView
    """Linearly weighted."""
    positive: AgreementView
    """Of the passes either gave, the share both gave."""
    negative: AgreementView


class CriterionAgreementView(View):
    """One criterion of a closed round."""

    criterion: str
    label: str
    outcome: Literal["people", "machine", "too_few", "rare", "no_variation"]
    outcome_label: str
    machine: PairAgreementView
    """People beside the machine."""
    people: PairAgreementView
    """People among themselves."""
    alpha: AgreementView
    """Krippendorff's α of the people."""
    undecided: int = 0
    """Replies on which the machine decided nothing."""


class StrictnessView(View):
    """Points of 100 a reviewer stands above (milder) or below (stricter) the others on the same replies."""

    reviewer: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int
    text: str


class CalibrationDetail(View):
    """A round: its replies to judge, and once it is closed its figures."""

    round: CalibrationItem
    replies: tuple[CalibrationReply, ...] = ()
    criteria: tuple[CriterionAgreementView, ...] = ()
    strictness: tuple[StrictnessView, ...] = ()
    bar: float = 0.6
    minimum: int = 30
    notes: tuple[str, ...] = ()


class CalibrationList(View):
    items: tuple[CalibrationItem, ...] = ()


class ConfidenceMapView(View):
    """The machine's confidence, fitted on people's labels."""

    kind: str
    n: int
    before: float
    """Mean squared error of the machine's own confidence (Brier); lower is better."""
    after: float
    """The same with the map, on the labels it was fitted on."""
    fitted_at: str = ""
    round_id: str = ""
    level: str = ""
    scorer: str = ""


class TrustView(View):
    """Whose verdicts count on a criterion."""

    criterion: str
    label: str
    judged_by: Literal["machine", "people"]
    judged_by_label: str
    text: str = ""
    """By what round and figures, or that no round has spoken yet."""
    round_id: str = ""
    author: str = ""
    at: datetime | None = None
    labels: int = 0
    """Replies with a blind label for the confidence so far."""
    labels_needed: int = 100
    confidence: ConfidenceMapView | None = None
    """None: too few labels, the machine's confidence is shown as it is."""
    confidence_text: str = ""


class TrustList(View):
    items: tuple[TrustView, ...] = ()
