"""Dialogue exports of any helpdesk: CSV, XLSX, JSON lines or Parquet rows → `InboundMessage`.

A row that cannot be read is named by file, line and cause, and the rest goes in. The same file read again gives the
same message ids, so importing it twice stores nothing twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from typing import Any, cast

from reply_core.dialogues import BadRow, Export, ExportOptions, NamedBytes
from reply_core.errors import InvalidInput
from reply_core.inbound import InboundMessage
from reply_core.row_values import (
    Author,
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
)
from reply_core.rows import Question, Recognised, recognise
from reply_core.sheets import Row, Sheet, read_sheet
from reply_core.text import fold
from reply_core.types import Language

_SHORT_NUMBER = 6
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_CAUSES: Mapping[str, Mapping[Language, str]] = {
    "no_conversation": {"ru": "нет номера диалога", "en": "no conversation id"},
    "no_text": {"ru": "пустой текст", "en": "empty text"},
    "no_author": {"ru": "непонятно, кто написал", "en": "unclear who wrote it"},
    "bad_time": {"ru": "время не читается", "en": "the time cannot be read"},
}


def read_exports(files: Sequence[NamedBytes], options: ExportOptions, *, language: Language = "ru") -> Export:
    """Read files of dialogues, one message a row, rows in any order.

    Args:
        files: names and bytes; the kind follows from the name.
        options: what the sender told.
        language: of the causes of bad rows.

    Raises:
        BadFile: a file is empty, damaged or of a kind we do not read.
        TooMuch: a file has more rows than we take at once.
        InvalidInput: ``options`` name a field, header or zone there is not.
    """
    zone = zone_of(options.time_zone) if options.time_zone else None
    parts = [_read_one(read_sheet(name, data), options, zone, language) for name, data in files]
    questions = {(question.what, question.name): question for part in parts for question in part.questions}
    messages = () if questions else _in_order([message for part in parts for message in part.messages])
    first = parts[0] if parts else Export()
    return replace(
        first,
        messages=messages,
        questions=tuple(questions.values()),
        rows=sum(part.rows for part in parts),
        bad_rows=() if questions else tuple(row for part in parts for row in part.bad_rows),
    )


def _read_one(sheet: Sheet, options: ExportOptions, zone: tzinfo | None, language: Language) -> Export:
    known = {field: header for field, header in options.columns.items() if not header or header in sheet.headers}
    found = recognise(sheet.headers, sheet.rows, told=known, time_zone=options.time_zone, dates=options.dates)
    export = Export(
        questions=found.questions,
        rows=len(sheet.rows),
        headers=sheet.headers,
        columns=found.columns,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
    )
    if unknown := [field for field, header in options.columns.items() if field not in known and header]:
        return replace(
            export,
            questions=(
                *found.questions,
                *(Question(what="column", name=field, options=sheet.headers) for field in unknown),
            ),
        )
    if found.questions:
        return export
    reader = _Reader(sheet, found, options, zone, language)
    return replace(export, messages=tuple(reader.read()), bad_rows=tuple(reader.bad))


class _LeftOut(Exception):
    """A row that cannot be a message; the argument is a key of `_CAUSES`."""


class _Reader:
    """Reads the rows of one recognised sheet; bad rows gather in ``bad``."""

    def __init__(
        self, sheet: Sheet, found: Recognised, options: ExportOptions, zone: tzinfo | None, language: Language
    ) -> None:
        self._sheet, self._found, self._options, self._zone, self._language = sheet, found, options, zone, language
        values = [found.cell(row, "at") for row in sheet.rows[:400]]
        self._dates = cast("DateOrder", options.dates or date_order(values) or "dmy")
        self._seen: Counter[str] = Counter()
        self.bad: list[BadRow] = []

    def read(self) -> list[InboundMessage]:
        """All readable rows as messages; conversations with short numbers get an id of their own."""
        messages = []
        for row in self._sheet.rows:
            try:
                messages.append(self._message(row))
            except _LeftOut as left_out:
                cause = _CAUSES[str(left_out)][self._language]
                self.bad.append(BadRow(file=self._sheet.name, line=row.line, cause=cause))
        return _own_ids(messages)

    def _message(self, row: Row) -> InboundMessage:
        conversation, text = self._text(row, "conversation_id"), self._text(row, "text")
        event = event_of(self._found.cell(row, "event"))
        attachments = int(number_of(self._found.cell(row, "attachments")) or 0)
        if not conversation:
            raise _LeftOut("no_conversation")
        if not text and not attachments and event == "message":
            raise _LeftOut("no_text")
        author = self._author(row)
        if author is None:
            raise _LeftOut("no_author")
        try:
            times = [self._time(row, self._found.time_cell(row))]
            times += [self._time(row, self._found.cell(row, field)) for field in ("assigned_at", "closed_at")]
        except InvalidInput:
            raise _LeftOut("bad_time") from None
        private = author.visibility == "private" or is_private(self._found.cell(row, "visibility"))
        at, assigned_at, closed_at = times
        return InboundMessage(
            source=self._options.source,
            external_id=self._external_id(row, conversation, at, text),
            conversation_id=conversation,
            at=at,
            channel=channel_of(self._found.cell(row, "channel")) or self._options.channel or "chat",
            direction=author.direction,
            author_kind=author.kind,
            author_id=self._author_id(row, author),
            text=text,
            visibility="private" if private else "public",
            in_reply_to=self._text(row, "in_reply_to") or None,
            attachments=max(attachments, 0),
            event=event,
            order=order_of(self._found.cell(row, "order")),
            customer_id=self._text(row, "customer_id"),
            customer_name=self._text(row, "customer_name"),
            assigned_to=self._text(row, "assigned_to"),
            assigned_at=assigned_at,
            closed_at=closed_at,
            csat=number_of(self._found.cell(row, "csat")),
            brand=self._text(row, "brand") or self._options.brand,
        )

    def _text(self, row: Row, field: str) -> str:
        value = self._found.cell(row, field)
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # spreadsheets keep 48213 as 48213.0
        return "" if value is None else str(value).strip()

    def _time(self, row: Row, value: Any) -> datetime | None:
        return read_time(value, self._zone, self._dates)

    def _author(self, row: Row) -> Author | None:
        who, direction = author_of(self._found.cell(row, "who")), author_of(self._found.cell(row, "direction"))
        if who and direction and who.kind in {"customer", "operator", "bot", "rule"}:
            return who._replace(direction=direction.direction)
        return who or direction

    def _author_id(self, row: Row, author: Author) -> str:
        given = self._text(row, "author_id")
        if given or author.kind != "operator":
            return given if author.kind == "operator" else ""
        words = self._text(row, "who").split()  # «Оператор Игорь»
        rest = " ".join(word for word in words if author_of(word) is None).strip(" ():-")
        return rest or self._text(row, "assigned_to")

    def _external_id(self, row: Row, conversation: str, at: datetime | None, text: str) -> str:
        if given := self._text(row, "message_id"):
            return given
        digest = sha256(f"{conversation}\n{at}\n{self._text(row, 'who')}\n{text}".encode()).hexdigest()[:24]
        self._seen[digest] += 1
        return f"{digest}-{self._seen[digest]}"


def _own_ids(messages: list[InboundMessage]) -> list[InboundMessage]:
    """Short running numbers («1», «17») are no names: two files may use the same. They get the digest of their first
    message beside them, which a later export of the same conversation gives again."""
    first: dict[str, InboundMessage] = {}
    for message in messages:
        known = first.get(message.conversation_id)
        if known is None or (message.at or _LONG_AGO) < (known.at or _LONG_AGO):
            first[message.conversation_id] = message
    names = {number: _own_id(number, message) for number, message in first.items()}
    return [_named(message, names[message.conversation_id]) for message in messages]


def _named(message: InboundMessage, conversation: str) -> InboundMessage:
    return replace(message, conversation_id=conversation, external_id=f"{conversation}/{message.external_id}")


def _own_id(number: str, message: InboundMessage) -> str:
    if not number.isdigit() or len(number) >= _SHORT_NUMBER:
        return number
    return f"{number}-{sha256(f'{message.at}{fold(message.text)}'.encode()).hexdigest()[:6]}"


def _in_order(messages: list[InboundMessage]) -> tuple[InboundMessage, ...]:
    places = {id(message): place for place, message in enumerate(messages)}
    return tuple(
        sorted(messages, key=lambda message: (message.conversation_id, message.at or _LONG_AGO, places[id(message)]))
    )
