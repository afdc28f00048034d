"""Who is signed in, the client of the API, and problems as people read them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import streamlit as st

from api.client import ApiProblem, TactClient
from api.views import MeView
from dashboard.places import place_words
from dashboard.spoken import choices
from dashboard.words import LANGUAGES, Words

API_URL = "TACT_API_URL"
UNAUTHORIZED, FORBIDDEN = 401, 403


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
    """The session of whoever is signed in, or None. The token lives in this browser's session and nowhere else."""
    token = st.session_state.get("token", "")
    if not token:
        return None
    client = _client(token)
    me: MeView | None = st.session_state.get("me")
    if me is None or st.session_state.get("me_language") != language():
        me = client.me()
        st.session_state["me"], st.session_state["me_language"] = me, language()
    for name, value in st.session_state.pop("kept", {}).items():  # in the run that shows the fields again
        if name not in st.session_state:
            st.session_state[name] = value
    return Desk(client=client, me=me, words=Words(language(), me.time_zone))


def _client(token: str) -> TactClient:
    kept = st.session_state.get("client")
    if kept is None or kept[:2] != (token, language()):
        if kept is not None:
            kept[2].close()
        kept = (token, language(), TactClient(api_url(), token, language=language()))
        st.session_state["client"] = kept
    client: TactClient = kept[2]
    return client


def begin(token: str) -> None:
    """A session was opened: what was typed before goes on if it is the same person, and is forgotten if not."""
    me = TactClient(api_url(), token, language=language()).me()
    owner = (me.name, me.role, me.operator_id)
    if st.session_state.get("owner", owner) != owner:
        forget()
    for name in ("over", "provider_problem"):
        st.session_state.pop(name, None)
    if (kept := st.session_state.get("client")) is not None:  # pages that are open go on with it
        kept[2].sign_with(token)
        st.session_state["client"] = (token, *kept[1:])
    st.session_state.update(token=token, me=me, me_language=language(), owner=owner)


def session_over() -> None:
    """The session has ended: back to the form; texts and choices wait for the same person."""
    st.session_state["kept"] = choices()
    for name in ("token", "me"):
        st.session_state.pop(name, None)
    st.session_state["over"] = True
    st.rerun()


def sign_out() -> None:
    """End the session at the API, forget everything but the language, and draw the page anew."""
    token = st.session_state.get("token", "")
    if token:
        with suppress(ApiProblem):  # it has ended already, or ends by itself
            _client(token).sign_out()
    forget()
    if getattr(st.user, "is_logged_in", False):
        st.logout()
        st.stop()  # the browser is sent away; a rerun would drop that message, and a reload would sign in again
    st.rerun()


def forget() -> None:
    """Forget everything of this session but the language."""
    spoken = language()
    st.session_state.clear()
    st.session_state["language"] = spoken


def show_problem(problem: ApiProblem, words: Words) -> None:
    """A refusal in words: what, where, how to mend. A session that has ended leads to the form."""
    if problem.status == UNAUTHORIZED and st.session_state.get("token"):
        session_over()
    st.error(problem_text(problem, words))


def problem_text(problem: ApiProblem, words: Words) -> str:
    """The words of a refusal, in lines."""
    if problem.status == 0:
        return words("app.no_server")
    if problem.status == UNAUTHORIZED:
        return words("app.wrong_key")
    lines = [problem.detail or problem.title]
    place = "" if problem.status == FORBIDDEN else place_words(problem.where, words)  # there it is a right, no place
    if place:
        lines.append(f"{words('app.where')}: {place}")
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
