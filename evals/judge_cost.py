"""What a judged reply costs in tokens: our judge beside a G-Eval style one over the same criteria, by the same counter.

    python -m evals.judge_cost --data DIR [--level rules|local] [--n 40] [--live 5] [--json]

G-Eval (Liu et al. 2023, as packaged by DeepEval) asks once per criterion, with the task, the criterion, evaluation
steps to think along, the whole case, and a 1-5 form with a reason; no "not applicable", no cascade. Here its steps
stand ready (the call that would write them is not counted), one sample is taken instead of twenty, and its prompts are
in English, the cheaper language. Tokens are o200k_base. Without ``--live`` only prompts are counted: ours for one pass
and for three. With ``--live N`` both judges answer N replies at OPENAI_BASE_URL, and their answers are counted too.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evals.cases import pair, scorebook
from evals.metrics import bootstrap, mean
from evals.retrieval import as_article
from evals.runner import Setting
from model_gateway.gateway import ModelFailure, ModelGateway, ModelReply, ModelRequest, TextStream
from model_gateway.openai_gateway import OpenAIGateway
from model_gateway.tokens import count
from qa_scoring.case import Scorebook, build_case
from qa_scoring.judge import Task, request_of
from qa_scoring.judge_passes import hear, undecided
from qa_scoring.rubric import JUDGED
from qa_scoring.score import Judged, judge_without_model, unscorable, view_of
from qa_scoring.veil import Veil
from qa_scoring.view import View
from reply_core.settings import load_settings
from reply_core.types import Level
from tact.powers import make_embedder

_STEPS: Mapping[str, tuple[str, str]] = {
    # criterion: (definition, what its evaluation steps look for)
    "asks_covered": ("the reply answers every question the customer asked", "each question and what answers it"),
    "correctness": ("the statements of the reply agree with the retrieval context and the order", "each fact"),
    "next_step": ("if the matter is still open, the reply says who does what next", "what happens next"),
    "timeframe": ("if something is promised or awaited, the reply names a term", "promises and their terms"),
    "protocol": ("the reply says everything the topic of the inquiry requires", "what the topic requires"),
    "empathy": ("if the customer reports harm, delay or anger, the reply acknowledges it", "signs of harm and regret"),
    "refusal_with_alternative": ("a refusal is explained or another way is offered", "refusals and alternatives"),
}
_PROMPT = """You will be given one customer inquiry and one reply of a support operator. Your task is to rate the \
reply on one metric.

Please make sure you read and understand these instructions carefully. Please keep this document open while reviewing, \
and refer to it as needed.

Evaluation Criteria:

{name} (1-5) - {definition}.

Evaluation Steps:

1. Read the inquiry carefully and identify the customer's problem, the key points and the questions asked.
2. Read the reply and the context, and compare them with the inquiry with respect to {look}.
3. Check whether {definition}, and note every place where it does and where it does not.
4. Assign a score for {name} on a scale of 1 to 5, where 1 is the lowest and 5 is the highest based on the Evaluation \
Criteria.

Inquiry:
{inquiry}

{context}Reply:
{reply}

Evaluation Form. Think step by step, then return a JSON object with two fields and nothing else:
- "reason": the reasoning behind the score, mentioning concrete points of the reply
- "score": an integer from 1 to 5

JSON:"""
_FORM = {
    "type": "object",
    "properties": {"reason": {"type": "string"}, "score": {"type": "integer"}},
    "required": ["reason", "score"],
    "additionalProperties": False,
}
_MAX_SOURCES, _MAX_SOURCE = 3, 900


@dataclass(slots=True, kw_only=True)
class Cost:
    """Tokens of one reply."""

    ours: int = 0
    ours_thrice: int = 0
    """Had every open item been asked three times."""
    g_eval: int = 0
    """Over every criterion a model may judge: G-Eval has no cascade."""
    g_eval_open: int = 0
    """Over the criteria that our task leaves open, and only those."""
    calls: int = 0
    live: dict[str, float] = field(default_factory=dict)


class Counting:
    """A gateway that counts what goes in and out, in our vocabulary."""

    def __init__(self, inner: ModelGateway) -> None:
        self._inner = inner
        self.tokens = self.calls = 0

    @property
    def name(self) -> str:
        return self._inner.name

    async def complete(self, request: ModelRequest) -> ModelReply:
        self.calls += 1
        self.tokens += count(request.system) + count(request.user)
        reply = await self._inner.complete(request)
        self.tokens += count(reply.text)
        return reply

    def stream(self, request: ModelRequest) -> TextStream:
        return self._inner.stream(request)


def g_eval_request(view: View, code: str) -> ModelRequest:
    """One criterion as G-Eval asks it."""
    definition, look = _STEPS[code]
    context = ""
    if code in ("correctness", "protocol", "asks_covered") and view.case.sources:
        texts = "\n".join(source.text[:_MAX_SOURCE] for source in view.case.sources[:_MAX_SOURCES])
        context = f"Retrieval Context:\n{texts}\n\n"
    if view.case.order is not None:
        context += f"Order:\n{view.case.order.as_text()}\n\n"
    user = _PROMPT.format(
        name=code, definition=definition, look=look, inquiry=view.customer.clean, context=context,
        reply=view.reply.clean,
    )  # fmt: skip
    return ModelRequest(purpose="g_eval", system="", user=user, schema=_FORM, max_tokens=400)


def views(rows: Sequence[Mapping[str, Any]], book: Scorebook) -> list[tuple[str, View, Judged, Task]]:
    """Each reply read and judged without a model, with what is left open."""
    found = []
    for row in rows:
        conversation, turn = pair(row["question"], row["operator_reply"])
        case = build_case(conversation, turn, book)
        if unscorable(case, book) is None:
            view = view_of(case, book)
            judged = judge_without_model(view)
            found.append((row["group"], view, judged, undecided(view, judged)))
    return found


def prompt_cost(view: View, task: Task) -> Cost:
    """Prompts only."""
    every = sum(_prompt(g_eval_request(view, code)) for code in JUDGED)
    open_codes = [*task.criteria, *(["asks_covered"] if task.asks else [])]
    cost = Cost(g_eval=every, g_eval_open=sum(_prompt(g_eval_request(view, code)) for code in open_codes))
    if task:
        cost.ours = _prompt(request_of(view, task, Veil(view)))
        cost.ours_thrice, cost.calls = 3 * cost.ours, 1
    return cost


def _prompt(request: ModelRequest) -> int:
    return count(request.system) + count(request.user)


async def live_cost(view: View, judged: Judged, task: Task, gateway: ModelGateway) -> dict[str, float]:
    """Both judges answer: tokens of prompts and answers, calls, and what share of our verdicts was lost."""
    ours, other = Counting(gateway), Counting(gateway)
    found: dict[str, float] = {"failed": 0.0}
    if task:
        try:
            hearing = await hear(view, judged, task, ours)
            whys = [each.why for each in hearing.settled.values()]
            found |= {"items": len(whys), "passes": hearing.passes, "unreadable": float(bool(hearing.unreadable))}
            found |= {why: float(whys.count(why)) for why in dict.fromkeys(whys) if why}
            found["decided"] = float(whys.count(""))
        except ModelFailure as failure:
            found[f"failed_{failure.cause}"] = found["failed"] = 1.0
    for code in JUDGED:
        try:
            await other.complete(g_eval_request(view, code))
        except ModelFailure:
            found["g_eval_failed"] = found.get("g_eval_failed", 0.0) + 1
    return found | {
        "ours": ours.tokens, "ours_calls": ours.calls, "g_eval": other.tokens, "g_eval_calls": other.calls,
    }  # fmt: skip


def _ratio(over: Sequence[float], under: Sequence[float], groups: Sequence[str]) -> dict[str, Any]:
    top, bottom = np.asarray(over, dtype=float), np.asarray(under, dtype=float)
    return bootstrap(lambda rows: float(top[rows].sum() / max(bottom[rows].sum(), 1.0)), groups).as_json()


def measure(folder: Path, level: Level, n: int, live: int) -> dict[str, Any]:
    """The whole report."""
    embedder = make_embedder(load_settings(), level)
    setting = Setting(folder=folder, level=level, embedder=embedder)
    book = scorebook(setting, "ru", [as_article(row) for row in setting.rows("kb.jsonl")])
    rows = setting.rows("cases.jsonl")
    drawn = [rows[place] for place in np.random.default_rng(0).permutation(len(rows))[: n or len(rows)]]
    cases = views(drawn, book)
    groups = [group for group, *_ in cases]
    costs = [prompt_cost(view, task) for _, view, _, task in cases]
    names = ("ours", "ours_thrice", "g_eval", "g_eval_open")
    named = {name: [float(getattr(each, name)) for each in costs] for name in names}
    told: dict[str, Any] = {
        "n": len(cases), "level": level,
        "replies_without_a_call": sum(not task for *_, task in cases),
        "open_items": mean([float(len(task)) for *_, task in cases], groups).as_json(),
        "prompt_tokens": {name: mean(values, groups).as_json() for name, values in named.items()},
        "prompts_ours_by_g_eval": _ratio(named["ours"], named["g_eval"], groups),
        "prompts_ours_thrice_by_g_eval": _ratio(named["ours_thrice"], named["g_eval"], groups),
        "prompts_ours_by_g_eval_open": _ratio(named["ours"], named["g_eval_open"], groups),
    }  # fmt: skip
    if live:
        told["live"] = asyncio.run(_live(cases[:live]))
    return told


async def _live(cases: Sequence[tuple[str, View, Judged, Task]]) -> dict[str, Any]:
    gateway = OpenAIGateway(
        os.environ.get("TACT_MODEL", "model"),
        base_url=os.environ.get("OPENAI_BASE_URL", ""),
        api_key=os.environ.get("OPENAI_API_KEY", "none"),
        timeout_seconds=600,
        max_retries=0,
    )
    sums: dict[str, float] = {}
    ours, other, groups = [], [], []
    for group, view, judged, task in cases:
        found = await live_cost(view, judged, task, gateway)
        print(json.dumps(found), flush=True)
        groups.append(group)
        ours.append(found["ours"])
        other.append(found["g_eval"])
        for key, value in found.items():
            sums[key] = sums.get(key, 0.0) + value
    await gateway.close()
    return {
        "n": len(cases), "sums": sums,
        "ours": mean(ours, groups).as_json(), "g_eval": mean(other, groups).as_json(),
        "ours_by_g_eval": _ratio(ours, other, groups),
    }  # fmt: skip


def main() -> None:
    """Read the command line, print one JSON object."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    default = os.environ.get("TACT_EVAL_DATA", "")
    parser.add_argument("--data", type=Path, default=Path(default) / "rutube_support" if default else None)
    parser.add_argument("--level", choices=("rules", "local"), default="rules")
    parser.add_argument("--n", type=int, default=0, help="replies drawn at random; 0: all")
    parser.add_argument("--live", type=int, default=0, help="so many replies are really judged by both")
    told = parser.parse_args()
    if told.data is None:
        parser.error("give --data, or set TACT_EVAL_DATA")
    print(json.dumps(measure(told.data, told.level, told.n, told.live), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
