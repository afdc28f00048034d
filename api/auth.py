"""Who is asking: keys and tokens of sessions in, a `Principal` out; and the one guard that reads the policy table."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from api.attempts import address_of
from api.policy import POLICY, Action, may
from api.services import Services
from api.words import language_of, role_label, say
from reply_core.errors import NotAllowed, NotSignedIn
from reply_core.keys import KeyRecord, find_key
from reply_core.sign_ins import MARK, OpenSession, find_session, touch
from reply_core.types import Language

Connection = ASGIConnection[Any, Any, Any, Any]
_BY_ITSELF = frozenset({"/v1/progress"})
"""What an open page asks for without anybody at it: that keeps no session alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who a key stands for."""

    name: str
    role: str
    operator_id: str = ""
    team: str = ""
    session_id: str = ""
    """The session the request came by; empty: a key."""
    sees: frozenset[str] | None = None
    """Ids of the operators whose conversations and cards are visible; None: everybody's."""

    @property
    def actor(self) -> str:
        """How this principal is named in edits and in the audit: the operator, else the key's name."""
        return self.operator_id or self.name

    def may_see(self, operator_id: str) -> bool:
        """Whether a card or conversation of this operator is visible."""
        return self.sees is None or operator_id in self.sees

    def narrowed(self, operator_id: str, language: Language) -> frozenset[str] | None:
        """The operators a list may show when ``operator_id`` is asked for ("" = all that are visible).

        Raises:
            NotAllowed: that operator is not visible to this principal.
        """
        if not operator_id:
            return self.sees
        if not self.may_see(operator_id):
            raise not_yours(language)
        return frozenset({operator_id})


def not_yours(language: Language) -> NotAllowed:
    """The refusal of a colleague's record."""
    return NotAllowed(say("not_yours", language), mend=say("mend_not_yours", language))


def services_of(connection: Connection) -> Services:
    """The services of the app this request runs in."""
    return cast("Services", connection.app.state.services)


def request_language(connection: Connection) -> Language:
    """The language to answer in: Accept-Language, else the shop's own."""
    return language_of(connection.headers.get("accept-language"), services_of(connection).settings.language)


def principal_of(connection: Connection) -> Principal:
    """Who is asking (set by the middleware)."""
    return cast("Principal", connection.user)


class KeyMiddleware(AbstractAuthenticationMiddleware):
    """``Authorization: Bearer KEY_OR_TOKEN`` → `Principal`; anything else is refused with 401."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """Find the owner of the key, or of the session's token.

        Raises:
            NotSignedIn: neither, or one that is not known, was revoked or has ended.
        """
        language = request_language(connection)
        scheme, _, key = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise NotSignedIn(say("no_key", language), mend=say("mend_key", language))
        owner = await _owner(services_of(connection), key.strip(), busy=connection.scope["path"] not in _BY_ITSELF)
        if owner is None:
            a_session = key.strip().startswith(MARK)
            await _hold_up(connection, note=not a_session)
            said = "session_over" if a_session else "unknown_key"
            raise NotSignedIn(say(said, language), mend=say("mend_key", language))
        return AuthenticationResult(user=owner, auth=owner.role)


async def _owner(services: Services, secret: str, *, busy: bool) -> Principal | None:
    """Whose key or session it is; that somebody is ``busy`` with a session is noted, to the minute."""
    now = services.clock.now()
    found: OpenSession | KeyRecord | None
    async with services.reading() as session:
        if secret.startswith(MARK):
            idle = timedelta(hours=services.settings.session_idle_hours)
            found = await find_session(session, secret, now=now, idle=idle)
        else:
            found = await find_key(session, secret)
        if found is None:
            return None
        sees = await visible_operators(services, session, found.role, found.operator_id, found.team)
    session_id = ""
    if isinstance(found, OpenSession):
        session_id = found.id
        if found.stale and busy:
            async with services.writing() as writing:
                await touch(writing, found.id, now)
    return Principal(
        name=found.name, role=found.role, operator_id=found.operator_id, team=found.team, sees=sees,
        session_id=session_id,
    )  # fmt: skip


async def _hold_up(connection: Connection, *, note: bool) -> None:
    """A wrong key is a failed attempt of its address; after many each waits for its refusal.

    A session that has ended is none: nobody guesses its token, and a page left open goes on asking with it.
    """
    services, now = services_of(connection), services_of(connection).clock.now()
    address = address_of(connection, services.settings.trusted_proxies.replace(" ", "").split(","))
    async with services.reading() as session:
        waits = await services.attempts.seconds_to_wait(session, address, now)
    if waits:
        await asyncio.sleep(services.attempts.delay_seconds)
    elif note:
        async with services.writing() as session:
            await services.attempts.failed(session, address, now, way="header", why="unknown")


async def visible_operators(
    services: Services, session: Any, role: str, operator_id: str, team: str
) -> frozenset[str] | None:
    """Whose records a role sees: an operator his own, a lead or trainer the team's (no team: all), an admin all."""
    if role == "operator":
        return frozenset({operator_id})
    if role == "service":
        return frozenset()
    if role == "admin" or not team:
        return None
    return frozenset(person.id for person in await services.people(session) if person.team == team)


def check_policy(connection: Connection, handler: BaseRouteHandler) -> None:
    """The guard of every route: its ``action`` must be allowed to the caller's role.

    Raises:
        NotAllowed: the role may not; says who may.
    """
    if handler.opt.get("open"):
        return
    action = handler.opt.get("action", "")
    principal = principal_of(connection)
    if may(principal.role, action):
        return
    language = request_language(connection)
    roles: Collection[str] = POLICY.get(cast("Action", action), ())
    who = ", ".join(sorted(role_label(role, language) for role in roles))
    raise NotAllowed(
        say("not_allowed", language, role=role_label(principal.role, language)),
        where=action,
        mend=say("mend_not_allowed", language, roles=who or "—"),
    )
