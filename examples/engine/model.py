"""What a demo shop is made of: its goods, people, lines and habits, as read from its folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from examples.engine.template import Gender, ItemGender
from reply_core.types import Channel, Language
from reply_core.working_time import Calendar

STYLES = ("full", "short", "formal", "curt", "vague")
"""Manners of answering, each with its own lines: thorough, brief, bureaucratic, curt, without substance."""
STATES = (
    "none",
    "processing",
    "shipped",
    "late",
    "pickup",
    "received",
    "old",
    "returning",
    "returning_late",
    "cancelled",
)
"""Where the order stands when the customer writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One thing on sale; ``price`` in whole units of the shop's currency."""

    id: str
    name: str
    cases: Mapping[str, str]
    """Its short name by case: nom, gen, acc, pre."""
    gender: ItemGender
    category: str
    price: int
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer; ``sloppy`` from 0 (writes like a book) to 1."""

    id: str
    name: str
    first_name: str
    gender: Gender
    city: str
    email: str
    phone: str
    points: int
    """Loyalty points on the account."""
    sloppy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one operator works: shares and chances are 0–1, ``pace`` multiplies the channel's usual minutes."""

    styles: Mapping[str, float]
    greet: float = 0.7
    use_name: float = 0.7
    empathy: float = 0.5
    close: float = 0.3
    sign: float = 0.5
    forget_second: float = 0.1
    keep_promise: float = 0.6
    split: float = 0.1
    typos: float = 0.0
    pace: float = 1.0
    morning_mail_pace: float = 1.0
    """Multiplies the minutes for e-mail that waits when the day begins or comes before eleven."""
    warmth: str = "plain"
    greetings: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operator:
    """A member of the team; ``share`` of the work, ``weeks`` since hired (None: longer than the history)."""

    id: str
    name: str
    gender: Gender
    team: str
    hired_weeks_ago: int
    share: float
    about: str
    habit: Habit
    coached: Habit | None = None
    """The habit from ``coached_week`` on."""
    coached_week: int = 0
    recent_only: int = 0
    """A newcomer: exactly so many conversations in the last four weeks (and two before), instead of a share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What the customer may write after the answer, and what is answered then."""

    say: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    attach: int = 0
    after: str = ""
    """"vague": only when the answer before was without substance or curt; else only when it was not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """One thing customers ask: how they put it, alone or as an afterthought, and the answers in each manner."""

    id: str
    topic: str
    order: str = "none"
    goods: tuple[str, ...] = ()
    sized: bool = False
    early_slot: bool = False
    """The order stands in any interval but the day's last (people want the evening)."""
    harm: str = ""
    mood: str = "calm"
    weight: float = 1.0
    channels: Mapping[Channel, float] = field(default_factory=dict)
    days: tuple[int, int] | None = None
    """Days since the date that matters in its ``order`` state; None: the state's usual ones."""
    no_ask: bool = False
    alone: bool = False
    """Whoever asks this asks nothing else."""
    open: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    follow: tuple[FollowUp, ...] = ()
    reopen: tuple[FollowUp, ...] = ()
    kept: tuple[str, ...] = ()
    """What the operator writes on the day he promised to."""
    kept_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A reply with a known grave error, put into the history so many times, in these operators' hands."""

    defect: str
    question: str
    operators: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A town: «Казань», ``to`` «Казань» (куда), ``inside`` «Казани» (где)."""

    name: str
    to: str
    inside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How much history is made: conversations over ``weeks``, and how they come in."""

    conversations: int
    weeks: int
    channels: Mapping[Channel, float]
    minutes: Mapping[Channel, float]
    """Usual working minutes to an answer."""
    topics: Mapping[str, float]
    second_ask: float
    first_order: int
    orders_per_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The shop's terms in days, as its articles promise them."""

    return_days: int
    """From delivery."""
    refund_days: int
    """From the return's arrival at the warehouse."""
    store_days: int
    """How long a pickup point keeps a parcel."""
    money_working_days: int
    points_share: float
    """Points for each unit of the price."""
    """Working days until the money for a cancelled order is back."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shop:
    """A demo shop, whole."""

    id: str
    name: str
    language: Language
    folder: Path
    calendar: Calendar
    targets: Mapping[Channel, int]
    allowed_links: tuple[str, ...]
    currency: str
    """A format with one place, such as ``"{} ₽"``."""
    thousands: str
    payments: tuple[str, ...]
    slots: tuple[tuple[int, int], ...]
    cities: tuple[City, ...]
    shops: tuple[str, ...]
    points: tuple[str, ...]
    words: Mapping[str, str]
    """Fixed words of order cards, by key."""
    terms: Terms
    volume: Volume
    products: tuple[Product, ...]
    people: tuple[Person, ...]
    operators: tuple[Operator, ...]
    questions: Mapping[str, Question]
    phrases: Mapping[str, tuple[str, ...]]
    """Pools of lines by dotted name, such as ``sorry.warm.delay``."""
    typos: Mapping[str, tuple[str, ...]]
    plants: tuple[Plant, ...]

    def pool(self, name: str) -> tuple[str, ...]:
        """The lines of one pool; empty when the shop has none of that name."""
        return self.phrases.get(name, ())

    def operator(self, operator_id: str) -> Operator:
        """The operator of that id.

        Raises:
            KeyError: there is none.
        """
        for operator in self.operators:
            if operator.id == operator_id:
                return operator
        raise KeyError(operator_id)
