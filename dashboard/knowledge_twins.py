"""Articles that say the same twice or contradict each other, two quotes side by side."""

import streamlit as st

from api.views import PairView, QuoteView
from dashboard.marked import Mark, chip, marked, plain
from dashboard.session import Desk

OPENED = "kb_article"
_SHOWN = 30


def show_twins(desk: Desk) -> None:
    """The report, contradictions first: they make wrong replies."""
    words = desk.words
    found = desk.client.twins()
    st.markdown(found.text)
    if found.meant:
        st.caption(words("knowledge.meant", n=words.number(found.meant), all=words.number(found.passages)))
    else:
        st.caption(words("knowledge.words_alone"))
    for name, pairs in (("contradictions", found.contradictions), ("duplicates", found.duplicates)):
        st.markdown(f"#### {words(f'knowledge.{name}')}")
        if not pairs:
            st.caption(words(f"knowledge.no_{name}"))
        for number, pair in enumerate(pairs[:_SHOWN]):
            _pair(desk, pair, f"{name}_{number}")
        if len(pairs) > _SHOWN:
            st.caption(words("knowledge.more", n=words.number(len(pairs) - _SHOWN)))


def _pair(desk: Desk, pair: PairView, place: str) -> None:
    words = desk.words
    with st.container(border=True):
        if any(pair.values):
            st.html(chip(words("knowledge.differ", one=pair.values[0], two=pair.values[1]), "bad"))
        elif pair.kind == "contradiction":
            st.html(chip(words("knowledge.opposite"), "bad"))
        elif pair.other_words:
            st.html(chip(words("knowledge.other_words", share=round(100 * pair.share)), "partly"))
        else:
            st.html(chip(words("knowledge.shared", share=round(100 * pair.share)), "partly"))
        for column, quote, value in zip(st.columns(2), (pair.one, pair.two), pair.values, strict=True):
            with column:
                _quote(desk, quote, value, f"{place}_{quote.article_id}")


def _quote(desk: Desk, quote: QuoteView, value: str, key: str) -> None:
    words = desk.words
    note = f" · {words('knowledge.audience_internal')}" if quote.audience != "public" else ""
    st.markdown(f"**{plain(quote.title)}** · {words('knowledge.revision', n=quote.revision)}{note}")
    at = quote.text.find(value) if value else -1
    st.html(marked(quote.text, [Mark(start=at, end=at + len(value), tone="bad")] if at >= 0 else []))
    if st.button(words("knowledge.open"), key=f"twin_{key}"):
        st.session_state[OPENED] = quote.article_id
        st.rerun()
