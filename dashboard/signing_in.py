"""The sign-in form: by the company's identity provider where it is set up, and by key."""

import streamlit as st

from api.client import ApiProblem, TactClient
from api.views.sign_in import SignInWays
from dashboard.session import api_url, begin, language, problem_text, show_problem
from dashboard.words import Words


def sign_in_form() -> None:
    """Ask who it is; what does not fit is said so."""
    words = Words(language())
    st.html("<style>[data-testid=stSidebar], [data-testid=stExpandSidebarButton] {display: none}</style>")
    _, middle, _ = st.columns([1, 1.4, 1])
    with middle:
        st.title(words("app.sign_in_title"))
        if st.session_state.get("over"):
            st.info(words("app.session_over"), icon=":material/lock_clock:")
        _by_provider(words)
        with st.form("sign_in", border=True):
            key = st.text_input(words("app.sign_in_key"), type="password")
            pressed = st.form_submit_button(words("app.sign_in"), type="primary", width="stretch")
        st.caption(words("app.sign_in_help"))
        if pressed and not key.strip():
            st.error(words("app.sign_in_empty"))
        elif pressed:
            try:
                begin(_door().sign_in(key.strip()).token)
            except ApiProblem as problem:
                show_problem(problem, words)
                return
            st.rerun()


def sign_in_again() -> None:
    """The session has ended under an open page: a small form beside it, so that nothing on the page is lost."""
    words = Words(language())
    st.warning(words("app.session_over_here"), icon=":material/lock_clock:")
    with st.form("sign_in_again", border=False):
        key = st.text_input(words("app.sign_in_key"), type="password")
        pressed = st.form_submit_button(words("app.sign_in"), type="primary", width="stretch")
    if pressed and key.strip():
        try:
            begin(_door().sign_in(key.strip()).token)
        except ApiProblem as problem:
            st.error(problem_text(problem, words))
            return
        st.rerun(scope="fragment")


def _by_provider(words: Words) -> None:
    """The company's way in; whoever comes back from the provider is exchanged for a session at once."""
    ways = _ways()
    if not ways.provider or not hasattr(st.user, "is_logged_in"):
        return
    if st.user.is_logged_in and "provider_problem" not in st.session_state:
        try:
            begin(_door().sign_in_by_provider(str(st.user.tokens["id"])).token)
        except ApiProblem as problem:
            st.session_state["provider_problem"] = "" if problem.status == 401 else problem_text(problem, words)
        else:
            st.rerun()
    if said := st.session_state.get("provider_problem"):
        st.error(said)
        if st.button(words("app.provider_leave"), width="stretch"):
            st.logout()
        return
    if st.button(words("app.sign_in_provider", name=ways.provider_name), type="primary", width="stretch"):
        st.session_state.pop("provider_problem", None)
        st.login()
    st.caption(words("app.sign_in_or_key"))


def _ways() -> SignInWays:
    """How people may sign in; asked once per session. By key alone when the server is silent: the form will say so."""
    if "ways" not in st.session_state:
        try:
            st.session_state["ways"] = _door().sign_in_ways()
        except ApiProblem:
            return SignInWays()
    ways: SignInWays = st.session_state["ways"]
    return ways


def _door() -> TactClient:
    return TactClient(api_url(), language=language()).speak_for(st.context.ip_address or "")
