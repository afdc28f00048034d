"""What a draft is made with: the shop's knowledge, its voice, and, when there are any, an embedder and a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Literal, Protocol, Self
from zoneinfo import ZoneInfo

from knowledge_base.filters import Scope
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelGateway
from model_gateway.ledger import Ledger, Prices
from reply_core.types import Language
from reply_core.working_time import Calendar
from tone_of_voice.profile import ToneProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A reply that was accepted, without personal data and without anything of its customer's order."""

    id: str
    question: str
    reply: str


class Wordings(Protocol):
    """Finds accepted replies to questions like this one."""

    def find(self, question: str, *, limit: int = 3) -> Sequence[Wording]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingDesk:
    """The collaborators of drafting for one brand."""

    index: KnowledgeIndex
    profile: ToneProfile
    brand: str | None = None
    """Articles of other brands are left out; None: no article is left out for its brand."""
    embedder: Embedder | None = None
    gateway: ModelGateway | None = None
    language: Language | None = None
    """The language people at the desk read; None: the inquiry's. Replies are in the inquiry's language."""
    calendar: Calendar | None = None
    ledger: Ledger | None = None
    prices: Prices | None = None
    weak: Literal["candidates", "draft"] = "candidates"
    """What weak support gives: three articles to read, or a draft that says its support is weak."""
    source_tokens: int = 2_500
    """Most tokens of sources put before the model."""
    thread_tokens: int = 900
    """Most tokens of the thread before the inquiry: older messages are retold in a line each."""
    customer_tokens: int = 1_500
    """Most tokens of the customer's own message."""
    wordings: Wordings | None = None
    """Accepted replies of the same shop: a source of wording, never of facts."""
    prompt_versions: Mapping[str, int] = field(default_factory=dict)
    """Prompt id → the version to use in place of the newest: a pinned one, or one on trial in shadow."""

    def zone(self) -> tzinfo:
        """The shop's time zone (Moscow when no calendar is set)."""
        return ZoneInfo(self.calendar.time_zone if self.calendar else "Europe/Moscow")

    def local(self, moment: datetime) -> datetime:
        """A moment on the shop's clock."""
        return moment.astimezone(self.zone())

    def on(self, moment: datetime) -> Self:
        """This desk with the articles alone that hold on the day of ``moment`` in the shop's zone, for its brand."""
        index = self.index.within(Scope(brand=self.brand, on=self.local(moment).date()))
        return self if index is self.index else replace(self, index=index)
