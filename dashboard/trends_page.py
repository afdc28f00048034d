"""Trends: per operator and week, with n and interval, and the cases behind each line."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from api.views import OperatorTrendView, TrendsView
from dashboard.figures import weekly_chart
from dashboard.session import Desk
from dashboard.words import Words

WEEKS = (4, 8, 12)
STATE_COLORS: Mapping[str, Literal["green", "orange", "blue", "gray"]] = {
    "improving": "green", "declining": "orange", "stable": "blue", "not enough data": "gray",
}  # fmt: skip
STATE_MARKS = {"improving": "↗", "declining": "↘", "stable": "→", "not enough data": "…"}
"""Colour is never the only sign."""


def render(desk: Desk) -> None:
    """The page of trends."""
    words = desk.words
    st.title(words("pages.trends"))
    st.caption(words("trends.intro"))
    first, second = st.columns([3, 1])
    known: dict[str, str] = st.session_state.get("trend_criteria") or {}
    with second:
        weeks = st.selectbox(words("trends.weeks"), WEEKS, key="t_weeks")
    with first:
        names = list(known) or ["total"]
        criterion = st.selectbox(
            words("trends.criterion"),
            names,
            format_func=lambda name: known.get(name, words("card.total")),
            key="t_criterion",
        )
    with st.spinner(words("trends.counting")):
        trends = desk.client.trends(weeks=weeks, criterion=criterion)
    if trends.criteria and trends.criteria != known:
        st.session_state["trend_criteria"] = dict(trends.criteria)
        st.rerun()
    if trends.measure is None:
        st.info(words("trends.empty"))
        return
    _measure(trends, words)
    _lines(desk, trends)
    chart = weekly_chart(trends.operators, words)
    if chart is not None:
        st.caption(words("trends.chart"))
        st.altair_chart(chart, width="content", theme=None)
    with st.expander(words("trends.table"), expanded=chart is None):
        st.dataframe(_table(trends.operators, words), hide_index=True, width="stretch")
    _drafts(trends, words)


def _measure(trends: TrendsView, words: Words) -> None:
    if trends.measure is None:
        return
    measure = trends.measure
    text = words(
        "trends.measure",
        level=measure.level_label or measure.level,
        standard=measure.standard_version,
        cards=words.number(measure.cards),
    )
    if trends.left_out:
        others = ", ".join(
            f"{item.level_label or item.level} / {item.standard_version} / {item.scorer_version}: "
            f"{words.number(item.cards)}"
            for item in trends.left_out
        )
        text += " " + words("trends.left_out", list=others)
    st.caption(text)
    for note in trends.notes:
        st.caption(note)


def _lines(desk: Desk, trends: TrendsView) -> None:
    """One line a person, in words, with the way down to the cases."""
    for operator in trends.operators:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(operator.text or f"{operator.operator_name}: {operator.period.text}")
            mark = STATE_MARKS[operator.state]
            st.badge(f"{mark} {operator.state_text}", color=STATE_COLORS[operator.state])
            leads_down = trends.criterion != "total" and desk.me.role != "operator"
            name = desk.words("trends.to_cases")
            if leads_down and st.button(name, key=f"cases_{operator.operator_id}", type="tertiary"):
                st.session_state.update(cases_criterion=trends.criterion, cases_operator=operator.operator_id)
                st.switch_page(st.session_state["pages"]["cases"])
        if operator.comparison is not None:
            st.caption(operator.comparison.text)


def _table(operators: tuple[OperatorTrendView, ...], words: Words) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for operator in operators:
        for point in operator.weeks:
            known = point.mean is not None and point.low is not None and point.high is not None
            rows.append(
                {
                    words("trends.operator"): operator.operator_name,
                    words("trends.week"): point.start,
                    words("trends.mean"): words.number(point.mean)
                    if point.mean is not None
                    else words("trends.little"),
                    words("trends.interval"): f"{words.number(point.low or 0)}–{words.number(point.high or 0)}"
                    if known
                    else "",
                    words("trends.replies"): point.n,
                    words("trends.conversations"): point.conversations,
                    words("trends.unsure"): point.unsure,
                }
            )
    return rows


def _drafts(trends: TrendsView, words: Words) -> None:
    st.markdown(f"**{words('trends.drafts')}**")
    rows = [
        {
            words("trends.operator"): operator.operator_name,
            words("trends.accepted"): operator.drafts.accepted,
            words("trends.edited"): operator.drafts.edited,
            words("trends.rejected"): operator.drafts.rejected,
        }
        for operator in trends.operators
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
