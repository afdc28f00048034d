"""Vectors of a large index kept in PostgreSQL (pgvector) in place of each process's memory.

The table is made when it is first wanted, not by a migration: a database without the extension must still upgrade.
Vectors are compared one by one, so the answers are those of `InProcess`; equals come by place.
"""

import hashlib
import threading
import weakref
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector.psycopg import register_vector
from sqlalchemy import make_url

from knowledge_base.articles import text_hash
from knowledge_base.bm25 import Scores
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Vectors
from reply_core.database import is_sqlite
from reply_core.errors import TactError

PAYS_FROM = 50_000
"""Passages: below, numpy over a matrix in memory is quicker and small enough."""
FEW = 300
"""Nearest of each form that are told apart."""
_LOCK = 7_145_301_969
_SCHEMA = "tact_search"
"""Of its own: a table of ours is named as the extension's type is."""
_TABLE = """
CREATE TABLE IF NOT EXISTS search_vector (
  stock text NOT NULL, form text NOT NULL, place integer NOT NULL, vector vector NOT NULL,
  PRIMARY KEY (stock, form, place)
)
"""
_NEAREST = """
SELECT place, round((1 - (vector <=> %s))::numeric, 5) AS likeness FROM search_vector
WHERE stock = %s AND form = %s ORDER BY likeness DESC, place LIMIT %s
"""


class NoPgVector(TactError):
    """PostgreSQL cannot keep the vectors; the search keeps them in memory."""


class PgVectors:
    """The vectors of one index; give it to `KnowledgeIndex.look_elsewhere`.

    Args:
        url: of a PostgreSQL database, with any driver named.
        stock: names the vectors: other vectors, another stock.

    Raises:
        NoPgVector: the extension is missing, or the database does not answer.
    """

    def __init__(self, url: str, stock: str) -> None:
        self._stock = stock
        self._lock = threading.Lock()
        try:
            plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection = psycopg.connect(plain, autocommit=True)
            weakref.finalize(self, self._connection.close)
            self._connection.execute(f"SET search_path TO {_SCHEMA}, public")
            with self._connection.transaction():
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
                self._connection.execute(f"CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA {_SCHEMA}")
                self._connection.execute(_TABLE)
            register_vector(self._connection)
        except psycopg.Error as error:
            raise NoPgVector(
                "PostgreSQL does not keep the vectors of search; they stay in memory",
                where=type(error).__name__,
                mend="install the extension pgvector and allow CREATE EXTENSION vector, or go on as it is",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def keep(self, matrices: Mapping[str, Vectors]) -> int:
        """Store the vectors by form unless they are there; gives how many were stored."""
        with self._lock, self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            there = self._connection.execute(
                "SELECT count(*) FROM search_vector WHERE stock = %s", (self._stock,)
            ).fetchone()
            wanted = sum(len(matrix) for matrix in matrices.values())
            if there is not None and there[0] == wanted:
                return 0
            self._connection.execute("DELETE FROM search_vector WHERE stock = %s", (self._stock,))
            with self._connection.cursor().copy("COPY search_vector (stock, form, place, vector) FROM STDIN") as copy:
                for form, matrix in matrices.items():
                    for place, vector in enumerate(matrix):
                        text = "[" + ",".join(repr(float(value)) for value in vector) + "]"
                        copy.write_row((self._stock, form, place, text))
            return wanted

    def nearest(self, form: str, vector: Vectors, count: int) -> tuple[NDArray[np.intp], Scores]:
        """See `knowledge_base.meaning.Nearest`."""
        with self._lock:
            asked = np.asarray(vector, dtype=np.float32)
            rows = self._connection.execute(_NEAREST, (asked, self._stock, form, count)).fetchall()
        return (
            np.array([row[0] for row in rows], dtype=np.intp),
            np.array([float(row[1]) for row in rows], dtype=np.float32),
        )


def kept_in_postgres(index: KnowledgeIndex, url: str, *, pays_from: int = PAYS_FROM, few: int = FEW) -> str:
    """Have PostgreSQL compare the vectors of a large index; call before the index is shared.

    Returns:
        Why the vectors stay in memory; empty when PostgreSQL compares them from now on.
    """
    if index.meaning is None:
        return "words alone are searched"
    if len(index.passages) < pays_from:
        return f"{len(index.passages)} passages: memory is quicker below {pays_from}"
    if is_sqlite(url):
        return "SQLite keeps no vectors"
    matrices = index.meaning.matrices()
    shapes = "\n".join(
        f"{form} {hashlib.sha256(matrix.tobytes()).hexdigest()}" for form, matrix in sorted(matrices.items())
    )
    try:
        stock = PgVectors(url, text_hash(f"{index.meaning.embedder.name}\n{shapes}"))
        stock.keep(matrices)
    except NoPgVector as error:
        return str(error)
    index.look_elsewhere(stock, few)
    return ""
