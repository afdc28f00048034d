"""Dialogue exports become messages; what cannot be read is named, what is unclear is asked."""

import io
from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from integrations.files import read_exports
from reply_core.dialogues import ExportOptions

_CSV = """Диалог;Дата;Кто;Оператор;Текст
17;13.11.2026 17:40;Клиент;;Где мой заказ?
17;13.11.2026 17:44;Оператор;Игорь;Проверяю, напишу до 18:00.
17;13.11.2026 17:45;Бот;;Оцените ответ
17;13.11.2026 17:46;Заметка;Игорь;звонил на склад
18;13.11.2026 17:47;Клиент;;
18;вчера;Клиент;;Добрый день
18;13.11.2026 17:50;Марсианин;;Привет
;13.11.2026 17:51;Клиент;;без номера
18;13.11.2026 17:52;Клиент;;Есть ли размер М?
"""
_TOLD = ExportOptions(time_zone="Europe/Moscow", brand="demo")


def test_an_export_asks_for_the_zone_once_and_then_reads() -> None:
    """Without a zone there is one question and no message; with it, the messages."""
    files = [("диалоги.csv", _CSV.encode("cp1251"))]

    asked = read_exports(files, ExportOptions())
    read = read_exports(files, _TOLD)

    assert [question.name for question in asked.questions] == ["time_zone"]
    assert asked.messages == ()
    assert (read.encoding, read.delimiter, read.rows) == ("cp1251", ";", 9)
    assert [message.at for message in read.messages][:1] == [datetime(2026, 11, 13, 14, 40, tzinfo=UTC)]


def test_bots_and_notes_are_told_apart_from_replies() -> None:
    """The bot is a bot, the note is private, the operator keeps his name."""
    read = read_exports([("a.csv", _CSV.encode())], _TOLD)

    kinds = Counter((message.author_kind, message.visibility) for message in read.messages)
    assert kinds == {
        ("customer", "public"): 2,
        ("operator", "public"): 1,
        ("bot", "public"): 1,
        ("operator", "private"): 1,
    }
    assert {message.author_id for message in read.messages} == {"", "Игорь"}


def test_bad_rows_are_named_by_file_line_and_cause_and_the_rest_goes_in() -> None:
    """Each bad row says why; the good ones are there."""
    read = read_exports([("a.csv", _CSV.encode())], _TOLD)

    assert [(row.line, row.cause) for row in read.bad_rows] == [
        (6, "пустой текст"),
        (7, "время не читается"),
        (8, "непонятно, кто написал"),
        (9, "нет номера диалога"),
    ]
    assert len(read.messages) == 5


def test_the_same_file_gives_the_same_ids_and_another_file_other_ones() -> None:
    """Ids depend on the content, so a file read twice is one; «17» of two exports are two conversations."""
    once = read_exports([("a.csv", _CSV.encode())], _TOLD)
    again = read_exports([("b.csv", _CSV.encode("cp1251"))], _TOLD)
    other = read_exports([("a.csv", _CSV.replace("Где мой заказ?", "Где чек?").encode())], _TOLD)

    names = {message.external_id for message in once.messages}
    assert names == {message.external_id for message in again.messages}
    assert len(names) == len(once.messages)
    assert {m.conversation_id for m in other.messages} != {m.conversation_id for m in once.messages}


def test_rows_in_any_order_give_messages_in_order_of_time() -> None:
    """Rows are put in order within each conversation."""
    head, *rows = _CSV.strip().split("\n")

    read = read_exports([("a.csv", "\n".join([head, *reversed(rows)]).encode())], _TOLD)

    times = [message.at for message in read.messages if message.conversation_id.startswith("17")]
    assert times == sorted(time for time in times if time)


def test_a_spreadsheet_of_a_helpdesk_is_read() -> None:
    """XLSX with spreadsheet times, an order column and «Оператор Игорь» in one cell."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Номер обращения", "ID сообщения", "Дата и время", "Отправитель", "Сообщение", "Заказ", "Канал"])
    moment = datetime(2026, 11, 13, 17, 40)  # noqa: DTZ001
    page.append([5107712, 1, moment, "Клиент", "Где заказ?", 51077, "Почта"])
    page.append([5107712, 2, moment, "Оператор Игорь", "В пути", 51077, "Почта"])
    stream = io.BytesIO()
    book.save(stream)

    read = read_exports([("a.xlsx", stream.getvalue())], _TOLD)

    question, reply = read.messages
    assert (question.conversation_id, question.external_id) == ("5107712", "5107712/1")
    assert question.order is not None
    assert (question.order.number, question.channel) == ("51077", "email")
    assert (reply.author_id, reply.direction) == ("Игорь", "out")


@given(st.lists(st.lists(st.text(max_size=12), min_size=5, max_size=5), min_size=1, max_size=8))
def test_any_rows_are_messages_or_named(rows: list[list[str]]) -> None:
    """Every row of any content becomes a message or is named as left out."""
    import csv

    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(["Диалог", "Дата", "Кто", "Оператор", "Текст"])
    writer.writerow(["1", "13.11.2026 17:40", "Клиент", "", "Здравствуйте"])
    writer.writerows([[cell.replace("\r", " ").replace("\x00", " ") for cell in row] for row in rows])
    options = ExportOptions(
        time_zone="Europe/Moscow",
        dates="dmy",
        columns={"conversation_id": "Диалог", "at": "Дата", "who": "Кто", "author_id": "Оператор", "text": "Текст"},
    )

    read = read_exports([("a.csv", stream.getvalue().encode("utf-8", "replace"))], options)

    assert len(read.messages) + len(read.bad_rows) == read.rows
