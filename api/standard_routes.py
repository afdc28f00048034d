"""A standard before and after it is switched on: tried on history, saved, and history scored anew by it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, cast

from litestar import Router, get, post, put
from litestar.params import JSONBody, QueryParameter

from api.handling import Speaks, TheServices, Who
from api.revising import check_standard_base
from api.services import Services
from api.shop import ShopState
from api.show_moves import show_moves
from api.show_shop import show_standard
from api.views import MovesView, RescoreIn, RescoreView, StandardIn, StandardView, TryStandardIn
from api.views.shop import VersionList, VersionView
from api.words import level_label, say
from qa_scoring.history import Chosen, at_level, chosen_replies
from qa_scoring.rescore_jobs import begin_run, find_standard, order_rescore, run_key, what_moved
from qa_scoring.revisions import save_standard, saved_standards
from qa_scoring.rubric import judge_version
from qa_scoring.scorecard import SCORER_VERSION
from qa_scoring.standard import Standard, standard_from_dict, standard_to_dict
from qa_scoring.trial import draw, try_standard
from reply_core import audit
from reply_core.errors import InvalidInput
from reply_core.types import Level

TRY_SECONDS = 20.0
"""A trial stops after so long: what it has tried by then is a random part of the sample."""
_RANKS: tuple[Level, ...] = ("rules", "local", "model")


@post("/standards/try", opt={"action": "edit_standard"}, status_code=200, summary="Try a standard on sent replies")
async def try_draft(
    data: JSONBody[TryStandardIn], services: TheServices, principal: Who, language: Speaks
) -> MovesView:
    """How many verdicts would change, per criterion and for whom, had the draft been in force. Nothing is stored; the
    model is not asked, what it decided before holds on both sides."""
    shop = services.shop
    await shop.freshen()
    draft = _draft(shop, data.standard)
    level: Level = "rules" if shop.embedder is None else "local"
    chosen = Chosen(since=data.since, operators=principal.narrowed(data.operator, language))
    async with services.reading() as session:
        replies, meant = await draw(session, chosen, data.sample)
    book = at_level(shop.scorebook(), level)
    sessions = services.readers or services.sessions
    trial = await try_standard(sessions, replies, book, draft, services.clock, seconds=TRY_SECONDS)
    view = show_moves(trial.tallied, await _names(services), language)
    notes = () if trial.complete else (say("trial_cut", language, done=trial.tallied.replies, total=len(replies)),)
    return view.model_copy(
        update={
            "drawn_from": meant, "complete": trial.complete, "level": level,
            "level_label": level_label(level, language), "standard": shop.standard.version, "draft": draft.version,
            "notes": notes,
        }
    )  # fmt: skip


@put("/standard", opt={"action": "edit_standard"}, summary="Switch a standard on")
async def write_standard(
    data: JSONBody[StandardIn], services: TheServices, principal: Who, language: Speaks
) -> StandardView:
    """Save the standard as a new revision, in force from now on; earlier replies keep their cards."""
    shop = services.shop
    await shop.freshen(now=True)
    draft = _draft(shop, data.standard)
    if "version" not in data.standard:  # saved under the next free number: 2026-11, 2026-11+2, 2026-11+3
        draft = replace(draft, version=shop.standard.version)
    now = services.clock.now()
    async with services.writing() as session:
        await check_standard_base(session, shop, data.base, language)
        saved = await save_standard(session, shop.brand, draft, author=principal.actor, at=now)
        await audit.record(
            session, actor=principal.actor, action="standard.saved", target=f"brand:{shop.brand}",
            details={"version": saved.version}, at=now,
        )  # fmt: skip
    shop.standards = {**shop.standards, saved.version: saved}
    shop.standard = saved
    return show_standard(shop, language)


@post("/rescore", opt={"action": "edit_standard"}, status_code=202, summary="Score sent replies anew")
async def order(data: JSONBody[RescoreIn], services: TheServices, principal: Who, language: Speaks) -> RescoreView:
    """Hand the work over: new cards beside the old ones. Ordered again before it is done, it is the same work."""
    shop = services.shop
    await shop.freshen()
    level = _level(shop, data.level)
    chosen = Chosen(
        since=data.since, conversation=data.conversation_id, operators=principal.narrowed(data.operator, language)
    )
    async with services.reading() as session:
        standard = await find_standard(session, shop.brand, data.standard) if data.standard else shop.standard
        replies = await chosen_replies(session, chosen)
    gateway = shop.gateway if level == "model" else None
    scorer = f"{SCORER_VERSION} {judge_version(gateway.name)}" if gateway is not None else SCORER_VERSION
    key = run_key(standard.version, level, scorer, chosen)
    async with services.writing() as session:
        began = await begin_run(session, key, len(replies), services.clock)
        await audit.record(
            session, actor=principal.actor, action="scores.rescored", target=f"brand:{shop.brand}",
            details={"standard": standard.version, "level": level, "replies": len(replies)}, at=services.clock.now(),
        )  # fmt: skip
    payload = {"standard": data.standard, "level": level, "brand": shop.brand}
    portions = await order_rescore(replies, payload, key, began, services.enqueue)
    return RescoreView(
        replies=len(replies), portions=portions, standard=standard.version, level=level, began=began
    )  # fmt: skip


@get("/rescore", opt={"action": "edit_standard"}, summary="What scoring anew has moved")
async def report(
    services: TheServices,
    principal: Who,
    language: Speaks,
    began: Annotated[datetime, QueryParameter(description="When the work began, as POST /v1/rescore said.")],
) -> MovesView:
    """Each reply's card before that moment beside its newest card since, with the causes."""
    async with services.reading() as session:
        tallied = await what_moved(session, began, Chosen(operators=principal.sees))
    return show_moves(tallied, await _names(services), language)


@get("/standard/versions", opt={"action": "read_standard"}, summary="Versions of the standard")
async def standard_versions(services: TheServices) -> VersionList:
    """Every saved version with who saved it and when; the newest is in force. To go back, save its data again."""
    async with services.reading() as session:
        kept = await saved_standards(session, services.shop.brand)
    return VersionList(
        items=tuple(
            VersionView(
                version=each.standard.version, author=each.author, created_at=each.created_at, in_force=place == 0,
                data=standard_to_dict(each.standard),
            )
            for place, each in enumerate(kept)
        )
    )  # fmt: skip


async def _names(services: Services) -> Mapping[str, str]:
    async with services.reading() as session:
        return {each.id: each.name for each in await services.people(session)}


def _level(shop: ShopState, wanted: str) -> Level:
    """The level asked for, if this installation has it."""
    level = cast("Level", wanted or shop.level)
    if _RANKS.index(level) > _RANKS.index(shop.level):
        raise InvalidInput(f"this installation has no level {level}", where="level", mend=f"at most {shop.level}")
    return level


def _draft(shop: ShopState, tables: Mapping[str, Any]) -> Standard:
    """The standard in force with these tables laid over it."""
    base = standard_to_dict(shop.standard)
    merged = {
        key: {**base[key], **tables[key]}
        if isinstance(base.get(key), dict) and isinstance(tables.get(key), dict) and key != "calendar"
        else tables.get(key, value)
        for key, value in {**tables, **base}.items()
    }
    draft = standard_from_dict(merged, where="standard")
    return draft if "version" in tables else replace(draft, version=f"{shop.standard.version}-draft")


router = Router("/v1", route_handlers=[try_draft, order, report, standard_versions], tags=["standard"])
