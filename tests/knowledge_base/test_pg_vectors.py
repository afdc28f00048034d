"""Vectors in PostgreSQL give what vectors in memory give; without the extension the search goes on and says why."""

from collections.abc import Iterator
from uuid import uuid4

import numpy as np
import psycopg
import pytest
from sqlalchemy import make_url

from knowledge_base.articles import Article
from knowledge_base.meaning import InProcess
from knowledge_base.pg_vectors import NoPgVector, PgVectors, kept_in_postgres
from knowledge_base.search import KnowledgeIndex
from model_gateway.scripted_embedder import HashEmbedder
from reply_core.database import is_sqlite

SUBJECTS = ("возврат", "обмен", "доставка", "оплата", "баллы", "карта", "отзыв", "гарантия")
ARTICLES = tuple(
    Article(id=f"{subject}-{number}", title=f"{subject} {number}", text=f"Про {subject} в городе номер {number}.")
    for subject in SUBJECTS
    for number in range(6)
)
QUESTIONS = ("возврат в городе 3", "сколько стоит доставка", "баллы сгорели", "карта 5")
FEW = 12


def _index(*articles: Article) -> KnowledgeIndex:
    return KnowledgeIndex.build(articles or ARTICLES, HashEmbedder())


def _stocks(url: str) -> int:
    """How many vectors are stored."""
    with psycopg.connect(_plain(url)) as connection:
        found = connection.execute("SELECT count(*) FROM tact_search.search_vector").fetchone()
    assert found is not None
    return int(found[0])


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def stranger_url(postgres_url: str) -> Iterator[str]:
    """A database whose user may make neither schema nor extension."""
    name = f"stranger_{uuid4().hex[:8]}"
    with psycopg.connect(_plain(postgres_url), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'x'".encode())
    yield make_url(postgres_url).set(username=name, password="x").render_as_string(hide_password=False)
    with psycopg.connect(_plain(postgres_url), autocommit=True) as connection:
        connection.execute(f"DROP ROLE {name}".encode())


def test_postgres_finds_what_memory_finds(database_url: str) -> None:
    """The same articles in the same order with the same scores, whichever keeps the vectors."""
    if is_sqlite(database_url):
        pytest.skip("PostgreSQL only")
    memory, stored = _index(), _index()
    assert memory.meaning is not None
    memory.look_elsewhere(InProcess(memory.meaning.matrices()), FEW)

    assert kept_in_postgres(stored, database_url, pays_from=1, few=FEW) == ""

    for question in QUESTIONS:
        ours, theirs = memory.rank_articles(question, 8), stored.rank_articles(question, 8)
        assert [name for name, _ in theirs] == [name for name, _ in ours]
        assert [score for _, score in theirs] == pytest.approx([score for _, score in ours], abs=1e-3)
        assert stored.search(question).decision == memory.search(question).decision


def test_what_is_stored_is_not_stored_again(database_url: str) -> None:
    """A second process finds the vectors of the first."""
    if is_sqlite(database_url):
        pytest.skip("PostgreSQL only")
    meaning = _index().meaning
    assert meaning is not None
    matrices = meaning.matrices()

    with PgVectors(database_url, "one") as first:
        assert first.keep(matrices) == sum(len(matrix) for matrix in matrices.values())
    with PgVectors(database_url, "one") as second, PgVectors(database_url, "other") as other:
        assert second.keep(matrices) == 0
        assert len(other.nearest("passage", matrices["passage"][0], 5)[0]) == 0
        assert second.nearest("passage", matrices["passage"][7], 1)[0].tolist() == [7]


def test_why_vectors_stay_in_memory(database_url: str) -> None:
    """A small index, words alone, SQLite: each says so, and nothing changes."""
    index = _index()

    assert "quicker below" in kept_in_postgres(index, database_url)
    assert "words alone" in kept_in_postgres(KnowledgeIndex.build(ARTICLES), database_url, pays_from=1)
    if is_sqlite(database_url):
        assert "SQLite" in kept_in_postgres(index, database_url, pays_from=1)
    assert index.rank_articles("возврат 3") == _index().rank_articles("возврат 3")


def test_a_database_without_the_extension_says_so() -> None:
    """Nobody there, or no extension: the reason with its cure, and search goes by memory."""
    nowhere = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"
    index = _index()

    with pytest.raises(NoPgVector, match="pgvector"):
        PgVectors(nowhere, "one")
    assert "stay in memory" in kept_in_postgres(index, nowhere, pays_from=1)
    assert index.rank_articles("возврат 3") == _index().rank_articles("возврат 3")


def test_few_nearest_do_as_well_as_all() -> None:
    """Telling only the nearest apart leaves the first articles as they are."""
    few, every = _index(), _index()
    assert few.meaning is not None
    few.look_elsewhere(InProcess(few.meaning.matrices()), 24)

    for question in QUESTIONS:
        assert few.rank_articles(question, 1)[0][0] == every.rank_articles(question, 1)[0][0]


def test_who_may_not_make_the_extension_searches_in_memory(stranger_url: str) -> None:
    """The reason names the extension and the cure; the search is the same."""
    index = _index()

    why = kept_in_postgres(index, stranger_url, choice="pgvector")

    assert "pgvector" in why
    assert "CREATE EXTENSION" in why
    assert index.rank_articles("возврат 3") == _index().rank_articles("возврат 3")


def test_the_setting_decides(postgres_url: str) -> None:
    """Memory is memory, pgvector is used for any size, auto by size."""
    assert "TACT_VECTOR_INDEX" in kept_in_postgres(_index(), postgres_url, choice="memory", pays_from=1)
    assert "quicker below" in kept_in_postgres(_index(), postgres_url, choice="auto")
    assert kept_in_postgres(_index(), postgres_url, choice="pgvector") == ""


def test_vectors_of_articles_gone_are_dropped(postgres_url: str) -> None:
    """A shop keeps the vectors of its articles as they are; another shop's stay; nothing is left when it keeps none."""
    size = _index().meaning
    assert size is not None
    whole = sum(len(matrix) for matrix in size.matrices().values())
    assert kept_in_postgres(_index(), postgres_url, choice="pgvector", owner="one") == ""
    assert kept_in_postgres(_index(), postgres_url, choice="pgvector", owner="two") == ""
    assert _stocks(postgres_url) == 2 * whole

    assert kept_in_postgres(_index(*ARTICLES[:6]), postgres_url, choice="pgvector", owner="one") == ""
    assert _stocks(postgres_url) == whole + whole // 8

    kept_in_postgres(_index(), postgres_url, choice="memory", owner="one")
    assert _stocks(postgres_url) == whole


def test_a_stock_that_is_gone_is_compared_in_memory(postgres_url: str) -> None:
    """While another process already keeps newer vectors, or the database is away, a search is right all the same."""
    ours, memory = _index(), _index()
    assert kept_in_postgres(ours, postgres_url, choice="pgvector", owner="one", few=FEW) == ""
    assert memory.meaning is not None
    kept_in_postgres(_index(*ARTICLES[:6]), postgres_url, choice="pgvector", owner="one")

    assert ours.rank_articles("возврат 3") == memory.rank_articles("возврат 3")

    with PgVectors(postgres_url, "closed") as closed:
        closed.keep(memory.meaning.matrices())
    places, likeness = closed.nearest("passage", np.ones(memory.meaning.passages.shape[1], dtype=np.float32), 3)
    assert places.size == likeness.size == 0
