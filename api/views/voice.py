"""How far the brand's guide is watched."""

from typing import Literal

from api.views.base import View


class GuideRuleView(View):
    """One rule of the guide: which checks watch it, and in how many replies of the sample it fired."""

    key: str
    kind: Literal["voice", "category", "banned", "preferred"]
    kind_label: str
    text: str
    rules: int
    """Checks that watch it; 0: only people do."""
    watched: str
    """The same in words."""
    bad: str = ""
    good: str = ""
    fired: int = 0
    share: float | None = None
    """Of the replies read, 0 to 1; none for a rule without a check."""
    low: float | None = None
    high: float | None = None
    fired_text: str = ""


class VoiceCoverageView(View):
    """The guide over a random sample of what was sent."""

    version: str
    days: int
    replies: int
    """Read."""
    of: int
    """Sent in that time."""
    watched: int
    """Rules with at least one check."""
    total: int
    never: int
    """Watched rules that fired in no reply of the sample."""
    rules: tuple[GuideRuleView, ...] = ()
    text: str = ""
