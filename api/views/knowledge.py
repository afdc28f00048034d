"""Knowledge: import, articles, search, gaps; and the import of dialogue exports."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.views.base import Input, Short, Text, View, shown_with
from api.views.knowledge_revisions import AffectedView, Day


class RowProblemView(View):
    """A row that was left out: its file, line and cause. The other rows went in."""

    file: str
    line: int | None = None
    cause: str
    text: str = ""
    """«Вопросы.xlsx, строка 17: пустой ответ»."""


class KnowledgeImportView(View):
    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    problems: tuple[RowProblemView, ...] = ()
    summary: str = ""
    """«строка 17: пустой ответ, остальные 41 загружены»."""
    affected: AffectedView = AffectedView()
    """Drafts and sent replies that rest on what the import changed."""


class ArticleItem(View):
    id: str
    title: str
    topic: str = ""
    topic_label: str = ""
    question: str = ""
    revision: int = 1
    source: str = ""
    audience: str = "public"
    audience_label: str = ""
    kind: str = "article"
    kind_label: str = ""
    brand: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    state: str = "in_force"
    """in_force, expired, or upcoming."""
    state_label: str = ""


class ArticleView(ArticleItem):
    text: str = ""
    slots: tuple[str, ...] = ()
    """Names of the slots of a macro."""
    affected: AffectedView = AffectedView()
    """After an edit: drafts and sent replies that rest on what changed."""


class ArticleList(View):
    items: tuple[ArticleItem, ...]
    total: int


class HitView(View):
    """A passage found: ``start`` and ``end`` lie in the article's text; scores are separate."""

    rank: int
    article_id: str
    title: str
    revision: int = 1
    question: str = ""
    text: str
    start: int = 0
    end: int = 0
    score: float
    lexical: float | None = None
    semantic: float | None = None
    audience: str = "public"
    kind: str = "article"
    state: str = "in_force"
    state_label: str = ""


class SearchView(View):
    query: str
    hits: tuple[HitView, ...] = ()
    supported: float
    """0 to 1: how sure the knowledge base holds the answer."""
    decision: str
    """supported, weak or nothing."""
    level: str = ""


class NearestView(View):
    article_id: str
    title: str


class GapGrowthView(View):
    """Conversations that asked a question in the last four weeks and in the weeks before, by their weekly rates."""

    recent: int
    before: int
    before_weeks: int
    trend: Literal["growing", "shrinking", "no change shown", "not enough data"]
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""


class GapView(View):
    """Questions of one kind the knowledge base did not answer."""

    id: str
    ask: str
    topic: str = "other"
    topic_label: str = ""
    count: int = 1
    """Conversations in which it was asked."""
    wordings: tuple[str, ...] = ()
    """How people put it, the newest first."""
    nearest: tuple[NearestView, ...] = ()
    conversation_ids: tuple[str, ...] = ()
    last_at: datetime | None = None
    growth: GapGrowthView | None = None


class CoverageView(View):
    """Conversations that got a draft, of those that got any proposal; no share below ten."""

    answered: int
    conversations: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    target: float
    text: str = ""
    """«72 % [61–81] из 64 диалогов, цель 80 %»."""


class GapList(View):
    items: tuple[GapView, ...]
    coverage: CoverageView
    growing: tuple[GapView, ...] = ()
    """Questions that are asked more often than in the four weeks before, the surest first."""


class AnswerView(View):
    """What an operator answered, without greeting, courtesy and personal data."""

    conversation_id: str
    text: str
    at: datetime | None = None
    removed: int = 0


class ArticleProposalView(View):
    """An article to be read, mended and approved: the question and the operators' own answers."""

    gap_id: str
    question: str
    topic: str
    topic_label: str
    answers: tuple[AnswerView, ...]
    """The newest first; none: nobody has answered it well yet."""


class ArticleIn(Input):
    """An article approved by a person."""

    model_config = shown_with({"question": "Принимаете ли вы старые люльки?", "text": "Старые люльки не принимаем."})

    title: Short = ""
    question: Text = ""
    text: Text = Field(min_length=1)
    topic: Short = ""
    audience: Literal["public", "internal"] = "public"
    kind: Literal["article", "macro"] = "article"
    valid_from: Day = None
    valid_until: Day = None


class LeftOutView(View):
    """Rows that are stored or dropped but never scored."""

    bots: int = 0
    notes: int = 0
    system: int = 0
    bad_rows: int = 0


class DialogueImportView(View):
    """A dialogue export taken in: what was recognised, stored, left out and ordered for scoring."""

    files: tuple[str, ...] = ()
    rows: int = 0
    conversations: int = 0
    stored: int = 0
    duplicates: int = 0
    replies: int = 0
    """Operator replies ordered for scoring."""
    left_out: LeftOutView = LeftOutView()
    time_zone: str = ""
    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    """Field → header of the file."""
    problems: tuple[RowProblemView, ...] = ()
    notes: tuple[str, ...] = ()
    """«Скорость: время назначения неизвестно — только по команде»."""
    summary: str = ""
