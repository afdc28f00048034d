"""«Try it»: another standard on replies that were sent, before anything is switched on; and the saved versions."""

from typing import Any

import streamlit as st

from api.client import ApiProblem
from api.views import MovesView, StandardView
from dashboard import standard_editor
from dashboard.marked import chip
from dashboard.session import Desk, show_problem
from dashboard.words import Words

_RESULT, _OPENED, _SWITCHED = "standard_trial", "standard_opened", "standard_switched"
_RESTORED = ("pillars", "weights", "targets", "critical", "links", "thresholds", "rules")
_SAMPLES = (50, 150, 300, 600, 1000)


def render(desk: Desk, standard: StandardView) -> None:
    """The block under the standard, for those who may change it."""
    words = desk.words
    if switched := st.session_state.pop(_SWITCHED, ""):
        st.success(words("trial.switched", version=switched))
    opened: StandardView = st.session_state.setdefault(_OPENED, standard)
    with st.expander(words("trial.title"), expanded=bool(st.session_state.get(_RESULT))):
        st.caption(words("trial.intro"))
        if opened.version != standard.version:
            _changed_meanwhile(standard, words)
        with st.form("trial", border=False):
            tables = standard_editor.tables(opened, words)
            sample = st.select_slider(words("trial.sample"), options=_SAMPLES, value=150)
            asked = st.form_submit_button(words("trial.try"))
        if asked:
            _try(desk, tables, sample, opened)
        _result(desk, opened.version)
    _versions(desk, opened)


def _changed_meanwhile(standard: StandardView, words: Words) -> None:
    st.warning(words("trial.changed", version=standard.version))
    if st.button(words("trial.reopen")):
        _forget()
        st.rerun()


def _forget() -> None:
    """Begin with what is in force."""
    for name in [key for key in st.session_state if str(key).startswith(("trial_", _OPENED, _RESULT))]:
        st.session_state.pop(name)


def _try(desk: Desk, tables: dict[str, Any], sample: int, opened: StandardView) -> None:
    if "pillars" in tables and not any({**opened.pillars, **tables["pillars"]}.values()):
        st.error(desk.words("trial.no_weight"))
        return
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


def _result(desk: Desk, base: str) -> None:
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
        _switch_on(desk, tables, base)


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


def _switch_on(desk: Desk, tables: dict[str, Any], base: str = "") -> None:
    try:
        switched = desk.client.switch_standard(tables, base)
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    _forget()
    st.session_state[_SWITCHED] = switched.version
    st.rerun()


def _as_it_was(data: dict[str, Any], now: StandardView) -> dict[str, Any]:
    """The tables of an older version; criteria it asked for everywhere are asked for everywhere again."""
    left_out = {line.criterion: data.get("not_asked", {}).get(line.criterion, {}) for line in now.lines}
    asked = {line.criterion for line in now.lines if line.always}
    kept = {key: table for key, table in data.items() if key in _RESTORED}
    return {**kept, "not_asked": {code: where for code, where in left_out.items() if code not in asked}}


def _versions(desk: Desk, opened: StandardView) -> None:
    """Who changed the standard and when; an older version is saved again as a new one."""
    words = desk.words
    found = desk.client.standard_versions().items
    if not found:
        return
    with st.expander(words("trial.versions")):
        for item in found:
            text, button = st.columns([5, 1], vertical_alignment="center")
            text.markdown(f"**{item.version}** · {item.author} · {words.time(item.created_at)}")
            if item.in_force:
                button.html(chip(words("trial.in_force"), "good"))
            elif button.button(words("trial.restore"), key=f"version_{item.version}", width="stretch"):
                _switch_on(desk, _as_it_was(item.data, opened))
