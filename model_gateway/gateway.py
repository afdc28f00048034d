"""What every language model looks like from the inside: one request, one reply, or a stream of pieces.

A failure of any kind is a `ModelFailure` (a `ModelUnavailable`) that names its cause by a stable word, so that the
reader can be told in his own language what happened and what to do. Nothing here knows a provider.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

from reply_core.errors import ModelUnavailable
from reply_core.types import Language

Cause = Literal[
    "timeout", "busy", "server_error", "refused_connection", "cut_off", "empty", "not_json", "key_refused",
    "unknown_model", "bad_request", "withheld", "endless", "wrong_language", "resting", "nothing_set", "network_banned",
    "script_ended",
]  # fmt: skip

_CAUSES: Mapping[Cause, tuple[str, str, str]] = {
    # cause: (in Russian, in English, how to mend it)
    "timeout": (
        "не ответила вовремя",
        "did not answer in time",
        "raise TACT_MODEL_TIMEOUT_SECONDS or use a faster model",
    ),
    "busy": ("перегружена, лимит запросов", "is over its request limit", "wait, or raise the limit at the provider"),
    "server_error": ("ошибка на стороне модели", "failed on its own side", "look into the model server's log"),
    "refused_connection": ("нет соединения", "cannot be reached", "check OPENAI_BASE_URL and that the server runs"),
    "cut_off": ("ответ оборвался", "was cut off in the middle", "raise the token limit or check the connection"),
    "empty": ("пустой ответ", "answered nothing", "try another model"),
    "not_json": ("ответ не по форме", "did not answer in the asked form", "use a model that supports json_schema"),
    "key_refused": ("ключ не принят", "refused the key", "check OPENAI_API_KEY"),
    "unknown_model": ("нет такой модели", "does not know the model", "check TACT_MODEL and OPENAI_BASE_URL"),
    "bad_request": ("запрос не принят", "refused the request", "check that the endpoint speaks chat.completions"),
    "withheld": ("ответ скрыт фильтром модели", "withheld its answer", "try another model"),
    "endless": ("не может остановиться", "does not stop writing", "try another model"),
    "wrong_language": ("ответила не на том языке", "answered in another language", "try another model"),
    "resting": ("временно отключена после сбоев", "is resting after failures", "it will be tried again by itself"),
    "nothing_set": ("модель не настроена", "is not configured", "set TACT_MODEL and OPENAI_BASE_URL"),
    "network_banned": (
        "сеть в тестах закрыта",
        "may not be called from a test",
        "mark the test `live` or use ScriptedGateway",
    ),
    "script_ended": ("сценарий закончился", "has no more scripted replies", "script one output for every call"),
}


class ModelFailure(ModelUnavailable):
    """The model gave nothing usable; ``cause`` is a stable word for it.

    Args:
        cause: why.
        where: the endpoint or model it concerns; never a key, never a person's text.
        detail: what the server said, in short.
    """

    def __init__(self, cause: Cause, *, where: str = "", detail: str = "") -> None:
        self.cause: Cause = cause
        _, english, mend = _CAUSES[cause]
        said = f": {detail}" if detail else ""
        super().__init__(f"the language model {english}{said}", where=where, mend=mend)

    def said(self, language: Language) -> str:
        """The cause in a few words for a reader: «не ответила вовремя»."""
        russian, english, _ = _CAUSES[self.cause]
        return russian if language == "ru" else english


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One question to a model; ``purpose`` names the work (``draft``, ``judge``) for the ledger."""

    purpose: str
    system: str
    user: str
    schema: Mapping[str, Any] | None = None
    """A JSON schema the reply must follow; None asks for plain text."""
    schema_name: str = "reply"
    max_tokens: int = 1200
    temperature: float = 0.0
    prompt: str = ""
    """Prompt id and version, such as ``draft_reply/v1.ru``."""
    prompt_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReply:
    """What the model said, which model it was, and what it cost in tokens and milliseconds."""

    text: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    ms: int = 0
    finish: str = "stop"


class TextStream:
    """Pieces of a reply as they arrive; ``reply`` is set once the last piece has been taken."""

    def __init__(self, source: AsyncIterator[str | ModelReply]) -> None:
        self._source = source
        self.reply: ModelReply | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        while True:
            piece = await anext(self._source)
            if isinstance(piece, str):
                return piece
            self.reply = piece

    async def aclose(self) -> None:
        """Stop the model: the reader has gone."""
        close = getattr(self._source, "aclose", None)
        if close is not None:
            await close()


class ModelGateway(Protocol):
    """A language model. Both ways raise `ModelFailure` and nothing else when the model fails."""

    @property
    def name(self) -> str:
        """The model's name as configured."""
        ...

    async def complete(self, request: ModelRequest) -> ModelReply:
        """The whole reply; checked to be JSON when a schema was asked for."""
        ...

    def stream(self, request: ModelRequest) -> TextStream:
        """The reply piece by piece; a stream that is cut off raises where it breaks."""
        ...


def read_json(text: str, *, where: str = "") -> dict[str, Any]:
    """The JSON object in a model's reply; code fences and words around it are forgiven.

    Raises:
        ModelFailure: ``empty`` or ``not_json``.
    """
    stripped = text.strip()
    if not stripped:
        raise ModelFailure("empty", where=where)
    if stripped.startswith("```"):
        stripped = stripped.removeprefix("```json").removeprefix("```").strip().removesuffix("```").strip()
    try:
        value = json.loads(stripped)
    except ValueError:
        value = _object_within(stripped, where)
    if not isinstance(value, dict):
        raise ModelFailure("not_json", where=where, detail="not an object")
    return value


def _object_within(text: str, where: str) -> Any:
    """What stands between the first opening and the last closing brace, as an endpoint without schemas says it."""
    try:
        return json.loads(text[text.index("{") : text.rindex("}") + 1])
    except ValueError as error:
        raise ModelFailure("not_json", where=where) from error
