"""Coaching: sessions with notes and agreed actions, whether they helped, and the practice tasks given."""

import html
from datetime import date
from functools import partial
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from api.client import ApiProblem
from api.views.coaching import EffectView, SessionView, TaskView
from dashboard.coaching_parts import day, show_attempt, show_original, show_task_thread
from dashboard.marked import bubble, chip, headline, marked, plain, tone_of
from dashboard.session import Desk, show_problem
from dashboard.words import Words

VIEWS = ("sessions", "tasks", "new")
VERDICT_TONES = {"better": "good", "worse": "bad", "cannot_tell": "question"}
VERDICT_MARKS = {"better": "↗", "worse": "↘", "cannot_tell": "…"}
STATE_TONES = {"open": "question", "answered": "source", "closed": "partly"}
ACTIONS = 3
FORMATS: tuple[Literal["pdf", "docx"], ...] = ("pdf", "docx")


def render(desk: Desk) -> None:
    """The trainer's page."""
    words = desk.words
    st.title(words("pages.coaching"))
    st.caption(words("coaching.intro"))
    operators = {item.id: item.name for item in desk.client.operators().items}
    wanted = st.session_state.pop("coach_next", None)
    if wanted or "coach_view" not in st.session_state:
        st.session_state["coach_view"] = wanted or VIEWS[0]
    first, second = st.columns([2, 1], vertical_alignment="bottom")
    with first:
        view = st.segmented_control(
            words("coaching.view"), VIEWS, format_func=lambda name: words(f"coaching.{name}"),
            key="coach_view", label_visibility="collapsed",
        )  # fmt: skip
    if view == "new":
        _new(desk, operators)
        return
    with second:
        operator = st.selectbox(
            words("cases.operator"), ["", *operators],
            format_func=lambda name: operators.get(name, words("app.all")), key="coach_operator",
        )  # fmt: skip
    if view == "tasks":
        _tasks(desk, operator)
    else:
        _sessions(desk, operator)


def _sessions(desk: Desk, operator: str) -> None:
    words = desk.words
    opened = st.session_state.get("session")
    if opened:
        if st.button(words("coaching.back")):
            st.session_state.pop("session")
            st.rerun()
        with st.spinner(words("coaching.counting")):
            held = desk.client.coaching_session(opened)
        _one(desk, held)
        return
    found = desk.client.sessions(operator).items
    if not found:
        st.info(words("coaching.no_sessions"))
        return
    places = {held.id: _session_row(held, words) for held in found}
    with st.spinner(words("coaching.counting")):  # below the list, which is there already
        told = desk.client.sessions(operator, effects=True).items
    for held in told:
        if held.helped and held.id in places:
            places[held.id].html("".join(effect_chip(effect) for effect in held.helped))


def _session_row(held: SessionView, words: Words) -> DeltaGenerator:
    """One session of the list; gives the place for what came of it."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            done = sum(action.done for action in held.actions)
            parts = [", ".join(held.labels), words("coaching.case_count", n=held.case_count)]
            if held.actions:
                parts.append(words("coaching.actions_done", done=done, n=len(held.actions)))
            told = html.escape(" · ".join(filter(None, parts)))
            st.html(f"{headline(held.operator_name, day(held.held_on, words))}<br>{told}")
            if st.button(words("app.open"), key=f"session_{held.id}"):
                st.session_state["session"] = held.id
                st.rerun()
        return st.empty()


def effect_chip(effect: EffectView) -> str:
    """What came of a coached criterion in a few words, as HTML: sign, criterion, verdict, the change where known."""
    change = "" if effect.change is None or effect.verdict == "cannot_tell" else f" ({effect.change:+.0f})"
    said = f"{VERDICT_MARKS[effect.verdict]} {effect.label}: {effect.verdict_label}{change}"
    return chip(said, VERDICT_TONES[effect.verdict])


def _one(desk: Desk, held: SessionView) -> None:
    words = desk.words
    st.subheader(f"{plain(held.operator_name)} · {day(held.held_on, words)}", anchor=False)
    st.caption(words("coaching.by", trainer=plain(held.trainer)))
    left, right = st.columns([1, 1])
    with left:
        _notes(desk, held)
        _files(desk, held)
    with right:
        st.markdown(f"**{words('coaching.helped')}**")
        if not held.helped:
            st.caption(words("coaching.no_criteria"))
        for effect in held.helped:
            show_effect(effect)
    if held.cases:
        st.markdown(f"**{words('coaching.cases')}**")
    for case in held.cases:
        with st.container(border=True):
            st.html(headline(case.label, case.topic_label, chips=chip(case.verdict_label, tone_of(case.verdict))))
            st.html(
                bubble(words("cases.customer"), marked(case.customer_text or "…", ()), "in")
                + bubble(words("cases.reply"), marked(case.reply_text or "…", ()), "out")
            )
            if case.reason:
                st.caption(plain(case.reason))
            if st.button(words("app.open"), key=f"sc_{case.criterion}_{case.scorecard_id}"):
                st.session_state["card"] = case.scorecard_id
                st.switch_page(st.session_state["pages"]["replies"])


def show_effect(effect: EffectView) -> None:
    """Whether a session helped on one criterion: a word, the change with its interval, n on both sides."""
    with st.container(border=True):
        verdict = chip(f"{VERDICT_MARKS[effect.verdict]} {effect.verdict_label}", VERDICT_TONES[effect.verdict])
        st.html(headline(effect.label, chips=verdict))
        st.markdown(plain(effect.text))
        for note in effect.notes:
            st.caption(plain(note))


def _notes(desk: Desk, held: SessionView) -> None:
    """Notes and agreed actions, to be changed in place."""
    words = desk.words
    with st.form(f"revise_{held.id}", border=False):
        notes = st.text_area(words("coaching.notes"), held.notes, height=140, help=words("coaching.notes_help"))
        st.markdown(f"**{words('coaching.agreed')}**")
        actions: list[dict[str, Any]] = []
        for number, action in enumerate(held.actions):
            due = f" · {words('practice.due', day=day(action.due_on, words))}" if action.due_on else ""
            done = st.checkbox(
                f"{plain(' '.join(action.text.split()))}{due}", action.done, key=f"done_{held.id}_{number}"
            )
            actions.append({"text": action.text, "due_on": action.due_on, "done": done})
        more = st.text_input(words("coaching.one_more"), key=f"more_{held.id}_{len(held.actions)}")
        saved = st.form_submit_button(words("coaching.save"))
    if not saved:
        return
    if more.strip():
        actions.append({"text": more.strip(), "due_on": None, "done": False})
    try:
        desk.client.revise_session(held.id, notes=notes, actions=actions)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.rerun()


def _files(desk: Desk, held: SessionView) -> None:
    with st.container(horizontal=True):
        for file_format in FORMATS:
            st.download_button(
                desk.words("coaching.download", format=file_format.upper()),
                partial(desk.client.session_file, held.id, file_format),
                file_name=f"session-{held.held_on.isoformat()}.{file_format}",
                key=f"file_{file_format}",
                on_click="ignore",
            )


def _tasks(desk: Desk, operator: str) -> None:
    words = desk.words
    found = desk.client.tasks(operator).items
    if not found:
        st.info(words("coaching.no_tasks"))
        return
    for task in found:
        due = f" · {words('practice.due', day=day(task.due_on, words))}" if task.due_on else ""
        count = words("coaching.attempts", n=len(task.attempts))
        last = f" · {task.attempts[-1].verdict_label}" if task.attempts else ""
        late = f" · {words('practice.overdue')}" if task.overdue else ""
        title = f"{task.operator_name} · {task.label} · {task.state_label}{due}{late} · {count}{last}"
        with st.expander(plain(title), expanded=len(found) == 1):
            _task(desk, task)


def _task(desk: Desk, task: TaskView) -> None:
    """The original on the left, the attempts on the right."""
    words = desk.words
    left, right = st.columns([1, 1])
    with left:
        show_task_thread(task, words)
        show_original(task, words)
        if task.note:
            st.text(words("practice.note", author=task.author, note=task.note))
        with st.container(horizontal=True):
            if st.button(words("app.open"), key=f"task_card_{task.id}"):
                st.session_state["card"] = task.scorecard_id
                st.switch_page(st.session_state["pages"]["replies"])
            if task.state != "closed" and st.button(words("coaching.close"), key=f"task_close_{task.id}"):
                try:
                    desk.client.close_task(task.id)
                except ApiProblem as problem:
                    show_problem(problem, words)
                    return
                st.rerun()
    with right:
        if not task.attempts:
            st.caption(words("coaching.not_tried"))
        for number, attempt in enumerate(task.attempts, 1):
            show_attempt(attempt, number, task, words, whole=False)


def _new(desk: Desk, operators: dict[str, str]) -> None:
    """Note a session: who, when, what was looked at, what was agreed."""
    words = desk.words
    prefilled: list[tuple[str, str, str]] = st.session_state.get("session_cases") or []
    criteria = {line.criterion: line.label for line in desk.client.standard().lines}
    names = [prefilled[0][2]] if prefilled and prefilled[0][2] in operators else list(operators)
    if prefilled:
        st.info(words("coaching.prefilled", n=len(prefilled)))
        if st.button(words("coaching.without_cases")):
            st.session_state.pop("session_cases")
            st.rerun()
    with st.form("new_session"):
        first, second = st.columns([2, 1])
        operator = first.selectbox(words("cases.operator"), names, format_func=operators.__getitem__)
        held_on = second.date_input(words("coaching.held_on"), None, format="DD.MM.YYYY")
        preset = list(dict.fromkeys(criterion for _, criterion, _ in prefilled if criterion in criteria))
        chosen = st.multiselect(
            words("coaching.criteria"), list(criteria), preset, format_func=criteria.__getitem__,
            placeholder=words("coaching.criteria_none"),
        )  # fmt: skip
        notes = st.text_area(words("coaching.notes"), height=120, help=words("coaching.notes_help"))
        st.markdown(f"**{words('coaching.agreed')}**")
        actions = []
        for number in range(ACTIONS):
            what, when = st.columns([3, 1])
            text = what.text_input(words("coaching.action", n=number + 1), key=f"action_{number}")
            due = when.date_input(words("coaching.by_day"), None, key=f"action_due_{number}", format="DD.MM.YYYY")
            actions.append((text, due))
        pressed = st.form_submit_button(words("coaching.hold"), type="primary")
    if pressed:
        _hold(desk, operator, held_on, chosen, notes, actions)


def _hold(
    desk: Desk, operator: str, held_on: Any, criteria: list[str], notes: str, actions: list[tuple[str, date | None]]
) -> None:
    cases = [{"scorecard": card, "criterion": name} for card, name, _ in st.session_state.get("session_cases") or []]
    body = {
        "operator": operator,
        "held_on": held_on,
        "criteria": criteria,
        "cases": cases,
        "notes": notes,
        "actions": [{"text": text.strip(), "due_on": due} for text, due in actions if text.strip()],
    }
    try:
        made = desk.client.hold_session(body)
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    st.session_state.pop("session_cases", None)
    st.session_state["session"] = made.id
    st.session_state["coach_next"] = "sessions"
    st.rerun()
