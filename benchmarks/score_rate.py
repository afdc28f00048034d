"""What scoring a reply by rules costs, in tokenise-and-stem passes over the same replies in the same run.

    python -m benchmarks.score_rate [--data FOLDER] [--replies 400] [--passes 5] [--meaning]

FOLDER holds `cases.jsonl` (`question, operator_reply`) and `kb.jsonl` (`id, question, answer`), such as the set
rutube_support; without it the demo shop's conversations are scored. One core, computing time. Process start and the
reading of rules and word lists are told apart and left out. "First" is the first pass over the replies: every word is
new. "Again" is the best of several passes with every cache emptied that is keyed by a text, a sentence or an ask, so
that no text is known; what stays is keyed by single words or chunks (`WORD_CACHES`, the `Remembered` tables, the
screens), as it would in a shop whose texts all differ and whose words do not.
"""

import argparse
import functools
import gc
import json
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import Stemmer

from examples.rosnitsa import generate
from knowledge_base.articles import Article
from knowledge_base.importers import read_files
from knowledge_base.search import KnowledgeIndex
from model_gateway.local_embedder import LocalEmbedder
from qa_scoring.case import Scorebook
from qa_scoring.score import score_conversation
from qa_scoring.standard import default_standard
from reply_core.types import Conversation, Message
from tact.shop import as_inbound
from tone_of_voice.profile import default_profile

NOW = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
WORD_CACHES = frozenset(
    {
        *("stem_once", "_stem_cached", "_stem", "stem", "lemma", "meaning_lines", "_classes", "meant_by", "_meant"),
        *("is_name", "_is_common", "is_spoken", "_odd_word", "masked_pattern", "forms_of", "same_form", "_inflect"),
        *("_target", "still_agrees", "unit_of", "worded_unit", "count_of", "joined_length", "token_of"),
        *("knows", "_strange", "_is_verb", "_is_name", "_only", "near"),
    }
)
"""Names of the functions whose remembered answers are about one word; they outlive the text."""
_WARM_UP = (
    ("Добрый день! Когда придёт заказ 48213?", "Здравствуйте! Заказ 48213 придёт завтра до 18:00, напишем вам."),
    ("Где посмотреть баллы?", "К сожелению, сечас сайт не работает: получилли ошибку, извинете."),
)
"""Two replies that make every table and word list be read: one with a term, one with slips."""
_SMALL = 16
"""Caches of so few entries hold files, books and models, not texts."""
_WORD = re.compile(r"\w+")


def main() -> None:
    """Score the same replies at each level and print the cost of each in stem passes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--replies", type=int, default=400)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--meaning", action="store_true", help="score by meaning, too (minutes)")
    given = parser.parse_args()
    conversations = _pairs(given.data) if given.data else _demo(given.replies)
    articles = _articles(given.data) if given.data else read_files([generate.articles_dir]).articles
    rules = Scorebook(standard=default_standard("ru"), profile=default_profile("ru"), check_facts=False)
    checked = replace(rules, index=KnowledgeIndex.build(articles), check_facts=True)
    started = time.process_time()
    for number, (asked, told) in enumerate(_WARM_UP):
        score_conversation(_pair(number, asked, told), rules)
    begun = time.process_time()
    print(f"start {started:.1f} s, rules and word lists {begun - started:.1f} s (left out below)")
    replies = [message.text for each in conversations for message in each.messages if message.direction == "out"]
    stem = min(_timed(functools.partial(_stem, replies)) for _ in range(20)) / len(replies)
    print(f"{'pass':<40}{'µs a reply':>12}{'replies/s':>12}{'× stem pass':>14}")
    _print("tokenise and stem", stem, stem)
    books = [("rules", rules), ("rules, knowledge base", checked)]
    if given.meaning:
        embedder = LocalEmbedder()
        index = KnowledgeIndex.build(articles, embedder)
        books.append(("rules and meaning, knowledge base", replace(checked, embedder=embedder, index=index)))
    for name, book in books:
        _print(f"{name}, first", _score(conversations, book), stem)
        if book.embedder is None:
            _print(f"{name}, again", min(_score(conversations, book) for _ in range(given.passes)), stem)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _print(name: str, seconds: float, stem: float) -> None:
    print(f"{name:<40}{seconds * 1e6:>12.0f}{1 / seconds:>12.0f}{seconds / stem:>14.1f}")


def _pairs(folder: Path) -> list[Conversation]:
    """Each question with its reply, a minute later."""
    rows = [json.loads(line) for line in (folder / "cases.jsonl").read_text("utf-8").splitlines()]
    return [_pair(number, str(row["question"]), str(row["operator_reply"])) for number, row in enumerate(rows)]


def _pair(number: int, question: str, reply: str) -> Conversation:
    asked = Message(id=f"q{number}", text=question, direction="in", author_kind="customer", at=NOW)
    told = Message(
        id=f"r{number}",
        text=reply,
        direction="out",
        author_kind="operator",
        at=NOW + timedelta(minutes=1),
        author_id="o",
    )
    return Conversation(id=f"c{number}", channel="chat", messages=(asked, told))


def _articles(folder: Path) -> list[Article]:
    rows = [json.loads(line) for line in (folder / "kb.jsonl").read_text("utf-8").splitlines()]
    return [
        Article(id=str(row["id"]), title="", question=str(row.get("question", "")), text=str(row["answer"]))
        for row in rows
    ]


def _demo(wanted: int) -> list[Conversation]:
    by_id: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in generate.iter_messages(NOW):
        by_id[str(row["conversation_id"])].append(row)
    found: list[Conversation] = []
    replies = 0
    for name, rows in by_id.items():
        inbounds = [as_inbound(row, "benchmark") for row in rows]
        messages = tuple(
            Message(
                id=one.external_id, text=one.text, direction=one.direction, author_kind=one.author_kind, at=one.at,
                author_id=one.author_id, visibility=one.visibility, attachments=one.attachments, event=one.event,
            )
            for one in inbounds
        )  # fmt: skip
        found.append(Conversation(id=name, channel=inbounds[0].channel, messages=messages, order=inbounds[0].order))
        replies += sum(one.author_kind == "operator" and one.visibility == "public" for one in inbounds)
        if replies >= wanted:
            break
    return found


def _score(conversations: Sequence[Conversation], book: Scorebook) -> float:
    """Seconds a reply, no text of the conversations being known."""
    forget_texts()
    begun = time.process_time()
    turns = sum(len(score_conversation(conversation, book)) for conversation in conversations)
    return (time.process_time() - begun) / turns


def forget_texts() -> None:
    """Empty every cache of Tact but those of single words and of files."""
    ours = ("qa_scoring", "reply_core", "tone_of_voice", "knowledge_base", "model_gateway")
    for each in gc.get_objects():
        if not isinstance(each, functools._lru_cache_wrapper):  # noqa: SLF001  (the only name of that type)
            continue
        size = each.cache_info().maxsize
        if each.__module__.split(".")[0] in ours and each.__name__ not in WORD_CACHES and (size or 0) > _SMALL:
            each.cache_clear()


def _stem(replies: Sequence[str]) -> None:
    stemmer = _STEMMER
    for reply in replies:
        stemmer.stemWords(_WORD.findall(reply.lower().replace("ё", "е")))


_STEMMER = Stemmer.Stemmer("russian")


def _timed(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
