"""The weekly digest: preview, targets, test send. A lead of a team has the team's only."""

from typing import Annotated, Literal

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.auth import Principal, not_yours
from api.handling import Speaks, TheServices, Who
from api.services import Services
from api.views.digest import DigestSectionView, DigestView, TargetIn, TargetList, TargetView, TrialView
from human_review.digest import Shop
from human_review.digest_files import as_html, as_slack, as_telegram, as_text, say_digest
from human_review.digest_jobs import digest_of
from human_review.digest_sending import Destination, send
from human_review.digest_targets import Target, add_target, note_error, remove_target, target_of, targets
from human_review.sums import AT_ONCE
from reply_core import audit
from reply_core.errors import TactError
from reply_core.types import Language


@get("/digest", opt={"action": "read_digest"}, summary="The last full week in words")
async def preview(
    services: TheServices,
    principal: Who,
    language: Speaks,
    team: Annotated[str, QueryParameter(max_length=500)] = "",
    spoken: Annotated[Literal["", "ru", "en"], QueryParameter(description="language of the digest")] = "",
) -> DigestView:
    """As it would be sent now: what moved with n, interval and state; response times; what waits for people."""
    digest = await digest_of(
        services.sessions,
        services.readers,
        shop_of(services),
        _team(principal, team, language),
        services.clock,
        at_most=AT_ONCE,
    )
    said = say_digest(digest, spoken or language)
    return DigestView(
        team=digest.team,
        since=digest.since,
        until=digest.until,
        title=said.title,
        sections=tuple(DigestSectionView(heading=each.heading, lines=each.lines) for each in said.sections),
        foot=said.foot,
        text=as_text(said),
        html=as_html(said),
        slack=as_slack(said),
        telegram=as_telegram(said, "CHAT"),
    )


@get("/digest/targets", opt={"action": "read_digest"}, summary="Where digests go")
async def list_targets(services: TheServices, principal: Who) -> TargetList:
    """With when the last one was sent and what went wrong since; addresses of webhooks without their secret."""
    async with services.reading() as session:
        found = await targets(session, principal.team or None)
        people = await services.people(session)
    settings = services.settings
    teams = (principal.team,) if principal.team else ("", *sorted({each.team for each in people} - {""}))
    return TargetList(
        items=tuple(_view(each) for each in found),
        at=settings.digest_at,
        email=bool(settings.smtp_host and settings.smtp_from),
        teams=teams,
    )


@post("/digest/targets", opt={"action": "edit_digest"}, summary="Send digests there")
async def add(data: JSONBody[TargetIn], services: TheServices, principal: Who, language: Speaks) -> TargetView:
    """An e-mail address, or an https webhook on the public internet."""
    to = Destination(kind=data.kind, address=data.address.strip(), shape=data.shape)
    async with services.writing() as session:
        made = await add_target(
            session, to, language=data.language, team=_team(principal, data.team, language), author=principal.actor,
            clock=services.clock, settings=services.settings,
        )  # fmt: skip
    return _view(made)


@delete("/digest/targets/{target_id:str}", opt={"action": "edit_digest"}, summary="Send no more there")
async def remove(target_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> None:
    """What was sent stays in the trail."""
    async with services.writing() as session:
        _check_own(principal, await target_of(session, target_id), language)
        await remove_target(session, target_id, author=principal.actor, clock=services.clock)


@post(
    "/digest/targets/{target_id:str}/test",
    opt={"action": "edit_digest"},
    status_code=200,
    summary="Send one now, as a test",
)
async def send_test(target_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> TrialView:
    """Hands over the digest at once; says what went wrong. The weekly one is sent all the same."""
    async with services.reading() as session:
        target = await target_of(session, target_id)
    _check_own(principal, target, language)
    digest = await digest_of(services.sessions, services.readers, shop_of(services), target.team, services.clock)
    error = ""
    try:
        await send(target.to, say_digest(digest, target.language), services.settings, services.clock)
    except TactError as problem:
        error = str(problem)
    async with services.writing() as session:
        await note_error(session, target_id, error)
        await audit.record(
            session, actor=principal.actor, action="digest.tested", target=f"digest_target:{target_id}",
            details={"arrived": not error}, at=services.clock.now(),
        )  # fmt: skip
    return TrialView(sent=not error, error=error)


def shop_of(services: Services) -> Shop:
    """What digests are made of."""
    shop = services.shop
    return Shop(brand=shop.brand, zone=shop.calendar.zone, calendar=shop.calendar, standard_of=shop.standard_of)


def _team(principal: Principal, asked: str, language: Language) -> str:
    """The team a digest is about: a lead of a team has no other."""
    if principal.team and asked not in {"", principal.team}:
        raise not_yours(language)
    return principal.team or asked


def _check_own(principal: Principal, target: Target, language: Language) -> None:
    if principal.team and target.team != principal.team:
        raise not_yours(language)


def _view(each: Target) -> TargetView:
    return TargetView(
        id=each.id,
        kind=each.to.kind,
        shape=each.to.shape,
        address=each.shown,
        language=each.language,
        team=each.team,
        author=each.author,
        created_at=each.created_at,
        last_sent_at=each.last_sent_at,
        last_error=each.last_error,
    )


router = Router("/v1", route_handlers=[preview, list_targets, add, remove, send_test], tags=["digest"])
