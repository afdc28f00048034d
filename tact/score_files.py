"""`tact score`: a file of messages in, a file of scores out."""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console

from qa_scoring.batch import BatchOptions
from qa_scoring.batch import Progress as Stage
from qa_scoring.batch import score_file as score_rows
from qa_scoring.batch_model import model_scorer
from qa_scoring.batch_rows import ReadOptions
from qa_scoring.batch_score import BookSpec
from qa_scoring.standard import default_standard, load_standard, standard_to_dict
from reply_core.errors import BadFile, BadSettings
from reply_core.settings import Settings, load_settings
from tact.files import articles_of, bars, bytes_of
from tact.powers import chosen_level, make_gateway
from tone_of_voice.profile import default_profile, load_profile, profile_to_dict


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreJob:
    """What `tact score` was told."""

    source: Path
    out: Path
    kb: Path | None
    standard: Path | None
    profile: Path | None
    calendar: Path | None
    brand: str
    level: str
    tz: str
    columns: Path | None
    workers: int


def score_file(job: ScoreJob, *, as_json: bool) -> None:
    """Score a file of messages; says what was set aside and how fast it went."""
    settings = load_settings()
    level = chosen_level(settings, job.level)
    spec = BookSpec(
        standard=json.dumps(standard_to_dict(load_standard(job.standard) if job.standard else default_standard("ru"))),
        profile=json.dumps(profile_to_dict(load_profile(job.profile) if job.profile else default_profile("ru"))),
        calendar=json.dumps(_calendar(job.calendar)) if job.calendar else "",
        articles=articles_of(job.kb),
        local=level != "rules",
        time_zone=job.tz or "UTC",
    )
    read = ReadOptions(columns=_columns(job.columns), time_zone=job.tz, brand=job.brand, language=settings.language)
    workers = job.workers or os.cpu_count() or 1
    options = BatchOptions(read=read, workers=workers)
    with bars(quiet=as_json) as shown:
        task = shown.add_task("reading", total=None)

        def tell(stage: Stage) -> None:
            shown.update(task, description=stage.stage, completed=stage.done, total=stage.total)

        scorer = partial(_with_model, settings=settings) if level == "model" else None
        report = score_rows(job.source, job.out, spec, options, tell, scorer=scorer)
    notes = [] if job.kb else ["correctness was checked against order and thread only: no --kb was given"]
    if not job.calendar:
        notes.append("time was counted 24/7: no --calendar was given")
    said = {
        "rows": report.rows,
        "turns": report.turns,
        "set_aside": len(report.problems),
        "problems_file": str(report.problems_file) if report.problems_file else "",
        "repeated": report.repeated,
        "resumed_parts": report.resumed,
        "level": level,
        "seconds": round(report.seconds, 2),
        "rows_per_second": round(report.rows / report.seconds) if report.seconds else None,
        "notes": notes,
    }
    if as_json:
        print(json.dumps(said, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(f"{report.turns} replies of {report.rows} rows scored in {report.seconds:.1f} s → {job.out}")
    for problem in report.problems[:10]:
        console.print(f"[yellow]set aside[/] {problem.file}, line {problem.line}: {problem.cause}", soft_wrap=True)
    if report.problems_file:
        console.print(f"{len(report.problems)} rows set aside, all in {report.problems_file}")
    for note in notes:
        console.print(f"[dim]{note}[/]")


def _with_model(spec: BookSpec, settings: Settings) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    """Scores batches with the model as judge; each has a connection of its own, because each has its own event loop."""

    def score(batch: pa.RecordBatch) -> pa.RecordBatch:
        gateway = make_gateway(settings, "model")
        if gateway is None:
            raise BadSettings("the level model needs a model", where="TACT_MODEL", mend="name it")
        return model_scorer(spec, gateway)(batch)

    return score


def _calendar(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        told = tomllib.loads(bytes_of(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"the calendar cannot be read: {error}", where=str(path), mend="write it as TOML") from None
    return dict(told.get("calendar", told))


def _columns(path: Path | None) -> Mapping[str, str]:
    if path is None:
        return {}
    text = bytes_of(path).decode("utf-8", "replace")
    try:
        told = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise BadFile(
            f"the map cannot be read: {error}", where=str(path), mend='lines such as text = "Текст"'
        ) from None
    return {str(field): str(header) for field, header in told.items()}
