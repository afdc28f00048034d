"""Scoring anew as durable work: ordered in portions, each of which may run twice without harm."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring import jobs as scoring
from qa_scoring.history import Chosen, Reply
from qa_scoring.jobs import ScoreDesk
from qa_scoring.moves import Tallied
from qa_scoring.rescore import Target, rescore
from qa_scoring.revisions import find_standard as find_standard
from qa_scoring.scorecard import from_dict
from qa_scoring.store import card_before
from reply_core import jobs
from reply_core.clock import Clock
from reply_core.errors import Unavailable
from reply_core.jobs import job
from reply_core.progress import note_progress
from reply_core.tables import Progress, ScorecardRecord
from reply_core.types import Level, Payload

RESCORE = "qa.rescore"
Enqueue = Callable[[str, str, Payload], Awaitable[None]]
"""Job name, key, payload: `reply_core.jobs.enqueue`."""
PROGRESS = "rescoring"
PORTION = 200


def run_key(standard: str, level: str, scorer: str, chosen: Chosen) -> str:
    """Names a run: the same wish by the same versions is the same run."""
    since = chosen.since.isoformat() if chosen.since else ""
    who = ",".join(sorted(chosen.operators)) if chosen.operators is not None else "*"
    wish = f"{standard}|{level}|{scorer}|{since}|{chosen.conversation}|{who}"
    return sha256(wish.encode()).hexdigest()[:16]


async def begin_run(session: AsyncSession, key: str, total: int, clock: Clock) -> datetime:
    """When the run of this key began: an unfinished one goes on, a finished one begins anew."""
    name = _name(key)
    row = await session.get(Progress, name)
    began = datetime.fromisoformat(row.note) if row is not None and row.done < row.total and row.note else clock.now()
    await note_progress(session, name, 0, max(total, 1), clock=clock, note=began.isoformat())
    await note_progress(session, PROGRESS, 0, max(total, 1), clock=clock)
    return began


async def end_run(session: AsyncSession, key: str, total: int, clock: Clock) -> None:
    """The run is done."""
    row = await session.get(Progress, _name(key))
    note = row.note if row is not None else ""
    await note_progress(session, _name(key), max(total, 1), max(total, 1), clock=clock, note=note)
    await note_progress(session, PROGRESS, max(total, 1), max(total, 1), clock=clock)


def _name(key: str) -> str:
    return f"_rescore:{key}"


async def order_rescore(
    replies: Sequence[Reply], payload: Payload, key: str, began: datetime, enqueue: Enqueue = jobs.enqueue
) -> int:
    """Hand the replies over in portions; gives how many portions."""
    shared = {**payload, "began": began.isoformat(), "key": key, "total": len(replies)}
    for number, begin in enumerate(range(0, len(replies), PORTION)):
        items = [list(each) for each in replies[begin : begin + PORTION]]
        await enqueue(RESCORE, f"{key}:{began.timestamp():.0f}:{number}", {**shared, "items": items})
    return -(-len(replies) // PORTION)


@job(RESCORE, queue="scoring")
async def rescore_job(payload: Payload) -> Payload:
    """Score one portion anew.

    Payload: ``items`` ([conversation id, message id]), ``standard`` (a version, "" for the one in force), ``level``,
    ``brand``, ``began``, ``key``, ``total``. A model that is away fails the job, which is tried again.
    """
    clock = scoring.clock()
    desk = await scoring.desk_of(payload.get("brand", ""))
    in_force = desk.book.standard.version
    if payload.get("standard"):
        async with jobs.sessions(read_only=True)() as session:
            chosen = await find_standard(session, payload.get("brand", ""), payload["standard"])
        desk = replace(desk, book=replace(desk.book, standard=chosen))
    target = target_of(desk, payload["level"], in_force, datetime.fromisoformat(payload["began"]))
    items = [(each[0], each[1]) for each in payload["items"]]
    run = await rescore(jobs.sessions(), items, target, clock)
    if run.stopped:
        raise Unavailable("the model does not answer", where="qa.rescore", mend="it is tried again by itself")
    async with jobs.sessions().begin() as session:
        await _count_up(session, payload, len(items), clock)
    return {"made": run.made, "same": run.same, "left": run.left, "moved": len(run.tallied.moves)}


async def _count_up(session: AsyncSession, payload: Payload, done: int, clock: Clock) -> None:
    for name in (PROGRESS, _name(payload["key"])):
        row = await session.get(Progress, name)
        so_far = min(payload["total"], (row.done if row else 0) + done)
        await note_progress(session, name, so_far, payload["total"], clock=clock, note=row.note if row else "")


def target_of(desk: ScoreDesk, level: Level, in_force: str, began: datetime, *, keep: bool = True) -> Target:
    """What new cards are made with.

    Raises:
        Unavailable: the level is above what this installation has.
    """
    if (level == "model" and desk.gateway is None) or (level == "local" and desk.book.embedder is None):
        raise Unavailable(f"this installation has no level {level}", where="level", mend="choose a lower one")
    lower = desk if level == "model" else replace(desk, gateway=None)
    return Target(desk=lower, level=level, in_force=in_force, began=began, keep=keep)


async def what_moved(session: AsyncSession, began: datetime, chosen: Chosen) -> Tallied:
    """The report of a run from the cards themselves: what each reply had before it began, and has since."""
    row = ScorecardRecord
    wanted = select(row).where(col(row.created_at) >= began).order_by(col(row.created_at), col(row.id))
    if chosen.conversation:
        wanted = wanted.where(row.conversation_id == chosen.conversation)
    if chosen.operators is not None:
        wanted = wanted.where(col(row.operator_id).in_(sorted(chosen.operators)))
    if chosen.since is not None:
        wanted = wanted.where(col(row.replied_at) >= chosen.since)
    newest = {each.message_id: each.verdicts for each in (await session.exec(wanted)).all()}
    tallied = Tallied()
    for message_id, verdicts in newest.items():
        before = await card_before(session, message_id, began)
        tallied.add(from_dict(before.verdicts) if before is not None else None, from_dict(verdicts))
    return tallied
