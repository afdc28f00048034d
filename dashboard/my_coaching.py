"""What was agreed with me: an operator's own coaching sessions, and how the practice tasks went."""

import streamlit as st

from api.views.coaching import SessionView, TaskView
from dashboard.coaching_parts import day
from dashboard.marked import chip, headline, marked, plain, tone_of
from dashboard.session import Desk
from dashboard.words import Words

DONE, OPEN = "☑", "☐"


def sessions(desk: Desk) -> None:
    """Own sessions, the latest first: notes, what was agreed, and what is still to be done."""
    words = desk.words
    found = desk.client.sessions().items if desk.may("read_sessions") else ()
    if not found:
        st.info(words("coached.none"))
        return
    for held in found:
        _session(held, words)


def _session(held: SessionView, words: Words) -> None:
    with st.container(border=True):
        st.html(headline(day(held.held_on, words), words("coached.by", trainer=held.trainer), ", ".join(held.labels)))
        if held.notes:
            st.html(marked(held.notes, ()))
        if held.actions:
            st.markdown(f"**{words('coached.agreed')}**")
        for action in held.actions:
            due = f" · {words('practice.due', day=day(action.due_on, words))}" if action.due_on else ""
            done = f" · {words('coached.done')}" if action.done else ""
            st.markdown(f"{DONE if action.done else OPEN} {plain(' '.join(action.text.split()))}{due}{done}")


def show_scores(task: TaskView, words: Words) -> None:
    """The verdicts of a task's attempts in their order: «Попытка 1: не выполнено → Попытка 2: выполнено»."""
    if not task.attempts:
        st.caption(words("coached.not_tried"))
        return
    chips = [
        chip(words("coached.attempt", n=number, verdict=attempt.verdict_label), tone_of(attempt.verdict))
        for number, attempt in enumerate(task.attempts, 1)
    ]
    st.html(" → ".join(chips))
