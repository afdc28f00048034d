"""wixqa, xquad.ru, xquad.en and the search part of rutube_support: does search find the article.

Knowledge rows: `id, text` or `id, topic, question, answer`. Query rows: `id, group, question, gold: [ids]`.
"""

import math
from collections.abc import Sequence
from typing import Any

from evals.metrics import Metric, mean
from evals.runner import Outcome, Setting, evaluates
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex

FILES = {"wixqa": ("kb.jsonl", "queries.jsonl")}


@evaluates("wixqa")
@evaluates("xquad.ru")
@evaluates("xquad.en")
def support_search(setting: Setting) -> Outcome:
    """Recall at 1 and 5 and nDCG at 10 of the shipped search; beside it, the rules level of the same run."""
    knowledge, queries = _files(setting)
    articles = [as_article(row) for row in setting.rows(knowledge)]
    rows = setting.rows(queries)
    return Outcome(
        metrics=ranked(KnowledgeIndex.build(articles, setting.embedder), rows),
        baseline={} if setting.embedder is None else _suffixed(ranked(KnowledgeIndex.build(articles), rows), "_rules"),
    )


def ranked(index: KnowledgeIndex, rows: Sequence[dict[str, Any]]) -> dict[str, Metric]:
    """Ranking metrics of ``index`` over query rows."""
    groups = [str(row["group"]) for row in rows]
    found = [[name for name, _ in index.rank_articles(str(row["question"]), 10)] for row in rows]
    golds = [{str(name) for name in row["gold"]} for row in rows]
    pairs = list(zip(found, golds, strict=True))
    return {
        "recall_at_1": mean([float(bool(gold & set(names[:1]))) for names, gold in pairs], groups),
        "recall_at_5": mean([float(bool(gold & set(names[:5]))) for names, gold in pairs], groups),
        "ndcg_at_10": mean([_ndcg(names, gold) for names, gold in pairs], groups),
    }


def as_article(row: dict[str, Any]) -> Article:
    """A knowledge row as an article of ours."""
    text = str(row.get("answer") or row.get("text") or "")
    return Article(
        id=str(row["id"]),
        title=str(row.get("topic") or row.get("question") or ""),
        text=text,
        question=str(row.get("question") or ""),
        topic=str(row.get("topic") or ""),
    )


def _files(setting: Setting) -> tuple[str, str]:
    for language in ("ru", "en"):
        if (setting.folder / f"passages.{language}.jsonl").is_file():
            return f"passages.{language}.jsonl", f"queries.{language}.jsonl"
    return FILES["wixqa"]


def _ndcg(names: Sequence[str], gold: set[str]) -> float:
    gain = sum(1 / math.log2(rank + 2) for rank, name in enumerate(names) if name in gold)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(len(gold), 10)))
    return gain / best if best else 0.0


def _suffixed(metrics: dict[str, Metric], suffix: str) -> dict[str, Metric]:
    return {f"{key}{suffix}": metric for key, metric in metrics.items()}
