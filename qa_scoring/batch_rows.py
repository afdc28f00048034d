"""Rows of a dialogue file → messages in one Arrow schema; what cannot be read is named by line and set aside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, cast

import pyarrow as pa

from reply_core.errors import InvalidInput
from reply_core.row_values import (
    DateOrder,
    author_of,
    channel_of,
    date_order,
    event_of,
    is_private,
    number_of,
    order_of,
    read_time,
    zone_of,
)  # fmt: skip
from reply_core.rows import FIELDS, Question, Recognised, recognise
from reply_core.sheets import Row
from reply_core.types import Channel, Language

MESSAGES = pa.schema(
    [
        ("position", pa.int64()),
        ("conversation_id", pa.string()),
        ("message_id", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("channel", pa.string()),
        ("direction", pa.string()),
        ("author_kind", pa.string()),
        ("author_id", pa.string()),
        ("text", pa.string()),
        ("brand", pa.string()),
        ("visibility", pa.string()),
        ("in_reply_to", pa.string()),
        ("order", pa.string()),
        ("customer_id", pa.string()),
        ("customer_name", pa.string()),
        ("assigned_to", pa.string()),
        ("assigned_at", pa.timestamp("us", tz="UTC")),
        ("closed_at", pa.timestamp("us", tz="UTC")),
        ("csat", pa.float64()),
        ("attachments", pa.int64()),
        ("event", pa.string()),
    ]
)
"""One message a row. ``position`` is its line in the file; ``order`` is JSON or text as given."""

_CANONICAL = {"who": "author_kind", **{name: name for name in FIELDS if name not in ("who", "clock")}}
_TIMES = ("assigned_at", "closed_at")
_CAUSES: Mapping[str, tuple[str, str]] = {
    "no_conversation": ("нет номера диалога", "no conversation id"),
    "no_author": ("непонятно, кто написал: {value}", "unclear who wrote it: {value}"),
    "no_channel": ("канал не распознан: {value}", "unknown channel: {value}"),
    "no_text": ("пустой текст", "empty text"),
    "bad_time": ("время не читается: {value}", "the time cannot be read: {value}"),
    "repeated": ("номер сообщения повторяется: {value}", "the message id is repeated: {value}"),
    "no_json": ("строка не JSON", "the line is no JSON"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row that was set aside."""

    file: str
    line: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the sender told about a file."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field → header; "" says the file has no such column."""
    time_zone: str = ""
    dates: str = ""
    channel: Channel = "chat"
    """Where the file has no channel column."""
    brand: str = ""
    language: Language = "ru"
    """Of the causes of problems."""


def cause_of(code: str, language: Language, value: object = "") -> str:
    """The cause of a problem in words."""
    return _CAUSES[code][0 if language == "ru" else 1].format(value=str(value)[:60])


def columns_of(headers: Sequence[str], sample: Sequence[Row], options: ReadOptions) -> Recognised:
    """Which column is which. Headers named as in the documentation are taken at their word, others are recognised.

    Raises:
        InvalidInput: a told header is not in the file, or something cannot be recognised and must be told; names what.
    """
    canonical = {name: header for name, header in _CANONICAL.items() if header in headers}
    told = {**canonical, **options.columns}
    found = recognise(headers, sample, told=told, time_zone=options.time_zone, dates=options.dates)
    needed = [question for question in found.questions if not _optional(question)]
    if needed:
        raise InvalidInput(
            "not everything in the file was recognised: "
            + "; ".join(question.label(options.language) for question in needed),
            where=", ".join(headers),
            mend="; ".join(_mend(question) for question in needed),
        )
    return found


def _optional(question: Question) -> bool:
    """Messages without a time can be scored for all but speed, so a missing time column is no reason to stop."""
    return question.what == "column" and question.name == "at"


def _mend(question: Question) -> str:
    if question.what == "time_zone":
        return "give --tz, for example --tz Europe/Moscow"
    if question.what == "date_order":
        return "give the order of day and month: dmy or mdy"
    return f'give --map with "{question.name}": one of {", ".join(question.options)}'


class _Bad(Exception):
    """A row that cannot be a message: the code of the cause and the value."""


class MessageReader:
    """Turns rows into messages; problems gather in ``problems``."""

    def __init__(self, name: str, found: Recognised, sample: Sequence[Row], options: ReadOptions) -> None:
        self._name, self._found, self._options = name, found, options
        self._zone: tzinfo | None = zone_of(options.time_zone) if options.time_zone else None
        values = [found.cell(row, "at") for row in sample]
        self._dates = cast("DateOrder", options.dates or date_order(values) or "dmy")
        self.problems: list[RowProblem] = []

    def batches(self, rows: Iterable[Row], size: int) -> Iterator[pa.RecordBatch]:
        """Messages in record batches of `MESSAGES` of at most ``size`` rows."""
        gathered: list[dict[str, Any]] = []
        for row in rows:
            message = self.message(row)
            if message is not None:
                gathered.append(message)
            if len(gathered) >= size:
                yield pa.RecordBatch.from_pylist(gathered, schema=MESSAGES)
                gathered = []
        if gathered:
            yield pa.RecordBatch.from_pylist(gathered, schema=MESSAGES)

    def message(self, row: Row) -> dict[str, Any] | None:
        """The message of a row, or None when it is set aside."""
        try:
            return self._message(row)
        except _Bad as bad:
            code, value = bad.args
            cause = cause_of(code, self._options.language, value)
            self.problems.append(RowProblem(file=self._name, line=row.line, cause=cause))
            return None

    def _message(self, row: Row) -> dict[str, Any]:
        conversation = self._text(row, "conversation_id")
        if not conversation:
            raise _Bad("no_conversation", "")
        who, direction = author_of(self._cell(row, "who")), author_of(self._cell(row, "direction"))
        author = who or direction
        if author is None:
            raise _Bad("no_author", self._cell(row, "who") or self._cell(row, "direction") or "")
        event = event_of(self._cell(row, "event"))
        text, attachments = self._words(row), int(number_of(self._cell(row, "attachments")) or 0)
        name = self._text(row, "message_id") or f"{conversation}-{row.line}"
        private = author.visibility == "private" or is_private(self._cell(row, "visibility"))
        return {
            "position": row.line,
            "conversation_id": conversation,
            "message_id": name,
            "at": self._time(row, self._found.time_cell(row)),
            "channel": self._channel(row),
            "direction": direction.direction if direction else author.direction,
            "author_kind": author.kind,
            "author_id": self._author_id(row, author.kind),
            "text": text,
            "brand": self._text(row, "brand") or self._options.brand,
            "visibility": "private" if private else "public",
            "in_reply_to": self._text(row, "in_reply_to"),
            "order": self._order(row),
            "customer_id": self._text(row, "customer_id"),
            "customer_name": self._text(row, "customer_name"),
            "assigned_to": self._text(row, "assigned_to"),
            **{field: self._time(row, self._cell(row, field)) for field in _TIMES},
            "csat": number_of(self._cell(row, "csat")),
            "attachments": max(attachments, 0),
            "event": event,
        }

    def _cell(self, row: Row, name: str) -> Any:
        return self._found.cell(row, name)

    def _text(self, row: Row, name: str) -> str:
        value = self._cell(row, name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # spreadsheets keep 48213 as 48213.0
        return "" if value is None else str(value).strip()

    def _words(self, row: Row) -> str:
        value = self._cell(row, "text")
        return "" if value is None else str(value)

    def _channel(self, row: Row) -> str:
        value = self._cell(row, "channel")
        if value in (None, ""):
            return self._options.channel
        channel = channel_of(value)
        if channel is None:
            raise _Bad("no_channel", value)
        return channel

    def _time(self, row: Row, value: Any) -> datetime | None:
        try:
            return read_time(value, self._zone, self._dates)
        except InvalidInput:
            raise _Bad("bad_time", value) from None

    def _author_id(self, row: Row, kind: str) -> str:
        given = self._text(row, "author_id")
        if given or kind != "operator":
            return given if kind == "operator" else ""
        words = self._text(row, "who").split()  # «Оператор Игорь»
        return " ".join(word for word in words if author_of(word) is None).strip(" ():-")

    def _order(self, row: Row) -> str:
        value = self._cell(row, "order")
        if isinstance(value, str) or value is None:
            return value or ""
        order = order_of(value)
        return order.as_text() if order else ""


def without_repeats(
    rows: Sequence[Mapping[str, Any]], name: str, language: Language
) -> tuple[list[Mapping[str, Any]], list[RowProblem], int]:
    """Rows with each message once: equal repeats are counted, another text under a known id is a problem.

    Returns:
        The rows that stay, the problems, and the number of equal repeats.
    """
    seen: dict[tuple[str, str], str] = {}
    kept, problems, repeated = [], [], 0
    for row in rows:
        key = (row["conversation_id"], row["message_id"])
        if key not in seen:
            seen[key] = row["text"]
            kept.append(row)
        elif seen[key] == row["text"]:
            repeated += 1
        else:
            cause = cause_of("repeated", language, row["message_id"])
            problems.append(RowProblem(file=name, line=row["position"], cause=cause))
    return kept, problems, repeated
