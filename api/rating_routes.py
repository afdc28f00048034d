"""Customers' ratings: files of them in, and what they say beside the criteria."""

from typing import Any

from anyio import to_thread
from litestar import Router, get, post
from litestar.params import MultipartBody

from api.catching_up import catch_up_cards, catch_up_contacts
from api.group_names import ByQuery, ChannelQuery, TopicQuery, Weeks, teams_of
from api.handling import Speaks, TheServices, Who, takes_files
from api.show_customers import show_customers
from api.uploads import read_uploads
from api.views import BadRatingView, CustomerVoiceView, RatingImportView
from api.words import say
from human_review.contact_sums import order_days_of
from human_review.customer_voice import store_ratings
from human_review.customers import customer_voice
from human_review.rating_files import RatingFile, parse_scale, read_ratings
from human_review.slices import Slice
from reply_core import audit
from reply_core.errors import InvalidInput
from reply_core.types import Language

Form = MultipartBody[dict[str, Any]]
FIELDS = ("scale", "source")
_WORDS: dict[Language, str] = {
    "ru": "Оценок прочитано: {read}, новых: {stored}, строк с ошибками: {bad}, диалогов не нашлось: {unknown}",
    "en": "Ratings read: {read}, new: {stored}, rows left out: {bad}, conversations not found: {unknown}",
}


@post("/ratings/import", opt=takes_files("import_dialogues"), status_code=200, summary="Import customers' ratings")
async def import_ratings(data: Form, services: TheServices, principal: Who, language: Speaks) -> RatingImportView:
    """Files of ratings in the form field `files`, one a row, with the conversation's id; `scale` (such as `1-5`) where
    the numbers do not tell. Imported again, nothing is stored twice; rows that cannot be read are named."""
    uploaded = await read_uploads(data, language)
    if unknown := sorted(set(uploaded.fields) - set(FIELDS)):
        raise InvalidInput(
            say("form_unknown", language, names=", ".join(unknown)), where="form", mend=", ".join(("files", *FIELDS))
        )
    scale = parse_scale(uploaded.fields.get("scale", ""), language)
    zone = services.shop.calendar.zone

    def read() -> list[RatingFile]:
        return [read_ratings(name, body, scale=scale, zone=zone, language=language) for name, body in uploaded.files]

    files = await to_thread.run_sync(read)
    ratings = [rating for each in files for rating in each.ratings]
    bad = tuple(BadRatingView(**row._asdict()) for each in files for row in each.bad)
    async with services.writing() as session:
        stored, missing = await store_ratings(session, ratings, uploaded.fields.get("source") or "file")
        rated, now = {each.conversation_id for each in ratings}, services.clock.now()
        await order_days_of(session, rated, zone=zone, now=now)
        details = {"ratings": len(ratings), "stored": stored, "bad": len(bad)}
        await audit.record(
            session, actor=principal.actor, action="ratings.imported", target=f"brand:{services.shop.brand}",
            details=details, at=now,
        )  # fmt: skip
    text = _WORDS[language].format(read=len(ratings), stored=stored, bad=len(bad), unknown=missing)
    return RatingImportView(
        ratings=len(ratings), stored=stored, unknown_conversations=missing, bad=bad[:200], text=text
    )


@get("/trends/customers", opt={"action": "read_trends"}, summary="What customers made of it")
async def customers(
    services: TheServices,
    principal: Who,
    language: Speaks,
    weeks: Weeks = 12,
    by: ByQuery = "operator",
    channel: ChannelQuery = "",
    topic: TopicQuery = "",
) -> CustomerVoiceView:
    """Helped at first contact, ratings, and how each criterion goes with either; with n and interval."""
    shop, clock = services.shop, services.clock
    zone = shop.calendar.zone
    await catch_up_cards(services)
    await catch_up_contacts(services)
    async with services.reading() as session:
        people = await services.people(session)
        cut = Slice(by=by, channel=channel, topic=topic, operators=principal.sees, teams=teams_of(people))
        found = await customer_voice(session, cut, weeks=weeks, now=clock.now(), zone=zone)
    names = {person.id: person.name for person in people}
    return show_customers(found, cut, weeks=weeks, people=names, language=language)


router = Router("/v1", route_handlers=[import_ratings, customers], tags=["customers"])
