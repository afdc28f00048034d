"""How drafts serve: outcomes, time to send, edits, cost, coverage, growing topics. Shares are 0 to 100, each with n."""

from datetime import date, datetime
from typing import Literal

from api.views.base import View
from api.views.figures import SpanView
from api.views.knowledge import CoverageView


class CountedView(View):
    """So many of n, and the share with its 95 % interval; no share below ten."""

    code: str = ""
    label: str = ""
    good: int
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    """«62 % [44–77], 18 из 29» or «3 из 7 — мало данных»."""


class AssistRowView(View):
    """What became of the drafts of one operator, team, channel, topic, tenure or level."""

    key: str
    name: str
    shown: int
    answered: int
    """Accepted, edited, rejected or unused: what shares are of."""
    replaced: int
    """Another draft was made before anybody answered."""
    still_open: int
    accepted: CountedView
    edited: CountedView
    rejected: CountedView
    unused: CountedView
    kinds: tuple[CountedView, ...] = ()
    """What edits did; of the edited drafts."""
    reasons: tuple[CountedView, ...] = ()
    """Why drafts were rejected; of the rejected ones."""
    time_to_send: SpanView
    """Median from showing to sending, in seconds."""
    timed: int = 0
    unread: CountedView
    """Accepted faster than anybody reads them; of accepted drafts with a time."""
    warning: str = ""
    """Said when replies are accepted unread, for certain."""


class ReachedView(CoverageView):
    """How much the knowledge base answers, and whether the target is reached."""

    reached: Literal["reached", "missed", "cannot tell", "not enough data"]
    said: str


class AmountView(View):
    """An amount per 1,000 conversations with its 95 % interval."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""


class PurposeCostView(View):
    purpose: str
    label: str
    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    cost: float | None = None
    """None: the price of some calls is not known."""


class ModelCostView(View):
    """What the model cost; money only where every price is known."""

    conversations: int
    calls: int
    without_price: int
    cost: float | None = None
    tokens: int
    cost_per_thousand: AmountView
    tokens_per_thousand: AmountView
    purposes: tuple[PurposeCostView, ...] = ()
    text: str = ""


class TopicGrowthView(View):
    """Conversations of a topic in the last four weeks and in the weeks before; the ratio of their weekly rates."""

    topic: str
    name: str
    recent: int
    before: int
    before_weeks: int
    trend: Literal["growing", "shrinking", "no change shown", "not enough data"]
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""


class AssistView(View):
    """How drafts served in a period."""

    by: str
    since: date
    together: AssistRowView
    groups: tuple[AssistRowView, ...] = ()
    """Sorted by name."""
    tenures: tuple[AssistRowView, ...] = ()
    levels: tuple[AssistRowView, ...] = ()
    coverage: ReachedView
    cost: ModelCostView | None = None
    """None for an operator: it is the whole shop's."""
    topics: tuple[TopicGrowthView, ...] = ()
    """The fastest growing first."""
    all_topics: TopicGrowthView | None = None
    notes: tuple[str, ...] = ()


class ArticleEditsView(View):
    article_id: str
    title: str
    drafts: int
    fact_fixed: CountedView
    taken_out: CountedView


class PromptEditsView(View):
    prompt: str
    """Empty: composed without a model."""
    name: str
    level: str
    level_label: str
    drafts: int
    accepted: CountedView
    rejected: CountedView
    kinds: tuple[CountedView, ...] = ()


class RuleEditsView(View):
    rule_id: str
    name: str
    drafts: int
    mended: CountedView


class EditsView(View):
    """What operators change in drafts, by article, version of the prompt, and rule of the voice."""

    since: datetime
    decisions: int
    edited: CountedView
    kinds: tuple[CountedView, ...] = ()
    articles: tuple[ArticleEditsView, ...] = ()
    """Those whose facts are fixed most for certain first."""
    prompts: tuple[PromptEditsView, ...] = ()
    rules: tuple[RuleEditsView, ...] = ()
    notes: tuple[str, ...] = ()
