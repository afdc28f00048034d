"""Accepted replies beside the thread: searched by typed words or the customer's, shown as words and never as facts."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from api.views.exemplars import ExemplarList, ExemplarView
from dashboard.session import Desk
from tests.dashboard.conftest import AT, QUESTION, conversation


def exemplar() -> ExemplarView:
    """A reply that was sent as drafted."""
    return ExemplarView(
        id="e1", question="Можно ли вернуть *чайник*?", reply="Вернуть чайник можно за 14 дней.", topic="return",
        topic_label="возврат", decision="accepted", decision_label="принят", nearness=0.8, at=AT,
    )  # fmt: skip


@pytest.fixture
def found(client: Any) -> list[str]:
    """What was searched for; one reply is found to anything with «вернуть» in it."""
    asked: list[str] = []

    def exemplars(question: str, topic: str = "", limit: int = 10) -> ExemplarList:
        asked.append(question)
        return ExemplarList(items=(exemplar(),) if "вернуть" in question.lower() else (), total=7)

    def drop_exemplar(exemplar_id: str) -> None:
        client.calls.append(("drop", exemplar_id))

    client.exemplars, client.drop_exemplar = exemplars, drop_exemplar
    return asked


def shown(desk: Desk) -> AppTest:
    """The box alone."""

    def script(desk: object, talk: object) -> None:
        from dashboard.accepted_parts import show_accepted

        show_accepted(desk, talk)  # type: ignore[arg-type]

    return AppTest.from_function(script, kwargs={"desk": desk, "talk": conversation()}, default_timeout=30).run()


def said(app: AppTest) -> str:
    """Captions, notes and codes."""
    return "\n".join(str(each.value) for kind in (app.caption, app.info, app.code) for each in kind)


def test_nothing_is_searched_before_something_is_asked(desk: Desk, found: list[str]) -> None:
    """The box says what it is for; opening the desk costs no search."""
    app = shown(desk)

    assert found == []
    assert "не факты" in said(app)


def test_typed_words_find_replies_to_copy(desk: Desk, found: list[str]) -> None:
    """The nearest question and its reply, and of how many."""
    app = shown(desk)
    app.text_input[0].set_value("  как вернуть чайник  ").run()

    assert found[-1] == "как вернуть чайник"
    assert app.code[0].value == "Вернуть чайник можно за 14 дней."
    assert "Найдено: 1 из 7" in said(app)


def test_the_customer_s_words_are_taken_with_a_press(desk: Desk, found: list[str]) -> None:
    """What was written last goes into the box and is searched."""
    app = shown(desk)
    next(each for each in app.button if each.label == "Взять слова клиента").click().run()

    assert found == [QUESTION]
    assert app.text_input[0].value == QUESTION


def test_without_a_like_question_the_number_searched_is_said(desk: Desk, found: list[str]) -> None:
    """Nothing near: no reply is shown, and how many there are."""
    app = shown(desk)
    app.text_input[0].set_value("погода").run()

    assert len(app.code) == 0
    assert "(всего ответов: 7)" in said(app)


def test_a_shop_without_accepted_replies_is_told_where_they_come_from(
    desk: Desk, client: Any, found: list[str]
) -> None:
    """Before the first sent draft there is nothing to find, and why is said."""
    client.exemplars = lambda question, topic="", limit=10: ExemplarList()
    app = shown(desk)
    app.text_input[0].set_value("вернуть").run()

    assert "Принятых ответов ещё нет" in said(app)
    assert found == []


def test_a_lead_takes_a_reply_away(desk: Desk, client: Any, found: list[str]) -> None:
    """One who keeps the knowledge base may have it shown no more; others have no such button."""
    app = shown(desk)
    app.text_input[0].set_value("вернуть").run()
    assert [each.label for each in app.button] == ["Взять слова клиента"]

    me = desk.me.model_copy(update={"allowed": ("edit_knowledge",)})
    app = shown(replace(desk, me=me))
    app.text_input[0].set_value("вернуть").run()
    next(each for each in app.button if each.label == "Больше не показывать").click().run()

    assert client.calls == [("drop", "e1")]
