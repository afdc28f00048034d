"""`tact eval`: what is shipped, measured on public data sets."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reply_core.settings import load_settings
from tact.powers import chosen_level, make_embedder, make_gateway


def evaluate(name: str, *, data: Path | None, level: str, as_json: bool, html: Path | None = None) -> None:
    """Run an eval or a group and print one JSON object per set, or a table; ``html`` also gets the report.

    The process ends with 1 when an eval crashed or every set was missing.
    """
    from evals.report import about, page
    from evals.runner import run

    settings = load_settings()
    chosen = chosen_level(settings, level)
    embedder = make_embedder(settings, chosen)
    gateway = make_gateway(settings, chosen)
    made = about(
        chosen,
        datetime.now(UTC),
        embedder=embedder.name if embedder else "",
        model=settings.model if gateway else "",
    )
    console = Console()
    results: list[dict[str, Any]] = []
    for result in run(name, data=data, level=chosen, embedder=embedder, gateway=gateway, root=settings.eval_data):
        results.append(result)
        if as_json:
            print(json.dumps(result, ensure_ascii=False), flush=True)
        else:
            console.print(_table(result))
        if html is not None:  # written after each set, so that a run that is stopped leaves what it has
            html.write_text(page(results, made), encoding="utf-8")
    if any("crashed" in result for result in results) or all("missing" in result for result in results):
        sys.exit(1)


def _table(result: dict[str, Any]) -> Table | str:
    if "missing" in result:
        return escape(f"{result['name']}: not run: {result['missing']['what']}. {result['missing']['mend']}")
    if "crashed" in result:
        return escape(f"{result['name']}: the eval crashed: {result['crashed']}")
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
