"""Desk: who waits, by priority; the customer and the thread; the draft with its sources; the operator's decision."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from api.views import ConversationItem, ConversationList, ConversationView, DraftView
from dashboard.accepted_parts import show_accepted
from dashboard.answer_parts import show_answer
from dashboard.customer_parts import show_customer
from dashboard.draft_parts import show_draft
from dashboard.marked import plain
from dashboard.session import Desk, problems_shown
from dashboard.thread_parts import show_order, show_thread
from dashboard.variant_parts import choose_variant, first_and_second
from dashboard.words import Words

PAGE = 10
SNIPPET = 70
CLEARED_SECONDS = 0.05
"""Streamlit joins messages that come at once: a pause lets the browser see the emptied place."""


def render(desk: Desk) -> None:
    """The operator's page."""
    words = desk.words
    st.title(words("pages.desk"))
    st.caption(words("desk.intro"))
    _last_decision(words)
    left, middle, right = st.columns([1.1, 1.7, 2.4], gap="medium")
    with left:
        chosen = _waiting(desk)
    if chosen is None:
        return
    conversation = desk.client.conversation(chosen)
    with middle:
        st.subheader(words("desk.thread"))
        due = next((wait.due_text for wait in conversation.waits if wait.open and wait.due_text), "")
        if due:
            st.caption(due)
        show_customer(desk, chosen)
        show_order(conversation, words)
        show_thread(conversation, words)
        show_accepted(desk, conversation)
    with _fresh(right, chosen):
        st.subheader(words("desk.draft"))
        _draft(desk, conversation)


def _fresh(column: DeltaGenerator, chosen: str) -> DeltaGenerator:
    """The place of the draft, emptied first when another conversation was chosen.

    Otherwise the draft of the one before stays on screen, ready to be typed into, until the new one is made.
    """
    place = column.empty()
    if st.session_state.get("drafted") != chosen:
        st.session_state["drafted"] = chosen
        place.empty()
        time.sleep(CLEARED_SECONDS)
    return place.container()


def _waiting(desk: Desk) -> str | None:
    """The list, a page of it at a time, and the conversation chosen in it."""
    words = desk.words
    st.subheader(words("desk.waiting"))
    if st.button(words("app.refresh"), width="stretch", help=words("desk.refresh_hint")):
        st.rerun()
    page = int(st.session_state.get("desk_page", 0))
    found = desk.client.conversations("waiting", PAGE, offset=page * PAGE)
    if not found.items and page:
        st.session_state["desk_page"] = 0
        st.rerun()
    if not found.items:
        st.success(words("desk.empty"))
        return None
    with st.container(key="desk_list"):
        chosen = _choose(found.items, words)
    _pages(found, page, words)
    return chosen


def _choose(waiting: tuple[ConversationItem, ...], words: Words) -> str | None:
    by_id = {item.conversation_id: item for item in waiting}
    if st.session_state.get("conversation") not in by_id:
        st.session_state["conversation"] = waiting[0].conversation_id
    return st.radio(
        words("desk.choose"),
        list(by_id),
        format_func=lambda name: _heading(by_id[name], words),
        captions=[_caption(item) for item in waiting],
        key="conversation",
        label_visibility="collapsed",
    )


def _pages(found: ConversationList, page: int, words: Words) -> None:
    """Which part of a long list is shown, and the way to the next."""
    first, last = found.offset + 1, found.offset + len(found.items)
    st.caption(words("desk.shown", first=words.number(first), last=words.number(last), total=words.number(found.total)))
    if found.total <= PAGE:
        return
    with st.container(horizontal=True):
        for step, sign, hint in ((-1, "←", "desk.page_back"), (1, "→", "desk.page_on")):
            there = page + step
            gone = there < 0 or there * PAGE >= found.total
            st.button(sign, key=f"desk_page_{step}", disabled=gone, help=words(hint), on_click=_turn_to, args=(there,))


def _turn_to(page: int) -> None:
    st.session_state["desk_page"] = page


def _heading(item: ConversationItem, words: Words) -> str:
    """«**Ольга** · чат», and below why it stands here: «до 10:40 · жалоба · второй раз за неделю · VIP»."""
    name = plain(item.customer_name or item.conversation_id)
    why = [reason.text for reason in item.reasons] or [item.due_text or words("desk.no_due")]
    color = "red" if item.overdue else "blue"
    sign = "⚠ " if item.overdue else ""
    return f"**{name}** · {words(f'channel.{item.channel}')}  \n:{color}[{sign}{plain(' · '.join(why))}]"


def _caption(item: ConversationItem) -> str:
    parts = (item.topic_label, item.assigned_name, _short(item.snippet))
    return plain(" · ".join(part for part in parts if part))


def _short(text: str) -> str:
    return text if len(text) <= SNIPPET else text[:SNIPPET].rsplit(" ", 1)[0] + "…"


def _draft(desk: Desk, conversation: ConversationView) -> None:
    words = desk.words
    found = first_and_second(conversation.drafts)
    if not found or st.button(words("desk.again"), key=f"again_{conversation.id}"):
        with st.spinner(words("desk.making")), problems_shown(words):
            found = (desk.client.draft(conversation.id),)
    if not found:
        return
    draft = choose_variant(desk, found)
    show_draft(draft, words, key=draft.id)
    if draft.kind != "no_reply_needed":
        show_answer(desk, draft, conversation.channel)


def _last_decision(words: Words) -> None:
    """What was decided last, with the text to copy, until something else is decided."""
    decided: DraftView | None = st.session_state.get("decided")
    if decided is None or decided.decision is None:
        return
    decision = decided.decision
    if decision.decision == "rejected":
        st.info(words("desk.rejected", reason=plain(decision.reason)))
        return
    kind = words(f"desk.decision_{decision.decision}")
    st.success(words("desk.sent", decision=kind))
    if decision.decision == "edited" and decision.similarity is not None:
        added = " ".join(f"«{plain(text)}»" for text in decision.added) or "—"
        share = f"{words.number(100 * decision.similarity)} %"
        st.caption(words("desk.sent_similarity", similarity=share, added=added))
    with st.expander(words("app.copy"), expanded=False):
        st.code(decision.final_text, language=None, wrap_lines=True)
