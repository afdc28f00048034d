"""The tools on a text before it is sent: its check, its tone, and what rewriting makes of it."""

from typing import Literal

from pydantic import Field

from api.views.base import Input, JsonIn, Text, View, shown_with
from api.views.drafts import SentenceView, ToneAlertView
from api.views.scorecards import CardView
from reply_core.types import Channel, Language


class CheckIn(Input):
    """An edited text to look at before it is sent."""

    model_config = shown_with({"text": "Вы получили заказ 10 ноября, значит, вернуть можно до 24 ноября."})

    text: Text


class WarningView(View):
    """Something to look at before sending: a number that is in no source, a contradiction, an unanswered ask."""

    kind: str
    """worked_out, absent, contradicted, not_verified, placeholder, respect, ask, internal, name, link or critical."""
    level: str = "warning"
    """note, warning or error."""
    text: str
    start: int | None = None
    end: int | None = None
    match: str = ""
    expected: str = ""


class ImprovementView(View):
    """What would raise the score of this text."""

    criterion: str
    label: str
    text: str


class CheckView(View):
    """An edited text before it is sent: warnings, tone, the score it would get and what would raise it."""

    warnings: tuple[WarningView, ...] = ()
    sentences: tuple[SentenceView, ...] = ()
    alerts: tuple[ToneAlertView, ...] = ()
    preview: CardView | None = None
    improvements: tuple[ImprovementView, ...] = ()
    blocked: bool = False
    """A warning of level error: sending asks for a second confirmation."""


class RewriteIn(Input):
    """A text to be rewritten by one of the tools."""

    model_config = shown_with({"text": "Мы осуществили возврат данного товара.", "tool": "simpler", "channel": "chat"})

    text: Text = Field(min_length=1)
    tool: Literal["shorter", "warmer", "formal", "simpler", "mistakes", "channel", "translate"]
    channel: Channel = "email"


class RewriteView(View):
    """What a tool made of the text; when facts would be lost or made up, the text as it was, and ``note`` says why."""

    tool: str
    text: str
    changed: bool
    level: str
    note: str = ""
    lost: tuple[str, ...] = ()
    """Facts that the refused version did not hold."""
    added: tuple[str, ...] = ()
    """Values that it made up."""


class ToneCheckIn(Input):
    """A text whose tone is to be checked."""

    model_config = shown_with({"text": "Ждите!! Вы сами виноваты.", "channel": "chat"})

    text: Text
    channel: Channel | None = None
    language: Language | None = None
    profile: JsonIn | None = None
    """Another voice to try, as data; empty: the one in force. Nothing is saved."""


class ToneCheckView(View):
    """Alerts and the text with the safe fixes applied."""

    alerts: tuple[ToneAlertView, ...] = ()
    fixed_text: str = ""
    applied: tuple[str, ...] = ()
    """Rule ids of the fixes that were applied."""
    profile_version: str = ""
