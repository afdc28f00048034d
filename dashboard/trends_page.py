"""Trends: quality, response times and more, each in a view of its own, with the way down to the replies behind them."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import trends_assist, trends_customers, trends_quality, trends_response
from dashboard.session import Desk
from dashboard.trend_controls import Cut, controls

VIEWS: Mapping[str, Callable[[Desk, Cut], None]] = {
    "quality": trends_quality.render,
    "response": trends_response.render,
    "customers": trends_customers.render,
    "assist": trends_assist.render,
}


def render(desk: Desk) -> None:
    """The page of trends."""
    words = desk.words
    st.title(words("pages.trends"))
    names = list(VIEWS)
    chosen = st.segmented_control(
        words("trends.view"),
        names,
        format_func=lambda name: words(f"trends.view_{name}"),
        default=names[0],
        label_visibility="collapsed",
        key="t_view",
    )
    view = chosen or names[0]
    st.caption(words(f"trends.intro_{view}"))
    VIEWS[view](desk, controls(desk))
