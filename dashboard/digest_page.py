"""The weekly digest: how it reads now, where it goes, what went wrong."""

from html import escape

import streamlit as st

from api.client import ApiProblem
from api.views.digest import DigestView, TargetList, TargetView
from dashboard.session import Desk, problem_text, problems_shown
from dashboard.words import LANGUAGE_NAMES, LANGUAGES, Words

_SHAPES = ("email", "slack", "telegram", "plain")


def render(desk: Desk) -> None:
    """Preview on the left, targets on the right."""
    words = desk.words
    st.title(words("pages.digest"))
    with problems_shown(words):
        found = desk.client.digest_targets()
        st.caption(words("digest.lead", at=_at(found.at, words), zone=desk.me.time_zone))
        left, right = st.columns([3, 2], gap="large")
        with left:
            _preview(desk, found)
        with right:
            _targets(desk, found)
            if desk.may("edit_digest"):
                _add(desk, found)


def _preview(desk: Desk, found: TargetList) -> None:
    words = desk.words
    team = found.teams[0] if found.teams else ""
    if len(found.teams) > 1:
        team = st.selectbox(
            words("digest.team"), found.teams, format_func=lambda one: _team(one, words), key="digest_team"
        )
    digest = _composed(desk, team)
    with st.container(border=True):
        st.html(_page(digest))
    _shapes(digest, words)


def _composed(desk: Desk, team: str) -> DigestView:
    """Composed once per visit, team and language: it takes seconds."""
    words, asked = desk.words, (team, desk.words.language)
    kept = st.session_state.get("digest_shown")
    if kept is None or kept[0] != asked or st.button(words("app.refresh"), icon=":material/refresh:"):
        with st.spinner(words("digest.composing")):
            kept = (asked, desk.client.digest(team=team))
        st.session_state["digest_shown"] = kept
    digest: DigestView = kept[1]
    return digest


def _page(digest: DigestView) -> str:
    lists = "".join(
        f"<h4>{escape(section.heading)}</h4><ul>{''.join(f'<li>{escape(line)}</li>' for line in section.lines)}</ul>"
        for section in digest.sections
    )
    return f"<h3>{escape(digest.title)}</h3>{lists}<p>{escape(digest.foot)}</p>"


def _shapes(digest: DigestView, words: Words) -> None:
    with st.expander(words("digest.shapes")):
        text, slack, telegram = st.tabs([words("digest.as_text"), "Slack", "Telegram"])
        text.code(digest.text, language=None, wrap_lines=True)
        slack.json(digest.slack, expanded=1)
        telegram.json(digest.telegram, expanded=1)


def _targets(desk: Desk, found: TargetList) -> None:
    words = desk.words
    st.subheader(words("digest.targets"))
    if not found.items:
        st.info(words("digest.no_targets"))
    for each in found.items:
        _target(desk, each)


def _target(desk: Desk, each: TargetView) -> None:
    words = desk.words
    with st.container(border=True):
        st.markdown(f"**{words('digest.' + _shape(each))}**")
        st.text(each.address)
        sent = words.time(each.last_sent_at) if each.last_sent_at else words("digest.never")
        st.caption(
            words(
                "digest.about",
                team=_team(each.team, words),
                language=LANGUAGE_NAMES.get(each.language, each.language),
                sent=sent,
            )
        )
        if each.last_error:
            st.error(words("digest.last_error", error=each.last_error), icon=":material/error:")
        if not desk.may("edit_digest"):
            return
        with st.container(horizontal=True):
            if st.button(words("digest.test"), key=f"digest_test_{each.id}"):
                st.session_state["digest_said"] = (each.id, desk.client.test_digest_target(each.id).sent)
                st.rerun()
            if st.button(words("digest.remove"), key=f"digest_remove_{each.id}"):
                desk.client.remove_digest_target(each.id)
                st.rerun()
        if st.session_state.get("digest_said") == (each.id, True):
            st.success(words("digest.arrived"), icon=":material/check_circle:")
            del st.session_state["digest_said"]


def _add(desk: Desk, found: TargetList) -> None:
    words = desk.words
    with st.expander(words("digest.new"), expanded=not found.items), st.form("digest_new", border=False):
        shape = st.selectbox(
            words("digest.shape"), _SHAPES, format_func=lambda one: words(f"digest.{one}"), key="digest_shape"
        )
        address = st.text_input(words("digest.address"), help=words("digest.address_help"), key="digest_address")
        language = st.selectbox(
            words("app.language"),
            LANGUAGES,
            index=LANGUAGES.index(words.language),
            format_func=LANGUAGE_NAMES.__getitem__,
            key="digest_language",
        )
        team = st.selectbox(
            words("digest.team"), found.teams, format_func=lambda one: _team(one, words), key="digest_of"
        )
        if not found.email:
            st.caption(words("digest.no_mail"))
        pressed = st.form_submit_button(words("digest.add"), type="primary")
    if not pressed:
        return
    kind = "email" if shape == "email" else "webhook"
    body = {"kind": kind, "address": address.strip(), "language": language, "team": team or ""}
    if kind == "webhook":
        body["shape"] = shape
    try:
        desk.client.add_digest_target(body)
    except ApiProblem as problem:
        st.error(problem_text(problem, words))
        return
    st.rerun()


def _shape(each: TargetView) -> str:
    return "email" if each.kind == "email" else each.shape


def _team(team: str, words: Words) -> str:
    return team or words("digest.everybody")


def _at(at: str, words: Words) -> str:
    day, _, hour = at.partition(" ")
    return f"{words(f'digest.{day}')}, {hour}"
