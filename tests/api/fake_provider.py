"""A small OpenID provider with keys of its own: discovery, JWKS, authorisation code with PKCE, any ID tokens."""

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tact", "provider-secret"
_KEYS: dict[str, RSAKey] = {}


def rsa_key(name: str) -> RSAKey:
    """A key pair; made once per name, as making one takes a while."""
    if name not in _KEYS:
        _KEYS[name] = RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"}, private=True)
    return _KEYS[name]


@dataclass
class Provider:
    """A provider that signs in whoever ``person`` describes."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: rsa_key("first"))
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "u-1", "email": "anna@shop.example", "email_verified": True}
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)

    def claims(self, **changed: Any) -> dict[str, Any]:
        """The claims of a good token; None drops one."""
        now = int(time.time())
        good = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **self.person, **changed}
        return {name: value for name, value in good.items() if value is not None}

    def token(self, *, key: RSAKey | None = None, header: dict[str, Any] | None = None, **changed: Any) -> str:
        """An ID token signed by the provider (or by another key)."""
        signed_by = key or self.key
        head = {"alg": "RS256", "kid": signed_by.kid} if header is None else header
        return jwt.encode(head, self.claims(**changed), signed_by)

    def unsigned(self) -> str:
        """A token of the algorithm ``none``."""
        parts = ({"alg": "none", "typ": "JWT"}, self.claims())
        return ".".join([*(base64url(json.dumps(part).encode()) for part in parts), ""])

    def authorize(self, query: dict[str, str]) -> str:
        """Sign the person in; gives the address the browser is sent back to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query.get("state", "")})

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        """A code for tokens, once, to whoever knows its verifier; None: refused."""
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None:
            return None
        challenge = asked.get("code_challenge")
        if challenge and base64url(sha256(form.get("code_verifier", "").encode()).digest()) != challenge:
            return None
        token = self.token(nonce=asked.get("nonce"))
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider on a port of its own."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.reads.append(parts.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self._json(_about(provider.issuer))
            elif parts.path == "/jwks":
                self._json({"keys": [provider.key.as_dict(private=False)]})
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            found = provider.exchange(form)
            self._json(found or {"error": "invalid_grant"}, 200 if found else 400)

        def _json(self, value: Any, status: int = 200) -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _about(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
    }


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
