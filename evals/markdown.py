"""The table of docs/evals.md, from files of what `tact eval … --json` printed: `python -m evals.markdown FILE …`."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.reach import reach_of
from evals.report_parts import baseline_of, figure

Result = Mapping[str, Any]
_HIDDEN = "flip_rate_"
"""Figures too many for the table: the report shows them."""


def table(results: Iterable[Result]) -> str:
    """One line a figure, sets together, levels side by side, with the aim and whether the highest level meets it."""
    by_set: dict[str, dict[str, Result]] = {}
    for result in results:
        by_set.setdefault(str(result["name"]), {})[str(result.get("level", ""))] = result
    levels = list(dict.fromkeys(level for found in by_set.values() for level in found))
    lines = [
        f"| set | figure | n | {' | '.join(f'{level} [95 %]' for level in levels)} | baseline | aim | met |",
        f"|---|---|---|{'---|' * len(levels)}---|---|---|",
    ]
    for name, found in by_set.items():
        keys = dict.fromkeys(key for result in found.values() for key in result.get("metrics", {}))
        lines += [_line(name, key, found, levels) for key in keys if not key.startswith(_HIDDEN)]
        lines += [_absent(name, level, each, len(levels)) for level, each in found.items() if not each.get("metrics")]
    return "\n".join(lines) + "\n"


def _line(name: str, key: str, found: Mapping[str, Result], levels: Sequence[str]) -> str:
    measured = {level: found[level].get("metrics", {}).get(key) for level in levels if level in found}
    known = {level: metric for level, metric in measured.items() if metric is not None}
    cells = [figure(known.get(level)) if level in known else "" for level in levels]
    last, metric = list(known.items())[-1]
    reach = reach_of(name, key, last)
    aim = (reach.said(), reach.state(metric)) if reach else ("", "")
    beside = _baseline(key, found[last])
    return f"| {name} | {key} | {metric['n']} | {' | '.join(cells)} | {beside} | {aim[0]} | {aim[1]} |"


def _baseline(key: str, result: Result) -> str:
    metrics, baseline = result["metrics"], result["baseline"]
    owned = [other for other in baseline if baseline_of(other, metrics) == key]
    return "; ".join(
        f"{figure({**baseline[other], 'low': None})} {other.removeprefix(key).strip('_').replace('_', ' ')}".strip()
        for other in owned
    )


def _absent(name: str, level: str, result: Result, levels: int) -> str:
    why = result.get("crashed") or result.get("missing", {}).get("what") or "not run"
    return f"| {name} | {level}: {why} |{' |' * (levels + 4)}"


def main(files: Sequence[str]) -> int:
    """Print the table of these files of JSON lines."""
    lines = [line for file in files for line in Path(file).read_text("utf-8").splitlines() if line.startswith("{")]
    print(table(json.loads(line) for line in lines), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
