"""The library: good and bad replies that trainers keep as examples, without personal data."""

import streamlit as st

from api.client import ApiProblem
from api.views.coaching import PinView
from dashboard.marked import bubble, chip, headline, marked, plain, tone_of
from dashboard.session import Desk, show_problem
from dashboard.words import Words

KINDS = ("good", "bad")
TONES = {"good": "good", "bad": "bad"}


def render(desk: Desk) -> None:
    """The page of examples."""
    words = desk.words
    st.title(words("pages.library"))
    st.caption(words("library.intro"))
    criteria = {line.criterion: line.label for line in desk.client.standard().lines}
    first, second = st.columns([2, 1])
    with first:
        criterion = st.selectbox(
            words("cases.criterion"), ["", *criteria], format_func=lambda name: criteria.get(name, words("app.all")),
            key="l_criterion",
        )  # fmt: skip
    with second:
        kind = st.selectbox(
            words("library.kind"), ["", *KINDS],
            format_func=lambda name: words(f"library.{name}") if name else words("app.all"), key="l_kind",
        )  # fmt: skip
    found = desk.client.library(criterion, kind).items
    if not found:
        st.info(words("library.empty" if desk.may("coach") else "library.empty_own"))
        return
    for item in found:
        with st.container(border=True):
            _example(desk, item, words)


def _example(desk: Desk, item: PinView, words: Words) -> None:
    st.html(
        headline(
            item.label,
            item.topic_label,
            chips=chip(item.kind_label, TONES[item.kind]) + chip(item.verdict_label, tone_of(item.verdict)),
        )
    )
    st.html(
        bubble(words("cases.customer"), marked(item.customer_text or "…", ()), "in")
        + bubble(words("cases.reply"), marked(item.reply_text or "…", ()), "out")
    )
    if item.note:
        st.text(words("library.note", note=item.note))
    if item.reason:
        st.caption(words("practice.found", reason=plain(item.reason)))
    st.caption(words("cases.standard", line=plain(item.standard_line)))
    if not item.scorecard_id:
        return
    with st.container(horizontal=True):
        if st.button(words("app.open"), key=f"pin_open_{item.id}"):
            st.session_state["card"] = item.scorecard_id
            st.switch_page(st.session_state["pages"]["replies"])
        if desk.may("coach") and st.button(words("library.drop"), key=f"pin_drop_{item.id}"):
            try:
                desk.client.drop_example(item.id)
            except ApiProblem as problem:
                show_problem(problem, words)
                return
            st.rerun()
