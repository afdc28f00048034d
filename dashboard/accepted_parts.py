"""How such questions were answered before: a search box over accepted replies, beside the thread."""

import streamlit as st

from api.views import ConversationView
from api.views.exemplars import ExemplarView
from dashboard.marked import bubble, chip, marked, plain
from dashboard.session import Desk, problems_shown
from dashboard.words import Words

SHOWN = 5
_LONGEST = 500
"""Characters of a customer's message that are put into the box."""


def show_accepted(desk: Desk, conversation: ConversationView) -> None:
    """The box and what was found; nothing is asked for until something is typed or the customer's words are taken."""
    words = desk.words
    place = f"accepted_{conversation.id}"
    with st.expander(words("accepted.title"), expanded=bool(st.session_state.get(place))):
        st.caption(words("accepted.hint"))
        asked = st.text_input(words("accepted.box"), key=place, placeholder=words("accepted.example"))
        said = _last_words(conversation)
        if said:
            st.button(words("accepted.take"), key=f"{place}_take", type="tertiary", on_click=_put, args=(place, said))
        if asked.strip():
            with problems_shown(words):
                _found(desk, asked.strip(), place)


def _put(place: str, text: str) -> None:
    st.session_state[place] = text


def _last_words(conversation: ConversationView) -> str:
    """What the customer wrote last."""
    said = [one.text for one in conversation.messages if one.author_kind == "customer" and one.text.strip()]
    return " ".join(said[-1].split())[:_LONGEST] if said else ""


def _found(desk: Desk, asked: str, place: str) -> None:
    words = desk.words
    found = desk.client.exemplars(asked, limit=SHOWN)
    if not found.items:
        none = words("accepted.none", n=words.number(found.total)) if found.total else words("accepted.empty")
        st.info(none)
        return
    st.caption(words("accepted.found", n=words.number(len(found.items)), total=words.number(found.total)))
    for item in found.items:
        with st.container(border=True):
            _one(desk, item, place)


def _one(desk: Desk, item: ExemplarView, place: str) -> None:
    words: Words = desk.words
    st.html(
        chip(item.decision_label, "good" if item.decision == "accepted" else "partly")
        + bubble(words("accepted.asked"), marked(item.question, ()), "in")
    )
    st.code(item.reply, language=None, wrap_lines=True)
    st.caption(" · ".join(plain(part) for part in (item.topic_label, words.time(item.at)) if part))
    if desk.may("edit_knowledge") and st.button(words("accepted.drop"), key=f"{place}_drop_{item.id}", type="tertiary"):
        desk.client.drop_exemplar(item.id)
        st.rerun()
