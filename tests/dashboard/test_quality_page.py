"""My quality: an operator sees his own replies, his own base, his own disputes and tasks, and nobody else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from api import views as v
from api.views.coaching import TaskList
from dashboard.session import Desk
from tests.dashboard.fake_coaching import task


def page(desk: Desk, view: str = "replies", name: str = "my_quality_page") -> AppTest:
    """Run the page with one of its parts chosen."""

    def script(name: str, view: str, desk: object) -> None:
        import importlib

        import streamlit as st

        st.session_state.setdefault("quality_view", view)
        importlib.import_module(f"dashboard.{name}").render(desk)

    kwargs = {"name": name, "view": view, "desk": desk}
    return AppTest.from_function(script, kwargs=kwargs, default_timeout=30).run()


def texts(app: AppTest) -> str:
    """All that the page says, joined."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.get("html"))
    return "\n".join(
        str(getattr(item, "value", None) or getattr(item.proto, "body", "")) for kind in kinds for item in kind
    ).replace("\\", "")


@pytest.mark.parametrize("view", ["replies", "trend", "disputes", "sessions", "tasks"])
def test_each_part_renders(view: str, own_desk: Desk) -> None:
    """No part ends in a traceback."""
    app = page(own_desk, view)

    assert not app.exception
    assert app.title[0].value == "Моё качество"


def test_only_own_replies_are_asked_for(own_desk: Desk, client: Any) -> None:
    """The list asks for the operator's own cards and shows what was low in them."""
    app = page(own_desk)

    assert client.calls[-1][1]["operator"] == "igor"
    assert "Срок ответа клиенту" in texts(app)


def test_the_trend_is_against_the_own_base(own_desk: Desk) -> None:
    """The own line with n and interval; a colleague's is not on the page."""
    shown = texts(page(own_desk, "trend"))

    assert "Игорь · срок: 52 [38–66]" in shown
    assert "Анна" not in shown
    assert "ваши восемь недель" in shown


def test_disputes_say_the_term_the_decision_and_by_whom(own_desk: Desk, client: Any) -> None:
    """An open one waits; a decided one has words, a name and a time."""
    decided = client.disputes().items[0].model_copy(
        update={
            "id": "d2", "state": "declined", "state_label": "отклонён", "decision": "Срока в ответе нет",
            "decided_by": "Светлана", "decided_at": datetime(2026, 11, 17, 9, tzinfo=UTC),
        }
    )  # fmt: skip
    client.disputes = lambda **_: v.DisputeList(items=(decided,), decided=1, days=10)
    shown = texts(page(own_desk, "disputes"))

    assert "в течение 10 дней" in shown
    assert "Светлана, 17 нояб., 12:00: Срока в ответе нет" in shown
    assert "✕ отклонён" in shown


def test_empty_parts_say_what_to_do(own_desk: Desk, client: Any) -> None:
    """Nothing to show: a sentence that says what brings it."""
    client.waiting = ()
    client.disputes = lambda **_: v.DisputeList(days=14)
    client.scorecards = lambda **_: v.CardPage(items=(), total=0)

    assert "Снимите фильтры" in texts(page(own_desk, "replies"))
    assert "откройте ответ во вкладке" in texts(page(own_desk, "disputes"))
    assert "Когда тренер даст задание" in texts(page(own_desk, "tasks"))


def test_own_sessions_are_shown_with_what_was_agreed(own_desk: Desk, client: Any) -> None:
    """Notes and agreed actions stand as they were written; without a session the page says when there is one."""
    shown = texts(page(own_desk, "sessions"))

    assert "Разобрали срок" in shown
    assert "☐ Называть *срок*" in shown
    assert "провёл(а) trainer" in shown
    client.empty = True
    assert "Когда тренер запишет встречу" in texts(page(own_desk, "sessions"))


def test_attempts_at_a_task_are_shown_in_their_order(own_desk: Desk, client: Any) -> None:
    """Each attempt with its verdict in words; nothing tried yet is said."""
    assert "Вы ещё не отвечали" in texts(page(own_desk, "tasks"))
    client.tasks = lambda operator="", state="": TaskList(items=(task(2),))
    shown = texts(page(own_desk, "tasks"))

    assert shown.index("попытка 1: не выполнено") < shown.index("попытка 2: выполнено")


def test_a_task_shows_its_term(own_desk: Desk) -> None:
    """What to practise, until when, and what the trainer said."""
    shown = texts(page(own_desk, "tasks"))

    assert "сделать до 20 нояб. 2026" in shown
    assert "Назовите срок числом" in shown


def test_the_card_says_until_when_it_may_be_contested(own_desk: Desk, client: Any) -> None:
    """On the operator's own card stands the day the term ends, beside the form."""
    whole = client.scorecard("card-1")
    dated = whole.card.model_copy(update={"created_at": datetime(2026, 11, 16, 7, tzinfo=UTC)})
    client.scorecard = lambda _: whole.model_copy(update={"card": dated})
    app = page(own_desk, name="replies_page")
    next(item for item in app.button if item.label == "Открыть").click().run()

    assert "Оспорить вердикт можно до 30 нояб., 10:00" in texts(app)


@pytest.mark.parametrize(
    ("more", "said"), [(False, "1\N{NO-BREAK SPACE}010 ответов за"), (True, "Больше 1\N{NO-BREAK SPACE}010 ответов за")]
)
def test_a_count_that_stopped_is_said_to_be_more(own_desk: Desk, client: Any, more: bool, said: str) -> None:
    """Where the API stopped counting the page says "more than", in words."""
    found = client.scorecards(operator="igor").model_copy(update={"total": 1010, "more": more})
    client.scorecards = lambda **_: found

    told = [item.value for item in page(own_desk).caption]
    assert any(text.startswith(said) for text in told), told
