"""A draft as an operator reads it: sentence by sentence, each with its sources one click away."""

import html
from dataclasses import dataclass

import streamlit as st

from api.views import CandidateView, DraftView, SentenceView, SourceView
from dashboard.marked import Mark, marked, plain
from dashboard.words import Words


def show_draft(draft: DraftView, words: Words, *, key: str) -> None:
    """The outcome, whatever it is; ``key`` keeps the widgets of two drafts on one page apart."""
    if draft.provenance.note:
        st.info(plain(draft.provenance.note))
    if draft.kind == "draft":
        _sentences(draft, words, key)
        _remarks(draft, words)
    elif draft.kind == "no_reply_needed":
        st.success(f"{words('desk.no_reply')}. {plain(draft.reason)}")
    elif draft.kind == "candidates":
        st.warning(plain(draft.reason) or words("desk.candidates"))
        for place, candidate in enumerate(draft.candidates):
            _candidate(candidate, words, key, place)
    else:
        _hand_over(draft, words, key)
    provenance = draft.provenance
    st.caption(words("desk.made", ms=words.number(provenance.ms), level=words_level(provenance.level, words)))


def words_level(level: str, words: Words) -> str:
    """The level in words."""
    key = f"level.{level}"
    return words(key) if words.has(key) else level


@st.fragment
def _sentences(draft: DraftView, words: Words, key: str) -> None:
    """Sentences and their sources; a press on either marks the other, without drawing the rest of the page again."""
    chosen: _Focus | None = st.session_state.get(f"{key}_focus")
    st.caption(words("desk.source_hint"))
    with st.container(key=f"{key}_draft_lines"):
        for number, sentence in enumerate(draft.sentences):
            _line(sentence, number, words, key, on=_rests(chosen, sentence, number))
    if not draft.sources:
        return
    st.markdown(f"**{words('desk.sources')}**")
    with st.container(horizontal=True, gap="small", key=f"{key}_sources"):
        for source in draft.sources:
            name = _source_name(source, words)
            focus = _Focus(source_id=source.source_id)
            st.button(plain(name), key=f"{key}_k{source.number}", on_click=_choose, args=(key, focus), wrap=True)
    for source in draft.sources:
        marks = _stretches(draft, source, chosen, words)
        if marks:
            _source(source, marks, words)


def _line(sentence: SentenceView, number: int, words: Words, key: str, *, on: bool) -> None:
    """One sentence; with sources it can be pressed, and so can each number beside it."""
    if not sentence.citations:
        st.html(marked(sentence.text.strip(), ()))
        return
    said = plain(" ".join(sentence.text.split()))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"{key}_line{number}"):
        label = f"▸ :blue-background[{said}]" if on else said
        focus = _Focus(sentence=number)
        st.button(
            label,
            key=f"{key}_t{number}",
            type="tertiary",
            width="stretch",
            wrap=True,
            help=words("desk.sentence_hint"),
            on_click=_choose,
            args=(key, focus),
        )
        for place, citation in enumerate(sentence.citations):
            one = _Focus(sentence=number, place=place)
            st.button(
                f"[{citation.number}]",
                key=f"{key}_s{number}_{place}",
                type="tertiary",
                on_click=_choose,
                args=(key, one),
            )
    for note in sentence.notes:
        st.caption(plain(note))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Focus:
    """What was pressed: a sentence, one of its numbers, or a source."""

    sentence: int = -1
    place: int = -1
    source_id: str = ""


def _choose(key: str, focus: _Focus) -> None:
    """Press the same once more and nothing is marked."""
    place = f"{key}_focus"
    st.session_state[place] = None if st.session_state.get(place) == focus else focus


def _rests(chosen: "_Focus | None", sentence: SentenceView, number: int) -> bool:
    """Whether a sentence is to be marked: it was pressed, or it rests on the source that was."""
    if chosen is None:
        return False
    if chosen.source_id:
        return any(citation.source_id == chosen.source_id for citation in sentence.citations)
    return chosen.sentence == number


def _stretches(draft: DraftView, source: SourceView, chosen: "_Focus | None", words: Words) -> tuple[Mark, ...]:
    """What to mark in a source: the stretches of the sentence pressed, or all, each with its sentence's number."""
    if chosen is None or (chosen.source_id and chosen.source_id != source.source_id):
        return ()
    return tuple(
        Mark(
            start=citation.start,
            end=citation.end,
            tone="source",
            label=words("desk.sentence_number", n=number + 1) if chosen.source_id else "",
        )
        for number, sentence in enumerate(draft.sentences)
        if chosen.source_id or chosen.sentence == number
        for place, citation in enumerate(sentence.citations)
        if citation.source_id == source.source_id and chosen.place in {-1, place}
    )


def _source(source: SourceView, marks: tuple[Mark, ...], words: Words) -> None:
    with st.container(border=True):
        st.html(f"<b>{html.escape(_source_name(source, words))}</b>")
        st.html(marked(source.text, marks))


def _source_name(source: SourceView, words: Words) -> str:
    if source.kind == "order":
        return words("desk.source_order", number=source.number)
    if source.kind == "thread":
        return words("desk.source_thread", number=source.number)
    return words("desk.source", number=source.number, title=source.title, revision=source.revision)


def _remarks(draft: DraftView, words: Words) -> None:
    if draft.unanswered:
        st.warning(f"**{words('desk.unanswered')}:** " + "; ".join(f"«{plain(ask.text)}»" for ask in draft.unanswered))
    for note in draft.notes:
        st.info(plain(note.text))
    for alert in draft.alerts:
        st.caption(plain(f"{alert.message} «{alert.match}»"))


def _candidate(candidate: CandidateView, words: Words, key: str = "", place: int = 0) -> None:
    """An article to read; with a reply made from it, a button puts that into the operator's text."""
    with st.expander(plain(candidate.title), expanded=False):
        st.html(marked(candidate.text, ()))
        if not candidate.reply:
            return
        st.caption(words("desk.reply_from"))
        st.html(marked(candidate.reply, ()))
        if st.button(words("desk.use_reply"), key=f"{key}_use_{place}"):
            st.session_state[f"text_{key}"] = candidate.reply


def _hand_over(draft: DraftView, words: Words, key: str) -> None:
    st.warning(f"**{plain(draft.reason) or words('desk.hand_over')}**")
    if draft.missing:
        st.markdown(words("desk.missing", missing=plain(", ".join(draft.missing))))
    if draft.group:
        st.markdown(words("desk.group", group=plain(draft.group)))
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
            _candidate(candidate, words)
    st.caption(words("desk.write_own"))


def _put(place: str, text: str) -> None:
    """Put a text into the field of that key, before the page is drawn again."""
    st.session_state[place] = text
