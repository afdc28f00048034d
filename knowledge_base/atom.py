"""One checkable fact of a text."""

from dataclasses import dataclass
from typing import Literal

from reply_core.types import Span

AtomKind = Literal[
    "money",
    "percent",
    "date",
    "duration",
    "time",
    "quantity",
    "phone",
    "link",
    "email",
    "promo_code",
    "order_number",
    "number",
]
Bound = Literal["", "until", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A fact with its place; ``text`` is what stands there."""

    kind: AtomKind
    value: str
    """Canonical: ``3490.00``, ``3-5``, ``2026-11-10`` or ``--11-10`` (no year), ``10:00-14:00``, ``+74951234567``."""
    span: Span
    text: str
    unit: str = ""
    """RUB, USD …; minute, month, working_day, working_hour; a measure's name or the stem of the thing counted."""
    low: float | None = None
    """In ``unit`` (times: minutes after midnight); equal to ``high`` when there is one number."""
    high: float | None = None
    bound: Bound = ""
    """«до 20:00» is until, «после 18» is after."""

    @property
    def digits(self) -> str:
        """The digits of the value: what two spellings of an order number share."""
        return "".join(char for char in self.value.split(".")[0] if char.isdigit())
