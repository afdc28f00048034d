"""Knowledge as people keep it: revisions, edits, what rests on an article, macros, duplicates and contradictions."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from api.views.base import Input, Short, Text, View, shown_with

_blank_is_none = BeforeValidator(lambda value: None if isinstance(value, str) and not value.strip() else value)
Day = Annotated[date | None, _blank_is_none]
"""A day (YYYY-MM-DD), or empty for none."""


class RestingView(View):
    """A draft or a sent reply that rests on a stretch its article no longer holds."""

    draft_id: str
    conversation_id: str
    message_id: str | None = None
    article_id: str
    article_title: str = ""
    revision: int
    state: Literal["sent", "open"]
    state_label: str = ""
    weight: Literal["gone", "near"]
    weight_label: str = ""
    quote: str
    """What the article said."""
    sentence: str
    """What the draft or the reply says with it."""
    operator_name: str = ""
    at: datetime | None = None


class AffectedView(View):
    """Drafts and replies that rest on what changed; all are counted, the first fifty are listed."""

    sent: int = 0
    open: int = 0
    text: str = ""
    """«На изменённом держатся 3 отправленных ответа и 1 черновик»; empty when nothing does."""
    items: tuple[RestingView, ...] = ()


class VersionView(View):
    revision: int
    author: str = ""
    at: datetime | None = None
    title: str = ""
    changed: tuple[str, ...] = ()
    changed_labels: tuple[str, ...] = ()


class VersionList(View):
    article_id: str
    items: tuple[VersionView, ...] = ()


class ChangeView(View):
    """One sentence's fate between two revisions."""

    kind: Literal["same", "changed", "added", "removed"]
    label: str = ""
    before: str = ""
    after: str = ""


class FieldChangeView(View):
    field: str
    label: str
    before: str = ""
    after: str = ""


class DiffView(View):
    """Two revisions side by side, by sentence, and what else differs."""

    article_id: str
    before: int
    after: int
    changes: tuple[ChangeView, ...] = ()
    fields: tuple[FieldChangeView, ...] = ()


class ArticleEditIn(Input):
    """What is given is changed; the rest stays. ``revision`` is the one that was being looked at."""

    model_config = shown_with({"revision": 3, "valid_until": "2026-12-31"})

    revision: int = Field(ge=1)
    title: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    question: Text | None = None
    topic: Short | None = None
    text: Text | None = None
    audience: Literal["public", "internal"] | None = None
    kind: Literal["article", "macro"] | None = None
    valid_from: Day = None
    valid_until: Day = None


class RestoreIn(Input):
    model_config = shown_with({"revision": 2})

    revision: int = Field(ge=1)


class FilledMacroView(View):
    """A macro with its slots filled from a conversation; sentences with a slot without a value are left out."""

    article_id: str
    text: str
    used: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    warning: str = ""
    """What was left out, in words; empty when nothing was."""


class QuoteView(View):
    article_id: str
    title: str
    revision: int = 1
    start: int = 0
    end: int = 0
    text: str
    audience: str = "public"
    kind: str = "article"


class PairView(View):
    """Two articles side by side that say the same, or the opposite."""

    kind: Literal["duplicate", "contradiction"]
    one: QuoteView
    two: QuoteView
    share: float
    values: tuple[str, str] = ("", "")
    note: str = ""
    other_words: bool = False
    """A duplicate by meaning; ``share`` is then the probability that they say the same."""


class TwinsView(View):
    duplicates: tuple[PairView, ...] = ()
    contradictions: tuple[PairView, ...] = ()
    articles: int = 0
    passages: int = 0
    meant: int = 0
    """Passages compared by meaning, too."""
    complete: bool = True
    ms: int = 0
    text: str = ""
    """«Повторов 2, возможных противоречий 1; проверено статей: 96»."""
