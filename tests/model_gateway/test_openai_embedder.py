"""Vectors from an OpenAI-compatible endpoint, against a pretended one."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import numpy as np
import pytest

from model_gateway.gateway import ModelFailure
from model_gateway.openai_gateway import OpenAIEmbedder
from reply_core.errors import EmbedderUnavailable

Handler = Callable[[httpx2.Request], httpx2.Response]


def vectors(rows: list[list[float]]) -> httpx2.Response:
    data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
    return httpx2.Response(
        200,
        json={"object": "list", "model": "e", "data": data[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}},
    )


def embedder(handler: Handler, **options: Any) -> OpenAIEmbedder:
    return OpenAIEmbedder("e", base_url="http://llm.local/v1", transport=httpx2.MockTransport(handler), **options)


def test_embeds_in_order_normalised_and_in_batches() -> None:
    """Rows come back in the order of the texts, of length one, 64 texts a call."""
    calls: list[list[str]] = []

    def handler(sent: httpx2.Request) -> httpx2.Response:
        texts = json.loads(sent.content)["input"]
        calls.append(texts)
        return vectors([[float(len(text)), 0.0, 1.0] for text in texts])

    found = embedder(handler, query_prefix="query: ").queries(["а" * (i % 7 + 1) for i in range(70)])

    assert found.shape == (70, 3)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert [len(call) for call in calls] == [64, 6]
    assert calls[0][0] == "query: а"
    assert found[1, 0] > found[0, 0]


@pytest.mark.parametrize(
    "response",
    [httpx2.Response(400), vectors([[1.0, 0.0]]), vectors([[1.0], [1.0, 2.0]]), vectors([[0.0, 0.0], [1.0, 0.0]])],
)
def test_bad_vectors_are_refused(response: httpx2.Response) -> None:
    """An error, too few vectors, ragged or empty ones are EmbedderUnavailable with a cure."""
    with pytest.raises(EmbedderUnavailable) as caught:
        embedder(lambda _: response).passages(["а", "б"])

    assert caught.value.mend


def test_no_model_and_no_network_are_said_at_once() -> None:
    """Without a model name, or with another machine's address inside a test, there is no embedder."""
    with pytest.raises(EmbedderUnavailable):
        OpenAIEmbedder("", base_url="http://127.0.0.1/v1")
    with pytest.raises(ModelFailure):
        OpenAIEmbedder("e", base_url="https://api.example.com/v1")


def test_the_length_of_a_vector_is_asked_once() -> None:
    """``dim`` asks the endpoint; no texts give an empty matrix of that width."""
    calls: list[int] = []

    def handler(sent: httpx2.Request) -> httpx2.Response:
        calls.append(len(json.loads(sent.content)["input"]))
        return vectors([[0.0, 3.0, 4.0]])

    model = embedder(handler)

    assert (model.dim, model.dim) == (3, 3)
    assert model.passages([]).shape == (0, 3)
    assert calls == [1]
