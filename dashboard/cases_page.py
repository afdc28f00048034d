"""Coaching cases: low replies of one criterion, worst first; a practice sheet with personal data removed."""

import streamlit as st

from api.client import ApiProblem
from api.views import CaseView
from dashboard.marked import Mark, bubble, chip, marked, tone_of
from dashboard.session import Desk, show_problem

PERIODS = (28, 84, 7)


def render(desk: Desk) -> None:
    """The trainer's page."""
    words = desk.words
    st.title(words("pages.cases"))
    st.caption(words("cases.intro"))
    criteria = {line.criterion: line.label for line in desk.client.standard().lines}
    operators = {item.id: item.name for item in desk.client.operators().items}
    first, second, third = st.columns([2, 1.4, 1])
    with first:
        names = list(criteria)
        preset = st.session_state.pop("cases_criterion", None)
        if preset in criteria:
            st.session_state["c_criterion"] = preset
        criterion = st.selectbox(words("cases.criterion"), names, format_func=criteria.__getitem__, key="c_criterion")
    with second:
        preset = st.session_state.pop("cases_operator", None)
        if preset in operators:
            st.session_state["c_operator"] = preset
        operator = st.selectbox(
            words("cases.operator"),
            ["", *operators],
            format_func=lambda name: operators.get(name, words("app.all")),
            key="c_operator",
        )
    with third:
        days = st.selectbox(
            words("cases.days"), PERIODS, format_func=lambda n: words(f"replies.days_{n}"), key="c_days"
        )
    cases = desk.client.cases(criterion, operator, days).items
    if not cases:
        st.info(words("cases.empty"))
        return
    chosen = [case.scorecard_id for case in cases if _case(desk, case)]
    _sheet(desk, chosen, criterion)


def _case(desk: Desk, case: CaseView) -> bool:
    """Show one case; True when it is ticked."""
    words = desk.words
    with st.container(border=True):
        take, body = st.columns([1, 8])
        with take:
            ticked = st.checkbox(words("cases.take"), key=f"take_{case.criterion}_{case.scorecard_id}")
            if st.button(words("app.open"), key=f"see_{case.scorecard_id}"):
                st.session_state["card"] = case.scorecard_id
                st.switch_page(st.session_state["pages"]["replies"])
        with body:
            verdict = chip(case.verdict_label or words(f"verdict.{case.verdict}"), tone_of(case.verdict))
            st.html(f"<b>{case.operator_name}</b> · {words.time(case.replied_at)} · {case.topic_label} {verdict}")
            if case.reason:
                st.markdown(case.reason)
            st.html(bubble(words("cases.customer"), _marked(case, case.customer_text, "customer"), "in"))
            st.html(bubble(words("cases.reply"), _marked(case, case.reply_text, "reply"), "out"))
            st.caption(words("cases.standard", line=case.standard_line))
    return ticked


def _marked(case: CaseView, text: str, role: str) -> str:
    marks = []
    for item in case.evidence:
        at = text.find(item.quote) if item.role == role and item.quote else -1
        if at >= 0:
            marks.append(Mark(start=at, end=at + len(item.quote), tone=tone_of(case.verdict), label=case.label))
    return marked(text, marks)


def _sheet(desk: Desk, chosen: list[str], criterion: str) -> None:
    words = desk.words
    st.divider()
    st.markdown(f"**{words('cases.chosen', n=len(chosen))}**")
    shape = st.segmented_control(
        words("cases.format"), ("md", "csv"), default="md", format_func=str.upper, key="sheet_format"
    )
    if st.button(words("cases.make"), type="primary"):
        if not chosen:
            st.error(words("cases.choose_first"))
            return
        try:
            st.session_state["sheet"] = desk.client.sheet(chosen, criterion, "csv" if shape == "csv" else "md")
        except ApiProblem as problem:
            show_problem(problem, words)
            return
    sheet = st.session_state.get("sheet")
    if sheet is not None:
        st.success(words("cases.removed", cases=sheet.cases, removed=sheet.removed))
        st.download_button(words("cases.download"), sheet.text.encode("utf-8"), file_name=sheet.filename)
        with st.container(border=True, height=360):
            st.markdown(sheet.text) if sheet.format == "md" else st.code(sheet.text, language=None)
