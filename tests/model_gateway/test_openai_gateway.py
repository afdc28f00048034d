"""The OpenAI-compatible gateway against a pretended endpoint: every way of failing, by name."""

import json
import time
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import httpx2
import pytest

from model_gateway.gateway import ModelFailure, ModelRequest, read_json
from model_gateway.openai_gateway import OpenAIGateway
from reply_core.errors import ModelUnavailable

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
Handler = Callable[[httpx2.Request], httpx2.Response]


def gateway(handler: Handler, **options: Any) -> OpenAIGateway:
    return OpenAIGateway("m", base_url="http://llm.local/v1", transport=httpx2.MockTransport(handler), **options)


def request(**changes: Any) -> ModelRequest:
    return ModelRequest(**({"purpose": "draft", "system": "правила", "user": "вопрос"} | changes))


def answer(text: str, finish: str = "stop", usage: bool = True) -> httpx2.Response:
    body: dict[str, Any] = {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "m-2026",
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}],
    }
    if usage:
        body["usage"] = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return httpx2.Response(200, json=body)


def refusal(words: str) -> httpx2.Response:
    """An answer in which the model declines."""
    message = {"role": "assistant", "content": None, "refusal": words}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return httpx2.Response(200, json={"id": "1", "object": "x", "created": 0, "model": "m", "choices": [choice]})


def chunk(text: str, finish: str | None = None) -> str:
    body = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m-2026",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}],
    }
    return f"data: {json.dumps(body)}\n\n"


USAGE = (
    "data: "
    + json.dumps(
        {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "m-2026",
            "choices": [],
            "usage": {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8},
        }
    )
    + "\n\n"
)


class Cut(httpx2.AsyncByteStream):
    """A body that breaks after its last piece when ``error`` is given."""

    def __init__(self, pieces: Iterable[str], error: Exception | None = None) -> None:
        self._pieces, self._error = list(pieces), error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece.encode()
        if self._error:
            raise self._error


def streamed(pieces: Iterable[str], error: Exception | None = None) -> Handler:
    return lambda _: httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=Cut(pieces, error))


@pytest.mark.anyio
async def test_sends_the_schema_and_reads_text_and_usage() -> None:
    """A request carries model, messages, limits and schema; the reply carries text, model and tokens."""
    seen: list[dict[str, Any]] = []

    def handler(sent: httpx2.Request) -> httpx2.Response:
        seen.append(json.loads(sent.content))
        return answer('{"a": "да"}')

    reply = await gateway(handler).complete(request(schema=SCHEMA, schema_name="draft", max_tokens=50))

    assert (reply.text, reply.model, reply.tokens_in, reply.tokens_out) == ('{"a": "да"}', "m-2026", 11, 7)
    assert seen[0]["messages"] == [{"role": "system", "content": "правила"}, {"role": "user", "content": "вопрос"}]
    assert seen[0]["response_format"]["json_schema"] == {"name": "draft", "schema": SCHEMA, "strict": True}
    assert (seen[0]["model"], seen[0]["max_tokens"], seen[0]["temperature"]) == ("m", 50, 0.0)


@pytest.mark.anyio
async def test_repeats_after_a_busy_answer() -> None:
    """One 429 with retry-after is repeated and the second answer taken."""
    replies = [httpx2.Response(429, headers={"retry-after-ms": "1"}), answer("готово")]
    reply = await gateway(lambda _: replies.pop(0)).complete(request())

    assert reply.text == "готово"
    assert replies == []


@pytest.mark.anyio
async def test_waits_as_long_as_a_busy_endpoint_asks() -> None:
    """Retry-After is honoured: the second call comes no sooner than it says."""
    times: list[float] = []
    replies = [httpx2.Response(429, headers={"retry-after": "0.3"}), answer("готово")]

    def handler(_: httpx2.Request) -> httpx2.Response:
        times.append(time.monotonic())
        return replies.pop(0)

    await gateway(handler).complete(request())

    assert times[1] - times[0] >= 0.25


@pytest.mark.anyio
async def test_limits_an_endpoint_does_not_know_are_left_out() -> None:
    """A schema refused for its limits is sent again without them, and the endpoint's taste is remembered."""
    seen: list[dict[str, Any]] = []
    limited = {"type": "object", "properties": {"a": {"type": "array", "maxItems": 2, "items": {"maxLength": 9}}}}

    def handler(sent: httpx2.Request) -> httpx2.Response:
        form = json.loads(sent.content)["response_format"]["json_schema"]["schema"]
        seen.append(form)
        if "maxLength" in str(form):
            return httpx2.Response(400, json={"error": {"message": "In context=(), 'maxLength' is not permitted."}})
        return answer('{"a": []}')

    model = gateway(handler)
    await model.complete(request(schema=limited))
    await model.complete(request(schema=limited))

    assert [("maxLength" in str(form), "maxItems" in str(form)) for form in seen] == [
        (True, True), (False, True), (False, True),
    ]  # fmt: skip


@pytest.mark.anyio
async def test_words_around_the_answer_are_forgiven() -> None:
    """An endpoint that ignores the schema may say hello before the object."""
    reply = await gateway(lambda _: answer('Вот: {"a": "да"} — готово')).complete(request(schema=SCHEMA))

    assert read_json(reply.text) == {"a": "да"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("response", "cause"),
    [
        (httpx2.Response(401, json={"error": {"message": "bad key sk-123"}}), "key_refused"),
        (httpx2.Response(404, json={"error": {"message": "no such model"}}), "unknown_model"),
        (httpx2.Response(400, json={"error": {"message": "nonsense"}}), "bad_request"),
        (httpx2.Response(429, json={"error": {"message": "slow down"}}), "busy"),
        (httpx2.Response(500, text="oops"), "server_error"),
        (httpx2.Response(503, text="loading"), "server_error"),
        (httpx2.Response(200, text="<html>proxy page</html>"), "server_error"),
        (answer(""), "empty"),
        (answer("   \n"), "empty"),
        (answer("начало", finish="length"), "cut_off"),
        (answer("", finish="content_filter"), "withheld"),
        (refusal("I cannot help with that."), "withheld"),
        (httpx2.Response(200, json={"id": "1", "object": "x", "created": 0, "model": "m", "choices": []}), "empty"),
    ],
)
async def test_every_bad_answer_is_a_named_failure(response: httpx2.Response, cause: str) -> None:
    """Each kind of bad answer becomes one ModelFailure with its cause and a cure, never another exception."""
    with pytest.raises(ModelUnavailable) as caught:
        await gateway(lambda _: response, max_retries=0).complete(request())

    assert isinstance(caught.value, ModelFailure)
    assert caught.value.cause == cause
    assert caught.value.mend
    assert caught.value.said("ru")
    assert "sk-123" not in str(caught.value)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (httpx2.ConnectError("refused"), "refused_connection"),
        (httpx2.ReadTimeout("slow"), "timeout"),
        (httpx2.ConnectTimeout("slow"), "timeout"),
        (httpx2.RemoteProtocolError("closed"), "refused_connection"),
    ],
)
async def test_a_broken_connection_is_a_named_failure(error: Exception, cause: str) -> None:
    """A refused, slow or closed connection is told apart."""

    def handler(_: httpx2.Request) -> httpx2.Response:
        raise error

    with pytest.raises(ModelFailure) as caught:
        await gateway(handler, max_retries=0).complete(request())

    assert caught.value.cause == cause


@pytest.mark.anyio
async def test_a_hanging_endpoint_ends_at_the_time_limit() -> None:
    """The limit counts the whole call with its retries."""
    import asyncio

    async def handler(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(5)
        return answer("поздно")

    slow = OpenAIGateway(
        "m", base_url="http://llm.local/v1", timeout_seconds=0.05, transport=httpx2.MockTransport(handler)
    )
    with pytest.raises(ModelFailure) as caught:
        await slow.complete(request())

    assert caught.value.cause == "timeout"


@pytest.mark.anyio
async def test_an_answer_out_of_shape_is_refused() -> None:
    """With a schema asked for, prose is not an answer; fences around JSON are forgiven."""
    fenced = await gateway(lambda _: answer('```json\n{"a": "x"}\n```')).complete(request(schema=SCHEMA))
    with pytest.raises(ModelFailure) as caught:
        await gateway(lambda _: answer("Конечно! Вот ответ")).complete(request(schema=SCHEMA))

    assert "x" in fenced.text
    assert caught.value.cause == "not_json"


@pytest.mark.anyio
async def test_a_refused_parameter_is_renamed_and_remembered() -> None:
    """An endpoint that wants max_completion_tokens, or knows no response_format, is spoken to its way from then on."""
    seen: list[dict[str, Any]] = []

    def handler(sent: httpx2.Request) -> httpx2.Response:
        body = json.loads(sent.content)
        seen.append(body)
        for name in ("max_tokens", "response_format"):
            if name in body:
                return httpx2.Response(400, json={"error": {"message": f"Unsupported parameter: '{name}'"}})
        return answer('{"a": "x"}')

    model = gateway(handler, max_retries=0)
    await model.complete(request(schema=SCHEMA))
    await model.complete(request(schema=SCHEMA))

    assert len(seen) == 4
    assert seen[-1]["max_completion_tokens"] == 1200


@pytest.mark.anyio
async def test_streams_pieces_and_then_tells_usage() -> None:
    """Pieces come in order; usage is there when the stream has ended."""
    stream = gateway(streamed([chunk("Добрый "), chunk("день", "stop"), USAGE, "data: [DONE]\n\n"])).stream(request())
    pieces = [piece async for piece in stream]

    assert pieces == ["Добрый ", "день"]
    assert stream.reply is not None
    assert (stream.reply.text, stream.reply.tokens_in, stream.reply.tokens_out) == ("Добрый день", 5, 3)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("handler", "cause"),
    [
        (streamed([chunk("Добр")], httpx2.ReadError("gone")), "cut_off"),
        (streamed([chunk("Добр")]), "cut_off"),
        (streamed([chunk("Добр"), "data: {broken\n\n"]), "cut_off"),
        (streamed([chunk("Добр"), 'data: {"error": {"message": "boom"}}\n\n']), "cut_off"),
        (streamed([chunk("Добр", "length"), "data: [DONE]\n\n"]), "cut_off"),
        (streamed(["data: [DONE]\n\n"]), "empty"),
        (streamed([chunk(" ", "stop"), "data: [DONE]\n\n"]), "empty"),
        (lambda _: httpx2.Response(500), "server_error"),
    ],
)
async def test_a_broken_stream_is_a_named_failure(handler: Handler, cause: str) -> None:
    """A stream that stops without saying it is finished was cut off, whatever broke it."""
    stream = gateway(handler, max_retries=0).stream(request())
    with pytest.raises(ModelFailure) as caught:
        async for _ in stream:
            pass

    assert caught.value.cause == cause
    assert stream.reply is None


@pytest.mark.parametrize("url", ["", "https://api.example.com/v1", "http://10.0.0.5:8000/v1"])
def test_a_test_cannot_reach_the_network(url: str) -> None:
    """Under pytest a gateway to another machine is refused before it sends anything."""
    with pytest.raises(ModelFailure) as caught:
        OpenAIGateway("m", base_url=url)

    assert caught.value.cause == "network_banned"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://localhost:9/v1", "http://[::1]:9/v1"])
def test_a_model_on_this_machine_is_no_network(url: str) -> None:
    """A model server a test started beside itself may be called."""
    assert OpenAIGateway("m", base_url=url).name == "m"


def test_no_model_is_said_at_once() -> None:
    """Without a model name there is no gateway."""
    with pytest.raises(ModelFailure) as caught:
        OpenAIGateway("", base_url="http://127.0.0.1/v1")

    assert caught.value.cause == "nothing_set"
