"""Sampling plans: written by a lead, followed by reviewers, with the progress against their goals."""

from collections.abc import Mapping
from typing import Annotated, cast, get_args

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.card_reading import card_items
from api.handling import Speaks, TheServices, Who, record_id
from api.show_card import topic_label
from api.views.sampling import EndedView, GoalView, PlanDraw, PlanIn, PlanList, PlanView, StratumView
from human_review.cards import cards_by_id
from human_review.sampling import Plan, Progress, draw, end_plan, plan_of, plans, progress, save_plan
from reply_core.errors import InvalidInput
from reply_core.topics import TOPICS
from reply_core.types import Channel, Language
from tone_of_voice.brief import channel_label

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "week": {"ru": "в неделю", "en": "a week"},
    "month": {"ru": "в месяц", "en": "a month"},
    "done_week": {
        "ru": "За эту неделю проверено {done} из {wanted}",
        "en": "This week {done} of {wanted} are reviewed",
    },
    "done_month": {
        "ru": "За этот месяц проверено {done} из {wanted}",
        "en": "This month {done} of {wanted} are reviewed",
    },
    "all": {"ru": "все ответы", "en": "all replies"},
}


@get("/reviews/plans", opt={"action": "review"}, summary="Sampling plans")
async def list_plans(services: TheServices, principal: Who, language: Speaks) -> PlanList:
    """The plans in force with their progress in the running week or month; a lead's own people only."""
    async with services.reading() as session:
        names = {person.id: person.name for person in await services.people(session)}
        zone, now = services.shop.calendar.zone, services.clock.now()
        items = []
        for plan in await plans(session, services.shop.brand):
            found = await progress(session, plan, now=now, zone=zone, operators=principal.sees)
            items.append(show_plan(plan, found, names, language))
    return PlanList(items=tuple(items))


@post("/reviews/plans", opt={"action": "review"}, summary="Write a sampling plan")
async def write_plan(data: JSONBody[PlanIn], services: TheServices, principal: Who, language: Speaks) -> PlanView:
    """From now on the plan asks for its replies; what was reviewed in the running period counts already."""
    for operator in data.operators:
        principal.narrowed(operator, language)
    _known("channels", data.channels, get_args(Channel))
    _known("topics", data.topics, tuple(TOPICS))
    async with services.writing() as session:
        names = {person.id: person.name for person in await services.people(session)}
        _known("operators", data.operators, tuple(names))
        plan = Plan(
            id="", brand=services.shop.brand, author=principal.actor, name=data.name.strip(), per=data.per,
            each=data.each, period=data.period, operators=data.operators, channels=data.channels, topics=data.topics,
            goals=data.goals,
        )  # fmt: skip
        saved = await save_plan(session, plan, clock=services.clock)
        zone, now = services.shop.calendar.zone, services.clock.now()
        found = await progress(session, saved, now=now, zone=zone, operators=principal.sees)
    return show_plan(saved, found, names, language)


@delete("/reviews/plans/{plan_id:str}", opt={"action": "review"}, status_code=200, summary="End a sampling plan")
async def stop_plan(plan_id: FromPath[str], services: TheServices, principal: Who) -> EndedView:
    """Nothing is asked for by it any more; what was reviewed stays."""
    async with services.writing() as session:
        await end_plan(session, record_id(plan_id), author=principal.actor, clock=services.clock)
    return EndedView(id=record_id(plan_id))


@get("/reviews/plans/{plan_id:str}/next", opt={"action": "review"}, summary="What to review next by a plan")
async def next_of_plan(
    plan_id: FromPath[str],
    services: TheServices,
    principal: Who,
    language: Speaks,
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 10,
) -> PlanDraw:
    """From the strata that lack most; two reviewers begin at different ends, and the first review of a reply counts."""
    async with services.reading() as session:
        plan = await plan_of(session, record_id(plan_id))
        names = {person.id: person.name for person in await services.people(session)}
        zone, now = services.shop.calendar.zone, services.clock.now()
        found = await progress(session, plan, now=now, zone=zone, operators=principal.sees)
        drawn = await draw(
            session, plan, found, reviewer=principal.actor, now=now, operators=principal.sees, limit=limit
        )
        cards = await cards_by_id(session, drawn)
        stored = [cards[card_id] for card_id in drawn if card_id in cards]
        items = await card_items(session, services, stored, names, principal, language)
    return PlanDraw(plan=show_plan(plan, found, names, language), items=items)


def show_plan(plan: Plan, found: Progress, names: Mapping[str, str], language: Language) -> PlanView:
    """A plan with its progress, in words."""
    done = sum(min(each.reviewed, each.wanted) for each in found.strata)
    wanted = sum(each.wanted for each in found.strata)
    return PlanView(
        id=plan.id, name=plan.name, per=plan.per, each=plan.each, period=plan.period,
        period_label=_WORDS[plan.period][language], operators=plan.operators, channels=plan.channels,
        topics=plan.topics, author=plan.author, created_at=plan.created_at, since=found.since,
        reviewed=done, wanted=wanted,
        strata=tuple(
            StratumView(
                keys=each.stratum, label=_label(plan, each.stratum, names, language), reviewed=each.reviewed,
                wanted=each.wanted, waiting=each.waiting,
            )
            for each in found.strata
        ),
        goals=tuple(
            GoalView(reviewer=name, reviewed=count, goal=plan.goals.get(name))
            for name, count in found.reviewers.items()
        ),
        text=_WORDS[f"done_{plan.period}"][language].format(done=done, wanted=wanted),
    )  # fmt: skip


def _label(plan: Plan, stratum: tuple[str, ...], names: Mapping[str, str], language: Language) -> str:
    parts = []
    for kind, value in zip(plan.per, stratum, strict=True):
        if kind == "operator":
            parts.append(names.get(value, value))
        elif kind == "channel":
            parts.append(channel_label(cast("Channel", value), language) if value in get_args(Channel) else value)
        else:
            parts.append(topic_label(value, language))
    return " · ".join(parts) or _WORDS["all"][language]


def _known(where: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    for each in given:
        if each not in known:
            raise InvalidInput(f"unknown: {each!r}", where=where, mend=f"one of: {', '.join(known)}")


router = Router("/v1", route_handlers=[list_plans, write_plan, stop_plan, next_of_plan], tags=["reviews"])
