"""The wire under the client: requests, uploads, server-sent events, and problems as exceptions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from api.views import Asked, FieldError, Problem

V = TypeVar("V", bound=BaseModel)
Upload = tuple[str, bytes]
"""A file to send: its name and its bytes."""


class ApiProblem(Exception):
    """The API refused, or could not be reached (``status`` 0): what happened, where, and how to mend it."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        where: str = "",
        mend: str = "",
        errors: Sequence[FieldError] = (),
        asked: Sequence[Asked] = (),
    ) -> None:
        self.status, self.title, self.detail, self.where, self.mend = status, title, detail, where, mend
        self.errors, self.asked = tuple(errors), tuple(asked)
        super().__init__(" ".join(part for part in (detail, where, mend) if part) or title)

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The exception of a problem document."""
        return cls(
            problem.status,
            problem.title,
            problem.detail,
            problem.where,
            problem.mend,
            problem.errors,
            problem.asked,
        )


class Transport:
    """One connection pool to one server, with one key."""

    def __init__(
        self, base_url: str, key: str, *, timeout: float, language: str, http: httpx.Client | None = None
    ) -> None:
        self._base = base_url.rstrip("/")
        self._headers = {"Accept-Language": language}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._http = http or httpx.Client(timeout=httpx.Timeout(timeout, connect=5.0), trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def sign_with(self, key: str) -> None:
        """Use another key or token from now on."""
        self._headers["Authorization"] = f"Bearer {key}"

    def speak_for(self, address: str) -> None:
        """Say whose requests these are: the address of the browser a dashboard serves."""
        if address:
            self._headers["X-Forwarded-For"] = address

    def call(
        self,
        method: str,
        path: str,
        answer: type[V],
        *,
        query: Mapping[str, Any] | None = None,
        body: BaseModel | Mapping[str, Any] | None = None,
    ) -> V:
        """One request with a JSON body; raises `ApiProblem` for every refusal."""
        content = _json_body(body)
        headers = dict(self._headers)
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._send(method, path, answer, params=_known(query), content=content, headers=headers)

    def upload(self, path: str, answer: type[V], files: Sequence[Upload], fields: Mapping[str, str]) -> V:
        """Files and form fields as multipart/form-data."""
        parts: list[tuple[str, tuple[str | None, bytes]]] = [("files", (name, data)) for name, data in files]
        parts += [(name, (None, value.encode())) for name, value in fields.items() if value]
        return self._send("POST", path, answer, files=parts, headers=self._headers)

    def events(self, path: str, query: Mapping[str, Any] | None = None) -> Iterator[tuple[str, str]]:
        """Server-sent events as (event, data), until the server ends the stream."""
        headers = {**self._headers, "Accept": "text/event-stream"}
        try:
            with self._http.stream("GET", self._base + path, params=_known(query), headers=headers) as response:
                if response.status_code >= httpx.codes.BAD_REQUEST:
                    response.read()
                    raise problem_of(response)
                yield from read_events(response.iter_lines())
        except httpx.HTTPError as error:
            raise _unreachable(self._base, error) from error

    def file(self, path: str, query: Mapping[str, Any] | None = None) -> bytes:
        """A file as its bytes."""
        return self._answered("GET", path, params=_known(query), headers=self._headers).content

    def ask(self, method: str, path: str) -> None:
        """A request that is answered by nothing."""
        self._answered(method, path, headers=self._headers)

    def _send(self, method: str, path: str, answer: type[V], **request: Any) -> V:
        return answer.model_validate_json(self._answered(method, path, **request).content)

    def _answered(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response = self._http.request(method, self._base + path, **request)
        except httpx.HTTPError as error:
            raise _unreachable(self._base, error) from error
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise problem_of(response)
        return response


def read_events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Parse a text/event-stream: (event, data) for each event; comments are skipped."""
    event, data = "message", list[str]()
    for line in lines:
        if not line:
            if data:
                yield event, "\n".join(data)
            event, data = "message", []
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "data":
            data.append(value)
    if data:
        yield event, "\n".join(data)


def problem_of(response: httpx.Response) -> ApiProblem:
    """The problem a refused response carries, or what can be said of it when it carries none."""
    try:
        return ApiProblem.of(Problem.model_validate_json(response.content))
    except ValidationError:
        return ApiProblem(response.status_code, response.reason_phrase, "The server did not answer as Tact does.")


def _unreachable(base: str, error: Exception) -> ApiProblem:
    return ApiProblem(
        0, "No answer", f"The server does not answer ({type(error).__name__}).", base, "Start it with `tact serve`."
    )


def _json_body(body: BaseModel | Mapping[str, Any] | None) -> bytes | None:
    if body is None:
        return None
    if isinstance(body, BaseModel):
        return body.model_dump_json(exclude_unset=True).encode()
    return json.dumps(body, ensure_ascii=False, default=str).encode()


def _known(query: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (query or {}).items() if value is not None and value != ""}


def path_part(identifier: str) -> str:
    """One path segment. As in JSON pointers a tilde travels as ~0 and a slash as ~1; a name of dots alone as ~2~2."""
    escaped = identifier.replace("~", "~0").replace("/", "~1")
    if not escaped.strip("."):
        escaped = escaped.replace(".", "~2")
    return quote(escaped, safe="~") or "-"
