"""How the brand speaks, what the standard asks, how far long work has got, and whether all is well."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.views.base import Input, JsonIn, Short, View, shown_with


class ProfileView(View):
    """The tone profile: as data, and as the rules people and prompts read."""

    version: str
    author: str = ""
    created_at: datetime | None = None
    data: dict[str, Any]
    brief: str = ""
    """The same rules in plain words."""
    banned: tuple[str, ...] = ()


class ProfileIn(Input):
    """A new revision: the whole profile as data, and/or words to ban or allow again."""

    model_config = shown_with({"ban": ["к сожалению"]})

    data: JsonIn | None = None
    ban: tuple[Short, ...] = Field(default=(), max_length=200)
    allow: tuple[Short, ...] = Field(default=(), max_length=200)


class StandardLineView(View):
    """One criterion of the standard in plain words."""

    criterion: str
    label: str
    pillar: str
    pillar_label: str = ""
    weight: float
    advice: bool = False
    """Weight 0: shown, not counted."""
    text: str = ""
    applies: str = ""
    """When it is asked for."""


class StandardView(View):
    version: str
    language: str = "ru"
    lines: tuple[StandardLineView, ...] = ()
    pillars: dict[str, float] = Field(default_factory=dict)
    """Pillar → weight."""
    critical: dict[str, str] = Field(default_factory=dict)
    """Critical errors: code → label."""
    targets: dict[str, int] = Field(default_factory=dict)
    """Channel → minutes."""
    hours: str = ""
    allowed_links: tuple[str, ...] = ()
    data: dict[str, Any] = Field(default_factory=dict)
    plain: str = ""
    """The whole standard as one text."""


class LinksIn(Input):
    """Domains replies may link to."""

    model_config = shown_with({"links": ["shop.example"]})

    links: tuple[Short, ...] = Field(max_length=500)


class ProgressView(View):
    name: str
    label: str = ""
    done: int
    total: int
    note: str = ""
    updated_at: datetime


class ProgressList(View):
    items: tuple[ProgressView, ...] = ()


class HealthView(View):
    status: str
    """ok or not ready."""
    version: str = ""
    checks: dict[str, str] = Field(default_factory=dict)
