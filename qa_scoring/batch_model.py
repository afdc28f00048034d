"""Files with the model as judge: many replies asked about at once, in this process, the same rows out."""

import asyncio
from collections.abc import Callable

import pyarrow as pa

from model_gateway.gateway import ModelGateway
from model_gateway.ledger import Ledger
from qa_scoring.batch_score import SCORES, BookSpec, book_of, conversations, score_row
from qa_scoring.case import ReplyCase, Scorebook, build_case, last_moment, waits_of
from qa_scoring.score_model import score_with_model
from reply_core.types import Payload
from reply_core.waits import read_turns

AT_ONCE = 8


def model_scorer(
    spec: BookSpec, gateway: ModelGateway, ledger: Ledger | None = None, *, at_once: int = AT_ONCE
) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    """A scorer for `batch.score_file` that asks the model about grey criteria, ``at_once`` replies at a time."""

    async def work(batch: pa.RecordBatch) -> pa.RecordBatch:
        try:
            return await score_batch_with_model(batch, book_of(spec), gateway, ledger, at_once=at_once)
        finally:  # connections belong to the event loop, which ends with the batch
            if (close := getattr(gateway, "close", None)) is not None:
                await close()

    def score(batch: pa.RecordBatch) -> pa.RecordBatch:
        return asyncio.run(work(batch))

    return score


async def score_batch_with_model(
    batch: pa.RecordBatch,
    book: Scorebook,
    gateway: ModelGateway,
    ledger: Ledger | None = None,
    *,
    at_once: int = AT_ONCE,
) -> pa.RecordBatch:
    """`score_batch` with the model as judge; a reply whose call fails has the level below, and says so."""
    gate = asyncio.Semaphore(at_once)

    async def row(case: ReplyCase) -> Payload:
        async with gate:
            return score_row(await score_with_model(case, book, gateway, ledger))

    rows = await asyncio.gather(*(row(case) for case in _cases(batch, book)))
    return pa.RecordBatch.from_pylist(list(rows), schema=SCORES)


def _cases(batch: pa.RecordBatch, book: Scorebook) -> list[ReplyCase]:
    """Every operator turn of a batch as a case."""
    cases: list[ReplyCase] = []
    for conversation in conversations(batch):
        turns, moment = read_turns(conversation), last_moment(conversation)
        waits = waits_of(conversation, book, moment)
        cases.extend(build_case(conversation, turn, book, waits=waits, turns=turns, now=moment) for turn in turns)
    return cases
