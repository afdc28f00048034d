"""rutube_support: real questions, the operators' real replies and the gold article: the whole loop on one set.

`kb.jsonl`: `id, topic, question, answer`. `cases.jsonl`: `id, group, question, operator_reply, gold: [ids], class1`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evals.cases import card_of, scorebook
from evals.drafts import drafts, token_f1
from evals.metrics import Metric, auc, bootstrap, mean
from evals.polarity import polarity
from evals.retrieval import as_article, ranked
from evals.runner import Outcome, Setting, evaluates
from evals.unanswered import unanswered
from knowledge_base.articles import Article
from knowledge_base.atoms import find_atoms
from knowledge_base.passages import Passage
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source, check_text
from qa_scoring.scorecard import Scorecard, Scored
from reply_core.text import fold, sentences, words
from reply_core.types import Span

Metrics = dict[str, Metric]
SAME_ANSWER = 0.5
TOP = 5
_DIGITS = re.compile(r"\d+")
_NO_NUMBERS = frozenset({"link", "email", "phone", "promo_code", "polarity"})


@evaluates("rutube_support")
def rutube(setting: Setting) -> Outcome:
    """Search, drafts, the decision "not in the knowledge base", unanswered asks, false alarms, changed numbers."""
    rows = setting.rows("cases.jsonl")
    articles = [as_article(row) for row in setting.rows("kb.jsonl")]
    index = KnowledgeIndex.build(articles, setting.embedder)
    drafted, draft_baseline, draft_curve = drafts(setting, rows, articles, index)
    alarms, details = _false_alarms(setting, rows, articles)
    missed = unanswered(setting, rows, articles)
    numbers, curves = _numbers(setting, rows, index)
    return Outcome(
        metrics={
            **ranked(index, rows),
            **drafted,
            "not_in_kb_auroc": _not_in_kb(setting, rows, articles, index),
            **missed.metrics,
            "violation_false_alarms": alarms,
            **numbers,
            **polarity(setting, rows, articles),
        },
        baseline={**draft_baseline, **missed.baseline},
        details=_together(details, curves, missed.details, {"draft_curve": draft_curve}),
    )


def _together(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Details of several measurements; lists of one key are joined."""
    found: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            found[key] = [*found[key], *value] if isinstance(value, list) and key in found else value
    return found


def _not_in_kb(
    setting: Setting, rows: Sequence[dict[str, Any]], articles: Sequence[Article], index: KnowledgeIndex
) -> Metric:
    """Each case twice: whole knowledge base, and without the gold and what answers the same."""
    bags = {article.id: {word.text for word in words(fold(article.text))} for article in articles}
    values: list[float] = []
    inside: list[bool] = []
    groups: list[str] = []
    for row in rows:
        gold = {str(name) for name in row["gold"]}
        left = [article for article in articles if article.id not in gold and not _same_as(bags, article.id, gold)]
        bare = KnowledgeIndex.build(left, setting.embedder)
        for found, answerable in ((index, True), (bare, False)):
            values.append(found.search(str(row["question"]), TOP).supported)
            inside.append(answerable)
            groups.append(str(row["group"]))
    return auc(values, inside, groups)


def _same_as(bags: dict[str, set[str]], name: str, gold: set[str]) -> bool:
    mine = bags[name]
    return any(len(mine & bags[one]) > SAME_ANSWER * len(mine | bags[one]) for one in gold if one in bags)


def _false_alarms(
    setting: Setting, rows: Sequence[dict[str, Any]], articles: Sequence[Article]
) -> tuple[Metric, dict[str, Any]]:
    """Share of real, polite replies with respect not met or a confirmed critical error; which ones, and why."""
    book = scorebook(setting, "ru", articles)
    alarms, named = [], []
    for row in rows:
        card = card_of(str(row["question"]), str(row["operator_reply"]), book)
        reasons = []
        if isinstance(card, Scorecard):
            respect = card.criteria.get("respect")
            if isinstance(respect, Scored) and respect.verdict == "fail":
                reasons.append(f"respect: {respect.code or respect.reason}")
            reasons += [critical.code for critical in card.critical if critical.state == "confirmed"]
        alarms.append(float(bool(reasons)))
        if reasons:
            named.append({"id": row["id"], "alarms": reasons})
    return mean(alarms, [str(row["group"]) for row in rows]), {"false_alarms": named}


def _numbers(setting: Setting, rows: Sequence[dict[str, Any]], index: KnowledgeIndex) -> tuple[Metrics, dict[str, Any]]:
    """One number of the real reply changed: is there an alarm; and is there none about the real reply.

    Sources are the five best passages of search for the question; under ``*_by_claim`` also the five best for each
    sentence as it was sent (as the scorer does); under ``*_whole_kb`` the whole knowledge base. The curve gives what
    any other bar would have given.
    """
    random = np.random.default_rng(0)
    whole = tuple(_source(passage) for passage in index.passages)
    doubts: dict[str, tuple[list[float], list[float]]] = {key: ([], []) for key in ("", "_by_claim", "_whole_kb")}
    bars: dict[str, tuple[list[float], list[float]]] = {key: ([], []) for key in doubts}
    groups: list[str] = []
    for row in rows:
        reply = str(row["operator_reply"])
        numbers = [match for match in _DIGITS.finditer(reply) if is_a_claim(reply, match.start(), match.end())]
        if not numbers:
            continue
        asked = str(row["question"])
        chosen = numbers[int(random.integers(len(numbers)))]
        changed = str(int(chosen.group()) + int(random.integers(1, 9)))
        wrong = reply[: chosen.start()] + changed + reply[chosen.end() :]
        place = Span(start=chosen.start(), end=chosen.start() + len(changed))
        for text, where, column in ((wrong, place, 0), (reply, Span(start=0, end=len(reply)), 1)):
            near = _nearest(index, [asked])
            claimed = _nearest(index, [asked, *(span.of(text) for span in sentences(text))])
            for key, sources in (("", near), ("_by_claim", claimed), ("_whole_kb", whole)):
                alarm, doubt = _alarmed(text, asked, sources, setting, where)
                bars[key][column].append(float(alarm))
                doubts[key][column].append(doubt)
        groups.append(str(row["group"]))
    metrics = {}
    for key, (caught, alarms) in bars.items():
        metrics[f"numbers_caught{key}"] = mean(caught, groups)
        metrics[f"numbers_false_alarms{key}"] = mean(alarms, groups)
    return metrics, {"numbers_curve": _curve(*doubts[""]), "numbers_curve_by_claim": _curve(*doubts["_by_claim"])}


def _source(passage: Passage) -> Source:
    return Source(id=passage.id, kind="article", title=passage.title, text=passage.text)


def _nearest(index: KnowledgeIndex, queries: Sequence[str]) -> tuple[Source, ...]:
    """The five best passages for each query, each once."""
    found = {hit.passage.id: hit.passage for query in queries for hit in index.search(query, TOP).hits}
    return tuple(_source(passage) for passage in found.values())


def _curve(caught: Sequence[float], alarms: Sequence[float]) -> list[dict[str, float]]:
    """Caught and false alarms at every bar from .05 to .95."""
    return [
        {
            "bar": round(float(bar), 2),
            "caught": round(float(np.mean(np.asarray(caught) >= bar)), 3),
            "false_alarms": round(float(np.mean(np.asarray(alarms) >= bar)), 3),
        }
        for bar in np.arange(0.05, 1.0, 0.1)
    ]


def is_a_claim(text: str, start: int, end: int) -> bool:
    """A number that claims something: not a digit inside a link or an address, not the numbering of a list."""
    around = [atom for atom in find_atoms(text) if atom.span.start <= start and end <= atom.span.end]
    return bool(around) and not any(atom.kind in _NO_NUMBERS for atom in around)


def _alarmed(text: str, asked: str, sources: Sequence[Source], setting: Setting, where: Span) -> tuple[bool, float]:
    """Whether a number within a stretch of a reply raises an alarm, and the greatest doubt about one."""
    alarm, doubt = False, 0.0
    for span, check in check_text(text, sources, embedder=setting.embedder, asked=asked):
        for finding in check.findings:
            low, high = span.start + finding.span.start, span.start + finding.span.end
            if finding.kind not in _NO_NUMBERS and low < where.end and where.start < high:
                alarm, doubt = alarm or finding.alarm, max(doubt, finding.doubt)
    return alarm, doubt


__all__ = ("bootstrap", "rutube", "token_f1")
