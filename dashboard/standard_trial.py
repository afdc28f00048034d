"""«Try it»: other weights and targets on replies that were sent, before anything is switched on."""

from typing import Any

import streamlit as st

from api.client import ApiProblem
from api.views import MovesView, StandardView
from dashboard.session import Desk, show_problem
from dashboard.words import Words

_RESULT = "standard_trial"
_SAMPLES = (50, 150, 300, 600, 1000)


def render(desk: Desk, standard: StandardView) -> None:
    """The block under the standard, for those who may change it."""
    words = desk.words
    with st.expander(words("trial.title")):
        st.caption(words("trial.intro"))
        with st.form("trial", border=False):
            tables = _draft(standard, words)
            sample = st.select_slider(words("trial.sample"), options=_SAMPLES, value=150)
            asked = st.form_submit_button(words("trial.try"))
        if asked:
            _try(desk, tables, sample)
        _result(desk)


def _draft(standard: StandardView, words: Words) -> dict[str, Any]:
    """The tables that differ from the standard in force."""
    labels = {line.pillar: line.pillar_label or line.pillar for line in standard.lines}
    pillars = _numbers(standard.pillars, {name: labels.get(name, name) for name in standard.pillars}, "p", step=5.0)
    st.markdown(f"**{words('trial.targets')}**")
    channels = {name: words(f"channel.{name}") for name in standard.targets}
    targets = _numbers({name: float(value) for name, value in standard.targets.items()}, channels, "t", step=1.0)
    st.markdown(f"**{words('trial.weights')}**")
    lines = {line.criterion: line for line in standard.lines}
    left, right = st.columns([2, 1])
    code = left.selectbox(words("trial.criterion"), list(lines), format_func=lambda each: lines[each].label)
    weight = right.number_input(words("trial.weight"), min_value=0.0, value=None, step=1.0)
    tables: dict[str, Any] = {"pillars": pillars, "targets": {name: int(value) for name, value in targets.items()}}
    if code is not None and weight is not None and weight != lines[code].weight:
        tables["weights"] = {code: weight}
    return {name: table for name, table in tables.items() if table}


def _numbers(values: dict[str, float], labels: dict[str, str], prefix: str, *, step: float) -> dict[str, float]:
    """A row of numbers; gives those that were changed."""
    changed = {}
    for column, (name, value) in zip(st.columns(max(1, len(values))), values.items(), strict=False):
        entered = column.number_input(
            labels[name], min_value=0.0 if prefix == "p" else 1.0, value=float(value), step=step, format="%g",
            key=f"trial_{prefix}_{name}",
        )  # fmt: skip
        if entered != value:
            changed[name] = float(entered)
    return changed


def _try(desk: Desk, tables: dict[str, Any], sample: int) -> None:
    if not tables:
        st.session_state.pop(_RESULT, None)
        st.info(desk.words("trial.same"))
        return
    try:
        with st.spinner(desk.words("trial.wait")):
            view = desk.client.try_standard(tables, sample=sample)
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    st.session_state[_RESULT] = (tables, view)


def _result(desk: Desk) -> None:
    """What would change, why nothing is lost, and the button that switches it on."""
    kept = st.session_state.get(_RESULT)
    if kept is None:
        return
    words = desk.words
    tables, view = kept
    st.markdown(f"**{_headline(view, words)}**")
    for note in view.notes:
        st.caption(note)
    for line in view.criteria:
        changes = "; ".join(f"{change.text} {words.number(change.n)}" for change in line.changes)
        st.markdown(f"- {line.label}: {changes}")
    if view.operators:
        st.markdown(f"**{words('trial.people')}**")
        st.caption(words("trial.people_note"))
        for person in view.operators:
            st.markdown(f"- {person.operator_name} · {words.count('replies', person.replies)} · {person.text}")
    if view.examples:
        st.markdown(f"**{words('trial.examples')}**")
        st.markdown("\n".join(f"- {each.operator_name}: {each.text}" for each in view.examples[:5]))
    st.caption(words("trial.nothing_stored", level=view.level_label or view.level))
    if st.button(words("trial.use"), key="trial_use"):
        _switch_on(desk, tables)


def _headline(view: MovesView, words: Words) -> str:
    """«Изменится 12 ответов из 150 · средний итог 71 → 68 (90 ответов)»."""
    said = words("trial.moved", moved=words.count("replies", view.moved), all=words.number(view.replies))
    if view.total_before is None or view.total_after is None:
        return said
    totals = words(
        "trial.totals", before=words.number(view.total_before, 1), after=words.number(view.total_after, 1),
        replies=words.count("replies", view.totals),
    )  # fmt: skip
    return f"{said} · {totals}"


def _switch_on(desk: Desk, tables: dict[str, Any]) -> None:
    try:
        desk.client.save_standard(tables)
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    st.session_state.pop(_RESULT, None)
    st.rerun()
