"""An embedder that remembers its vectors in a file, so that what was embedded once is not embedded again next time.

For evals and repeated `tact score` runs over the same texts: embedding is nearly all of their time.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from model_gateway.embedder import Embedder, Vectors
from reply_core.errors import BadSettings

_BATCH = 500
"""Keys asked for at once; SQLite takes at least 999 parameters."""
_ASK = 64
"""Texts embedded before they are written down: what is killed loses at most these."""


class RememberingEmbedder:
    """Asks ``inner`` only for what the file does not hold.

    Args:
        inner: makes the vectors; its name is part of every key, so models never mix.
        path: an SQLite file, made when missing; several processes may share it. It holds hashes and vectors, no texts.
    """

    def __init__(self, inner: Embedder, path: Path) -> None:
        self._inner = inner
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._opened() as file:
            file.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dim(self) -> int:
        return self._inner.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (len(texts), dim)."""
        return self._remembered(texts, "query", self._inner.queries)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that may answer, shape (len(texts), dim)."""
        return self._remembered(texts, "passage", self._inner.passages)

    def _remembered(self, texts: Sequence[str], kind: str, embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
        keys = [self._key(kind, text) for text in texts]
        with self._opened() as file:
            known = _known(file, tuple(dict.fromkeys(keys)))
            missing = [(key, text) for key, text in dict(zip(keys, texts, strict=True)).items() if key not in known]
            for start in range(0, len(missing), _ASK):
                part = missing[start : start + _ASK]
                for (key, _), vector in zip(part, embed([text for _, text in part]), strict=True):
                    known[key] = vector.astype(np.float32)
                file.executemany(
                    "INSERT OR IGNORE INTO vector VALUES (?, ?)", [(key, known[key].tobytes()) for key, _ in part]
                )
                file.commit()
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, self.dim), dtype=np.float32)

    def _key(self, kind: str, text: str) -> bytes:
        whole = f"{self._inner.name}\0{kind}\0{text}"
        return hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=16).digest()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as file:
                file.execute("PRAGMA journal_mode=WAL")
                file.execute("PRAGMA synchronous=OFF")  # vectors can be made again
                yield file
        except sqlite3.DatabaseError as error:
            raise BadSettings(
                f"the file of remembered vectors cannot be used: {error}",
                where=str(self._path),
                mend="delete it, or choose another one with TACT_VECTOR_FILE",
            ) from error


def _known(file: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
    found = {}
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        marks = ",".join("?" * len(part))
        for key, value in file.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", part):
            found[key] = np.frombuffer(value, dtype=np.float32)
    return found
