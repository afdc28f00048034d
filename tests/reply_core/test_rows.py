"""Columns of dialogue exports: recognised or asked for; values of many formats."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.errors import InvalidInput
from reply_core.row_values import author_of, channel_of, date_order, order_of, read_time, zone_of
from reply_core.rows import Recognised, recognise
from reply_core.sheets import Row

_MOSCOW = zone_of("Europe/Moscow")


def _found(header: str, *rows: str, **told: str) -> Recognised:
    headers = header.split(";")
    lines = [Row(number, dict(zip(headers, row.split(";"), strict=True))) for number, row in enumerate(rows, 2)]
    return recognise(headers, lines, told=told or None)


def test_an_export_in_russian_is_recognised_and_only_the_zone_is_asked() -> None:
    """«Диалог; Дата; Кто; Оператор; Текст» is understood; times without a zone raise one question."""
    found = _found(
        "Диалог;Дата;Кто;Оператор;Текст", "1;13.11.2026 17:40;Клиент;;Где?", "1;13.11.2026 17:44;Оператор;Игорь;Ждём"
    )

    assert found.columns == {
        "conversation_id": "Диалог",
        "at": "Дата",
        "who": "Кто",
        "author_id": "Оператор",
        "text": "Текст",
    }
    assert [question.name for question in found.questions] == ["time_zone"]


def test_our_own_columns_are_recognised_whole() -> None:
    """The canonical names of the message format need no question when times carry a zone."""
    found = _found(
        "conversation_id;message_id;at;channel;direction;author_kind;author_id;text",
        "c;1;2026-11-13T17:40:00+03:00;chat;in;customer;;hi",
        "c;2;2026-11-13T17:41:00+03:00;chat;out;operator;igor;hello",
    )

    assert found.questions == ()
    assert found.columns["who"] == "author_kind"
    assert found.columns["message_id"] == "message_id"


def test_what_is_not_recognised_is_asked_for_with_the_headers_to_choose_from() -> None:
    """Unknown headers raise questions that name the field and offer the columns left over."""
    found = _found("k1;k2;k3", "1;x;hello", "1;y;hi")

    assert {question.name for question in found.questions} >= {"conversation_id", "text", "who", "at"}
    assert all(question.options == ("k1", "k2", "k3") for question in found.questions)
    assert found.questions[0].label("ru") != found.questions[0].label("en")


def test_what_was_told_wins_and_an_empty_header_says_there_is_no_such_column() -> None:
    """Told columns are taken as they are; told "" stops the question."""
    found = _found("k1;k2;k3", "1;Клиент;hello", conversation_id="k1", who="k2", text="k3", at="")

    assert found.questions == ()
    assert found.columns == {"conversation_id": "k1", "who": "k2", "text": "k3"}


def test_a_column_called_operator_that_says_who_wrote_is_understood() -> None:
    """«Автор» with «Клиент» and «Оператор» in it says who wrote, not a name."""
    found = _found("Чат;Автор;Сообщение;Когда", "1;Клиент;a;2026-11-13T17:40Z", "1;Оператор;b;2026-11-13T17:41Z")

    assert found.columns["who"] == "Автор"
    assert found.questions == ()


def test_dates_that_can_be_read_both_ways_are_asked_about() -> None:
    """11/12/2026 alone is a question; one 25/12/2026 in the column answers it."""
    unclear = _found("chat;date;who;text", "1;11/12/2026 10:00;customer;a")
    clear = _found("chat;date;who;text", "1;11/12/2026 10:00;customer;a", "1;25/12/2026 10:00;agent;b")

    assert "date_order" in {question.name for question in unclear.questions}
    assert "date_order" not in {question.name for question in clear.questions}
    assert date_order(["12/25/2026"]) == "mdy"


@pytest.mark.parametrize("told", [{"colour": "a"}, {"text": "no such header"}])
def test_telling_a_field_or_header_there_is_not_is_refused(told: dict[str, str]) -> None:
    """A told field must exist and its header must be in the file; the refusal lists what there is."""
    with pytest.raises(InvalidInput) as refusal:
        _found("a;b", "1;2", **told)

    assert "one of" in refusal.value.mend


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("13.11.2026 17:40", 14),
        ("13.11.26 17:40:00", 14),
        ("13/11/2026 5:40 PM", 14),
        ("2026-11-13 17:40", 14),
        ("2026-11-13T17:40:00Z", 17),
        ("2026-11-13T17:40:00+05:00", 12),
        ("13 ноября 2026, 17:40", 14),
        ("13 ноября 2026 г. в 17:40", 14),
        (datetime(2026, 11, 13, 17, 40), 14),  # noqa: DTZ001  # as a spreadsheet gives it
    ],
)
def test_times_are_read_in_the_formats_of_exports(text: object, hour: int) -> None:
    """Every usual way to write 13 November, 17:40 Moscow time gives the same UTC moment."""
    assert read_time(text, _MOSCOW) == datetime(2026, 11, 13, hour, 40, tzinfo=UTC)


@pytest.mark.parametrize("text", ["31.02.2026", "5 груня 2026", "вчера", "0001-01-01T00:00:00Z", "99:99", True])
def test_what_is_no_time_is_refused(text: object) -> None:
    """A wrong time is refused instead of becoming another one."""
    with pytest.raises(InvalidInput):
        read_time(text, _MOSCOW)


def test_a_time_without_a_zone_is_refused_without_one() -> None:
    """No zone is ever assumed."""
    with pytest.raises(InvalidInput):
        read_time("13.11.2026 17:40", None)


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_a_time_written_with_dots_is_read_back(moment: datetime) -> None:
    """dd.mm.yyyy hh:mm:ss gives the same local moment back."""
    read = read_time(f"{moment:%d.%m.%Y %H:%M:%S}", _MOSCOW)

    assert read is not None
    assert abs((read - moment.replace(tzinfo=_MOSCOW, microsecond=0)).total_seconds()) < 1


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans()))
def test_any_value_is_a_time_nothing_or_refused(value: object) -> None:
    """Reading a time never fails in any other way."""
    try:
        read = read_time(value, UTC)
    except InvalidInput:
        return
    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize(
    ("word", "kind", "visibility"),
    [
        ("Клиент", "customer", "public"),
        ("Клиент (Ольга)", "customer", "public"),
        ("Оператор Игорь", "operator", "public"),
        ("Чат-бот", "bot", "public"),
        ("Внутренний комментарий", "operator", "private"),
        ("end-user", "customer", "public"),
        ("Система", "system", "public"),
        ("incoming", "customer", "public"),
    ],
)
def test_who_wrote_is_read_from_words(word: str, kind: str, visibility: str) -> None:
    """Words of exports name the author's kind and whether the customer saw the message."""
    author = author_of(word)

    assert author is not None
    assert (author.kind, author.visibility) == (kind, visibility)


def test_a_name_alone_says_nothing_about_who_wrote() -> None:
    """«Игорь» may be anybody."""
    assert author_of("Игорь") is None
    assert channel_of("Игорь") is None


def test_orders_come_as_numbers_text_and_json() -> None:
    """A bare number is a number, a sentence is text, an object gives its fields; empty is none."""
    assert order_of("№ 48213") == order_of(48213)
    sentence = order_of("доставка перенесена на 18.11")
    full = order_of('{"number": 51077, "status": "в пути", "items": [{"name": "чайник"}]}')

    assert sentence is not None
    assert sentence.text == "доставка перенесена на 18.11"
    assert full is not None
    assert (full.number, full.fields["status"]) == ("51077", "в пути")
    assert order_of("") is order_of(None) is order_of({}) is None
