"""Low cases by criterion and root cause, a good reply beside each; from here a practice task, an example, a session."""

from collections import Counter

import streamlit as st

from api.client import ApiProblem
from api.views.coaching import CaseGroupView, CoachCaseView
from dashboard.coaching_parts import quoted
from dashboard.marked import bubble, chip, headline, marked, plain, tone_of
from dashboard.session import Desk, show_problem
from dashboard.words import Words

PERIODS = (28, 84, 7)
NOT_REVIEWED = "none"
MOST = 6


def render(desk: Desk) -> None:
    """The trainer's page."""
    words = desk.words
    st.title(words("pages.cases"))
    st.caption(words("cases.intro"))
    criteria = {line.criterion: line.label for line in desk.client.standard().lines}
    operators = {item.id: item.name for item in desk.client.operators().items}
    operator, days = _whose(words, operators)
    groups = desk.client.case_groups(operator, days).items
    criterion, cause = _group(words, criteria, groups)
    cases = desk.client.coach_cases(criterion, operator, days, cause=cause).items
    if not cases:
        st.info(words("cases.empty"))
        return
    chosen = [case for case in cases if _case(desk, case, operators)]
    _sheet(desk, chosen, criterion)


def _whose(words: Words, operators: dict[str, str]) -> tuple[str, int]:
    second, third = st.columns([2, 1])
    with second:
        preset = st.session_state.pop("cases_operator", None)
        if preset in operators:
            st.session_state["c_operator"] = preset
        operator = st.selectbox(
            words("cases.operator"),
            ["", *operators],
            format_func=lambda name: operators.get(name, words("app.all")),
            key="c_operator",
        )
    with third:
        days = st.selectbox(
            words("cases.days"), PERIODS, format_func=lambda n: words(f"replies.days_{n}"), key="c_days"
        )
    return operator, days


def _group(words: Words, criteria: dict[str, str], groups: tuple[CaseGroupView, ...]) -> tuple[str, str]:
    """The criterion, those with the most low cases first, and the root cause to look at."""
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group.criterion] += group.n
    more = {group.criterion for group in groups if group.more}
    names = sorted(criteria, key=lambda name: -counts[name])
    first, second = st.columns([2, 1])
    with first:
        preset = st.session_state.pop("cases_criterion", None)
        if preset in criteria:
            st.session_state["c_criterion"] = preset
        criterion = st.selectbox(
            words("cases.criterion"),
            names,
            format_func=criteria.__getitem__,  # the same whatever the counts: the choice is kept by its label
            key="c_criterion",
        )
    causes = {group.cause or NOT_REVIEWED: group for group in groups if group.criterion == criterion}
    with second:
        cause = st.selectbox(
            words("cases.cause"),
            ["", *causes],
            format_func=lambda name: _cause_line(causes[name], words) if name else words("app.all"),
            key="c_cause",
        )
    if counts:
        most = [_counted(criteria[name], counts[name], name in more, words) for name in names[:MOST] if counts[name]]
        st.caption(words("cases.most", list=", ".join(most)))
    if causes:
        shown = [_counted(_cause_line(group, words), group.n, group.more, words) for group in causes.values()]
        st.caption(words("cases.causes", label=criteria[criterion], list=", ".join(shown)))
    return criterion, cause


def _counted(label: str, n: int, more: bool, words: Words) -> str:
    return words("cases.group_more" if more else "cases.group", label=label, n=words.number(n))


def _cause_line(group: CaseGroupView, words: Words) -> str:
    line = group.cause_label
    return line if group.counts else f"{line} · {words('cases.not_own')}"


def _case(desk: Desk, case: CoachCaseView, operators: dict[str, str]) -> bool:
    """Show one case with a good reply beside it; True when it is ticked."""
    words = desk.words
    with st.container(border=True):
        verdict = chip(case.verdict_label or words(f"verdict.{case.verdict}"), tone_of(case.verdict))
        cause = chip(case.cause_label, "question" if case.counts else "source") if case.cause else ""
        st.html(headline(case.operator_name, words.time(case.replied_at), case.topic_label, chips=verdict + cause))
        if case.reason:
            st.markdown(plain(case.reason))
        left, right = st.columns(2)
        with left:
            st.html(
                bubble(words("cases.customer"), _marked(case, case.customer_text, "customer"), "in")
                + bubble(words("cases.reply"), _marked(case, case.reply_text, "reply"), "out")
            )
        with right:
            if case.good is None:
                st.caption(words("cases.no_good"))
            else:
                st.html(
                    bubble(words("cases.good_customer"), marked(case.good.customer_text or "…", ()), "in")
                    + bubble(words("cases.good"), marked(case.good.reply_text, ()), "out")
                )
        st.caption(words("cases.standard", line=plain(case.standard_line)))
        return _row(desk, case, operators)


def _row(desk: Desk, case: CoachCaseView, operators: dict[str, str]) -> bool:
    """What can be done with a case, in one row; True when it is ticked."""
    words = desk.words
    with st.container(horizontal=True, vertical_alignment="center"):
        ticked = st.checkbox(words("cases.take"), key=f"take_{case.criterion}_{case.scorecard_id}")
        if st.button(words("app.open"), key=f"see_{case.scorecard_id}"):
            st.session_state["card"] = case.scorecard_id
            st.switch_page(st.session_state["pages"]["replies"])
        if case.good and st.button(words("cases.open_good"), key=f"good_{case.scorecard_id}", type="tertiary"):
            st.session_state["card"] = case.good.scorecard_id
            st.switch_page(st.session_state["pages"]["replies"])
        with st.popover(words("cases.give_task"), disabled=bool(case.no_task), help=case.no_task or None):
            _give(desk, case, operators)
        with st.popover(words("cases.keep")):
            _keep(desk, case)
        if case.no_task:
            st.caption(plain(case.no_task))
    return ticked


def _give(desk: Desk, case: CoachCaseView, operators: dict[str, str]) -> None:
    """Give the case as a practice task."""
    words = desk.words
    names = sorted(operators, key=lambda name: name != case.operator_id)
    said = st.empty()
    with st.form(f"give_{case.scorecard_id}", border=False):
        operator = st.selectbox(words("cases.to_whom"), names, format_func=operators.__getitem__)
        due = st.date_input(words("cases.due"), None, format="DD.MM.YYYY")
        note = st.text_input(words("cases.note"))
        pressed = st.form_submit_button(words("cases.give"), type="primary")
    if not pressed:
        return
    try:
        task = desk.client.give_task(case.scorecard_id, case.criterion, operator=operator, due_on=due, note=note)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    said.success(words("cases.given", name=plain(task.operator_name)))


def _keep(desk: Desk, case: CoachCaseView) -> None:
    """Keep the case as a bad example, and the good reply beside it as a good one."""
    words = desk.words
    said = st.empty()
    with st.form(f"keep_{case.scorecard_id}", border=False):
        note = st.text_input(words("cases.note"))
        bad = st.form_submit_button(words("cases.keep_bad"), width="stretch")
        good = st.form_submit_button(words("cases.keep_good"), width="stretch", disabled=case.good is None)
    if not bad and not good:
        return
    try:
        if bad:
            desk.client.keep_example(case.scorecard_id, case.criterion, "bad", note)
        elif case.good is not None:
            desk.client.keep_example(case.good.scorecard_id, case.criterion, "good", note)
    except ApiProblem as problem:
        show_problem(problem, words)
        return
    said.success(words("cases.kept"))


def _marked(case: CoachCaseView, text: str, role: str) -> str:
    return quoted(text, case.evidence, role, case.verdict, case.label)


def _sheet(desk: Desk, chosen: list[CoachCaseView], criterion: str) -> None:
    words = desk.words
    st.divider()
    st.markdown(f"**{words('cases.chosen', n=len(chosen))}**")
    shape = st.segmented_control(
        words("cases.format"), ("md", "csv"), default="md", format_func=str.upper, key="sheet_format"
    )
    with st.container(horizontal=True):
        make = st.button(words("cases.make"), type="primary")
        hold = st.button(words("cases.session"))
    if hold and _to_session(chosen, words):
        st.switch_page(st.session_state["pages"]["coaching"])
    if make:
        if not chosen:
            st.error(words("cases.choose_first"))
            return
        ids = [case.scorecard_id for case in chosen]
        try:
            st.session_state["sheet"] = desk.client.sheet(ids, criterion, "csv" if shape == "csv" else "md")
        except ApiProblem as problem:
            show_problem(problem, words)
            return
    sheet = st.session_state.get("sheet")
    if sheet is not None:
        st.success(words("cases.removed", cases=sheet.cases, removed=sheet.removed))
        st.download_button(words("cases.download"), sheet.text.encode("utf-8"), file_name=sheet.filename)
        with st.container(border=True, height=360):
            st.markdown(sheet.text) if sheet.format == "md" else st.code(sheet.text, language=None)


def _to_session(chosen: list[CoachCaseView], words: Words) -> bool:
    """Take the chosen cases over to a new session; they must be one operator's."""
    if not chosen:
        st.error(words("cases.choose_first"))
        return False
    if len({case.operator_id for case in chosen}) > 1:
        st.error(words("cases.one_operator"))
        return False
    st.session_state["session_cases"] = [(case.scorecard_id, case.criterion, case.operator_id) for case in chosen]
    st.session_state["coach_next"] = "new"
    return True
