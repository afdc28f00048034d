"""Promises judged when they fall due: every five minutes, whatever else happens in the conversation.

Each reply is settled in a transaction of its own: a process that dies in the middle leaves the rest to the next run.
"""

from qa_scoring import jobs as scoring
from qa_scoring.promise_settling import Settling, settle
from qa_scoring.promise_store import due_promises, forget_promises, known_until
from reply_core import conversations, jobs
from reply_core.errors import NotFound
from reply_core.jobs import job, schedule
from reply_core.types import Payload

DUE = "qa.promises_due"
AT_ONCE = 500


@job(DUE, queue="scoring")
async def promises_due_job(payload: Payload) -> Payload:
    """Settle every promise whose hour has passed, some hundreds at a time.

    Gives how many replies were looked at and how many have a new card.
    """
    del payload
    clock = scoring.clock()
    async with jobs.sessions(read_only=True)() as session:
        until = await known_until(session, clock.now())
        found = await due_promises(session, until, AT_ONCE)
    cards = 0
    for conversation_id, message_id in found:
        async with jobs.sessions().begin() as session:
            try:
                conversation = await conversations.load(session, conversation_id)
            except NotFound:
                await forget_promises(session, [message_id], ())
                continue
            book = (await scoring.desk_of(conversation.brand)).book
            settling = Settling(session=session, book=book, until=until, clock=clock)
            cards += bool(await settle(settling, conversation, message_id))
    return {"replies": len(found), "cards": cards}


schedule("qa.promises.every_five_minutes", "*/5 * * * *", DUE)
