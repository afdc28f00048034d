"""The trainer's pages and the operator's practice, rendered over a stand-in of the API, and the clicks that matter."""

from dataclasses import replace
from typing import Any

import pytest

from api.client import ApiProblem
from dashboard.marked import plain
from dashboard.session import Desk
from dashboard.words import Words
from tests.dashboard.conftest import FakeClient
from tests.dashboard.fake_coaching import ANSWER, FakeCoaching
from tests.dashboard.test_pages import button, page, texts


@pytest.fixture
def client() -> FakeClient:
    """The stand-in with the tasks of `fake_coaching`."""

    class Trainer(FakeClient):
        tasks = FakeCoaching.tasks

    return Trainer()


PAGES = ("cases", "coaching", "practice", "library")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_render_in_both_languages(name: str, language: str, desk: Desk) -> None:
    """No page ends in a traceback."""
    app = page(name, replace(desk, words=Words(language)))

    assert not app.exception
    assert app.title[0].value


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_page_says_what_to_do(name: str, desk: Desk, client: Any) -> None:
    """A sentence instead of an empty frame."""
    client.empty = True

    assert page(name, desk).info[0].value


def test_a_case_stands_beside_a_good_reply_and_becomes_a_task(desk: Desk, client: Any) -> None:
    """Groups with counts, the counter-example, a task for whoever wrote the reply."""
    app = page("cases", desk)

    assert "Больше всего низких: Срок — 4." in texts(app)
    assert "причина не указана — 3, очередь · не оператору — 1" in texts(app)
    assert ANSWER in texts(app)
    button(app, "Дать").click().run()
    assert client.calls[-1] == ("give_task", ("card-1", "timeframe", "igor", ""))
    assert "Задание дано: Игорь" in texts(app)


def test_a_count_that_stopped_is_said_to_be_more(desk: Desk, client: Any) -> None:
    """Where the API stopped counting the page says "more than", in words, for the group and for its criterion."""
    found = client.case_groups("", 28)
    first = found.items[0].model_copy(update={"n": 1000, "more": True})
    client.case_groups = lambda *_: found.model_copy(update={"items": (first, found.items[1])})
    app = page("cases", desk)

    assert "Больше всего низких: Срок — больше 1\N{NO-BREAK SPACE}001." in texts(app)
    assert "причина не указана — больше 1\N{NO-BREAK SPACE}000, очередь · не оператору — 1" in texts(app)


def test_what_cannot_be_practised_is_not_offered(desk: Desk, client: Any) -> None:
    """The button is off and the reason stands beside it."""
    client.no_task = "Скорость в задании не отработать"
    app = page("cases", desk)

    assert "Скорость в задании не отработать" in texts(app)
    (popover,) = [each for each in app.get("popover") if each.proto.popover.label == "Дать задание"]
    assert popover.proto.popover.disabled


def test_cases_are_narrowed_by_cause(desk: Desk, client: Any) -> None:
    """The chosen cause goes to the API."""
    app = page("cases", desk)

    app.selectbox(key="c_cause").select("queue").run()

    assert client.calls[-1] == ("coach_cases", ("timeframe", "", 28, "queue"))


def test_a_case_and_its_good_reply_go_into_the_library(desk: Desk, client: Any) -> None:
    """The case as a bad example, the reply beside it as a good one."""
    app = page("cases", desk)

    button(app, "Как плохой пример").click().run()
    assert client.calls[-1] == ("keep_example", ("card-1", "timeframe", "bad", ""))
    button(app, "Хороший ответ рядом — как хороший").click().run()
    assert client.calls[-1] == ("keep_example", ("card-9", "timeframe", "good", ""))


def test_a_session_of_no_cases_is_refused(desk: Desk) -> None:
    """Nothing is ticked: said in words."""
    app = page("cases", desk)

    button(app, "Записать встречу по выбранным").click().run()

    assert "Отметьте хотя бы один случай" in texts(app)


def test_an_answer_is_scored_at_once_and_tried_again(desk: Desk, client: Any) -> None:
    """The first attempt opens the earlier reply; the second stands above the first with its place marked."""
    app = page("practice", desk)
    assert "Прежний ответ откроется" in texts(app)
    button(app, "Отправить на проверку").click().run()
    assert "Напишите ответ" in texts(app)

    for text in ("Ожидайте, пожалуйста.", ANSWER):
        app.text_area[0].set_value(text)
        button(app, "Отправить на проверку").click().run()

    assert [call[1][1] for call in client.calls] == ["Ожидайте, пожалуйста.", ANSWER]
    shown = texts(app)
    assert "Что нашёл стандарт: срок не назван" in shown
    assert shown.index("Попытка 2") < shown.index("Попытка 1")
    assert '<mark class="tact good">завтра, 17 ноября' in shown


def test_a_refused_answer_is_said_in_words(desk: Desk, client: Any) -> None:
    """409 is a sentence, not a crash."""
    client.refuse = ApiProblem(409, "Закрыто", "Задание закрыто тренером")
    app = page("practice", desk)
    app.text_area[0].set_value("Здравствуйте")

    button(app, "Отправить на проверку").click().run()

    assert "Задание закрыто тренером" in texts(app)


def test_a_closed_task_takes_no_answer(desk: Desk, client: Any) -> None:
    """The attempts are there, the form is not."""
    client.task_state, client.tried = "closed", 1
    app = page("practice", desk)

    assert not app.text_area
    assert "Попытка 1" in texts(app)


def test_a_session_shows_whether_it_helped_and_is_revised(desk: Desk, client: Any) -> None:
    """A word, n on both sides, files to take along; an action is ticked off and another added."""
    app = page("coaching", desk)
    assert "… Срок: пока нельзя сказать" in texts(app)
    button(app, "Открыть").click().run()
    shown = texts(app)
    assert "… пока нельзя сказать" in shown
    assert "после: 12 ответов" in shown
    assert len(app.get("download_button")) == 2

    app.checkbox[0].check()
    app.text_input[0].set_value("Проверить через неделю")
    button(app, "Сохранить").click().run()

    _, (name, notes, actions) = client.calls[-1]
    assert (name, notes) == ("s1", "Разобрали срок")
    assert [(each["text"], each["done"]) for each in actions] == [
        ("Называть *срок*", True), ("Проверить через неделю", False),
    ]  # fmt: skip


def test_a_session_is_noted_with_the_cases_brought_along(desk: Desk, client: Any) -> None:
    """Operator and criterion are filled in from the cases; what was agreed goes with it."""
    app = page("coaching", desk)
    app.session_state["session_cases"] = [("card-1", "timeframe", "igor")]
    app.session_state["coach_next"] = "new"
    app.run()
    assert "Приложено случаев: 1" in texts(app)
    app.text_area[0].set_value("Разобрали")
    app.text_input[0].set_value("Называть срок")

    button(app, "Записать встречу").click().run()

    name, body = client.calls[-1]
    assert name == "hold_session"
    assert (body["operator"], body["criteria"]) == ("igor", ["timeframe"])
    assert body["held_on"] is None  # the shop's own today, whatever the clock of the dashboard says
    assert body["cases"] == [{"scorecard": "card-1", "criterion": "timeframe"}]
    assert [each["text"] for each in body["actions"]] == ["Называть срок"]


def test_the_trainer_sees_attempts_beside_the_original_and_closes_the_task(desk: Desk, client: Any) -> None:
    """Both attempts, in order, and the reply they stand against."""
    client.tried = 2
    app = page("coaching", desk)
    app.session_state["coach_next"] = "tasks"
    app.run()
    shown = texts(app)
    assert shown.index("Попытка 1") < shown.index("Попытка 2")
    assert "Как было отвечено" in shown

    button(app, "Закрыть задание").click().run()

    assert client.calls[-1] == ("close_task", "t1")


def test_an_example_is_taken_off(desk: Desk, client: Any) -> None:
    """Only who may coach has the button."""
    app = page("library", desk)

    button(app, "Убрать из библиотеки").click().run()

    assert client.calls[-1] == ("drop_example", "p1")


def test_somebodys_words_are_no_markup() -> None:
    """A label shows stars, links and dollars as they were written."""
    assert plain("*a* [b](c) $d$") == r"\*a\* \[b\](c) \$d\$"
