"""How long a search takes, beside one embedding of the question: python -m benchmarks.search_rate [--sizes 1000 10000].

Articles are made up of seeded words, one passage each, with random unit vectors; only the question is really embedded,
and its vector is not remembered between questions. Figures are milliseconds of a search over a warm index.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence

import numpy as np

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder, Vectors
from model_gateway.local_embedder import LocalEmbedder
from reply_core.asks import find_asks

SIZES = (1_000, 10_000, 100_000)
QUESTIONS = 60
WARM = 5
_SUBJECTS = ("возврат", "доставка", "карта", "баллы", "обмен", "оплата", "гарантия", "отзыв", "курьер", "размер")
_ACTIONS = ("оформить", "отменить", "изменить", "проверить", "ускорить", "вернуть", "продлить", "оспорить")


class RandomVectors:
    """An embedder whose articles cost nothing; a question is embedded by ``inner``."""

    def __init__(self, inner: Embedder) -> None:
        self._inner, self._draw = inner, np.random.default_rng(1)
        self.name, self.dim = f"random over {inner.name}", inner.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One question is embedded; many are texts of the index."""
        return self._inner.queries(texts) if len(texts) == 1 else self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Random rows of length one."""
        rows = self._draw.standard_normal((len(texts), self.dim), dtype=np.float32)
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


def milliseconds(*acts: Callable[[str], object]) -> list[dict[str, float]]:
    """Median and 95th percentile of each act over the questions, the first few apart; acts take turns on a question,
    so that a busy machine is as busy for one as for the other."""
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


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    sizes = parser.parse_args().sizes
    inner = LocalEmbedder(cache_size=0)
    found: dict[str, object] = {"questions": QUESTIONS - WARM}
    for size in sizes:
        begun = time.perf_counter()
        made = articles(size)
        by_words, index = KnowledgeIndex.build(made), KnowledgeIndex.build(made, RandomVectors(inner))
        built = time.perf_counter() - begun
        index.search("прогрев")
        embedding, whole, words = milliseconds(
            lambda text: inner.queries([text]),
            lambda text, index=index: index.search_asks(text, find_asks(text)),  # type: ignore[misc]
            lambda text, index=by_words: index.search(text),  # type: ignore[misc]
        )
        found[str(size)] = {
            "one_embedding": embedding,
            "search": whole,
            "search_by_words": words,
            "times_one_embedding": round(whole["p50"] / embedding["p50"], 2),
            "built_seconds": round(built, 1),
        }
        print(json.dumps({size: found[str(size)]}), flush=True)
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
