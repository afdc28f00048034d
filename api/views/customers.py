"""What customers made of it: first contact, ratings, and the criteria that go with either. All figures 0 to 100."""

from typing import Literal

from api.views.base import View
from api.views.people import MeasureView


class VoiceFigureView(View):
    """A share or a mean with its 95 % interval and n; no number below ten."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""


class GroupVoiceView(View):
    """One operator, team, channel or topic."""

    key: str
    name: str
    first_contact: VoiceFigureView
    """Share of conversations after which the customer did not write again on the topic within seven days."""
    rating: VoiceFigureView


class BondView(View):
    """Conversations where a criterion was met beside those where it was missed."""

    bond: Literal["goes together", "no bond shown", "goes against", "not enough data"]
    met: int
    missed: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""


class CriterionVoiceView(View):
    criterion: str
    label: str
    rating: BondView
    first_contact: BondView
    unrelated: bool = False
    """Both could be judged, and neither shows a bond: customers do not seem to notice."""


class CustomerVoiceView(View):
    by: str
    weeks: int
    groups: tuple[GroupVoiceView, ...] = ()
    """Sorted by name."""
    together: GroupVoiceView
    criteria: tuple[CriterionVoiceView, ...] = ()
    measure: MeasureView | None = None
    """What the criteria were judged with."""
    notes: tuple[str, ...] = ()


class BadRatingView(View):
    file: str
    line: int
    why: str


class RatingImportView(View):
    """What became of a file of ratings."""

    ratings: int
    stored: int
    """New ones; the rest was known."""
    unknown_conversations: int
    bad: tuple[BadRatingView, ...] = ()
    text: str = ""
