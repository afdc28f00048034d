"""Scores what was sent before Tact came: the whole history at one level, newest first, with progress."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from anyio import to_thread

from api.services import Services
from knowledge_base.search import KnowledgeIndex
from qa_scoring.case import Scorebook, build_case, looked_back
from qa_scoring.jobs import turn_of
from qa_scoring.promise_store import known_until, note_promises
from qa_scoring.promised import OwnPromise, own_promises
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.store import save_card
from qa_scoring.view import View
from reply_core import conversations
from reply_core.progress import note_progress
from reply_core.types import Conversation, Level, Turn
from reply_core.waits import Wait

PORTIONS: Mapping[Level, int] = {"rules": 60, "local": 12, "model": 1}
BREATH_SECONDS = 0.25
"""Between two portions the doors are served first."""
EVERYTHING = 1_000_000
Scored = tuple[Conversation, Turn, str, Scorecard | Unscored, tuple[OwnPromise, ...]]
Step = Callable[[int, int], None]


async def score_history(services: Services, level: Level, step: Step | None = None) -> int:
    """Score each reply that has no card of the standard in force at ``level``; gives how many were scored.

    Work that broke off is taken up where it stopped: what has a card is not scored again.
    """
    await services.shop.freshen(now=True)
    book = services.shop.scorebook()
    if level == "rules":
        book = replace(book, embedder=None, index=KnowledgeIndex.build(services.shop.index.articles))
    async with services.reading() as session:
        # a reply that has a card of a higher level needs none of the rules
        missing = None if level == "rules" else level
        waiting = await conversations.unscored_turns(session, book.standard.version, missing, EVERYTHING)
    total = len(waiting)
    size = PORTIONS[level]
    for start in range(0, total, size):
        portion = waiting[start : start + size]
        await _save(services, await _scored(services, portion, book))
        done = min(start + size, total)
        async with services.writing() as session:
            await note_progress(session, f"scoring.{level}", done, total, clock=services.clock)
        if step:
            step(done, total)
        await asyncio.sleep(BREATH_SECONDS if level != "rules" else 0)
    if not total:
        async with services.writing() as session:
            await note_progress(session, f"scoring.{level}", 1, 1, clock=services.clock)
    return total


def _without_meaning(book: Scorebook) -> Scorebook:
    from dataclasses import replace

    return replace(book, embedder=None)


async def _scored(services: Services, portion: Sequence[conversations.UnscoredTurn], book: Scorebook) -> list[Scored]:
    cases: list[tuple[Conversation, Turn, tuple[Turn, ...], tuple[Wait, ...], str]] = []
    async with services.reading() as session:
        until = await known_until(session, services.clock.now())
        found = {
            one.id: one
            for one in await conversations.load_many(session, sorted({item.conversation_id for item in portion}))
        }
        for item in portion:
            conversation = found[item.conversation_id]
            turn, turns = turn_of(conversation, item.turn_message_id)
            if turn is not None:
                waits = await conversations.waits_of(session, conversation, clock=services.clock)
                topic = (await conversations.topic(session, conversation.id)).code
                cases.append((conversation, turn, turns, waits, topic))

    def judge() -> list[Scored]:
        made = []
        for conversation, turn, turns, waits, topic in cases:
            now = looked_back(turn, until)
            case = build_case(conversation, turn, book, waits=waits, turns=turns, now=now)
            made.append((conversation, turn, topic, score_reply(case, book), own_promises(View(case, book))))
        return made

    return await to_thread.run_sync(judge)


async def _save(services: Services, made: Sequence[Scored]) -> None:
    async with services.writing() as session:
        for conversation, turn, topic, card, promised in made:
            await save_card(
                session,
                card,
                channel=conversation.channel,
                topic=topic,
                replied_at=turn.messages[-1].at,
                at=services.clock.now(),
            )
            await note_promises(session, conversation.id, turn.author_id, promised)
