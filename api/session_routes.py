"""Coaching sessions: held, noted, revised, taken along as a file; and whether they helped."""

from typing import Annotated

from anyio import to_thread
from litestar import Response, Router, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Principal, not_yours
from api.card_reading import open_card
from api.catching_up import catch_up_cards
from api.coaching_routes import check_criterion
from api.handling import Speaks, TheServices, Who, record_id
from api.policy import may
from api.practice_routes import check_operator
from api.services import Services
from api.session_report import report_of
from api.show_coaching import show_effect, show_session, show_session_case
from api.views.coaching import ActionIn, EffectView, SessionEditIn, SessionIn, SessionList, SessionView
from human_review.case_reading import cases_of
from human_review.coaching import Case
from human_review.helped_reading import helped
from human_review.practice import open_case
from human_review.session_files import MEDIA, FileFormat, as_file
from human_review.sessions import AgreedAction, Held, Session, hold, revise, session_of, sessions
from reply_core import audit
from reply_core.errors import InvalidInput, NotFound
from reply_core.types import Language

EFFECTS_OF = 20
"""A list tells of so many sessions whether they helped; of an older one its own page does."""
_FORMATS: tuple[FileFormat, ...] = ("pdf", "docx")


@post("/coaching/sessions", opt={"action": "coach"}, summary="Note a coaching session")
async def hold_session(
    data: JSONBody[SessionIn], services: TheServices, principal: Who, language: Speaks
) -> SessionView:
    """What was looked at, said and agreed; the criteria of its cases count as coached."""
    for criterion in (*data.criteria, *(case.criterion for case in data.cases)):
        check_criterion(criterion)
    shop, clock = services.shop, services.clock
    today = clock.now().astimezone(shop.calendar.zone).date()
    async with services.writing() as session:
        people = await services.people(session)
        check_operator(data.operator, {person.id for person in people}, principal, language)
        attached = []
        for each in data.cases:
            stored = await open_card(session, each.scorecard, principal, language)
            found = await cases_of(session, [stored.id], each.criterion, standard_of=shop.standard_of, people=people)
            if stored.id not in found:
                raise NotFound("The reply has no such criterion", where=each.criterion, mend="take it off the list")
            case = found[stored.id]
            attached.append(
                await open_case(session, case, each.criterion, trainer=principal.actor, note="", clock=clock)
            )
        held = Held(data.operator, data.held_on or today, data.criteria, data.notes, _actions(data.actions))
        made = await hold(session, held, attached, today=today, author=principal.actor, clock=clock, language=language)
        names = {person.id: person.name for person in people}
    return show_session(made, names, language)


@get("/coaching/sessions", opt={"action": "read_sessions"}, summary="Coaching sessions")
async def list_sessions(
    services: TheServices,
    principal: Who,
    language: Speaks,
    operator: Annotated[str, QueryParameter(description="An operator's id; empty: everybody visible")] = "",
    effects: Annotated[bool, QueryParameter(description="Say of the latest sessions whether they helped")] = False,
) -> SessionList:
    """Sessions of visible operators, the latest first; an operator's own."""
    effects = effects and may(principal.role, "coach")
    if effects:
        await catch_up_cards(services)
    async with services.reading() as session:
        found = await sessions(session, operators=principal.narrowed(operator, language))
        names = {person.id: person.name for person in await services.people(session)}
        helped_by = {
            held.id: await _effects(session, services, held, principal, language)
            for held in (found[:EFFECTS_OF] if effects else ())
        }
    return SessionList(
        items=tuple(show_session(each, names, language, helped=helped_by.get(each.id, ())) for each in found)
    )


@get("/coaching/sessions/{session_id:str}", opt={"action": "read_sessions"}, summary="A session, and whether it helped")
async def get_session(
    session_id: FromPath[str], services: TheServices, principal: Who, language: Speaks
) -> SessionView:
    """Notes, agreed actions, cases without personal data, and each coached criterion's change against colleagues;
    the last not for the operator himself, who sees nobody else."""
    coach = may(principal.role, "coach")
    if coach:
        await catch_up_cards(services)
    async with services.reading() as session:
        held = await _open(session, session_id, principal, language)
        cases = await _cases(session, services, held)
        effects = await _effects(session, services, held, principal, language) if coach else ()
        names = {person.id: person.name for person in await services.people(session)}
    shown = tuple(show_session_case(case, criterion, language) for criterion, case in cases)
    return show_session(held, names, language, cases=shown, helped=effects)


@patch("/coaching/sessions/{session_id:str}", opt={"action": "coach"}, summary="Revise a session")
async def revise_session(
    session_id: FromPath[str], data: JSONBody[SessionEditIn], services: TheServices, principal: Who, language: Speaks
) -> SessionView:
    """New notes or agreed actions; what is left out stays."""
    async with services.writing() as session:
        held = await _open(session, session_id, principal, language)
        made = await revise(
            session,
            held.id,
            notes=data.notes,
            actions=None if data.actions is None else _actions(data.actions),
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
        names = {person.id: person.name for person in await services.people(session)}
    return show_session(made, names, language)


@get("/coaching/sessions/{session_id:str}/file", opt={"action": "coach"}, summary="A session as PDF or DOCX")
async def session_file(
    session_id: FromPath[str],
    services: TheServices,
    principal: Who,
    language: Speaks,
    wanted: Annotated[str, QueryParameter(name="format", description="pdf or docx")] = "pdf",
) -> Response[bytes]:
    """Date, notes, agreed actions, effects and cases on paper; personal data of customers is removed from the cases."""
    file_format = next((each for each in _FORMATS if each == wanted), None)
    if file_format is None:
        raise InvalidInput(f"there is no format {wanted!r}", where="format", mend=f"one of: {', '.join(_FORMATS)}")
    await catch_up_cards(services)
    async with services.writing() as session:
        held = await _open(session, session_id, principal, language)
        effects = await _effects(session, services, held, principal, language)
        report = await report_of(session, services, held, await _cases(session, services, held), effects, language)
        details = {"format": file_format, "language": language}
        await audit.record(
            session,
            actor=principal.actor,
            action="coaching.exported",
            target=f"coaching:{held.id}",
            details=details,
            at=services.clock.now(),
        )
    content = await to_thread.run_sync(as_file, report, file_format)
    name = f"session-{held.held_on.isoformat()}.{file_format}"
    return Response(
        content,
        media_type=MEDIA[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


async def _open(session: AsyncSession, session_id: str, principal: Principal, language: Language) -> Session:
    held = await session_of(session, record_id(session_id), language)
    if not principal.may_see(held.operator_id):
        raise not_yours(language)
    return held


async def _cases(session: AsyncSession, services: Services, held: Session) -> list[tuple[str, Case]]:
    people = await services.people(session)
    found = []
    for criterion in dict.fromkeys(each.criterion for each in held.cases):
        ids = [each.scorecard_id for each in held.cases if each.criterion == criterion]
        cases = await cases_of(session, ids, criterion, standard_of=services.shop.standard_of, people=people)
        found += [(criterion, case) for case in cases.values()]
    return found


async def _effects(
    session: AsyncSession, services: Services, held: Session, principal: Principal, language: Language
) -> tuple[EffectView, ...]:
    shop = services.shop
    today = services.clock.now().astimezone(shop.calendar.zone).date()
    found = []
    for criterion in held.criteria:
        effect = await helped(
            session, held, criterion, today=today, zone=shop.calendar.zone, standard_of=shop.standard_of,
            visible=principal.sees,
        )  # fmt: skip
        found.append(show_effect(effect, criterion, language))
    return tuple(found)


def _actions(given: tuple[ActionIn, ...]) -> tuple[AgreedAction, ...]:
    return tuple(AgreedAction(text=each.text, due_on=each.due_on, done=each.done) for each in given)


router = Router(
    "/v1",
    route_handlers=[hold_session, list_sessions, get_session, revise_session, session_file],
    tags=["coaching"],
)
