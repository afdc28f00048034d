"""How fast replies are scored: rules, rules and meaning, beside one tokenise-and-stem pass over the same texts.

    python -m benchmarks.score_rate [--replies 400]

Prints ratios from one run, so that they hold on any machine; the replies are the demo shop's.
"""

import argparse
import resource
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from examples.rosnitsa import generate
from knowledge_base.importers import read_files
from knowledge_base.search import KnowledgeIndex
from model_gateway.local_embedder import LocalEmbedder
from qa_scoring.case import Scorebook
from qa_scoring.score import score_conversation
from qa_scoring.standard import default_standard
from reply_core.text import fold, stem, words
from reply_core.types import Conversation, Message
from tact.shop import as_inbound
from tone_of_voice.profile import default_profile

NOW = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)


def main() -> None:
    """Score the same conversations at each level and print seconds, rows per second and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=400)
    wanted = parser.parse_args().replies
    conversations = _conversations(wanted)
    rules = Scorebook(standard=default_standard("ru"), profile=default_profile("ru"), check_facts=False)
    articles = read_files([generate.articles_dir]).articles
    embedder = LocalEmbedder()
    checked = replace(rules, index=KnowledgeIndex.build(articles), check_facts=True)
    local = replace(checked, embedder=embedder, index=KnowledgeIndex.build(articles, embedder))
    _score(conversations[:20], rules)
    stem_seconds = _timed(lambda: _stem(conversations))
    print(f"replies: {wanted}, conversations: {len(conversations)}")
    print(f"{'pass':<34}{'replies/s':>12}{'× stem pass':>14}")
    print(f"{'tokenise and stem':<34}{wanted / stem_seconds:>12.0f}{1:>14.1f}")
    for name, book in (
        ("rules", rules),
        ("rules, knowledge base", checked),
        ("rules and meaning, knowledge base", local),
    ):
        turns, seconds = _score(conversations, book)
        print(f"{name:<34}{turns / seconds:>12.0f}{seconds / turns / (stem_seconds / wanted):>14.1f}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _conversations(wanted: int) -> list[Conversation]:
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


def _score(conversations: list[Conversation], book: Scorebook) -> tuple[int, float]:
    begin = time.process_time()
    turns = sum(len(score_conversation(conversation, book)) for conversation in conversations)
    return turns, time.process_time() - begin


def _stem(conversations: list[Conversation]) -> None:
    for conversation in conversations:
        for message in conversation.messages:
            if message.direction == "out":
                for word in words(fold(message.text)):
                    stem(word.text)


def _timed(work: Callable[[], None]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
