"""Rewrite tools under a text: one press, the text is replaced, and the text before is one press away."""

import streamlit as st

from api.client import ApiProblem
from dashboard.session import Desk, problem_text

TOOLS = ("shorter", "warmer", "formal", "simpler", "mistakes", "channel", "translate")


def show_tools(desk: Desk, place: str, channel: str) -> None:
    """Buttons that rewrite the text kept in ``st.session_state[place]``, what the last one did, and a way back."""
    words = desk.words
    with st.popover(words("rewrite.title")):
        for tool in TOOLS:
            st.button(
                words(f"rewrite.{tool}"),
                key=f"{tool}_{place}",
                width="stretch",
                on_click=_apply,
                args=(desk, place, tool, channel),
            )
    if note := st.session_state.get(f"note_{place}"):
        st.caption(note)
    if st.session_state.get(f"before_{place}") is not None:
        st.button(words("rewrite.back"), key=f"back_{place}", on_click=_back, args=(place,), type="tertiary")


def _apply(desk: Desk, place: str, tool: str, channel: str) -> None:
    """Runs before the page is drawn again, so that the field shows the new text."""
    text = st.session_state.get(place, "")
    if not text.strip():
        st.session_state[f"note_{place}"] = desk.words("try.empty_text")
        return
    try:
        made = desk.client.rewrite(text, tool, channel=channel)
    except ApiProblem as problem:
        st.session_state[f"note_{place}"] = problem_text(problem, desk.words)
        return
    st.session_state[f"note_{place}"] = made.note or desk.words("rewrite.done", tool=desk.words(f"rewrite.{tool}"))
    if made.changed:
        st.session_state[f"before_{place}"] = text
        st.session_state[place] = made.text


def _back(place: str) -> None:
    st.session_state[place] = st.session_state.pop(f"before_{place}")
    st.session_state.pop(f"note_{place}", None)
