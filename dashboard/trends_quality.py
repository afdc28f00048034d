"""Quality over time: n and interval in every line, and the cases behind each."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from api.views import MeasureView, OperatorTrendView, TrendsView
from dashboard.charts import draw, show_points
from dashboard.downloads import downloads
from dashboard.figures import trend_chart
from dashboard.marked import plain
from dashboard.session import Desk
from dashboard.trend_controls import Cut
from dashboard.words import Words

STATE_COLORS: Mapping[str, Literal["green", "orange", "blue", "gray"]] = {
    "improving": "green", "declining": "orange", "stable": "blue", "not enough data": "gray",
}  # fmt: skip
STATE_MARKS = {"improving": "↗", "declining": "↘", "stable": "→", "not enough data": "…"}
"""Colour is never the only sign."""


def render(desk: Desk, cut: Cut) -> None:
    """Lines, chart and table of one figure."""
    words = desk.words
    known: dict[str, str] = st.session_state.get("trend_criteria") or {}
    criterion = st.selectbox(
        words("trends.criterion"),
        list(known) or ["total"],
        format_func=lambda name: known.get(name, words("card.total")),
        key="t_criterion",
    )
    with st.spinner(words("trends.counting")):
        trends = desk.client.trends(
            weeks=cut.weeks, criterion=criterion, by=cut.groups, unit=cut.unit, channel=cut.channel
        )
    if trends.criteria and trends.criteria != known:
        st.session_state["trend_criteria"] = dict(trends.criteria)
        st.rerun()
    if trends.measure is None:
        st.info(words("trends.empty"))
        return
    _measures(trends, words)
    if trends.team is not None and len(trends.operators) > 1:
        _line(desk, trends, trends.team, together=True)
    for group in trends.operators:
        _line(desk, trends, group)
    chart = trend_chart(trends.operators, words)
    if chart is not None:
        draw(chart, words)
    rows = table(trends, words)
    with st.expander(words("trends.table"), expanded=chart is None):
        show_points(rows, words(f"trends.unit_{trends.unit}"), words)
    about = (trends.label, words("trends.measure", **_measure(trends.measure, words)))
    downloads(f"tact-{trends.criterion}-{trends.by}", rows, words, about=about, chart=chart)
    if trends.by == "operator":
        _drafts(trends, words)


def _measures(trends: TrendsView, words: Words) -> None:
    if trends.measure is None:
        return
    st.caption(words("trends.measure", **_measure(trends.measure, words)))
    for each in trends.left_out:
        st.caption("· " + words("trends.left_out", **_measure(each, words)))
    if trends.human is not None:
        st.caption(trends.human.text)
    for note in trends.notes:
        st.caption(note)


def _measure(each: MeasureView, words: Words) -> dict[str, str]:
    return {
        "level": each.level_label or each.level,
        "standard": each.standard_version,
        "scorer": each.scorer_version,
        "cards": words.count("cards", each.cards),
        "first": words.day(each.first),
        "last": words.day(each.last),
    }


def _line(desk: Desk, trends: TrendsView, group: OperatorTrendView, *, together: bool = False) -> None:
    """One line in words, with the way down to the cases."""
    with st.container(horizontal=True, vertical_alignment="center"):
        text = plain(group.text or f"{group.operator_name}: {group.period.text}")
        st.markdown(f"**{text}**" if together else text)
        st.badge(f"{STATE_MARKS[group.state]} {group.state_text}", color=STATE_COLORS[group.state])
        leads_down = trends.criterion != "total" and trends.by == "operator" and not together
        label = desk.words("trends.to_cases")
        if (
            leads_down
            and desk.me.role != "operator"
            and st.button(label, key=f"cases_{group.operator_id}", type="tertiary")
        ):
            st.session_state.update(cases_criterion=trends.criterion, cases_operator=group.operator_id)
            st.switch_page(st.session_state["pages"]["cases"])
    said = [each for each in (group.comparison.text if group.comparison else "", group.not_counted_text) if each]
    if said:
        st.caption(plain(" · ".join(said)))


def table(trends: TrendsView, words: Words) -> list[dict[str, object]]:
    """The points behind the chart: what people may copy and screen readers read."""
    rows: list[dict[str, object]] = []
    for group in trends.operators:
        for point in group.points:
            known = point.mean is not None and point.low is not None and point.high is not None
            little = words("trends.little")
            rows.append(
                {
                    words(f"trends.by_{trends.by}"): group.operator_name,
                    words(f"trends.unit_{trends.unit}"): point.start,
                    words("trends.mean"): words.number(point.mean) if point.mean is not None else little,
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
            words("trends.by_operator"): operator.operator_name,
            words("trends.accepted"): operator.drafts.accepted,
            words("trends.edited"): operator.drafts.edited,
            words("trends.rejected"): operator.drafts.rejected,
        }
        for operator in trends.operators
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
