"""A conversation as people read it: who, when, what, with evidence marked."""

from collections.abc import Mapping, Sequence

import streamlit as st

from api.views import ConversationView, EvidenceView, MessageView, OrderView
from dashboard.marked import Mark, bubble, marked, plain
from dashboard.words import Words


def show_thread(
    conversation: ConversationView,
    words: Words,
    marks: Mapping[str, Sequence[Mark]] | None = None,
    only: Sequence[str] = (),
) -> None:
    """The messages in order of time; ``marks`` by message id. ``only`` limits to these messages."""
    parts = []
    for message in conversation.messages:
        if message.event != "message" or (only and message.id not in only):
            continue
        who = f"{_author(message, conversation, words)} · {words.time(message.at)}"
        body = marked(message.text or "…", (marks or {}).get(message.id, ()))
        parts.append(bubble(who, body, _side(message)))
    st.html("".join(parts))


def show_order(conversation: ConversationView, words: Words) -> None:
    """What the shop knows of the order, if anything."""
    order = conversation.order
    if order is None or not (order.number or order.fields or order.text):
        return
    title = f"{words('desk.order')} {order.number}".strip()
    with st.expander(plain(title), expanded=True):
        st.html(marked("\n".join(order_lines(order, words)), ()))


def order_lines(order: OrderView, words: Words) -> list[str]:
    """What the shop knows of an order, a line a fact."""
    lines = [f"{_field(key, words)}: {value}" for key, value in order.fields.items() if value]
    return [*lines, order.text] if order.text else lines


def _field(key: str, words: Words) -> str:
    """A field of the order in words; a field the shop named itself stays as it is."""
    return words(f"order.{key}") if words.has(f"order.{key}") else key


def evidence_marks(evidence: Sequence[tuple[EvidenceView, str, str]]) -> dict[str, list[Mark]]:
    """(evidence, tone, label) of any criterion → marks by message id; quotes from sources are left out."""
    found: dict[str, list[Mark]] = {}
    for item, tone, label in evidence:
        if item.role != "source" and item.end > item.start:
            found.setdefault(item.message_id, []).append(Mark(start=item.start, end=item.end, tone=tone, label=label))
    return found


def _side(message: MessageView) -> str:
    if message.visibility == "private" or message.author_kind in {"bot", "rule", "system"}:
        return "aside"
    return "in" if message.direction == "in" else "out"


def _author(message: MessageView, conversation: ConversationView, words: Words) -> str:
    if message.visibility == "private":
        return f"{words('desk.note')}: {message.author_name or message.author_id}"
    if message.author_kind == "customer":
        return conversation.customer.name or words("desk.customer")
    if message.author_kind == "operator":
        return message.author_name or message.author_id or words("desk.operator")
    return words("desk.bot") if message.author_kind in {"bot", "rule"} else words("desk.system")
