"""Calibration: rounds judged blind, their figures, and whose verdicts count on each criterion."""

from typing import Any

import streamlit as st

from api.client import ApiProblem
from api.views.calibration import (
    CalibrationDetail,
    CalibrationItem,
    CalibrationReply,
    CriterionAgreementView,
    TrustView,
)
from dashboard.marked import bubble, chip, headline, marked, plain
from dashboard.session import Desk, show_problem
from dashboard.words import Words

VERDICTS = ("pass", "partial", "fail", "na", "unsure")
_OPEN = "calibration"
_TONES = {"people": "partly", "machine": "good", "too_few": "question", "rare": "question", "no_variation": "question"}


def render(desk: Desk) -> None:
    """The rounds, or one of them when it is open."""
    words = desk.words
    st.title(words("pages.calibration"))
    opened = st.session_state.get(_OPEN)
    if opened:
        _one(desk, opened)
        return
    st.caption(words("calibration.intro"))
    rounds, trust = st.tabs([words("calibration.rounds"), words("calibration.trust")])
    with rounds:
        _list(desk)
    with trust:
        _trust(desk.client.trust().items, words)


def _list(desk: Desk) -> None:
    words = desk.words
    found = desk.client.calibrations().items
    if not found:
        st.info(words("calibration.empty"))
    for item in found:
        _row(item, words)
    if desk.may("calibrate"):
        _new(desk)


def _row(item: CalibrationItem, words: Words) -> None:
    with st.container(border=True):
        text, button = st.columns([5, 1], vertical_alignment="center")
        with text:
            st.markdown(f"**{plain(item.name)}**")
            st.html(chip(item.state_label, "question" if item.state == "open" else "good"))
            st.caption(plain(_facts(item, words)))
        if button.button(words("app.open"), key=f"round_{item.id}", width="stretch"):
            st.session_state[_OPEN] = item.id
            st.rerun()


def _facts(item: CalibrationItem, words: Words, *, counted: bool = True) -> str:
    parts = [
        words.count("replies", item.replies),
        item.chosen_label,
        item.level_label,
        words("calibration.opened", author=item.author, at=words.time(item.created_at)),
        words("calibration.people", n=words.number(item.people)),
    ]
    if item.state == "open" and counted:
        parts.append(words("calibration.mine", done=words.number(item.mine), all=words.number(item.replies)))
    return " · ".join(parts)


def _new(desk: Desk) -> None:
    words = desk.words
    operators = {each.id: each.name for each in desk.client.operators().items}
    lines = {line.criterion: line.label for line in desk.client.standard().lines}
    with st.expander(words("calibration.new")), st.form("calibration_new", border=False):
        name = st.text_input(words("calibration.name"), placeholder=words("calibration.name_hint"))
        left, middle, right = st.columns(3)
        sample = left.number_input(words("calibration.sample"), 1, 300, 40)
        days = middle.number_input(words("calibration.days"), 1, 365, 28)
        operator = right.selectbox(
            words("replies.operator"), ["", *operators], format_func=lambda one: operators.get(one, words("app.all"))
        )
        criteria = st.multiselect(
            words("calibration.criteria"), list(lines), format_func=lines.__getitem__,
            placeholder=words("calibration.criteria_all"),
        )  # fmt: skip
        st.caption(words("calibration.picked"))
        reviewers = st.text_input(words("calibration.reviewers"), help=words("calibration.reviewers_help"))
        if not st.form_submit_button(words("calibration.start"), type="primary"):
            return
    if not name.strip():
        st.error(words("calibration.name_needed"))
        return
    wanted: dict[str, Any] = {"sample": int(sample), "days": int(days)}
    asked = [one.strip() for one in reviewers.split(",") if one.strip()]
    wanted |= {"criteria": criteria, "operator": operator, "reviewers": asked}
    _do(desk, lambda: st.session_state.update({_OPEN: desk.client.open_calibration(name.strip(), **wanted).id}))


def _one(desk: Desk, round_id: str) -> None:
    words = desk.words
    if st.button(words("app.back")):
        st.session_state.pop(_OPEN, None)
        st.rerun()
    detail = desk.client.calibration(round_id)
    st.subheader(plain(detail.round.name), anchor=False)
    st.caption(plain(_facts(detail.round, words, counted=False)))
    if detail.round.state == "closed":
        _figures(detail, words)
        return
    _judging(desk, detail)
    if desk.may("calibrate"):
        _closing(desk, detail)


def _judging(desk: Desk, detail: CalibrationDetail) -> None:
    words, item = desk.words, detail.round
    left = [reply for reply in detail.replies if not reply.mine]
    st.progress(item.mine / max(1, item.replies), text=words("calibration.mine", done=item.mine, all=item.replies))
    if item.reviewers and desk.me.name not in item.reviewers:
        st.info(words("calibration.not_asked", names=plain(", ".join(item.reviewers))))
        return
    if not left:
        st.success(words("calibration.all_done"))
        return
    st.caption(words("calibration.blind"))
    thread, form = st.columns([1.2, 1], gap="large")
    with thread:
        _reply(left[0], words)
    with form:
        _form(desk, detail, left[0])


def _reply(reply: CalibrationReply, words: Words) -> None:
    st.caption(" · ".join(part for part in (words(f"channel.{reply.channel}"), reply.topic_label) if part))
    st.html(bubble(words("calibration.customer"), marked(reply.customer_text, ()), "in"))
    st.html(bubble(words("calibration.reply"), marked(reply.reply_text, ()), "out"))


def _form(desk: Desk, detail: CalibrationDetail, reply: CalibrationReply) -> None:
    words = desk.words
    with st.form(f"judge_{reply.scorecard_id}"):
        columns = st.columns(2)
        given = {
            each.criterion: columns[place % 2].selectbox(
                plain(each.label),
                VERDICTS,
                index=None,
                format_func=lambda one: words(f"verdict.{one}"),
                placeholder=words("calibration.choose"),
                key=f"j_{reply.scorecard_id}_{each.criterion}",
            )
            for place, each in enumerate(detail.round.criteria)
        }
        if not st.form_submit_button(words("calibration.next"), type="primary", width="stretch"):
            return
    verdicts = {code: verdict for code, verdict in given.items() if verdict}
    if not verdicts:
        st.error(words("calibration.nothing"))
        return
    _do(desk, lambda: desk.client.judge(detail.round.id, reply.scorecard_id, verdicts))


def _closing(desk: Desk, detail: CalibrationDetail) -> None:
    words = desk.words
    with st.expander(words("calibration.close")):
        st.caption(words("calibration.close_help", bar=words.number(detail.bar, 1), n=detail.minimum))
        if st.button(words("calibration.close_now"), key="close_round", disabled=not detail.round.people):
            _do(desk, lambda: desk.client.close_calibration(detail.round.id))


def _figures(detail: CalibrationDetail, words: Words) -> None:
    for note in detail.notes:
        st.info(note)
    st.caption(words("calibration.bar", bar=words.number(detail.bar, 1), n=detail.minimum))
    for each in detail.criteria:
        _criterion(each, words)
    if detail.strictness:
        st.markdown(f"**{words('calibration.strictness')}**")
        st.caption(words("calibration.strictness_help"))
        for person in detail.strictness:
            st.markdown(f"- **{plain(person.reviewer)}**: {plain(person.text)}")


def _criterion(each: CriterionAgreementView, words: Words) -> None:
    with st.container(border=True):
        st.html(headline(each.label, chips=chip(each.outcome_label, _TONES[each.outcome])))
        left, right = st.columns(2)
        sides = ((left, "calibration.with_machine", each.machine), (right, "calibration.among", each.people))
        for column, title, pair in sides:
            with column:
                st.markdown(f"**{words(title)}**")
                st.markdown(
                    f"- {words('calibration.kappa')}: {pair.kappa.text}\n"
                    f"- {words('calibration.positive')}: {pair.positive.text}\n"
                    f"- {words('calibration.negative')}: {pair.negative.text}"
                )
        right.markdown(f"- {words('calibration.alpha')}: {each.alpha.text}")
        if each.undecided:
            left.caption(words("calibration.undecided", replies=words.count("replies", each.undecided)))


def _trust(items: tuple[TrustView, ...], words: Words) -> None:
    st.caption(words("calibration.trust_intro"))
    for each in sorted(items, key=lambda one: (one.judged_by != "people", one.label)):
        with st.container(border=True):
            tone = "partly" if each.judged_by == "people" else "good" if each.round_id else "question"
            st.html(headline(each.label, chips=chip(each.judged_by_label, tone)))
            since = f" · {words.time(each.at)}" if each.at and each.round_id else ""
            st.caption(plain(f"{each.text}{since}"))
            st.caption(each.confidence_text)


def _do(desk: Desk, work: Any) -> None:
    """Carry it out and show the page anew, or say why not."""
    try:
        work()
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    st.rerun()
