"""Next step and time frame: what is promised outright, what waits for the customer, what is only policy."""

import pytest

from qa_scoring.scorecard import NotApplicable, Scored, Unsure, Verdict, verdict_word
from qa_scoring.steps import next_step, timeframe
from tests.qa_scoring.made_cases import a_book, a_card, a_view

LATE = "Курьер так и не приехал! Где заказ?"


def term(reply: str, asked: str = "Что с моим заказом?") -> Verdict:
    """The verdict on the reply's time frame."""
    return timeframe(a_view(asked, reply))


class TestTimeframe:
    @pytest.mark.parametrize(
        "reply",
        [
            "Проверим и напишем до 18:00.",
            "Вернём деньги в течение 10 дней.",
            "Заказ собран, доставка 18 ноября с 10 до 14.",
            "Посылка в пути, будет у вас завтра.",
            "Перезвоню вам сегодня в 17:30.",
            "Готов к выдаче, ждёт вас до 25 ноября.",
        ],
    )
    def test_a_term_beside_what_is_to_come_passes(self, reply: str) -> None:
        """A date, an hour or a length of time beside a promise, or beside what is still ahead."""
        verdict = term(reply)

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "pass"
        assert all(each.role == "reply" and each.quote in reply for each in verdict.evidence)
        assert verdict.evidence

    @pytest.mark.parametrize(
        "reply",
        [
            "Мы вернём деньги на карту.",
            "Перезвоним вам.",
            "Ожидайте, пожалуйста.",
            "Заказ передан в доставку. Ожидайте.",
        ],
    )
    def test_a_promise_without_a_term_is_missed_in_its_words(self, reply: str) -> None:
        """Who makes the customer wait says until when."""
        verdict = term(reply, LATE)

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "fail"
        assert verdict.evidence
        assert all(each.quote in reply for each in verdict.evidence)

    @pytest.mark.parametrize("reply", ["Скоро вернём деньги.", "Ответим в ближайшее время.", "Свяжемся позже."])
    def test_a_vague_term_is_half(self, reply: str) -> None:
        """«Скоро» is better than nothing and no term."""
        verdict = term(reply)

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "partial"

    def test_soon_to_a_question_about_time_is_half_and_paid_by_the_question(self) -> None:
        """«Когда?» «Скоро.»: half met here, charged once, under the question."""
        verdict = term("Скоро.", "Когда привезут заказ?")

        assert isinstance(verdict, Scored)
        assert (verdict.verdict, verdict.counted_under) == ("partial", "asks_covered")

    @pytest.mark.parametrize(
        "reply",
        [
            "Перезвоним. Напишите удобное время.",
            "Заменим, нужен номер карты.",
            "Подберём другое, напишите, что не подошло.",
            "Курьер привезёт новый, напишите удобный день.",
            "Пришлите фото — оформим ремонт.",
        ],
    )
    def test_what_waits_for_the_customer_needs_no_term(self, reply: str) -> None:
        """Until the customer has answered nobody can say when; where the request stands changes nothing."""
        assert isinstance(term(reply), NotApplicable)

    @pytest.mark.parametrize(
        "reply",
        [
            "Курьер стоит 290 ₽, а при заказе от 3 000 ₽ привезёт бесплатно.",
            "Пока заказ не передан в доставку, адрес можно поменять.",
            "Если товар с браком, вернём деньги.",
            "С удовольствием отвечу на любые вопросы.",
            "Обычно мы привезём и на дом.",
            "Нанесите крем и подождите сутки.",
        ],
    )
    def test_policy_is_no_promise(self, reply: str) -> None:
        """Conditions, habits, denials, offers to help and how long to wait promise nothing."""
        assert isinstance(term(reply), NotApplicable)

    @pytest.mark.parametrize("reply", ["Заказ доставлен 12 ноября.", "Заказ отправлен 10 ноября."])
    def test_the_past_is_no_term(self, reply: str) -> None:
        """A date that has passed says nothing of what is to come."""
        assert verdict_word(term(reply)) != "pass"

    def test_empty_words_are_paid_by_the_question(self) -> None:
        """«Ждите.» is charged where nothing was answered, not here as well."""
        verdict = term("Ждите.", "Почему у меня списали дважды?")

        assert isinstance(verdict, Scored)
        assert (verdict.verdict, verdict.counted_under) == ("fail", "asks_covered")

    @pytest.mark.parametrize(
        ("reply", "word"),
        [
            ("We will refund you within 5 days.", "pass"),
            ("It is packed, delivery on 18 November.", "pass"),
            ("We will refund you.", "fail"),
            ("We will refund you soon.", "partial"),
            ("We'll replace it, could you send a photo?", "na"),
            ("On orders over $50 delivery is free.", "na"),
        ],
    )
    def test_english(self, reply: str, word: str) -> None:
        """The same in English."""
        view = a_view("What happens with my order?", reply, a_book(language="en"))

        assert verdict_word(timeframe(view)) == word


class TestNextStep:
    @pytest.mark.parametrize(
        "reply",
        [
            "Оформите заявку в личном кабинете.",
            "Передам складу и напишу до 18:00.",
            "Пришлите, пожалуйста, фото.",
            "Профиль → Карта → Активировать.",
        ],
    )
    def test_who_does_what_next_passes(self, reply: str) -> None:
        """A commitment, an instruction, a question for data, a path: shown in the reply's words."""
        verdict = next_step(a_view("Карта не активируется, что делать?", reply))

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "pass"
        assert all(each.quote in reply for each in verdict.evidence)

    @pytest.mark.parametrize(("asked", "reply"), [("Есть 42 размер?", "Да, есть."), ("Спасибо!", "Пожалуйста!")])
    def test_a_settled_matter_needs_none(self, asked: str, reply: str) -> None:
        """Nothing is left to do."""
        assert isinstance(next_step(a_view(asked, reply)), NotApplicable)

    def test_a_complaint_without_a_step_stays_open(self) -> None:
        """Rules cannot know that no step was said in other words: the customer's words are shown."""
        verdict = next_step(a_view(LATE, "Бывает такое в праздники."))

        assert isinstance(verdict, Unsure)
        assert verdict.possible == "fail"
        assert verdict.evidence[0].role == "customer"

    def test_empty_words_are_charged_once(self) -> None:
        """A reply of courtesy misses the step, the question pays."""
        verdict = a_card("Почему у меня списали дважды?", "Спасибо за обращение!").criteria["next_step"]

        assert isinstance(verdict, Scored)
        assert (verdict.verdict, verdict.counted_under) == ("fail", "asks_covered")
        assert verdict.evidence[0].role == "customer"
