"""`tact eval`: what is shipped, measured on public data sets."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from reply_core.settings import load_settings
from tact.powers import chosen_level, make_embedder


def evaluate(name: str, *, data: Path | None, level: str, as_json: bool) -> None:
    """Run an eval or a group and print one JSON object per set, or a table."""
    from evals.runner import run

    settings = load_settings()
    chosen = chosen_level(settings, level)
    embedder = make_embedder(settings, chosen)
    console = Console()
    for result in run(name, data=data or None, level=chosen, embedder=embedder, root=settings.eval_data):
        if as_json:
            print(json.dumps(result, ensure_ascii=False))
        else:
            console.print(_table(result))


def _table(result: dict[str, Any]) -> Table:
    title = f"{result['name']} · {result['level']} · n = {result['n']} · {result['seconds']} s"
    table = Table(title=title, title_justify="left")
    for heading in ("metric", "value", "95 %", "n"):
        table.add_column(heading, justify="left" if heading == "metric" else "right")
    for group, suffix in (("metrics", ""), ("baseline", " (baseline)")):
        for key, metric in result[group].items():
            value, low, high = (metric[part] for part in ("value", "low", "high"))
            interval = "" if low is None else f"{low:.3f} – {high:.3f}"
            table.add_row(key + suffix, "–" if value is None else f"{value:.3f}", interval, str(metric["n"]))
    return table
