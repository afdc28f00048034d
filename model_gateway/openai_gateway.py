"""Any endpoint that speaks OpenAI's chat.completions and embeddings. The only file that knows the openai package.

Whatever goes wrong (time-out, limits, a cut stream, an empty or shapeless answer) leaves here as a `ModelFailure`.
Endpoints differ in small ways; a refused parameter is renamed or dropped once and remembered.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx2
import numpy as np
import openai
from numpy.typing import NDArray

from model_gateway.gateway import Cause, ModelFailure, ModelReply, ModelRequest, TextStream, read_json
from model_gateway.guard import refuse_network_in_tests
from model_gateway.retrying import cause_of_status, wait_before
from model_gateway.schemas import LIMITS, arguments
from model_gateway.tokens import count
from reply_core.errors import EmbedderUnavailable

DEFAULT_URL = "https://api.openai.com/v1"
_STREAM_FACTOR = 4
"""A stream may take this many time-outs in all: each piece shows that the model is alive."""
_LONGEST_TOKEN = 12
"""Characters a token may have: a stream longer than its limit allows is not obeying it."""
_QUIRKS = (*sorted(LIMITS), "max_tokens", "temperature", "response_format", "stream_options")


class OpenAIGateway:
    """A chat model behind an OpenAI-compatible address.

    Args:
        model: its name at the endpoint.
        base_url: the endpoint, ending in ``/v1``; empty means OpenAI's own.
        api_key: empty for servers without keys.
        timeout_seconds: limit of one call with all its retries; a stream may take four times as long.
        max_retries: repeats after 429, 5xx and broken connections, honouring ``retry-after``.
        transport: another way to reach the endpoint (tests, proxies).

    Raises:
        ModelFailure: ``nothing_set`` without a model, ``network_banned`` inside a test that is not ``live``.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        api_key: str = "",
        timeout_seconds: float = 30.0,
        max_retries: int = 2,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        if not model:
            raise ModelFailure("nothing_set")
        self._model = model
        self._url = base_url or DEFAULT_URL
        if transport is None:
            refuse_network_in_tests(self._url)
        self._timeout, self._retries = timeout_seconds, max_retries
        self._dropped: set[str] = set()
        http = openai.DefaultAsyncHttpxClient(transport=transport) if transport else None
        self._client = openai.AsyncOpenAI(
            base_url=self._url,
            api_key=api_key or "none",
            timeout=openai.Timeout(timeout_seconds, connect=min(5.0, timeout_seconds)),
            max_retries=0,  # `_repeated` does it, and gives up at once when the wait asked for is too long
            http_client=http,
        )

    @property
    def name(self) -> str:
        return self._model

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.close()

    async def complete(self, request: ModelRequest) -> ModelReply:
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._create(request, stream=False)
        except (TimeoutError, openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
            raise self._failure(error) from error
        choice = answer.choices[0] if answer.choices else None
        text = (choice.message.content or "") if choice else ""
        self._check_finish(choice.finish_reason if choice else None)
        if choice and not text.strip() and choice.message.refusal:
            raise ModelFailure("withheld", where=self._where, detail="the model refused")
        if not text.strip():
            raise ModelFailure("empty", where=self._where)
        if request.schema is not None:
            read_json(text, where=self._where)
        return self._reply(request, text, answer.model, answer.usage, began)

    def stream(self, request: ModelRequest) -> TextStream:
        return TextStream(self._pieces(request))

    async def _pieces(self, request: ModelRequest) -> AsyncIterator[str | ModelReply]:
        began, parts, length, finish, model, usage = time.monotonic(), list[str](), 0, None, self._model, None
        try:
            async with (
                asyncio.timeout(self._timeout * _STREAM_FACTOR),
                await self._create(request, stream=True) as said,
            ):
                async for chunk in said:
                    model, usage = chunk.model or model, chunk.usage or usage
                    for choice in chunk.choices[:1]:
                        finish, piece = choice.finish_reason or finish, choice.delta.content or ""
                        length += len(piece) + 1
                        if length > request.max_tokens * _LONGEST_TOKEN:
                            raise ModelFailure("endless", where=self._where, detail=f"{length} characters")
                        if piece:
                            parts.append(piece)
                            yield piece
        except (TimeoutError, openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
            raise self._failure(error, mid_stream=bool(parts)) from error
        if finish is None:
            raise ModelFailure("cut_off" if parts else "empty", where=self._where)
        self._check_finish(finish)
        if not "".join(parts).strip():
            raise ModelFailure("empty", where=self._where)
        yield self._reply(request, "".join(parts), model, usage, began)

    async def _create(self, request: ModelRequest, *, stream: bool) -> Any:
        for _ in range(len(_QUIRKS) + 1):
            try:
                answer = await self._repeated(request, stream=stream)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._learn(str(error)):
                    raise
                continue
            if isinstance(answer, str):  # a page of some proxy: the model was not reached
                raise ModelFailure("server_error", where=self._where, detail="a page instead of an answer")
            return answer
        raise ModelFailure("bad_request", where=self._where)

    async def _repeated(self, request: ModelRequest, *, stream: bool) -> Any:
        until, attempt = time.monotonic() + self._timeout, 0
        while True:
            try:
                return await self._client.chat.completions.create(
                    **arguments(self._model, request, self._dropped, stream=stream)
                )
            except (openai.APIConnectionError, openai.APIStatusError) as error:
                wait = wait_before(attempt, self._retries, *_answered(error))
                if wait is None or time.monotonic() + wait >= until:
                    raise
            await asyncio.sleep(wait)
            attempt += 1

    def _learn(self, complaint: str) -> bool:
        for quirk in _QUIRKS:
            if quirk in complaint and quirk not in self._dropped:
                self._dropped.add(quirk)
                return True
        return False

    @property
    def _where(self) -> str:
        return f"{self._model} at {self._url}"

    def _check_finish(self, finish: str | None) -> None:
        if finish == "length":
            raise ModelFailure("cut_off", where=self._where, detail="the token limit was reached")
        if finish == "content_filter":
            raise ModelFailure("withheld", where=self._where)

    def _reply(self, request: ModelRequest, text: str, model: str, usage: Any, began: float) -> ModelReply:
        return ModelReply(
            text=text,
            model=model or self._model,
            tokens_in=usage.prompt_tokens if usage else count(request.system) + count(request.user),
            tokens_out=usage.completion_tokens if usage else count(text),
            ms=round((time.monotonic() - began) * 1000),
        )

    def _failure(self, error: Exception, *, mid_stream: bool = False) -> ModelFailure:
        if isinstance(error, ModelFailure):
            return error
        cause, detail = _cause_of(error)
        if mid_stream and cause in {"refused_connection", "server_error", "not_json"}:
            cause = "cut_off"
        return ModelFailure(cause, where=self._where, detail=detail)


def _answered(error: openai.APIError) -> tuple[int | None, Mapping[str, str]]:
    """Status and headers of a refusal; None for a connection that broke."""
    return (error.status_code, error.response.headers) if isinstance(error, openai.APIStatusError) else (None, {})


def _cause_of(error: Exception) -> tuple[Cause, str]:
    if isinstance(error, TimeoutError | openai.APITimeoutError | httpx2.TimeoutException):
        return "timeout", ""
    if isinstance(error, openai.APIStatusError):
        return cause_of_status(error.status_code), f"HTTP {error.status_code}"
    if isinstance(error, openai.APIConnectionError):
        return "refused_connection", ""
    if isinstance(error, httpx2.HTTPError):
        return "cut_off", ""
    if isinstance(error, openai.APIError):  # an error event inside a stream
        return "server_error", ""
    return "not_json", ""


class OpenAIEmbedder:
    """Sentence vectors from an OpenAI-compatible ``/embeddings``; rows are L2-normalised float32.

    Queries and passages are sent as they are, unless the model wants words before them (E5: ``query: ``).
    """

    _BATCH = 64

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        api_key: str = "",
        timeout_seconds: float = 30.0,
        query_prefix: str = "",
        passage_prefix: str = "",
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        url = base_url or DEFAULT_URL
        if not model:
            raise EmbedderUnavailable("no embedding model is set", mend="set TACT_EMBEDDING_MODEL")
        if transport is None:
            refuse_network_in_tests(url)
        self.name = f"openai:{model}"
        self._model, self._url = model, url
        self._prefixes = (query_prefix, passage_prefix)
        self._dim = 0
        self._client = openai.OpenAI(
            base_url=url,
            api_key=api_key or "none",
            timeout=openai.Timeout(timeout_seconds, connect=min(5.0, timeout_seconds)),
            max_retries=2,
            http_client=openai.DefaultHttpxClient(transport=transport) if transport else None,
        )

    @property
    def dim(self) -> int:
        """Length of a vector; asks the endpoint once."""
        if not self._dim:
            self._embed(["?"])
        return self._dim

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, (n, dim).

        Raises:
            EmbedderUnavailable: the endpoint failed or answered nonsense.
        """
        return self._embed([self._prefixes[0] + text for text in texts])

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts that may answer, (n, dim); raises like `queries`."""
        return self._embed([self._prefixes[1] + text for text in texts])

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        rows: list[list[float]] = []
        for start in range(0, len(texts), self._BATCH):
            batch = [text or " " for text in texts[start : start + self._BATCH]]
            try:
                answer = self._client.embeddings.create(model=self._model, input=batch)
            except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
                raise self._unavailable(_cause_of(error)[1] or type(error).__name__) from error
            if len(answer.data) != len(batch):
                raise self._unavailable(f"{len(answer.data)} vectors for {len(batch)} texts")
            rows.extend(item.embedding for item in sorted(answer.data, key=lambda item: item.index))
        return self._normalised(rows)

    def _normalised(self, rows: list[list[float]]) -> NDArray[np.float32]:
        if len({len(row) for row in rows}) != 1:
            raise self._unavailable("vectors of different lengths")
        matrix = np.asarray(rows, dtype=np.float32)
        norms = np.linalg.norm(matrix, axis=1, keepdims=True)
        if not np.isfinite(matrix).all() or not (norms > 0).all():
            raise self._unavailable("vectors that are empty or not numbers")
        self._dim = matrix.shape[1]
        return np.asarray(matrix / norms, dtype=np.float32)

    def _unavailable(self, detail: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(
            f"the embedding endpoint failed: {detail}",
            where=f"{self._model} at {self._url}",
            mend="check OPENAI_BASE_URL and TACT_EMBEDDING_MODEL, or set TACT_EMBEDDER=local",
        )
