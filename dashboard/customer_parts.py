"""One customer over all channels: points, VIP, orders, earlier contacts, and what he asks once more."""

import html

import streamlit as st

from api.client import ApiProblem
from api.views import ContactView, CustomerProfileView, OrderView, RepeatView
from dashboard.marked import chip, marked, plain
from dashboard.session import Desk, show_problem
from dashboard.thread_parts import order_lines
from dashboard.words import Words

SHOWN = 6
SNIPPET = 160


def show_customer(desk: Desk, conversation_id: str) -> None:
    """The customer of a conversation: what is repeated is said first, the rest is one press away."""
    words = desk.words
    try:
        profile = desk.client.customer(conversation_id)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    for repeat in profile.repeats[:2]:
        st.warning(_repeat_text(repeat, words), icon=":material/history:")
    with st.expander(plain(_title(profile, words)), expanded=False):
        _facts(profile, words)
        if profile.contacts:
            st.markdown(f"**{words('customer.contacts')}**")
        for contact in profile.contacts[:SHOWN]:
            _contact(contact, words)
        if len(profile.contacts) > SHOWN:
            st.caption(words("customer.more", n=words.number(len(profile.contacts) - SHOWN)))
        if profile.orders:
            st.markdown(f"**{words('customer.orders')}**")
        for order in profile.orders[:SHOWN]:
            _order(order, words)
        if not profile.contacts and not profile.orders:
            st.caption(words("customer.nothing"))


def _title(profile: CustomerProfileView, words: Words) -> str:
    """«Ольга · VIP · 1 740 баллов · 3 обращения раньше»."""
    parts = [profile.name or words("desk.customer")]
    if profile.vip:
        parts.append("VIP")
    if profile.points is not None:
        parts.append(words.count("points", profile.points))
    parts.append(words.count("contacts", len(profile.contacts)))
    return " · ".join(parts)


def _facts(profile: CustomerProfileView, words: Words) -> None:
    if profile.vip:
        st.html(chip("VIP", "source"))
    lines = [f"{key}: {value}" for key, value in profile.facts.items()]
    if lines:
        st.html(marked("\n".join(lines), ()))
    if profile.recent:
        st.caption(words("customer.recent", n=words.count("contacts", profile.recent), days=profile.recent_days))


def _repeat_text(repeat: RepeatView, words: Words) -> str:
    contact = repeat.contact
    where = "customer.repeated_elsewhere" if repeat.other_channel else "customer.repeated_here"
    said = words(
        where,
        channel=words(f"channel.{contact.channel}"),
        at=words.time(contact.opened_at),
        outcome=contact.outcome_label,
    )
    how = words("customer.by_meaning" if repeat.by_meaning else "customer.by_words")
    return f"{said} «{plain(_short(repeat.earlier))}». {how}"


def _contact(contact: ContactView, words: Words) -> None:
    tone = {"waiting": "bad", "unanswered": "question"}.get(contact.outcome, "good")
    head = f"{words.time(contact.opened_at)} · {words(f'channel.{contact.channel}')} · {contact.topic_label}"
    chips = chip(contact.outcome_label, tone)
    if contact.by_order:
        chips += chip(words("customer.by_order"), "question")
    if contact.csat is not None:
        chips += chip(words("customer.csat", value=words.weight(contact.csat)), "source")
    st.html(f'<div class="tact-who">{html.escape(head)}</div>{marked(_short(contact.snippet), ())}{chips}')
    if contact.assigned_name:
        st.caption(words("customer.answered_by", name=plain(contact.assigned_name)))


def _order(order: OrderView, words: Words) -> None:
    st.html(marked(f"№ {order.number}\n" + "\n".join(order_lines(order, words)), ()))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SNIPPET else line[:SNIPPET].rsplit(" ", 1)[0] + "…"
