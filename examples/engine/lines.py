"""Lines of a made conversation and the rows they become (the columns of ``tact score``)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reply_core.types import AuthorKind, Channel, Direction, Event, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message or event; ``planted`` are the known defects of an operator's reply."""

    at: datetime
    text: str = ""
    direction: Direction = "out"
    author_kind: AuthorKind = "operator"
    author_id: str = ""
    visibility: Visibility = "public"
    event: Event = "message"
    attachments: int = 0
    planted: tuple[str, ...] = ()
    style: str = ""

    @property
    def is_reply(self) -> bool:
        """A public message of a human operator."""
        return self.author_kind == "operator" and self.visibility == "public" and self.event == "message"

    @property
    def is_customer(self) -> bool:
        """A message of the customer."""
        return self.author_kind == "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A finished conversation; lines in order of time."""

    id: str
    channel: Channel
    lines: tuple[Line, ...]
    order: dict[str, str]
    customer_id: str
    customer_name: str
    assigned_to: str = ""
    assigned_at: datetime | None = None
    closed_at: datetime | None = None
    csat: int | None = None
    questions: tuple[str, ...] = ()
    """Ids of what was asked."""

    @property
    def ends(self) -> datetime:
        """The time of the last line."""
        return self.lines[-1].at

    def rows(self, brand: str) -> list[dict[str, Any]]:
        """One JSON-ready object per line; times are ISO 8601 in UTC, None where nothing is known."""
        return [self._row(place, line, brand) for place, line in enumerate(self.lines, 1)]

    def turns(self) -> list[dict[str, Any]]:
        """What is known of each operator turn: its last message's id, author, style and planted defects."""
        found: list[dict[str, Any]] = []
        current: dict[str, Any] = {}
        for place, line in enumerate(self.lines, 1):
            if line.is_customer:
                current = {}
            elif line.is_reply:
                if not current:
                    current = {
                        "conversation_id": self.id,
                        "questions": list(self.questions),
                        "planted": [],
                        "style": line.style,
                    }
                    found.append(current)
                current["message_id"] = f"{self.id}-{place}"
                current["operator"] = line.author_id
                current["at"] = line.at.isoformat()
                current["planted"] += line.planted
        return found

    def _row(self, place: int, line: Line, brand: str) -> dict[str, Any]:
        return {
            "conversation_id": self.id,
            "message_id": f"{self.id}-{place}",
            "at": line.at.isoformat(),
            "channel": self.channel,
            "direction": line.direction,
            "author_kind": line.author_kind,
            "author_id": self.customer_id if line.is_customer else line.author_id,
            "text": line.text,
            "brand": brand,
            "visibility": line.visibility,
            "in_reply_to": None,
            "order": dict(self.order) or None,
            "customer_id": self.customer_id,
            "customer_name": self.customer_name,
            "assigned_to": self.assigned_to,
            "assigned_at": self.assigned_at.isoformat() if self.assigned_at else None,
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "csat": self.csat,
            "attachments": line.attachments,
            "event": line.event,
        }
