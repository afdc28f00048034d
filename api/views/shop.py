"""How the brand speaks, what the standard asks, how far long work has got, and whether all is well."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.views.base import Input, JsonIn, Short, View, shown_with


class ProfileView(View):
    """The tone profile: as data, and as the rules people and prompts read."""

    version: str
    author: str = ""
    created_at: datetime | None = None
    data: dict[str, Any]
    brief: str = ""
    """The same rules in plain words."""
    banned: tuple[str, ...] = ()


class ProfileIn(Input):
    """A new revision: the whole profile as data, and/or words to ban or allow again."""

    model_config = shown_with({"ban": ["к сожалению"]})

    data: JsonIn | None = None
    base: Short = ""
    """The version the change was made to; another one in force by now is refused with 409. Empty: whatever is."""
    ban: tuple[Short, ...] = Field(default=(), max_length=200)
    allow: tuple[Short, ...] = Field(default=(), max_length=200)


class StandardLineView(View):
    """One criterion of the standard in plain words."""

    criterion: str
    label: str
    pillar: str
    pillar_label: str = ""
    weight: float
    advice: bool = False
    """Weight 0: shown, not counted."""
    text: str = ""
    applies: str = ""
    """When it is asked for."""
    always: bool = False
    """Asked for in every channel and on every topic: may not be left out anywhere."""


class StandardView(View):
    version: str
    language: str = "ru"
    lines: tuple[StandardLineView, ...] = ()
    pillars: dict[str, float] = Field(default_factory=dict)
    """Pillar → weight."""
    critical: dict[str, str] = Field(default_factory=dict)
    """Critical errors that are looked for: code → label."""
    critical_labels: dict[str, str] = Field(default_factory=dict)
    """All of them, those switched off too."""
    targets: dict[str, int] = Field(default_factory=dict)
    """Channel → minutes."""
    topics: dict[str, str] = Field(default_factory=dict)
    """Topic → label: what ``data["not_asked"]`` may name beside channels."""
    hours: str = ""
    allowed_links: tuple[str, ...] = ()
    data: dict[str, Any] = Field(default_factory=dict)
    plain: str = ""
    """The whole standard as one text."""


class VersionView(View):
    """A saved version of the standard or of the voice."""

    version: str
    author: str = ""
    created_at: datetime | None = None
    in_force: bool = False
    data: dict[str, Any] = Field(default_factory=dict)


class VersionList(View):
    """The newest first."""

    items: tuple[VersionView, ...] = ()


class LinksIn(Input):
    """Domains replies may link to."""

    model_config = shown_with({"links": ["shop.example"]})

    links: tuple[Short, ...] = Field(max_length=500)


class StandardIn(Input):
    """A standard as tables; what is left out stays as it is in the standard in force."""

    model_config = shown_with({"standard": {"targets": {"chat": 3}, "weights": {"greeting": 3}}})

    standard: JsonIn
    base: Short = ""
    """The version the change was made to; another one in force by now is refused with 409. Empty: whatever is."""


class TryStandardIn(StandardIn):
    """A draft to try on sent replies."""

    model_config = shown_with({"standard": {"targets": {"chat": 3}}, "sample": 150})

    sample: int = Field(default=150, ge=1, le=1000)
    """Replies drawn at random."""
    since: datetime | None = None
    operator: Short = ""


class RescoreIn(Input):
    """Which sent replies to score anew, by what."""

    model_config = shown_with({"since": "2026-11-01T00:00:00+03:00"})

    standard: Short = ""
    """The version of a saved standard; empty: the one in force."""
    level: Literal["", "rules", "local", "model"] = ""
    """Empty: the level of this installation."""
    since: datetime | None = None
    conversation_id: Short = ""
    operator: Short = ""


class RescoreView(View):
    """Work that was handed over; its progress stands under ``rescoring``, its report under ``/v1/rescore``."""

    replies: int
    portions: int
    standard: str
    level: str
    began: datetime


class VerdictMoveView(View):
    """So many replies had one verdict and have another."""

    before: str
    after: str
    text: str = ""
    n: int


class CriterionMovesView(View):
    """One criterion: counts by verdict before and after, and each kind of change."""

    criterion: str
    label: str
    changed: int
    before: dict[str, int] = Field(default_factory=dict)
    after: dict[str, int] = Field(default_factory=dict)
    changes: tuple[VerdictMoveView, ...] = ()


class OperatorMovesView(View):
    """For whom: replies, share of conversations that moved, mean difference of the total; no number below ten."""

    operator_id: str
    operator_name: str
    replies: int
    conversations: int
    moved: float | None = None
    moved_low: float | None = None
    moved_high: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    text: str = ""


class MovedReplyView(View):
    """One reply whose verdicts are other ones."""

    conversation_id: str
    message_id: str
    operator_name: str
    text: str
    cause: str = ""
    total_before: float | None = None
    total_after: float | None = None


class MovesView(View):
    """What moved, why, and for whom; people are sorted by name."""

    replies: int
    first_cards: int = 0
    moved: int
    drawn_from: int = 0
    complete: bool = True
    level: str = ""
    level_label: str = ""
    standard: str = ""
    draft: str = ""
    totals: int = 0
    """Replies with a total on both sides."""
    total_before: float | None = None
    total_after: float | None = None
    causes: tuple[str, ...] = ()
    criteria: tuple[CriterionMovesView, ...] = ()
    everybody: OperatorMovesView | None = None
    operators: tuple[OperatorMovesView, ...] = ()
    examples: tuple[MovedReplyView, ...] = ()
    notes: tuple[str, ...] = ()


class ProgressView(View):
    name: str
    label: str = ""
    done: int
    total: int
    note: str = ""
    updated_at: datetime


class ProgressList(View):
    items: tuple[ProgressView, ...] = ()


class HealthView(View):
    status: str
    """ok or not ready."""
    version: str = ""
    checks: dict[str, str] = Field(default_factory=dict)
