"""Cases to learn from: messages of one or two asks, and replies that answer the one asked about, or something else.

Built as the eval of missed questions is (`evals.unanswered`), on other data: our demo shops (question and real manner
of answering, written by us), xquad (question and the sentence of the paragraph that answers it) and wixqa (question and
the help-centre's answer). The two replies to a message are of about one length, so that length says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from evals.retrieval import as_article
from evals.rows import read_rows
from knowledge_base.articles import Article
from knowledge_base.importers import read_files
from reply_core.text import sentences

SHOPS = ("rosnitsa", "harbor_goods")
UNTIL = datetime(2026, 11, 21, tzinfo=UTC)
HISTORY_SEED = 7
MANNERS = frozenset({"full", "formal", "short"})
EMPTY = frozenset({"vague"})
HARMLESS = frozenset({"officialese", "no_empathy", "typo", "vague"})
"""What may be planted in a reply that is learned from: it does not touch what is answered."""
LENGTH = 0.2
MOST = 300
"""Asks taken of one set."""
TRIES = 20
RIGHT, WRONG = 0.75, 0.5
"""Graded answers from here up count as answers, from here down as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer; the unit everything is drawn from."""

    question: str
    answer: str
    key: str
    """Two of one key ask the same thing."""
    topic: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A message, the place of the ask in question, a reply, and whether it answers that ask."""

    set: str
    group: str
    message: str
    start: int
    end: int
    reply: str
    answered: bool
    kind: str
    """``random`` or ``topic``: where the rival comes from, with ``one`` or ``two`` asks before it."""
    articles: tuple[str, ...] = ()
    """What comes with the case, where it brings its own sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trove:
    """The answered questions of one set and its knowledge base."""

    name: str
    licence: str
    items: tuple[Answered, ...]
    articles: tuple[Article, ...]
    empty: tuple[Answered, ...] = ()
    """Questions with a reply that says nothing."""


def troves(data: Path) -> tuple[Trove, ...]:
    """Every set learned from; ``data`` is the folder above the public ones."""
    return (
        *(shop_trove(name) for name in SHOPS),
        xquad_trove(data / "xquad.ru", "ru"),
        xquad_trove(data / "xquad.en", "en"),
        wixqa_trove(data / "wixqa"),
    )


def shop_trove(name: str) -> Trove:
    """A demo shop: conversations of its history that ask one thing, and the reply of the operator."""
    shop = import_module(f"examples.{name}.generate")
    history = shop.history(UNTIL, HISTORY_SEED) if hasattr(shop, "history") else None
    messages: dict[str, list[dict[str, Any]]] = {}
    for row in shop.iter_messages(UNTIL, HISTORY_SEED):
        messages.setdefault(str(row["conversation_id"]), []).append(row)
    topics = {key: question.topic for key, question in history.shop.questions.items()} if history else {}
    items: dict[tuple[str, str], Answered] = {}
    empty: dict[tuple[str, str], Answered] = {}
    for turn in shop.iter_truth(UNTIL, HISTORY_SEED):
        keys = turn["questions"]
        kept = items if turn["style"] in MANNERS else empty if turn["style"] in EMPTY else None
        if kept is None or len(keys) != 1 or not HARMLESS.issuperset(turn["planted"]):
            continue
        found = _first_exchange(messages[str(turn["conversation_id"])], str(turn["message_id"]))
        if found is not None:
            key = str(keys[0])
            kept[found] = Answered(
                question=found[0], answer=found[1], key=key, topic=topics.get(key, ""), group=f"{name}:{key}"
            )
    articles = read_files(sorted(Path(shop.articles_dir).glob("*.md"))).articles
    return Trove(
        name=name, licence="ours", items=tuple(items.values()), articles=tuple(articles), empty=tuple(empty.values())
    )


def _first_exchange(rows: Sequence[dict[str, Any]], turn: str) -> tuple[str, str] | None:
    """The customer's opening and the operator's first reply, when that is the turn and each is one message."""
    said = [row for row in rows if row["event"] == "message" and row["visibility"] == "public"]
    if len(said) < 2 or said[0]["direction"] != "in" or str(said[1]["message_id"]) != turn:
        return None
    return str(said[0]["text"]), str(said[1]["text"])


def xquad_trove(folder: Path, language: str) -> Trove:
    """Questions with the sentence of the paragraph that holds the answer; texts are topics."""
    passages = {str(row["id"]): str(row["text"]) for row in read_rows(folder / f"passages.{language}.jsonl")}
    items = []
    for row in read_rows(folder / f"queries.{language}.jsonl"):
        name = str(row["gold"][0])
        text = passages[name]
        at = text.find(str(row["answers"][0]))
        holding = [span.of(text) for span in sentences(text) if span.start <= at < span.end]
        if at >= 0 and holding:
            items.append(
                Answered(
                    question=str(row["question"]),
                    answer=holding[0],
                    key=holding[0],
                    topic=str(row["group"]),
                    group=str(row["group"]),
                )
            )
    articles = tuple(Article(id=name, title="", text=text) for name, text in passages.items())
    return Trove(name=f"xquad.{language}", licence="CC BY-SA 4.0", items=tuple(items), articles=articles)


def wixqa_trove(folder: Path) -> Trove:
    """Questions of a help centre's customers with the written answers."""
    items = tuple(
        Answered(
            question=str(row["question"]),
            answer=str(row["answer"]),
            key=str(row["gold"]),
            topic="",
            group=str(row["id"]),
        )
        for row in read_rows(folder / "queries.jsonl")
    )
    articles = tuple(as_article(row) for row in read_rows(folder / "kb.jsonl"))
    return Trove(name="wixqa", licence="MIT", items=items, articles=articles)


def cases(trove: Trove, seed: int) -> Iterator[Case]:
    """The cases of one set, in pairs: the same message, answered and not."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(trove.items))[:MOST]
    for place in order:
        item = trove.items[int(place)]
        for kind in ("random", "topic"):
            if kind == "topic" and not item.topic:
                continue
            yield from _two(trove, item, kind, random)
            yield from _one(trove, item, kind, random)
    for place in random.permutation(len(trove.empty))[: MOST // 4]:
        item = trove.empty[int(place)]
        yield _case(trove, item, item.question, 0, item.answer, answered=False, kind="empty.one")


def graded_cases(folder: Path, part: str = "training") -> tuple[Case, ...]:
    """saf_short_answers: an answer with the reference it was graded by; right or wrong, the middling ones left out."""
    return tuple(
        Case(
            set="saf_short_answers",
            group=f"saf:{row['question_id']}",
            message=str(row["question"]),
            start=0,
            end=len(str(row["question"])),
            reply=str(row["answer"]),
            answered=float(row["score"]) >= RIGHT,
            kind="graded.one",
            articles=(str(row["reference"]),),
        )
        for row in read_rows(folder / "data.jsonl")
        if row["part"] == part and not WRONG < float(row["score"]) < RIGHT
    )


def _one(trove: Trove, item: Answered, kind: str, random: np.random.Generator) -> Iterator[Case]:
    stranger = _alike(trove, item, item, kind, random)
    if stranger is None:
        return
    for answer, truth in ((item.answer, True), (stranger.answer, False)):
        yield _case(trove, item, item.question, 0, answer, answered=truth, kind=f"{kind}.one")


def _two(trove: Trove, item: Answered, kind: str, random: np.random.Generator) -> Iterator[Case]:
    """``item`` beside another ask, which the reply answers first."""
    for _ in range(TRIES):
        other = trove.items[int(random.integers(len(trove.items)))]
        if not _fits(other, item, kind):
            continue
        stranger = _alike(trove, item, other, kind, random)
        if stranger is None:
            continue
        first = bool(random.integers(2))
        message = f"{item.question}\n{other.question}" if first else f"{other.question}\n{item.question}"
        start = 0 if first else len(other.question) + 1
        replies = ((item.answer, True), (stranger.answer, False))
        before = bool(random.integers(2))
        for answer, truth in replies:
            reply = f"{answer}\n{other.answer}" if before else f"{other.answer}\n{answer}"
            yield _case(trove, item, message, start, reply, answered=truth, kind=f"{kind}.two")
        return


def _case(trove: Trove, item: Answered, message: str, start: int, reply: str, *, answered: bool, kind: str) -> Case:
    return Case(
        set=trove.name,
        group=item.group,
        message=message,
        start=start,
        end=start + len(item.question),
        reply=reply,
        answered=answered,
        kind=kind,
    )


def _fits(one: Answered, item: Answered, kind: str) -> bool:
    return one.key != item.key and (
        one.topic == item.topic if kind == "topic" else one.topic != item.topic or not one.topic
    )


def _alike(trove: Trove, item: Answered, other: Answered, kind: str, random: np.random.Generator) -> Answered | None:
    """An answer to something else, about as long as the item's."""
    length = len(item.answer)
    found = [
        one
        for one in trove.items
        if one.key not in (item.key, other.key)
        and _fits(one, item, kind)
        and abs(len(one.answer) - length) <= LENGTH * length
    ]
    return found[int(random.integers(len(found)))] if found else None
