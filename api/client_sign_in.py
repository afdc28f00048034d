"""The client's calls for signing in and out."""

from typing import Self

from api.transport import Transport
from api.views.sign_in import SessionView, SignInWays


class SignInCalls:
    """A key or an ID token in, a session's token out."""

    _wire: Transport

    def speak_for(self, address: str) -> Self:
        """This client serves a browser at ``address``: failed sign-ins count as its own."""
        self._wire.speak_for(address)
        return self

    def sign_with(self, token: str) -> None:
        """Go on with another session's token."""
        self._wire.sign_with(token)

    def sign_in_ways(self) -> SignInWays:
        """How people may sign in."""
        return self._wire.call("GET", "/v1/sign-in", SignInWays)

    def sign_in(self, key: str) -> SessionView:
        """Exchange a key for a session; its token is shown once."""
        return self._wire.call("POST", "/v1/sign-in", SessionView, body={"key": key})

    def sign_in_by_provider(self, id_token: str, *, nonce: str = "") -> SessionView:
        """Exchange an ID token of the company's provider for a session."""
        body = {"id_token": id_token, "nonce": nonce}
        return self._wire.call("POST", "/v1/sign-in/oidc", SessionView, body=body)

    def sign_out(self) -> None:
        """End the session of this client's token."""
        self._wire.ask("POST", "/v1/sign-out")
