"""What customers made of it: first contact, ratings, and the criteria that go with either."""

import streamlit as st

from api.client import ApiProblem
from api.views import BondView, CustomerVoiceView
from dashboard.downloads import downloads
from dashboard.session import Desk, show_problem
from dashboard.trend_controls import Cut
from dashboard.words import Words

MARKS = {"goes together": "↑", "no bond shown": "○", "goes against": "↓", "not enough data": "…"}
"""Colour is never the only sign."""


def render(desk: Desk, cut: Cut) -> None:
    """Figures by group, criteria beside them, and a file of ratings in."""
    words = desk.words
    with st.spinner(words("trends.counting")):
        found = desk.client.customers(weeks=cut.weeks, by=cut.by, channel=cut.channel)
    for note in found.notes:
        st.caption(note)
    together = found.together
    st.markdown(f"**{words('trends.first_contact')} · {together.name}: {together.first_contact.text}**")
    st.markdown(f"**{words('trends.rating')} · {together.name}: {together.rating.text}**")
    rows = group_table(found, words)
    if rows:
        st.dataframe(rows, hide_index=True, width="stretch")
        downloads("tact-customers", rows, words, about=(together.first_contact.text, together.rating.text))
    st.subheader(words("trends.bonds"))
    judged = [each for each in found.criteria if {each.rating.bond, each.first_contact.bond} != {"not enough data"}]
    if judged:
        rows = [
            {
                words("trends.criterion"): each.label + (f" — {words('trends.unrelated')}" if each.unrelated else ""),
                words("trends.with_rating"): _bond(each.rating),
                words("trends.with_contact"): _bond(each.first_contact),
            }
            for each in judged
        ]
        st.dataframe(rows, hide_index=True, width="stretch")
    else:
        st.info(words("trends.no_bonds"))
    if desk.may("import_dialogues"):
        _import(desk)


def group_table(found: CustomerVoiceView, words: Words) -> list[dict[str, object]]:
    """One row a group."""
    return [
        {
            words(f"trends.by_{found.by}"): each.name,
            words("trends.first_contact"): each.first_contact.text,
            words("trends.rating"): each.rating.text,
        }
        for each in found.groups
    ]


def _bond(each: BondView) -> str:
    return f"{MARKS[each.bond]} {each.text}"


def _import(desk: Desk) -> None:
    words = desk.words
    with st.expander(words("trends.import")):
        st.caption(words("trends.import_help"))
        file = st.file_uploader(words("trends.file"), type=["csv", "xlsx", "jsonl", "parquet"], key="t_ratings")
        scale = st.text_input(words("trends.scale"), placeholder="1-5", key="t_scale")
        if file is None or not st.button(words("trends.import_now"), key="t_import"):
            return
        try:
            done = desk.client.import_ratings([(file.name, file.getvalue())], scale=scale)
        except ApiProblem as problem:
            show_problem(problem, words)
            return
        st.success(done.text)
        for bad in done.bad[:20]:
            st.caption(words("trends.bad_row", file=bad.file, line=bad.line, why=bad.why))
