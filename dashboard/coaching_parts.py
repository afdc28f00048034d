"""What the trainer's and the operator's pages share: days, threads of tasks, attempts with their marks."""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from babel.dates import format_date

from api.views import EvidenceView
from api.views.coaching import AttemptView, TaskView
from dashboard.card_parts import show_card
from dashboard.marked import Mark, bubble, chip, headline, marked, plain, tone_of
from dashboard.words import Words


def day(value: date | None, words: Words) -> str:
    """A day with its year; a dash when there is none."""
    return "—" if value is None else format_date(value, "d MMM y", locale=words.language)


def quoted(text: str, evidence: Sequence[EvidenceView], role: str, verdict: str, label: str) -> str:
    """A text as HTML with the quotes of one role marked where they stand."""
    marks = []
    for item in evidence:
        at = text.find(item.quote) if item.role == role and item.quote else -1
        if at >= 0:
            marks.append(Mark(start=at, end=at + len(item.quote), tone=tone_of(verdict), label=label))
    return marked(text, marks)


def show_task_thread(task: TaskView, words: Words) -> None:
    """What was asked: the order as the shop knows it, and the messages before the reply."""
    if task.order:
        lines = [
            f"{words(f'order.{key}') if words.has(f'order.{key}') else key}: {value}" if key != "text" else value
            for key, value in task.order.items()
        ]
        st.html(bubble(words("practice.order"), marked("\n".join(lines), ()), "aside"))
    sides = {"customer": "in", "operator": "out"}
    parts = "".join(bubble(s.who_label, marked(s.text, ()), sides.get(s.who, "aside")) for s in task.thread)
    if parts:
        st.html(parts)


def show_original(task: TaskView, words: Words) -> None:
    """How it was answered, and what the standard found there."""
    st.html(bubble(words("practice.original"), marked(task.original or "…", ()), "out"))
    if task.reason:
        st.caption(words("practice.found", reason=plain(task.reason)))


def show_attempt(attempt: AttemptView, number: int, task: TaskView, words: Words, *, whole: bool = True) -> None:
    """One answer: its verdict in a word, the places that decided it, the whole card below."""
    with st.container(border=True):
        title = words("practice.attempt", n=number, at=words.time(attempt.at))
        verdict = chip(f"{task.label}: {attempt.verdict_label}", tone_of(attempt.verdict))
        st.html(headline(title, chips=verdict))
        found = next((item for item in attempt.card.criteria if item.criterion == task.criterion), None)
        evidence = found.evidence if found else ()
        marks = [
            Mark(start=item.start, end=item.end, tone=tone_of(attempt.verdict), label=task.label)
            for item in evidence
            if item.role == "reply" and attempt.text[item.start : item.end] == item.quote
        ]
        st.html(bubble(words("practice.answer"), marked(attempt.text, marks), "out"))
        if attempt.reason:
            st.markdown(plain(attempt.reason))
        if whole:
            with st.expander(words("practice.whole_card")):
                show_card(attempt.card, words)
