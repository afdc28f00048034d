"""The form of the voice: its limits, its words, its sentences; tried in the playground before it is saved."""

from typing import Any

import streamlit as st

from api.client import ApiProblem
from dashboard.session import Desk, show_problem
from dashboard.words import Words

_OPENED, _DRAFT = "voice_opened", "voice_draft"
PRONOUNS = ("вы", "ты", "mirror", "any")
CAPITALS = ("always", "never", "any")
LEVELS = ("suggestion", "warning", "error")
LIMITS = ("emoji_max", "exclamations_max", "sentence_words_max", "paragraph_words_max")
LISTS = ("greetings", "sign_offs", "voice", "rules_off")


def draft() -> dict[str, Any] | None:
    """The voice being written, once somebody has asked to try it."""
    kept: dict[str, Any] | None = st.session_state.get(_DRAFT)
    return kept


def render(desk: Desk) -> None:
    """The form for those who may edit; the rules in words for the others."""
    words = desk.words
    profile = desk.client.profile()
    if not desk.may("edit_voice"):
        st.text(profile.brief)
        return
    opened = st.session_state.setdefault(_OPENED, {"version": profile.version, "data": profile.data})
    if opened["version"] != profile.version:
        st.warning(words("voice.changed", version=profile.version, author=profile.author))
        if st.button(words("voice.reopen")):
            forget()
            st.rerun()
    st.caption(words("voice.editing", version=opened["version"]))
    with st.form("voice_form", border=False):
        made = _form(opened["data"], words)
        tried, saved = st.columns(2)
        to_try = tried.form_submit_button(words("voice.try_draft"), width="stretch")
        to_save = saved.form_submit_button(words("app.save"), type="primary", width="stretch")
    if to_try:
        st.session_state[_DRAFT] = made
        st.success(words("voice.tried"))
    if to_save:
        save(desk, made, base=opened["version"])


def save(desk: Desk, data: dict[str, Any], base: str = "") -> None:
    """Save a voice and begin the form anew; a refusal is said and nothing is lost."""
    try:
        desk.client.save_voice(data, base)
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    forget()
    st.rerun()


def forget() -> None:
    """Begin with what is in force."""
    for name in (_OPENED, _DRAFT):
        st.session_state.pop(name, None)


def _form(data: dict[str, Any], words: Words) -> dict[str, Any]:
    first, second, third = st.columns(3)
    made = dict(data)
    made["pronoun"] = _choice(first, "pronoun", PRONOUNS, data.get("pronoun", "вы"), words)
    made["capital_vy"] = _choice(second, "capital_vy", CAPITALS, data.get("capital_vy", "any"), words)
    made["use_name"] = third.toggle(words("voice.use_name"), value=bool(data.get("use_name", True)))
    for column, name in zip(st.columns(len(LIMITS)), LIMITS, strict=True):
        made[name] = int(column.number_input(words(f"voice.{name}"), 0, 1000, int(data.get(name, 0))))
    for column, name in zip(st.columns(2), LISTS[:2], strict=True):
        made[name] = _lines(column, name, data, words)
    made["voice"] = _lines(st, "voice", data, words, key="voice_lines")
    st.markdown(f"**{words('voice.banned')}**")
    made["banned"] = _table(data.get("banned", []), ("text", "why"), "banned", words)
    st.markdown(f"**{words('voice.preferred')}**")
    made["preferred"] = _table(data.get("preferred", []), ("avoid", "prefer", "why"), "preferred", words)
    made["rules_off"] = _lines(st, "rules_off", data, words)
    return made


def _choice(column: Any, name: str, options: tuple[str, ...], value: str, words: Words) -> str:
    known = {"вы": "vy", "ты": "ty"}
    chosen: str = column.selectbox(
        words(f"voice.{name}"), options, index=options.index(value) if value in options else 0,
        format_func=lambda one: words(f"voice.{name}_{known.get(one, one)}"),
    )  # fmt: skip
    return chosen


def _lines(column: Any, name: str, data: dict[str, Any], words: Words, key: str = "") -> list[str]:
    """A list as lines of a text."""
    shown = "\n".join(data.get(name, []))
    text = column.text_area(words(f"voice.{key or name}"), value=shown, height=90, help=words("voice.one_a_line"))
    return [line.strip() for line in text.splitlines() if line.strip()]


def _table(rows: list[dict[str, Any]], texts: tuple[str, ...], name: str, words: Words) -> list[dict[str, Any]]:
    """Terms as a table whose rows are added and taken out; an empty row is none."""
    columns: dict[str, Any] = {
        each: st.column_config.TextColumn(words(f"voice.{name}_{each}"), width="medium") for each in texts
    }
    columns["level"] = st.column_config.SelectboxColumn(
        words("voice.level"),
        options=list(LEVELS),
        width="small",
        format_func=lambda one: words(f"voice.level_{one}"),
    )
    shown = [{**{each: row.get(each, "") for each in texts}, "level": row.get("level", LEVELS[1])} for row in rows]
    empty: dict[str, Any] = {**dict.fromkeys(texts, ""), "level": LEVELS[1]}
    edited = st.data_editor(
        shown or [empty], column_config=columns, column_order=[*texts, "level"], num_rows="dynamic", hide_index=True,
        width="stretch", key=f"voice_{name}",
    )  # fmt: skip
    kept = [{key: value for key, value in row.items() if key in columns and value} for row in edited]
    return [row for row in kept if row.get(texts[0])]
