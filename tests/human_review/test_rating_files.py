"""Files of ratings: scales, words, headers in two languages, rows that cannot be read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from human_review.rating_files import RatingFile, Scale, parse_scale, read_ratings
from reply_core.errors import BadFile, InvalidInput

ZONE = ZoneInfo("Europe/Moscow")


def _read(text: str, scale: Scale | None = None) -> RatingFile:
    return read_ratings("ratings.csv", text.encode(), scale=scale, zone=ZONE, language="ru")


def test_a_russian_file_of_five_points() -> None:
    """The scale follows from the numbers; times without a zone are the shop's."""
    found = _read("Диалог;Оценка;Комментарий;Дата\nd1;5;Спасибо;13.11.2026 17:40\nd2;1;;\n")

    assert found.scale == (1, 5)
    assert [(each.conversation_id, each.share, each.comment) for each in found.ratings] == [
        ("d1", 1.0, "Спасибо"),
        ("d2", 0.0, ""),
    ]
    assert found.ratings[0].at == datetime(2026, 11, 13, 14, 40, tzinfo=UTC)


def test_rows_that_cannot_be_read_are_named_and_the_rest_goes_in() -> None:
    """Nothing where something is needed, a number off the scale, a word, a broken date: five causes, one rating."""
    found = _read("conversation_id,rating,at\n,5,\nd2,,\nd3,9,\nd4,ok,\nd5,4,someday\nd6,3,\n", Scale(1, 5))

    assert [each.conversation_id for each in found.ratings] == ["d6"]
    assert [(each.line, each.why) for each in found.bad] == [
        (2, "нет номера диалога"),
        (3, "нет оценки"),
        (4, "оценка «9» не на шкале 1–5"),
        (5, "«ok» — не оценка"),
        (6, "дата не читается: «someday»"),
    ]


def test_thumbs_and_words_need_no_scale() -> None:
    """Good and bad, in words or with a thumb."""
    found = _read("ticket;rating\n1;good\n2;Плохо\n3;👍\n")

    assert found.scale is None
    assert [each.share for each in found.ratings] == [1.0, 0.0, 1.0]


def test_ones_and_zeros_are_asked_about() -> None:
    """Nothing above 1 may be bad-and-good or ones of five: the sender says which."""
    with pytest.raises(InvalidInput, match="не больше 1"):
        _read("ticket;rating\n1;1\n2;0\n")

    assert [each.share for each in _read("ticket;rating\n1;1\n2;0\n", Scale(0, 1)).ratings] == [1.0, 0.0]


@pytest.mark.parametrize(("top", "scale"), [(5, (1, 5)), (10, (1, 10)), (87, (1, 100))])
def test_the_scale_follows_from_the_highest_number(top: int, scale: tuple[float, float]) -> None:
    """Five, ten or a hundred points."""
    assert _read(f"ticket;rating\n1;1\n2;{top}\n").scale == scale


@pytest.mark.parametrize("text", ["5", "five", "5-1", "1-", "nan-5"])
def test_a_scale_that_is_none_is_refused(text: str) -> None:
    """Two numbers, the worst first."""
    with pytest.raises(InvalidInput):
        parse_scale(text, "en")


def test_a_file_without_the_columns_is_refused() -> None:
    """The missing column is named, and what it may be called."""
    with pytest.raises(InvalidInput, match="rating") as refused:
        _read("диалог;цвет\n1;синий\n")

    assert "оценка" in str(refused.value.mend)
    with pytest.raises(BadFile):
        _read("")


def test_the_same_row_has_the_same_name() -> None:
    """Read again, a file without ids gives the same ones."""
    text = "ticket;rating;comment\n1;5;да\n1;4;да\n"

    assert [each.external_id for each in _read(text).ratings] == [each.external_id for each in _read(text).ratings]
    assert len({each.external_id for each in _read(text).ratings}) == 2
