"""Spotlights: built-in and saved filters with counts, each leading to its replies."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Annotated, get_args

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.auth import Principal
from api.card_reading import card_items
from api.handling import Speaks, TheServices, Who, record_id
from api.show_card import topic_label
from api.times import plural
from api.views.sampling import EndedView
from api.views.spotlights import SpotlightFilters, SpotlightIn, SpotlightList, SpotlightPage, SpotlightView
from human_review import spotlights
from human_review.cards import cards_by_id
from human_review.counting import Counted
from human_review.spotlights import ENOUGH, LIGHTS, Filters, Saved
from qa_scoring.labels import criterion_label
from qa_scoring.scorecard import CRITERIA
from reply_core.errors import InvalidInput
from reply_core.topics import TOPICS
from reply_core.types import Channel, Language
from tone_of_voice.brief import channel_label

_NAMES: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "unhappy": {
        "ru": ("Недовольный покупатель", "в вопросе жалоба, тема — жалоба на сотрудника или оценка не выше 2 из 5"),
        "en": ("Unhappy customer", "a complaint was made, of the staff or other, or the rating is at most 2 of 5"),
    },
    "broken_promise": {
        "ru": ("Нарушенные обещания", "обещанное оператором не сделано в обещанный срок"),
        "en": ("Broken promises", "what the operator promised was not done in the promised time"),
    },
    "long_wait": {
        "ru": ("Долгое ожидание", "ответ пришёл позже срока стандарта"),
        "en": ("Long waits", "the reply came after the standard's target"),
    },
    "unsafe_link": {
        "ru": ("Чужая ссылка", "ссылка вне списка разрешённых: ошибка или вопрос к человеку"),
        "en": ("Unsafe link", "a link outside the allowed list: an error, or a question for a person"),
    },
    "escalation": {
        "ru": ("Эскалации", "вопрос передан дальше, или в диалоге раньше писал другой оператор"),
        "en": ("Escalations", "the question was passed on, or another operator wrote in it before"),
    },
    "critical": {
        "ru": ("Критические ошибки", "найденные и возможные"),
        "en": ("Critical errors", "confirmed and possible ones"),
    },
    "outlier": {
        "ru": ("Необычно низкие", "итог ниже среднего на два стандартных отклонения среди оценённых так же"),
        "en": ("Unusually low", "a total two standard deviations below the mean of cards made the same way"),
    },
    "exceptional": {
        "ru": ("Отличные ответы", "итог от 95, оценено не меньше 80 %, критических ошибок нет"),
        "en": ("Exceptional replies", "a total of 95 or more, at least 80% judged, no critical error"),
    },
}
_FEW: Mapping[Language, str] = {
    "ru": "; считается от {n} ответов, оценённых одинаково",
    "en": "; counted from {n} replies made the same way",
}
_MORE: Mapping[Language, str] = {"ru": "больше {n}", "en": "more than {n}"}
_OF: Mapping[Language, str] = {"ru": "{count} из {of} {unit}", "en": "{count} of {of} replies"}


@get("/spotlights", opt={"action": "read_spotlights"}, summary="Spotlights with their counts")
async def list_spotlights(
    services: TheServices,
    principal: Who,
    language: Speaks,
    days: Annotated[int, QueryParameter(ge=1, le=365)] = 28,
) -> SpotlightList:
    """Built-in ones and saved ones, out of all scored replies of the last days that this key may see."""
    async with services.reading() as session:
        names = {person.id: person.name for person in await services.people(session)}
        since = services.clock.now() - timedelta(days=days)
        seen = await spotlights.window(session, since=since, operators=principal.sees, zone=services.shop.calendar.zone)
        of = seen.of
        items = []
        for light in LIGHTS:
            count = await spotlights.count(session, seen, Filters(light=light))
            items.append(_built_in(light, count, of, language, few=light == "outlier" and not seen.rare))
        for each in await spotlights.saved(session, services.shop.brand):
            if _visible(each, principal):
                count = await spotlights.count(session, seen, each.filters)
                items.append(_saved(each, count, of, names, language))
    return SpotlightList(days=days, of=of, items=tuple(items))


@get("/spotlights/{light_id:str}", opt={"action": "read_spotlights"}, summary="The replies of a spotlight")
async def read_spotlight(
    light_id: FromPath[str],
    services: TheServices,
    principal: Who,
    language: Speaks,
    days: Annotated[int, QueryParameter(ge=1, le=365)] = 28,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> SpotlightPage:
    """By the name of a built-in spotlight or the id of a saved one."""
    name = record_id(light_id)
    async with services.reading() as session:
        names = {person.id: person.name for person in await services.people(session)}
        filters = await spotlights.filters_of(session, name, services.shop.brand)
        principal.narrowed(filters.operator, language)
        since = services.clock.now() - timedelta(days=days)
        seen = await spotlights.window(session, since=since, operators=principal.sees, zone=services.shop.calendar.zone)
        of = seen.of
        total = await spotlights.count(session, seen, filters, beyond=offset)
        ids = await spotlights.cards(session, seen, filters, limit=limit, offset=offset)
        found = await cards_by_id(session, ids)
        stored = [found[one] for one in ids if one in found]
        items = await card_items(session, services, stored, names, principal, language)
        kept = {each.id: each for each in await spotlights.saved(session, services.shop.brand)}
    if name in kept:
        view = _saved(kept[name], total, of, names, language)
    else:
        view = _built_in(name, total, of, language, few=name == "outlier" and not seen.rare)
    return SpotlightPage(spotlight=view, items=items, total=total.n, more=total.more, limit=limit, offset=offset)


@post("/spotlights", opt={"action": "read_spotlights"}, summary="Save a spotlight")
async def save_spotlight(
    data: JSONBody[SpotlightIn], services: TheServices, principal: Who, language: Speaks
) -> SpotlightView:
    """Keep a filter under a name; everybody who reviews sees it with his own people's replies."""
    filters = Filters(**{each.name: getattr(data.filters, each.name) for each in fields(Filters)})
    principal.narrowed(filters.operator, language)
    _known("filters.channel", filters.channel, get_args(Channel))
    _known("filters.topic", filters.topic, tuple(TOPICS))
    _known("filters.criterion", filters.criterion, CRITERIA)
    if filters == Filters():
        said, mend = _nothing(language)
        raise InvalidInput(said, where="filters", mend=mend)
    async with services.writing() as session:
        names = {person.id: person.name for person in await services.people(session)}
        _known("filters.operator", filters.operator, tuple(names))
        made = await spotlights.save(
            session, data.name, filters, brand=services.shop.brand, author=principal.actor, clock=services.clock
        )
        since = services.clock.now() - timedelta(days=28)
        seen = await spotlights.window(session, since=since, operators=principal.sees, zone=services.shop.calendar.zone)
        count = await spotlights.count(session, seen, filters)
    return _saved(made, count, seen.of, names, language)


@delete("/spotlights/{light_id:str}", opt={"action": "read_spotlights"}, status_code=200, summary="Forget a spotlight")
async def remove_spotlight(light_id: FromPath[str], services: TheServices, principal: Who) -> EndedView:
    """A saved one; built-in ones stay."""
    async with services.writing() as session:
        await spotlights.remove(session, record_id(light_id), author=principal.actor, clock=services.clock)
    return EndedView(id=record_id(light_id))


def _visible(each: Saved, principal: Principal) -> bool:
    return not each.filters.operator or principal.may_see(each.filters.operator)


def _built_in(light: str, count: Counted, of: int, language: Language, *, few: bool) -> SpotlightView:
    name, text = _NAMES[light][language]
    return SpotlightView(
        id=light,
        name=name,
        text=text + (_FEW[language].format(n=ENOUGH) if few else ""),
        built_in=True,
        filters=SpotlightFilters.model_validate({"light": light}),
        count=count.n,
        more=count.more,
        of=of,
        count_text=_count(count, of, language),
    )


def _saved(each: Saved, count: Counted, of: int, names: Mapping[str, str], language: Language) -> SpotlightView:
    values = {field.name: getattr(each.filters, field.name) for field in fields(Filters)}
    return SpotlightView(
        id=each.id,
        name=each.name,
        text=_words(each.filters, names, language),
        built_in=False,
        filters=SpotlightFilters.model_validate(values),
        count=count.n,
        more=count.more,
        of=of,
        count_text=_count(count, of, language),
        author=each.author,
        created_at=each.created_at,
    )


def _words(filters: Filters, names: Mapping[str, str], language: Language) -> str:
    parts = []
    if filters.light in _NAMES:
        parts.append(_NAMES[filters.light][language][0])
    if filters.operator:
        parts.append(names.get(filters.operator, filters.operator))
    parts += [channel_label(each, language) for each in get_args(Channel) if each == filters.channel]
    if filters.topic:
        parts.append(topic_label(filters.topic, language))
    if filters.criterion:
        parts.append(criterion_label(filters.criterion, language))
    return " · ".join(parts)


def _count(count: Counted, of: int, language: Language) -> str:
    n = _MORE[language].format(n=count.n) if count.more else count.n
    return _OF[language].format(count=n, of=of, unit=plural(of, "ответа", "ответов", "ответов"))


def _nothing(language: Language) -> tuple[str, str]:
    if language == "ru":
        return "Фильтр пуст: в него попадут все ответы", "выберите хотя бы одно условие"
    return "The filter is empty: it would show every reply", "choose at least one condition"


def _known(where: str, given: str, known: tuple[str, ...]) -> None:
    if given and given not in known:
        raise InvalidInput(f"unknown: {given!r}", where=where, mend=f"one of: {', '.join(known)}")


router = Router(
    "/v1",
    route_handlers=[list_spotlights, read_spotlight, save_spotlight, remove_spotlight],
    tags=["spotlights"],
)
