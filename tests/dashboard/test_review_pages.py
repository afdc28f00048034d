"""The lead's pages over the real API: plans, rounds, the voice, the standard and spotlights, as a person clicks."""

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.plans_block import read_goals
from dashboard.session import Desk
from dashboard.standard_editor import changed_places, changed_weights
from dashboard.standard_trial import _as_it_was
from dashboard.words import Words
from tests.api.conftest import NOW, clock, make_desk, run, settings  # noqa: F401  (fixtures)
from tests.api.conftest import Desk as Shop
from tests.human_review.made_cards import rule, store_reply

PAGES = ("queue", "calibration", "voice", "spotlights", "standard")


@pytest.fixture
def shop(make_desk: Any, sqlite_url: str) -> Shop:  # noqa: F811
    """A shop with three replies of Igor, one of them late."""
    made: Shop = make_desk(sqlite_url)

    async def stored() -> None:
        async with made.sessions.begin() as session:
            for number in range(3):
                verdicts = {"respect": rule(1.0), "in_target": rule(0.0 if number else 1.0)}
                await store_reply(
                    session, str(number), verdicts, at=NOW - timedelta(hours=2), level="rules",
                    reply="К сожалению, заказ 51077 задержан!!",
                )  # fmt: skip

    run(stored())
    return made


def signed_in(shop: Shop, who: str = "lead", language: str = "ru") -> Desk:
    """What a page gets when somebody of the shop's keys is signed in."""
    client = shop.as_(who, language)
    return Desk(client=client, me=client.me(), words=Words(language))


def page(name: str, desk: Desk, **state: Any) -> AppTest:
    """Run one page as Streamlit would."""

    def script(name: str, desk: object) -> None:
        import importlib

        importlib.import_module(f"dashboard.{name}_page").render(desk)

    app = AppTest.from_function(script, kwargs={"name": name, "desk": desk}, default_timeout=60)
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def button(app: AppTest, label: str) -> Any:
    """The button with this label."""
    return next(item for item in app.button if item.label == label)


def texts(app: AppTest) -> str:
    """All that the page says, joined."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.success, app.get("html"))
    return "\n".join(
        str(getattr(item, "value", None) or getattr(item.proto, "body", "")) for kind in kinds for item in kind
    )


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_lead_renders(shop: Shop, name: str, language: str) -> None:
    """No page ends in a traceback, in either language, and nothing Russian stands on an English page's own texts."""
    app = page(name, signed_in(shop, language=language))

    assert not app.exception
    assert app.title[0].value == Words(language)(f"pages.{name}")


def test_the_trainer_judges_and_does_not_close(shop: Shop) -> None:
    """A round of one reply is judged through the form; only who may calibrate sees the closing."""
    shop.as_("lead").open_calibration("Раунд", sample=1, criteria=["respect"])
    app = page("calibration", signed_in(shop, "trainer"))
    button(app, "Открыть").click().run()
    assert "Вслепую" in texts(app)
    assert not any(item.label == "Закрыть и посчитать" for item in app.button)

    button(app, "Записать и дальше").click().run()
    assert "Поставьте хотя бы одну оценку" in texts(app)
    app.selectbox[0].set_value("pass")
    button(app, "Записать и дальше").click().run()

    assert "Вы оценили все ответы раунда" in texts(app)


def test_a_round_is_opened_and_closed_by_the_lead(shop: Shop) -> None:
    """From the form to the figures, with n beside each of them."""
    app = page("calibration", signed_in(shop))
    app.text_input[0].set_value("Ноябрь")
    app.number_input[0].set_value(2)
    button(app, "Открыть раунд").click().run()
    round_id = app.session_state["calibration"]
    detail = shop.as_("lead").calibration(round_id)
    assert "in_target" not in {each.criterion for each in detail.round.criteria}
    shop.as_("lead").judge(round_id, detail.replies[0].scorecard_id, {"respect": "pass"})

    app = page("calibration", signed_in(shop), calibration=round_id)
    button(app, "Закрыть и посчитать").click().run()

    shown = texts(app)
    assert "мало ответов, ничего не меняется" in shown
    assert "1 ответ" in shown
    assert "Судил один человек" in shown


def test_a_plan_is_written_and_drawn(shop: Shop) -> None:
    """Saved with a goal; the next replies stand below it; ended, it is gone."""
    app = page("queue", signed_in(shop))
    next(item for item in app.text_input if item.label == "Название").set_value("По два")
    next(item for item in app.text_area if item.label.startswith("Цели")).set_value("lead: 2")
    button(app, "Сохранить").click().run()
    assert "По два" in texts(app)
    assert "lead: 0 из 2" in texts(app)

    button(app, "Следующие ответы").click().run()
    assert "заказ 51077 задержан" in texts(app)
    button(app, "Закончить").click().run()
    assert "Планов пока нет" in texts(app)


def test_spotlights_lead_to_their_replies(shop: Shop) -> None:
    """Two of three came late: the count, and after a click the replies behind it."""
    app = page("spotlights", signed_in(shop))
    assert "2 из 3 ответов" in texts(app)

    app.button(key="light_long_wait").click().run()

    assert texts(app).count("заказ 51077 задержан") == 2


def test_a_text_is_checked_in_the_playground(shop: Shop) -> None:
    """Alerts with numbers and the text with the safe fixes."""
    app = page("voice", signed_in(shop))
    app.text_area(key="voice_text").set_value("Добрый день! Ждите ответа!!")
    button(app, "Проверить").click().run()

    assert "С безопасными правками" in texts(app)
    assert "Ждите ответа!" in texts(app)


def test_a_voice_is_saved_and_a_late_save_is_refused(shop: Shop) -> None:
    """Saved by the form; who began before is told of the newer version and nothing is overwritten."""
    late = page("voice", signed_in(shop, "admin"))
    app = page("voice", signed_in(shop))
    next(item for item in app.number_input if item.label.startswith("Восклицаний")).set_value(0)
    button(app, "Сохранить").click().run()
    assert shop.as_("lead").profile().data["exclamations_max"] == 0

    next(item for item in late.number_input if item.label.startswith("Восклицаний")).set_value(5)
    button(late, "Сохранить").click().run()

    assert "Пока вы правили, тон голоса изменили" in texts(late)
    assert shop.as_("lead").profile().data["exclamations_max"] == 0


def test_the_guide_is_counted_on_request(shop: Shop) -> None:
    """Only after the button, with how many replies were read."""
    app = page("voice", signed_in(shop))
    assert "Прочитано" not in texts(app)

    button(app, "Посчитать по ответам за 30 дней").click().run()

    assert "Прочитано 3 из 3 ответов" in texts(app)


def test_a_standard_is_switched_on_and_kept_as_a_version(shop: Shop) -> None:
    """A target is changed, tried, switched on; the version stands below with its author."""
    app = page("standard", signed_in(shop))
    app.number_input(key="trial_t_chat").set_value(1)
    button(app, "Попробовать").click().run()
    button(app, "Включить этот стандарт").click().run()

    assert shop.as_("lead").standard().targets["chat"] == 1
    assert "lead" in texts(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"code": "a", "counts": True, "weight": 5.0}], {}),
        ([{"code": "a", "counts": False, "weight": 5.0}], {"a": 0.0}),
        ([{"code": "a", "counts": True, "weight": 8.0}], {"a": 8.0}),
        ([{"code": "b", "counts": True, "weight": 0.0}], {"b": 1.0}),
        ([{"code": "b", "counts": False, "weight": None}], {}),
    ],
)
def test_a_criterion_is_switched_by_its_box_or_its_weight(
    rows: list[dict[str, Any]], expected: dict[str, float]
) -> None:
    """Off is the weight 0; on begins with 1; an untouched row changes nothing."""
    assert changed_weights({"a": 5.0, "b": 0.0}, rows) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("", {}), ("Анна: 5\n\nлид: 3", {"Анна": 5, "лид": 3}), ("Анна", None), (": 5", None)]
)
def test_goals_are_read_from_lines(text: str, expected: dict[str, int] | None) -> None:
    """A name, a colon and a whole number on each line, or the form says what is wrong."""
    assert read_goals(text) == expected


def test_an_untouched_choice_of_places_changes_nothing() -> None:
    """Only what was chosen anew is sent; emptied lists ask for the criterion everywhere again."""
    before = {"greeting": {"channels": ["chat", "email"]}}
    rows: list[dict[str, Any]] = [
        {"code": "greeting", "channels": ["email", "chat"], "topics": None},
        {"code": "name", "channels": [], "topics": ["return"]},
    ]

    assert changed_places(before, rows) == {"name": {"channels": [], "topics": ["return"]}}
    assert changed_places(before, [{"code": "greeting", "channels": None, "topics": []}]) == {
        "greeting": {"channels": [], "topics": []}
    }


def test_an_older_version_comes_back_whole(shop: Shop) -> None:
    """A criterion the older version asked for everywhere is asked for everywhere again."""
    lead = shop.as_("lead")
    lead.save_standard({"targets": {"chat": 3}})
    lead.save_standard({"not_asked": {"greeting": {"channels": ["chat"]}}})
    older = next(each for each in lead.standard_versions().items if "not_asked" not in each.data)
    assert "not_asked" in lead.standard().data

    again = lead.switch_standard(_as_it_was(older.data, lead.standard()))

    assert "not_asked" not in again.data
    assert again.targets["chat"] == 3


def test_replies_are_ticked_and_become_a_round(shop: Shop) -> None:
    """Ticks of the list are kept until they are added; a second reply joins the round that is open."""
    desk = signed_in(shop)
    app = page("replies", desk)
    first, second, _ = (each for each in app.checkbox if str(each.key).startswith("pick_"))
    first.check().run()
    app.run()
    assert "Отмечено: 1 ответ" in texts(app)
    assert [each.value for each in app.checkbox if str(each.key).startswith("pick_")] == [True, False, False]
    app.text_input[0].set_value("Спорные ответы")
    button(app, "Добавить").click().run()

    assert not app.exception
    assert "В раунде «Спорные ответы»: 1 ответ." in texts(app)
    assert "Отмечено" not in texts(app)
    (made,) = desk.client.calibrations().items
    assert (made.name, made.replies, made.chosen) == ("Спорные ответы", 1, "picked")

    card = str(second.key).removeprefix("pick_")
    opened = page("replies", desk, card=card)
    button(opened, "Добавить").click().run()
    assert "В раунде «Спорные ответы»: 2 ответа." in texts(opened)
    assert len(desk.client.calibrations().items) == 1


def test_a_new_round_needs_a_name(shop: Shop) -> None:
    """Without a name nothing is opened."""
    desk = signed_in(shop)
    card = desk.client.scorecards(limit=1).items[0].id
    app = page("replies", desk, card=card)
    button(app, "Добавить").click().run()

    assert "Назовите раунд" in texts(app)
    assert desk.client.calibrations().items == ()


def test_a_trainer_is_offered_no_round(shop: Shop) -> None:
    """Rounds are the lead's to open."""
    app = page("replies", signed_in(shop, "trainer"))

    assert not [each for each in app.checkbox if str(each.key).startswith("pick_")]
