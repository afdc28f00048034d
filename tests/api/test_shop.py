"""Knowledge, dialogue exports, voice and standard (walk E)."""

import io
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook

from api.client import ApiProblem
from api.shop_loading import ShopLoader
from model_gateway.scripted_embedder import HashEmbedder
from qa_scoring.revisions import standards
from reply_core.clock import FixedClock
from tests.api.conftest import NOW, Desk, run
from tests.api.test_conversations import ask

EXPORT = """Диалог;Дата;Кто;Оператор;Текст
17;13.11.2026 17:40;Клиент;;Где мой заказ?
17;13.11.2026 17:44;Оператор;Игорь;Проверяю, напишу до 18:00.
17;13.11.2026 17:45;Бот;;Оцените ответ
17;13.11.2026 17:46;Заметка;Игорь;звонил на склад
18;13.11.2026 17:47;Клиент;;
""".encode("cp1251")


def _workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _faq(count: int = 42) -> bytes:
    rows: list[list[Any]] = [["Вопрос", "Ответ", "Тема"]]
    rows += [[f"Вопрос номер {n}?", f"Ответ номер {n}.", "Доставка"] for n in range(2, count + 2)]
    rows[16][1] = None
    rows[1] = [
        "Как активировать карту?",
        'Введите номер карты и PIN под защитным слоем в разделе "Моя карта".',
        "Карты",
    ]
    return _workbook(rows)


def make_live(desk: Desk) -> ShopLoader:
    """The desk's shop is read from its database, as in production."""
    loader = ShopLoader(sessions=desk.sessions, clock=desk.services.clock, brand="demo")
    desk.services.shop = run(loader.load())
    return loader


def test_a_faq_goes_in_and_the_bad_row_is_named(any_desk: Desk) -> None:
    """«строка 17: пустой ответ, остальные 41 загружены»; the next draft uses what was uploaded."""
    make_live(any_desk)
    lead = any_desk.as_("lead")

    report = lead.import_knowledge([("Вопросы.xlsx", _faq())])
    again = lead.import_knowledge([("Вопросы.xlsx", _faq())])

    assert report.summary == "строка 17: пустой ответ, остальные 41 загружены"
    assert (report.new, again.new, again.same) == (41, 0, 41)
    assert report.problems[0].text == "Вопросы.xlsx, строка 17: пустой ответ"
    draft = lead.draft_text({"text": "Как активировать карту?"})
    assert 'Введите номер карты и PIN под защитным слоем в разделе "Моя карта" [1]' in draft.marked
    assert lead.articles().total == 41
    article = lead.article(draft.sources[0].article_id)
    assert article.text == draft.sources[0].text


def test_several_files_go_in_at_once_and_unreadable_ones_are_named(desk: Desk) -> None:
    """Markdown, CSV and a broken workbook in one request: the good go in, the bad one is named."""
    make_live(desk)

    report = desk.as_("admin").import_knowledge(
        [
            ("a.md", "# Самовывоз\n\nЗабрать заказ можно с 10 до 20.".encode()),
            ("b.csv", "question;answer\nЕсть чек?;Да, в письме.\n".encode("cp1251")),
            ("broken.xlsx", b"no workbook"),
            ("../../etc/passwd.txt", b"root"),
        ]
    )

    assert report.new == 2
    assert [problem.file for problem in report.problems] == ["broken.xlsx", "passwd.txt"]
    assert desk.as_("anna").search("когда забрать заказ").hits[0].text.startswith("Забрать заказ")


@pytest.mark.parametrize("files", [{}, {"note": (None, "no file here")}])
def test_an_import_without_a_file_is_refused(desk: Desk, files: dict[str, Any]) -> None:
    """A form without a file says which field is missing."""
    body = files or {"x": (None, "")}

    answer = desk.web.post("/v1/knowledge/import", files=body, headers=desk.headers("lead"))

    assert answer.status_code == 400
    assert answer.json()["where"] == "files"


def test_search_shows_separate_scores_and_whether_it_is_answered(desk: Desk) -> None:
    """Hits come with their places and scores; nonsense is not answered."""
    found = desk.as_("anna").search("сколько дней на возврат товара")
    nothing = desk.as_("anna").search("qwertyuiop asdfgh")

    assert found.hits[0].article_id == "return"
    assert found.hits[0].lexical is not None
    assert 0 <= nothing.supported <= found.supported <= 1
    assert nothing.decision != "supported"
    with pytest.raises(ApiProblem):
        desk.as_("anna").article("none")


def test_a_dialogue_export_asks_for_the_zone_and_is_then_stored_and_scored(any_desk: Desk) -> None:
    """422 says what is asked; told, the messages go in: bots and notes are left out, replies ordered for scoring."""
    lead, files = any_desk.as_("lead"), [("диалоги.csv", EXPORT)]

    with pytest.raises(ApiProblem) as problem:
        lead.import_dialogues(files)
    report = lead.import_dialogues(files, time_zone="Europe/Moscow")
    again = lead.import_dialogues(files, time_zone="Europe/Moscow")

    (asked,) = problem.value.asked
    assert (problem.value.status, asked.what, asked.options[0]) == (422, "time_zone", "Europe/Moscow")
    assert (report.stored, report.replies, report.conversations, report.encoding) == (4, 1, 1, "cp1251")
    assert (report.left_out.bots, report.left_out.notes, report.left_out.bad_rows) == (1, 1, 1)
    assert "Скорость: время назначения неизвестно — только по команде" in report.notes
    assert "строка 6: пустой текст" in report.summary
    assert (again.stored, again.duplicates, again.replies) == (0, 4, 0)
    ((name, _, payload),) = any_desk.enqueued
    assert (name, len(payload["items"])) == ("qa.score_replies", 1)
    (row,) = lead.conversations("all").items
    assert [message.author_name for message in lead.conversation(row.conversation_id).messages][1] == "Игорь"
    assert lead.conversation(row.conversation_id).messages[1].author_id == "igor"


def test_columns_that_are_not_recognised_are_asked_for_and_told(desk: Desk) -> None:
    """Unknown headers are asked for with the file's own headers; the answers come back as a mapping."""
    data = "k1;k2;k3;k4\n1;Клиент;Где заказ?;2026-11-13T17:40:00+03:00\n1;Оператор;В пути;2026-11-13T17:41:00+03:00\n"
    lead, files = desk.as_("lead"), [("export.csv", data.encode())]

    with pytest.raises(ApiProblem) as problem:
        lead.import_dialogues(files)
    columns = {"conversation_id": "k1", "who": "k2", "text": "k3", "at": "k4"}
    report = lead.import_dialogues(files, columns=columns, channel="email")

    assert {(each.what, each.name) for each in problem.value.asked} == {("column", name) for name in columns}
    assert all(each.options == ("k1", "k2", "k3", "k4") for each in problem.value.asked)
    assert (report.stored, report.replies, report.columns) == (2, 1, columns)
    assert lead.conversations("all").items[0].channel == "email"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"columns": "{bad"}, "columns"),
        ({"columns": '{"colour": "Текст"}'}, "columns"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"channel": "fax"}, "channel"),
        ({"dates": "ymd"}, "dates"),
        ({"colour": "red"}, "form"),
    ],
)
def test_wrong_answers_to_an_import_are_refused(desk: Desk, fields: dict[str, str], where: str) -> None:
    """A wrong field of the form is named with what it may be."""
    files: dict[str, Any] = {"files": ("a.csv", EXPORT), **{name: (None, value) for name, value in fields.items()}}

    answer = desk.web.post("/v1/dialogues/import", files=files, headers=desk.headers("lead"))

    assert answer.status_code == 400
    assert answer.json()["where"].startswith(where)


def test_a_header_that_is_not_in_the_file_is_asked_for_again(desk: Desk) -> None:
    """Telling a column the file does not have raises the question again, with the headers there are."""
    with pytest.raises(ApiProblem) as problem:
        desk.as_("lead").import_dialogues([("a.csv", EXPORT)], columns={"text": "Сообщение"}, time_zone="UTC")

    assert problem.value.status == 422
    assert ("text", ("Диалог", "Дата", "Кто", "Оператор", "Текст")) in {
        (each.name, each.options) for each in problem.value.asked
    }


def test_a_banned_word_makes_a_new_revision_that_the_next_draft_obeys(desk: Desk) -> None:
    """«к сожалению» is banned: a new version, the tone check alarms, and allowing it again takes it back."""
    make_live(desk)
    lead, before = desk.as_("lead"), desk.as_("anna").profile()

    after = lead.save_profile(ban=["к сожалению", "К  сожалению", " "])
    same = lead.save_profile(ban=["к сожалению"])
    alerts = desk.as_("anna").check_tone("К сожалению, мы не можем.").alerts

    assert after.version != before.version
    assert after.banned.count("к сожалению") == 1
    assert after.author == "lead"
    assert same.version == after.version
    assert "banned_term" in {alert.category for alert in alerts}
    assert "к сожалению" not in lead.save_profile(allow=["К сожалению"]).banned


def test_a_whole_profile_is_saved_and_a_wrong_one_explained(desk: Desk) -> None:
    """A profile as data replaces the old one; a mistake in it names the key and changes nothing."""
    make_live(desk)
    admin = desk.as_("admin")
    data = admin.profile().data

    assert admin.save_profile(data={**data, "exclamations_max": 0}).data["exclamations_max"] == 0
    with pytest.raises(ApiProblem) as problem:
        admin.save_profile(data={**data, "pronoun": "оно"})
    assert "pronoun" in problem.value.where + problem.value.detail
    assert admin.profile().data["exclamations_max"] == 0


def test_a_check_of_tone_gives_alerts_and_safe_fixes(desk: Desk) -> None:
    """Alerts lie where they say; the fixed text has the safe fixes."""
    text = "Ждите!!! Вы сами виноваты."

    checked = desk.as_("anna").check_tone(text, channel="chat")

    assert {alert.category for alert in checked.alerts} >= {"blame"}
    assert all(text[alert.start : alert.end] == alert.match for alert in checked.alerts)
    assert desk.as_("anna").check_tone("").alerts == ()


def test_the_standard_is_read_in_plain_words_by_everybody(desk: Desk) -> None:
    """Each criterion says what it asks and when; numbers stand in the words; operators read it too."""
    standard = desk.as_("anna").standard()

    lines = {line.criterion: line for line in standard.lines}
    assert lines["timeframe"].text.startswith("Назван срок")
    assert lines["greeting"].advice
    assert standard.targets["email"] == 120
    assert standard.hours == "пн–пт 09:00–18:00 (Europe/Moscow)"
    assert "wrong_policy" in standard.critical


def test_allowed_links_make_a_new_revision_of_the_standard(any_desk: Desk) -> None:
    """The list is kept as bare domains in a new revision; something that is no domain is refused."""
    loader = make_live(any_desk)
    before = any_desk.as_("lead").standard().version

    after = any_desk.as_("lead").save_links(
        ["https://www.Shop.example/help?a=1", "shop.example", "pay.shop.example:443"]
    )
    with pytest.raises(ApiProblem) as problem:
        any_desk.as_("lead").save_links(["no domain"])

    assert after.allowed_links == ("shop.example", "pay.shop.example")
    assert after.version != before
    assert after.data["links"]["saved"]
    assert problem.value.where == "links"

    async def stored() -> int:
        async with any_desk.sessions() as session:
            return len(await standards(session, "demo"))

    assert run(stored()) == 1
    assert run(loader.load()).standard.version == after.version


def test_what_another_process_changed_is_taken_over(any_desk: Desk) -> None:
    """A second server sees new articles, voice and standard without being told."""
    make_live(any_desk)
    elsewhere = run(ShopLoader(sessions=any_desk.sessions, clock=FixedClock(NOW), brand="demo").load())
    any_desk.as_("lead").import_knowledge([("a.csv", "question;answer\nЕсть чек?;Да, в письме.\n".encode())])
    any_desk.as_("lead").save_profile(ban=["к сожалению"])

    run(elsewhere.freshen(now=True))

    assert len(elsewhere.index.articles) == 1
    assert elsewhere.profile.banned


def test_many_new_articles_are_embedded_behind_and_only_once(desk: Desk) -> None:
    """Many articles are searched by words at once and by meaning when embedded; vectors are kept for the next start."""

    async def work() -> None:
        embedder = HashEmbedder()
        loader = ShopLoader(sessions=desk.sessions, clock=FixedClock(NOW), brand="demo", embedder=embedder)
        state = await loader.load()
        levels = [state.index.level]
        await loader.settle()
        levels.append(state.index.level)
        assert levels == ["rules", "local"]
        calls = len(embedder.calls)
        again = ShopLoader(sessions=desk.sessions, clock=FixedClock(NOW), brand="demo", embedder=embedder)
        assert (await again.load()).index.level == "local"
        texts = [text for call in embedder.calls[calls:] for text in call]
        assert not any("Ответ номер" in text for text in texts)
        assert np.isfinite(next(iter(state.index.vectors.values()))).all()
        await loader.close()

    make_live(desk)
    desk.as_("lead").import_knowledge([("Вопросы.xlsx", _faq(60))])
    run(work())
    assert any(item.name == "embeddings" for item in desk.as_("lead").progress().items)


def test_me_says_who_and_what_the_desk_runs_on(desk: Desk) -> None:
    """Role, rights, operator and level."""
    anna, service = desk.as_("anna").me(), desk.as_("service").me()

    assert (anna.role, anna.operator_name, anna.level, anna.brand) == ("operator", "Анна", "rules", "demo")
    assert "draft" in anna.allowed
    assert set(service.allowed) == {"ingest", "import_dialogues", "who_am_i", "sign_in"}


def test_operators_are_those_one_may_see(desk: Desk) -> None:
    """A lead of a team sees its members, an operator himself."""
    assert [person.id for person in desk.as_("lead").operators().items] == ["anna", "igor", "nina"]
    assert [person.id for person in desk.as_("other-lead").operators().items] == ["nina"]
    assert [person.id for person in desk.as_("igor").operators().items] == ["igor"]


def test_an_upload_larger_than_the_limit_is_refused(desk: Desk) -> None:
    """More than the limit of the settings is 413, whatever the kind of upload."""
    with pytest.raises(ApiProblem) as problem:
        desk.as_("lead").import_knowledge([("a.csv", b"question;answer\n" + b"a;b\n" * 300_000)])

    assert problem.value.status == 413
    assert "TACT_UPLOAD_LIMIT_MB" in problem.value.mend


def test_a_conversation_is_still_there_after_everything(desk: Desk) -> None:
    """Refused requests leave no trace."""
    ask(desk)

    assert len(desk.as_("lead").conversations("all").items) == 1
