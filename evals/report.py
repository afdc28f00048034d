"""`tact eval … --html FILE`: what was measured as one self-contained page that reads on paper, good and bad alike."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from evals.metrics import DRAWS, SEED
from evals.report_parts import aims, set_section, table
from qa_scoring.scorecard import SCORER_VERSION

_STYLE = """
body{font:15px/1.45 Georgia,'Times New Roman',serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#111}
h1,h2,h3{line-height:1.2}h2{margin-top:2em;border-top:1px solid #999;padding-top:.6em}
table{border-collapse:collapse;margin:.6em 0;font-size:13px}th,td{border:1px solid #bbb;padding:3px 7px;
text-align:left;vertical-align:top;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}th{background:#eee}
.small{font-size:12px;color:#444}.bad,.no{color:#a00;font-weight:bold}.near{color:#855000}.yes{color:#075c2a}
.drawings{display:flex;flex-wrap:wrap;gap:8px}svg{break-inside:avoid;background:#fff}.axis{fill:none;stroke:#555}
.line{fill:none;stroke:#134a8e;stroke-width:1.5}.guide{fill:none;stroke:#999;stroke-dasharray:4 3}circle{fill:#134a8e}
.name{font:bold 11px Georgia,serif}.tick{font:10px Georgia,serif;fill:#444}tr{break-inside:avoid}
@media print{body{margin:0;max-width:none}a{color:inherit;text-decoration:none}}
"""

_PROTOCOL = (
    "What is shipped is applied as it is; nothing is fitted on the set it is reported on, and a figure that was, by "
    "cross-validation, ends in _cv. Rows are named by id only. A set marked below as missing was not run."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the figures were made with."""

    product: str
    scorer: str
    made_at: datetime
    level: str
    machine: str
    embedder: str = ""
    model: str = ""

    def rows(self) -> list[list[str]]:
        """Name and value, for the table at the head of the report."""
        return [
            ["Tact", self.product],
            ["scorer", self.scorer],
            ["made", self.made_at.strftime("%Y-%m-%d %H:%M %Z").strip()],
            ["level", self.level],
            ["embedder", self.embedder or "none"],
            ["model", self.model or "none"],
            ["machine", self.machine],
            ["intervals", f"95 % bootstrap by group, {DRAWS} draws, seed {SEED}"],
        ]


def about(level: str, made_at: datetime, *, embedder: str = "", model: str = "") -> About:
    """What this installation is, without the name or the paths of the machine."""
    try:
        product = version("tact-desk")
    except PackageNotFoundError:
        product = "not installed"
    cores = os.cpu_count() or 1
    machine = f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"
    return About(
        product=product,
        scorer=SCORER_VERSION,
        made_at=made_at,
        level=level,
        machine=machine,
        embedder=embedder,
        model=model,
    )


def page(results: Sequence[Mapping[str, Any]], made: About) -> str:
    """The report: what it was made with, every figure that has an aim, then each set in full."""
    missing = [item for item in results if "missing" in item]
    crashed = [item for item in results if "crashed" in item]
    run = len(results) - len(missing) - len(crashed)
    head = [f"<p>{run} of {len(results)} sets were run."]
    for what, items in (("Missing", missing), ("Crashed", crashed)):
        if items:
            head.append(f" {what}: {escape(', '.join(str(item['name']) for item in items))}.")
    head.append("</p>")
    summary = aims(results) or "<p>None of the sets run has a figure with an aim.</p>"
    return "".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>Tact {escape(made.product)}: evals, level {escape(made.level)}</title>",
            f"<style>{_STYLE}</style></head><body>",
            "<h1>Tact: what it decides, measured against people</h1>",
            table(("", ""), [[escape(name), escape(value)] for name, value in made.rows()]),
            f"<p>{_PROTOCOL}</p>",
            *head,
            "<h2>Aims</h2>",
            summary,
            *(set_section(result) for result in results),
            "</body></html>\n",
        ]
    )
