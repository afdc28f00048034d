"""Cases for coaching, the practice sheet made of them, and what the knowledge base does not answer."""

from datetime import timedelta
from typing import Annotated, cast

from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter

from api.auth import not_yours
from api.card_words import word_label
from api.handling import Speaks, TheServices, Who
from api.show_card import show_evidence, topic_label
from api.views import SheetIn, SheetView
from api.views.coaching import CaseGroupList, CaseGroupView, CoachCaseList, CoachCaseView, GoodReplyView
from human_review.case_reading import cases_of, find_cases, good_replies
from human_review.causes import CAUSES, OWN_CAUSES, Cause, cause_label
from human_review.coaching import Case, sheet
from human_review.low_cases import low_groups
from human_review.plain_words import sentence
from human_review.practice import why_not_practised
from human_review.store import causes_of
from qa_scoring.labels import criterion_label
from qa_scoring.retold import retold
from qa_scoring.scorecard import CRITERIA
from reply_core import audit
from reply_core.errors import InvalidInput, NotFound
from reply_core.topics import TOPICS
from reply_core.types import Language

_VERDICTS = ("pass", "partial", "fail", "na", "unsure")


@get("/coaching/groups", opt={"action": "coach"}, summary="Low cases by criterion and root cause")
async def list_groups(
    services: TheServices,
    principal: Who,
    language: Speaks,
    operator: Annotated[str, QueryParameter(description="An operator's id; empty: everybody visible")] = "",
    days: Annotated[int | None, QueryParameter(ge=1, le=3650)] = None,
) -> CaseGroupList:
    """How many replies do not or partly meet each criterion, by the root cause a reviewer gave; the most first."""
    async with services.reading() as session:
        found = await low_groups(
            session,
            operators=principal.narrowed(operator, language),
            since=services.clock.now() - timedelta(days=days) if days else None,
        )
    items = tuple(
        CaseGroupView(
            criterion=each.criterion,
            label=criterion_label(each.criterion, language),
            cause=each.cause,
            cause_label=_cause_label(each.cause, language),
            counts=_counts(each.cause),
            n=each.n,
            more=each.more,
        )
        for each in found
        if each.criterion in CRITERIA
    )
    return CaseGroupList(items=items, n=sum(item.n for item in items))


@get("/coaching/cases", opt={"action": "coach"}, summary="Low cases, worst first")
async def list_cases(
    services: TheServices,
    principal: Who,
    language: Speaks,
    criterion: Annotated[str, QueryParameter(description="A criterion's code, such as timeframe")],
    operator: Annotated[str, QueryParameter(description="An operator's id; empty: everybody visible")] = "",
    cause: Annotated[str, QueryParameter(description="A root cause; none: not reviewed; empty: all")] = "",
    days: Annotated[int | None, QueryParameter(ge=1, le=3650)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> CoachCaseList:
    """Replies where one criterion is not met or partly met, then those where it was possibly missed; beside each its
    root cause and a good reply on the same topic."""
    check_criterion(criterion)
    if cause and cause not in CAUSES:
        raise InvalidInput(f"there is no cause {cause!r}", where="cause", mend=f"one of: {', '.join(CAUSES)}")
    shop = services.shop
    async with services.reading() as session:
        people = await services.people(session)
        cases = await find_cases(
            session,
            criterion,
            standard_of=shop.standard_of,
            people=people,
            operators=principal.narrowed(operator, language),
            since=services.clock.now() - timedelta(days=days) if days else None,
            limit=200 if cause else limit,
        )
        causes = await causes_of(session, [each.scorecard_id for each in cases])
        if cause:
            cases = tuple(each for each in cases if (causes.get(each.scorecard_id) or "none") == cause)[:limit]
        good = await good_replies(session, cases, criterion, standard_of=shop.standard_of, people=people)
    names = {person.id: person.name for person in people}
    line = sentence(criterion, shop.standard, language)
    return CoachCaseList(
        criterion=criterion,
        label=criterion_label(criterion, language),
        items=tuple(
            _case(
                each, criterion, names.get(each.operator_id, ""), line, language,
                cause=causes.get(each.scorecard_id, ""), good=good.get(each.topic),
            )
            for each in cases
        ),
    )  # fmt: skip


@post("/coaching/sheet", opt={"action": "coach"}, status_code=200, summary="A practice sheet")
async def make_sheet(data: JSONBody[SheetIn], services: TheServices, principal: Who, language: Speaks) -> SheetView:
    """Chosen cases on one sheet: buyer's words, reply, verdict, the standard's line and a good reply on the same topic;
    names, phones, addresses and order numbers are removed."""
    check_criterion(data.criterion)
    shop = services.shop
    async with services.writing() as session:
        people = await services.people(session)
        found = await cases_of(session, data.scorecards, data.criterion, standard_of=shop.standard_of, people=people)
        if missing := [card_id for card_id in data.scorecards if card_id not in found]:
            raise NotFound("There is no such scored reply", where=", ".join(missing[:5]), mend="take it off the list")
        if any(not principal.may_see(case.operator_id) for case in found.values()):
            raise not_yours(language)
        cases = list(found.values())
        good = await good_replies(session, cases, data.criterion, standard_of=shop.standard_of, people=people)
        details = {"criterion": data.criterion, "cards": list(found)}
        await audit.record(
            session,
            actor=principal.actor,
            action="coaching.sheet",
            target=f"criterion:{data.criterion}",
            details=details,
            at=services.clock.now(),
        )
    made = sheet(
        cases,
        criterion=data.criterion,
        label=criterion_label(data.criterion, language),
        standard_line=sentence(data.criterion, shop.standard, language),
        topics={code: topic_label(code, language) for code in TOPICS},
        verdicts={word: word_label(word, language) for word in _VERDICTS},
        good=good,
        language=language,
        file_format=data.format,
    )
    return SheetView(format=data.format, filename=made.filename, text=made.text, cases=made.cases, removed=made.removed)


def check_criterion(criterion: str) -> None:
    """Refuse a criterion that the standard does not know.

    Raises:
        InvalidInput: lists those there are.
    """
    if criterion not in CRITERIA:
        raise InvalidInput(
            f"there is no criterion {criterion!r}", where="criterion", mend=f"one of: {', '.join(CRITERIA)}"
        )


def _cause_label(cause: str, language: Language) -> str:
    if cause:
        return cause_label(cast("Cause", cause), language)
    return "причина не указана" if language == "ru" else "no cause given"


def _counts(cause: str) -> bool:
    return not cause or cause in OWN_CAUSES


def _case(
    case: Case, criterion: str, operator_name: str, line: str, language: Language, *, cause: str, good: Case | None
) -> CoachCaseView:
    beside = None
    if good is not None:
        beside = GoodReplyView(
            scorecard_id=good.scorecard_id, customer_text=good.customer_text, reply_text=good.reply_text
        )
    return CoachCaseView(
        cause=cause,
        cause_label=_cause_label(cause, language),
        counts=_counts(cause),
        good=beside,
        no_task=why_not_practised(criterion, language),
        scorecard_id=case.scorecard_id,
        conversation_id=case.conversation_id,
        message_id=case.message_id,
        operator_id=case.operator_id,
        operator_name=operator_name or case.operator_id,
        replied_at=case.replied_at,
        topic=case.topic,
        topic_label=topic_label(case.topic, language),
        channel=case.channel,
        criterion=criterion,
        label=criterion_label(criterion, language),
        verdict=case.verdict,
        verdict_label=word_label(case.verdict, language),
        value=case.value,
        reason=retold(case.reason, language),
        customer_text=case.customer_text,
        reply_text=case.reply_text,
        evidence=show_evidence(case.evidence),
        customer_message_ids=case.customer_message_ids,
        message_ids=case.message_ids,
        standard_line=line,
    )


router = Router("/v1", route_handlers=[list_groups, list_cases, make_sheet], tags=["coaching"])
