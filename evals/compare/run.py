"""`make compare`: Tact, simple baselines and what a user would pick instead, in one run on the same texts."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from evals.compare.judges import TASK, Endpoint, judges
from evals.compare.lines import Absent, Line, Peers
from evals.compare.tasks import TASKS, Field, run_task
from evals.report_parts import figure
from reply_core.errors import TactError
from reply_core.settings import Settings, load_settings
from tact.powers import local_is_installed, make_embedder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tasks; 0 when every one was run, 1 when nothing could be compared."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = load_settings()
    except TactError as error:
        print(error, file=sys.stderr)
        return 2
    if settings.eval_data is None:
        print("set TACT_EVAL_DATA to the folder above the data sets (docs/evals.md)", file=sys.stderr)
        return 2
    field = Field(
        root=settings.eval_data,
        peers=Peers(chosen.python),
        embedder=make_embedder(settings, "local") if local_is_installed() and not chosen.rules else None,
        version=version("tact-desk"),
        sample=chosen.sample,
        hunspell=chosen.hunspell or _system_dictionary(),
    )
    lines: list[Line | Absent] = []
    for name in chosen.only or [*TASKS, "judge"]:
        found = _judged(field, settings, chosen.judge_replies) if name == "judge" else run_task(name, field)
        for line in found:
            lines.append(line)
            print(
                json.dumps(line.as_json() if isinstance(line, Line) else _absent(line), ensure_ascii=False), flush=True
            )
    if chosen.markdown is not None:
        chosen.markdown.write_text(table(lines, datetime.now(UTC)), encoding="utf-8")
    return 0 if any(isinstance(line, Line) for line in lines) else 1


def table(lines: Sequence[Line | Absent], made_at: datetime) -> str:
    """The comparison as Markdown: one table, then what could not be compared."""
    parts = [
        f"Made {made_at:%Y-%m-%d}. Intervals: 95 % bootstrap by group. Seconds leave loading out.",
        "",
        "| task | who | n | quality [95 %] | ms a reply | tokens a reply | note |",
        "|---|---|---|---|---|---|---|",
    ]
    for line in (item for item in lines if isinstance(item, Line)):
        quality = " · ".join(f"{key} {figure(metric.as_json())}" for key, metric in line.metrics.items())
        spent = "" if line.seconds_per_reply is None else f"{1000 * line.seconds_per_reply:.3g}"
        tokens = "" if line.tokens_per_reply is None else f"{line.tokens_per_reply:.0f}"
        name = f"{line.who} {line.version}"
        parts.append(f"| {line.task} | {name} | {line.n} | {quality} | {spent} | {tokens} | {line.note} |")
    absent = [item for item in lines if isinstance(item, Absent)]
    if absent:
        parts += ["", "Not comparable here:", ""]
        parts += [f"- {item.who} ({item.task}): {item.why}" for item in absent]
    return "\n".join([*parts, ""])


def _judged(field: Field, settings: Settings, most: int) -> Iterator[Line | Absent]:
    if not settings.openai_base_url or not settings.model:
        why = "no model: set OPENAI_BASE_URL and TACT_MODEL"
        yield Absent(task=TASK, who="G-Eval, Ragas and Tact's judge", why=why)
        return
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    yield from judges(field, Endpoint(base_url=settings.openai_base_url, model=settings.model, api_key=key), most)


def _absent(item: Absent) -> dict[str, str]:
    return {"task": item.task, "who": item.who, "not comparable here": item.why}


def _system_dictionary() -> str:
    stem = Path("/usr/share/hunspell/ru_RU")
    return str(stem) if stem.with_suffix(".dic").is_file() else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make compare", description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="the interpreter of the comparison's environment")
    parser.add_argument("--only", nargs="*", choices=[*TASKS, "judge"], help="only these tasks")
    parser.add_argument("--sample", type=int, default=600, help="rows drawn of a large set (seed 0)")
    parser.add_argument("--judge-replies", type=int, default=4, help="replies put to the judges by a model")
    parser.add_argument("--rules", action="store_true", help="Tact at the level of rules only")
    parser.add_argument("--hunspell", default="", help="a Russian Hunspell dictionary, without .dic")
    parser.add_argument("--markdown", type=Path, help="write the table to this file, too")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
