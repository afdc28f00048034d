"""Judges by a model over one endpoint: Tact's single call for the grey criteria, G-Eval and Ragas a call a criterion.

Rows: tricky_cases, the English ones first. Everybody is asked about the same criteria in the same words; tokens are
counted at the door of the endpoint. With a small local model the figures say what it costs and that nothing breaks,
not how good a judgement is.
"""

import asyncio
import json
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.cases import as_sources, pair, scorebook
from evals.compare.counting import Counter, counted
from evals.compare.lines import Absent, Line
from evals.compare.tasks import Field
from evals.metrics import Metric, mean, ratio
from knowledge_base.articles import Article
from model_gateway.gateway import ModelFailure, ModelGateway
from model_gateway.openai_gateway import OpenAIGateway
from qa_scoring.case import ReplyCase, Scorebook, build_case
from qa_scoring.judge import Task, judge
from qa_scoring.rubric import JUDGED, anchors
from qa_scoring.score import view_of
from qa_scoring.score_model import score_with_model
from qa_scoring.scorecard import Scorecard, Scored, verdict_word

TASK = "judge by a model"
JUDGE = Path(__file__).with_name("judge_peer.py")
TIME_LIMIT = 3600
ASKS = "asks_covered"
_MET = 0.5
_VALUES = {"pass": 1.0, "partial": 0.5, "fail": 0.0}
_CREDITS = {"unanswered": 0.0, "partial": 0.5} | dict.fromkeys(
    ("answered", "deferred", "clarifying", "redirected", "refused"), 1.0
)
_CALL_LIMIT = 600.0
Verdicts = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible endpoint and its model."""

    base_url: str
    model: str
    api_key: str = "none"

    def gateway(self, url: str) -> ModelGateway:
        """A gateway through the door at ``url``."""
        return OpenAIGateway(self.model, base_url=url, api_key=self.api_key, timeout_seconds=_CALL_LIMIT, max_retries=0)


def rows_of(field: Field, most: int) -> list[dict[str, Any]]:
    """The first replies of tricky_cases with words in them, English before Russian."""
    rows = [row for row in field.setting("tricky_cases").rows() if len(str(row["reply"])) > 1]
    return sorted(rows, key=lambda row: (row["lang"], row["id"]))[:most]


def judges(field: Field, endpoint: Endpoint, most: int) -> Iterator[Line | Absent]:
    """A line for each judge that could be run."""
    rows = rows_of(field, most)
    with counted(endpoint.base_url) as counter:
        begin = time.perf_counter()
        values, asked, failed = asyncio.run(_ours(field, rows, endpoint.gateway(counter.url)))
        seconds = time.perf_counter() - begin
    note = f"shipped cascade: {asked} of {len(rows) * len(JUDGED)} verdicts left to the model, {failed} calls failed"
    yield _line("Tact, cascade", field.version, rows, values, seconds, counter, note)
    with counted(endpoint.base_url) as counter:
        begin = time.perf_counter()
        values = asyncio.run(_all_asked(field, rows, endpoint.gateway(counter.url)))
        seconds = time.perf_counter() - begin
    unusable = sum(value is None for each in values for value in each.values())
    note = f"the same criteria, all left to the model: {unusable} verdicts unsure, not required or not usable"
    yield _line("Tact, judge alone", field.version, rows, values, seconds, counter, note)
    for peer, who in (("deepeval", "DeepEval G-Eval"), ("ragas", "Ragas aspect critic")):
        with counted(endpoint.base_url) as counter:
            begin = time.perf_counter()
            said = _peer(field.peers.python, peer, rows, endpoint, counter.url)
            seconds = time.perf_counter() - begin
        if isinstance(said, str):
            yield Absent(task=TASK, who=who, why=said)
            continue
        broken = sum(value is None for each in said["values"] for value in each.values())
        note = f"{broken} of {len(rows) * len(JUDGED)} verdicts not usable"
        yield _line(who, str(said["version"]), rows, said["values"], seconds, counter, note)


async def _ours(field: Field, rows: Sequence[dict[str, Any]], gateway: ModelGateway) -> tuple[list[Verdicts], int, int]:
    """The card's verdicts on the judged criteria; how many were left to the model; how many calls failed."""
    values: list[Verdicts] = []
    asked = failed = 0
    for row in rows:
        case, book = _case(field, row)
        card = await score_with_model(case, book, gateway)
        if not isinstance(card, Scorecard):
            values.append(dict.fromkeys(JUDGED))
            continue
        failed += card.flag("model_failed") is not None
        said = {code: card.criteria[code] for code in JUDGED}
        asked += sum(verdict_word(item) == "unsure" or getattr(item, "source", "") == "model" for item in said.values())
        values.append({code: item.value if isinstance(item, Scored) else None for code, item in said.items()})
    return values, asked, failed


async def _all_asked(field: Field, rows: Sequence[dict[str, Any]], gateway: ModelGateway) -> list[Verdicts]:
    """What the judge says when nothing is decided before: one call a reply for all criteria and asks."""
    values: list[Verdicts] = []
    for row in rows:
        view = view_of(*_case(field, row))
        codes = tuple(code for code in JUDGED if code != ASKS)
        task = Task(criteria=codes, asks=tuple(range(1, len(view.asks) + 1)), critical=())
        try:
            said = await judge(view, task, gateway)
        except ModelFailure:
            values.append(dict.fromkeys(JUDGED))
            continue
        found = [_CREDITS.get(one.word) for one in said.asks.values()]
        known = [credit for credit in found if credit is not None]
        covered = {ASKS: sum(known) / len(known) if known else None}
        values.append(
            {
                **{code: _VALUES.get(said.criteria[code].word) if code in said.criteria else None for code in codes},
                **covered,
            }
        )
    return values


def _case(field: Field, row: Mapping[str, Any]) -> tuple[ReplyCase, Scorebook]:
    text = str(row["context"].get("kb") or "")
    articles = [Article(id="kb", title="", text=text)] if text else []
    book = scorebook(field.setting("tricky_cases", meaning=True), row["lang"], articles)
    conversation, turn = pair(str(row["customer"]), str(row["reply"]))
    return build_case(conversation, turn, book, as_sources([text])), book


def _peer(
    python: Path, peer: str, rows: Sequence[dict[str, Any]], endpoint: Endpoint, url: str
) -> dict[str, Any] | str:
    """The peer's answer, or why there is none."""
    request = {
        "peer": peer,
        "base_url": url,
        "model": endpoint.model,
        "api_key": endpoint.api_key,
        "criteria": {code: anchors(code, "en") for code in JUDGED},
        "rows": [
            {
                "question": row["customer"],
                "reply": row["reply"],
                "sources": [text] if (text := str(row["context"].get("kb") or "")) else [],
            }
            for row in rows
        ],
    }
    if not python.is_file():
        return "the environment of the comparison is not there: make compare builds it"
    try:
        done = subprocess.run(
            [str(python), str(JUDGE)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {TIME_LIMIT} s"
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()]
        return last[-1][:200] if last else f"ended with {done.returncode}"
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _line(
    who: str,
    version: str,
    rows: Sequence[dict[str, Any]],
    values: Sequence[Verdicts],
    seconds: float,
    counter: Counter,
    note: str,
) -> Line:
    return Line(
        task=TASK,
        who=who,
        version=version,
        n=len(rows),
        metrics=agreement(rows, values),
        seconds_per_reply=seconds / max(1, len(rows)),
        tokens_per_reply=counter.tokens / max(1, len(rows)),
        note=f"{note}; {counter.calls} calls",
    )


def agreement(rows: Sequence[dict[str, Any]], values: Sequence[Verdicts]) -> dict[str, Metric]:
    """Among verdicts people expect to be met or not: the share decided, and the share right of the decided."""
    decided, right, groups = [], [], []
    for row, said in zip(rows, values, strict=True):
        for code in JUDGED:
            expected = (row["expectation"].get(code) or {}).get("verdict")
            if expected not in {"pass", "fail"}:
                continue
            value = said.get(code)
            decided.append(float(value is not None))
            right.append(float(value is not None and (value >= _MET) == (expected == "pass")))
            groups.append(str(row["id"]))
    return {"right of decided": ratio(right, decided, groups), "decided": mean(decided, groups)}
