"""The weekly digest: as it reads, and where it goes."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.views.base import Input, Short, View, shown_with

Address = Annotated[str, Field(min_length=3, max_length=1000, repr=False)]


class DigestSectionView(View):
    heading: str
    lines: tuple[str, ...]


class DigestView(View):
    """The last full week in words; nothing in it is about a customer."""

    team: str = ""
    since: date
    until: date
    title: str
    sections: tuple[DigestSectionView, ...]
    foot: str = ""
    text: str
    html: str
    slack: dict[str, Any]
    telegram: dict[str, Any]


class TargetIn(Input):
    """A place to send the digest to."""

    model_config = shown_with(
        {"kind": "webhook", "address": "https://hooks.slack.com/services/…", "shape": "slack", "language": "ru"}
    )

    kind: Literal["email", "webhook"]
    address: Address
    shape: Literal["plain", "slack", "telegram"] = "plain"
    """Of a webhook's message; Telegram: ``https://api.telegram.org/bot<TOKEN>/sendMessage?chat_id=<CHAT>``."""
    language: Literal["ru", "en"] = "ru"
    team: Short = ""
    """Whose week; empty: everybody's. A lead of a team can only name that team."""


class TargetView(View):
    id: str
    kind: str
    shape: str
    address: str
    """Of a webhook only its host and its last four characters: the rest is its secret."""
    language: str
    team: str = ""
    author: str = ""
    created_at: datetime
    last_sent_at: datetime | None = None
    last_error: str = ""


class TargetList(View):
    items: tuple[TargetView, ...]
    at: str
    """When digests go out, such as ``mon 09:00``, in the shop's zone."""
    email: bool
    """Whether a mail server is set."""
    teams: tuple[str, ...] = ()
    """What may be named as a team; "" is everybody."""


class TrialView(View):
    """What came of a test send."""

    sent: bool
    error: str = ""
