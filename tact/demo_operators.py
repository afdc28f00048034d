"""What an operator of a demo shop does with a draft: takes it, changes it, refuses it, or writes without it.

Made by code from the draft and from what the operator wrote in the made-up conversation; the same conversation gives
the same deed. How each of them works stands in the shop's ``assist.toml``.
"""

import random
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from drafting.outcome import Draft
from reply_core.text import fold, sentences, stem, words

Deed = Literal["accepted", "edited", "rejected", "unused"]
_READ, _TYPED, _CHOSEN = 25.0, 4.5, 4.0
"""Characters read and typed in a second; seconds to choose a reason."""
_LONG_WORD = 5
_KNOWS_BETTER = 0.7
"""How often an operator who reads puts right what an article says of before."""
_SAYS_SOMETHING = 5
"""Words of a sentence that is more than a greeting or a signature."""
_KEPT = 4
"""Sentences left of a draft that is cut short, the greeting among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one operator uses drafts; chances and shares are 0 to 1."""

    fits: float = 0.3
    """So much of the own answer a draft must say to be used; 0: whatever it says."""
    accepts: float = 0.4
    """Of drafts that fit: sent as they are."""
    leaves: float = 0.05
    """Written without touching the draft."""
    reads: float = 1.0
    """Time spent reading, of what reading takes."""
    edits: Mapping[str, int] = field(default_factory=lambda: {"added": 1})
    """Kind of edit → its weight."""
    reasons: Mapping[str, int] = field(default_factory=lambda: {"wrong": 1})
    """Code of a reason → its weight among drafts that do not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistPlan:
    """A shop's ``assist.toml``."""

    weeks: int
    """So long ago the shop began to work with drafts."""
    share: float
    """Of its conversations, those that were answered at Tact's desk."""
    always: frozenset[str]
    """Operators who answer everything there."""
    said: Mapping[str, str]
    """Code of a reason → what is added to it in words."""
    polite: Mapping[str, str]
    """Word → the word put in its place when the tone is mended."""
    facts: Mapping[str, str]
    """What articles say → what has been true of late."""
    habits: Mapping[str, Habit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of a draft."""

    deed: Deed
    text: str = ""
    reason: str = ""
    seconds: float = 0.0


def load_plan(folder: Path) -> AssistPlan | None:
    """The shop's ``assist.toml``, or None when it has none."""
    file = folder / "assist.toml"
    if not file.is_file():
        return None
    read = tomllib.loads(file.read_text("utf-8"))
    return AssistPlan(
        weeks=read["weeks"],
        share=read["share"],
        always=frozenset(read.get("always", ())),
        said=read["reasons"],
        polite=read["polite"],
        facts=read["facts"],
        habits={name: Habit(**entry) for name, entry in read["operators"].items()},
    )


def decide_as(operator: str, draft: Draft, own: str, plan: AssistPlan, key: str) -> Decided:
    """What ``operator`` does with ``draft``, who else would have written ``own``; ``key`` makes it repeatable."""
    habit, rng = plan.habits.get(operator, Habit()), random.Random(f"{key}:draft")
    chance = rng.random()
    pace = rng.lognormvariate(0, 0.35)
    reading = habit.reads * pace * len(draft.text) / _READ
    if chance < habit.leaves:
        return Decided(deed="unused")
    if alike(draft.text, own) < habit.fits:
        code = _weighted(habit.reasons, rng)
        reason = f"{code}: {plan.said[code]}" if code in plan.said else code
        return Decided(deed="rejected", reason=reason, seconds=reading + _CHOSEN * pace)
    if habit.fits and rng.random() < _KNOWS_BETTER and _replaced(draft.text, plan.facts) != draft.text:
        return Decided(deed="edited", text=_replaced(draft.text, plan.facts), seconds=reading + _CHOSEN * pace)
    if rng.random() >= habit.accepts:
        edited = _edited(draft, own, plan, _weighted(habit.edits, rng))
        if edited != draft.text:
            typing = abs(len(edited) - len(draft.text)) / _TYPED if len(edited) > len(draft.text) else _CHOSEN
            return Decided(deed="edited", text=edited, seconds=max(1.0, habit.reads) * reading + pace * typing)
    return Decided(deed="accepted", text=draft.text, seconds=1.0 + reading)


def alike(draft: str, own: str) -> float:
    """The share of the long words of ``own`` that ``draft`` says too, in any form.

    >>> alike("Вернуть товар можно за 14 дней.", "Товара возвращать не нужно"), alike("", "")
    (0.5, 0.0)
    """
    wanted, said = _stems(own), _stems(draft)
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _stems(text: str) -> set[str]:
    return {stem(fold(word.text)) for word in words(text) if len(word.text) >= _LONG_WORD}


def _weighted(weights: Mapping[str, int], rng: random.Random) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _edited(draft: Draft, own: str, plan: AssistPlan, kind: str) -> str:
    """The draft with one change of a kind."""
    change: Mapping[str, Callable[[], str]] = {
        "added": lambda: _with_own(draft.text, own),
        "rewritten": lambda: _in_own_words(draft.text, own),
        "shortened": lambda: _short(draft),
        "tone": lambda: _replaced(draft.text, plan.polite),
    }
    return change[kind]()


def _replaced(text: str, pairs: Mapping[str, str]) -> str:
    for old, new in pairs.items():
        text = text.replace(old, new)
    return text


def _telling(text: str) -> list[str]:
    """The sentences that say something, in order."""
    found = (span.of(text).strip() for span in sentences(text))
    return [one for one in found if len(words(one)) >= _SAYS_SOMETHING]


def _with_own(text: str, own: str) -> str:
    """The draft and, behind it, the one sentence of the own answer it says least of."""
    telling = sorted(_telling(own), key=lambda one: alike(text, one))
    return f"{text.rstrip()} {telling[0]}" if telling else text


def _in_own_words(text: str, own: str) -> str:
    """One sentence of the draft replaced by the own sentence that says the same."""
    pairs = [(alike(one, two), one, two) for one in _telling(text) for two in _telling(own)]
    if not pairs:
        return text
    likeness, one, two = max(pairs)
    return text.replace(one, two) if likeness > 0 else text


def _short(draft: Draft) -> str:
    """The first sentences only."""
    if len(draft.sentences) <= _KEPT:
        return draft.text
    return draft.text[: draft.sentences[_KEPT - 1].span.end].rstrip()
