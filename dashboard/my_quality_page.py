"""My quality: an operator's own replies with the evidence, own trend against own base, own disputes and tasks."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from api.views import DisputeView, TrendsView
from api.views.coaching import TaskView
from dashboard import my_coaching
from dashboard.charts import draw, show_points
from dashboard.figures import trend_chart
from dashboard.marked import chip, marked, plain
from dashboard.replies_page import show_pages, show_row
from dashboard.session import Desk, problems_shown
from dashboard.trends_quality import STATE_COLORS, STATE_MARKS, table
from dashboard.words import Words

PAGE = 10
WEEKS = 12
DAYS = 90
VERDICTS = ("", "fail", "partial", "unsure")
DISPUTE_TONES = {"open": "question", "accepted": "good", "declined": "partly"}
DISPUTE_MARKS = {"open": "…", "accepted": "✓", "declined": "✕"}


def render(desk: Desk) -> None:
    """One part at a time; nothing about colleagues is on this page."""
    words = desk.words
    st.title(words("pages.quality"))
    st.caption(words("quality.intro"))
    parts: Mapping[str, Callable[[Desk], None]] = {
        "replies": _replies, "trend": _trend, "disputes": _disputes,
        "sessions": my_coaching.sessions, "tasks": _tasks,
    }  # fmt: skip
    chosen = st.segmented_control(
        words("quality.view"),
        list(parts),
        format_func=lambda name: words(f"quality.view_{name}"),
        default="replies",
        key="quality_view",
        label_visibility="collapsed",
    )
    with problems_shown(words):
        parts[chosen or "replies"](desk)


def _replies(desk: Desk) -> None:
    """Scored replies, the newest first, each one press from its evidence and from the form to contest."""
    words = desk.words
    criteria = {line.criterion: line.label for line in desk.client.standard().lines}
    left, right = st.columns(2)
    everything = words("app.all")
    with left:
        criterion = st.selectbox(
            words("replies.criterion"),
            ["", *criteria],
            format_func=lambda one: criteria.get(one, everything),
            key="q_criterion",
        )
    with right:
        verdict = st.selectbox(
            words("replies.verdict"),
            VERDICTS,
            format_func=lambda one: words(f"verdict.{one}") if one else everything,
            key="q_verdict",
        )
    sought = (criterion, verdict)
    if st.session_state.get("quality_sought", sought) != sought:
        st.session_state["quality_page"] = 0
    st.session_state["quality_sought"] = sought
    page = int(st.session_state.get("quality_page", 0))
    found = desk.client.scorecards(
        operator=desk.me.operator_id, criterion=criterion, verdict=verdict, days=DAYS, limit=PAGE, offset=page * PAGE
    )
    found_words = "quality.found_more" if found.more else "quality.found"
    st.caption(words(found_words, n=words.count("replies", found.total), days=DAYS))
    if not found.items:
        st.info(words("quality.no_replies"))
        return
    for item in found.items:
        if show_row(item, words):
            _open(item.id)
    show_pages("quality_page", page, found.total, PAGE, words)


def _open(card_id: str) -> None:
    """The card with its evidence lives on the page of scored replies."""
    st.session_state["card"] = card_id
    st.switch_page(st.session_state["pages"]["replies"])


def _trend(desk: Desk) -> None:
    """One figure by week: n, mean, interval, and whether it moved against the own base."""
    words = desk.words
    known: dict[str, str] = st.session_state.get("quality_criteria") or {"total": words("card.total")}
    figure = st.selectbox(
        words("trends.criterion"), list(known), format_func=lambda name: known.get(name, name), key="q_figure"
    )
    with st.spinner(words("trends.counting")):
        trends = desk.client.trends(weeks=WEEKS, criterion=figure)
    if trends.criteria and trends.criteria != known:
        st.session_state["quality_criteria"] = dict(trends.criteria)
        st.rerun()
    own = next((each for each in trends.operators if each.operator_id == desk.me.operator_id), None)
    if trends.measure is None or own is None:
        st.info(words("quality.no_trend"))
        return
    st.markdown(f"**{plain(own.text)}**")
    st.badge(f"{STATE_MARKS[own.state]} {own.state_text}", color=STATE_COLORS[own.state])
    st.caption(words("quality.own_base"))
    mine = trends.model_copy(update={"operators": (own,)})
    _figures(mine, words)


def _figures(mine: TrendsView, words: Words) -> None:
    chart = trend_chart(mine.operators, words)
    if chart is not None:
        draw(chart, words)
    with st.expander(words("trends.table"), expanded=chart is None):
        show_points(table(mine, words), words(f"trends.unit_{mine.unit}"), words)
    for note in mine.notes:
        st.caption(plain(note))


def _disputes(desk: Desk) -> None:
    """What was contested, what was decided, by whom and why; and how long one may still contest."""
    words = desk.words
    found = desk.client.disputes()
    st.caption(words("quality.dispute_term", days=found.days))
    if not found.items:
        st.info(words("quality.no_disputes"))
        return
    parts = [words("disputes.counts", open=found.open, decided=found.decided)]
    if found.median_hours is not None:
        parts.append(words("disputes.median", hours=words.number(found.median_hours)))
    st.markdown(" · ".join(parts))
    for dispute in found.items:
        _dispute(dispute, words)


def _dispute(dispute: DisputeView, words: Words) -> None:
    with st.container(border=True):
        state = chip(f"{DISPUTE_MARKS[dispute.state]} {dispute.state_label}", DISPUTE_TONES[dispute.state])
        st.html(marked(f"{dispute.label} · {words.time(dispute.opened_at)}", ()) + state)
        st.html(marked(f"«{dispute.comment}»", ()))
        if dispute.decision:
            said = words(
                "disputes.decision",
                author=dispute.decided_by,
                at=words.time(dispute.decided_at),
                words=dispute.decision,
            )
            st.html(marked(said, ()))
        if st.button(words("app.open"), key=f"own_dispute_{dispute.id}"):
            _open(dispute.scorecard_id)


def _tasks(desk: Desk) -> None:
    """Practice tasks of one's own; they are done on their own page."""
    words = desk.words
    if not desk.may("practise"):
        st.info(words("quality.no_tasks"))
        return
    found = desk.client.tasks(operator=desk.me.operator_id)
    if not found.items:
        st.info(words("quality.no_tasks"))
        return
    pages: dict[str, Any] = st.session_state.get("pages") or {}
    if "practice" in pages:
        st.page_link(pages["practice"], label=words("quality.to_practice"), icon=":material/arrow_forward:")
    for task in found.items:
        _task(task, words)


def _task(task: TaskView, words: Words) -> None:
    with st.container(border=True):
        due = words("quality.task_due", day=words.day(task.due_on)) if task.due_on else ""
        late = chip(f"! {words('quality.task_late')}", "bad") if task.overdue else ""
        head = " · ".join(part for part in (task.label, task.topic_label, due) if part)
        st.html(marked(head, ()) + chip(task.state_label, "question") + late)
        if task.note:
            st.html(marked(task.note, ()))
        my_coaching.show_scores(task, words)
