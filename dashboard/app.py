"""The dashboard's door: `tact dashboard` runs this file with Streamlit. It talks to the API and to nothing else."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from api.client import ApiProblem
from dashboard import (
    calibration_page,
    cases_page,
    coaching_page,
    desk_page,
    disputes_page,
    gaps_page,
    knowledge_page,
    library_page,
    my_quality_page,
    practice_page,
    queue_page,
    replies_page,
    spotlights_page,
    standard_page,
    trends_page,
    try_page,
    voice_page,
)
from dashboard.marked import STYLE
from dashboard.session import Desk, language, show_problem, sign_in_form, sign_out, signed_in
from dashboard.words import LANGUAGES, Words

ICON = Path(__file__).parent / "tact.png"
Render = Callable[[Desk], None]
PAGES: dict[str, tuple[Render, frozenset[str]]] = {
    "desk": (desk_page.render, frozenset({"operator", "lead", "admin"})),
    "quality": (my_quality_page.render, frozenset({"operator"})),
    "try": (try_page.render, frozenset({"operator", "lead", "trainer", "admin"})),
    "replies": (replies_page.render, frozenset({"operator", "lead", "trainer", "admin"})),
    "cases": (cases_page.render, frozenset({"lead", "trainer", "admin"})),
    "coaching": (coaching_page.render, frozenset({"lead", "trainer", "admin"})),
    "practice": (practice_page.render, frozenset({"operator"})),
    "library": (library_page.render, frozenset({"operator", "lead", "trainer", "admin"})),
    "queue": (queue_page.render, frozenset({"lead", "admin"})),
    "spotlights": (spotlights_page.render, frozenset({"lead", "trainer", "admin"})),
    "calibration": (calibration_page.render, frozenset({"lead", "trainer", "admin"})),
    "disputes": (disputes_page.render, frozenset({"operator", "lead", "admin"})),
    "knowledge": (knowledge_page.render, frozenset({"operator", "lead", "trainer", "admin"})),
    "gaps": (gaps_page.render, frozenset({"lead", "trainer", "admin"})),
    "trends": (trends_page.render, frozenset({"operator", "lead", "trainer", "admin"})),
    "standard": (standard_page.render, frozenset({"operator", "lead", "trainer", "admin"})),
    "voice": (voice_page.render, frozenset({"operator", "lead", "trainer", "admin"})),
}


def main() -> None:
    """Sign in, or show the pages of the role."""
    st.set_page_config(page_title=Words(language())("app.title"), page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    try:
        desk = signed_in()
    except ApiProblem as problem:
        show_problem(problem, Words(language()))
        if st.button(Words(language())("app.sign_out")):
            sign_out()
            st.rerun()
        return
    if desk is None:
        _language_choice()
        sign_in_form()
        return
    pages = [
        st.Page(_page(render, desk), title=desk.words(f"pages.{name}"), url_path=name, default=name == _first(desk))
        for name, (render, roles) in PAGES.items()
        if desk.me.role in roles
    ]
    st.session_state["pages"] = {page.url_path or _first(desk): page for page in pages}
    chosen = st.navigation(pages, expanded=True)
    with st.sidebar:
        _who(desk)
    chosen.run()


def _first(desk: Desk) -> str:
    return next((name for name, (_, roles) in PAGES.items() if desk.me.role in roles), "standard")


def _page(render: Render, desk: Desk) -> Callable[[], None]:
    def page() -> None:
        try:
            render(desk)
        except ApiProblem as problem:
            show_problem(problem, desk.words)

    return page


def _who(desk: Desk) -> None:
    words = desk.words
    st.markdown(f"**{words('app.who', name=desk.me.operator_name or desk.me.name, role=desk.me.role_label)}**")
    st.caption(words("app.level", level=desk.me.level_label or desk.me.level))
    _progress(desk)
    _language_choice()
    if st.button(words("app.sign_out"), width="stretch"):
        sign_out()
        st.rerun()


@st.fragment(run_every=5.0)
def _progress(desk: Desk) -> None:
    """Long work, until it is done."""
    try:
        items = desk.client.progress().items
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    for item in items:
        if item.total and item.done < item.total:
            text = desk.words(
                "app.progress",
                label=item.label or item.name,
                done=desk.words.number(item.done),
                total=desk.words.number(item.total),
            )
            st.progress(min(1.0, item.done / item.total), text=text)


def _language_choice() -> None:
    names = {"ru": "Русский", "en": "English"}
    words = Words(language())
    chosen = st.segmented_control(
        words("app.language"),
        LANGUAGES,
        format_func=names.__getitem__,
        default=language(),
        label_visibility="collapsed",
        key="language_choice",
    )
    if chosen and chosen != language():
        st.session_state["language"] = chosen
        st.rerun()


main()
