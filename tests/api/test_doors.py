"""The door itself: keys, roles, problems, documentation, health."""

import json
import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.client import ApiProblem
from api.policy import ACTIONS, POLICY, may
from api.views import Problem
from reply_core.keys import list_keys, revoke_key
from tests.api.conftest import Desk, run

_BODIES: dict[str, Any] = {
    "/v1/conversations/{conversation_id:str}/messages": {
        "message_id": "1", "direction": "in", "author_kind": "customer", "channel": "chat", "text": "Привет",
    },
    "/v1/drafts/{draft_id:str}/check": {"text": "a"},
    "/v1/drafts/{draft_id:str}/decision": {"decision": "rejected", "reason": "r"},
    "/v1/draft": {"text": "Где заказ?"},
    "/v1/score": {"messages": [{
        "conversation_id": "c", "message_id": "1", "direction": "out", "author_kind": "operator", "channel": "chat",
        "text": "Здравствуйте", "author_id": "igor"}]},
    "/v1/score/pair": {"reply": "Здравствуйте"},
    "/v1/knowledge/articles": {"text": "Не принимаем."},
    "/v1/knowledge/articles/{article_id:str}/restore": {"revision": 1},
    "/v1/scorecards/{card_id:str}/review": {"cause": "none"},
    "/v1/scorecards/{card_id:str}/disputes": {"criterion": "respect", "comment": "нет"},
    "/v1/disputes/{dispute_id:str}/decision": {"decision": "decline", "words": "нет"},
    "/v1/reviews/plans": {"name": "x", "each": 1},
    "/v1/calibrations": {"name": "x", "sample": 1},
    "/v1/calibrations/{round_id:str}/replies": {"cards": ["x"]},
    "/v1/calibrations/{round_id:str}/judgements": {"scorecard_id": "x", "verdicts": {"respect": "pass"}},
    "/v1/spotlights": {"name": "x", "filters": {"topic": "return"}},
    "/v1/rewrite": {"text": "Привет", "tool": "shorter"},
    "/v1/tone/check": {"text": "Привет"},
    "/v1/scorecards/{card_id:str}/edits": {"criterion": "respect", "action": "confirm"},
    "/v1/coaching/sheet": {"scorecards": ["x"], "criterion": "respect"},
    "/v1/coaching/tasks": {"scorecard": "x", "criterion": "respect"},
    "/v1/coaching/tasks/{task_id:str}/answers": {"text": "Привет"},
    "/v1/coaching/sessions": {"operator": "igor", "notes": "x"},
    "/v1/coaching/sessions/{session_id:str}": {"notes": "x"},
    "/v1/coaching/library": {"scorecard": "x", "criterion": "respect", "kind": "good"},
    "/v1/profile": {"ban": ["к сожалению"]},
    "/v1/standard/links": {"links": ["shop.example"]},
    "/v1/standard": {"standard": {"targets": {"chat": 3}}},
    "/v1/standards/try": {"standard": {}},
    "/v1/rescore": {"level": "rules"},
    "/v1/digest/targets": {"kind": "webhook", "address": "https://hooks.example/x"},
    "/v1/sign-in": {"key": "key-anna"},
    "/v1/sign-in/oidc": {"id_token": "a.b.c"},
}  # fmt: skip
_QUERIES = {
    "/v1/knowledge/search": "?q=a",
    "/v1/exemplars": "?q=a",
    "/v1/coaching/cases": "?criterion=respect",
    "/v1/knowledge/articles/{article_id:str}/diff": "?before=1&after=2",
    "/v1/knowledge/articles/{article_id:str}/filled": "?conversation=c",
}


def routes(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Every (method, path template, handler) of /v1."""
    found = []
    for route in app.routes:
        if route.path.startswith("/v1"):
            for handler in getattr(route, "route_handlers", ()):
                found += [
                    (str(method), route.path, handler) for method in handler.http_methods if str(method) != "OPTIONS"
                ]
    return found


_NAMED = {"groups": "operators"}
"""Path segments that are no identifiers."""


def _call(desk: Desk, method: str, path: str, who: str) -> int:
    address = path
    for name in re.findall(r"\{(\w+):str\}", path):
        address = address.replace(f"{{{name}:str}}", _NAMED.get(name, "none"))
    headers = desk.headers(who)
    if path.endswith("/import"):
        return desk.web.request(method, address, headers=headers, files={"files": ("a.csv", b"a;b\n1;2")}).status_code
    body = _BODIES.get(path)
    if body is None:
        return desk.web.request(method, address + _QUERIES.get(path, ""), headers=headers).status_code
    return desk.web.request(method, address, headers=headers, json=body).status_code


def test_every_route_does_exactly_what_its_role_may(desk: Desk) -> None:
    """Role × route: 403 where the policy says no, anything but 401 and 403 (and never 500) where it says yes."""
    people = {"operator": "anna", "lead": "lead", "trainer": "trainer", "admin": "admin", "service": "service"}
    wrong = []
    for method, path, handler in routes(desk.web.app):
        for role, who in people.items():
            status = _call(desk, method, path, who)
            allowed = may(role, handler.opt["action"])
            if (status == 403) == allowed or status in {401, 500}:
                wrong.append((method, path, role, status))

    assert wrong == []


def test_every_route_names_an_action_of_the_table(desk: Desk) -> None:
    """No route is without an action, every action of the table is used by some route."""
    used = {handler.opt.get("action") for _, _, handler in routes(desk.web.app)}

    assert None not in used
    assert used <= set(ACTIONS)
    assert set(POLICY) == set(ACTIONS)


@pytest.mark.parametrize(
    ("role", "action"), [("operator", "edit_scores"), ("service", "read_cards"), ("nobody", "try")]
)
def test_what_the_table_does_not_allow_is_forbidden(role: str, action: str) -> None:
    """Operators do not edit scores, services read nothing, unknown roles may do nothing."""
    assert not may(role, action)
    assert not may("admin", "unheard of")


@pytest.mark.parametrize(
    "header", [None, "", "Basic abc", "Bearer ", "Bearer wrong", "Bearer тайна".encode().decode("latin-1")]
)
def test_without_a_good_key_the_answer_is_401_and_says_how(desk: Desk, header: str | None) -> None:
    """No key, another scheme, an unknown key: 401 with WWW-Authenticate and a cure, never more."""
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}

    answer = desk.web.get("/v1/me", headers=headers)  # type: ignore[arg-type]

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "Authorization: Bearer" in Problem.model_validate_json(answer.content).mend


def test_a_revoked_key_opens_nothing(desk: Desk) -> None:
    """From the moment of revocation the key is refused."""

    async def revoke() -> None:
        async with desk.sessions.begin() as session:
            (key,) = [key for key in await list_keys(session) if key.name == "anna"]
            await revoke_key(session, key.id)

    assert desk.as_("anna").me().role == "operator"
    run(revoke())

    with pytest.raises(ApiProblem) as problem:
        desk.as_("anna").me()
    assert problem.value.status == 401


@pytest.mark.parametrize(
    ("method", "path", "content", "kind", "status", "says"),
    [
        ("POST", "/v1/tone/check", b"{bad", "application/json", 400, "bad_json"),
        ("POST", "/v1/tone/check", b"", "application/json", 400, "empty_body"),
        ("POST", "/v1/tone/check", b"[]", "application/json", 400, "wrong_fields"),
        ("POST", "/v1/tone/check", b"null", "application/json", 400, "wrong_fields"),
        ("POST", "/v1/tone/check", b'{"text": "\xff"}', "application/json", 400, "bad_encoding"),
        ("POST", "/v1/tone/check", b'{"text": 5}', "application/json", 400, "wrong_fields"),
        ("POST", "/v1/tone/check", b'{"text": "a", "colour": 1}', "application/json", 400, "wrong_fields"),
        ("POST", "/v1/tone/check", b"text=a", "application/x-www-form-urlencoded", 415, "wrong_type"),
        ("POST", "/v1/tone/check", b"<a/>", "text/xml", 415, "wrong_type"),
        ("POST", "/v1/knowledge/import", b'{"files": []}', "application/json", 415, "wrong_type"),
        ("POST", "/v1/tone/check", b'{"text": "' + b"a" * 1_200_000 + b'"}', "application/json", 413, "too_much"),
        ("POST", "/v1/tone/check", b"[" * 100_000, "application/json", 400, "bad_json"),
        ("DELETE", "/v1/tone/check", b"", "", 405, "wrong_method"),
        ("GET", "/v1/nothing", b"", "", 404, "no_such_address"),
        ("GET", "/v1/scorecards/none", b"", "", 404, "not_found"),
        ("GET", "/v1/scorecards?limit=abc", b"", "", 400, "wrong_fields"),
        ("GET", "/v1/scorecards?limit=0", b"", "", 400, "wrong_fields"),
        ("GET", "/v1/scorecards?operator=%00", b"", "", 400, "invalid_input"),
        ("GET", "/v1/scorecards/a%00b", b"", "", 400, "invalid_input"),
        ("GET", "/v1/knowledge/search", b"", "", 400, "wrong_fields"),
        ("GET", "/v1/conversations?state=gone", b"", "", 400, "wrong_fields"),
    ],
)
def test_every_wrong_request_is_a_problem_document(
    desk: Desk, method: str, path: str, content: bytes, kind: str, status: int, says: str
) -> None:
    """Malformed JSON, wrong fields, types, sizes, methods and addresses: problem+json with what, where and a title."""
    headers = desk.headers("admin") | ({"Content-Type": kind} if kind else {})

    answer = desk.web.request(method, path, content=content, headers=headers)
    problem = Problem.model_validate_json(answer.content)

    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem.status) == (status, status)
    assert problem.type == f"urn:tact:{says}"
    assert problem.detail
    assert problem.title
    assert problem.where


def test_wrong_fields_are_named_with_what_they_may_be(desk: Desk) -> None:
    """Each wrong field has its place, its mistake and the values it may have; what was sent is not repeated."""
    body = {
        "message_id": "1",
        "direction": "sideways",
        "at": "2026-11-13T17:40:00",
        "channel": "chat",
        "secret": "тайна",
    }

    answer = desk.web.post("/v1/conversations/c/messages", json=body, headers=desk.headers("service"))
    errors = {error.where: error for error in Problem.model_validate_json(answer.content).errors}

    assert errors["direction"].allowed == ("in", "out")
    assert "часовой пояс" in errors["at"].detail
    assert errors["secret"].detail == "неизвестный ключ"
    assert errors["author_kind"].detail == "поле обязательно"
    assert "тайна" not in answer.text
    assert "sideways" not in answer.text


def test_a_wrong_method_says_which_are_taken(desk: Desk) -> None:
    """405 names the methods in Allow and in words."""
    answer = desk.web.delete("/v1/scorecards", headers=desk.headers("admin"))

    assert "GET" in answer.headers["allow"]
    assert "GET" in Problem.model_validate_json(answer.content).mend


def test_problems_speak_the_readers_language(desk: Desk) -> None:
    """Accept-Language decides; without it, the shop's own language."""
    for language, word in (("en-GB,en;q=0.9", "no such address"), ("ru", "адреса нет"), ("fi", "адреса нет")):
        headers = desk.headers("admin") | {"Accept-Language": language}

        assert word in desk.web.get("/v1/nothing", headers=headers).json()["detail"]


def test_a_bug_gives_a_number_and_no_words_of_people(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected error is 500 with a number; the log has the number and the place, never the text."""

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("номер карты 4276 1234")

    monkeypatch.setattr(type(desk.services), "people", broken)

    with caplog.at_level("INFO", logger="tact.api"):
        answer = desk.web.get("/v1/me", headers=desk.headers("admin"))

    assert answer.status_code == 500
    number = answer.json()["detail"].split()[-1]
    assert number in caplog.text
    assert "4276" not in caplog.text + answer.text


def test_the_access_log_holds_no_words_of_people(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """One line per request: method, route, status, time, role. Neither query nor body nor identifiers."""
    with caplog.at_level("INFO", logger="tact.api.access"):
        desk.as_("admin").search("Ольга Петрова +79211234567")
        desk.as_("anna").check_tone("мой номер 4276")

    lines = [record.getMessage() for record in caplog.records if record.name == "tact.api.access"]
    assert lines[0].startswith("GET /v1/knowledge/search 200")
    assert lines[1].endswith("operator")
    assert "Ольга" not in caplog.text
    assert "4276" not in caplog.text


def test_health_is_open_and_says_what_the_desk_runs_on(desk: Desk) -> None:
    """Liveness and readiness need no key; readiness names the level and the number of articles."""
    assert desk.web.get("/health/live").json()["status"] == "ok"

    ready = desk.as_("nobody").ready()

    assert ready.status == "ok"
    assert (ready.checks["database"], ready.checks["level"], ready.checks["articles"]) == ("ok", "rules", "2")


def test_not_ready_is_503(desk: Desk) -> None:
    """Without its database the desk is alive but not ready."""
    desk.services.sessions.configure(bind=None)
    desk.services.readers = None

    answer = desk.web.get("/health/ready")

    assert answer.status_code == 503
    assert desk.web.get("/health/live").status_code == 200


def test_the_documentation_is_served_without_any_outside_address(desk: Desk) -> None:
    """Swagger, its files and the OpenAPI document come from this server; the page names no other host."""
    page = desk.web.get("/schema")
    schema = desk.web.get("/schema/openapi.json").json()

    assert page.status_code == 200
    assert 'src="http' not in page.text
    assert 'href="http' not in page.text
    assert desk.web.get("/schema-assets/swagger-ui-bundle.js").status_code == 200
    assert schema["openapi"].startswith("3.1")
    assert "Чайник пришёл" in json.dumps(schema, ensure_ascii=False)
    assert set(schema["paths"]) >= {"/v1/score", "/v1/conversations/{conversation_id}/messages", "/health/ready"}
    for path in schema["paths"].values():
        assert all(operation.get("summary") for operation in path.values())
