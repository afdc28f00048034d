"""A large stock is compared roughly first: what is near is found and told exactly, and nothing far is put before it."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from knowledge_base.coarse import LARGE, Coarse, one_thread
from model_gateway.embedder import Vectors


def unit(rows: Vectors) -> Vectors:
    """Rows of length one."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def stock() -> Vectors:
    """Texts of two hundred subjects in a common direction, as embedders put them."""
    draw = np.random.default_rng(5)
    centres = draw.standard_normal((200, 128), dtype=np.float32) + 2.0
    rows = centres[draw.integers(0, 200, LARGE)] + 0.7 * draw.standard_normal((LARGE, 128), dtype=np.float32)
    return unit(rows)


def test_the_nearest_are_those_of_comparing_all(stock: Vectors) -> None:
    """Places and likenesses of the nearest twenty, for questions near to some of the texts."""
    coarse, draw = Coarse(stock), np.random.default_rng(6)
    for place in range(0, LARGE, 2_000):
        question = unit(stock[place : place + 1] + 0.05 * draw.standard_normal((1, 128), dtype=np.float32))[0]
        exact, found = stock @ question, coarse.likeness(question)
        best = np.argsort(-exact, kind="stable")[:20]

        assert np.argsort(-found, kind="stable")[:20].tolist() == best.tolist()
        assert np.allclose(found[best], exact[best], atol=1e-6)


def test_what_is_only_estimated_keeps_the_shape_of_the_whole(stock: Vectors) -> None:
    """Mean and deviation, by which rankings are joined, stay as they are, and no estimate outdoes the near ones."""
    question = stock[7]
    exact, found = stock @ question, Coarse(stock).likeness(question)

    assert found.mean() == pytest.approx(exact.mean(), abs=0.01)
    assert found.std() == pytest.approx(exact.std(), rel=0.1)
    near = np.sort(exact)[-1_000]
    assert not ((found > near + 1e-6) & (exact < near - 1e-6)).any()


def test_products_use_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search shares its processor with others; a number of threads set in the environment stays."""
    before = threadpool_info()
    try:
        threadpool_limits(2, user_api="blas")
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
        one_thread.__wrapped__()
        assert {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"} <= {1, 2}
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
        one_thread.__wrapped__()
        assert {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"} == {1}
    finally:
        threadpool_limits({each["prefix"]: each["num_threads"] for each in before if each["user_api"] == "blas"})
