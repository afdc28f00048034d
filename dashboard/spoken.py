"""The page's language: what the browser is told, and how choices survive a switch."""

from datetime import date

import streamlit as st

LANGUAGE_CHOICE = "language_choice"
"""The key of the field where the language is chosen."""


def tell_browser(language: str) -> None:
    """Set the page's ``lang``: screen readers and hyphenation go by it, and Streamlit's page always says English."""
    with st.container(key="tact_spoken"):
        st.html(f"<script>document.documentElement.lang = {language!r}</script>", unsafe_allow_javascript=True)


def switch_language() -> None:
    """Before the page is drawn in another language, set every choice again: a field would keep the old label."""
    for key, value in choices().items():
        if key != LANGUAGE_CHOICE:
            st.session_state[key] = value
    st.session_state["language"] = st.session_state[LANGUAGE_CHOICE]


def choices() -> dict[str, object]:
    """Every choice and text there is, by key: what no field shows in a run is forgotten after it."""
    return {key: value for key, value in st.session_state.items() if isinstance(key, str) and _is_choice(value)}


def _is_choice(value: object) -> bool:
    """A value a field may be given; a button's True or False may not be set."""
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_choice(item) for item in value)
    return isinstance(value, str | int | date) and not isinstance(value, bool)
