"""From a list of replies or from one card into a calibration round: an open one of picked replies, or a new one."""

from collections.abc import Sequence

import streamlit as st

from api.client import ApiProblem
from dashboard.session import Desk, show_problem
from dashboard.words import Words

_BASKET, _SAID = "calibration_basket", "calibration_said"


def basket() -> list[str]:
    """Ids of the cards ticked so far, on whatever page of the list; in the order they were ticked."""
    found: list[str] = st.session_state.setdefault(_BASKET, [])
    return found


def tick(card_id: str, words: Words) -> None:
    """The box that takes a reply of a list into the basket."""
    key = f"pick_{card_id}"
    st.session_state.setdefault(key, card_id in basket())  # the box of another page of the list is gone meanwhile
    st.checkbox(
        words("to_calibration.tick"), key=key, on_change=_ticked, args=(card_id,),
        help=words("to_calibration.tick_help"),
    )  # fmt: skip


def _ticked(card_id: str) -> None:
    kept = [each for each in basket() if each != card_id]
    st.session_state[_BASKET] = [*kept, card_id] if st.session_state.get(f"pick_{card_id}") else kept


def show_basket(desk: Desk) -> None:
    """How many replies are ticked, and what to do with them; nothing while there are none."""
    words = desk.words
    if said := st.session_state.pop(_SAID, None):
        st.success(said)
    if not basket():
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{words('to_calibration.chosen', replies=words.count('replies', len(basket())))}**")
        with st.popover(words("to_calibration.open")):
            _choose(desk, tuple(basket()), "basket")
        st.button(words("to_calibration.clear"), type="tertiary", on_click=_clear)


def offer(desk: Desk, card_id: str) -> None:
    """The button on a card."""
    if not desk.may("calibrate"):
        return
    if said := st.session_state.pop(_SAID, None):
        st.success(said)
    with st.popover(desk.words("to_calibration.open")):
        _choose(desk, (card_id,), card_id)


def _choose(desk: Desk, cards: Sequence[str], place: str) -> None:
    """A round to add to, or the name of a new one."""
    words = desk.words
    rounds = {
        item.id: item.name
        for item in desk.client.calibrations().items
        if item.state == "open" and item.chosen == "picked"
    }
    st.caption(words("to_calibration.help"))
    with st.form(f"to_round_{place}", border=False):
        chosen = st.selectbox(
            words("to_calibration.round"), [*rounds, ""],
            format_func=lambda one: rounds.get(one, words("to_calibration.new")),
        )  # fmt: skip
        name = st.text_input(words("to_calibration.name"), placeholder=words("calibration.name_hint"))
        pressed = st.form_submit_button(words("to_calibration.add"), type="primary")
    if not pressed:
        return
    if not chosen and not name.strip():
        st.error(words("calibration.name_needed"))
        return
    try:
        if chosen:
            made = desk.client.add_to_calibration(chosen, cards)
        else:
            made = desk.client.open_calibration(name.strip(), cards=list(cards))
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.session_state[_SAID] = words(
        "to_calibration.added", name=made.name, replies=words.count("replies", made.replies)
    )
    if place == "basket":
        _clear()
    st.rerun()


def _clear() -> None:
    for card_id in basket():
        st.session_state.pop(f"pick_{card_id}", None)
    st.session_state[_BASKET] = []
