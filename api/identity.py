"""The company's identity provider (OpenID Connect): is this ID token its own, for us, for now?

Checked: the signature against the provider's published keys (asymmetric algorithms only), issuer, audience, the party
it was issued to, expiry, age, subject, and the nonce where one is given. OpenID Connect Core 1.0, section 3.1.3.7.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact
from joserfc.jwt import JWTClaimsRegistry, Token

from reply_core.errors import BadSettings, NotSignedIn, Unavailable

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_LEEWAY = 60
_KEYS_KEPT, _KEYS_AGAIN = 3600.0, 30.0
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class BadToken(NotSignedIn):
    """The ID token will not do; ``what`` says why, without quoting it."""

    code = "bad_token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the provider says it is."""

    issuer: str
    subject: str
    email: str = field(default="", repr=False)
    email_verified: bool = False
    issued_at: int
    """Seconds since 1970."""


@dataclass(slots=True)
class IdentityProvider:
    """One provider; its keys are kept for an hour and read again when a token names a key that is not among them."""

    issuer: str
    client_id: str
    max_age_seconds: float
    """A token issued longer ago is refused, however long the provider lets it live."""
    _keys: KeySet | None = None
    _read_at: float = float("-inf")

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise BadSettings("the issuer is not https", where="oidc_issuer", mend="give its https address")
        if not self.client_id:
            raise BadSettings("the client id is missing", where="oidc_client_id", mend="set TACT_OIDC_CLIENT_ID")

    async def verify(self, id_token: str, *, nonce: str = "") -> Identity:
        """The identity in a token.

        Raises:
            BadToken: it is not the provider's, not for us, or not for now.
            Unavailable: the provider does not answer.
        """
        token = await self._decoded(id_token)
        claims = token.claims
        registry = JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            registry.validate(claims)
        except JoseError as error:
            raise BadToken(f"the ID token is refused: {error.description or error.error}") from None
        self._check_rest(claims, nonce)
        email = claims.get("email")
        return Identity(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            email=email if isinstance(email, str) else "",
            email_verified=claims.get("email_verified") is True,
            issued_at=int(claims["iat"]),
        )

    def _check_rest(self, claims: Mapping[str, Any], nonce: str) -> None:
        audience, party = claims["aud"], claims.get("azp")
        several = isinstance(audience, list) and len(audience) > 1
        if (several or party is not None) and party != self.client_id:
            raise BadToken("the ID token was issued to another application")
        if time.time() - float(claims["iat"]) > self.max_age_seconds + _LEEWAY:
            raise BadToken("the ID token is too old")
        if nonce and not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise BadToken("the nonce of the ID token is another")
        if not str(claims["sub"]) or len(str(claims["sub"])) > 255:
            raise BadToken("the ID token names nobody")

    async def _decoded(self, id_token: str) -> Token:
        for attempt in ("kept", "fresh"):
            keys = await self._key_set(again=attempt == "fresh")
            found, error = _try_keys(id_token, keys)
            if found is not None:
                return found
            if time.monotonic() - self._read_at < _KEYS_AGAIN:
                break
        raise BadToken(f"the ID token is refused: {error}")

    async def _key_set(self, *, again: bool) -> KeySet:
        age = time.monotonic() - self._read_at
        if self._keys is not None and age < (_KEYS_AGAIN if again else _KEYS_KEPT):
            return self._keys
        async with httpx.AsyncClient(timeout=10.0, trust_env=False) as http:
            about = await _json(http, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if about.get("issuer") != self.issuer:
                raise Unavailable(
                    "the identity provider names another issuer", where="oidc_issuer", mend="correct TACT_OIDC_ISSUER"
                )
            found = await _json(http, str(about.get("jwks_uri", "")))
        try:
            self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _silent(type(error).__name__) from None
        self._read_at = time.monotonic()
        return self._keys


def _try_keys(id_token: str, keys: KeySet) -> tuple[Token | None, str]:
    """The token decoded by the key it names; when it names none, by any of the published ones."""
    why = "no key fits"
    candidates: list[Any] = [keys]
    if not _names_key(id_token):
        candidates = list(keys.keys)
    for key in candidates:
        try:
            return jwt.decode(id_token, key, algorithms=list(ALGORITHMS)), ""
        except (JoseError, ValueError, TypeError, KeyError) as error:
            why = getattr(error, "error", "") or type(error).__name__
    return None, why


def _names_key(id_token: str) -> bool:
    try:
        return "kid" in extract_compact(id_token.encode()).headers()
    except (JoseError, ValueError, TypeError):
        return True


async def _json(http: httpx.AsyncClient, url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise _silent("an address that is not https")
    try:
        answer = await http.get(url)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise _silent(type(error).__name__) from None
    if not isinstance(found, dict):
        raise _silent("an answer that is no object")
    return found


def _silent(why: str) -> Unavailable:
    return Unavailable(
        f"the identity provider did not answer as one: {why}", where="oidc_issuer", mend="try again; sign in by key"
    )
