"""Values as exports write them: times of many formats, who wrote, channels, orders, numbers."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Literal, NamedTuple, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reply_core.errors import InvalidInput
from reply_core.text import fold
from reply_core.types import AuthorKind, Channel, Direction, Event, Order, Visibility

DateOrder = Literal["dmy", "mdy"]

_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{2,4})"
    r"(?:(?:\s*,?\s+|T)(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\.?)?)?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    r"(?P<day>\d{1,2})\s+(?P<month>[а-яё]{3,8})\.?\s+(?P<year>\d{4})(?:\s*г\.?)?"
    r"(?:\s*,?\s*(?:в\s+)?(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?)?",
    re.IGNORECASE,
)
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_UNIX = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_CENTURY, _YEARS_OF_CENTURY = 2000, 100
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_MONTHS_IN_YEAR = 12
_MILLISECONDS_FROM = 1e11


class Author(NamedTuple):
    """Who wrote a message, as one word of an export says it."""

    direction: Direction
    kind: AuthorKind
    visibility: Visibility = "public"


_AUTHORS: Mapping[Author, str] = {
    Author(
        "in", "customer"
    ): "клиент покупатель пользователь посетитель заказчик гость абонент customer client user visitor "
    "buyer requester guest contact enduser consumer in inbound incoming входящее входящий входящая входящие",
    Author(
        "out", "operator"
    ): "оператор сотрудник сотрудница менеджер агент специалист консультант поддержка администратор "
    "модератор магазин operator agent manager staff support human admin employee company seller out outbound outgoing "
    "исходящее исходящий исходящая исходящие продавец",
    Author("out", "bot"): "бот робот чатбот автоответ автоответчик помощник bot chatbot robot autoreply ии нейросеть",
    Author("out", "rule"): "правило триггер автоматизация сценарий рассылка rule trigger automation campaign macro",
    Author("in", "system"): "система системное системный событие system activity event служебное",
    Author(
        "out", "operator", "private"
    ): "заметка заметки комментарий внутренний внутренняя внутреннее note notes internal "
    "private comment приватное приватный",
}
_AUTHOR_OF = {word: author for author, words in _AUTHORS.items() for word in words.split()}
_CHANNEL_WORDS: Mapping[Channel, str] = {
    "email": "email mail почта письмо имейл мейл",
    "chat": "chat чат livechat онлайнчат widget виджет сайт",
    "messenger": "messenger мессенджер мессенджеры telegram телеграм whatsapp ватсап вотсап viber вайбер max sms",
    "social": "social соцсети соцсеть vk вк вконтакте facebook instagram ok одноклассники youtube комментарии",
    "review": "review reviews отзыв отзывы маркетплейс ozon озон wildberries отзовик",
    "webform": "webform form форма заявка анкета",
}
_CHANNEL_OF: dict[str, Channel] = {word: channel for channel, words in _CHANNEL_WORDS.items() for word in words.split()}
_SQUEEZE = re.compile(r"[\s\-_]+")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ORDER_NUMBER = re.compile(r"№?\s*([\w/-]*\d[\w/-]*)")
_NUMBER_KEYS = ("number", "order_number", "номер", "номер заказа", "id")
_TRUE = frozenset({"1", "true", "yes", "да", "private", "internal", "внутреннее", "приватное", "заметка"})


def zone_of(name: str) -> tzinfo:
    """The time zone of that name (``Europe/Moscow``, ``UTC``, ``+03:00``).

    Raises:
        InvalidInput: there is no such zone.
    """
    if match := re.fullmatch(r"(?:UTC|GMT)?([+-]\d{1,2})(?::?(\d{2}))?", name.strip(), re.IGNORECASE):
        hours = int(match[1])
        shown = f"{hours:+03d}:{match[2] or '00'}"
        try:
            return cast("tzinfo", datetime.fromisoformat(f"2000-01-01T00:00:00{shown}").tzinfo)
        except ValueError:
            pass
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"there is no time zone {name!r}", where="time_zone", mend="for example Europe/Moscow or +03:00"
        ) from None


def read_time(value: Any, zone: tzinfo | None, order: DateOrder = "dmy") -> datetime | None:
    """A time in UTC from ISO 8601, ``13.11.2026 17:40``, ``13 ноября 2026, 17:40``, unix seconds or a spreadsheet cell.

    Args:
        value: a text, number, date or datetime; empty gives None.
        zone: the zone of times that name none.
        order: how to read ``11/12/2026``; with dots the day always comes first.

    Raises:
        InvalidInput: it is no time, or it names no zone and ``zone`` is None.
    """
    moment = _moment(value, order)
    if moment is None:
        return None
    if moment.tzinfo is None:
        if zone is None:
            raise InvalidInput("the time names no zone", where=str(value), mend="say the time zone")
        moment = moment.replace(tzinfo=zone)
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        raise InvalidInput(f"the year {moment.year} cannot be right", where=str(value), mend="1990 to 2199")
    return moment.astimezone(UTC)


def names_zone(value: Any) -> bool:
    """Whether a time carries its own zone (or is empty)."""
    try:
        moment = _moment(value, "dmy")
    except InvalidInput:
        return True
    return moment is None or moment.tzinfo is not None


def _moment(value: Any, order: DateOrder) -> datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())  # the zone is put on by the caller
    text = str(value).strip()
    if _UNIX.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS_FROM else seconds, UTC)
    try:
        if match := _NUMERIC.fullmatch(text):
            return _numeric(match, order)
        if match := _WORDED.fullmatch(text):
            return _worded(match)
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("this is no time", where=text[:40], mend="for example 13.11.2026 17:40") from None


def _numeric(match: re.Match[str], order: DateOrder) -> datetime:
    first, second, third = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) == len("2026"):
        year, month, day = first, second, third
    else:
        year = third + _CENTURY if third < _YEARS_OF_CENTURY else third
        month_first = order == "mdy" and match["sep"] == "/"
        day, month = (second, first) if month_first else (first, second)
    hour = int(match["h"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return datetime(year, month, day, hour, int(match["m"] or 0), int(match["s"] or 0))  # noqa: DTZ001


def _worded(match: re.Match[str]) -> datetime:
    word = fold(match["month"])
    month = next((number for number, stem in enumerate(_MONTHS, 1) if word.startswith(stem)), 0)
    clock = (int(match["h"] or 0), int(match["m"] or 0), int(match["s"] or 0))
    return datetime(int(match["year"]), month, int(match["day"]), *clock)  # noqa: DTZ001


def date_order(values: Sequence[Any]) -> DateOrder | None:
    """How a column of ``11/12/2026`` dates is to be read; None when every one of them could be read both ways."""
    slashed = False
    for value in values:
        match = _NUMERIC.fullmatch(str(value).strip()) if isinstance(value, str) else None
        if match is None or match["sep"] != "/" or len(match["a"]) == len("2026"):
            continue
        slashed = True
        if int(match["a"]) > _MONTHS_IN_YEAR:
            return "dmy"
        if int(match["b"]) > _MONTHS_IN_YEAR:
            return "mdy"
    return None if slashed else "dmy"


def author_of(value: Any) -> Author | None:
    """Who wrote, from words such as «Клиент», «Оператор Игорь», «Бот», «Заметка», ``agent``; None when not known."""
    folded = fold(str(value or ""))
    squeezed = _SQUEEZE.sub("", folded)
    if squeezed in _AUTHOR_OF:
        return _AUTHOR_OF[squeezed]
    found = [_AUTHOR_OF[word] for word in _FIRST_WORD.findall(folded) if word in _AUTHOR_OF]
    private = next((author for author in found if author.visibility == "private"), None)
    return private or (found[0] if found else None)


def channel_of(value: Any) -> Channel | None:
    """The channel a word names («Почта», ``Telegram``), or None."""
    folded = fold(str(value or ""))
    if folded in get_args(Channel):
        return cast("Channel", folded)
    squeezed = _SQUEEZE.sub("", folded)
    if squeezed in _CHANNEL_OF:
        return _CHANNEL_OF[squeezed]
    return next((_CHANNEL_OF[word] for word in _FIRST_WORD.findall(folded) if word in _CHANNEL_OF), None)


def event_of(value: Any) -> Event:
    """The event a cell names; anything else is a plain message."""
    folded = fold(str(value or ""))
    return cast("Event", folded) if folded in get_args(Event) else "message"


def is_private(value: Any) -> bool:
    """Whether a visibility cell says that the customer does not see the message."""
    return value is True or fold(str(value or "")) in _TRUE


def order_of(value: Any) -> Order | None:
    """An order from an object, from JSON in a text, from a bare number, or from plain text; None when empty.

    >>> order_of("48213").number
    '48213'
    """
    if value is None or value == "" or value == {}:
        return None
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("{"):
            try:
                return order_of(json.loads(text))
            except ValueError:
                return Order(text=text)
        match = _ORDER_NUMBER.fullmatch(text)
        return Order(number=match[1]) if match else Order(text=text)
    if not isinstance(value, Mapping):
        return Order(number=str(value))
    inner = value.get("fields")
    plain = (
        {**inner, **{key: item for key, item in value.items() if key != "fields"}}
        if isinstance(inner, Mapping)
        else value
    )
    number = next((_shown(plain[key]) for key in _NUMBER_KEYS if _shown(plain.get(key))), "")
    fields = {
        str(key): _shown(item) for key, item in plain.items() if key not in (*_NUMBER_KEYS, "text") and _shown(item)
    }
    return Order(number=number, fields=fields, text=_shown(plain.get("text")))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()


def number_of(value: Any) -> float | None:
    """A number written with a dot or a comma; None when it is none."""
    try:
        return float(str(value).replace(",", ".")) if value not in (None, "") else None
    except ValueError:
        return None
