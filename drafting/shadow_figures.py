"""A prompt version in shadow beside the one in use, over the same inquiries: figures with n and intervals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from rapidfuzz import fuzz

from drafting.shadow_store import ShadowPair
from reply_core.text import fold

ENOUGH = 20
"""Fewer pairs give no means: chance would speak."""
_DRAWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A mean with its 95 % interval (bootstrap over inquiries) and n; no value below `ENOUGH`."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowFigures:
    """One version in shadow against the live one."""

    prompt: str
    live_prompt: str
    n: int
    """Inquiries tried, failures among them."""
    failures: dict[str, int]
    """Why there was no shadow draft → how often."""
    same_kind: Figure
    """Share of pairs where both are a draft, or both are not."""
    similarity: Figure
    """Likeness of the two texts, 0 to 1, where both are drafts."""
    removed: Figure
    """Share of shadow drafts with sentences the check refused, less the live share."""
    to_sent: Figure
    """Likeness to what the operator sent: shadow less live; above 0 the shadow is nearer."""
    tokens: Figure
    """Tokens of the shadow over tokens of the live draft."""
    ms: float | None
    """Median milliseconds of the shadow drafts."""
    live_ms: float | None
    enough: bool


def compare(pairs: Sequence[ShadowPair]) -> tuple[ShadowFigures, ...]:
    """Figures for each pair of versions, the most tried first. Live drafts made without a model are left out: their
    texts, tokens and times tell nothing about prompts."""
    groups: dict[tuple[str, str], list[ShadowPair]] = {}
    for pair in pairs:
        if pair.live_prompt:
            groups.setdefault((pair.prompt, pair.live_prompt), []).append(pair)
    found = [_figures(prompt, live, group) for (prompt, live), group in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.n, one.prompt, one.live_prompt)))


def _figures(prompt: str, live: str, pairs: Sequence[ShadowPair]) -> ShadowFigures:
    made = [pair for pair in pairs if pair.outcome == "ok"]
    both = [pair for pair in made if pair.text and pair.live_text]
    sent = [pair for pair in both if pair.sent]
    return ShadowFigures(
        prompt=prompt,
        live_prompt=live,
        n=len(pairs),
        failures=dict(Counter(pair.outcome for pair in pairs if pair.outcome != "ok")),
        same_kind=_mean([float((pair.kind == "draft") == (pair.live_kind == "draft")) for pair in made]),
        similarity=_mean([alike(pair.text, pair.live_text) for pair in both]),
        removed=_mean([float(pair.removed) - float(pair.live_removed) for pair in made]),
        to_sent=_mean([alike(pair.text, pair.sent) - alike(pair.live_text, pair.sent) for pair in sent]),
        tokens=_mean([pair.tokens / pair.live_tokens for pair in made if pair.live_tokens]),
        ms=median(pair.ms for pair in made) if len(made) >= ENOUGH else None,
        live_ms=median(pair.live_ms for pair in made) if len(made) >= ENOUGH else None,
        enough=len(made) >= ENOUGH,
    )


def alike(one: str, two: str) -> float:
    """Likeness of two texts, 0 to 1, spaces and capitals aside."""
    return fuzz.ratio(" ".join(fold(one).split()), " ".join(fold(two).split())) / 100


def _mean(values: Sequence[float]) -> Figure:
    if len(values) < ENOUGH:
        return Figure(n=len(values))
    array = np.asarray(values, dtype=float)
    draws = np.random.default_rng(0).choice(array, size=(_DRAWS, len(array))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return Figure(
        n=len(values), value=round(float(array.mean()), 4), low=round(float(low), 4), high=round(float(high), 4)
    )
