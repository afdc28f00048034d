"""Practice: an operator answers a low case anew and sees at once how the standard scores it; every attempt is kept."""

import streamlit as st

from api.client import ApiProblem
from api.views.coaching import TaskView
from dashboard.coaching_parts import day, show_attempt, show_original, show_task_thread
from dashboard.marked import chip, headline, plain
from dashboard.session import Desk, show_problem
from dashboard.words import Words

MARKS = {"open": "question", "answered": "source", "closed": "partly"}


def render(desk: Desk) -> None:
    """The operator's page."""
    words = desk.words
    st.title(words("pages.practice"))
    st.caption(words("practice.intro"))
    tasks = {task.id: task for task in desk.client.tasks().items}
    if not tasks:
        st.info(words("practice.empty"))
        return
    given = sorted(tasks, key=lambda name: tasks[name].created_at)
    names = {name: task_line(tasks[name], number, words) for number, name in enumerate(given, 1)}
    chosen = st.selectbox(words("practice.task"), list(tasks), format_func=names.__getitem__, key="p_task")
    task = tasks[chosen]
    left, right = st.columns([1, 1])
    with left:
        _asked(task, words)
    with right:
        _answer(desk, task)
        for number in range(len(task.attempts), 0, -1):
            show_attempt(task.attempts[number - 1], number, task, words)


def task_line(task: TaskView, number: int, words: Words) -> str:
    """A task in one line that stays the same while it is answered: its number, what, the topic, by when."""
    due = f" · {words('practice.due', day=day(task.due_on, words))}" if task.due_on else ""
    return f"{number}. {task.label} · {task.topic_label}{due}"


def _asked(task: TaskView, words: Words) -> None:
    late = chip(words("practice.overdue"), "bad") if task.overdue else ""
    due = words("practice.due", day=day(task.due_on, words)) if task.due_on else words("practice.no_due")
    st.html(headline(task.label, due, chips=chip(task.state_label, MARKS[task.state]) + late))
    if task.note:
        st.text(words("practice.note", author=task.author, note=task.note))
    show_task_thread(task, words)
    st.caption(words("cases.standard", line=plain(task.standard_line)))
    if task.attempts:
        show_original(task, words)
    else:
        st.caption(words("practice.original_later"))


def _answer(desk: Desk, task: TaskView) -> None:
    words = desk.words
    if task.state == "closed":
        st.info(words("practice.closed"))
        return
    with st.form(f"practice_{task.id}", border=False):
        text = st.text_area(words("practice.your_answer"), height=180, key=f"answer_{task.id}")
        st.caption(words("practice.masked"))
        pressed = st.form_submit_button(words("practice.check"), type="primary")
    if not pressed:
        return
    if not text.strip():
        st.error(words("practice.empty_answer"))
        return
    try:
        with st.spinner(words("practice.scoring")):
            desk.client.answer_task(task.id, text)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.rerun()
