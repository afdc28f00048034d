"""The operator's text: written, rewritten, scored while it is typed, and sent, with a second look at what may harm."""

import streamlit as st

from api.client import ApiProblem
from api.views import CheckView, DraftView, WarningView
from dashboard.card_parts import pillar_tiles, show_card, show_total
from dashboard.marked import Mark, chip, marked, plain
from dashboard.rewrite_parts import show_tools
from dashboard.session import Desk, problem_text, show_problem
from dashboard.typing_watch import typed_text
from dashboard.words import Words

REASONS = ("wrong", "incomplete", "tone", "outdated", "other")
SENDING_KEY = "Ctrl+Enter"
GRAVE = frozenset({"absent", "contradicted", "placeholder", "respect", "internal", "name", "link", "critical"})
"""Kinds of warnings that are to be confirmed one by one; an unanswered question is said, and may be meant."""
MARKS = {"error": "✖", "warning": "!", "note": "i"}
TONES = {"error": "bad", "warning": "partly", "note": "question"}
AROUND = 60
RAISED = 5


def show_answer(desk: Desk, draft: DraftView, channel: str) -> None:
    """The field, its tools, the buttons, and below them the score of what stands in the field."""
    words = desk.words
    place = f"text_{draft.id}"
    st.session_state.setdefault(place, draft.text)
    text = st.text_area(words("desk.your_text"), height=240, key=place)
    show_tools(desk, place, channel)
    same = text.strip() == draft.text.strip() and bool(draft.text.strip())
    label = "desk.accept" if same else "desk.send_edited" if draft.text else "desk.send_own"
    send, reject = st.columns([1.7, 1.1])
    with send:
        pressed = st.button(
            words(label),
            type="primary",
            width="stretch",
            key=f"send_{draft.id}",
            shortcut=SENDING_KEY,
        )
    with reject, st.popover(words("desk.reject"), width="stretch"):
        _reject(desk, draft)
    if pressed:
        _send(desk, draft, text, same=same)
    if st.session_state.get(f"confirm_{draft.id}") == text:
        _confirm(desk, draft, text, same=same)
    _live(desk, draft, place)


def _send(desk: Desk, draft: DraftView, text: str, *, same: bool) -> None:
    """Send what is harmless; ask first where something may harm."""
    words = desk.words
    if not text.strip():
        st.error(words("try.empty_text"))
        return
    try:
        check = _checked(desk, draft, text)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    if _grave(check):
        st.session_state[f"confirm_{draft.id}"] = text
        return
    _decide(desk, draft, text, same=same)


def _confirm(desk: Desk, draft: DraftView, text: str, *, same: bool) -> None:
    """Each grave warning with its quote and a tick of its own; only with all of them the text goes out."""
    words = desk.words
    with st.container(border=True, key=f"confirm_box_{draft.id}"):
        st.markdown(f"**{words('send.look')}**")
        ticked = []
        for number, warning in enumerate(_grave(_checked(desk, draft, text))):
            _warning(warning, text, words)
            ticked.append(st.checkbox(words("send.sure"), key=f"sure_{draft.id}_{number}_{hash(warning.text)}"))
        pressed = st.button(words("desk.send_anyway"), key=f"anyway_{draft.id}", disabled=not all(ticked))
        st.caption(words("send.or_mend"))
    if pressed:
        _decide(desk, draft, text, same=same)


def _decide(desk: Desk, draft: DraftView, text: str, *, same: bool) -> None:
    try:
        decided = desk.client.decide(draft.id, "accepted" if same else "edited", text=text)
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    st.session_state["decided"] = decided
    st.rerun()


def _reject(desk: Desk, draft: DraftView) -> None:
    words = desk.words
    reason = st.radio(
        words("desk.reject_reason"), REASONS, format_func=lambda name: words(f"reject.{name}"), key=f"why_{draft.id}"
    )
    more = st.text_input(words("desk.reject_other"), key=f"more_{draft.id}")
    if st.button(words("desk.reject"), key=f"reject_{draft.id}", type="primary"):
        said = f"{reason}: {more.strip()}" if more.strip() else reason
        try:
            decided = desk.client.decide(draft.id, "rejected", reason=said)
        except ApiProblem as problem:
            show_problem(problem, words)
            return
        st.session_state["decided"] = decided
        st.rerun()


@st.fragment
def _live(desk: Desk, draft: DraftView, place: str) -> None:
    """What the text in the field would get, a moment after the last key; the field itself is never drawn again."""
    words = desk.words
    typed = typed_text(f"typed_{draft.id}", place)
    text = _newest(draft.id, typed, st.session_state.get(place, draft.text))
    with st.container(key=f"live_{draft.id}"):
        if not text.strip():
            st.caption(words("send.write"))
            return
        try:
            check = _checked(desk, draft, text)
        except ApiProblem as problem:
            st.caption(problem_text(problem, words))
            return
        _warnings(check, text, words)
        _score(check, words)


def _newest(draft_id: str, typed: str | None, kept: str) -> str:
    """Of what is being typed and what the field last handed over, the one that changed last."""
    place = f"seen_{draft_id}"
    before = st.session_state.get(place)
    text = kept
    if before is not None:
        text = typed if typed is not None and typed != before[0] else kept if kept != before[1] else before[2]
    st.session_state[place] = (typed, kept, text)
    return text


def _checked(desk: Desk, draft: DraftView, text: str) -> CheckView:
    """What the API says of a text, asked once for the same text and language."""
    place = f"checked_{draft.id}"
    known = st.session_state.get(place)
    if known is None or known[0] != (text, desk.words.language):
        known = ((text, desk.words.language), desk.client.check_draft(draft.id, text))
        st.session_state[place] = known
    found: CheckView = known[1]
    return found


def _grave(check: CheckView) -> list[WarningView]:
    return [each for each in check.warnings if each.kind in GRAVE and each.level in {"warning", "error"}]


def _score(check: CheckView, words: Words) -> None:
    card = check.preview
    if card is None:
        return
    if card.unscored_reason:
        st.caption(words("card.unscored", reason=card.unscored_reason))
        return
    st.markdown(f"**{words('send.score')}**")
    show_total(card, words)
    pillar_tiles(card, words)
    if check.improvements:
        st.markdown(f"**{words('desk.raise')}**")
        st.markdown("\n".join(f"- {plain(each.label)}: {plain(each.text)}" for each in check.improvements[:RAISED]))
    with st.expander(words("desk.preview")):
        show_card(card, words, heading=False)


def _warnings(check: CheckView, text: str, words: Words) -> None:
    st.markdown(f"**{words('desk.warnings')}**")
    if not check.warnings and not check.alerts:
        st.html(chip(f"✓ {words('desk.no_warnings')}", "good"))
    order = list(MARKS)
    for warning in sorted(check.warnings, key=lambda each: order.index(each.level) if each.level in MARKS else 1):
        _warning(warning, text, words)
    for alert in check.alerts:
        st.caption(plain(f"{alert.message} «{alert.match}»" + (f" → «{alert.fix}»" if alert.fix else "")))


def _warning(warning: WarningView, text: str, words: Words) -> None:
    """A warning in words, a sign and a colour, with the words it is about where they stand."""
    key = f"send.kind_{warning.kind}"
    kind = words(key) if words.has(key) else words("send.kind_critical")
    tone = TONES.get(warning.level, "partly")
    said = chip(f"{MARKS.get(warning.level, '!')} {kind}", tone) + marked(warning.text, ())
    start, end = warning.start, warning.end
    if start is not None and end is not None and text[start:end].strip():
        begin, stop = max(0, start - AROUND), min(len(text), end + AROUND)
        lead, tail = "…" * (begin > 0), "…" * (stop < len(text))
        mark = Mark(start=start - begin + len(lead), end=end - begin + len(lead), tone=tone)
        said += marked(f"{lead}{text[begin:stop]}{tail}", (mark,))
    elif warning.match:
        said += marked(f"«{warning.match}»", ())
    st.html(f'<div class="tact-warning {tone}">{said}</div>')
