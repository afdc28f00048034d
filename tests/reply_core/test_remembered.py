"""The table of what is known of single words."""

import pytest

from reply_core import remembered
from reply_core.remembered import Remembered


def test_a_word_is_judged_once() -> None:
    """Asking again is a look-up."""
    judged: list[str] = []

    def judge(word: str) -> int:
        judged.append(word)
        return len(word)

    table = Remembered(judge)
    assert list(map(table.__getitem__, ["заказ", "где", "заказ"])) == [5, 3, 5]
    assert judged == ["заказ", "где"]


def test_a_very_long_word_is_not_kept() -> None:
    """It will not come again."""
    table = Remembered(len)
    assert table["а" * 41] == 41
    assert table["а" * 40] == 40
    assert list(table) == ["а" * 40]


def test_a_full_table_starts_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded, and answers stay right."""
    monkeypatch.setattr(remembered, "_LIMIT", 3)
    table = Remembered(str.upper)
    assert [table[word] for word in ("a", "b", "c", "d")] == ["A", "B", "C", "D"]
    assert len(table) <= 3
