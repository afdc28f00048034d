"""Vectors in PostgreSQL give what vectors in memory give; without the extension the search goes on and says why."""

import pytest

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


def _index() -> KnowledgeIndex:
    return KnowledgeIndex.build(ARTICLES, HashEmbedder())


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
