"""Replies to try swaps on: real ones where the sets are there, else those of the demo shops."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from types import ModuleType
from typing import Any

from evals.cases import as_sources, pair, scorebook
from evals.retrieval import as_article
from evals.runner import SetMissing, Setting
from examples.harbor_goods import generate as harbor_goods
from examples.rosnitsa import generate as rosnitsa
from knowledge_base.articles import Article
from knowledge_base.importers import read_files
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from qa_scoring.case import ReplyCase, Scorebook, build_case
from reply_core.types import Conversation, Language, Message, Order, Turn
from reply_core.waits import read_turns

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEED = 0
LIMITS: Mapping[str, Mapping[str, int]] = {
    "rules": {"rutube_support": 1000, "tricky_cases": 100, "rosnitsa": 150, "harbor_goods": 100},
    "local": {"rutube_support": 60, "tricky_cases": 100, "rosnitsa": 40, "harbor_goods": 40},
    "model": {"rutube_support": 3, "tricky_cases": 3, "rosnitsa": 3, "harbor_goods": 3},
}
"""Replies taken of each source, by level: drawn with a fixed seed when there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One reply in its conversation, with what it is scored by."""

    id: str
    group: str
    language: Language
    conversation: Conversation
    turn_id: str
    """The last message of the reply."""
    book: Scorebook
    sources: tuple[Source, ...] = ()

    @property
    def reply(self) -> Message:
        """The last message of the reply."""
        return next(each for each in self.conversation.messages if each.id == self.turn_id)

    @property
    def turn(self) -> Turn:
        """The reply as a turn of its conversation."""
        return next(turn for turn in read_turns(self.conversation) if turn.id == self.turn_id)

    def case(self) -> ReplyCase:
        """The case as the scorer takes it."""
        return build_case(self.conversation, self.turn, self.book, self.sources)

    def with_reply(self, text: str) -> "Subject":
        """The same, with other words in the reply."""
        return self.with_messages({self.turn_id: text})

    def with_messages(self, texts: Mapping[str, str]) -> "Subject":
        """The same, with other words in these messages."""
        messages = tuple(replace(each, text=texts.get(each.id, each.text)) for each in self.conversation.messages)
        return self.with_conversation(messages=messages)

    def with_conversation(self, **changes: Any) -> "Subject":
        """The same, with other fields of the conversation."""
        return replace(self, conversation=replace(self.conversation, **changes))


def subjects(setting: Setting) -> list[Subject]:
    """The replies of the run: the sets that are there, then the demo shops."""
    limits = LIMITS[setting.level]
    found: list[Subject] = []
    for name, read in (("rutube_support", _rutube), ("tricky_cases", _tricky)):
        try:
            found += _drawn(list(read(setting)), limits[name])
        except SetMissing:
            continue
    found += _drawn(_demo(setting, rosnitsa, "ru"), limits["rosnitsa"])
    found += _drawn(_demo(setting, harbor_goods, "en"), limits["harbor_goods"])
    return found


def _drawn(items: Sequence[Subject], most: int) -> list[Subject]:
    if len(items) <= most:
        return list(items)
    chosen = sorted(random.Random(SEED).sample(range(len(items)), most))
    return [items[index] for index in chosen]


def _set(setting: Setting, name: str) -> Setting:
    if setting.root is None:
        raise SetMissing(f"{name} is not there")
    return replace(setting, folder=setting.root / name)


def _rutube(setting: Setting) -> Iterator[Subject]:
    chosen = _set(setting, "rutube_support")
    articles = [as_article(row) for row in chosen.rows("kb.jsonl")]
    book = scorebook(setting, "ru", articles)
    for row in chosen.rows("cases.jsonl"):
        yield _subject(row["id"], row["group"], "ru", str(row["question"]), str(row["operator_reply"]), book)


def _tricky(setting: Setting) -> Iterator[Subject]:
    for row in _set(setting, "tricky_cases").rows():
        text = str(row["context"].get("kb") or "")
        articles = [Article(id="kb", title="", text=text)] if text else []
        book = scorebook(setting, row["lang"], articles)
        found = _subject(row["id"], row["id"], row["lang"], row["customer"], row["reply"], book, as_sources([text]))
        if read_turns(found.conversation):
            yield found


def _subject(
    name: object,
    group: object,
    language: Language,
    question: str,
    reply: str,
    book: Scorebook,
    sources: tuple[Source, ...] = (),
) -> Subject:
    conversation, turn = pair(question, reply)
    return Subject(
        id=str(name),
        group=str(group),
        language=language,
        conversation=conversation,
        turn_id=turn.id,
        book=book,
        sources=sources,
    )


def _demo(setting: Setting, shop: ModuleType, language: Language) -> list[Subject]:
    articles = read_files(sorted(shop.articles_dir.glob("*.md")), language).articles
    book = scorebook(setting, language)
    index = KnowledgeIndex.build(articles, setting.embedder)
    book = replace(book, index=index, check_facts=True)
    found = []
    for conversation in _conversations(shop):
        turns = read_turns(conversation)
        if turns and all(message.text.strip() for message in turns[-1].messages):
            found.append(
                Subject(
                    id=turns[-1].id,
                    group=conversation.id,
                    language=language,
                    conversation=conversation,
                    turn_id=turns[-1].id,
                    book=book,
                )
            )
    return found


@lru_cache(maxsize=2)
def _conversations(shop: ModuleType) -> tuple[Conversation, ...]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in shop.iter_messages(NOW):
        rows.setdefault(row["conversation_id"], []).append(row)
    return tuple(_conversation(members) for members in rows.values())


def _conversation(rows: Sequence[dict[str, Any]]) -> Conversation:
    first = rows[0]
    order = first["order"]
    return Conversation(
        id=first["conversation_id"],
        channel=first["channel"],
        messages=tuple(_message(row) for row in rows),
        customer_id=first["customer_id"],
        customer_name=first["customer_name"],
        order=Order(number=order["number"], fields=order) if order else None,
    )


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        id=row["message_id"],
        text=row["text"],
        direction=row["direction"],
        author_kind=row["author_kind"],
        at=datetime.fromisoformat(row["at"]),
        author_id=row["author_id"],
        visibility=row["visibility"],
        in_reply_to=row["in_reply_to"],
        attachments=row["attachments"],
        event=row["event"],
    )
