"""Signing in: by key, by the company's identity provider; and the session that comes of it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.views.base import Input, View, shown_with

Secret = Annotated[str, Field(min_length=1, max_length=16_384, repr=False)]


class KeySignIn(Input):
    """A key to exchange for a session."""

    model_config = shown_with({"key": "tact_…"})

    key: Secret


class ProviderSignIn(Input):
    """The ID token the company's identity provider gave to the browser's side."""

    model_config = shown_with({"id_token": "eyJhbGciOiJSUzI1NiJ9.….…", "nonce": ""})

    id_token: Secret
    nonce: Annotated[str, Field(max_length=1000)] = ""
    """What was sent to the provider; compared when given."""


class SessionView(View):
    """An open session. The token is shown once and goes into ``Authorization: Bearer``."""

    token: str = Field(repr=False)
    expires_at: datetime
    """The latest end."""
    idle_minutes: int
    """It ends earlier after so many minutes without a request."""
    name: str
    role: str


class SignInWays(View):
    """How people may sign in here."""

    key: bool = True
    provider: bool = False
    provider_name: str = ""
    """The host of the company's identity provider."""
