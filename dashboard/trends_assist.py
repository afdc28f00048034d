"""How drafts serve: what became of them, what operators change, what the model costs, which topics grow."""

from collections.abc import Sequence

import streamlit as st

from api.views.assist import AssistRowView, AssistView, EditsView, TopicGrowthView
from dashboard.downloads import downloads
from dashboard.session import Desk
from dashboard.trend_controls import Cut
from dashboard.words import Words

MARKS = {"growing": "↗", "shrinking": "↘", "no change shown": "→", "not enough data": "…"}
REACHED = {"reached": "✔", "missed": "✖", "cannot tell": "?", "not enough data": "…"}
"""Colour is never the only sign."""
_OUTCOMES = ("accepted", "edited", "rejected", "unused")
_MOST = 15
_Rows = list[dict[str, object]]


def render(desk: Desk, cut: Cut) -> None:
    """Figures of all drafts, then tables of who and what."""
    words = desk.words
    with st.spinner(words("assist.counting")):
        found = desk.client.assist(weeks=cut.weeks, by=cut.by, channel=cut.channel)
        edits = desk.client.edits(weeks=cut.weeks, channel=cut.channel)
    for note in found.notes:
        st.caption(note)
    _coverage(found, words)
    if found.together.shown:
        _together(found, words)
        _groups(found, words)
        _edits(edits, words)
    else:
        st.info(words("assist.empty"))
    _topics(found, words)
    _cost(found, words)


def _coverage(found: AssistView, words: Words) -> None:
    covered = found.coverage
    st.markdown(f"**{words('assist.coverage')}: {covered.text}** {REACHED[covered.reached]} {covered.said}")


def _together(found: AssistView, words: Words) -> None:
    whole = found.together
    st.markdown(
        f"**{words('assist.shown')}: {words.number(whole.shown)}** · "
        + words("assist.beside", replaced=words.number(whole.replaced), open=words.number(whole.still_open))
    )
    told = [(words(f"assist.{name}"), getattr(whole, name).text) for name in _OUTCOMES]
    told.append((words("assist.time"), whole.time_to_send.text))
    for place, (label, text) in zip(st.columns(len(told)), told, strict=True):
        with place, st.container(border=True, height="stretch"):
            st.caption(label)
            st.markdown(f"**{text}**")
    for row in found.groups if len(found.groups) == 1 else (whole, *found.groups):
        if row.warning:
            st.warning(f"{row.name}. {row.warning}", icon=":material/warning:")
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{words('assist.how_edited')}**")
        st.dataframe(_named(whole.kinds, words("assist.kind"), words), hide_index=True, width="stretch")
    with right:
        st.markdown(f"**{words('assist.why_rejected')}**")
        st.dataframe(_named(whole.reasons, words("assist.reason"), words), hide_index=True, width="stretch")


def _named(each: Sequence[object], name: str, words: Words) -> _Rows:
    rows = [(getattr(one, "label", ""), getattr(one, "text", "")) for one in each]
    return [{name: label, words("assist.share"): text} for label, text in rows]


def _groups(found: AssistView, words: Words) -> None:
    about = (words("assist.coverage") + ": " + found.coverage.text, *found.notes)
    parts = (
        ("groups", found.groups, words(f"trends.by_{found.by}")),
        ("tenures", found.tenures, words("assist.tenure")),
        ("levels", found.levels if len(found.levels) > 1 else (), words("assist.level")),
    )
    for part, groups, first in parts:
        if not groups:
            continue
        st.subheader(words(f"assist.by_{part}"))
        whole = (found.together,) if part == "groups" else ()
        rows = [row(each, first, words) for each in (*whole, *groups)]
        st.dataframe(rows, hide_index=True, width="stretch")
        name = f"tact-drafts-{found.by}" if part == "groups" else f"tact-drafts-{part}"
        downloads(name, rows, words, about=about)


def row(each: AssistRowView, first: str, words: Words) -> dict[str, object]:
    """One group as a line of a table."""
    return {
        first: f"! {each.name}" if each.warning else each.name,
        words("assist.shown"): each.shown,
        words("assist.accepted"): each.accepted.text,
        words("assist.edited"): each.edited.text,
        words("assist.rejected"): each.rejected.text,
        words("assist.unused"): each.unused.text,
        words("assist.time"): each.time_to_send.text,
        words("assist.unread"): each.unread.text,
        words("assist.replaced"): each.replaced,
        words("assist.open"): each.still_open,
    }


def _edits(found: EditsView, words: Words) -> None:
    if not found.decisions:
        return
    st.subheader(words("assist.changes"))
    for note in found.notes:
        st.caption(note)
    tables: tuple[tuple[str, _Rows], ...] = (
        ("articles", articles(found, words)),
        ("prompts", prompts(found, words)),
        ("rules", rules(found, words)),
    )
    for part, rows in tables:
        st.markdown(f"**{words(f'assist.changes_{part}')}**")
        if not rows:
            st.caption(words(f"assist.no_{part}"))
            continue
        st.dataframe(rows[:_MOST], hide_index=True, width="stretch")
        if len(rows) > _MOST:
            st.caption(words("assist.more", shown=_MOST, n=len(rows)))
        downloads(f"tact-edits-{part}", rows, words, about=found.notes)


def articles(found: EditsView, words: Words) -> _Rows:
    """Articles whose facts operators fix."""
    return [
        {
            words("assist.article"): each.title,
            words("assist.sent"): each.drafts,
            words("assist.fact_fixed"): each.fact_fixed.text,
            words("assist.taken_out"): each.taken_out.text,
        }
        for each in found.articles
    ]


def prompts(found: EditsView, words: Words) -> _Rows:
    """Versions of the prompt, and drafts made without a model."""
    return [
        {
            words("assist.prompt"): each.name,
            words("assist.level"): each.level_label,
            words("assist.decided"): each.drafts,
            words("assist.accepted"): each.accepted.text,
            words("assist.rejected"): each.rejected.text,
            **{kind.label: kind.text for kind in each.kinds},
        }
        for each in found.prompts
    ]


def rules(found: EditsView, words: Words) -> _Rows:
    """Rules of the voice drafts departed from."""
    return [
        {
            words("assist.rule"): each.name,
            words("assist.sent"): each.drafts,
            words("assist.mended"): each.mended.text,
        }
        for each in found.rules
    ]


def _topics(found: AssistView, words: Words) -> None:
    st.subheader(words("assist.topics"))
    whole = found.all_topics
    judged = [each for each in found.topics if each.trend != "not enough data"]
    if whole is None or not judged:
        st.info(words("assist.no_topics"))
        return
    rows = [topic(each, words) for each in (*judged, whole)]
    st.dataframe(rows, hide_index=True, width="stretch")
    downloads("tact-topics", rows, words, about=found.notes[-1:])


def topic(each: TopicGrowthView, words: Words) -> dict[str, object]:
    """One topic as a line of a table."""
    return {
        words("assist.topic"): each.name,
        words("assist.trend"): f"{MARKS[each.trend]} {each.text.partition(';')[0]}",
        words("assist.recent"): each.recent,
        words("assist.before", weeks=each.before_weeks): each.before,
    }


def _cost(found: AssistView, words: Words) -> None:
    cost = found.cost
    if cost is None:
        return
    st.subheader(words("assist.cost"))
    st.markdown(cost.text)
    if not cost.purposes:
        return
    rows: _Rows = [
        {
            words("assist.purpose"): each.label,
            words("assist.calls"): each.calls,
            words("assist.failed"): each.failed,
            words("assist.tokens_in"): each.tokens_in,
            words("assist.tokens_out"): each.tokens_out,
            words("assist.money"): words("assist.no_price") if each.cost is None else words.number(each.cost, 2),
        }
        for each in cost.purposes
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
    downloads("tact-model-cost", rows, words, about=(cost.text,))
