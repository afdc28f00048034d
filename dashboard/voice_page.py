"""The voice: a playground for a text, the rules to edit, how far the guide is watched, and its versions."""

import streamlit as st

from api.client import ApiProblem
from api.views import ToneAlertView
from api.views.voice import GuideRuleView
from dashboard import voice_editor
from dashboard.marked import Mark, chip, marked, plain
from dashboard.session import Desk, show_problem
from dashboard.words import Words

CHANNELS = ("email", "chat", "messenger", "social", "review", "webform")
KINDS = ("banned", "preferred", "category", "voice")
_TONES = {"error": "bad", "warning": "partly", "suggestion": "source"}


def render(desk: Desk) -> None:
    """The page; who may edit the voice sees the editor."""
    words = desk.words
    st.title(words("pages.voice"))
    st.caption(words("voice.intro"))
    names = ["try", "rules", "coverage", "versions"]
    tabs = dict(zip(names, st.tabs([words(f"voice.{name}") for name in names]), strict=True))
    with tabs["rules"]:
        voice_editor.render(desk)
    with tabs["try"]:
        _playground(desk)
    with tabs["coverage"]:
        _coverage(desk)
    with tabs["versions"]:
        _versions(desk)


def _playground(desk: Desk) -> None:
    words = desk.words
    draft = voice_editor.draft()
    if draft is not None:
        st.info(words("voice.by_draft"))
    left, right = st.columns(2, gap="large")
    with left, st.form("playground", border=False):
        text = st.text_area(words("voice.text"), height=220, placeholder=words("voice.text_hint"), key="voice_text")
        channel = st.selectbox(
            words("voice.channel"), ["", *CHANNELS],
            format_func=lambda one: words(f"channel.{one}") if one else words("app.all"),
        )  # fmt: skip
        asked = st.form_submit_button(words("voice.check"), type="primary")
    if not asked or not text.strip():
        return
    try:
        found = desk.client.try_voice(text, draft, channel or None)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    with right:
        if not found.alerts:
            st.success(words("voice.clean"))
            return
        marks = [Mark(start=one.start, end=one.end, tone=_TONES.get(one.level, "question"), label=str(number))
                 for number, one in enumerate(found.alerts, 1)]  # fmt: skip
        st.html(marked(text, marks))
        for number, alert in enumerate(found.alerts, 1):
            _alert(number, alert, words)
        if found.applied:
            st.markdown(f"**{words('voice.fixed')}**")
            st.html(marked(found.fixed_text, ()))


def _alert(number: int, alert: ToneAlertView, words: Words) -> None:
    fix = ""
    said = alert.message if alert.match in alert.message else f"«{alert.match}» {alert.message}"
    if alert.fix is not None:
        fix = words("voice.fix", fix=alert.fix) if alert.fix else words("voice.fix_out")
    st.html(f"<b>{number}.</b> " + chip(words(f"voice.level_{alert.level}"), _TONES.get(alert.level, "question"))
            + marked(said, ()))  # fmt: skip
    st.caption(plain(" ".join(part for part in (alert.why, fix) if part)))


def _coverage(desk: Desk) -> None:
    words = desk.words
    if not desk.may("coach"):
        st.info(words("voice.coverage_leads"))
        return
    if not st.session_state.get("voice_counted") and not st.button(words("voice.count")):
        st.caption(words("voice.count_help"))
        return
    st.session_state["voice_counted"] = True
    with st.spinner(words("voice.counting")):
        found = desk.client.voice_coverage()
    st.markdown(f"**{found.text}**")
    for kind in KINDS:
        rules = [rule for rule in found.rules if rule.kind == kind]
        if not rules:
            continue
        st.subheader(words(f"voice.kind_{kind}"))
        for rule in sorted(rules, key=lambda one: (-one.fired, one.text)):
            _rule(rule, words)


def _rule(rule: GuideRuleView, words: Words) -> None:
    left, right = st.columns([3, 2])
    with left:
        st.markdown(f"**{plain(rule.text)}**")
        if rule.bad:
            example = words("voice.example", bad=rule.bad)
            st.caption(plain(f"{example} → «{rule.good}»" if rule.good else example))
    with right:
        tone = "question" if not rule.rules else "partly" if rule.fired else "good"
        st.html(chip(rule.watched, tone))
        if rule.fired_text:
            st.caption(words("voice.fired", text=rule.fired_text))


def _versions(desk: Desk) -> None:
    words = desk.words
    found = desk.client.voice_versions().items
    if not found:
        st.info(words("voice.no_versions"))
    for item in found:
        with st.container(border=True):
            text, button = st.columns([5, 1], vertical_alignment="center")
            text.markdown(f"**{plain(item.version)}** · {plain(item.author)} · {words.time(item.created_at)}")
            if item.in_force:
                button.html(chip(words("voice.in_force"), "good"))
            elif desk.may("edit_voice") and button.button(words("voice.restore"), key=f"voice_{item.version}"):
                voice_editor.save(desk, item.data)
