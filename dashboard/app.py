"""The dashboard's door: `tact dashboard` runs this file with Streamlit. It talks to the API and to nothing else."""

from pathlib import Path

import streamlit as st

from api.client import ApiProblem
from dashboard.marked import STYLE
from dashboard.navigation import PAGES, first_page, guarded, sections
from dashboard.session import UNAUTHORIZED, Desk, language, show_problem, sign_out, signed_in
from dashboard.signing_in import sign_in_again, sign_in_form
from dashboard.spoken import LANGUAGE_CHOICE, switch_language, tell_browser
from dashboard.words import LANGUAGE_NAMES, LANGUAGES, Words

ICON = Path(__file__).parent / "tact.png"


def main() -> None:
    """Sign in, or show the pages of the role."""
    st.set_page_config(page_title=Words(language())("app.title"), page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    tell_browser(language())
    try:
        desk = signed_in()
    except ApiProblem as problem:
        show_problem(problem, Words(language()))
        if st.button(Words(language())("app.sign_out")):
            sign_out()
        return
    if desk is None:
        _language_choice()
        sign_in_form()
        return
    chosen = st.navigation(_menu(desk), expanded=True)
    with st.sidebar:
        _who(desk)
    chosen.run()


def _menu(desk: Desk) -> dict[str, list[st.Page]]:
    """The role's pages under the headings of its day; kept by name for links between pages."""
    first = first_page(desk.me.role)
    menu: dict[str, list[st.Page]] = {}
    found: dict[str, st.Page] = {}
    for section, names in sections(desk.me.role).items():
        for name in names:
            entry = PAGES[name]
            found[name] = st.Page(
                guarded(entry.render, desk),
                title=desk.words(f"pages.{name}"),
                icon=f":material/{entry.icon}:",
                url_path=name,
                default=name == first,
            )
        menu[desk.words(f"sections.{section}")] = [found[name] for name in names]
    st.session_state["pages"] = found
    return menu


def _who(desk: Desk) -> None:
    words = desk.words
    st.markdown(f"**{words('app.who', name=desk.me.operator_name or desk.me.name, role=desk.me.role_label)}**")
    st.caption(words("app.level", level=desk.me.level_label or desk.me.level))
    _progress(desk)
    _language_choice()
    if st.button(words("app.sign_out"), width="stretch"):
        sign_out()


@st.fragment(run_every=5.0)
def _progress(desk: Desk) -> None:
    """Long work, until it is done."""
    try:
        items = desk.client.progress().items
    except ApiProblem as problem:
        if problem.status == UNAUTHORIZED:  # the page is left as it is: somebody may be typing
            sign_in_again()
        else:
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
    words = Words(language())
    st.segmented_control(
        words("app.language"),
        LANGUAGES,
        format_func=LANGUAGE_NAMES.__getitem__,
        default=language(),
        required=True,
        label_visibility="collapsed",
        key=LANGUAGE_CHOICE,
        on_change=switch_language,
    )


main()
