"""A yes turned into a no in real replies («можно» – «нельзя», «менее» – «более»): is it told from the real ones.

Rows of rutube_support: `operator_reply, gold: [ids], group`. Sources are the gold articles whole.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evals.metrics import Metric, mean
from evals.runner import Setting
from knowledge_base.articles import Article
from knowledge_base.support import Source, check_sentence
from reply_core.text import sentences

_TURNS: tuple[tuple[str, str], ...] = (
    ("нельзя", "можно"),
    ("можно", "нельзя"),
    ("невозможно", "возможно"),
    ("возможно", "невозможно"),
    ("не может", "может"),
    ("не можете", "можете"),
    ("не могут", "могут"),
    ("может", "не может"),
    ("можете", "не можете"),
    ("могут", "не могут"),
    ("недоступна", "доступна"),
    ("недоступно", "доступно"),
    ("доступна", "недоступна"),
    ("доступно", "недоступно"),
    ("не менее", "не более"),
    ("не более", "не менее"),
    ("менее", "более"),
    ("более", "менее"),
    ("бесплатно", "платно"),
)
_TURN = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted((word for word, _ in _TURNS), key=len, reverse=True))})(?![^\W_])", re.IGNORECASE
)
_INTO = dict(_TURNS)


def polarity(setting: Setting, rows: Sequence[Mapping[str, Any]], articles: Sequence[Article]) -> dict[str, Metric]:
    """Share of turned sentences called contradicted, and of the real sentences called so."""
    known = {article.id: article for article in articles}
    caught: list[float] = []
    turned_groups: list[str] = []
    alarms: list[float] = []
    groups: list[str] = []
    for row in rows:
        reply, asked, group = str(row["operator_reply"]), str(row["question"]), str(row["group"])
        sources = [as_source(known[str(name)]) for name in row["gold"] if str(name) in known]
        if not sources:
            continue
        for span in sentences(reply):
            said = span.of(reply)
            alarms.append(float(_denied(said, sources, setting, asked)))
            groups.append(group)
            if (other := turned(said)) != said:
                caught.append(float(_denied(other, sources, setting, asked)))
                turned_groups.append(group)
    return {"polarity_caught": mean(caught, turned_groups), "polarity_false_alarms": mean(alarms, groups)}


def turned(sentence: str) -> str:
    """The sentence with its first yes or no the other way round; the same when it has none."""
    return _TURN.sub(lambda found: _INTO[found.group().lower()], sentence, count=1)


def as_source(article: Article) -> Source:
    """An article, whole, as a source."""
    return Source(id=article.id, kind="article", title=article.title, text=article.text)


def _denied(sentence: str, sources: Sequence[Source], setting: Setting, asked: str) -> bool:
    check = check_sentence(sentence, sources, embedder=setting.embedder, asked=asked)
    return any(finding.kind == "polarity" and finding.verdict == "contradicted" for finding in check.findings)
