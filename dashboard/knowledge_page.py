"""The knowledge base: search and list, one article with its revisions, upload, duplicates and contradictions."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from api.client import ApiProblem
from api.views import ArticleItem, HitView, KnowledgeImportView
from dashboard.knowledge_article import show_affected, show_article
from dashboard.knowledge_twins import show_twins
from dashboard.marked import chip, plain
from dashboard.session import Desk, problems_shown, show_problem

OPENED, REPORT = "kb_article", "kb_report"
TYPES = ["md", "csv", "tsv", "xlsx", "jsonl", "json", "html", "htm", "docx", "pdf"]
KINDS = ("", "article", "macro")
AUDIENCES = ("", "public", "internal")
STATES = ("", "in_force", "expired", "upcoming")
_PAGE = 25
_FOUND = 10


def render(desk: Desk) -> None:
    """The list, or one article when one is open."""
    words = desk.words
    st.title(words("pages.knowledge"))
    opened = st.session_state.get(OPENED)
    if opened:
        show_article(desk, opened)
        return
    st.caption(words("knowledge.intro"))
    if not desk.may("edit_knowledge"):
        _articles(desk)
        return
    names = ("articles", "upload", "new", "twins")
    tabs = st.tabs([words(f"knowledge.tab_{name}") for name in names], key="kb_tab", on_change="rerun")
    for tab, work in zip(tabs, (_articles, _upload, _new, show_twins), strict=True):
        with tab:
            if tab.open is not False:
                with problems_shown(words):
                    work(desk)


def _articles(desk: Desk) -> None:
    """Search by meaning and words, or the whole list by title."""
    words = desk.words
    asked = st.text_input(words("knowledge.search"), placeholder=words("knowledge.search_hint"), key="kb_query").strip()
    kind, audience, validity = _filters(desk)
    if asked:
        found = desk.client.search(asked, limit=_FOUND)
        hits = [
            hit
            for hit in found.hits
            if kind in {"", hit.kind} and audience in {"", hit.audience} and validity in {"", hit.state}
        ]
        st.caption(words(f"knowledge.decision_{found.decision}"))
        for hit in _best(hits):
            _row(desk, hit.article_id, hit.title, hit.text, [hit.state_label] if hit.state != "in_force" else [])
        if not hits:
            st.info(words("knowledge.nothing"))
        return
    listed = desk.client.articles(limit=5000, kind=kind, audience=audience, validity=validity)
    st.caption(words("knowledge.found", n=words.number(listed.total)))
    if not listed.items:
        st.info(words("knowledge.empty" if kind or audience or validity else "knowledge.none"))
    pages = max(1, -(-len(listed.items) // _PAGE))
    page = st.number_input(words("knowledge.page"), 1, pages, 1, key="kb_page") if pages > 1 else 1
    for item in listed.items[(int(page) - 1) * _PAGE : int(page) * _PAGE]:
        _row(desk, item.id, item.title, item.question if item.question != item.title else "", _marks(item))


def _filters(desk: Desk) -> tuple[str, str, str]:
    columns = st.columns(3)
    return (
        _filter(desk, columns[0], "kind", KINDS),
        _filter(desk, columns[1], "audience", AUDIENCES),
        _filter(desk, columns[2], "state", STATES),
    )


def _filter(desk: Desk, column: DeltaGenerator, name: str, options: Sequence[str]) -> str:
    def label(code: str) -> str:
        return desk.words(f"knowledge.{name}_{code or 'any'}")

    return column.selectbox(desk.words(f"knowledge.{name}"), options, format_func=label, key=f"kb_{name}") or ""


def _best(hits: list[HitView]) -> list[HitView]:
    """The best passage of each article."""
    best: dict[str, HitView] = {}
    for hit in hits:
        best.setdefault(hit.article_id, hit)
    return list(best.values())


def _marks(item: ArticleItem) -> list[str]:
    """What is not as usual about an article, in words."""
    marks = [item.kind_label] if item.kind == "macro" else []
    marks += [item.audience_label] if item.audience != "public" else []
    return [*marks, *([item.state_label] if item.state != "in_force" else [])]


def _row(desk: Desk, article_id: str, title: str, text: str, marks: list[str]) -> None:
    left, right = st.columns([6, 1], vertical_alignment="center")
    with left:
        st.markdown(f"**{plain(title or article_id)}**")
        if marks:
            st.html("".join(chip(mark, "partly") for mark in marks))
        if text:
            st.caption(plain(text if len(text) <= 220 else f"{text[:220].rsplit(' ', 1)[0]}…"))
    with right:
        if st.button(desk.words("knowledge.open"), key=f"open_{article_id}", width="stretch"):
            st.session_state[OPENED] = article_id
            st.rerun()


def _upload(desk: Desk) -> None:
    """Files in; what they do not say themselves is said here for all of them."""
    words = desk.words
    st.caption(words("knowledge.upload_hint"))
    with st.form("kb_upload", border=True):
        files = st.file_uploader(words("knowledge.files"), type=TYPES, accept_multiple_files=True)
        st.caption(words("knowledge.told"))
        first, second, third, fourth = st.columns(4)
        audience = first.selectbox(
            words("knowledge.audience"), AUDIENCES, format_func=lambda code: words(f"knowledge.told_{code or 'none'}")
        )
        kind = second.selectbox(
            words("knowledge.kind"), KINDS, format_func=lambda code: words(f"knowledge.told_{code or 'none'}")
        )
        begin = third.date_input(words("knowledge.valid_from"), value=None, format="DD.MM.YYYY")
        until = fourth.date_input(words("knowledge.valid_until"), value=None, format="DD.MM.YYYY")
        pressed = st.form_submit_button(words("knowledge.upload"), type="primary")
    if pressed and not files:
        st.error(words("knowledge.no_files"))
    elif pressed:
        told = {"audience": audience, "kind": kind, "valid_from": _iso(begin), "valid_until": _iso(until)}
        given = [(file.name, file.getvalue()) for file in files]
        st.session_state[REPORT] = desk.client.import_knowledge(given, **told)
    report: KnowledgeImportView | None = st.session_state.get(REPORT)
    if report is None:
        return
    (st.warning if report.problems else st.success)(plain(report.summary))
    for problem in report.problems:
        st.markdown(f"- {plain(problem.text)}")
    show_affected(desk, report.affected)


def _new(desk: Desk) -> None:
    """An article or macro typed in."""
    words = desk.words
    with st.form("kb_new", border=True):
        title = st.text_input(words("knowledge.title"), max_chars=500)
        question = st.text_input(words("knowledge.question"))
        text = st.text_area(words("knowledge.text"), height=200, help=words("knowledge.slots_help"))
        first, second, third, fourth = st.columns(4)
        audience = first.selectbox(
            words("knowledge.audience"), AUDIENCES[1:], format_func=lambda code: words(f"knowledge.audience_{code}")
        )
        kind = second.selectbox(
            words("knowledge.kind"), KINDS[1:], format_func=lambda code: words(f"knowledge.kind_{code}")
        )
        begin = third.date_input(words("knowledge.valid_from"), value=None, format="DD.MM.YYYY")
        until = fourth.date_input(words("knowledge.valid_until"), value=None, format="DD.MM.YYYY")
        pressed = st.form_submit_button(words("knowledge.add"), type="primary")
    if not pressed:
        return
    if not text.strip():
        st.error(words("knowledge.empty_text"))
        return
    try:
        added = desk.client.add_article(
            text, title=title, question=question, audience=audience, kind=kind,
            valid_from=_iso(begin) or None, valid_until=_iso(until) or None,
        )  # fmt: skip
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.session_state[OPENED] = added.id
    st.rerun()


def _iso(day: object) -> str:
    return str(day) if day else ""
