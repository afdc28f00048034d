"""From stored cards to coaching cases: what the customer wrote, the reply, the verdict people see, the evidence."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.cards import StoredCard, cards_by_id
from human_review.coaching import Case, around, text_of
from human_review.edits import Edit, with_edits
from human_review.low_cases import good_cards, low_cases
from human_review.store import Operators, edits_of
from human_review.sums import StandardOf
from qa_scoring.labels import verdict_reason
from qa_scoring.scorecard import NotApplicable, Scorecard, Unsure, verdict_word
from reply_core import conversations
from reply_core.directory import OperatorInfo
from reply_core.types import Conversation

_LOW = frozenset({"partial", "fail"})
_UNSURE_VALUE = 0.4
_MIN_WORDS = 4


async def find_cases(
    session: AsyncSession,
    criterion: str,
    *,
    standard_of: StandardOf,
    people: Sequence[OperatorInfo] = (),
    operators: Operators = None,
    since: datetime | None = None,
    limit: int = 50,
) -> tuple[Case, ...]:
    """Replies where the criterion is not met or partly met, by the machine or by a person, worst first; then those
    where it was possibly missed. What a person has found met is left out."""
    found = await low_cases(session, criterion, operators=operators, since=since, limit=4 * limit)
    cases = await cases_of(session, [each.card_id for each in found], criterion, standard_of=standard_of, people=people)
    low = [
        case for case in cases.values() if case.verdict in _LOW or (case.verdict == "unsure" and case.value is not None)
    ]
    return tuple(sorted(low, key=_worst_first)[:limit])


def _worst_first(case: Case) -> tuple[float, float]:
    value = 1.0 + (case.value or 0.0) if case.verdict == "unsure" else case.value or 0.0
    return value, -(case.replied_at.timestamp() if case.replied_at else 0.0)


async def cases_of(
    session: AsyncSession,
    card_ids: Collection[str],
    criterion: str,
    *,
    standard_of: StandardOf,
    people: Sequence[OperatorInfo] = (),
) -> dict[str, Case]:
    """Card id → its case under a criterion, in the order of the ids; cards without that criterion are left out."""
    stored = await cards_by_id(session, card_ids)
    edits = await edits_of(session, list(stored))
    wanted = {each.card.conversation_id for each in stored.values()}
    threads = {thread.id: thread for thread in await conversations.load_many(session, sorted(wanted))}
    names = tuple(person.name for person in people)
    cases = {}
    for card_id in card_ids:
        each = stored.get(card_id)
        thread = threads.get(each.card.conversation_id) if each else None
        if each and thread:
            case = _case(each, edits.get(card_id, ()), criterion, thread, standard_of, names)
            if case:
                cases[card_id] = case
    return cases


async def good_replies(
    session: AsyncSession,
    cases: Sequence[Case],
    criterion: str,
    *,
    standard_of: StandardOf,
    people: Sequence[OperatorInfo] = (),
) -> Mapping[str, Case]:
    """Topic → a reply on it where the criterion is met and nothing is wrong, the best scored; topics without one are
    left out."""
    besides = {case.scorecard_id for case in cases}
    found: dict[str, Case] = {}
    for topic in dict.fromkeys(case.topic for case in cases):
        ids = await good_cards(session, topic, besides=besides)
        candidates = await cases_of(session, ids, criterion, standard_of=standard_of, people=people)
        good = [case for case in candidates.values() if case.verdict == "pass" and _has_words(case)]
        if good:
            found[topic] = good[0]
    return found


def _has_words(case: Case) -> bool:
    return len(case.reply_text.split()) >= _MIN_WORDS


def _case(
    stored: StoredCard,
    edits: tuple[Edit, ...],
    criterion: str,
    thread: Conversation,
    standard_of: StandardOf,
    names: tuple[str, ...],
) -> Case | None:
    if not isinstance(stored.card, Scorecard):
        return None
    card = with_edits(stored.card, edits, standard_of(stored.card.pins.standard))
    verdict = card.criteria.get(criterion)
    if verdict is None:
        return None
    asked, answered = around(thread, card.message_ids)
    value = None if isinstance(verdict, NotApplicable) else verdict.value
    if isinstance(verdict, Unsure) and value is None and verdict.possible in _LOW:
        value = _UNSURE_VALUE
    return Case(
        scorecard_id=stored.id,
        conversation_id=thread.id,
        message_id=card.message_id,
        message_ids=card.message_ids,
        operator_id=stored.operator_id,
        replied_at=stored.replied_at,
        channel=stored.channel,
        topic=stored.topic,
        verdict=verdict_word(verdict),
        value=value,
        reason=verdict_reason(verdict),
        customer_message_ids=tuple(message.id for message in asked),
        customer_text=text_of(asked),
        reply_text=text_of(answered),
        evidence=() if isinstance(verdict, NotApplicable) else verdict.evidence,
        names=tuple(name for name in (thread.customer_name, *names) if name),
        numbers=(thread.order.number,) if thread.order and thread.order.number else (),
    )
