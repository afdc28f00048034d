"""A readable table of sentences, what their sources say, and the verdict: `claim_pairs.toml`."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.support import Source, SourceKind, check_sentence

TABLE = tomllib.loads((Path(__file__).parent / "claim_pairs.toml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=f"{theme}: {row['s']}") for theme, rows in TABLE.items() for row in rows]
KINDS: tuple[tuple[str, SourceKind], ...] = (("a", "article"), ("o", "order"), ("t", "thread"))


def sources_of(row: dict[str, Any]) -> tuple[Source, ...]:
    """The article, order and message of a row."""
    return tuple(Source(id=key, kind=kind, title="", text=row[key]) for key, kind in KINDS if key in row)


@pytest.mark.parametrize("row", ROWS)
def test_a_sentence_gets_its_verdict(row: dict[str, Any]) -> None:
    """Each sentence of the table is judged as it says."""
    check = check_sentence(row["s"], sources_of(row))

    assert check.verdict == row["v"], check


@pytest.mark.parametrize("row", ROWS)
def test_a_contradiction_shows_both_sides(row: dict[str, Any]) -> None:
    """What is contradicted names the words of the sentence and the words of the source, both where they stand."""
    check = check_sentence(row["s"], sources_of(row))
    against = [finding for finding in check.findings if finding.verdict == "contradicted"]

    assert bool(against) is (check.verdict == "contradicted")
    for finding in against:
        assert finding.span.of(row["s"]) == finding.text
        assert finding.alarm
        assert finding.doubt == 1.0
        assert finding.expected in row[check.source_id]
        assert check.source_span is not None
        assert check.source_span.of(row[check.source_id])


@pytest.mark.parametrize("row", ROWS)
def test_a_far_source_changes_no_contradiction(row: dict[str, Any]) -> None:
    """An article on quite another matter makes no sentence contradicted that was not."""
    far = Source(id="far", kind="article", title="", text="Лампу гирлянды меняют вместе с цоколем.")
    before, after = check_sentence(row["s"], sources_of(row)), check_sentence(row["s"], (*sources_of(row), far))

    assert (before.verdict == "contradicted") is (after.verdict == "contradicted")


def test_the_table_is_long_and_in_two_languages() -> None:
    """Enough rows of every verdict, Russian and English, so that a change shows what it moves."""
    rows = [row for rows in TABLE.values() for row in rows]
    english = [row for row in rows if row["s"].isascii()]

    assert len(rows) >= 100
    assert len(english) >= 20
    assert {row["v"] for row in rows} == {"supported", "contradicted", "not_verifiable", "no_claim"}
