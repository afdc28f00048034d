"""Gaps: what customers ask and the knowledge base does not answer, and articles made of operators' own answers."""

import csv
import io

import streamlit as st

from api.client import ApiProblem
from api.views import CoverageView, GapList, GapView
from dashboard.marked import plain
from dashboard.session import Desk, problems_shown, show_problem
from dashboard.words import Words

PERIODS = (30, 90, 365)
SIGNS = {"growing": "▲", "shrinking": "▼"}
_RISKY = ("=", "+", "-", "@", "\t")


def render(desk: Desk) -> None:
    """The page of gaps."""
    words = desk.words
    st.title(words("pages.gaps"))
    st.caption(words("gaps.intro"))
    _added(words)
    days = st.selectbox(words("gaps.days"), PERIODS, index=1, format_func=lambda n: words(f"gaps.days_{n}"))
    found = desk.client.gaps(days=days)
    _coverage(found.coverage, words)
    _growing(found, words)
    if not found.items:
        st.success(words("gaps.empty"))
        return
    st.download_button(
        words("gaps.download"), _table(found, words), file_name="gaps.csv", mime="text/csv", type="tertiary"
    )
    for gap in found.items:
        _gap(desk, gap)


def _coverage(coverage: CoverageView, words: Words) -> None:
    with st.container(border=True):
        st.markdown(f"**{words('gaps.coverage')}:** {coverage.text}")
        if coverage.share is not None:
            st.progress(coverage.share, text=words("gaps.target", target=round(100 * coverage.target)))


def _growing(found: GapList, words: Words) -> None:
    """What is asked more often than before, above the list by size."""
    if not found.growing:
        return
    with st.container(border=True):
        st.markdown(f"**{words('gaps.growing')}**")
        for gap in found.growing:
            said = gap.growth.text if gap.growth else ""
            st.markdown(f"- ▲ {plain(gap.ask)}  \n:gray[{plain(said)}]")
        st.caption(words("gaps.growing_hint"))


def _gap(desk: Desk, gap: GapView) -> None:
    words = desk.words
    heading = f"{plain(gap.ask)} — {words('gaps.asked', n=gap.count)}"
    with st.expander(heading, expanded=st.session_state.get("gap") == gap.id):
        st.caption(f"{plain(gap.topic_label)} · {words.time(gap.last_at)}")
        if gap.growth is not None and gap.growth.ratio is not None:
            sign = SIGNS.get(gap.growth.trend, "")
            st.caption(f"{sign} {plain(gap.growth.text)}".strip())
        for wording in gap.wordings[1:]:
            st.markdown(f"- {plain(wording)}")
        if gap.nearest:
            st.caption(words("gaps.nearest", list=plain("; ".join(f"«{item.title}»" for item in gap.nearest))))
        if not desk.may("import_knowledge"):
            return
        if st.button(words("gaps.propose"), key=f"propose_{gap.id}"):
            st.session_state["gap"] = gap.id
        if st.session_state.get("gap") == gap.id:
            with problems_shown(words):
                _proposal(desk, gap)


def _proposal(desk: Desk, gap: GapView) -> None:
    words = desk.words
    proposal = desk.client.article_for_gap(gap.id)
    if not proposal.answers:
        st.info(words("gaps.no_answers"))
    for answer in proposal.answers[1:]:
        st.caption(words("gaps.other_answer"))
        st.text(answer.text)
    with st.form(f"article_{gap.id}"):
        question = st.text_input(words("gaps.question"), value=proposal.question)
        text = st.text_area(words("gaps.text"), value=proposal.answers[0].text if proposal.answers else "", height=180)
        internal = st.checkbox(words("gaps.internal"))
        st.caption(words("gaps.check"))
        if not st.form_submit_button(words("gaps.approve"), type="primary"):
            return
    if not text.strip():
        st.error(words("try.empty_text"))
        return
    audience = "internal" if internal else "public"
    try:
        added = desk.client.add_article(text, question=question, topic=proposal.topic, audience=audience)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    st.session_state["added"] = added.title
    st.session_state.pop("gap", None)
    st.rerun()


def _added(words: Words) -> None:
    title = st.session_state.pop("added", "")
    if title:
        st.success(words("gaps.added", title=plain(title)))


def _table(found: GapList, words: Words) -> bytes:
    """The gaps as a table for spreadsheets; nothing in it runs as a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    heads = ("gaps.question", "gaps.count", "gaps.topic", "gaps.wordings", "gaps.growth")
    writer.writerow([words(head) for head in heads])
    for gap in found.items:
        cells = (
            gap.ask,
            str(gap.count),
            gap.topic_label,
            " | ".join(gap.wordings),
            gap.growth.text if gap.growth else "",
        )
        writer.writerow([f"'{cell}" if cell.startswith(_RISKY) else cell for cell in cells])
    return ("\ufeff" + stream.getvalue()).encode()
