"""Every chart is put on a page here, with the same in words: nobody has to see it to know what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import streamlit as st

from dashboard.marked import plain
from dashboard.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart and what it says.

    Args:
        chart: of Altair.
        title: what its marks mean.
        lines: its main figures, a sentence a line; never empty.
    """

    chart: Any
    title: str
    lines: tuple[str, ...]
    fluid: bool = False
    """It takes the width there is on the page; in a file it keeps its own."""

    def __post_init__(self) -> None:
        if not any(line.strip() for line in self.lines):
            raise ValueError(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point of a line: its first day, value, interval and n."""

    start: date
    value: float
    low: float | None
    high: float | None
    n: int


def draw(drawn: Drawn, words: Words) -> None:
    """The chart under its title; its figures in words beside it, and, for screen readers, as its description."""
    st.caption(plain(drawn.title))
    said = " ".join((f"{drawn.title}.", *drawn.lines))
    width: Literal["stretch", "content"] = "stretch" if drawn.fluid else "content"
    st.altair_chart(drawn.chart.properties(description=said), width=width, theme=None)
    with st.expander(words("charts.in_words")):
        for line in drawn.lines:
            st.text(line)


def show_points(rows: Sequence[Mapping[str, object]], day: str, words: Words) -> None:
    """The points as a table; ``day`` is the column of first days, written as the language writes them."""
    column = st.column_config.DateColumn(format=words("charts.day_format"))
    st.dataframe(rows, hide_index=True, width="stretch", column_config={day: column})


def line_in_words(name: str, spots: Sequence[Spot], words: Words) -> str:
    """What a line of a chart says: the last point with interval and n, the first, the lowest and the highest.

    An empty ``name`` is left out.
    """
    by_day = sorted(spots, key=lambda spot: spot.start)
    if not by_day:
        return ""
    last, first = by_day[-1], by_day[0]
    said = [words("charts.last", value=_value(last, words), day=words.day(last.start), n=words.number(last.n))]
    if len(by_day) > 1:
        said.append(words("charts.first", value=_value(first, words), day=words.day(first.start)))
        lowest = min(by_day, key=lambda spot: spot.value)
        highest = max(by_day, key=lambda spot: spot.value)
        said.append(
            words(
                "charts.range",
                low=words.number(lowest.value, 1),
                low_day=words.day(lowest.start),
                high=words.number(highest.value, 1),
                high_day=words.day(highest.start),
                points=words.count("marks", len(by_day)),
            )
        )
    return (f"{name}: " if name else "") + "; ".join(said) + "."


def _value(spot: Spot, words: Words) -> str:
    value = words.number(spot.value, 1)
    if spot.low is None or spot.high is None:
        return value
    return f"{value} [{words.number(spot.low, 1)}–{words.number(spot.high, 1)}]"
