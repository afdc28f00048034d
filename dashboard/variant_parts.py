"""A second draft beside the first: both in view, one of them worked on."""

import streamlit as st

from api.client import ApiProblem
from api.views import DraftView
from dashboard.marked import chip, marked
from dashboard.session import Desk, problem_text
from dashboard.words import Words


def first_and_second(drafts: tuple[DraftView, ...]) -> tuple[DraftView, ...]:
    """The newest undecided draft and, if it was asked for, the one made beside it; newest first in ``drafts``."""
    open_ones = [draft for draft in drafts if draft.decision is None]
    first = next((draft for draft in open_ones if not draft.variant_of), None)
    if first is None:
        return tuple(open_ones[:1])
    second = next((draft for draft in open_ones if draft.variant_of == first.id), None)
    return (first,) if second is None else (first, second)


def choose_variant(desk: Desk, found: tuple[DraftView, ...]) -> DraftView:
    """Show both side by side with a press to take one, or offer to make the second; gives the one worked on."""
    words, first = desk.words, found[0]
    if len(found) == 1:
        _offer(desk, first)
        return first
    place = f"variant_{first.id}"
    picked = st.session_state.get(place, first.id)
    columns = st.columns(len(found), gap="small")
    for number, (column, draft) in enumerate(zip(columns, found, strict=True), 1):
        with column, st.container(border=True, key=f"variant_{draft.id}_box"):
            _one(draft, number, place, words, on=draft.id == picked)
    return next((draft for draft in found if draft.id == picked), first)


def _one(draft: DraftView, number: int, place: str, words: Words, *, on: bool) -> None:
    head = f"<b>{words('desk.variant', n=number)}</b> "
    st.html(head + (chip(f"✓ {words('desk.variant_taken')}", "good") if on else ""))
    st.html(marked(draft.text, ()))
    st.button(
        words("desk.variant_take"), key=f"take_{draft.id}", disabled=on, on_click=_take, args=(place, draft.id),
        width="stretch",
    )  # fmt: skip


def _take(place: str, draft_id: str) -> None:
    st.session_state[place] = draft_id


def _offer(desk: Desk, first: DraftView) -> None:
    """Only a draft has a second one; why there is none is said once it was asked for."""
    if first.kind != "draft":
        return
    words = desk.words
    place = f"no_variant_{first.id}"
    if note := st.session_state.get(place):
        st.caption(note)
    elif st.button(words("desk.variant_make"), key=f"more_{first.id}_variants"):
        try:
            with st.spinner(words("desk.making")):
                made = desk.client.another_draft(first.id)
        except ApiProblem as problem:
            st.session_state[place] = problem_text(problem, words)
        else:
            if not made.variants:
                st.session_state[place] = made.variant_note or words("desk.variant_none")
        st.rerun()
