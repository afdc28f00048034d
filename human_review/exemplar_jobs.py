"""Background work of exemplars: replies that worked are kept, and withdrawn when they turn out not to have.

Every ten minutes what changed since the last time is judged anew: decisions, cards, people's edits, reviews, articles.
"""

from datetime import datetime, timedelta

from human_review.exemplars import StandardOf, changed_since, judge_draft
from qa_scoring import jobs as scoring
from qa_scoring.revisions import standards
from qa_scoring.standard import default_standard
from reply_core import jobs
from reply_core.clock import Clock
from reply_core.database import Sessions, upsert
from reply_core.directory import brands
from reply_core.jobs import job, schedule
from reply_core.tables import Progress
from reply_core.types import Payload

GATHER = "human_review.gather_exemplars"
_WATERMARK = "_exemplars"
_OVERLAP = timedelta(minutes=30)


@job(GATHER)
async def gather_job(payload: Payload) -> Payload:
    """Judge the sent drafts something changed about. Gives how many were kept and withdrawn."""
    del payload
    desk = await scoring.desk_of("")
    async with jobs.sessions(read_only=True)() as session:
        kept = [each for brand in await brands(session) for each in await standards(session, brand.id)]
    known = {each.version: each for each in (default_standard("ru"), default_standard("en"), *kept, desk.book.standard)}
    return await gather(
        jobs.sessions(), clock=scoring.clock(), standard_of=lambda version: known.get(version, desk.book.standard)
    )


async def gather(sessions: Sessions, *, clock: Clock, standard_of: StandardOf) -> Payload:
    """The work itself; each draft in a transaction of its own, so stopping half-way loses nothing."""
    now = clock.now()
    async with sessions() as session:
        mark = await session.get(Progress, _WATERMARK)
        since = datetime.fromisoformat(mark.note) - _OVERLAP if mark is not None and mark.note else None
        drafts = await changed_since(session, since)
    counts = {"kept": 0, "withdrawn": 0}
    for draft_id in drafts:
        async with sessions.begin() as session:
            became = await judge_draft(session, draft_id, standard_of=standard_of, at=now)
        if became in counts:
            counts[became] += 1
    async with sessions.begin() as session:
        row = {"name": _WATERMARK, "done": 0, "total": 0, "note": now.isoformat(), "updated_at": now}
        await upsert(session, Progress, [row])
    return {"looked_at": len(drafts), **counts}


schedule("human_review.gather_exemplars.every_ten_minutes", "*/10 * * * *", GATHER, at_start=True)
"""At the start as well: what a stop left undone is made good."""
