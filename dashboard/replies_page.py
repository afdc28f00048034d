"""Scored replies: filters, the list, and one reply with its evidence marked and the lead's decision beside it."""

from datetime import timedelta
from typing import Any, Literal

import streamlit as st

from api.client import ApiProblem
from api.views import CardDetail, CardItem, CardView, EvidenceView
from dashboard import to_calibration
from dashboard.card_parts import show_card
from dashboard.disputes_page import show_disputes
from dashboard.marked import chip, marked, plain, tone_of
from dashboard.queue_page import is_hidden, show_review
from dashboard.session import Desk, show_problem
from dashboard.thread_parts import evidence_marks, show_order, show_thread
from dashboard.words import Words

PAGE = 20
PERIODS = (7, 28, 84)
VERDICTS = ("fail", "partial", "unsure", "pass")
CHANNELS = ("email", "chat", "messenger", "social", "review", "webform")


def render(desk: Desk) -> None:
    """The list, or one card when one is open."""
    st.title(desk.words("pages.replies"))
    opened = st.session_state.get("card")
    if opened:
        _one(desk, opened)
    else:
        _list(desk)


def _list(desk: Desk) -> None:
    words = desk.words
    st.caption(words("replies.intro"))
    query = _filters(desk)
    page = int(st.session_state.get("replies_page", 0))
    found = desk.client.scorecards(**query, limit=PAGE, offset=page * PAGE)
    n = words.number(found.total)
    st.caption(words("replies.found_more", n=n) if found.more else words("replies.found", n=n))
    if not found.items:
        st.info(words("replies.empty"))
        return
    picks = desk.may("calibrate")
    if picks:
        to_calibration.show_basket(desk)
    for item in found.items:
        if show_row(item, words, pick=picks):
            st.session_state["card"] = item.id
            st.rerun()
    show_pages("replies_page", page, found.total, PAGE, words)


def show_pages(place: str, page: int, total: int, size: int, words: Words) -> None:
    """The way through a long list; the page's number is kept in ``st.session_state[place]``."""
    pages = max(1, -(-total // size))
    if pages == 1:
        return
    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        for number, sign, hint in ((page - 1, "←", "desk.page_back"), (page + 1, "→", "desk.page_on")):
            if sign == "→":
                st.caption(words("app.page", page=page + 1, pages=pages))
            st.button(
                sign,
                key=f"{place}_{sign}",
                disabled=not 0 <= number < pages,
                help=words(hint),
                on_click=_turn_to,
                args=(place, number),
            )


def _turn_to(place: str, page: int) -> None:
    st.session_state[place] = page


def _filters(desk: Desk) -> dict[str, Any]:
    words = desk.words
    operators = {item.id: item.name for item in desk.client.operators().items}
    criteria = {line.criterion: line.label for line in desk.client.standard().lines}
    columns = st.columns([1.2, 1.4, 1, 1, 1, 1.2], vertical_alignment="bottom")
    verdicts = {name: words(f"verdict.{name}") for name in VERDICTS}
    channels = {name: words(f"channel.{name}") for name in CHANNELS}
    chosen: dict[str, Any] = {}
    choices = {"operator": operators, "criterion": criteria, "verdict": verdicts, "channel": channels}
    for column, (name, labels) in zip(columns, choices.items(), strict=False):
        with column:
            chosen[name] = _choice(words, name, labels)
    with columns[4]:
        days = st.selectbox(
            words("replies.period"), PERIODS, index=2, format_func=lambda n: words(f"replies.days_{n}"), key="f_days"
        )
    with columns[5]:
        critical = st.checkbox(words("replies.only_critical"), key="f_critical")
    query = {**chosen, "days": days, "critical": True if critical else None}
    if st.session_state.get("replies_query") != query:
        st.session_state.update(replies_query=query, replies_page=0)
    return query


def _choice(words: Words, name: str, labels: dict[str, str]) -> str:
    """One filter: everything, or one of the labels."""
    everything = words("app.all")
    return st.selectbox(
        words(f"replies.{name}"), ["", *labels], format_func=lambda one: labels.get(one, everything), key=f"f_{name}"
    )


def show_row(item: CardItem, words: Words, *, pick: bool = False) -> bool:
    """One reply of a list; True when it is to be opened. ``pick``: it may be ticked for a calibration round."""
    with st.container(border=True):
        text, button = st.columns([6, 1], vertical_alignment="center")
        with text:
            total = (
                words("card.no_total") if item.total is None else words("card.of_100", value=words.number(item.total))
            )
            st.markdown(
                f"**{plain(item.operator_name or item.operator_id or '—')}** · {words.time(item.replied_at)} · "
                f"{words(f'channel.{item.channel}')} · {plain(item.topic_label)} · {total} · "
                f"{words(f'level.{item.level}')}"
            )
            st.html(marked(f"{item.customer_snippet}\n→ {item.reply_snippet}", ()))
            chips = [chip(one.label, "bad" if one.state == "confirmed" else "question") for one in item.critical]
            chips += [chip(label, "partly") for label in item.low]
            if item.edited:
                chips.append(chip(words("replies.edited"), "source"))
            st.html("".join(chips) or chip(words("replies.nothing_low"), "good"))
        with button:
            pressed = st.button(words("app.open"), key=f"open_{item.id}", width="stretch")
            if pick and not item.unscored_reason:
                to_calibration.tick(item.id, words)
            return pressed


def _one(desk: Desk, card_id: str) -> None:
    words = desk.words
    if st.button(words("app.back")):
        st.session_state.pop("card", None)
        st.rerun()
    detail = desk.client.scorecard(card_id)
    thread, card = st.columns([1.2, 1], gap="large")
    with thread:
        st.subheader(words("replies.conversation"))
        show_order(detail.conversation, words)
        hidden = is_hidden(desk, detail)
        show_thread(detail.conversation, words, {} if hidden else evidence_marks(_labelled(detail.card, words)))
        _others(detail, words)
    with card:
        st.subheader(plain(detail.card.operator_name or detail.card.operator_id or "—"), anchor=False)
        if not hidden:
            show_card(detail.card, words)
            _until(desk, detail.card)
            show_disputes(desk, detail)
        if desk.may("edit_scores"):
            _decision(desk, detail.card)
        if desk.may("review"):
            show_review(desk, detail)
        to_calibration.offer(desk, detail.card.id)


def _until(desk: Desk, card: CardView) -> None:
    """To an operator on his own card: until when its verdicts may be contested."""
    if not desk.may("dispute") or card.operator_id != desk.me.operator_id or card.created_at is None:
        return
    days = desk.client.disputes(days=1).days
    st.caption(desk.words("quality.contest_until", at=desk.words.time(card.created_at + timedelta(days=days))))


def _labelled(card: CardView, words: Words) -> list[tuple[EvidenceView, str, str]]:
    """Every piece of evidence with its tone and the words that stand beside the mark; defects first."""
    found: list[tuple[EvidenceView, str, str]] = []
    for critical in card.critical:
        tone = "bad" if critical.state == "confirmed" else "question"
        found += [(item, tone, critical.label) for item in critical.evidence]
    rank = {"fail": 0, "partial": 1, "unsure": 2}
    for criterion in sorted(card.criteria, key=lambda item: rank.get(item.verdict, 3)):
        if criterion.verdict == "na":
            continue
        label = f"{criterion.label}: {criterion.verdict_label or words(f'verdict.{criterion.verdict}')}"
        found += [(item, tone_of(criterion.verdict), label) for item in criterion.evidence]
    return found


def _others(detail: CardDetail, words: Words) -> None:
    others = [card for card in detail.conversation.cards if card.id and card.id != detail.card.id]
    if not others:
        return
    st.markdown(f"**{words('replies.other_cards')}**")
    for card in others:
        total = words("card.no_total") if card.total is None else words("card.of_100", value=words.number(card.total))
        if st.button(
            f"{plain(card.operator_name or card.operator_id)} · {words.time(card.replied_at)} · {total}",
            key=f"go_{card.id}",
        ):
            st.session_state["card"] = card.id
            st.rerun()


def _decision(desk: Desk, card: CardView) -> None:
    words = desk.words
    if st.session_state.pop("decided_card", None) == card.id:
        st.success(words("replies.decided"))
    labels = {item.criterion: item.label for item in card.criteria}
    if not labels:
        return
    with st.form(f"decide_{card.id}", border=True):
        st.markdown(f"**{words('replies.decide')}**")
        criterion = st.selectbox(words("replies.decide_criterion"), list(labels), format_func=labels.__getitem__)
        actions: tuple[Literal["overrule", "confirm"], ...] = ("overrule", "confirm")
        action = st.radio(
            words("replies.action"), actions, format_func=lambda name: words(f"replies.action_{name}"), horizontal=True
        )
        verdict = st.radio(
            words("replies.verdict_new"),
            ("fail", "partial", "pass", "na"),
            format_func=lambda name: words(f"verdict.{name}"),
            horizontal=True,
        )
        reason = st.text_input(words("replies.reason"), placeholder=words("replies.reason_hint"))
        pressed = st.form_submit_button(words("replies.decide_save"), type="primary")
    if not pressed:
        return
    if action == "overrule" and not reason.strip():
        st.error(words("replies.reason_needed"))
        return
    try:
        desk.client.edit_score(
            card.id, criterion, action, verdict=verdict if action == "overrule" else None, reason=reason.strip()
        )
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.session_state["decided_card"] = card.id
    st.rerun()
