"""Every error leaves as problem+json: what happened, where, and how to mend it. Nothing a person wrote is logged."""

import logging
import re
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException
from litestar.types import ExceptionHandlersMap
from sqlalchemy.exc import IntegrityError

from api.auth import request_language, services_of
from api.views import Asked, FieldError, Problem
from api.words import say
from reply_core.errors import InvalidInput, NotSignedIn, TactError
from reply_core.types import Language

AnyRequest = Request[Any, Any, Any]
MEDIA_TYPE = "application/problem+json"
_QUOTED = re.compile(r"'([^']*)'")
_log = logging.getLogger("tact.api")


class NeedsAnswers(InvalidInput):
    """A file was understood except for what ``asked`` names; HTTP 422."""

    status, code = 422, "needs_answers"

    def __init__(self, what: str, *, asked: Sequence[Asked], where: str = "", mend: str = "") -> None:
        super().__init__(what, where=where, mend=mend)
        self.asked = tuple(asked)


def respond(problem: Problem, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """The problem as a response."""
    body = problem.model_dump_json(exclude_defaults=False).encode()
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def _problem(status: int, detail: str, where: str = "", mend: str = "", **more: Any) -> Problem:
    code = more.pop("code", "")
    return Problem(
        type=f"urn:tact:{code}" if code else "about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        where=where,
        mend=mend,
        **more,
    )


def on_tact_error(request: AnyRequest, error: TactError) -> Response[bytes]:
    """An expected error: it knows its status and says how to mend it."""
    headers = {"WWW-Authenticate": 'Bearer realm="tact"'} if isinstance(error, NotSignedIn) else None
    headers = getattr(error, "headers", headers)
    asked = error.asked if isinstance(error, NeedsAnswers) else ()
    return respond(_problem(error.status, error.what, error.where, error.mend, code=error.code, asked=asked), headers)


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """An error of the web layer: a wrong body, address, method or size."""
    language = request_language(request)
    if isinstance(error, ValidationException) or _details(error):
        return respond(_validation(request, error, language))
    if isinstance(error, MethodNotAllowedException):
        methods = _methods(request)
        detail = say("wrong_method", language, method=request.method)
        mend = say("mend_wrong_method", language, methods=methods) if methods else ""
        return respond(
            _problem(405, detail, request.url.path, mend, code="wrong_method"), {"Allow": methods} if methods else None
        )
    where = request.url.path
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            problem = _problem(
                404, say("no_route", language), where, say("mend_no_route", language), code="no_such_address"
            )
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            limit = f"{services_of(request).settings.upload_limit_mb:g}"
            problem = _problem(
                413, say("too_large", language, limit=limit), where, say("mend_too_large", language), code="too_much"
            )
        case HTTPStatus.BAD_REQUEST:
            detail = say("bad_json", language, why=error.detail)
            problem = _problem(400, detail, where, say("mend_json", language), code="bad_json")
        case status:
            problem = _problem(status, error.detail, where, code="http")
    return respond(problem)


def _methods(request: AnyRequest) -> str:
    path = request.scope.get("path_template") or request.url.path
    found = {
        str(method) for route in request.app.routes if route.path == path for method in getattr(route, "methods", ())
    }
    return ", ".join(sorted(found))


def _details(error: HTTPException) -> Sequence[Any]:
    """The errors of single fields as the validator found them. The framework takes a wrong body field that has the name
    of a dependency (``language``) for a fault of ours; what the validator said tells otherwise."""
    found = getattr(error.__cause__, "errors", ())
    return found if isinstance(found, list) else ()


def _validation(request: AnyRequest, error: HTTPException, language: Language) -> Problem:
    extra = _details(error) or (error.extra if isinstance(error.extra, list) else ())
    fields = tuple(_field(item, language) for item in extra if isinstance(item, dict))
    if len(fields) == 1 and fields[0].where == "data":
        return _problem(
            400, say("empty_body", language), request.url.path, say("mend_empty_body", language), code="empty_body"
        )
    return _problem(
        400,
        say("wrong_fields", language, count=len(fields)),
        ", ".join(field.where for field in fields[:5] if field.where) or request.url.path,
        say("mend_fields", language),
        code="wrong_fields",
        errors=fields,
    )


def _field(item: Mapping[str, Any], language: Language) -> FieldError:
    """One wrong field, from pydantic's or the web layer's own words; what was sent is never repeated."""
    where = ".".join(str(part) for part in item.get("loc", ())) or str(item.get("key", ""))
    message = str(item.get("msg") or item.get("message") or "").removeprefix("Value error, ")
    kind = item.get("type", "")
    allowed: tuple[str, ...] = ()
    if kind in {"literal_error", "enum"}:
        allowed = tuple(_QUOTED.findall(str(item.get("ctx", {}).get("expected", ""))))
        message = say("field_one_of", language, allowed=", ".join(allowed))
    elif kind == "extra_forbidden":
        message = say("field_unknown", language)
    elif kind == "missing":
        message = say("field_missing", language)
    elif "needs its zone" in message:
        message = say("zone_needed", language)
    return FieldError(where=where, detail=message, allowed=allowed)


def on_bad_text(request: AnyRequest, error: UnicodeDecodeError) -> Response[bytes]:
    """A body that is not UTF-8."""
    language = request_language(request)
    return respond(
        _problem(400, say("bad_encoding", language), request.url.path, say("mend_json", language), code="bad_encoding")
    )


def on_too_deep(request: AnyRequest, error: RecursionError) -> Response[bytes]:
    """A JSON body nested deeper than anybody needs."""
    language = request_language(request)
    detail = say("bad_json", language, why=say("too_deep", language))
    return respond(_problem(400, detail, request.url.path, say("mend_json", language), code="bad_json"))


def on_integrity(request: AnyRequest, error: IntegrityError) -> Response[bytes]:
    """Two requests wrote the same record at once; the first one won."""
    language = request_language(request)
    return respond(
        _problem(409, say("conflict", language), request.url.path, say("conflict_again", language), code="conflict")
    )


def on_bug(request: AnyRequest, error: Exception) -> Response[bytes]:
    """Anything unexpected: a number for the reader, the place (never the words) for the log."""
    language = request_language(request)
    number = uuid4().hex[:8]
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    place = " < ".join(f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    _log.error("error %s: %s at %s", number, type(error).__name__, place)
    detail, mend = say("internal", language, number=number), say("mend_internal", language)
    return respond(_problem(500, detail, request.url.path, mend, code="internal"))


HANDLERS: ExceptionHandlersMap = {
    TactError: on_tact_error,
    HTTPException: on_http_error,
    UnicodeDecodeError: on_bad_text,
    RecursionError: on_too_deep,
    IntegrityError: on_integrity,
    Exception: on_bug,
}
