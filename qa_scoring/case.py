"""What one scoring needs: the case (a turn in its conversation) and the book it is scored by. Both are values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from knowledge_base.filters import Scope
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from model_gateway.embedder import Embedder
from qa_scoring.politeness_value import Centre
from qa_scoring.standard import Standard
from reply_core.types import Conversation, Language, Level, Order, Turn
from reply_core.value import Value
from reply_core.waits import Wait, read_turns, read_waits, wait_closed_by
from reply_core.working_time import Calendar
from tone_of_voice.profile import ToneProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorebook:
    """What replies are scored by. Without an embedder the level is "rules", with one "local"."""

    standard: Standard
    profile: ToneProfile
    calendar: Calendar = field(default_factory=lambda: Calendar.always("UTC"))
    embedder: Embedder | None = None
    index: KnowledgeIndex | None = None
    centre: NDArray[np.float64] | None = None
    """The mean vector of the shop's own texts, shape (dim,); None: worked out from the index or ordinary texts."""
    tone: Mapping[Language, Centre] = field(default_factory=dict)
    """What the shop's own replies usually sound like, by language (`qa_scoring.tone_triage`); empty: not known."""
    terms: frozenset[str] = frozenset()
    """Words of the shop's knowledge base, folded: never spelling mistakes."""
    check_facts: bool = True
    """False: no knowledge base was given; correctness is checked against order and thread only, and says so."""

    @property
    def level(self) -> Level:
        """The highest level this book can reach without a model."""
        return "rules" if self.embedder is None else "local"

    def on(self, moment: datetime | None) -> Self:
        """This book with the articles alone that held on the day of ``moment``; None, a time unknown: with all."""
        if self.index is None or moment is None:
            return self
        day = moment.astimezone(ZoneInfo(self.calendar.time_zone)).date()
        index = self.index.within(Scope(on=day))
        return self if index is self.index else replace(self, index=index)


class ReplyCase(Value, frozen=True, kw_only=True):
    """One operator turn with what was known when it was sent."""

    conversation: Conversation
    turn: Turn
    wait: Wait | None = None
    """The wait this turn closed, if it closed one."""
    waits: tuple[Wait, ...] = ()
    sources: tuple[Source, ...] = ()
    """What the reply may be checked against besides order and thread: articles of the knowledge base."""
    near_reply: tuple[Source, ...] = ()
    """Articles found for what the reply itself says: they may bear it out, and never contradict it."""
    order: Order | None = None
    now: datetime | None = None
    """The moment of scoring; promises due later are not judged. None: the conversation's last message."""
    turns: tuple[Turn, ...] = ()
    """All operator turns of the conversation, in order."""


def build_case(
    conversation: Conversation,
    turn: Turn,
    book: Scorebook,
    sources: Sequence[Source] = (),
    *,
    waits: tuple[Wait, ...] | None = None,
    turns: tuple[Turn, ...] = (),
    now: datetime | None = None,
) -> ReplyCase:
    """The case of one turn; waits are read from the conversation by the book's calendar and targets unless given."""
    moment = now or last_moment(conversation)
    if waits is None:
        waits = waits_of(conversation, book, moment)
    return ReplyCase(
        conversation=conversation,
        turn=turn,
        wait=wait_closed_by(waits, turn),
        waits=waits,
        sources=tuple(sources),
        order=conversation.order,
        now=moment,
        turns=turns or (turn,),
    )


def waits_of(conversation: Conversation, book: Scorebook, now: datetime | None) -> tuple[Wait, ...]:
    """The conversation's waits; none when no message has a time."""
    if now is None:
        return ()
    return read_waits(conversation, book.calendar, book.standard.targets, now)


def last_moment(conversation: Conversation) -> datetime | None:
    """The time of the last message that has one."""
    times = [message.at for message in conversation.messages if message.at is not None]
    return max(times) if times else None


def turn_of(conversation: Conversation, message_id: str) -> tuple[Turn | None, tuple[Turn, ...]]:
    """The operator turn a message belongs to (None when it is no operator's), and all turns."""
    turns = read_turns(conversation)
    found = next((turn for turn in turns if any(message.id == message_id for message in turn.messages)), None)
    return found, turns


def looked_back(turn: Turn, until: datetime) -> datetime:
    """The moment a stored turn is looked at from: what is known of, and never before the turn itself was over."""
    sent = turn.messages[-1].at
    return until if sent is None else max(until, sent + timedelta(seconds=1))


def texts_of(case: ReplyCase) -> Mapping[str, str]:
    """Every text evidence may quote, by id: messages and sources."""
    texts = {source.id: source.text for source in (*case.near_reply, *case.sources)}
    texts.update((message.id, message.text) for message in case.conversation.messages)
    return texts
