"""What trends are cut by: whom or what, steps, how far back, and one channel or topic."""

from dataclasses import dataclass

import streamlit as st

from dashboard.session import Desk

WEEKS = (4, 8, 12, 26, 52)
GROUPS = {"operators": "operator", "teams": "team", "channels": "channel", "topics": "topic"}
UNITS = ("day", "week", "month")
CHANNELS = ("email", "chat", "messenger", "social", "review", "webform")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What the person chose."""

    groups: str
    weeks: int
    unit: str
    channel: str

    @property
    def by(self) -> str:
        """The group in the singular, as other routes name it."""
        return GROUPS[self.groups]


def controls(desk: Desk) -> Cut:
    """One row of choices; they hold over all views of the page."""
    words = desk.words
    by, weeks, unit, channel = st.columns(4)
    with by:
        groups = st.selectbox(
            words("trends.by"), list(GROUPS), format_func=lambda name: words(f"trends.by_{name}"), key="t_by"
        )
    with weeks:
        length = st.selectbox(words("trends.weeks"), WEEKS, key="t_weeks")
    with unit:
        step = st.selectbox(
            words("trends.unit"), UNITS, index=1, format_func=lambda name: words(f"trends.unit_{name}"), key="t_unit"
        )
    with channel:
        only = st.selectbox(
            words("trends.channel"),
            ("", *CHANNELS),
            format_func=lambda code: words(f"channel.{code}") if code else words("trends.all_channels"),
            key="t_channel",
        )
    return Cut(groups=groups, weeks=length, unit=step, channel=only)
