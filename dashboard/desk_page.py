"""Desk: who waits, by deadline; the thread; the draft with its sources; accept, edit, reject."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from api.client import ApiProblem
from api.views import ConversationItem, ConversationView, DraftView
from dashboard.draft_parts import show_check, show_draft
from dashboard.rewrite_parts import show_tools
from dashboard.session import Desk, problems_shown, show_problem
from dashboard.thread_parts import show_order, show_thread
from dashboard.words import Words

SNIPPET = 70
CLEARED_SECONDS = 0.05
"""Streamlit joins messages that come at once: a pause lets the browser see the emptied place."""
REASONS = ("wrong", "incomplete", "tone", "outdated", "other")


def render(desk: Desk) -> None:
    """The operator's page."""
    words = desk.words
    st.title(words("pages.desk"))
    st.caption(words("desk.intro"))
    _last_decision(words)
    waiting = desk.client.conversations("waiting", 100).items
    left, middle, right = st.columns([1.1, 1.7, 2.4], gap="medium")
    with left:
        chosen = _choose(waiting, words)
    if chosen is None:
        return
    conversation = desk.client.conversation(chosen)
    with middle:
        st.subheader(words("desk.thread"))
        show_order(conversation, words)
        show_thread(conversation, words)
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


def _choose(waiting: tuple[ConversationItem, ...], words: Words) -> str | None:
    st.subheader(words("desk.waiting"))
    if st.button(words("app.refresh"), width="stretch"):
        st.rerun()
    if not waiting:
        st.success(words("desk.empty"))
        return None
    by_id = {item.conversation_id: item for item in waiting}
    if st.session_state.get("conversation") not in by_id:
        st.session_state["conversation"] = waiting[0].conversation_id
    return st.radio(
        words("desk.choose"),
        list(by_id),
        format_func=lambda name: _heading(by_id[name], words),
        captions=[_caption(item, words) for item in waiting],
        key="conversation",
        label_visibility="collapsed",
    )


def _heading(item: ConversationItem, words: Words) -> str:
    due = item.due_text or words("desk.no_due")
    place = words("desk.overdue", due=due) if item.overdue else words("desk.due", due=due)
    color = "red" if item.overdue else "blue"
    return f"**{item.customer_name or item.conversation_id}** · {words(f'channel.{item.channel}')}  \n:{color}[{place}]"


def _caption(item: ConversationItem, words: Words) -> str:
    parts = (item.topic_label, item.assigned_name, _short(item.snippet))
    return " · ".join(part for part in parts if part)


def _short(text: str) -> str:
    return text if len(text) <= SNIPPET else text[:SNIPPET].rsplit(" ", 1)[0] + "…"


def _draft(desk: Desk, conversation: ConversationView) -> None:
    words = desk.words
    draft = next((item for item in conversation.drafts if item.decision is None), None)
    if draft is None or st.button(words("desk.again"), key=f"again_{conversation.id}"):
        with st.spinner(words("desk.making")), problems_shown(words):
            draft = desk.client.draft(conversation.id)
    if draft is None:
        return
    show_draft(draft, words, key=draft.id)
    if draft.kind != "no_reply_needed":
        _answer(desk, draft, conversation.channel)


def _answer(desk: Desk, draft: DraftView, channel: str) -> None:
    words = desk.words
    place = f"text_{draft.id}"
    st.session_state.setdefault(place, draft.text)
    text = st.text_area(words("desk.your_text"), height=240, key=place)
    show_tools(desk, place, channel)
    same = text.strip() == draft.text.strip() and bool(draft.text.strip())
    label = "desk.accept" if same else "desk.send_edited" if draft.text else "desk.send_own"
    send, check, reject = st.columns([1.7, 1, 1.1])
    with send:
        if st.button(words(label), type="primary", width="stretch", key=f"send_{draft.id}"):
            _send(desk, draft, text, same=same, sure=False)
    with check:
        if st.button(words("desk.check"), width="stretch", key=f"check_{draft.id}"):
            with problems_shown(words):
                st.session_state[f"checked_{draft.id}"] = (text, desk.client.check_draft(draft.id, text))
    with reject, st.popover(words("desk.reject"), width="stretch"):
        _reject(desk, draft)
    if st.session_state.get(f"blocked_{draft.id}") == text:
        st.error(words("desk.blocked"))
        if st.button(words("desk.send_anyway"), key=f"anyway_{draft.id}"):
            _send(desk, draft, text, same=same, sure=True)
    checked = st.session_state.get(f"checked_{draft.id}")
    if checked and checked[0] == text:
        show_check(checked[1], words)


def _send(desk: Desk, draft: DraftView, text: str, *, same: bool, sure: bool) -> None:
    words = desk.words
    if not text.strip():
        st.error(words("try.empty_text"))
        return
    try:
        if not same and not sure:
            check = desk.client.check_draft(draft.id, text)
            if check.blocked:
                st.session_state[f"blocked_{draft.id}"] = text
                st.session_state[f"checked_{draft.id}"] = (text, check)
                return
        decided = desk.client.decide(draft.id, "accepted" if same else "edited", text=text)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.session_state["decided"] = decided
    st.rerun()


def _reject(desk: Desk, draft: DraftView) -> None:
    words = desk.words
    reason = st.radio(
        words("desk.reject_reason"), REASONS, format_func=lambda name: words(f"reject.{name}"), key=f"why_{draft.id}"
    )
    more = st.text_input(words("desk.reject_other"), key=f"more_{draft.id}")
    if st.button(words("desk.reject"), key=f"reject_{draft.id}", type="primary"):
        said = words(f"reject.{reason}") + (f": {more}" if more.strip() else "")
        try:
            decided = desk.client.decide(draft.id, "rejected", reason=said)
        except ApiProblem as problem:
            show_problem(problem, words)
            return
        st.session_state["decided"] = decided
        st.rerun()


def _last_decision(words: Words) -> None:
    """What was decided last, with the text to copy, until something else is decided."""
    decided: DraftView | None = st.session_state.get("decided")
    if decided is None or decided.decision is None:
        return
    decision = decided.decision
    if decision.decision == "rejected":
        st.info(words("desk.rejected", reason=decision.reason))
        return
    kind = words(f"desk.decision_{decision.decision}")
    st.success(words("desk.sent", decision=kind))
    if decision.decision == "edited" and decision.similarity is not None:
        added = " ".join(f"«{text}»" for text in decision.added) or "—"
        share = f"{words.number(100 * decision.similarity)} %"
        st.caption(words("desk.sent_similarity", similarity=share, added=added))
    with st.expander(words("app.copy"), expanded=False):
        st.code(decision.final_text, language=None, wrap_lines=True)
