"""Practice tasks: a trainer gives a low case to be answered anew, the operator answers, the standard scores it."""

from typing import Annotated

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.auth import Principal, not_yours
from api.card_reading import open_card
from api.coaching_routes import check_criterion
from api.handling import Speaks, TheServices, Who, record_id
from api.score_routes import score_talk
from api.services import Services
from api.show_coaching import show_task
from api.views.coaching import AnswerIn, TaskIn, TaskList, TaskView
from human_review.case_reading import cases_of
from human_review.practice import attempts, check_answer, close_task, keep_answer, make_task, task_of, tasks
from human_review.practice_values import STATES, Attempt, Task, conversation_of
from qa_scoring.scorecard import Scorecard
from reply_core import conversations
from reply_core.errors import InvalidInput, NotFound
from reply_core.types import Language


@post("/coaching/tasks", opt={"action": "coach"}, summary="Give a practice task")
async def give_task(data: JSONBody[TaskIn], services: TheServices, principal: Who, language: Speaks) -> TaskView:
    """A low case, with names, phones, addresses and order numbers removed, to be answered anew by an operator."""
    check_criterion(data.criterion)
    shop = services.shop
    today = services.clock.now().astimezone(shop.calendar.zone).date()
    async with services.writing() as session:
        stored = await open_card(session, data.scorecard, principal, language)
        people = await services.people(session)
        operator = data.operator or stored.operator_id
        check_operator(operator, {person.id for person in people}, principal, language)
        found = await cases_of(session, [stored.id], data.criterion, standard_of=shop.standard_of, people=people)
        if stored.id not in found:
            raise NotFound(*_no_verdict(language), where=data.criterion)
        made = await make_task(
            session,
            found[stored.id],
            await conversations.load(session, stored.card.conversation_id),
            criterion=data.criterion,
            operator_id=operator,
            due_on=data.due_on,
            today=today,
            note=data.note,
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
        names = {person.id: person.name for person in people}
    return _view(services, made, (), names, principal, language)


@get("/coaching/tasks", opt={"action": "practise"}, summary="Practice tasks")
async def list_tasks(
    services: TheServices,
    principal: Who,
    language: Speaks,
    operator: Annotated[str, QueryParameter(description="An operator's id; empty: everybody visible")] = "",
    wanted: Annotated[str, QueryParameter(name="state", description="open, answered or closed")] = "",
) -> TaskList:
    """An operator's own tasks, a trainer's team's; those to be done first."""
    if wanted and wanted not in STATES:
        raise InvalidInput(f"there is no state {wanted!r}", where="state", mend=f"one of: {', '.join(STATES)}")
    async with services.reading() as session:
        found = await tasks(session, operators=principal.narrowed(operator, language), state=wanted)
        tried = await attempts(session, [task.id for task in found])
        names = {person.id: person.name for person in await services.people(session)}
    return TaskList(
        items=tuple(_view(services, task, tried.get(task.id, ()), names, principal, language) for task in found)
    )


@get("/coaching/tasks/{task_id:str}", opt={"action": "practise"}, summary="A practice task with its attempts")
async def get_task(task_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> TaskView:
    """The thread without personal data, and every attempt with its card."""
    async with services.reading() as session:
        task = await task_of(session, record_id(task_id), language)
        if not principal.may_see(task.operator_id):
            raise not_yours(language)
        tried = await attempts(session, [task.id])
        names = {person.id: person.name for person in await services.people(session)}
    return _view(services, task, tried.get(task.id, ()), names, principal, language)


@post("/coaching/tasks/{task_id:str}/answers", opt={"action": "answer_practice"}, summary="Answer a practice task")
async def answer_task(
    task_id: FromPath[str], data: JSONBody[AnswerIn], services: TheServices, principal: Who, language: Speaks
) -> TaskView:
    """An operator's new answer to a task of his own, scored at once by the shop's standard; every attempt is kept."""
    shop = services.shop
    await shop.freshen()
    async with services.reading() as session:
        task = await task_of(session, record_id(task_id), language)
        if not principal.operator_id or task.operator_id != principal.operator_id:
            raise not_yours(language)
        await check_answer(session, task, data.text, language)
    card = (await score_talk(conversation_of(task, data.text), shop.scorebook(), services))[-1]
    async with services.writing() as session:
        await keep_answer(
            session, task.id, data.text, card, author=principal.operator_id, clock=services.clock, language=language
        )
        task = await task_of(session, task.id, language)
        tried = await attempts(session, [task.id])
        names = {person.id: person.name for person in await services.people(session)}
    return _view(services, task, tried.get(task.id, ()), names, principal, language)


@post("/coaching/tasks/{task_id:str}/close", opt={"action": "coach"}, status_code=200, summary="Close a practice task")
async def close(task_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> TaskView:
    """Nothing more is answered; the attempts stay."""
    async with services.writing() as session:
        task = await task_of(session, record_id(task_id), language)
        if not principal.may_see(task.operator_id):
            raise not_yours(language)
        task = await close_task(session, task.id, author=principal.actor, clock=services.clock, language=language)
        tried = await attempts(session, [task.id])
        names = {person.id: person.name for person in await services.people(session)}
    return _view(services, task, tried.get(task.id, ()), names, principal, language)


def check_operator(operator_id: str, known: set[str], principal: Principal, language: Language) -> None:
    """Refuse an operator who does not exist or is not visible.

    Raises:
        InvalidInput: there is no such operator. NotAllowed: he is of another team.
    """
    if not principal.may_see(operator_id):
        raise not_yours(language)
    if operator_id not in known:
        what = f"Нет оператора «{operator_id}»" if language == "ru" else f"There is no operator {operator_id!r}"
        mend = f"одно из: {', '.join(sorted(known))}" if language == "ru" else f"one of: {', '.join(sorted(known))}"
        raise InvalidInput(what, where="operator", mend=mend)


def _no_verdict(language: Language) -> tuple[str]:
    return ("У этого ответа нет такого критерия" if language == "ru" else "The reply has no such criterion",)


def _view(
    services: Services,
    task: Task,
    tried: tuple[Attempt, ...],
    names: dict[str, str],
    principal: Principal,
    language: Language,
) -> TaskView:
    shop = services.shop
    last = next((each.card for each in reversed(tried) if isinstance(each.card, Scorecard)), None)
    standard = shop.standard_of(last.pins.standard) if last else shop.standard
    today = services.clock.now().astimezone(shop.calendar.zone).date()
    return show_task(task, tried, standard, names, language, today=today, coach=principal.role != "operator")


router = Router("/v1", route_handlers=[give_task, list_tasks, get_task, answer_task, close], tags=["coaching"])
