"""One article of the knowledge base: its text, edits, revisions side by side, and what rests on what changed."""

import html

import streamlit as st

from api.client import ApiProblem
from api.views import AffectedView, ArticleView, ChangeView, DiffView, VersionView
from dashboard.marked import Mark, chip, marked, plain
from dashboard.session import Desk, problems_shown, show_problem
from dashboard.thread_parts import show_thread
from dashboard.words import Words

OPENED, CHANGED = "kb_article", "kb_affected"
_TONES = {"same": "", "changed": "partly", "added": "good", "removed": "bad"}
_SIGNS = {"same": "", "changed": "≠", "added": "+", "removed": "−"}


def show_article(desk: Desk, article_id: str) -> None:
    """The article, and for those who may, the ways to change it."""
    words = desk.words
    if st.button(words("knowledge.back"), type="tertiary"):
        _close()
    with problems_shown(words):
        article = desk.client.article(article_id)
        st.subheader(plain(article.title), anchor=False)
        _head(article, words)
        changed: ArticleView | None = st.session_state.get(CHANGED)
        if changed is not None and (changed.id, changed.revision) == (article.id, article.revision):
            st.success(words("knowledge.saved", revision=article.revision))
            show_affected(desk, changed.affected)
        may = desk.may("edit_knowledge")
        names = ("text", "edit", "versions", "resting") if may else ("text", "versions")
        tabs = st.tabs([words(f"knowledge.tab_{name}") for name in names])
        works = {"text": _text, "edit": _edit, "versions": _versions, "resting": _resting}
        for tab, name in zip(tabs, names, strict=True):
            with tab:
                works[name](desk, article)


def show_affected(desk: Desk, found: AffectedView) -> None:
    """Drafts and replies that rest on what changed, each with the thread it is in."""
    words = desk.words
    if not found.text:
        st.caption(words("knowledge.nothing_rests"))
        return
    st.warning(plain(found.text))
    for item in found.items:
        with st.container(border=True):
            st.html(
                chip(item.state_label, "source") + chip(item.weight_label, "bad" if item.weight == "gone" else "partly")
            )
            st.caption(f"{words.time(item.at)} · {plain(item.operator_name)} · {plain(item.article_title)}")
            st.markdown(f"{words('knowledge.said')}: {plain(item.sentence)}")
            st.caption(f"{words('knowledge.rested_on', revision=item.revision)}: {plain(item.quote)}")
            if st.button(words("knowledge.thread"), key=f"thread_{item.draft_id}"):
                _thread(desk, item.conversation_id)
    hidden = found.sent + found.open - len(found.items)
    if hidden > 0:
        st.caption(words("knowledge.more", n=words.number(hidden)))


def _thread(desk: Desk, conversation_id: str) -> None:
    @st.dialog(desk.words("knowledge.thread"), width="large")
    def opened() -> None:
        with problems_shown(desk.words):
            show_thread(desk.client.conversation(conversation_id), desk.words)

    opened()


def _head(article: ArticleView, words: Words) -> None:
    tone = "good" if article.state == "in_force" else "bad"
    chips = [
        chip(article.state_label, tone),
        chip(article.audience_label, "source"),
        chip(article.kind_label, "source"),
    ]
    st.html("".join(chips))
    days = " – ".join(
        f"{words(f'knowledge.{name}')} {day:%d.%m.%Y}"
        for name, day in (("valid_from", article.valid_from), ("valid_until", article.valid_until))
        if day
    )
    said = (words("knowledge.revision", n=article.revision), article.topic_label, article.source, days)
    st.caption(" · ".join(plain(part) for part in said if part))


def _text(desk: Desk, article: ArticleView) -> None:
    words = desk.words
    if article.state != "in_force":
        st.warning(words("knowledge.not_quoted"))
    if article.question and article.question != article.title:
        st.markdown(f"**{plain(article.question)}**")
    marks = []
    for slot in article.slots:
        at = article.text.find(slot)
        if at >= 0:
            marks.append(Mark(start=at, end=at + len(slot), tone="question", label=words("knowledge.slot")))
    st.html(marked(article.text, marks))
    if article.slots:
        st.caption(words("knowledge.slots_filled"))


def _edit(desk: Desk, article: ArticleView) -> None:
    words = desk.words
    with st.form(f"kb_edit_{article.id}_{article.revision}", border=True):
        title = st.text_input(words("knowledge.title"), value=article.title, max_chars=500)
        question = st.text_input(words("knowledge.question"), value=article.question)
        text = st.text_area(words("knowledge.text"), value=article.text, height=260)
        first, second, third, fourth = st.columns(4)
        audiences, kinds = ("public", "internal"), ("article", "macro")
        audience = first.selectbox(
            words("knowledge.audience"), audiences, index=audiences.index(article.audience),
            format_func=lambda code: words(f"knowledge.audience_{code}"),
        )  # fmt: skip
        kind = second.selectbox(
            words("knowledge.kind"), kinds, index=kinds.index(article.kind),
            format_func=lambda code: words(f"knowledge.kind_{code}"),
        )  # fmt: skip
        begin = third.date_input(words("knowledge.valid_from"), value=article.valid_from, format="DD.MM.YYYY")
        until = fourth.date_input(words("knowledge.valid_until"), value=article.valid_until, format="DD.MM.YYYY")
        pressed = st.form_submit_button(words("knowledge.save"), type="primary")
    if pressed:
        fields = {
            "title": title, "question": question, "text": text, "audience": audience, "kind": kind,
            "valid_from": str(begin) if begin else None, "valid_until": str(until) if until else None,
        }  # fmt: skip
        try:
            saved = desk.client.edit_article(article.id, article.revision, **fields)
        except ApiProblem as problem:
            show_problem(problem, words)
            return
        _saved(saved)
    sure = st.checkbox(words("knowledge.remove_sure"), key=f"sure_{article.id}")
    if st.button(words("knowledge.remove"), disabled=not sure):
        desk.client.remove_article(article.id)
        _close()


def _versions(desk: Desk, article: ArticleView) -> None:
    words = desk.words
    items = desk.client.article_versions(article.id).items
    numbers = [item.revision for item in items]
    by_number = {item.revision: item for item in items}

    def label(number: int) -> str:
        return _version(by_number[number], words)

    if len(numbers) > 1:
        left, right = st.columns(2)
        before = left.selectbox(words("knowledge.before"), numbers, index=1, format_func=label)
        after = right.selectbox(words("knowledge.after"), numbers, index=0, format_func=label)
        if before != after:
            _diff(desk.client.article_diff(article.id, min(before, after), max(before, after)), words)
        if (
            desk.may("edit_knowledge")
            and before != article.revision
            and st.button(words("knowledge.restore", n=before), key=f"restore_{before}")
        ):
            _saved(desk.client.restore_article(article.id, before))
    else:
        st.caption(words("knowledge.one_revision"))
    for item in items:
        st.caption(plain(_version(item, words)))


def _version(item: VersionView, words: Words) -> str:
    said = (
        words("knowledge.revision", n=item.revision),
        words.time(item.at),
        item.author,
        ", ".join(item.changed_labels),
    )
    return " · ".join(part for part in said if part)


def _diff(diff: DiffView, words: Words) -> None:
    """Two columns, sentence by sentence; every change is told by a sign and a word as well as by colour."""
    for field in diff.fields:
        st.markdown(f"**{plain(field.label)}:** {plain(field.before) or '—'} → {plain(field.after) or '—'}")
    rows = "".join(_change(change) for change in diff.changes)
    heads = "".join(f"<th>{html.escape(words('knowledge.revision', n=n))}</th>" for n in (diff.before, diff.after))
    st.html(f'<table class="tact-diff"><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table>')


def _change(change: ChangeView) -> str:
    tone = _TONES[change.kind]
    sign = f"{_SIGNS[change.kind]} {html.escape(change.label)}" if tone else ""
    cells = "".join(
        f"<td>{marked(text, [Mark(start=0, end=len(text), tone=tone)] if tone and text else [])}</td>"
        for text in (change.before, change.after)
    )
    return f'<tr><td class="tact-who">{sign}</td>{cells}</tr>'


def _resting(desk: Desk, article: ArticleView) -> None:
    st.caption(desk.words("knowledge.resting_hint"))
    found = desk.client.affected(article.id)
    if found.text:
        st.markdown(desk.words("knowledge.resting", sent=found.sent, open=found.open))
    for item in found.items:
        with st.container(border=True):
            st.caption(f"{desk.words.time(item.at)} · {plain(item.operator_name)} · {plain(item.state_label)}")
            st.markdown(plain(item.sentence))
            if st.button(desk.words("knowledge.thread"), key=f"resting_{item.draft_id}"):
                _thread(desk, item.conversation_id)
    if not found.text:
        st.info(desk.words("knowledge.nothing_rests"))


def _saved(saved: ArticleView) -> None:
    st.session_state[CHANGED] = saved
    st.rerun()


def _close() -> None:
    for name in (OPENED, CHANGED):
        st.session_state.pop(name, None)
    st.rerun()
