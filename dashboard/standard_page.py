"""Our standard in plain words: what is asked of a reply, how the brand speaks, and the words it avoids."""

import streamlit as st

from api.client import ApiProblem
from api.views import ProfileView, StandardView
from dashboard import standard_trial
from dashboard.session import Desk, show_problem
from dashboard.words import Words


def render(desk: Desk) -> None:
    """The page everybody may read; who may edit sees the forms."""
    words = desk.words
    st.title(words("pages.standard"))
    st.caption(words("standard.intro"))
    standard, profile = desk.client.standard(), desk.client.profile()
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        _criteria(standard, words)
    with right:
        _targets(standard, words)
        _voice(desk, profile)
        _links(desk, standard)
    if desk.may("edit_standard"):
        standard_trial.render(desk, standard)
    st.caption(words("standard.version", standard=standard.version, profile=profile.version))


def _criteria(standard: StandardView, words: Words) -> None:
    st.subheader(words("standard.pillars"))
    for pillar in dict.fromkeys(line.pillar for line in standard.lines):
        lines = [line for line in standard.lines if line.pillar == pillar]
        weight = standard.pillars.get(pillar)
        heading = lines[0].pillar_label or pillar
        suffix = f" · {words('standard.weight', weight=words.weight(weight))}" if weight is not None else ""
        st.markdown(f"#### {heading}{suffix}")
        for line in lines:
            note = words("card.advice") if line.advice else words("standard.weight", weight=words.weight(line.weight))
            st.markdown(f"**{line.label}** · {note}  \n{line.text}")
            if line.applies:
                st.caption(words("standard.applies", applies=line.applies))
    st.subheader(words("standard.critical"))
    st.markdown("\n".join(f"- {label}" for label in standard.critical.values()))


def _targets(standard: StandardView, words: Words) -> None:
    st.subheader(words("standard.targets"))
    for channel, minutes in standard.targets.items():
        st.markdown(f"- {words(f'channel.{channel}')}: {words('standard.minutes', n=words.number(minutes))}")
    if standard.hours:
        st.caption(words("standard.hours", hours=standard.hours))


def _voice(desk: Desk, profile: ProfileView) -> None:
    words = desk.words
    st.subheader(words("standard.voice"))
    st.text(profile.brief)
    st.markdown(f"**{words('standard.banned')}**")
    if not profile.banned:
        st.caption(words("standard.banned_none"))
    may = desk.may("edit_voice")
    for term in profile.banned:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"«{term}»")
            if may and st.button(words("standard.ban_remove"), key=f"allow_{term}", type="tertiary"):
                _save(desk, allow=(term,))
    if may:
        with st.form("ban", border=False, clear_on_submit=True):
            term = st.text_input(words("standard.ban"), placeholder=words("standard.ban_hint"))
            if st.form_submit_button(words("standard.ban_add")) and term.strip():
                _save(desk, ban=(term.strip(),))


def _save(desk: Desk, *, ban: tuple[str, ...] = (), allow: tuple[str, ...] = ()) -> None:
    try:
        desk.client.save_profile(ban=ban, allow=allow)
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    st.rerun()


def _links(desk: Desk, standard: StandardView) -> None:
    words = desk.words
    st.subheader(words("standard.links"))
    st.markdown("\n".join(f"- {link}" for link in standard.allowed_links) or words("standard.links_none"))
    if not desk.may("edit_standard"):
        return
    with st.form("links", border=False):
        text = st.text_area(words("standard.links_hint"), value="\n".join(standard.allowed_links), height=100)
        if st.form_submit_button(words("app.save")):
            try:
                desk.client.save_links([line.strip() for line in text.splitlines() if line.strip()])
            except ApiProblem as problem:
                show_problem(problem, words)
                return
            st.rerun()
