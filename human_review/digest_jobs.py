"""The weekly digest as durable work: looked for every ten minutes, sent once per week and target, whatever restarts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from human_review import sums, wait_sums
from human_review.digest import Digest, Shop, compose
from human_review.digest_files import say_digest
from human_review.digest_sending import send
from human_review.digest_targets import begin_sending, due_moment, end_sending, note_error, targets
from reply_core import jobs
from reply_core.clock import Clock
from reply_core.database import Sessions
from reply_core.directory import operators
from reply_core.errors import Conflict, TactError
from reply_core.jobs import job, schedule
from reply_core.settings import Settings
from reply_core.types import Payload

LOOK, SEND = "review.digest", "review.digest_send"
ShopNow = Callable[[], Awaitable[Shop]]


@dataclass(frozen=True, slots=True)
class _Setup:
    shop: ShopNow
    settings: Settings
    clock: Clock


_setups: list[_Setup] = []


def use(shop: ShopNow, settings: Settings, clock: Clock) -> None:
    """Say what digests are made of; called once at start, before the jobs are launched."""
    _setups[:] = [_Setup(shop, settings, clock)]


async def digest_of(
    sessions: Sessions, readers: Sessions | None, shop: Shop, team: str, clock: Clock, *, at_most: int | None = None
) -> Digest:
    """The digest of a team from sums that are up to date; ``at_most``: about so many cards are summed up for it."""
    catch = {"zone": shop.zone, "clock": clock, "readers": readers}
    await sums.catch_up(sessions, standard_of=shop.standard_of, at_most=at_most, **catch)  # type: ignore[arg-type]
    await wait_sums.catch_up(sessions, **catch)  # type: ignore[arg-type]
    async with (readers or sessions)() as session:
        return await compose(session, shop, team=team, people=await operators(session), now=clock.now())


@job(LOOK, attempts=1)
async def look(payload: Payload) -> Payload:
    """Order what is due: each target once per week, by its key."""
    (setup,) = _setups
    shop = await setup.shop()
    due = due_moment(setup.clock.now(), setup.settings.digest_at, shop.zone)
    if due is None:
        return {"ordered": 0}
    async with jobs.sessions(read_only=True)() as session:
        wanted = [each for each in await targets(session) if each.last_sent_at is None or each.last_sent_at < due]
    for each in wanted:
        if each.created_at < due:
            await jobs.enqueue(SEND, f"{each.id}:{due.isoformat()}", {"target": each.id, "due": due.isoformat()})
    return {"ordered": len(wanted)}


@job(SEND, attempts=4, pause_seconds=60.0)
async def send_one(payload: Payload) -> Payload:
    """Hand one target its digest; doing it again after it was sent changes nothing."""
    (setup,) = _setups
    target_id, due = str(payload["target"]), datetime.fromisoformat(str(payload["due"]))
    sessions = jobs.sessions()
    try:
        async with sessions.begin() as session:
            target = await begin_sending(session, target_id, due)
    except Conflict as error:
        async with sessions.begin() as session:
            await note_error(session, target_id, str(error))
        raise
    if target is None:
        return {"sent": 0}
    try:
        digest = await digest_of(sessions, None, await setup.shop(), target.team, setup.clock)
        await send(target.to, say_digest(digest, target.language), setup.settings, setup.clock)
    except Exception as error:
        said = str(error) if isinstance(error, TactError) else type(error).__name__
        async with sessions.begin() as session:
            await end_sending(session, target_id, now=setup.clock.now(), error=said)
        raise
    async with sessions.begin() as session:
        await end_sending(session, target_id, now=setup.clock.now())
    return {"sent": 1}


schedule("review-digest", "*/10 * * * *", LOOK, at_start=True)
