"""Judges by a model, run in the environment of `locks/compare.txt`: DeepEval's G-Eval and Ragas's aspect critic.

Reads ``{"peer", "base_url", "model", "api_key", "criteria": {code: line}, "rows"}``, each row ``{"question", "reply",
"sources"}``. Writes ``{"version", "values": [{code: number or null}]}``; null where the judge gave nothing usable, and
at least one half where the criterion is met.
"""

import asyncio
import importlib
import json
import os
import sys
import warnings
from importlib.metadata import version
from typing import Any

Row = dict[str, Any]
MOST_TOKENS = 800
"""Of one answer: without a limit a small model may never end, and the tokens would count against the peer."""


def deepeval(request: dict[str, Any]) -> list[dict[str, float | None]]:
    """One G-Eval metric a criterion; its steps are written by the model once and used for all rows."""
    metrics, cases = importlib.import_module("deepeval.metrics"), importlib.import_module("deepeval.test_case")
    models = importlib.import_module("deepeval.models")
    model = models.LocalModel(
        model=request["model"],
        base_url=request["base_url"],
        api_key=request["api_key"],
        temperature=0,
        generation_kwargs={"max_tokens": MOST_TOKENS},
    )
    shown = cases.SingleTurnParams
    judges = {
        code: metrics.GEval(
            name=code,
            criteria=line,
            evaluation_params=[shown.INPUT, shown.ACTUAL_OUTPUT, shown.CONTEXT],
            model=model,
            async_mode=False,
        )
        for code, line in request["criteria"].items()
    }

    def judged(row: Row, code: str) -> float | None:
        case = cases.LLMTestCase(input=row["question"], actual_output=row["reply"], context=row["sources"] or ["none"])
        try:
            judges[code].measure(case, _show_indicator=False)
        except Exception as error:  # noqa: BLE001  whatever a judge fails with is a failure of the judge
            print(f"G-Eval {code}: {type(error).__name__}: {error}"[:300], file=sys.stderr)
            return None
        return float(judges[code].score)

    return [{code: judged(row, code) for code in judges} for row in request["rows"]]


def ragas(request: dict[str, Any]) -> list[dict[str, float | None]]:
    """One aspect critic a criterion, each a call of its own."""
    chat = importlib.import_module("langchain_openai").ChatOpenAI(
        model=request["model"], base_url=request["base_url"], api_key=request["api_key"], temperature=0, max_retries=0,
        timeout=600, max_tokens=MOST_TOKENS,
    )  # fmt: skip
    llm = importlib.import_module("ragas.llms").LangchainLLMWrapper(chat)
    metrics = importlib.import_module("ragas.metrics")
    sample = importlib.import_module("ragas.dataset_schema").SingleTurnSample
    critics = {
        code: metrics.AspectCritic(
            name=code, definition=f"Is this true of the response? {line}", llm=llm, max_retries=0
        )
        for code, line in request["criteria"].items()
    }

    async def judged(row: Row, code: str) -> float | None:
        made = sample(user_input=row["question"], response=row["reply"], retrieved_contexts=row["sources"] or ["none"])
        try:
            return float(await critics[code].single_turn_ascore(made))
        except Exception as error:  # noqa: BLE001  whatever a judge fails with is a failure of the judge
            print(f"Ragas {code}: {type(error).__name__}: {error}"[:300], file=sys.stderr)
            return None

    async def run() -> list[dict[str, float | None]]:
        return [{code: await judged(row, code) for code in critics} for row in request["rows"]]

    return asyncio.run(run())


def main() -> int:
    """Answer one request; 0 when it was answered."""
    warnings.simplefilter("ignore")
    os.environ.update({"DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "RAGAS_DO_NOT_TRACK": "true"})
    os.environ["DEEPEVAL_RETRY_MAX_ATTEMPTS"] = "1"
    os.environ["DEEPEVAL_PER_ATTEMPT_TIMEOUT_SECONDS_OVERRIDE"] = "600"
    request = json.load(sys.stdin)
    real, sys.stdout = sys.stdout, sys.stderr  # what the packages print is not the answer
    values = {"deepeval": deepeval, "ragas": ragas}[request["peer"]](request)
    print(json.dumps({"version": version(request["peer"]), "values": values}), file=real)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
