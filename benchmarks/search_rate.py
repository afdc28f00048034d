"""How long a search takes, and all that comes before a model is called, beside one embedding of the question.

    python -m benchmarks.search_rate [--sizes 1000 10000 100000]

Articles are made up of seeded words, one passage each, with unit vectors near the centre of their subject; only the
question is really embedded (its vector is then the one of its subject), and it is not remembered between questions.
``before_model`` is everything from the customer's message to the request that is ready to be sent: asks, search, the
order, voice, masking, sources within the token budget. Acts take turns on a question, so that a busy machine is as busy
for one as for the other. Figures are milliseconds over a warm index; ``load`` is the machine's over the last minute.
"""

import argparse
import copy
import json
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from drafting.desk import DraftingDesk
from drafting.model_text import prepare
from drafting.reading import read
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder, Vectors
from model_gateway.local_embedder import LocalEmbedder
from reply_core.asks import find_asks, read_inquiry
from reply_core.types import Conversation, Inquiry, Message, Order
from tone_of_voice.profile import default_profile

SIZES = (1_000, 10_000, 100_000)
QUESTIONS = 60
WARM = 5
_MOST_ASKS = 8
_SUBJECTS = ("возврат", "доставка", "карта", "баллы", "обмен", "оплата", "гарантия", "отзыв", "курьер", "размер")
_ACTIONS = ("оформить", "отменить", "изменить", "проверить", "ускорить", "вернуть", "продлить", "оспорить")


_NOW = datetime(2026, 11, 13, 11, 40, tzinfo=UTC)
_APART = 0.6
"""How far a text's vector lies from its subject's centre, before it is made of length one."""


class MadeUpVectors:
    """An embedder whose articles cost nothing; a question is embedded by ``inner`` once, its vector is made up."""

    def __init__(self, inner: Embedder) -> None:
        self._inner, self._draw = inner, np.random.default_rng(1)
        self.name, self.dim = f"made up over {inner.name}", inner.dim
        self._centres = self._rows(len(_SUBJECTS) + 1)
        self._known: dict[str, Vectors] = {}

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Few texts are questions, embedded; many are texts of the index."""
        if len(texts) > _MOST_ASKS:
            return self.passages(texts)
        new = [text for text in texts if text not in self._known]
        if new:
            self._inner.queries(new)
            self._known |= dict(zip(new, self.passages(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Rows of length one around the centres of the subjects."""
        places = [
            next((number for number, name in enumerate(_SUBJECTS) if name in text), len(_SUBJECTS)) for text in texts
        ]
        return _unit(self._centres[places] + _APART * self._rows(len(texts)))

    def forget(self) -> None:
        """Remember no question."""
        self._known = {}

    def _rows(self, count: int) -> Vectors:
        return _unit(self._draw.standard_normal((count, self.dim), dtype=np.float32))


def _unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def articles(count: int) -> list[Article]:
    """Made-up articles, the same on every run."""
    draw = np.random.default_rng(2)
    words = np.array([f"слово{number}" for number in range(4_000)])
    rare = draw.zipf(1.3, size=(count, 40)) % len(words)
    return [
        Article(
            id=str(number),
            title=f"{_SUBJECTS[number % len(_SUBJECTS)]} {words[rare[number, 0]]}",
            text=f"Про {_SUBJECTS[number % len(_SUBJECTS)]} {number}: " + " ".join(words[rare[number, 1:]]),
        )
        for number in range(count)
    ]


def questions() -> list[str]:
    """As a customer writes, none twice."""
    return [
        f"Подскажите, как {_ACTIONS[number % len(_ACTIONS)]} {_SUBJECTS[number % len(_SUBJECTS)]} по заказу {number}?"
        for number in range(QUESTIONS)
    ]


def inquiry_of(text: str) -> Inquiry:
    """The question in a conversation with an order."""
    message = Message(id="m", text=text, direction="in", author_kind="customer", at=_NOW)
    order = Order(number="48213", fields={"статус": "передан в доставку", "сумма": "3 490 ₽"})
    talk = Conversation(id="c", channel="email", messages=(message,), customer_name="Ольга", order=order)
    found = read_inquiry(talk, _NOW)
    if found is None:
        raise SystemExit("the question waits for no answer")
    return found


def milliseconds(*acts: Callable[[str], object]) -> list[dict[str, float]]:
    """Median and 95th percentile of each act over the questions, the first few apart."""
    taken: list[list[float]] = [[] for _ in acts]
    for question in questions():
        for act, times in zip(acts, taken, strict=True):
            begun = time.perf_counter()
            act(question)
            times.append((time.perf_counter() - begun) * 1_000)
    return [
        {
            "p50": round(float(np.median(times[WARM:])), 2),
            "p95": round(float(np.quantile(times[WARM:], 0.95)), 2),
        }
        for times in taken
    ]


def measured(size: int, inner: Embedder) -> dict[str, object]:
    """The figures of one size."""
    begun = time.perf_counter()
    vectors = MadeUpVectors(inner)
    index = KnowledgeIndex.build(articles(size), vectors)
    by_words = copy.copy(index)
    by_words.ranker = copy.copy(index.ranker)
    by_words.ranker.meaning = None
    desk = DraftingDesk(index=index, profile=default_profile("ru"), embedder=vectors, language="ru")
    built = time.perf_counter() - begun

    def search(text: str) -> None:
        vectors.forget()
        index.search_asks(text, find_asks(text))

    def before_model(text: str) -> None:
        vectors.forget()
        text = text.replace("Подскажите", "Скажите")  # the search before must not have ranked it
        prepare(read(inquiry_of(text), desk, now=_NOW), desk, now=_NOW)

    before_model("Как оформить возврат?")
    embedding, whole, words, before = milliseconds(
        lambda text: inner.queries([text]), search, lambda text: by_words.search(text), before_model
    )
    return {
        "one_embedding": embedding,
        "search": whole,
        "search_by_words": words,
        "before_model": before,
        "search_times_one_embedding": round(whole["p50"] / embedding["p50"], 2),
        "before_model_times_one_embedding": round(before["p50"] / embedding["p50"], 2),
        "built_seconds": round(built, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    """Measure and print JSON, a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    inner = LocalEmbedder(cache_size=0)
    for size in parser.parse_args().sizes:
        print(json.dumps({"passages": size, "questions": QUESTIONS - WARM, **measured(size, inner)}), flush=True)


if __name__ == "__main__":
    main()
