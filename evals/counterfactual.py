"""counterfactual: a change that must not matter (name, gender, history, padding, commands) moves no verdict.

A flip is a pair of cards with another verdict (met, partly, not met, not required, not judged) in a criterion that the
swap may not move, or with another set of critical codes. Data: replies of rutube_support and tricky_cases where they
are there, and of the demo shops; at the levels with a cost they are drawn with a fixed seed, n is stated.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evals.counterfactual_subjects import Subject, subjects
from evals.counterfactual_swaps import SWAPS, Swap
from evals.curves import wrong
from evals.metrics import Metric, count, mean
from evals.runner import Outcome, Setting, evaluates
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, Unscored, verdict_word

Verdicts = dict[str, str]
CRITICAL = "critical"
_DECIDED = frozenset({"pass", "partial", "fail"})
_LISTED = 150


@dataclass(frozen=True, slots=True)
class Tried:
    """One pair: which swap, on which reply, and what moved (criterion, before, after)."""

    swap: Swap
    subject: Subject
    moved: tuple[tuple[str, str, str], ...]

    @property
    def between_decisions(self) -> bool:
        """Whether something moved between two decided verdicts, not only to or from "not judged"."""
        return any(key == CRITICAL or {one, other} <= _DECIDED for key, one, other in self.moved)


@evaluates("counterfactual")
def counterfactual(setting: Setting) -> Outcome:
    """Flips and their share among pairs, over all swaps and for each."""
    chosen = subjects(setting)
    tried, failed = asyncio.run(_try_all(chosen, SWAPS, setting))
    metrics: dict[str, Metric] = {
        "flips": count(sum(bool(one.moved) for one in tried), len(tried)),
        "flips_between_decisions": count(sum(one.between_decisions for one in tried), len(tried)),
        "flip_rate": _rate(tried),
    }
    by_swap: dict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        by_swap[one.swap.name].append(one)
    metrics.update({f"flip_rate_{name}": _rate(members) for name, members in by_swap.items()})
    return Outcome(metrics=metrics, details=_details(chosen, tried, by_swap, failed, setting))


def verdicts_of(card: Scorecard | Unscored) -> Verdicts:
    """Every verdict of a card as a word, and its critical codes as one more."""
    if isinstance(card, Unscored):
        return {"unscored": card.reason}
    codes = sorted(f"{item.code}:{item.state}" for item in card.critical)
    return {**{code: verdict_word(item) for code, item in card.criteria.items()}, CRITICAL: ", ".join(codes)}


def moved(one: Verdicts, other: Verdicts, may_move: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
    """(criterion, before, after) of what differs and may not."""
    keys = [key for key in dict.fromkeys([*one, *other]) if key not in may_move]
    return tuple((key, one.get(key, "–"), other.get(key, "–")) for key in keys if one.get(key) != other.get(key))


async def _try_all(
    chosen: Sequence[Subject], swaps: Sequence[Swap], setting: Setting
) -> tuple[list[Tried], Counter[str]]:
    """Every swap on every reply it applies to; pairs whose model call failed are left out and counted."""
    tried: list[Tried] = []
    failed: Counter[str] = Counter()
    for subject in chosen:
        own: dict[int, Scorecard | Unscored] = {}
        for swap in swaps:
            pair = swap.make(subject)
            if pair is None:
                continue
            cards = [own[id(one)] if id(one) in own else await _card(one, setting) for one in pair]
            own.update({id(one): card for one, card in zip(pair, cards, strict=True) if one is subject})
            if any(isinstance(card, Scorecard) and card.flag("model_failed") for card in cards):
                failed[swap.name] += 1
                continue
            one, other = (verdicts_of(card) for card in cards)
            tried.append(Tried(swap, subject, moved(one, other, swap.may_move)))
    return tried, failed


async def _card(subject: Subject, setting: Setting) -> Scorecard | Unscored:
    if setting.level == "model" and setting.gateway is not None:
        from qa_scoring.score_model import score_with_model

        return await score_with_model(subject.case(), subject.book, setting.gateway)
    return score_reply(subject.case(), subject.book)


def _rate(tried: Sequence[Tried]) -> Metric:
    return mean([float(bool(one.moved)) for one in tried], [one.subject.group for one in tried])


def _details(
    chosen: Sequence[Subject],
    tried: Sequence[Tried],
    by_swap: dict[str, list[Tried]],
    failed: Counter[str],
    setting: Setting,
) -> dict[str, Any]:
    criteria = Counter(key for one in tried for key, _, _ in one.moved)
    notes = [f"{len(chosen)} replies, {len(tried)} pairs. A pair differs in one thing only."]
    if failed:
        notes.append(f"{sum(failed.values())} pairs were left out because the model failed: {dict(failed)}.")
    if setting.level == "model" and setting.gateway is None:
        notes.append("No model was given: this is the level below.")
    swaps = [
        {
            "swap": swap.name,
            "pairs": len(by_swap.get(swap.name, ())),
            "flips": sum(bool(one.moved) for one in by_swap.get(swap.name, ())),
            "between decisions": sum(one.between_decisions for one in by_swap.get(swap.name, ())),
            "may move": ", ".join(sorted(swap.may_move)) or "nothing",
        }
        for swap in SWAPS
    ]
    named = [
        {"id": one.subject.id, "swap": one.swap.name, "criterion": key, "before": before, "after": after}
        for one in tried
        for key, before, after in one.moved
    ]
    return {
        "notes": notes,
        "swaps": swaps,
        "criteria_that_flipped": dict(criteria.most_common()),
        "flips": named[:_LISTED],
        "wrong_ids": [
            wrong(name, [one.subject.id for one in members if one.moved])
            for name, members in by_swap.items()
            if any(one.moved for one in members)
        ],
    }
