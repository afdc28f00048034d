"""Vectors of a large index kept in PostgreSQL (pgvector) in place of each process's memory.

The table is made when it is first wanted, not by a migration: a database without the extension must still upgrade.
Vectors are compared one by one, so the answers are those of `InProcess`; equals come by place.
"""

import hashlib
import logging
import threading
import weakref
from collections.abc import Mapping
from types import TracebackType
from typing import Literal, Self

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

VectorIndex = Literal["auto", "memory", "pgvector"]
PAYS_FROM = 1_000_000
"""Passages from which ``auto`` asks PostgreSQL: beyond every size measured. Vectors of 384 numbers, one by one, on two
busy cores: 62 ms in memory, 75 in PostgreSQL at 10 000; 94 and 262 at 50 000. Each process has them anyway."""
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
_OWNERS = "CREATE TABLE IF NOT EXISTS search_stock (stock text PRIMARY KEY, owner text NOT NULL)"
_OUTDATED = "SELECT stock FROM search_stock WHERE owner = %s AND stock <> %s"
_NEAREST = """
SELECT place, round((1 - (vector <=> %s))::numeric, 5) AS likeness FROM search_vector
WHERE stock = %s AND form = %s ORDER BY likeness DESC, place LIMIT %s
"""
_log = logging.getLogger(__name__)


class NoPgVector(TactError):
    """PostgreSQL cannot keep the vectors; the search keeps them in memory."""


class PgVectors:
    """The vectors of one index; give it to `KnowledgeIndex.look_elsewhere`.

    Args:
        url: of a PostgreSQL database, with any driver named.
        stock: names the vectors: other vectors, another stock.
        owner: whose vectors they are, such as a brand's: each owner keeps one stock, the last.

    Raises:
        NoPgVector: the extension is missing, or the database does not answer.
    """

    def __init__(self, url: str, stock: str, owner: str = "") -> None:
        self._stock, self._owner = stock, owner or stock
        self._lock = threading.Lock()
        try:
            self._connection = psycopg.connect(_plain(url), autocommit=True)
            weakref.finalize(self, self._connection.close)
            self._connection.execute(f"SET search_path TO {_SCHEMA}, public")
            with self._connection.transaction():
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
                self._connection.execute(f"CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA {_SCHEMA}")
                self._connection.execute(_TABLE)
                self._connection.execute(_OWNERS)
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
        """Store the vectors by form unless they are there, and forget what the owner kept before.

        Returns:
            How many vectors were stored.
        """
        with self._lock, self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            there = self._connection.execute(
                "SELECT count(*) FROM search_vector WHERE stock = %s", (self._stock,)
            ).fetchone()
            wanted = sum(len(matrix) for matrix in matrices.values())
            self._forget_others()
            if there is not None and there[0] == wanted:
                return 0
            self._connection.execute(
                "INSERT INTO search_stock VALUES (%s, %s) ON CONFLICT (stock) DO UPDATE SET owner = excluded.owner",
                (self._stock, self._owner),
            )
            self._connection.execute("DELETE FROM search_vector WHERE stock = %s", (self._stock,))
            with self._connection.cursor().copy("COPY search_vector (stock, form, place, vector) FROM STDIN") as copy:
                for form, matrix in matrices.items():
                    for place, vector in enumerate(matrix):
                        text = "[" + ",".join(repr(float(value)) for value in vector) + "]"
                        copy.write_row((self._stock, form, place, text))
            return wanted

    def _forget_others(self) -> None:
        for (stock,) in self._connection.execute(_OUTDATED, (self._owner, self._stock)).fetchall():
            self._connection.execute("DELETE FROM search_vector WHERE stock = %s", (stock,))
            self._connection.execute("DELETE FROM search_stock WHERE stock = %s", (stock,))

    def nearest(self, form: str, vector: Vectors, count: int) -> tuple[NDArray[np.intp], Scores]:
        """See `knowledge_base.meaning.Nearest`; nothing when the database does not answer."""
        with self._lock:
            asked = np.asarray(vector, dtype=np.float32)
            try:
                rows = self._connection.execute(_NEAREST, (asked, self._stock, form, count)).fetchall()
            except psycopg.Error as error:
                _log.warning("PostgreSQL gave no vectors (%s): compared in memory", type(error).__name__)
                rows = []
        return (
            np.array([row[0] for row in rows], dtype=np.intp),
            np.array([float(row[1]) for row in rows], dtype=np.float32),
        )


def kept_in_postgres(
    index: KnowledgeIndex,
    url: str,
    *,
    choice: VectorIndex = "auto",
    owner: str = "",
    pays_from: int = PAYS_FROM,
    few: int = FEW,
) -> str:
    """Have PostgreSQL compare the vectors of an index; call before the index is shared.

    Args:
        index: built.
        url: of the database.
        choice: ``auto``: from ``pays_from`` passages; ``pgvector``: whatever the size; ``memory``: never.
        owner: whose index it is: what the same owner kept before is forgotten, also when nothing is kept now.
        pays_from: passages.
        few: nearest of each form that are told apart.

    Returns:
        Why the vectors stay in memory; empty when PostgreSQL compares them from now on.
    """
    why = _stays(index, url, choice, pays_from)
    if index.meaning is None or why:
        _forget(url, owner)
        return why
    matrices = index.meaning.matrices()
    shapes = "\n".join(
        f"{form} {hashlib.sha256(matrix.tobytes()).hexdigest()}" for form, matrix in sorted(matrices.items())
    )
    try:
        stock = PgVectors(url, text_hash(f"{owner}\n{index.meaning.embedder.name}\n{shapes}"), owner)
        stock.keep(matrices)
    except NoPgVector as error:
        return str(error)
    except psycopg.Error as error:
        return f"PostgreSQL did not take the vectors: {type(error).__name__}"
    index.look_elsewhere(stock, few)
    return ""


def _stays(index: KnowledgeIndex, url: str, choice: VectorIndex, pays_from: int) -> str:
    """Why the vectors stay in memory whatever the database can do; empty when nothing speaks for it."""
    if index.meaning is None:
        return "words alone are searched"
    if choice == "memory":
        return "TACT_VECTOR_INDEX is memory"
    if choice == "auto" and len(index.passages) < pays_from:
        return f"{len(index.passages)} passages: memory is quicker below {pays_from}"
    return "SQLite keeps no vectors" if is_sqlite(url) else ""


def _forget(url: str, owner: str) -> None:
    """Drop what an owner kept, where anything was ever kept."""
    if not owner or not url or is_sqlite(url):
        return
    try:
        with psycopg.connect(_plain(url), autocommit=True) as connection:
            connection.execute(f"SET search_path TO {_SCHEMA}, public")
            known = connection.execute("SELECT to_regclass('search_stock')").fetchone()
            if known is not None and known[0] is not None:
                mine = "SELECT stock FROM search_stock WHERE owner = %s"
                connection.execute(f"DELETE FROM search_vector WHERE stock IN ({mine})", (owner,))
                connection.execute("DELETE FROM search_stock WHERE owner = %s", (owner,))
    except psycopg.Error as error:
        _log.warning("Vectors kept before could not be dropped: %s", type(error).__name__)


def _plain(url: str) -> str:
    """The address as libpq reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
