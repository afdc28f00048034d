"""Sampling plans on the page of the queue: what is asked for, how far it is, and what comes next."""

from typing import Any

import streamlit as st

from api.client import ApiProblem
from api.views.sampling import PlanView
from api.views.scorecards import CardItem
from dashboard.marked import marked, plain
from dashboard.session import Desk, show_problem
from dashboard.words import Words

PERS = ("operator", "channel", "topic")
PERIODS = ("week", "month")
_DRAWN = "plan_drawn"


def render(desk: Desk) -> None:
    """All plans, the next replies of the chosen one, and the form for another."""
    words = desk.words
    st.caption(words("plans.intro"))
    found = desk.client.sampling_plans().items
    if not found:
        st.info(words("plans.empty"))
    for plan in found:
        with st.container(border=True):
            _plan(desk, plan)
    _new(desk)


def _plan(desk: Desk, plan: PlanView) -> None:
    words = desk.words
    left, draw, end = st.columns([4, 1.4, 1], vertical_alignment="center")
    left.markdown(
        f"**{plain(plan.name)}** · {words('plans.each', replies=words.count('replies', plan.each))} {plan.period_label}"
    )
    if draw.button(words("plans.draw"), key=f"draw_{plan.id}", type="primary", width="stretch"):
        st.session_state[_DRAWN] = plan.id
    if end.button(words("plans.end"), key=f"end_{plan.id}", width="stretch"):
        _do(desk, lambda: desk.client.end_plan(plan.id))
    st.progress(min(1.0, plan.reviewed / plan.wanted) if plan.wanted else 1.0, text=plain(plan.text))
    for goal in plan.goals:
        st.caption(_goal(plain(goal.reviewer), goal.reviewed, goal.goal, words))
    with st.expander(words("plans.strata", n=len(plan.strata))):
        for stratum in plan.strata:
            st.caption(
                words(
                    "plans.stratum", label=plain(stratum.label), done=words.number(stratum.reviewed),
                    wanted=words.number(stratum.wanted), waiting=words.number(stratum.waiting),
                )
            )  # fmt: skip
    if st.session_state.get(_DRAWN) == plan.id:
        _drawn(desk, plan)


def _goal(reviewer: str, done: int, goal: int | None, words: Words) -> str:
    if goal is None:
        return words("plans.without_goal", reviewer=reviewer, done=words.number(done))
    return words("plans.goal", reviewer=reviewer, done=words.number(done), goal=words.number(goal))


def _drawn(desk: Desk, plan: PlanView) -> None:
    words = desk.words
    items = desk.client.draw_plan(plan.id).items
    if not items:
        st.success(words("plans.done"))
    for item in items:
        _row(item, words)


def _row(item: CardItem, words: Words) -> None:
    text, button = st.columns([6, 1], vertical_alignment="center")
    with text:
        st.caption(
            f"{plain(item.operator_name or item.operator_id)} · {words.time(item.replied_at)} · "
            f"{words(f'channel.{item.channel}')} · {plain(item.topic_label)}"
        )
        st.html(marked(f"{item.customer_snippet}\n→ {item.reply_snippet}", ()))
    if button.button(words("app.open"), key=f"plan_{item.id}", width="stretch"):
        st.session_state["card"] = item.id
        st.session_state["blind_mode"] = bool(st.session_state.get("blind"))
        st.switch_page(st.session_state["pages"]["replies"])


def _new(desk: Desk) -> None:
    words = desk.words
    operators = {each.id: each.name for each in desk.client.operators().items}
    with st.expander(words("plans.new")), st.form("plan_new", border=False):
        name = st.text_input(words("plans.name"), placeholder=words("plans.name_hint"))
        first, second, third = st.columns(3)
        per = first.multiselect(
            words("plans.per"), PERS, default=["operator"], format_func=lambda one: words(f"plans.per_{one}"),
            placeholder=words("plans.per_none"),
        )  # fmt: skip
        each = second.number_input(words("plans.how_many"), 1, 1000, 5)
        period = third.selectbox(words("plans.period"), PERIODS, format_func=lambda one: words(f"plans.{one}"))
        people = st.multiselect(
            words("plans.operators"), list(operators), format_func=operators.__getitem__, placeholder=words("app.all")
        )
        goals = st.text_area(
            words("plans.goals"), height=70, placeholder=f"{desk.me.operator_name or desk.me.name}: 20"
        )
        if not st.form_submit_button(words("app.save"), type="primary"):
            return
    read = read_goals(goals)
    if not name.strip() or read is None:
        st.error(words("plans.name_needed" if not name.strip() else "plans.goals_wrong"))
        return
    _do(
        desk,
        lambda: desk.client.save_plan(
            name.strip(), each=int(each), per=per, period=period, goals=read, operators=people
        ),
    )


def read_goals(text: str) -> dict[str, int] | None:
    """Lines of «name: number»; None when a line is something else.

    >>> read_goals("Светлана: 20")
    {'Светлана': 20}
    """
    goals = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, number = line.rpartition(":")
        if not name.strip() or not number.strip().isdecimal():
            return None
        goals[name.strip()] = int(number)
    return goals


def _do(desk: Desk, work: Any) -> None:
    try:
        work()
    except ApiProblem as problem:
        show_problem(problem, desk.words)
        return
    st.rerun()
