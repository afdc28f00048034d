"""An article: one answer of the shop's knowledge base, as the shop wrote it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from reply_core.errors import InvalidInput
from reply_core.text import fold

Kind = Literal["article", "macro"]
"""``macro``: a canned answer, whose text may hold slots such as «{имя}» (`knowledge_base.macros`)."""
ALL_BRANDS = "*"
DAYS = ("valid_from", "valid_until")

_TITLE_LENGTH = 120
_OWN_TITLE = 30
"""A longer title that the text begins with was cut from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One answer; spans of passages and citations lie in ``text`` of this ``revision``."""

    id: str
    title: str
    text: str
    question: str = ""
    """The question it answers, as customers put it; empty for an ordinary text."""
    topic: str = ""
    audience: str = "public"
    """``public``: may be quoted to customers; anything else is for operators only."""
    source: str = ""
    """The file it came from."""
    revision: int = 1
    kind: Kind = "article"
    brand: str = ""
    """The brand it is for; empty: the shop's own, ``*``: all brands of the installation."""
    valid_from: date | None = None
    valid_until: date | None = None
    """First and last day it holds; both count. None: without an end."""
    silent: frozenset[str] = field(default=frozenset(), compare=False)
    """Fields its file says nothing about: on import they stay as people have set them."""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on ``day`` of the shop's calendar."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def heading(self) -> str:
        """Topic, title and question in one line, nothing said twice.

        Without a title of its own (or with one cut from the text's beginning) the text's short first line.
        """
        said: list[str] = []
        for part in (self.topic, self.title, self.question):
            bare = _bare(part)
            made_up = len(bare) > _OWN_TITLE and _bare(self.text).startswith(bare)
            if bare and not made_up and not any(bare in _bare(other) for other in said):
                said = [other for other in said if _bare(other) not in bare] + [part]
        return " ".join(said) or first_line(self.text)


def first_line(text: str) -> str:
    """The first line when it is short and more follows, as a title does; else empty."""
    first, _, rest = text.strip().partition("\n")
    return first.strip() if rest.strip() and len(first.strip()) <= _TITLE_LENGTH else ""


def _bare(text: str) -> str:
    return fold(text).strip(" ?!.…\n")


def text_hash(text: str) -> str:
    """32 hexadecimal characters that stand for the text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def article_id(*parts: str) -> str:
    """A stable id of an article without one: the same parts give the same id on every import."""
    return "kb-" + text_hash("\n".join(" ".join(fold(part).split()) for part in parts))[:16]


def article_of(record: Mapping[str, Any], *, source: str = "") -> Article:
    """An article of one record with the keys ``id, title, topic, question, answer`` or ``text``; all but one optional.

    Further keys: ``audience``, ``kind``, ``brand``, and the dates ``valid_from`` and ``valid_until``.

    A record with neither title nor question whose text begins with a short line of its own takes that line
    as its title (the text then begins after it).

    Raises:
        InvalidInput: the record holds no text.
    """
    text = str(record.get("answer") or record.get("text") or "").strip()
    question, title = (str(record.get(key) or "").strip() for key in ("question", "title"))
    topic = str(record.get("topic") or "").strip()
    if not text:
        raise InvalidInput("An article without a text", where=source, mend="fill in the answer or leave the row out")
    if not title and not question:
        title = first_line(text)
        text = text[len(title) :].strip() if title else text
    return Article(
        id=str(record.get("id") or "").strip() or article_id(source, question or title or text),
        title=title or question or topic or _shortened(text),
        text=text,
        question=question,
        topic=topic,
        audience=str(record.get("audience") or "public").strip().lower(),
        source=source,
        revision=int(record.get("revision") or 1),
        kind="macro" if record.get("kind") == "macro" else "article",
        brand=str(record.get("brand") or "").strip(),
        valid_from=record.get("valid_from") or None,
        valid_until=record.get("valid_until") or None,
    )


def _shortened(text: str, limit: int = 60) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"
