"""Each page, rendered over a stand-in of the API, and the clicks that matter."""

from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from api import views as v
from api.client import ApiProblem
from dashboard.session import Desk


def page(name: str, desk: Desk) -> AppTest:
    """Run one page as Streamlit would."""

    def script(name: str, desk: object) -> None:
        import importlib

        importlib.import_module(f"dashboard.{name}_page").render(desk)

    return AppTest.from_function(script, kwargs={"name": name, "desk": desk}, default_timeout=30).run()


def button(app: AppTest, label: str) -> Any:
    """The button with this label."""
    return next(item for item in app.button if item.label.replace("\\", "") == label)


def texts(app: AppTest) -> str:
    """All that the page says, joined, as people read it: signs that are escaped stand for themselves."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.success, app.get("html"))
    said = (str(getattr(item, "value", None) or getattr(item.proto, "body", "")) for kind in kinds for item in kind)
    return "\n".join(said).replace("\\", "")


@pytest.mark.parametrize("name", ["desk", "try", "replies", "cases", "gaps", "queue", "disputes", "trends", "standard"])
def test_every_page_renders(name: str, desk: Desk) -> None:
    """No page ends in a traceback."""
    app = page(name, desk)

    assert not app.exception
    assert app.title[0].value


def test_desk_shows_the_deadline_and_the_source(desk: Desk) -> None:
    """The row says why it stands there; a click on [1] opens the article's revision with the cited line marked."""
    app = page("desk", desk)
    assert "до 10:40 · VIP" in app.radio[0].options[0]

    button(app, "[1]").click().run()

    assert "[1] Возврат, ред. 3" in texts(app)
    assert '<mark class="tact source">Вернуть товар можно в течение 14 дней' in texts(app)


def test_a_sentence_and_its_source_mark_each_other(desk: Desk) -> None:
    """Press the sentence: its stretch is marked; press the source: its sentences are; press again: nothing is."""
    app = page("desk", desk)
    sentence = "Вернуть можно в течение 14 дней."

    button(app, sentence).click().run()
    assert '<mark class="tact source">Вернуть товар можно в течение 14 дней' in texts(app)
    button(app, "[1] Возврат, ред. 3").click().run()
    assert "предложение 1</sup></mark>" in texts(app)
    assert button(app, f"▸ :blue-background[{sentence}]")
    button(app, "[1] Возврат, ред. 3").click().run()

    assert '<mark class="tact source">' not in texts(app)


def test_a_long_list_comes_in_pages(desk: Desk, client: Any) -> None:
    """Ten rows a page, with what is shown of how many; the next page begins after them."""
    client.waiting = tuple(
        client.waiting[0].model_copy(update={"conversation_id": f"c{number}"}) for number in range(23)
    )
    app = page("desk", desk)
    assert len(app.radio[0].options) == 10
    assert "1–10 из 23" in texts(app)

    button(app, "→").click().run()
    button(app, "→").click().run()

    assert len(app.radio[0].options) == 3
    assert "21–23 из 23" in texts(app)
    assert button(app, "→").disabled


def test_a_question_repeated_elsewhere_is_flagged(desk: Desk, client: Any) -> None:
    """The customer's profile is one press away; what he asks once more stands above the thread."""
    contact = v.ContactView(
        conversation_id="c0", channel="chat", topic_label="возврат", opened_at=datetime(2026, 11, 14, tzinfo=UTC),
        outcome="waiting", outcome_label="ждёт ответа", snippet="Можно вернуть?",
    )  # fmt: skip
    client.profile_of_customer = v.CustomerProfileView(
        name="Ольга", vip=True, points=1740, contacts=(contact,), recent=1,
        repeats=(v.RepeatView(contact=contact, ask="Можно вернуть?", earlier="Можно вернуть?", other_channel=True),),
        orders=(v.OrderView(number="48213", fields={"status": "получен"}),),
    )  # fmt: skip
    app = page("desk", desk)

    assert "Этот же вопрос задан в другом канале: чат, 14 нояб., 03:00 (ждёт ответа)" in app.warning[0].value
    assert "Ольга · VIP · 1\u00a0740 баллов · 1 обращение" in [item.label for item in app.expander]
    assert "№ 48213" in texts(app)


def test_two_variants_stand_side_by_side_and_one_is_taken(desk: Desk, client: Any) -> None:
    """The second is made on request; the one taken is what is edited and sent."""
    app = page("desk", desk)

    button(app, "Второй вариант").click().run()
    assert "Вариант 1" in texts(app)
    assert "Вариант 2" in texts(app)
    assert app.text_area[0].value == "Вернуть можно в течение 14 дней."
    next(item for item in app.button if item.key == "take_d2").click().run()

    assert app.text_area[0].value == "Вернуть можно."
    button(app, "Принять и отправить").click().run()
    assert client.calls[-1] == ("decide", ("accepted", "Вернуть можно.", ""))


def test_an_unchanged_draft_is_accepted(desk: Desk, client: Any) -> None:
    """One click checks it and records it as sent."""
    app = page("desk", desk)

    button(app, "Принять и отправить").click().run()

    assert client.calls[-1] == ("decide", ("accepted", "Вернуть можно в течение 14 дней.", ""))
    assert "Записано как отправленное (без правки)" in texts(app)


def test_an_edited_draft_is_checked_and_sent_as_edited(desk: Desk, client: Any) -> None:
    """What the operator added is shown after sending; the same text is checked once."""
    app = page("desk", desk)
    app.text_area[0].set_value("Вернуть можно до 24 ноября.").run()

    button(app, "Отправить с правкой").click().run()

    checks = [call for call in client.calls if call == ("check", "Вернуть можно до 24 ноября.")]
    assert len(checks) == 1
    assert client.calls[-1][0] == "decide"
    assert "до 24 ноября" in texts(app)


def test_the_text_is_scored_while_it_is_edited(desk: Desk, client: Any) -> None:
    """Without a press: the score of what stands in the field, and what is to be looked at."""
    app = page("desk", desk)
    app.text_area[0].set_value("Вернуть можно до 30 ноября.").run()
    shown = texts(app)

    assert ("check", "Вернуть можно до 30 ноября.") in client.calls
    assert "Оценка этого текста" in shown
    assert "до 30 ноября: нет в источнике" in shown


def test_a_contradiction_stops_the_first_click(desk: Desk, client: Any) -> None:
    """The operator sees the quote, ticks that he has, and only then the text goes out."""
    client.blocked = True
    app = page("desk", desk)
    app.text_area[0].set_value("Вернуть можно до 30 ноября.").run()

    button(app, "Отправить с правкой").click().run()
    assert all(call[0] == "check" for call in client.calls)
    assert "«30 ноября»" in texts(app)
    assert button(app, "Отправить всё равно").disabled
    app.checkbox[0].check().run()
    button(app, "Отправить всё равно").click().run()

    assert client.calls[-1][0] == "decide"


def test_a_second_decision_is_said_in_words(desk: Desk, client: Any) -> None:
    """409 is a sentence, not a crash."""
    client.refuse = ApiProblem(409, "Уже решено", "По этому черновику решение уже записано.")
    app = page("desk", desk)

    button(app, "Принять и отправить").click().run()

    assert "решение уже записано" in texts(app)


def test_an_empty_desk_says_so(desk: Desk, client: Any) -> None:
    """Nobody waits: a sentence instead of an empty frame."""
    client.waiting = ()

    assert "Никто не ждёт ответа" in texts(page("desk", desk))


def test_a_lead_overrules_with_a_reason(desk: Desk, client: Any) -> None:
    """Without a reason nothing is recorded; with one it is."""
    app = page("replies", desk)
    button(app, "Открыть").click().run()

    button(app, "Записать решение").click().run()
    assert "Напишите причину" in texts(app)
    app.text_input[0].set_value("вопрос про вечер пропущен")
    button(app, "Записать решение").click().run()

    assert client.calls[-1] == ("edit", ("asks_covered", "overrule", "fail", "вопрос про вечер пропущен"))
    assert "Вердикт машины остался рядом" in texts(app)


def test_both_verdicts_are_shown(desk: Desk, client: Any) -> None:
    """The machine's verdict stays beside the person's, with name and time."""
    client.edit = v.EditView(
        id="e1",
        criterion="asks_covered",
        action="overrule",
        verdict="fail",
        verdict_label="не выполнено",
        machine_verdict="не оценено",
        reason="вопрос про вечер пропущен",
        author="Светлана",
        at=datetime(2026, 11, 17, 12, tzinfo=UTC),
    )
    app = page("replies", desk)

    button(app, "Открыть").click().run()

    assert "Машина: не оценено" in texts(app)
    assert "Светлана, 17 нояб., 15:00: не выполнено. вопрос про вечер пропущен" in texts(app)


def test_no_total_is_said_not_invented(desk: Desk) -> None:
    """A card without a total says why, and shows no number."""
    app = page("replies", desk)

    button(app, "Открыть").click().run()

    assert "Итога нет: полнота не оценена" in texts(app)


def test_a_sheet_is_made_of_the_ticked_cases(desk: Desk, client: Any) -> None:
    """The trainer ticks a case and gets a sheet."""
    app = page("cases", desk)
    app.checkbox[0].check().run()

    button(app, "Собрать лист").click().run()

    assert client.calls[-1] == ("sheet", (("card-1",), "timeframe", "md"))
    assert "Заказ [номер]" in texts(app)


def test_trends_say_when_there_is_little_data(desk: Desk) -> None:
    """Under the minimum there are words, not a number."""
    app = page("trends", desk)

    assert "Анна: 7 диалогов — мало данных" in texts(app)
    assert "Игорь · срок: 52 [38–66]" in texts(app)


def test_trends_are_cut_by_what_is_chosen(desk: Desk, client: Any) -> None:
    """By channel, in months: the API is asked so, and answers with another table."""
    app = page("trends", desk)
    app.selectbox(key="t_by").set_value("channels")
    app.selectbox(key="t_unit").set_value("month")

    app.run()

    assert client.calls[-1] == ("trends", ("channels", "month", ""))


def test_response_times_show_who_still_waits(desk: Desk) -> None:
    """The second view of the page: words for everybody, words for few data, a table with who waits past due."""
    app = page("trends", desk)
    app.session_state["t_view"] = "response"
    app.run()

    assert "половина ждала до 12 мин" in texts(app)
    table = app.dataframe[0].value
    assert list(table["Из них просрочено"]) == [1, 0]
    assert list(table["В срок"]) == ["87 %", "мало данных"]


def test_a_criterion_customers_do_not_notice_is_shown_as_such(desk: Desk) -> None:
    """The third view: words with n, and a criterion that goes with neither ratings nor repeated contacts."""
    app = page("trends", desk)
    app.session_state["t_view"] = "customers"
    app.run()

    assert "Решено с первого обращения · Все вместе: 80 % [65–90], диалогов: 40" in texts(app)
    criteria = app.dataframe[1].value
    assert list(criteria["Показатель"]) == ["Приветствие — покупатели не замечают"]
    assert list(criteria["С оценкой покупателя"]) == ["○ связи не видно"]


def test_a_word_is_banned(desk: Desk, client: Any) -> None:
    """The lead adds a word on the page of the standard."""
    app = page("standard", desk)
    app.text_input[0].set_value("увы")

    button(app, "Запретить").click().run()

    assert client.calls[-1] == ("save_profile", (("увы",), ()))


def test_a_standard_is_tried_before_it_is_switched_on(desk: Desk, client: Any) -> None:
    """Change a target, try it, read what would change and for whom, switch it on."""
    app = page("standard", desk)
    app.number_input(key="trial_t_email").set_value(60)
    button(app, "Попробовать").click().run()
    shown = texts(app)

    assert client.calls[-1] == ("try_standard", ({"targets": {"email": 60}}, 150))
    assert "Вердикты изменились бы: 12 ответов из 150 · средний итог 71,2 → 68,5 (90 ответов)" in shown
    assert "Ответ в срок: выполнено → не выполнено 12" in shown
    assert "Анна · 7 ответов · диалогов 7: мало для числа" in shown
    assert "проверено 150 из 300" in shown

    button(app, "Включить этот стандарт").click().run()

    assert client.calls[-1] == ("save_standard", {"targets": {"email": 60}})
    assert "Стандарт включён, версия" in texts(app)


def test_an_unchanged_draft_is_not_tried(desk: Desk, client: Any) -> None:
    """Nothing was changed: said at once, nothing is asked."""
    app = page("standard", desk)

    button(app, "Попробовать").click().run()

    assert not [name for name, _ in client.calls if name == "try_standard"]
    assert "сравнивать нечего" in texts(app)


def test_a_pasted_reply_is_scored(desk: Desk, client: Any) -> None:
    """Paste, press, read the card."""
    app = page("try", desk)
    app.text_area(key="s_reply").set_value("Ожидайте.")

    button(app, "Оценить").click().run()

    assert client.calls[-1][0] == "score_pair"
    assert "возможно, пропущен вопрос" in texts(app)


def test_a_tool_rewrites_the_text_and_there_is_a_way_back(desk: Desk, client: Any) -> None:
    """One press replaces the text in the field; another brings back what was there."""
    app = page("desk", desk)
    before = app.text_area[0].value
    button(app, "Короче").click().run()

    assert app.text_area[0].value == "Короткий текст."
    assert "Готово: Короче" in texts(app)

    button(app, "Вернуть прежний текст").click().run()
    assert app.text_area[0].value == before


def test_a_gap_becomes_an_article_that_a_person_approved(desk: Desk, client: Any) -> None:
    """The operators' answer is offered, may be mended, and goes in with the lead's press alone."""
    app = page("gaps", desk)
    assert "72 % [61–81]" in texts(app)
    assert "Спрашивают всё чаще" in texts(app)
    assert "растёт: ×4,1 [1,3–18,0]; диалогов: 14 за 4 нед., 3 за 4 нед. до них" in texts(app)

    button(app, "Составить статью").click().run()
    app.text_area[0].set_value("Старые люльки не принимаем; адреса пунктов переработки есть на сайте города.")
    button(app, "Добавить в базу знаний").click().run()

    (call,) = client.calls
    assert call[0] == "article"
    assert call[1][0].startswith("Старые люльки не принимаем; адреса")
    assert call[1][2] == "public"
    assert "в базе: черновики уже опираются" in texts(app)


def test_a_lead_decides_a_dispute_in_words(desk: Desk, client: Any) -> None:
    """Without words nothing is decided; with them the verdict goes along."""
    app = page("disputes", desk)
    assert "Ждут решения: 1" in texts(app)
    assert "принято 2 из 3 [21–94 %]" in texts(app)

    button(app, "Согласиться и изменить оценку").click().run()
    assert client.calls == []
    assert "Напишите оператору" in texts(app)

    app.text_input[0].set_value("Да, ответ там есть")
    button(app, "Согласиться и изменить оценку").click().run()
    assert client.calls == [("decide_dispute", ("d1", "accept", "Да, ответ там есть", "pass"))]


def test_the_queue_says_why_and_how_many(desk: Desk) -> None:
    """Reasons with their counts, the causes found, and which of them count to the operator."""
    app = page("queue", desk)

    assert "случайная выборка: **4**" in texts(app)
    assert "возможная критическая ошибка" in texts(app)
    assert "тон оператора: 2 · считается оператору" in texts(app)
