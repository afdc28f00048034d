"""Charts as pure functions of what the API gave. No number without its n and interval."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from api.views import OperatorTrendView, ResponseView
from dashboard.charts import Drawn, Spot, line_in_words
from dashboard.words import Words

MONTHS = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
FULL_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
DAYS = ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"]
SHORT_DAYS = ["вс", "пн", "вт", "ср", "чт", "пт", "сб"]
BLUE, GREY = "#1d5fa8", "#4b5b76"


def point_rows(operators: tuple[OperatorTrendView, ...]) -> list[dict[str, Any]]:
    """One row per group and step that has a mean; steps without enough data are not drawn."""
    return [
        {
            "operator": operator.operator_name,
            "week": point.start.isoformat(),
            "mean": round(point.mean, 1),
            "low": round(point.low, 1) if point.low is not None else None,
            "high": round(point.high, 1) if point.high is not None else None,
            "n": point.n,
            "conversations": point.conversations,
        }
        for operator in operators
        for point in operator.points
        if point.mean is not None and point.start is not None
    ]


def trend_chart(operators: tuple[OperatorTrendView, ...], words: Words) -> Drawn | None:
    """Small multiples by group: mean as a dot, its interval as a bar. None when there is nothing to draw."""
    rows = point_rows(operators)
    if not rows:
        return None
    week = alt.X("week:T", title=None, axis=alt.Axis(format="%d %b", tickCount=6, labelAngle=0))
    scale = alt.Scale(domain=[0, 100])
    tooltip = [
        alt.Tooltip("operator:N", title=words("trends.operator")),
        alt.Tooltip("week:T", title=words("trends.start"), format="%d %b"),
        alt.Tooltip("mean:Q", title=words("trends.mean")),
        alt.Tooltip("low:Q", title="–95 %"),
        alt.Tooltip("high:Q", title="+95 %"),
        alt.Tooltip("n:Q", title=words("trends.replies")),
        alt.Tooltip("conversations:Q", title=words("trends.conversations")),
    ]
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_rule(color=GREY, opacity=0.7, strokeWidth=5).encode(
        x=week, y=alt.Y("low:Q", scale=scale, title=None), y2="high:Q", tooltip=tooltip
    )
    line = base.mark_line(color=BLUE, strokeWidth=1.5, opacity=0.6).encode(
        x=week, y=alt.Y("mean:Q", scale=scale, title=None)
    )
    dots = base.mark_circle(color=BLUE, size=50, opacity=1).encode(
        x=week, y=alt.Y("mean:Q", scale=scale, title=None), tooltip=tooltip
    )
    chart = (
        alt.layer(bars, line, dots)
        .properties(width=300, height=140)
        .facet(facet=alt.Facet("operator:N", title=None, header=alt.Header(labelFontSize=13)), columns=3)
        .resolve_scale(x="shared", y="shared")
    )
    return Drawn(chart=_spoken(chart, words), title=words("trends.chart"), lines=_in_words(operators, words))


def _in_words(operators: Sequence[OperatorTrendView], words: Words) -> tuple[str, ...]:
    lines = [
        line_in_words(
            operator.operator_name,
            [
                Spot(start=each.start, value=each.mean, low=each.low, high=each.high, n=each.n)
                for each in operator.points
                if each.mean is not None and each.start is not None
            ],
            words,
        )
        for operator in operators
    ]
    return tuple(line for line in lines if line)


def share_chart(points: Sequence[ResponseView], words: Words) -> Drawn | None:
    """Share in target by step: a dot with its interval. None when no step has enough waits."""
    rows = [
        {
            "start": each.start.isoformat(), "share": round(each.share, 1), "low": round(each.low, 1),
            "high": round(each.high, 1), "n": each.judged, "median": each.median.text,
        }
        for each in points
        if each.start is not None and each.share is not None and each.low is not None and each.high is not None
    ]  # fmt: skip
    if not rows:
        return None
    scale = alt.Scale(domain=[0, 100])
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%d %b", labelAngle=0, tickCount=8))
    tooltip = [
        alt.Tooltip("start:T", title=words("trends.start"), format="%d %b"),
        alt.Tooltip("share:Q", title=words("trends.in_target")),
        alt.Tooltip("low:Q", title="–95 %"),
        alt.Tooltip("high:Q", title="+95 %"),
        alt.Tooltip("n:Q", title=words("trends.judged")),
        alt.Tooltip("median:N", title=words("trends.median")),
    ]
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_rule(color=GREY, opacity=0.7, strokeWidth=5).encode(
        x=x, y=alt.Y("low:Q", scale=scale, title="%"), y2="high:Q", tooltip=tooltip
    )
    line = base.mark_line(color=BLUE, strokeWidth=1.5, opacity=0.6).encode(x=x, y=alt.Y("share:Q", scale=scale))
    dots = base.mark_circle(color=BLUE, size=60, opacity=1).encode(
        x=x, y=alt.Y("share:Q", scale=scale), tooltip=tooltip
    )
    chart = alt.layer(bars, line, dots).properties(width=640, height=220)
    spots = [
        Spot(start=each.start, value=each.share, low=each.low, high=each.high, n=each.judged)
        for each in points
        if each.start is not None and each.share is not None
    ]
    said = line_in_words("", spots, words)
    return Drawn(chart=_spoken(chart, words), title=words("trends.share_chart"), lines=(said,), fluid=True)


def _spoken(chart: Any, words: Words) -> Any:
    """The chart with dates and numbers of the language."""
    return chart.configure(locale=_russian()) if words.language == "ru" else chart


def _russian() -> dict[str, Any]:
    """Russian months and numbers for the chart; Vega speaks English by default."""
    return {
        "number": {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0₽"]},
        "time": {
            "dateTime": "%A, %e %B %Y г. %X",
            "date": "%d.%m.%Y",
            "time": "%H:%M:%S",
            "periods": ["AM", "PM"],
            "days": DAYS,
            "shortDays": SHORT_DAYS,
            "months": FULL_MONTHS,
            "shortMonths": MONTHS,
        },
    }
