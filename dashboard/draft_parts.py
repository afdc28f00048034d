"""A draft as an operator reads it: sentence by sentence, each with its sources one click away."""

import streamlit as st

from api.views import CandidateView, CheckView, CitationView, DraftView, SourceView
from dashboard.card_parts import show_card
from dashboard.marked import Mark, marked
from dashboard.words import Words

WARNING_LEVELS = {"error": st.error, "warning": st.warning}


def show_draft(draft: DraftView, words: Words, *, key: str) -> None:
    """The outcome, whatever it is; ``key`` keeps the widgets of two drafts on one page apart."""
    if draft.provenance.note:
        st.info(draft.provenance.note)
    if draft.kind == "draft":
        _sentences(draft, words, key)
        _remarks(draft, words)
    elif draft.kind == "no_reply_needed":
        st.success(f"{words('desk.no_reply')}. {draft.reason}")
    elif draft.kind == "candidates":
        st.warning(draft.reason or words("desk.candidates"))
        for candidate in draft.candidates:
            _candidate(candidate)
    else:
        _hand_over(draft, words, key)
    provenance = draft.provenance
    st.caption(words("desk.made", ms=words.number(provenance.ms), level=words_level(provenance.level, words)))


def words_level(level: str, words: Words) -> str:
    """The level in words."""
    key = f"level.{level}"
    return words(key) if words.has(key) else level


def _sentences(draft: DraftView, words: Words, key: str) -> None:
    st.caption(words("desk.source_hint"))
    chosen_key = f"{key}_source"
    for number, sentence in enumerate(draft.sentences):
        text, sources = st.columns([9, 1 + len(sentence.citations) // 2], gap="small", vertical_alignment="center")
        with text:
            st.html(marked(sentence.text.strip(), ()))
        with sources, st.container(horizontal=True, gap="small"):
            for place, citation in enumerate(sentence.citations):
                if st.button(f"[{citation.number}]", key=f"{key}_s{number}_{place}", type="tertiary"):
                    st.session_state[chosen_key] = (number, place)
        for note in sentence.notes:
            st.caption(note)
    chosen = st.session_state.get(chosen_key)
    if draft.sources:
        st.markdown(f"**{words('desk.sources')}**")
        st.caption(" · ".join(_source_name(source, words) for source in draft.sources))
    if chosen and chosen[0] < len(draft.sentences) and chosen[1] < len(draft.sentences[chosen[0]].citations):
        _source(draft, draft.sentences[chosen[0]].citations[chosen[1]], words)


def _source(draft: DraftView, citation: CitationView, words: Words) -> None:
    source = next((item for item in draft.sources if item.source_id == citation.source_id), None)
    if source is None:
        return
    with st.container(border=True):
        st.markdown(f"**{_source_name(source, words)}**")
        st.html(marked(source.text, (Mark(start=citation.start, end=citation.end, tone="source"),)))


def _source_name(source: SourceView, words: Words) -> str:
    if source.kind == "order":
        return words("desk.source_order", number=source.number)
    if source.kind == "thread":
        return words("desk.source_thread", number=source.number)
    return words("desk.source", number=source.number, title=source.title, revision=source.revision)


def _remarks(draft: DraftView, words: Words) -> None:
    if draft.unanswered:
        st.warning(f"**{words('desk.unanswered')}:** " + "; ".join(f"«{ask.text}»" for ask in draft.unanswered))
    for note in draft.notes:
        st.info(note.text)
    for alert in draft.alerts:
        st.caption(f"{alert.message} «{alert.match}»")


def _candidate(candidate: CandidateView) -> None:
    with st.expander(candidate.title, expanded=False):
        st.html(marked(candidate.text, ()))


def _hand_over(draft: DraftView, words: Words, key: str) -> None:
    st.warning(f"**{draft.reason or words('desk.hand_over')}**")
    if draft.missing:
        st.markdown(words("desk.missing", missing=", ".join(draft.missing)))
    if draft.group:
        st.markdown(words("desk.group", group=draft.group))
    if draft.holding:
        with st.container(border=True):
            st.caption(words("desk.holding"))
            st.html(marked(draft.holding, ()))
            st.button(
                words("desk.use_holding"), key=f"{key}_holding", on_click=_put, args=(f"text_{key}", draft.holding)
            )
    if draft.nearest:
        st.markdown(f"**{words('desk.nearest')}**")
        for candidate in draft.nearest:
            _candidate(candidate)
    st.caption(words("desk.write_own"))


def _put(place: str, text: str) -> None:
    """Put a text into the field of that key, before the page is drawn again."""
    st.session_state[place] = text


def show_check(check: CheckView, words: Words) -> None:
    """What «Проверить» found: warnings first, then the score this text would get and what would raise it."""
    st.markdown(f"**{words('desk.warnings')}**")
    if not check.warnings and not check.alerts:
        st.success(words("desk.no_warnings"))
    for warning in check.warnings:
        WARNING_LEVELS.get(warning.level, st.info)(warning.text)
    for alert in check.alerts:
        st.caption(f"{alert.message} «{alert.match}»" + (f" → «{alert.fix}»" if alert.fix else ""))
    if check.improvements:
        st.markdown(f"**{words('desk.raise')}**")
        for item in check.improvements:
            st.markdown(f"- {item.label}: {item.text}")
    if check.preview is not None:
        with st.expander(words("desk.preview"), expanded=True):
            show_card(check.preview, words)
