"""The stateless score: messages in, one row per operator turn out, nothing stored."""

from typing import Any

from pydantic import Field

from api.views.base import Id, Input, JsonIn, OptionalId, Short, Text, View, shown_with
from api.views.conversations import MessageIn, OrderIn
from reply_core.types import Channel

_EXAMPLE: Any = {
    "messages": [
        {
            "conversation_id": "c-1",
            "message_id": "m-1",
            "at": "2026-11-17T12:00:00+03:00",
            "channel": "chat",
            "direction": "in",
            "author_kind": "customer",
            "text": "Где мой заказ и можно ли привезти завтра после 18?",
            "order": "доставка перенесена на 18.11, 10:00–14:00",
        },
        {
            "conversation_id": "c-1",
            "message_id": "m-2",
            "at": "2026-11-17T12:04:00+03:00",
            "channel": "chat",
            "direction": "out",
            "author_kind": "operator",
            "author_id": "igor",
            "text": "Добрый день! Ожидайте, пожалуйста.",
        },
    ],
    "passages": [{"id": "kb-1", "title": "Доставка", "text": "Интервал можно сменить до 20:00 накануне."}],
}


class ScoreMessageIn(MessageIn):
    """One message of one conversation; any order."""

    conversation_id: Id


class PassageIn(Input):
    """A piece of the knowledge the replies are checked against."""

    id: OptionalId = ""
    title: Short = ""
    question: Text = ""
    text: Text
    topic: Short = ""


class ScoreIn(Input):
    """Messages to score, and by what; without ``passages`` correctness is checked against order and thread only."""

    model_config = shown_with(_EXAMPLE)

    messages: tuple[ScoreMessageIn, ...] = Field(min_length=1, max_length=5000)
    passages: tuple[PassageIn, ...] | None = Field(default=None, max_length=2000)
    standard: JsonIn | None = None
    """A standard as data (the shape of ``GET /v1/standard`` ``data``); without it, the default one."""
    profile: JsonIn | None = None
    """A tone profile as data; without it, the default one."""
    calendar: JsonIn | None = None
    """Working hours as data; without them, time is counted 24/7."""


class ScoreRow(View):
    """The score of one operator turn, exactly as ``tact score`` writes it."""

    conversation_id: str
    message_id: str
    message_ids: tuple[str, ...] = ()
    author_id: str = ""
    total: float | None = None
    politeness: float | None = None
    completeness: float | None = None
    speed: float | None = None
    language: float | None = None
    level: str = ""
    decided_share: float | None = None
    critical: tuple[dict[str, Any], ...] = ()
    unscored_reason: str = ""
    verdicts: dict[str, Any] = Field(default_factory=dict)


class ScoreView(View):
    rows: tuple[ScoreRow, ...]
    notes: tuple[str, ...] = ()
    """What the reader should know, such as "without passages: checked against order and thread only"."""


class PairIn(Input):
    """A customer's message and a reply pasted by hand, scored with the shop's own knowledge, standard and profile."""

    model_config = shown_with(
        {
            "question": "Можно ли вернуть чайник и кто платит за доставку?",
            "reply": "Здравствуйте! Вернуть можно в течение 14 дней.",
            "channel": "email",
        }
    )

    question: Text = ""
    reply: Text = Field(min_length=1)
    channel: Channel = "chat"
    customer_name: Short = ""
    order: OrderIn = None
