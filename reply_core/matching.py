"""One reply, told twice: the operator decided a draft, and the helpdesk's webhook brings the same text back.

A reply matches a decided draft when it goes out in the same conversation within seven days of the decision and says the
same, spaces and ё aside. The first of the two tellings is stored; the other becomes its alias.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.inbound import InboundMessage
from reply_core.tables import DraftDecisionRecord, DraftRecord, MessageAlias, MessageRecord
from reply_core.text import fold

WINDOW = timedelta(days=7)


@dataclass(slots=True)
class _Sent:
    """A reply that is stored, and the sources that have told of it."""

    id: str
    said: str
    at: datetime
    sources: set[str]
    draft_id: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """The draft a reply came from, and the id it is stored under if it is stored already."""

    draft_id: str
    stored_as: str | None


def said(text: str) -> str:
    """What a text says when spaces, capitals, ё and the shape of quotes do not count."""
    return " ".join(fold(text).split())


class Matcher:
    """The decided drafts of some conversations, and the replies already stored there."""

    def __init__(self) -> None:
        self._decisions: dict[str, list[tuple[DraftDecisionRecord, str]]] = defaultdict(list)
        self._sent: dict[str, list[_Sent]] = defaultdict(list)

    @classmethod
    async def load(
        cls, session: AsyncSession, conversation_ids: Sequence[str], messages: Iterable[MessageRecord]
    ) -> "Matcher":
        """Read the decisions of the conversations, whose stored ``messages`` are given."""
        matcher = cls()
        decided = (
            select(DraftDecisionRecord, DraftRecord.conversation_id, DraftRecord.text)
            .join(DraftRecord, col(DraftRecord.id) == col(DraftDecisionRecord.draft_id))
            .where(col(DraftRecord.conversation_id).in_(conversation_ids), DraftDecisionRecord.decision != "rejected")
            .order_by(col(DraftDecisionRecord.at), col(DraftDecisionRecord.draft_id))
        )
        for decision, conversation_id, drafted in (await session.exec(decided)).all():
            matcher._decisions[conversation_id].append((decision, said(decision.final_text or drafted)))
        replies = [row for row in messages if row.direction == "out" and row.conversation_id in matcher._decisions]
        aliases = select(MessageAlias).where(col(MessageAlias.message_id).in_([row.id for row in replies]))
        sources: dict[str, set[str]] = defaultdict(set)
        for alias in (await session.exec(aliases)).all() if replies else ():
            sources[alias.message_id].add(alias.source)
        for row in replies:
            at = row.at or row.stored_at
            sent = _Sent(row.id, said(row.text), at, sources[row.id] | {row.source}, row.draft_id)
            matcher._sent[row.conversation_id].append(sent)
        return matcher

    def match(self, inbound: InboundMessage, now: datetime) -> Match | None:
        """The decided draft this reply is, noted as matched; None when it is a reply of its own."""
        if inbound.conversation_id not in self._decisions or not _is_reply(inbound):
            return None
        says, at = said(inbound.text), inbound.at or now
        for decision, final in self._decisions[inbound.conversation_id]:
            if final != says or abs(at - decision.at) > WINDOW:
                continue
            sent = self._told(decision, inbound, says)
            if sent is None and decision.message_id is None:
                decision.message_id = inbound.message_id
                self._remember(inbound, says, at, decision.draft_id)
                return Match(decision.draft_id, None)
            if sent is not None and inbound.source not in sent.sources:
                decision.message_id, sent.draft_id = sent.id, decision.draft_id
                sent.sources.add(inbound.source)
                return Match(decision.draft_id, sent.id)
        self._remember(inbound, says, at, None)
        return None

    def _told(self, decision: DraftDecisionRecord, inbound: InboundMessage, says: str) -> _Sent | None:
        """The stored reply the decision is matched with, or the first it can be matched with."""
        sent = self._sent[inbound.conversation_id]
        if decision.message_id is not None:
            return next((reply for reply in sent if reply.id == decision.message_id), None)
        untold = (reply for reply in sent if reply.draft_id is None and inbound.source not in reply.sources)
        return next((reply for reply in untold if reply.said == says and abs(reply.at - decision.at) <= WINDOW), None)

    def _remember(self, inbound: InboundMessage, says: str, at: datetime, draft_id: str | None) -> None:
        sent = _Sent(inbound.message_id, says, at, {inbound.source}, draft_id)
        self._sent[inbound.conversation_id].append(sent)


def _is_reply(inbound: InboundMessage) -> bool:
    return inbound.direction == "out" and inbound.visibility == "public" and inbound.event == "message"
