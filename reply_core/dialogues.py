"""What reading a dialogue export gives: messages, rows left out, and what must be asked. Readers: `integrations`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from reply_core.inbound import InboundMessage
from reply_core.rows import Question
from reply_core.types import Channel

NamedBytes = tuple[str, bytes]
"""A file: its name and its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What the sender of an export told about it; everything may be left empty, then it is recognised or asked for."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field of `reply_core.rows.FIELDS` → header; "" for "there is no such column"."""
    time_zone: str = ""
    dates: str = ""
    """How ``11/12/2026`` is read: ``dmy`` or ``mdy``."""
    channel: Channel | None = None
    """Where the file has no channel column; chat if this is empty too."""
    brand: str = ""
    source: str = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was left out."""

    file: str
    line: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Files of dialogues as read. With ``questions`` there are no messages: they must be answered first."""

    messages: tuple[InboundMessage, ...] = ()
    """By conversation, each in order of time."""
    questions: tuple[Question, ...] = ()
    rows: int = 0
    headers: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    bad_rows: tuple[BadRow, ...] = ()


class ExportReader(Protocol):
    """Reads dialogue exports."""

    def __call__(self, files: Sequence[NamedBytes], options: ExportOptions) -> Export: ...
