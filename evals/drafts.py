"""Composed replies against the replies that were really sent: token-F1, what they rest on, F1 against coverage.

A draft is shown as the reply. Where the support is weak three articles are offered, each with the reply it would give:
the first one's counts as the text then. A hand-over gives no text and counts 0.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drafting.desk import DraftingDesk
from drafting.outcome import Candidates, Draft, HandOver
from drafting.propose import propose
from evals.metrics import Metric, mean
from evals.runner import Setting
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from reply_core.asks import read_inquiry
from reply_core.text import stems
from reply_core.types import Conversation, Message
from tone_of_voice.profile import default_profile

_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What one question got: the text to send, the articles it rests on, how sure the search was."""

    kind: str
    text: str
    rests_on: frozenset[str]
    supported: float


def token_f1(made: str, real: str) -> float:
    """F1 of the stems of two texts, counted with repeats."""
    one, other = list(stems(made)), list(stems(real))
    if not one or not other:
        return 0.0
    pool: dict[str, int] = {}
    for stem in other:
        pool[stem] = pool.get(stem, 0) + 1
    same = 0
    for stem in one:
        if pool.get(stem, 0):
            pool[stem] -= 1
            same += 1
    return 2 * same / (len(one) + len(other))


def drafts(
    setting: Setting, rows: Sequence[dict[str, Any]], articles: Sequence[Article], index: KnowledgeIndex
) -> tuple[dict[str, Metric], dict[str, Metric], list[dict[str, float]]]:
    """Metrics, the baseline (the first article copied), and the curve of F1 and gold share against coverage."""
    desk = DraftingDesk(index=index, profile=default_profile("ru"), embedder=setting.embedder, language="ru")
    texts = {article.id: article.text for article in articles}
    groups = [str(row["group"]) for row in rows]
    made = [_proposed(str(row["question"]), desk) for row in rows]
    scores = [token_f1(one.text, str(row["operator_reply"])) for one, row in zip(made, rows, strict=True)]
    gold = [float(bool(one.rests_on & set(map(str, row["gold"])))) for one, row in zip(made, rows, strict=True)]
    copied = []
    for row in rows:
        best = index.rank_articles(str(row["question"]), 1)
        copied.append(token_f1(texts[best[0][0]], str(row["operator_reply"])) if best else 0.0)
    metrics = {
        "draft_token_f1": mean(scores, groups),
        "draft_token_f1_drafts": mean(
            [score if one.kind == "draft" else 0.0 for one, score in zip(made, scores, strict=True)], groups
        ),
        "draft_shown_share": mean([float(one.kind == "draft") for one in made], groups),
        "candidates_share": mean([float(one.kind == "candidates") for one in made], groups),
        "handed_over_share": mean([float(one.kind == "hand_over") for one in made], groups),
        "shown_gold_share": _among("draft", made, gold, groups),
        "candidates_gold_share": _among("candidates", made, gold, groups),
    }
    return metrics, {"draft_token_f1_copy_top_article": mean(copied, groups)}, _curve(made, scores, gold)


def _among(kind: str, made: Sequence[Proposed], values: Sequence[float], groups: Sequence[str]) -> Metric:
    """The mean of ``values`` over the outcomes of one kind."""
    chosen = [at for at, one in enumerate(made) if one.kind == kind]
    return mean([values[at] for at in chosen], [groups[at] for at in chosen])


def _proposed(question: str, desk: DraftingDesk) -> Proposed:
    message = Message(id="q", text=question, direction="in", author_kind="customer")
    inquiry = read_inquiry(Conversation(id="c", channel="email", messages=(message,)))
    supported = desk.index.search(question, 1).supported
    outcome = asyncio.run(propose(inquiry, desk)) if inquiry is not None else None
    if isinstance(outcome, Draft):
        cited = {citation.article_id for sentence in outcome.sentences for citation in sentence.citations}
        return Proposed(kind="draft", text=outcome.text, rests_on=frozenset(cited), supported=supported)
    if isinstance(outcome, Candidates):
        first = next((offer for offer in outcome.offers if offer.reply), None)
        rests = frozenset({first.article_id}) if first else frozenset[str]()
        return Proposed(kind="candidates", text=first.reply if first else "", rests_on=rests, supported=supported)
    kind = "hand_over" if isinstance(outcome, HandOver) else "no_reply_needed"
    return Proposed(kind=kind, text="", rests_on=frozenset(), supported=supported)


def _curve(made: Sequence[Proposed], scores: Sequence[float], gold: Sequence[float]) -> list[dict[str, float]]:
    """Were only the surest share of questions answered: F1 over all, and the share resting on a gold article."""
    order = sorted(range(len(made)), key=lambda at: -made[at].supported)
    curve = []
    for share in _SHARES:
        kept = order[: max(1, round(share * len(order)))] if order else []
        if kept:
            curve.append(
                {
                    "coverage": share,
                    "bar": round(made[kept[-1]].supported, 3),
                    "token_f1": round(sum(scores[at] for at in kept) / len(order), 3),
                    "gold_share": round(sum(gold[at] for at in kept) / len(kept), 3),
                }
            )
    return curve
