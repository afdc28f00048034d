"""What every route shares: its dependencies, its identifiers, and the check of what kind of body it was sent."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from api.auth import Principal, principal_of, request_language, services_of
from api.services import Services
from api.words import say
from reply_core.errors import InvalidInput
from reply_core.types import Language

AnyRequest = Request[Any, Any, Any]
TheServices = NamedDependency[SkipValidation[Services]]
Who = NamedDependency[SkipValidation[Principal]]
Speaks = NamedDependency[SkipValidation[Language]]

_MULTIPART = "multipart/form-data"
_JSON = "application/json"


def provide_services(request: AnyRequest) -> Services:
    """The services of the app."""
    return services_of(request)


def provide_principal(request: AnyRequest) -> Principal:
    """Who is asking."""
    return principal_of(request)


def provide_language(request: AnyRequest) -> Language:
    """The language to answer in."""
    return request_language(request)


DEPENDENCIES = {
    "services": Provide(provide_services, sync_to_thread=False),
    "principal": Provide(provide_principal, sync_to_thread=False),
    "language": Provide(provide_language, sync_to_thread=False),
}


def record_id(segment: str) -> str:
    """An identifier from a path segment: ~1 stands for a slash, ~2 for a dot and ~0 for a tilde.

    >>> record_id("a~1b~0c")
    'a/b~c'
    """
    return segment.replace("~1", "/").replace("~2", ".").replace("~0", "~")


class WrongType(InvalidInput):
    """A body of a kind this route does not read; HTTP 415."""

    status, code = 415, "wrong_type"


def check_request(request: AnyRequest) -> None:
    """Refuse a NUL in the address, which no database takes, and a body of a kind this route does not read.

    Raises:
        InvalidInput: HTTP 400.
        WrongType: HTTP 415.
    """
    if b"%00" in request.scope["query_string"] or "\x00" in request.scope["path"]:
        raise InvalidInput(say("no_nul", request_language(request)), where=request.scope.get("path_template") or "path")
    if request.method not in {"POST", "PUT", "PATCH"} or not _has_body(request):
        return
    wanted = request.route_handler.opt.get("takes", _JSON)
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if given == wanted or (wanted == _JSON and given.endswith("+json")):
        return
    language = request_language(request)
    raise WrongType(
        say("wrong_type", language, given=given or "—"),
        where="Content-Type",
        mend=say("mend_wrong_type", language, wanted=wanted),
    )


def _has_body(request: AnyRequest) -> bool:
    length = request.headers.get("content-length", "")
    return length not in {"", "0"} or "transfer-encoding" in request.headers


def takes_files(action: str) -> dict[str, Any]:
    """The options of a route that takes multipart files."""
    return {"action": action, "takes": _MULTIPART}
