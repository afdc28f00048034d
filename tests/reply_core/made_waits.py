"""Made conversations for the wait engine: minutes after a Tuesday noon in Moscow."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reply_core.types import Channel, Conversation, Message
from reply_core.waits import Wait, read_waits
from reply_core.working_time import Calendar

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Calendar.weekly("09:00-18:00")
ALWAYS = Calendar.always()
START = datetime(2026, 11, 17, 12, 0, tzinfo=MOSCOW)
QUESTION, ANSWER = "Где мой заказ?", "Ваш заказ приедет завтра с 10 до 14."


def at(minute: float) -> datetime:
    """So many minutes after Tuesday noon."""
    return (START + timedelta(minutes=minute)).astimezone(UTC)


def customer(name: str, when: datetime | None, text: str = QUESTION, **more: Any) -> Message:
    return Message(id=name, text=text, direction="in", author_kind="customer", at=when, author_id="c", **more)


def operator(name: str, when: datetime | None, text: str = ANSWER, author: str = "igor", **more: Any) -> Message:
    return Message(id=name, text=text, direction="out", author_kind="operator", at=when, author_id=author, **more)


def machine(name: str, when: datetime, text: str = "Мы получили ваше обращение.", **more: Any) -> Message:
    return Message(**{"id": name, "text": text, "direction": "out", "author_kind": "rule", "at": when, **more})


def event(name: str, when: datetime, kind: str, author: str = "igor", **more: Any) -> Message:
    kinds = {"author_kind": "operator", "text": "", "direction": "out", "visibility": "private"}
    return Message(**{"id": name, "at": when, "author_id": author, "event": kind, **kinds, **more})


def talk(*messages: Message, channel: Channel = "chat", **more: Any) -> Conversation:
    return Conversation(id="t", channel=channel, messages=messages, **more)


def waits(
    *messages: Message, calendar: Calendar = ALWAYS, now: datetime | None = None, **more: Any
) -> tuple[Wait, ...]:
    reading: Mapping[str, Any] = {
        key: more.pop(key) for key in ("targets", "frozen", "shifts", "calendars") if key in more
    }
    return read_waits(talk(*messages, **more), calendar, now=now, **reading)


def only(found: tuple[Wait, ...]) -> Wait:
    assert len(found) == 1
    return found[0]
