"""Disputes: an operator contests a verdict on his own reply, a lead decides; the board in figures."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.auth import not_yours
from api.card_reading import open_card
from api.handling import Speaks, TheServices, Who, record_id
from api.views import CriterionDisputesView, DisputeDecisionIn, DisputeIn, DisputeList, DisputeView
from human_review.dispute_figures import figures
from human_review.disputes import STATES, StoredDispute, decide_dispute, dispute_card, disputes, open_dispute
from human_review.edits import CRITICAL
from qa_scoring.labels import criterion_label, critical_label
from reply_core.errors import InvalidInput
from reply_core.types import Language

_STATES: Mapping[str, Mapping[Language, str]] = {
    "open": {"ru": "ждёт решения", "en": "waits for a decision"},
    "accepted": {"ru": "принят: оценка изменена", "en": "accepted: the verdict was changed"},
    "declined": {"ru": "отклонён", "en": "declined"},
}


@get("/disputes", opt={"action": "read_disputes"}, summary="Disputes")
async def list_disputes(
    services: TheServices,
    principal: Who,
    language: Speaks,
    wanted: Annotated[str, QueryParameter(name="state", description="open, accepted or declined")] = "",
    days: Annotated[int, QueryParameter(ge=1, le=3650)] = 90,
) -> DisputeList:
    """Open ones first, the longest waiting at the top. An operator sees his own, a lead the team's."""
    if wanted and wanted not in STATES:
        raise InvalidInput(f"there is no state {wanted!r}", where="state", mend=f"one of: {', '.join(STATES)}")
    since = services.clock.now() - timedelta(days=days)
    async with services.reading() as session:
        found = await disputes(session, operators=principal.sees, since=since)
        names = {person.id: person.name for person in await services.people(session)}
    board = figures(found)
    shown = [each for each in found if not wanted or each.state == wanted]
    return DisputeList(
        items=show_disputes(shown, names, language),
        open=board.open,
        decided=board.decided,
        median_hours=board.median_hours,
        criteria=tuple(
            CriterionDisputesView(
                criterion=each.criterion,
                label=_label(each.criterion, language),
                accepted=each.accepted,
                decided=each.decided,
                low=each.low,
                high=each.high,
            )
            for each in board.criteria
        ),
        days=services.settings.dispute_days,
    )


@post("/scorecards/{card_id:str}/disputes", opt={"action": "dispute"}, summary="Contest a verdict")
async def contest(
    card_id: FromPath[str], data: JSONBody[DisputeIn], services: TheServices, principal: Who, language: Speaks
) -> DisputeView:
    """An operator contests one verdict on a reply of his own, within the term."""
    async with services.writing() as session:
        stored = await open_card(session, card_id, principal, language)
        if not principal.operator_id or stored.operator_id != principal.operator_id:
            raise not_yours(language)
        made = await open_dispute(
            session,
            stored,
            criterion=data.criterion,
            comment=data.comment,
            operator_id=principal.operator_id,
            days=services.settings.dispute_days,
            clock=services.clock,
            language=language,
        )
        names = {person.id: person.name for person in await services.people(session)}
    return show_disputes([made], names, language)[0]


@post(
    "/disputes/{dispute_id:str}/decision", opt={"action": "decide_dispute"}, status_code=200, summary="Decide a dispute"
)
async def decide(
    dispute_id: FromPath[str],
    data: JSONBody[DisputeDecisionIn],
    services: TheServices,
    principal: Who,
    language: Speaks,
) -> DisputeView:
    """Accept (the lead's verdict goes on the card, the machine's stays beside it) or decline; once."""
    name = record_id(dispute_id)
    async with services.writing() as session:
        stored = await open_card(session, await dispute_card(session, name), principal, language)
        made = await decide_dispute(
            session,
            name,
            stored,
            accepted=data.decision == "accept",
            words=data.words,
            verdict=data.verdict,
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
        names = {person.id: person.name for person in await services.people(session)}
    return show_disputes([made], names, language)[0]


def show_disputes(
    found: Sequence[StoredDispute], names: Mapping[str, str], language: Language
) -> tuple[DisputeView, ...]:
    """Disputes with names in place of ids, and the words of their states."""
    return tuple(
        DisputeView(
            id=each.id,
            scorecard_id=each.scorecard_id,
            conversation_id=each.conversation_id,
            criterion=each.criterion,
            label=_label(each.criterion, language),
            operator_id=each.operator_id,
            operator_name=names.get(each.operator_id, each.operator_id),
            comment=each.comment,
            state=each.state,
            state_label=_STATES[each.state][language],
            opened_at=each.opened_at,
            replied_at=each.replied_at,
            decision=each.decision,
            decided_by=names.get(each.decided_by, each.decided_by),
            decided_at=each.decided_at,
        )
        for each in found
    )


def _label(criterion: str, language: Language) -> str:
    if criterion.startswith(CRITICAL):
        return critical_label(criterion.removeprefix(CRITICAL), language)
    return criterion_label(criterion, language)


router = Router("/v1", route_handlers=[list_disputes, contest, decide], tags=["disputes"])
