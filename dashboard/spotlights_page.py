"""Spotlights: what stands out, each with its count, and the replies behind it."""

import streamlit as st

from api.client import ApiProblem
from api.views.scorecards import CardItem
from api.views.spotlights import SpotlightView
from dashboard.marked import chip, marked, plain
from dashboard.session import Desk, show_problem
from dashboard.words import Words

PERIODS = (7, 28, 84)
PAGE = 20
_COLUMNS = 4
_CHOSEN, _PLACE = "spotlight", "spotlight_page"
CHANNELS = ("email", "chat", "messenger", "social", "review", "webform")
VERDICTS = ("fail", "partial", "unsure")


def render(desk: Desk) -> None:
    """All spotlights, and the replies of the chosen one below."""
    words = desk.words
    st.title(words("pages.spotlights"))
    st.caption(words("spotlights.intro"))
    days = st.segmented_control(
        words("replies.period"), PERIODS, default=28, format_func=lambda n: words(f"replies.days_{n}"), key="s_days"
    )
    found = desk.client.spotlights(days=days or 28)
    st.caption(words("spotlights.of", replies=words.count("replies", found.of)))
    if not found.of:
        st.info(words("spotlights.empty"))
    for begin in range(0, len(found.items), _COLUMNS):
        for column, item in zip(st.columns(_COLUMNS), found.items[begin : begin + _COLUMNS], strict=False):
            with column:
                _tile(item, words)
    chosen = st.session_state.get(_CHOSEN, "")
    if chosen and any(item.id == chosen for item in found.items):
        _replies(desk, chosen, days or 28)
    _save(desk, found.items)


def _tile(item: SpotlightView, words: Words) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{plain(item.name)}**")
        st.markdown(f"#### {item.count_text}")
        st.caption(plain(item.text))
        if st.button(words("spotlights.show"), key=f"light_{item.id}", disabled=not item.count, width="stretch"):
            st.session_state.update({_CHOSEN: item.id, _PLACE: 0})
            st.rerun()


def _replies(desk: Desk, light: str, days: int) -> None:
    words = desk.words
    place = int(st.session_state.get(_PLACE, 0))
    page = desk.client.spotlight(light, days=days, limit=PAGE, offset=place * PAGE)
    st.subheader(plain(page.spotlight.name), anchor=False)
    st.caption(page.spotlight.count_text)
    for item in page.items:
        _row(item, words)
    pages = max(1, -(-page.total // PAGE))
    if pages > 1:
        back, here, on = st.columns([1, 2, 1])
        here.caption(words("app.page", page=place + 1, pages=pages))
        if back.button("←", key="s_back", disabled=place == 0, width="stretch"):
            st.session_state[_PLACE] = place - 1
            st.rerun()
        if on.button("→", key="s_on", disabled=place + 1 >= pages, width="stretch"):
            st.session_state[_PLACE] = place + 1
            st.rerun()
    if not page.spotlight.built_in and st.button(words("spotlights.forget"), key="s_forget"):
        try:
            desk.client.remove_spotlight(light)
        except ApiProblem as problem:
            show_problem(problem, words)
            return
        st.session_state.pop(_CHOSEN, None)
        st.rerun()


def _row(item: CardItem, words: Words) -> None:
    with st.container(border=True):
        text, button = st.columns([6, 1], vertical_alignment="center")
        with text:
            known = item.total is not None
            total = words("card.of_100", value=words.number(item.total or 0)) if known else words("card.no_total")
            st.markdown(
                f"**{plain(item.operator_name or item.operator_id or '—')}** · {words.time(item.replied_at)} · "
                f"{words(f'channel.{item.channel}')} · {plain(item.topic_label)} · {total}"
            )
            st.html(marked(f"{item.customer_snippet}\n→ {item.reply_snippet}", ()))
            chips = [chip(one.label, "bad" if one.state == "confirmed" else "question") for one in item.critical]
            chips += [chip(label, "partly") for label in item.low]
            if chips:
                st.html("".join(chips))
        if button.button(words("app.open"), key=f"s_open_{item.id}", width="stretch"):
            st.session_state["card"] = item.id
            st.switch_page(st.session_state["pages"]["replies"])


def _save(desk: Desk, found: tuple[SpotlightView, ...]) -> None:
    words = desk.words
    operators = {each.id: each.name for each in desk.client.operators().items}
    lines = {line.criterion: line.label for line in desk.client.standard().lines}
    lights = {item.id: item.name for item in found if item.built_in}
    choices = {
        "light": lights,
        "operator": operators,
        "channel": {name: words(f"channel.{name}") for name in CHANNELS},
        "criterion": lines,
        "verdict": {name: words(f"verdict.{name}") for name in VERDICTS},
    }
    with st.expander(words("spotlights.new")), st.form("spotlight_new", border=False):
        name = st.text_input(words("spotlights.name"))
        chosen: dict[str, str] = {}
        for column, (key, labels) in zip(st.columns(len(choices)), choices.items(), strict=True):
            shown = {"": words("app.all"), **labels}
            chosen[key] = column.selectbox(words(f"spotlights.{key}"), list(shown), format_func=shown.__getitem__)
        if not st.form_submit_button(words("app.save")):
            return
    if not name.strip():
        st.error(words("spotlights.name_needed"))
        return
    try:
        made = desk.client.save_spotlight(name.strip(), **{key: value for key, value in chosen.items() if value})
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.session_state.update({_CHOSEN: made.id, _PLACE: 0})
    st.rerun()
