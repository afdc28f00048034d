"""One customer over all channels: who he is, what he ordered and asked before, and what he asks here once more.

A question is the same when its words are (stems of what carries meaning, more of them where the topics differ) or, with
an embedder, its meaning is. Only questions of the last `DAYS` days count, and those that were asked somewhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.terms import content_words
from model_gateway.embedder import Embedder
from reply_core.asks import find_asks
from reply_core.contacts import Contact, Owner, contacts_of, orders_of
from reply_core.directory import CustomerInfo, customer
from reply_core.errors import EmbedderUnavailable
from reply_core.text import has_digit, stem
from reply_core.types import Conversation, Order

DAYS = 14
"""A like question is a repeated one within so many days."""
_SHARED = 2
"""Stems two questions share at least."""
_SAME_TOPIC, _OTHER_TOPIC = 0.4, 0.6
"""Which share of the shorter question's stems is found in the other, with the topic the same and not."""
_SAME_MEANING = 0.92
"""As in `human_review.gaps`: from this cosine of the bundled embedder two questions are one."""
_COMPARED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What the customer asks here and asked elsewhere."""

    contact: Contact
    ask: str = field(repr=False)
    earlier: str = field(repr=False)
    by_meaning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerProfile:
    """Everything known of one customer; ``customer`` is None when the shop told nothing of him."""

    customer: CustomerInfo | None
    contacts: tuple[Contact, ...] = ()
    """Other conversations, the newest first."""
    orders: tuple[Order, ...] = field(default=(), repr=False)
    recent: int = 0
    """Other conversations within `DAYS` days."""
    repeats: tuple[Repeat, ...] = ()


async def profile_of(
    session: AsyncSession, conversation: Conversation, topic: str, *, now: datetime, embedder: Embedder | None = None
) -> CustomerProfile:
    """The profile of the customer of a conversation."""
    number = conversation.order.number if conversation.order else ""
    owner = Owner(customer_id=conversation.customer_id, order_number=number)
    known = await customer(session, owner.customer_id) if owner.customer_id else None
    contacts = await contacts_of(session, conversation.brand, owner, besides=conversation.id, now=now)
    orders = await orders_of(session, conversation.brand, owner, contacts)
    recent = [each for each in contacts if each.opened_at >= now - timedelta(days=DAYS)]
    texts = [message.text for message in conversation.messages if message.author_kind == "customer"]
    return CustomerProfile(
        customer=known,
        contacts=contacts,
        orders=orders,
        recent=len(recent),
        repeats=repeats("\n".join(texts), topic, recent, embedder),
    )


def repeats(text: str, topic: str, contacts: Sequence[Contact], embedder: Embedder | None = None) -> tuple[Repeat, ...]:
    """Questions of ``text`` that the contacts hold as well, one a contact, in the contacts' order.

    Args:
        text: what the customer wrote here.
        topic: of this conversation.
        contacts: his other conversations, already limited to the days that count.
        embedder: None, or one that fails: by words alone.
    """
    mine = _questions(text)
    found = []
    for contact in contacts[:_COMPARED]:
        theirs = _questions(contact.text)
        pair = _by_words(mine, theirs, same_topic=contact.topic == topic != "other")
        if pair is not None:
            found.append(Repeat(contact=contact, ask=pair[0], earlier=pair[1]))
        elif embedder is not None and (pair := _by_meaning(mine, theirs, embedder)) is not None:
            found.append(Repeat(contact=contact, ask=pair[0], earlier=pair[1], by_meaning=True))
    return tuple(found)


def _questions(text: str) -> tuple[str, ...]:
    """What a text asks; the whole text when nothing in it is seen to ask."""
    asked = tuple(ask.text.strip() for ask in find_asks(text) if ask.text.strip())
    return asked or ((text.strip(),) if text.strip() else ())


def _by_words(mine: Sequence[str], theirs: Sequence[str], *, same_topic: bool) -> tuple[str, str] | None:
    wanted = _SAME_TOPIC if same_topic else _OTHER_TOPIC
    best: tuple[float, str, str] | None = None
    for one in mine:
        for other in theirs:
            left, right = _telling(one), _telling(other)
            shared = left & right
            share = len(shared) / max(1, min(len(left), len(right)))
            if len(shared) >= _SHARED and share >= wanted and (best is None or share > best[0]):
                best = (share, one, other)
    return None if best is None else best[1:]


def _by_meaning(mine: Sequence[str], theirs: Sequence[str], embedder: Embedder) -> tuple[str, str] | None:
    if not mine or not theirs:
        return None
    try:
        likeness = embedder.queries(mine) @ embedder.queries(theirs).T
    except EmbedderUnavailable:
        return None
    place = int(likeness.argmax())
    row, column = divmod(place, len(theirs))
    return (mine[row], theirs[column]) if likeness[row, column] >= _SAME_MEANING else None


def _telling(text: str) -> frozenset[str]:
    """Stems that carry meaning: no little words, no numbers, nothing that every question says."""
    return frozenset(stem(word) for word in content_words(text) if not has_digit(word)) - _EVERYWHERE


_EVERYWHERE = frozenset(
    stem(word) for word in ("здравствуйте", "добрый", "пожалуйста", "подскажите", "скажите", "заказ", "please", "order")
)
