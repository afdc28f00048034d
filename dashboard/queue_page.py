"""The review queue: what a lead should look at next, why, and what the causes were."""

import streamlit as st

from api.client import ApiProblem
from api.views import CardDetail, CauseView, QueueItemView, QueueView
from dashboard import plans_block
from dashboard.marked import chip, headline, marked
from dashboard.session import Desk, show_problem
from dashboard.words import Words

WHYS = ("candidate", "random", "differ", "unsure")
TONES = {"candidate": "bad", "random": "source", "differ": "partly", "unsure": "question"}


def render(desk: Desk) -> None:
    """The page of the queue."""
    words = desk.words
    st.title(words("pages.queue"))
    waiting, planned = st.tabs([words("plans.queue"), words("plans.plans")])
    with planned:
        plans_block.render(desk)
    with waiting:
        _queue(desk)


def _queue(desk: Desk) -> None:
    words = desk.words
    st.caption(words("queue.intro"))
    operators = {item.id: item.name for item in desk.client.operators().items}
    first, second, third = st.columns([1.4, 1.4, 1], vertical_alignment="bottom")
    everything = words("app.all")
    why = first.selectbox(
        words("queue.why"), ["", *WHYS], format_func=lambda name: words(f"queue.{name}") if name else everything
    )
    operator = second.selectbox(
        words("replies.operator"), ["", *operators], format_func=lambda name: operators.get(name, everything)
    )
    third.toggle(words("queue.blind"), key="blind", help=words("queue.blind_help"))
    found = desk.client.review_queue(why, operator=operator)
    _counts(found, words)
    if not found.items and why == "differ" and desk.me.level == "rules":
        st.info(words("queue.differ_none"))
    elif not found.items:
        st.success(words("queue.empty"))
    for item in found.items:
        _row(item, words, blind=bool(st.session_state.get("blind")))
    _causes(found.causes, words)


def show_review(desk: Desk, detail: CardDetail) -> None:
    """On a card: «checked», with the root cause of what was missed."""
    words = desk.words
    causes = {item.cause: item.label for item in desk.client.review_queue(limit=1).causes}
    with st.form(f"review_{detail.card.id}"):
        st.markdown(f"**{words('queue.check')}**")
        names = ["none", *(name for name in causes if name != "none")]
        cause = st.selectbox(words("queue.cause"), names, format_func=lambda name: causes.get(name, name))
        note = st.text_input(words("queue.note"))
        if not st.form_submit_button(words("queue.done")):
            return
    try:
        desk.client.reviewed(detail.card.id, cause, note)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.session_state.pop("card", None)
    st.session_state["reviewed"] = True
    st.switch_page(st.session_state["pages"]["queue"])


def is_hidden(desk: Desk, detail: CardDetail) -> bool:
    """Whether the machine's verdicts stay hidden: blind mode is on, and this card is not judged or uncovered yet."""
    words = desk.words
    uncovered: set[str] = st.session_state.setdefault("uncovered", set())
    judged = any(criterion.edit for criterion in detail.card.criteria)
    if not st.session_state.get("blind_mode") or judged or detail.card.id in uncovered:
        return False
    st.info(words("queue.hidden"))
    if st.button(words("queue.uncover")):
        uncovered.add(detail.card.id)
        st.rerun()
    return True


def _counts(found: QueueView, words: Words) -> None:
    if st.session_state.pop("reviewed", False):
        st.success(words("queue.noted"))
    counts = {name: words.number(found.counts.get(name, 0)) + ("+" if name in found.more else "") for name in WHYS}
    st.markdown(" · ".join(f"{words(f'queue.{name}')}: **{counts[name]}**" for name in WHYS))


def _row(item: QueueItemView, words: Words, *, blind: bool) -> None:
    card = item.card
    with st.container(border=True):
        text, button = st.columns([6, 1], vertical_alignment="center")
        with text:
            st.html(
                headline(
                    card.operator_name or card.operator_id or "—",
                    words.time(card.replied_at),
                    card.topic_label,
                    chips=chip(_why(item, blind=blind), TONES[item.why]),
                )
            )
            st.html(marked(f"{card.customer_snippet}\n→ {card.reply_snippet}", ()))
        if button.button(words("app.open"), key=f"queue_{card.id}", width="stretch"):
            st.session_state["card"] = card.id
            st.session_state["blind_mode"] = bool(st.session_state.get("blind"))
            st.switch_page(st.session_state["pages"]["replies"])


def _why(item: QueueItemView, *, blind: bool) -> str:
    """Why it is in the queue; what the machine thinks stays untold in blind mode."""
    return f"{item.why_label}: {item.why_detail}" if item.why_detail and not blind else item.why_label


def _causes(causes: tuple[CauseView, ...], words: Words) -> None:
    found = [item for item in causes if item.count]
    if not found:
        return
    st.markdown(f"**{words('queue.causes')}**")
    for item in sorted(found, key=lambda one: -one.count):
        own = f" · {words('queue.own')}" if item.own else ""
        st.caption(f"{item.label}: {item.count}{own}")
    aside = sum(item.count for item in found if not item.own)
    if aside:
        st.caption(words("queue.not_counted", replies=words.count("replies", aside)))
