"""How long customers wait: median and 90th percentile, share in target, and those who wait now."""

import streamlit as st

from api.views import ResponseTimesView, ResponseView
from dashboard.charts import draw
from dashboard.downloads import downloads
from dashboard.figures import share_chart
from dashboard.session import Desk
from dashboard.trend_controls import Cut
from dashboard.words import Words


def render(desk: Desk, cut: Cut) -> None:
    """Lines, chart and table of response times."""
    words = desk.words
    with st.spinner(words("trends.counting")):
        found = desk.client.response_times(weeks=cut.weeks, by=cut.by, unit=cut.unit, channel=cut.channel)
    if not found.together.waits:
        st.info(words("trends.no_waits"))
        return
    for note in found.notes:
        st.caption(note)
    st.markdown(f"**{words('trends.together')} · {found.together.text}**")
    rows = table(found, words)
    st.dataframe(rows, hide_index=True, width="stretch")
    chart = share_chart(found.starts, words)
    if chart is not None:
        draw(chart, words)
    downloads("tact-response-times", rows, words, about=(found.together.text, *found.notes), chart=chart)


def table(found: ResponseTimesView, words: Words) -> list[dict[str, object]]:
    """Everything in the lines, as a table."""
    rows = [(words("trends.together"), found.together), *((group.name, group.period) for group in found.groups)]
    return [_row(name, each, found.by, words) for name, each in rows]


def _row(name: str, each: ResponseView, by: str, words: Words) -> dict[str, object]:
    known = each.share is not None and each.low is not None and each.high is not None
    return {
        words(f"trends.by_{by}"): name,
        words("trends.waits"): each.waits,
        words("trends.median"): each.median.text,
        words("trends.p90"): each.p90.text,
        words("trends.in_target"): f"{words.number(each.share or 0)} %" if known else words("trends.little"),
        words("trends.interval"): f"{words.number(each.low or 0)}–{words.number(each.high or 0)}" if known else "",
        words("trends.judged"): each.judged,
        words("trends.waiting"): each.waiting,
        words("trends.past_target"): each.past_target,
        words("trends.closed_unanswered"): each.closed_unanswered,
    }
