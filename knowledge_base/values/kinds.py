"""What a checkable value is: its kind, its normalised value and unit, and its place."""

from dataclasses import dataclass
from typing import Literal

from reply_core.types import Span

AtomKind = Literal[
    "money", "percent", "date", "duration", "time", "quantity", "phone", "link", "email",
    "promo_code", "order_number", "number",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One value a reader could look up; ``text`` is what stands at ``span``.

    ``value`` is a number for sums, shares, lengths, quantities and plain numbers (``unit`` says of what: an ISO
    currency, ``%``, ``day``, ``working_day``, ``week``, ``kg``, ``points`` …), ``YYYY-MM-DD`` or ``--MM-DD`` for a
    date, ``HH:MM`` for a time, and folded text for the rest (digits of a telephone, a link without its scheme).
    """

    kind: AtomKind
    value: float | str
    unit: str
    span: Span
    text: str
    upper: float | str | None = None
    """The upper end of a range («3–5 дней»), whose lower end is ``value``."""
