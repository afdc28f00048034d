"""Who is signed in, the client of the API, and problems as people read them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from api.client import ApiProblem, TactClient
from api.views import MeView
from dashboard.words import LANGUAGES, Words

API_URL = "TACT_API_URL"
UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a page gets: the client of the signed-in key, who that is, and the words."""

    client: TactClient
    me: MeView
    words: Words

    def may(self, action: str) -> bool:
        """Whether the role allows an action; the API decides again."""
        return action in self.me.allowed


def api_url() -> str:
    """Where the API is."""
    return os.environ.get(API_URL, "http://127.0.0.1:8642")


def language() -> str:
    """The chosen language, else the setting."""
    chosen = st.session_state.get("language") or os.environ.get("TACT_LANGUAGE", "ru")
    return chosen if chosen in LANGUAGES else "ru"


def signed_in() -> Desk | None:
    """The session of whoever is signed in, or None."""
    key = st.session_state.get("key", "")
    if not key:
        return None
    me: MeView | None = st.session_state.get("me")
    client = _client(api_url(), key, language())
    if me is None or st.session_state.get("me_language") != language():
        me = client.me()
        st.session_state["me"], st.session_state["me_language"] = me, language()
    return Desk(client=client, me=me, words=Words(language(), me.time_zone))


@st.cache_resource(max_entries=200, show_spinner=False)
def _client(url: str, key: str, spoken: str) -> TactClient:
    return TactClient(url, key, language=spoken)


def sign_in_form() -> None:
    """Ask for the key; a key that does not fit is said so."""
    words = Words(language())
    _, middle, _ = st.columns([1, 1.4, 1])
    with middle:
        st.title(words("app.sign_in_title"))
        with st.form("sign_in", border=True):
            key = st.text_input(words("app.sign_in_key"), type="password")
            pressed = st.form_submit_button(words("app.sign_in"), type="primary", width="stretch")
        st.caption(words("app.sign_in_help"))
        if pressed and key.strip():
            try:
                me = _client(api_url(), key.strip(), language()).me()
            except ApiProblem as problem:
                show_problem(problem, words)
                return
            st.session_state.update(key=key.strip(), me=me, me_language=language())
            st.rerun()


def sign_out() -> None:
    """Forget everything of this session but the language."""
    spoken = language()
    st.session_state.clear()
    st.session_state["language"] = spoken


def show_problem(problem: ApiProblem, words: Words) -> None:
    """A refusal in words: what, where, how to mend."""
    st.error(problem_text(problem, words))


def problem_text(problem: ApiProblem, words: Words) -> str:
    """The words of a refusal, in lines."""
    if problem.status == 0:
        return words("app.no_server")
    if problem.status == UNAUTHORIZED:
        return words("app.wrong_key")
    lines = [problem.detail or problem.title]
    if problem.where:
        lines.append(f"{words('app.where')}: {problem.where}")
    if problem.mend:
        lines.append(f"{words('app.mend')}: {problem.mend}")
    return "  \n".join(lines)


@contextmanager
def problems_shown(words: Words) -> Iterator[None]:
    """Show a refusal instead of a traceback."""
    try:
        yield
    except ApiProblem as problem:
        show_problem(problem, words)
