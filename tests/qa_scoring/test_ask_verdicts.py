"""What became of an ask, without a model: all eight verdicts, each with its evidence, and what must not be one."""

from typing import Any

import pytest

from qa_scoring.case import build_case
from qa_scoring.completeness import judge_asks
from qa_scoring.score import score_reply
from qa_scoring.scorecard import AskVerdict, Scorecard, Scored, Unsure, verdict_word
from reply_core.types import Conversation, Order
from reply_core.waits import read_turns
from tests.qa_scoring.made_cases import a_book, a_card, a_case, a_view, customer, operator, standard_with

HOTLINE = "Вопросы по кредиту решает банк: позвоните +7 495 123-45-67, с 9 до 21 ежедневно."


def ask_of(asked: str, reply: str, **more: Any) -> AskVerdict:
    """The verdict of the only ask."""
    (found,) = judge_asks(a_view(asked, reply, **more))
    return found


def statuses(asked: str, reply: str, **more: Any) -> list[str]:
    """The status of each ask."""
    return [each.status for each in judge_asks(a_view(asked, reply, **more))]


class TestAnswered:
    @pytest.mark.parametrize(
        ("asked", "reply"),
        [
            ("Does the lamp come in red?", "I've checked and yes, the lamp comes in red."),
            ("Есть ли лампа в красном цвете?", "Проверили на складе: да, красная лампа есть."),
            ("What's the status of order 7751?", "Hi Ben, order 7751 ships tomorrow."),
            ("Где мой заказ?", "Ваш заказ в пути, привезём 14 мая."),
            ("Заказ 7751 не пришёл. Где он?", "Заказ передан в доставку, курьер будет завтра."),
        ],
    )
    def test_a_late_yes_and_the_state_of_an_order_answer(self, asked: str, reply: str) -> None:
        """A yes inside the sentence that speaks of the ask, and the order's state or day, are answers, quoted."""
        found = ask_of(asked, reply)

        assert (found.status, found.credit, found.source) == ("answered", 1, "rule")
        assert found.evidence[0].role == "reply"
        assert found.evidence[0].quote in reply

    @pytest.mark.parametrize(
        ("asked", "reply"),
        [
            ("Где мой заказ?", "Если заказ не придёт завтра, напишите нам."),
            ("Где мой заказ?", "Статус заказа виден в личном кабинете."),
            ("Где мой заказ?", "Когда вы оформили заказ, вчера?"),
            ("Есть ли лампа в красном цвете?", "Да и зелёный чайник мы, кстати, тоже привезли."),
        ],
    )
    def test_conditions_pointers_and_questions_do_not(self, asked: str, reply: str) -> None:
        """A condition, a place to look and a question back tell no state; «да и» is no yes."""
        assert ask_of(asked, reply).status != "answered"


class TestClarifying:
    def test_missing_datum(self) -> None:
        """Asking for what nobody has given is right."""
        found = ask_of("Почему не начислили баллы?", "Подскажите, пожалуйста, номер телефона, на который карта.")

        assert (found.status, found.credit) == ("clarifying", 1)
        assert "номер телефона" in found.evidence[0].quote

    def test_new_datum_beside_a_known_one(self) -> None:
        """A question for a photo is right even when it also names the order number that is known."""
        reply = "Пришлите, пожалуйста, номер заказа и фото скола."

        assert ask_of("Заказ 48213: на тарелке скол, замените!", reply).status == "clarifying"


class TestAskedAgain:
    @pytest.mark.parametrize(
        ("asked", "reply", "datum"),
        [
            ("Где мой заказ 48213?", "Здравствуйте! Подскажите, пожалуйста, номер заказа.", "48213"),
            ("Верните деньги за заказ № 48213", "Уточните номер заказа, проверим и ответим.", "48213"),
            (
                "Почему не пришёл чек? Моя почта olga@mail.ru",
                "Здравствуйте! Напишите, пожалуйста, адрес почты.",
                "olga@mail.ru",
            ),
            ("Where is my order 48213?", "Hello! Could you please provide your order number?", "48213"),
        ],
    )
    def test_only_what_was_given_is_a_miss(self, asked: str, reply: str, datum: str) -> None:
        """A reply that asks for nothing but what it has answers nothing; shown are the datum and the question."""
        found = ask_of(asked, reply)

        assert (found.status, found.credit, found.source) == ("unanswered", 0, "rule")
        assert (found.evidence[0].role, found.evidence[0].quote) == ("customer", datum)
        assert found.evidence[-1].role == "reply"
        assert datum in found.reason

    def test_datum_of_the_orders_card(self) -> None:
        """The number that stands on the order's card is quoted from there."""
        order = Order(number="48213", fields={"статус": "в пути"})
        found = ask_of("Где моя посылка?", "Подскажите номер заказа.", order=order)

        assert found.status == "unanswered"
        assert (found.evidence[0].role, found.evidence[0].quote) == ("source", "48213")

    def test_datum_of_an_earlier_message(self) -> None:
        """What was given three messages ago is known too, and is quoted from that message."""
        conversation = Conversation(
            id="c",
            channel="chat",
            messages=(
                customer("Заказ 48213 не пришёл", name="q1"),
                operator("Здравствуйте! Смотрю.", name="r1"),
                customer("Ну что там, где он?", name="q2"),
                operator("Подскажите номер заказа.", name="r2"),
            ),
        )
        book = a_book()

        card = score_reply(build_case(conversation, read_turns(conversation)[-1], book), book)

        assert isinstance(card, Scorecard)
        assert card.asks[0].status == "unanswered"
        assert (card.asks[0].evidence[0].message_id, card.asks[0].evidence[0].quote) == ("q1", "48213")

    def test_it_is_charged_once(self) -> None:
        """Re-asking costs the asks; no other criterion pays for it."""
        card = a_card("Где мой заказ 48213?", "Подскажите, пожалуйста, номер заказа.")
        paid = [
            code
            for code, verdict in card.criteria.items()
            if isinstance(verdict, Scored) and verdict.value < 1 and not verdict.counted_under
        ]

        assert paid == ["asks_covered"]

    @pytest.mark.parametrize(
        ("asked", "reply"),
        [
            ("Где мой заказ 48213?", "Подтвердите, пожалуйста, номер заказа: в базе такого нет."),
            ("Где мой заказ 48213?", "Назовите, пожалуйста, номер второго заказа."),
            ("Почему нет баллов? +7 905 123-45-67", "Напишите телефон, на который зарегистрирована карта."),
            ("Где заказ?", "Подскажите номер заказа."),
        ],
    )
    def test_a_reason_to_ask_is_no_defect(self, asked: str, reply: str) -> None:
        """To confirm, for another order, for the account's own number, or because it was never given."""
        assert ask_of(asked, reply).status != "unanswered"

    def test_with_anything_else_in_it_a_person_decides(self) -> None:
        """A reply that also says something is not failed by rule; the reason is shown."""
        reply = "Посылка уехала со склада. Подскажите, пожалуйста, номер заказа."
        found = ask_of("Почему так долго везут заказ 48213?", reply)

        assert found.credit is None
        assert found.possible == "unanswered"


class TestDeferred:
    @pytest.mark.parametrize(
        "reply",
        [
            "Уточню на складе и напишу вам сегодня до 18:00.",
            "Специалист проверит и ответит вам в течение 2 рабочих дней, мы напишем.",
            "I'll check with the warehouse and get back to you by 6 pm today.",
        ],
    )
    def test_owner_and_term(self, reply: str) -> None:
        """Who comes back and by when: put off rightly, with the promise quoted."""
        found = ask_of("Почему не начислили баллы?", reply)

        assert (found.status, found.credit) == ("deferred", 1)
        assert found.evidence[0].quote in reply

    @pytest.mark.parametrize("reply", ["Уточню и напишу вам.", "Скоро вернусь с ответом.", "Вопрос передан."])
    def test_without_a_term_it_stays_open(self, reply: str) -> None:
        """No term, no deferral."""
        assert ask_of("Почему не начислили баллы?", reply).status != "deferred"

    def test_without_the_replys_time_its_words_count(self) -> None:
        """A file without times: the term in the sentence is enough."""
        conversation = Conversation(
            id="c",
            channel="email",
            messages=(
                customer("Почему не начислили баллы?", at=None),
                operator("Уточню и напишу вам завтра до 12:00.", at=None),
            ),
        )
        book = a_book()
        card = score_reply(build_case(conversation, read_turns(conversation)[-1], book), book)

        assert isinstance(card, Scorecard)
        assert card.asks[0].status == "deferred"

    def test_of_two_asks_the_named_one_is_put_off(self) -> None:
        """«По баллам уточню до 18:00» puts off the points, not the sofa."""
        asked = "Когда привезут диван? И почему не начислили баллы?"
        found = judge_asks(a_view(asked, "По баллам уточню и напишу вам сегодня до 18:00."))

        assert [each.status for each in found] == ["unsure", "deferred"]

    def test_unnamed_puts_off_all_that_is_open(self) -> None:
        """«Всё уточню и напишу до 18:00» names none and means both."""
        asked = "Сколько стоит чехол? И почему не начислили баллы?"

        assert statuses(asked, "Всё уточню и напишу вам сегодня до 18:00.") == ["deferred", "deferred"]


class TestRedirected:
    def test_contact_and_term(self) -> None:
        """A number and its hours: sent to the right place."""
        found = ask_of("Почему отказали в рассрочке?", HOTLINE)

        assert (found.status, found.credit) == ("redirected", 1)
        assert "+7 495 123-45-67" in found.evidence[0].quote

    def test_term_in_the_next_sentence(self) -> None:
        """An address, and right after it how long they take."""
        reply = "Please write to press@harbor.example about interviews. They answer within 2 days."

        assert ask_of("Can I interview your director?", reply).status == "redirected"

    @pytest.mark.parametrize(
        "reply",
        [
            "Обратитесь в банк.",
            "Позвоните +7 495 123-45-67.",
            "Обратитесь в банк, он работает с 9 до 21.",
            "Наш телефон +7 495 123-45-67.",
        ],
    )
    def test_half_of_it_is_not_enough(self, reply: str) -> None:
        """A place without a contact, a contact without a term: no redirection."""
        assert ask_of("Почему отказали в рассрочке?", reply).status != "redirected"

    def test_digits_of_a_phone_are_no_term(self) -> None:
        """A phone number is not read as a time."""
        assert ask_of("Почему отказали в рассрочке?", "Позвоните 8 800 200-10-30.").status != "redirected"


class TestPartial:
    def test_vague_term_to_a_question_when(self) -> None:
        """«Скоро» is half an answer to «когда», paid once."""
        card = a_card("Когда привезут диван?", "Диван привезут в ближайшее время.")
        term = card.criteria["timeframe"]

        assert (card.asks[0].status, card.asks[0].credit) == ("partial", 0.5)
        assert "ближайшее время" in card.asks[0].evidence[0].quote
        assert verdict_word(card.criteria["asks_covered"]) == "partial"
        assert not isinstance(term, Scored) or term.value == 1 or term.counted_under == "asks_covered"

    def test_a_day_beside_it_is_a_whole_answer(self) -> None:
        """With a real term in the reply the vague one costs nothing."""
        assert ask_of("Когда привезут диван?", "Диван привезут скоро, 14 мая с 10 до 14.").status == "answered"

    def test_vague_word_about_something_else_is_no_half_answer(self) -> None:
        """«Скоро новая коллекция» says nothing of the sofa."""
        assert ask_of("Когда привезут диван?", "Скоро у нас появится новая коллекция.").status != "partial"


class TestRefused:
    @pytest.mark.parametrize(
        ("reply", "credit"),
        [
            ("Помаду вернуть нельзя: по правилам гигиены она не подлежит возврату.", 1),
            ("Помаду вернуть нельзя, но можно обменять оттенок в магазине.", 1),
            ("Помаду вернуть нельзя.", 0.5),
        ],
    )
    def test_reason_or_alternative_makes_it_whole(self, reply: str, credit: float) -> None:
        """A no with a reason or another way is a full answer, a bare no is half."""
        found = ask_of("Можно вернуть помаду?", reply)

        assert (found.status, found.credit) == ("refused", credit)


class TestUnanswered:
    def test_a_low_probability_alone_never_fails(self) -> None:
        """However low the value: possibly unanswered, in the customer's own words, and no number."""
        asked = "Как вернуть кроссовки? И почему не начислили бонусы?"
        card = a_card(asked, "Чтобы вернуть кроссовки, оформите возврат в личном кабинете.")
        missed = card.asks[1]

        assert (missed.status, missed.credit, missed.possible) == ("unsure", None, "unanswered")
        assert (missed.evidence[0].role, missed.evidence[0].quote) == ("customer", "почему не начислили бонусы?")
        assert isinstance(card.criteria["asks_covered"], Unsure)

    def test_the_shops_own_calibration_lets_it_decide(self) -> None:
        """Once the shop's cases allow it, the threshold decides."""
        asked, reply = "Почему не начислили бонусы за кроссовки?", "Пункт выдачи работает с 9 до 21."
        book = a_book(standard=standard_with(decide_unanswered=True, unanswered_to=0.45))
        found = judge_asks(a_view(asked, reply, book))

        assert found[0].status == "unanswered"
        assert found[0].evidence[0].role == "customer"

    def test_every_decided_ask_has_evidence_in_its_text(self) -> None:
        """Across the verdicts: a credited ask quotes the reply, an uncredited one the customer or the order."""
        for asked, reply in (
            ("Когда доставка?", "Доставка завтра с 9 до 12."),
            ("Где мой заказ 48213?", "Подскажите номер заказа."),
            ("Почему списали дважды?", "Ждите."),
            ("Почему отказали в рассрочке?", HOTLINE),
            ("Можно вернуть помаду?", "Нет."),
        ):
            case = a_case(asked, reply, a_book())
            card = score_reply(case, a_book())
            assert isinstance(card, Scorecard)
            for each in card.asks:
                assert each.credit is not None
                first = each.evidence[0]
                assert first.quote in (reply if each.credit else asked)
                assert first.role == ("reply" if each.credit else "customer")
