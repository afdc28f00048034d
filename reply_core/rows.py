"""Which column is which: Russian and English headers of dialogue exports are recognised, or asked for by name.

`recognise` never guesses what it is not sure of. What it cannot tell it returns as questions (`Question`), and the
answers come back as ``told``: field → header, where an empty header means "there is no such column".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reply_core.errors import InvalidInput
from reply_core.row_values import author_of, channel_of, date_order, names_zone
from reply_core.sheets import Row
from reply_core.text import fold
from reply_core.types import Language

FIELDS: Mapping[str, str] = {
    "conversation_id": "conversation id|conversation|dialog id|dialog|dialogue|dialogue id|chat id|ticket|ticket id|"
    "thread id|thread|case id|session id|диалог|id диалога|ид диалога|номер диалога|диалог id|чат|id чата|номер чата|"
    "обращение|номер обращения|id обращения|тикет|номер тикета|id тикета|заявка|номер заявки|переписка|беседа",
    "message_id": "message id|msg id|id message|id сообщения|ид сообщения|номер сообщения|сообщение id|id",
    "at": "at|datetime|timestamp|date time|created at|sent at|date|created|message time|дата и время|дата время|дата|"
    "отправлено|создано|дата создания|дата сообщения|время сообщения|дата отправки|когда|время|time",
    "clock": "время|time|время сообщения|час",
    "who": "who|author kind|author type|sender type|sender|from|role|кто|кто написал|кто пишет|автор|тип автора|"
    "от кого|отправитель|роль|сторона|author",
    "direction": "direction|направление|тип сообщения|message type|тип",
    "author_id": "author id|operator id|operator|agent|agent id|agent name|operator name|оператор|id оператора|"
    "имя оператора|сотрудник|менеджер|агент|автор|author|имя сотрудника|фио оператора",
    "text": "text|message|message text|body|content|текст|текст сообщения|сообщение|содержание|реплика|содержимое|"
    "comment|комментарий",
    "channel": "channel|канал|источник|source|канал связи",
    "visibility": "visibility|видимость|private|internal|внутреннее|тип комментария",
    "in_reply_to": "in reply to|reply to|ответ на",
    "attachments": "attachments|вложения|файлы|число вложений",
    "event": "event|событие",
    "order": "order|order id|order number|заказ|номер заказа|id заказа|№ заказа|данные заказа",
    "customer_id": "customer id|client id|user id|id клиента|id покупателя|ид клиента",
    "customer_name": "customer name|customer|client|client name|имя клиента|клиент|покупатель|имя покупателя|имя",
    "assigned_to": "assigned to|assignee|ответственный|назначен|назначено на|исполнитель",
    "assigned_at": "assigned at|время назначения|дата назначения|назначено|назначен в",
    "closed_at": "closed at|resolved at|дата закрытия|время закрытия|закрыт|закрыто|завершен",
    "csat": "csat|rating|оценка|оценка клиента|рейтинг",
    "brand": "brand|бренд|магазин|shop",
}
"""Field → headers it is known by, the likeliest first; compared folded, with every mark a space."""

_LABELS: Mapping[str, Mapping[Language, str]] = {
    "conversation_id": {"ru": "номер диалога", "en": "conversation id"},
    "at": {"ru": "дата и время сообщения", "en": "time of the message"},
    "who": {"ru": "кто написал (клиент, оператор, бот)", "en": "who wrote (customer, operator, bot)"},
    "text": {"ru": "текст сообщения", "en": "text of the message"},
    "time_zone": {"ru": "часовой пояс", "en": "time zone"},
    "date_order": {"ru": "порядок в датах", "en": "order of dates"},
}
_HEADERS = {field: tuple(names.split("|")) for field, names in FIELDS.items()}
_TIMES = ("at", "assigned_at", "closed_at")
_MARKS = re.compile(r"[^\w№]+|_+")
_SAMPLE = 400
_MOSTLY = 0.9
_WHO_MOSTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something an import must be told: which header a field is (``column``), a ``time_zone`` or the ``date_order``."""

    what: Literal["column", "time_zone", "date_order"]
    name: str
    options: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """What is asked for, in words."""
        return _LABELS.get(self.name, {}).get(language, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Field → header of the file; fields the file does not have are absent. ``questions`` empty: ready to read."""

    columns: Mapping[str, str]
    questions: tuple[Question, ...] = ()

    def cell(self, row: Row, name: str) -> Any:
        """The cell of a field, or None."""
        header = self.columns.get(name)
        return row.cells.get(header) if header else None

    def time_cell(self, row: Row) -> Any:
        """The time of the message; a date and a clock in two columns are put together."""
        value = self.cell(row, "at")
        clock = self.cell(row, "clock")
        return f"{value} {clock}" if value and clock and isinstance(value, str) else value


def recognise(
    headers: Sequence[str],
    rows: Sequence[Row],
    *,
    told: Mapping[str, str] | None = None,
    time_zone: str = "",
    dates: str = "",
) -> Recognised:
    """Find the columns of a dialogue export.

    Args:
        headers: the file's headers.
        rows: its rows; the first few hundred are looked at.
        told: what the sender said: field → header, "" for "there is none".
        time_zone: the zone that was told, or "".
        dates: ``dmy`` or ``mdy`` if that was told.

    Raises:
        InvalidInput: ``told`` names a field or a header there is not.
    """
    told = told or {}
    _check_told(headers, told)
    sample = rows[:_SAMPLE]
    columns = _by_headers(headers, sample, told)
    _split_author(columns, sample)
    return Recognised(
        columns=columns, questions=tuple(_questions(headers, sample, columns, told, time_zone=time_zone, dates=dates))
    )


def _check_told(headers: Sequence[str], told: Mapping[str, str]) -> None:
    for field, header in told.items():
        if field not in FIELDS:
            raise InvalidInput(f"there is no field {field!r}", where="columns", mend=f"one of: {', '.join(FIELDS)}")
        if header and header not in headers:
            raise InvalidInput(
                f"the file has no column {header!r}", where=f"columns.{field}", mend=f"one of: {', '.join(headers)}"
            )


def _by_headers(headers: Sequence[str], sample: Sequence[Row], told: Mapping[str, str]) -> dict[str, str]:
    columns = {field: header for field, header in told.items() if header}
    taken = set(columns.values())
    keys = {_key(header): header for header in reversed(headers)}
    for field, names in _HEADERS.items():
        if field in told:
            continue
        header = next((keys[name] for name in names if name in keys and keys[name] not in taken), None)
        if header is not None and _fits(field, header, sample):
            columns[field] = header
            taken.add(header)
    return columns


def _key(header: str) -> str:
    return " ".join(_MARKS.sub(" ", fold(header)).split())


def _fits(field: str, header: str, sample: Sequence[Row]) -> bool:
    values = [row.cells.get(header) for row in sample if row.cells.get(header) not in (None, "")]
    if field in {"who", "direction"}:
        return bool(values) and sum(author_of(value) is not None for value in values) >= _WHO_MOSTLY * len(values)
    if field == "channel":
        return not values or sum(channel_of(value) is not None for value in values) >= _MOSTLY * len(values)
    if field == "message_id":
        return len({str(value) for value in values}) == len(values) == len(sample)
    return True


def _split_author(columns: dict[str, str], sample: Sequence[Row]) -> None:
    """A column «Клиент» that holds «Клиент»/«Оператор» says who wrote, not the customer's name."""
    if "who" in columns or "direction" in columns:
        return
    for field in ("author_id", "customer_name"):
        header = columns.get(field)
        if header and _fits("who", header, sample):
            columns["who"] = columns.pop(field)
            return


def _questions(
    headers: Sequence[str],
    sample: Sequence[Row],
    columns: Mapping[str, str],
    told: Mapping[str, str],
    *,
    time_zone: str,
    dates: str,
) -> list[Question]:
    free = tuple(header for header in headers if header not in columns.values())
    asked = [
        Question(what="column", name=field, options=free or tuple(headers))
        for field in ("conversation_id", "text")
        if field not in columns
    ]
    if "who" not in columns and "direction" not in columns:
        asked.append(Question(what="column", name="who", options=tuple(headers)))
    if "at" not in columns and "at" not in told:
        asked.append(Question(what="column", name="at", options=free or tuple(headers)))
    times = [row.cells.get(columns[field]) for field in _TIMES if field in columns for row in sample]
    if not time_zone and not all(names_zone(value) for value in times):
        asked.append(Question(what="time_zone", name="time_zone"))
    if not dates and date_order(times) is None:
        asked.append(Question(what="date_order", name="date_order", options=("dmy", "mdy")))
    return asked
