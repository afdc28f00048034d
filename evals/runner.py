"""Finds an eval by name, finds its data, runs it, and gives one JSON object per set.

`Outcome.details` is free, but the report (`evals.report`) draws these keys; helpers in `evals.curves` make each entry:

| key | shape | helper |
|---|---|---|
| `calibration` | `[{"name", "bins": [{"p": mean value said, "share": share true, "n"}]}]` | `calibration()` |
| `curve` | `[{"name", "x": words, "y": words, "points": [[x, y], …]}]` | `curve()`, `coverage_curve()` |
| `criteria` | `[{"name", "positive", "n", "precision", "recall", "auc", …: metric}]` | `criterion()` |
| `wrong_ids` | `[{"name", "ids": [id, …], "n"}]`, ids only, never texts | `wrong()` |
| `notes` | `[sentence, …]` for the reader: sampling, limits, ceilings | |
"""

import importlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.metrics import Metric
from evals.sources import how_to_get
from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelGateway
from reply_core.errors import BadFile, InvalidInput, NotFound
from reply_core.types import Level

MODULES = (
    "completeness", "counterfactual", "criteria", "grounding", "literacy", "privacy", "retrieval", "rutube", "speed",
    "tone", "tricky",
)  # fmt: skip
SHORT = {"rutube": "rutube_support", "cocoa": "cocoa_formality_ru"}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "retrieval": ("rutube_support", "wixqa", "xquad.ru", "xquad.en"),
    "tone": ("tydip", "cocoa_formality_ru", "russe_detox", "ru_distorted_toxicity"),
    "completeness": ("haluquestqa", "qa_feedback", "saf_short_answers", "tricky_cases"),
    "grounding": ("begin", "danetqa", "hint3"),
    "privacy": ("pii_ru_semisynth", "presidio_synth_en", "factrueval"),
    "literacy": ("rucola",),
    "speed": ("star_timed", "twitter_care_timed"),
    "fairness": ("counterfactual",),
    "criteria": ("criteria",),
}
NO_FOLDER = frozenset({"counterfactual", "criteria"})
"""Evals that have data of their own and take what else they find above the sets."""

_NOTHING: Mapping[str, Any] = {"n": 0, "metrics": {}, "baseline": {}, "seconds": 0.0}
_log = logging.getLogger(__name__)


class SetMissing(BadFile):
    """A data set, or a file of it, is not in its folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an eval gets: where the data lie, the level of power, and the collaborators of that level."""

    folder: Path
    level: Level
    embedder: Embedder | None = None
    gateway: ModelGateway | None = None
    root: Path | None = None
    """The folder above all sets, for the eval that reads several."""

    def rows(self, name: str = "data.jsonl") -> list[dict[str, Any]]:
        """The rows of one JSONL file of the set. Raises BadFile naming the file and line, SetMissing without a file."""
        path = self.folder / name
        if not path.is_file():
            mend = how_to_get(self.folder.name)
            raise SetMissing(f"{name} is not in the folder", where=str(self.folder), mend=mend)
        found = []
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise BadFile("not a line of JSON", where=f"{path}:{number}", mend=str(error)) from error
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an eval gives: metrics of what is shipped, and of a simple baseline in the same run."""

    metrics: Mapping[str, Metric]
    baseline: Mapping[str, Metric] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    """Lists a reader may want, such as the false alarms themselves (ids, never texts)."""


Eval = Callable[[Setting], Outcome]
_EVALS: dict[str, Eval] = {}


def evaluates(name: str) -> Callable[[Eval], Eval]:
    """Register a function as the eval of the data set ``name``."""

    def register(function: Eval) -> Eval:
        _EVALS[name] = function
        return function

    return register


def names_of(name: str) -> tuple[str, ...]:
    """The sets behind a name, short form or group. Raises NotFound with the names there are."""
    _load()
    if name == "all":
        return tuple(dict.fromkeys(item for group in GROUPS.values() for item in group if item in _EVALS))
    if name in GROUPS:
        return tuple(item for item in GROUPS[name] if item in _EVALS)
    full = SHORT.get(name, name)
    if full not in _EVALS:
        known = ", ".join(sorted([*_EVALS, *SHORT, *GROUPS, "all"]))
        raise NotFound(f"no eval is called {name!r}", mend=f"one of: {known}")
    return (full,)


def run(
    name: str,
    *,
    data: Path | None,
    level: Level,
    embedder: Embedder | None,
    gateway: ModelGateway | None = None,
    root: Path | None = None,
) -> Iterator[dict[str, Any]]:
    """Run one eval or a group; one JSON-able object per set, in order.

    In a group the rest still runs when a set is missing (the object then has ``missing``: what, mend) or its eval
    crashes (``crashed``: the error; its traceback goes to the log). A single set that is missing raises.

    Args:
        data: the folder of that one set; None takes ``root/<folder>``.
        gateway: the model, at the level model.
        root: the folder above all sets (the setting ``eval_data``).

    Raises:
        NotFound: no eval is called so.
        InvalidInput: a group with ``data``, or no folder is known.
        SetMissing: the one set asked for is not there.
    """
    sets = names_of(name)
    if data is not None and len(sets) > 1:
        raise InvalidInput("--data names the folder of one set", mend="set TACT_EVAL_DATA for a group")
    for item in sets:
        folder = data or _default_folder(item, root)
        setting = Setting(
            folder=folder, level=level, embedder=embedder if level != "rules" else None, gateway=gateway, root=root
        )
        head = {"name": item, "data": folder.name, "level": level}
        begin = time.monotonic()
        try:
            outcome = _EVALS[item](setting)
        except SetMissing as error:
            if len(sets) == 1:
                raise
            yield {**head, **_NOTHING, "missing": {"what": error.what, "mend": how_to_get(item)}}
        except Exception as error:  # noqa: BLE001  one eval that crashes does not take the others with it
            _log.exception("the eval of %s crashed", item)
            yield {**head, **_NOTHING, "crashed": f"{type(error).__name__}: {error}"}
        else:
            yield {**head, **_as_json(outcome), "seconds": round(time.monotonic() - begin, 1)}


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "n": max((metric.n for metric in outcome.metrics.values()), default=0),
        "metrics": {key: metric.as_json() for key, metric in outcome.metrics.items()},
        "baseline": {key: metric.as_json() for key, metric in outcome.baseline.items()},
        **({"details": dict(outcome.details)} if outcome.details else {}),
    }


def _default_folder(name: str, root: Path | None) -> Path:
    if root is None and name in NO_FOLDER:
        return Path(name)
    if root is None:
        raise InvalidInput(
            f"no data for {name}: TACT_EVAL_DATA is not set",
            mend="get it from its source (docs/evals.md), set TACT_EVAL_DATA to the folder above it, or use --data",
        )
    return root / name


def _load() -> None:
    for module in MODULES:
        importlib.import_module(f"evals.{module}")  # they register themselves, once
