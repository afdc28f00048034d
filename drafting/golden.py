"""Golden cases: a small shop and what customers write it, with what a draft must and must not say; read from TOML."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from knowledge_base.articles import Article, article_of
from prompts.loader import ROOT
from reply_core.asks import read_inquiry
from reply_core.errors import BadFile
from reply_core.types import Channel, Conversation, Inquiry, Language, Message, Order

SHIPPED: Mapping[Language, Path] = {"ru": ROOT / "golden" / "ru.toml", "en": ROOT / "golden" / "en.toml"}
NOW = datetime(2026, 11, 13, 11, 40, tzinfo=UTC)
"""When every case is written."""
_CASE_KEYS = frozenset({"id", "text", "channel", "name", "order", "facts", "forbidden", "kind"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenCase:
    """One message and what its draft must hold."""

    id: str
    text: str
    channel: Channel = "email"
    name: str = ""
    order: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    """Must stand in the draft."""
    forbidden: tuple[str, ...] = ()
    """Must not, at any level."""
    kind: str = "draft"
    """The outcome there should be."""

    def inquiry(self) -> Inquiry | None:
        """The case as drafting takes it; None when nothing in it waits for an answer."""
        fields = {key: value for key, value in self.order.items() if key != "number"}
        order = Order(number=self.order.get("number", ""), fields=fields) if self.order else None
        message = Message(id="m", text=self.text, direction="in", author_kind="customer", at=NOW)
        talk = Conversation(id=self.id, channel=self.channel, messages=(message,), customer_name=self.name, order=order)
        return read_inquiry(talk, NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenShop:
    """The articles of a file and its cases."""

    language: Language
    articles: tuple[Article, ...]
    cases: tuple[GoldenCase, ...]


def read_golden(path: Path) -> GoldenShop:
    """The shop and cases of a file.

    Raises:
        BadFile: it is not such a file; says which case and key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile(
            f"the cases cannot be read: {error}", where=str(path), mend="write them as TOML in UTF-8"
        ) from None
    if table.get("language") not in get_args(Language):
        raise BadFile("the language is missing", where=str(path), mend='language = "ru" or "en" at the top')
    articles = tuple(article_of(dict(entry)) for entry in table.get("articles", ()))
    cases = tuple(_case(entry, f"{path}, case {number}") for number, entry in enumerate(table.get("cases", ()), 1))
    if not articles or not cases:
        raise BadFile("there are no articles or no cases", where=str(path), mend="add [[articles]] and [[cases]]")
    return GoldenShop(language=cast("Language", table["language"]), articles=articles, cases=cases)


def _case(entry: Mapping[str, Any], where: str) -> GoldenCase:
    if unknown := set(entry) - _CASE_KEYS:
        raise BadFile(f"unknown key {min(unknown)!r}", where=where, mend=f"one of {', '.join(sorted(_CASE_KEYS))}")
    if not isinstance(entry.get("id"), str) or not str(entry.get("text", "")).strip():
        raise BadFile("a case needs an id and a text", where=where, mend="add them")
    if entry.get("channel", "email") not in get_args(Channel):
        raise BadFile(
            f"no such channel: {entry['channel']}", where=where, mend=f"one of {', '.join(get_args(Channel))}"
        )
    return GoldenCase(
        id=entry["id"],
        text=entry["text"],
        channel=entry.get("channel", "email"),
        name=entry.get("name", ""),
        order={str(key): str(value) for key, value in entry.get("order", {}).items()},
        facts=tuple(entry.get("facts", ())),
        forbidden=tuple(entry.get("forbidden", ())),
        kind=entry.get("kind", "draft"),
    )
