"""Disputes: what operators contest and how it was decided; and the block of a card where they do it."""

import streamlit as st

from api.client import ApiProblem
from api.views import CardDetail, CardView, DisputeList, DisputeView
from dashboard.marked import chip, headline, marked, plain
from dashboard.session import Desk, show_problem
from dashboard.words import Words

VERDICTS = ("pass", "partial", "fail", "na")
TONES = {"open": "question", "accepted": "good", "declined": "partly"}
CONTESTABLE = frozenset({"fail", "partial", "unsure"})


def render(desk: Desk) -> None:
    """The board."""
    words = desk.words
    st.title(words("pages.disputes"))
    if desk.me.role == "operator":
        st.caption(words("disputes.intro_own"))
    else:
        st.caption(words("disputes.intro"))
    found = desk.client.disputes()
    _figures(found, words)
    if not found.items:
        st.info(words("disputes.empty"))
        return
    for dispute in found.items:
        with st.container(border=True):
            _one(dispute, words)
            if st.button(words("app.open"), key=f"card_{dispute.id}"):
                st.session_state["card"] = dispute.scorecard_id
                st.switch_page(st.session_state["pages"]["replies"])
            if dispute.state == "open" and desk.may("decide_dispute"):
                _decision(desk, dispute)


def show_disputes(desk: Desk, detail: CardDetail) -> None:
    """On a card: what is contested, and, for its own operator, the form to contest."""
    words = desk.words
    if detail.disputes:
        st.markdown(f"**{words('disputes.on_card')}**")
    for dispute in detail.disputes:
        with st.container(border=True):
            _one(dispute, words)
            if dispute.state == "open" and desk.may("decide_dispute"):
                _decision(desk, dispute)
    if desk.may("dispute") and detail.card.operator_id == desk.me.operator_id:
        _contest(desk, detail.card, {item.criterion for item in detail.disputes if item.state == "open"})


def _figures(found: DisputeList, words: Words) -> None:
    parts = [words("disputes.counts", open=found.open, decided=found.decided)]
    if found.median_hours is not None:
        parts.append(words("disputes.median", hours=words.number(found.median_hours)))
    st.markdown(" · ".join(parts))
    for item in found.criteria:
        interval = f"[{words.number(100 * item.low)}–{words.number(100 * item.high)} %]"
        st.caption(
            words(
                "disputes.share",
                label=plain(item.label),
                accepted=item.accepted,
                decided=item.decided,
                interval=interval,
            )
        )


def _one(dispute: DisputeView, words: Words) -> None:
    st.html(
        headline(
            dispute.label,
            dispute.operator_name,
            words.time(dispute.opened_at),
            chips=chip(dispute.state_label, TONES[dispute.state]),
        )
    )
    st.html(marked(f"«{dispute.comment}»", ()))
    if dispute.decision:
        when = words.time(dispute.decided_at)
        st.caption(plain(words("disputes.decision", author=dispute.decided_by, at=when, words=dispute.decision)))


def _contest(desk: Desk, card: CardView, taken: set[str]) -> None:
    words = desk.words
    labels = {
        item.criterion: item.label
        for item in card.criteria
        if item.verdict in CONTESTABLE and item.edit is None and item.criterion not in taken
    }
    labels |= {f"critical.{item.code}": item.label for item in card.critical if f"critical.{item.code}" not in taken}
    if not labels:
        return
    with st.form(f"contest_{card.id}"):
        st.markdown(f"**{words('disputes.contest')}**")
        criterion = st.selectbox(words("disputes.what"), list(labels), format_func=labels.__getitem__)
        comment = st.text_area(words("disputes.comment"), height=80)
        if not st.form_submit_button(words("disputes.send")):
            return
    if not comment.strip():
        st.error(words("disputes.comment_needed"))
        return
    try:
        desk.client.contest(card.id, criterion, comment)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.rerun()


def _decision(desk: Desk, dispute: DisputeView) -> None:
    words = desk.words
    with st.form(f"dispute_{dispute.id}", border=False):
        verdict = st.radio(
            words("disputes.verdict"), VERDICTS, format_func=lambda name: words(f"verdict.{name}"), horizontal=True
        )
        said = st.text_input(words("disputes.why"))
        accept, decline = st.columns(2)
        accepted = accept.form_submit_button(words("disputes.accept"), type="primary", width="stretch")
        declined = decline.form_submit_button(words("disputes.decline"), width="stretch")
    if not accepted and not declined:
        return
    if not said.strip():
        st.error(words("disputes.why_needed"))
        return
    try:
        desk.client.decide_dispute(
            dispute.id, "accept" if accepted else "decline", said, verdict=verdict if accepted else None
        )
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.rerun()
