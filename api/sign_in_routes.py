"""Signing in and out: a key or the company's ID token in, a session's token out."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from litestar import Router, get, post
from litestar.params import JSONBody

from api.attempts import TooOften, address_of
from api.handling import AnyRequest, Speaks, TheServices, Who
from api.identity import IdentityProvider
from api.services import Services
from api.views.sign_in import KeySignIn, ProviderSignIn, SessionView, SignInWays
from reply_core import audit
from reply_core.errors import NotAllowed, NotFound, NotSignedIn
from reply_core.keys import find_key
from reply_core.people import recognise
from reply_core.sign_ins import end_session, open_session
from reply_core.types import Language

_OPEN = {"action": "sign_in", "open": True, "exclude_from_auth": True}
_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "unknown_key": {
        "ru": (
            "Ключ не подходит: неизвестен или отозван",
            "Проверьте, что он введён целиком, или попросите новый у администратора",
        ),
        "en": ("The key is not known or was revoked", "Check that it is whole, or ask an administrator for a new one"),
    },
    "too_often": {
        "ru": ("Слишком много неудачных попыток входа с этого адреса", "Подождите {seconds} с и попробуйте ещё раз"),
        "en": ("Too many failed sign-ins from this address", "Wait {seconds} s and try again"),
    },
    "off": {
        "ru": ("Вход через компанию не настроен", "Войдите по ключу; настройка: TACT_OIDC_ISSUER"),
        "en": ("Signing in by the company's provider is not set up", "Sign in by key; the setting is TACT_OIDC_ISSUER"),
    },
    "unknown_person": {
        "ru": ("Вас нет в списке сотрудников Такта", "Попросите добавить вас: {contact}"),
        "en": ("You are not on Tact's list of people", "Ask to be added: {contact}"),
    },
    "inactive": {
        "ru": ("Ваш доступ к Такту закрыт", "Попросите вернуть его: {contact}"),
        "en": ("Your access to Tact has been closed", "Ask for it back: {contact}"),
    },
    "contact": {"ru": ("администратора Такта", ""), "en": ("Tact's administrator", "")},
}


@get("/sign-in", opt=_OPEN, summary="How people may sign in here")
async def ways(services: TheServices) -> SignInWays:
    """By key always; by the company's identity provider where it is set up."""
    issuer = services.settings.oidc_issuer
    return SignInWays(provider=bool(issuer), provider_name=urlsplit(issuer).hostname or "")


@post("/sign-in", opt=_OPEN, summary="Exchange a key for a session")
async def sign_in(
    data: JSONBody[KeySignIn], request: AnyRequest, services: TheServices, language: Speaks
) -> SessionView:
    """A session that ends by itself; the key need not be kept."""
    now, address = services.clock.now(), _address(request, services)
    await _check_wait(services, address, now, language)
    async with services.reading() as session:
        key = await find_key(session, data.key.strip())
    if key is None:
        await _refused(services, "key", "unknown", address, now)
        what, mend = _WORDS["unknown_key"][language]
        raise NotSignedIn(what, where="key", mend=mend)
    ends = now + timedelta(hours=services.settings.session_hours)
    actor = key.operator_id or key.name
    return await _opened(services, now, ends, address=address, actor=actor, name=key.name, role=key.role, key_id=key.id)


@post("/sign-in/oidc", opt=_OPEN, summary="Exchange an ID token of the company's provider for a session")
async def sign_in_by_provider(
    data: JSONBody[ProviderSignIn], request: AnyRequest, services: TheServices, language: Speaks
) -> SessionView:
    """The token's signature, issuer, audience and expiry are checked; who is on the list of people gets a session."""
    provider = provider_of(services)
    if provider is None:
        what, mend = _WORDS["off"][language]
        raise NotFound(what, where="oidc_issuer", mend=mend)
    now, address = services.clock.now(), _address(request, services)
    await _check_wait(services, address, now, language)
    try:
        found = await provider.verify(data.id_token.strip(), nonce=data.nonce)
    except NotSignedIn:
        await _refused(services, "oidc", "bad_token", address, now)
        raise
    async with services.writing() as session:
        person = await recognise(
            session, issuer=found.issuer, subject=found.subject, email=found.email, email_verified=found.email_verified
        )
    if person is None or not person.active:
        why = "unknown_person" if person is None else "inactive"
        await _refused(services, "oidc", why, address, now)
        what, mend = _WORDS[why][language]
        contact = services.settings.oidc_contact or _WORDS["contact"][language][0]
        raise NotAllowed(what, mend=mend.format(contact=contact))
    age = max(timedelta(), datetime.now(UTC) - datetime.fromtimestamp(found.issued_at, UTC))
    ends = now + timedelta(hours=services.settings.session_hours) - age
    actor = person.operator_id or person.name
    return await _opened(
        services, now, ends, address=address, actor=actor, name=person.name, role=person.role, person_id=person.id
    )


@post("/sign-out", opt={"action": "sign_in"}, status_code=204, summary="End this session")
async def sign_out(services: TheServices, principal: Who) -> None:
    """The token stops working at once; a key is left as it is."""
    if not principal.session_id:
        return
    now = services.clock.now()
    async with services.writing() as session:
        await end_session(session, principal.session_id, now)
        await audit.record(
            session, actor=principal.actor, action="sign_in.ended", target=f"sign_in:{principal.session_id}",
            details={}, at=now,
        )  # fmt: skip


def provider_of(services: Services) -> IdentityProvider | None:
    """The company's identity provider, if the settings name one."""
    settings = services.settings
    if services.provider is None and settings.oidc_issuer:
        services.provider = IdentityProvider(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            max_age_seconds=settings.session_idle_hours * 3600,
        )
    return services.provider


async def _opened(
    services: Services, now: datetime, ends: datetime, *, address: str, actor: str, name: str, role: str,
    key_id: str = "", person_id: str = "",
) -> SessionView:  # fmt: skip
    target = f"api_key:{key_id}" if key_id else f"person:{person_id}"
    async with services.writing() as session:
        token = await open_session(session, now=now, expires_at=ends, key_id=key_id, person_id=person_id)
        await services.attempts.succeeded(session, address, now)
        await audit.record(session, actor=actor, action="sign_in.opened", target=target, details={}, at=now)
    idle = round(services.settings.session_idle_hours * 60)
    return SessionView(token=token, expires_at=ends, idle_minutes=idle, name=name, role=role)


async def _refused(services: Services, way: str, why: str, address: str, now: datetime) -> None:
    async with services.writing() as session:
        await services.attempts.failed(session, address, now, way=way, why=why)


async def _check_wait(services: Services, address: str, now: datetime, language: Language) -> None:
    async with services.reading() as session:
        seconds = await services.attempts.seconds_to_wait(session, address, now)
    if seconds:
        what, mend = _WORDS["too_often"][language]
        raise TooOften(what, seconds=seconds, mend=mend.format(seconds=seconds))


def _address(request: AnyRequest, services: Services) -> str:
    return address_of(request, services.settings.trusted_proxies.replace(" ", "").split(","))


router = Router("/v1", route_handlers=[ways, sign_in, sign_in_by_provider, sign_out], tags=["signing in"])
