"""Signing in: a key becomes a session that ends; wrong keys wait; the company's ID token is checked in every part."""

import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from sqlmodel import select

from api.attempts import Attempts
from api.client import ApiProblem, TactClient
from reply_core.audit import events
from reply_core.clock import FixedClock
from reply_core.keys import list_keys, revoke_key
from reply_core.people import add_person, list_people, remove_person
from reply_core.settings import Settings
from reply_core.tables import SignIn
from tests.api.conftest import Desk, run
from tests.api.fake_provider import CLIENT, Provider, base64url, rsa_key, serving


def with_token(desk: Desk, token: str) -> TactClient:
    """The client of a session."""
    return TactClient("http://testserver.local", token, http=desk.web)


def refusal(work: Callable[[], Any]) -> ApiProblem:
    """The problem a call ends with."""
    with pytest.raises(ApiProblem) as problem:
        work()
    return problem.value


def trail(desk: Desk) -> list[tuple[str, str]]:
    """(actor, action) of sign-ins, the first one first."""

    async def read() -> list[tuple[str, str]]:
        async with desk.services.reading() as session:
            return [(each.actor, each.action) for each in await events(session) if each.action.startswith("sign_in")]

    return sorted(run(read()))


# sessions


def test_a_key_becomes_a_session_of_the_same_person(desk: Desk) -> None:
    """The token does what the key does, and only its hash is kept."""
    opened = desk.as_("nobody").sign_in(" key-anna ")
    me = with_token(desk, opened.token).me()

    async def kept() -> str:
        async with desk.services.reading() as session:
            (row,) = (await session.exec(select(SignIn))).all()
            return str(row.model_dump())

    assert (me.role, me.operator_id, opened.role, opened.idle_minutes) == ("operator", "anna", "operator", 120)
    assert opened.token.startswith("tacts_")
    assert opened.token not in run(kept())
    assert opened.token not in repr(opened)
    assert trail(desk) == [("anna", "sign_in.opened")]


def test_a_session_ends_for_good_after_twelve_hours(desk: Desk, clock: FixedClock) -> None:
    """However busy it is kept; the key still works."""
    mine = with_token(desk, desk.as_("nobody").sign_in("key-anna").token)
    for _ in range(11):
        clock.advance(timedelta(hours=1))
        mine.me()
    clock.advance(timedelta(hours=1, seconds=1))

    problem = refusal(mine.me)

    assert problem.status == 401
    assert "войдите ещё раз" in problem.detail
    assert desk.as_("anna").me().role == "operator"


def test_a_session_ends_when_nobody_uses_it(desk: Desk, clock: FixedClock) -> None:
    """Two hours without a request end it; a request in between begins them anew."""
    mine = with_token(desk, desk.as_("nobody").sign_in("key-lead").token)
    clock.advance(timedelta(minutes=119))
    mine.me()
    clock.advance(timedelta(minutes=119))
    mine.me()
    clock.advance(timedelta(minutes=121))

    assert refusal(mine.me).status == 401


def test_signing_out_ends_the_session_at_once(desk: Desk) -> None:
    """The token is dead, other sessions and the key live."""
    one, other = (with_token(desk, desk.as_("nobody").sign_in("key-anna").token) for _ in range(2))
    one.sign_out()
    desk.as_("anna").sign_out()

    assert refusal(one.me).status == 401
    assert other.me().operator_id == "anna"
    assert desk.as_("anna").me().operator_id == "anna"
    assert trail(desk).count(("anna", "sign_in.ended")) == 1


def test_revoking_a_key_ends_its_sessions(desk: Desk) -> None:
    """Whoever signed in by it is out with the next request."""
    mine = with_token(desk, desk.as_("nobody").sign_in("key-anna").token)

    async def revoke() -> None:
        async with desk.sessions.begin() as session:
            (key,) = [key for key in await list_keys(session) if key.name == "anna"]
            await revoke_key(session, key.id)

    run(revoke())

    assert refusal(mine.me).status == 401


def test_a_token_is_no_key(desk: Desk) -> None:
    """A session opens no further session, so that it cannot be made to last."""
    token = desk.as_("nobody").sign_in("key-anna").token

    assert refusal(lambda: desk.as_("nobody").sign_in(token)).status == 401


@pytest.mark.parametrize("wrong", ["tacts_", "tacts_nonsense", "tacts_" + "a" * 5000])
def test_a_made_up_token_opens_nothing(desk: Desk, wrong: str) -> None:
    """401, whatever it looks like."""
    assert refusal(with_token(desk, wrong).me).status == 401


@pytest.mark.parametrize("body", [{}, {"key": ""}, {"key": 5}, {"key": "a", "more": 1}, {"key": "a" * 20_000}])
def test_wrong_bodies_are_problems(desk: Desk, body: dict[str, Any]) -> None:
    """400 with the field, and never the key in the answer."""
    answer = desk.web.post("/v1/sign-in", json=body)

    assert answer.status_code == 400
    assert answer.json()["where"]
    assert "aaaa" not in answer.text


# guessing


def test_after_ten_wrong_keys_the_address_waits(desk: Desk, clock: FixedClock) -> None:
    """429 with Retry-After, even for the right key; other addresses and open sessions go on; later it may try again."""
    mine = with_token(desk, desk.as_("nobody").sign_in("key-lead").token)
    for number in range(10):
        assert desk.web.post("/v1/sign-in", json={"key": f"guess-{number}"}).status_code == 401

    held = desk.web.post("/v1/sign-in", json={"key": "key-anna"})

    assert held.status_code == 429
    assert held.headers["retry-after"] == "300"
    assert "Подождите" in held.json()["mend"]
    assert mine.me().role == "lead"
    clock.advance(timedelta(minutes=5, seconds=1))
    assert desk.as_("nobody").sign_in("key-anna").role == "operator"
    assert [action for _, action in trail(desk)].count("sign_in.refused") == 10


def test_all_processes_count_together(any_desk: Desk, clock: FixedClock) -> None:
    """What one process refused another knows of; a good sign-in clears the count, and once is enough."""
    guesses = [{"key": f"guess-{number}"} for number in range(9)]
    assert {any_desk.web.post("/v1/sign-in", json=guess).status_code for guess in guesses} == {401}
    any_desk.services.attempts = Attempts()  # as in a process begun just now
    clock.advance(timedelta(seconds=1))

    assert any_desk.as_("nobody").sign_in("key-anna").role == "operator"
    clock.advance(timedelta(seconds=1))
    assert any_desk.as_("nobody").sign_in("key-anna").role == "operator"
    for guess in (*guesses, guesses[0]):
        assert any_desk.web.post("/v1/sign-in", json=guess).status_code == 401
    any_desk.services.attempts = Attempts()
    assert any_desk.web.post("/v1/sign-in", json={"key": "key-anna"}).status_code == 429
    actions = [action for _, action in trail(any_desk)]
    assert (actions.count("sign_in.refused"), actions.count("sign_in.forgiven")) == (19, 1)


def test_a_session_that_has_ended_is_no_failed_attempt(desk: Desk) -> None:
    """A page left open asks on with its old token; its owner may still sign in, and nothing is written down."""
    desk.services.attempts.delay_seconds = 0
    mine = with_token(desk, desk.as_("nobody").sign_in("key-anna").token)
    mine.sign_out()
    for _ in range(12):
        assert refusal(mine.me).status == 401

    assert desk.as_("nobody").sign_in("key-anna").role == "operator"
    assert "sign_in.refused" not in {action for _, action in trail(desk)}


def test_the_dashboard_speaks_for_its_browsers(desk: Desk) -> None:
    """A trusted proxy's X-Forwarded-For counts by its last address; anybody else's is not believed."""
    desk.services.settings = desk.services.settings.model_copy(update={"trusted_proxies": "testclient"})
    for _ in range(10):
        desk.web.post("/v1/sign-in", json={"key": "guess"}, headers={"X-Forwarded-For": "10.0.0.7, 198.51.100.1"})

    def status(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        return desk.web.post("/v1/sign-in", json={"key": "key-anna"}, headers=headers).status_code

    assert status("198.51.100.1") == 429
    assert status("198.51.100.2") == 201
    desk.services.settings = desk.services.settings.model_copy(update={"trusted_proxies": ""})
    for number in range(10):
        desk.web.post("/v1/sign-in", json={"key": "guess"}, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert status("203.0.113.99") == 429


def test_wrong_keys_at_any_door_wait_too(desk: Desk) -> None:
    """Guessing past the sign-in counts as well; a good key is never held up."""
    desk.services.attempts.delay_seconds = 0
    for _ in range(10):
        assert desk.web.get("/v1/me", headers={"Authorization": "Bearer guess"}).status_code == 401

    assert desk.as_("anna").me().operator_id == "anna"
    assert desk.web.post("/v1/sign-in", json={"key": "key-anna"}).status_code == 429


# the company's provider


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """A provider of our own."""
    with serving() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    """Signing in by the provider is on."""
    more = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_contact": "Ольга, it@shop.example"}
    return settings.model_copy(update=more)


def let_in(desk: Desk, email: str = "anna@shop.example", **given: str) -> None:
    """Put somebody on the list of people."""
    told = {"name": "Анна", "role": "operator", "operator_id": "anna", **given}

    async def add() -> None:
        async with desk.sessions.begin() as session:
            await add_person(session, email=email, author="admin", clock=desk.services.clock, **told)

    run(add())


def take_out(desk: Desk, email: str = "anna@shop.example") -> None:
    """Take somebody off the list."""

    async def remove() -> None:
        async with desk.sessions.begin() as session:
            await remove_person(session, email, author="admin", clock=desk.services.clock)

    run(remove())


def test_the_ways_are_told_to_anybody(desk: Desk) -> None:
    """Without a key the form learns that the company's provider is there."""
    found = TactClient("http://testserver.local", http=desk.web).sign_in_ways()

    assert (found.key, found.provider, found.provider_name) == (True, True, "127.0.0.1")


def test_the_whole_code_flow_with_pkce_opens_a_session(desk: Desk, provider: Provider) -> None:
    """Discovery, authorisation, the code for tokens by its verifier, and the ID token for a session of the person."""
    let_in(desk)
    about = httpx.get(f"{provider.issuer}/.well-known/openid-configuration").json()
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    asked = {
        "client_id": CLIENT, "response_type": "code", "scope": "openid email", "state": "s", "nonce": nonce,
        "redirect_uri": "https://tact.example/oauth2callback", "code_challenge_method": "S256",
        "code_challenge": base64url(sha256(verifier.encode()).digest()),
    }  # fmt: skip
    sent_back = httpx.get(about["authorization_endpoint"] + "?" + urlencode(asked)).headers["location"]
    code = parse_qs(urlsplit(sent_back).query)["code"][0]
    wrong = httpx.post(about["token_endpoint"], data={"code": code, "code_verifier": "guess"})
    code = parse_qs(urlsplit(provider.authorize(asked)).query)["code"][0]
    tokens = httpx.post(about["token_endpoint"], data={"code": code, "code_verifier": verifier}).json()

    opened = desk.as_("nobody").sign_in_by_provider(tokens["id_token"], nonce=nonce)

    assert wrong.status_code == 400
    assert with_token(desk, opened.token).me().operator_id == "anna"
    assert ("anna", "sign_in.opened") in trail(desk)


def _refused_tokens(provider: Provider) -> dict[str, str]:
    other = rsa_key("other")
    good = provider.token()
    head, body, signature = good.split(".")
    long_ago = provider.claims()["iat"] - 4 * 3600
    return {
        "wrong issuer": provider.token(iss="https://evil.example"),
        "no issuer": provider.token(iss=None),
        "wrong audience": provider.token(aud="somebody-else"),
        "no audience": provider.token(aud=None),
        "issued to another": provider.token(aud=[CLIENT, "other"], azp="other"),
        "several without a party": provider.token(aud=[CLIENT, "other"]),
        "expired": provider.token(exp=provider.claims()["iat"] - 120),
        "no expiry": provider.token(exp=None),
        "too old": provider.token(iat=long_ago),
        "from the future": provider.token(iat=provider.claims()["iat"] + 3600),
        "not valid yet": provider.token(nbf=provider.claims()["iat"] + 3600),
        "no subject": provider.token(sub=None),
        "empty subject": provider.token(sub=""),
        "another key": provider.token(key=other),
        "another key under a known name": provider.token(key=other, header={"alg": "RS256", "kid": "first"}),
        "another key without a name": provider.token(key=other, header={"alg": "RS256"}),
        "bad signature": f"{head}.{body}.{signature[:-6]}AAAAAA",
        "changed body": f"{head}.{base64url(json.dumps(provider.claims(sub='root')).encode())}.{signature}",
        "alg none": provider.unsigned(),
        "public key as a secret": _by_public_key(provider),
        "no token": "nonsense",
        "two parts": "a.b",
    }  # fmt: skip


def _by_public_key(provider: Provider) -> str:
    """HS256 with the published key as the secret: what a careless verifier takes."""
    parts = ({"alg": "HS256", "kid": provider.key.kid}, provider.claims())
    signed = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{base64url(hmac.digest(provider.key.as_pem(private=False), signed.encode(), 'sha256'))}"


def test_every_bad_token_is_refused(desk: Desk, provider: Provider) -> None:
    """Issuer, audience, party, times, subject, signature, algorithm, form: 401, and nobody is tied by it."""
    let_in(desk)
    desk.services.attempts.limit = 100
    found = {}
    for name, token in _refused_tokens(provider).items():
        answer = desk.web.post("/v1/sign-in/oidc", json={"id_token": token})
        found[name] = answer.status_code
        assert token not in answer.text

    async def tied() -> list[bool]:
        async with desk.services.reading() as session:
            return [each.tied for each in await list_people(session)]

    assert {name: status for name, status in found.items() if status != 401} == {}
    assert run(tied()) == [False]
    assert desk.as_("nobody").sign_in_by_provider(provider.token()).name == "Анна"


@pytest.mark.parametrize("nonce", [None, "other"])
def test_another_nonce_is_refused(desk: Desk, provider: Provider, nonce: str | None) -> None:
    """Who sent a nonce gets in by a token that carries it."""
    let_in(desk)

    assert refusal(lambda: desk.as_("nobody").sign_in_by_provider(provider.token(nonce=nonce), nonce="n")).status == 401
    assert desk.as_("nobody").sign_in_by_provider(provider.token(nonce="n"), nonce="n").role == "operator"


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "stranger@shop.example"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
    ],
)
def test_who_is_not_on_the_list_is_told_whom_to_ask(desk: Desk, provider: Provider, changed: dict[str, Any]) -> None:
    """An unknown or unverified e-mail opens nothing; the refusal names the contact."""
    let_in(desk)

    problem = refusal(lambda: desk.as_("nobody").sign_in_by_provider(provider.token(**changed)))

    assert problem.status == 403
    assert "Ольга, it@shop.example" in problem.mend


def test_an_account_once_tied_stays_whose_it_is(desk: Desk, provider: Provider) -> None:
    """A new address does not matter; another account with the old address is nobody."""
    let_in(desk)
    desk.as_("nobody").sign_in_by_provider(provider.token())

    assert desk.as_("nobody").sign_in_by_provider(provider.token(email="new@shop.example")).name == "Анна"
    assert refusal(lambda: desk.as_("nobody").sign_in_by_provider(provider.token(sub="u-2"))).status == 403


def test_who_was_taken_out_is_out_at_once(desk: Desk, provider: Provider) -> None:
    """An open session ends, and no new one opens."""
    let_in(desk)
    mine = with_token(desk, desk.as_("nobody").sign_in_by_provider(provider.token()).token)
    assert mine.me().role == "operator"
    take_out(desk)

    assert refusal(mine.me).status == 401
    problem = refusal(lambda: desk.as_("nobody").sign_in_by_provider(provider.token()))
    assert problem.status == 403
    assert "закрыт" in problem.detail


def test_new_keys_of_the_provider_are_read(desk: Desk, provider: Provider) -> None:
    """A token of a key that was added later is taken; unknown keys do not make us read at every request."""
    let_in(desk)
    desk.as_("nobody").sign_in_by_provider(provider.token())
    reads = len(provider.reads)
    desk.as_("nobody").sign_in_by_provider(provider.token())
    for _ in range(3):
        refusal(lambda: desk.as_("nobody").sign_in_by_provider(provider.token(key=rsa_key("other"))))
    assert len(provider.reads) == reads
    before, provider.key = provider.key, rsa_key("second")
    try:
        assert desk.services.provider is not None
        desk.services.provider._read_at -= 60
        assert desk.as_("nobody").sign_in_by_provider(provider.token()).name == "Анна"
    finally:
        provider.key = before


def test_a_silent_provider_is_said_so(desk: Desk, provider: Provider) -> None:
    """503 with what to do; signing in by key goes on."""
    more = {"oidc_issuer": "http://127.0.0.1:9"}
    desk.services.settings = desk.services.settings.model_copy(update=more)

    problem = refusal(lambda: desk.as_("nobody").sign_in_by_provider(provider.token()))

    assert problem.status == 503
    assert desk.as_("nobody").sign_in("key-anna").role == "operator"


def test_an_issuer_of_another_name_is_not_believed(desk: Desk, provider: Provider) -> None:
    """The discovery document must name the issuer that is set."""
    more = {"oidc_issuer": provider.issuer + "/"}
    desk.services.settings = desk.services.settings.model_copy(update=more)

    assert refusal(lambda: desk.as_("nobody").sign_in_by_provider(provider.token())).status == 503


def test_off_by_default(desk: Desk) -> None:
    """Without the setting the way is not there, and says which setting opens it."""
    desk.services.settings = desk.services.settings.model_copy(update={"oidc_issuer": ""})

    problem = refusal(lambda: desk.as_("nobody").sign_in_by_provider("a.b.c"))

    assert problem.status == 404
    assert "TACT_OIDC_ISSUER" in problem.mend
    assert not desk.as_("nobody").sign_in_ways().provider
