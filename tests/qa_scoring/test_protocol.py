"""The topic's protocol: asked for by the case, met with quotes, missed in the customer's words, paid for once."""

import pytest

from qa_scoring.scorecard import Evidence, NotApplicable, Scored, Unsure, Verdict, verdict_word
from tests.qa_scoring.made_cases import a_book, a_card, standard_with


def of(asked: str, reply: str, language: str = "ru") -> Verdict:
    """The protocol's verdict on one question and one reply at the rules level."""
    book = a_book(language="en") if language == "en" else a_book()
    return a_card(asked, reply, book).criteria["protocol"]


def quotes(verdict: Verdict, role: str) -> list[str]:
    """What the verdict quotes from one side."""
    assert isinstance(verdict, Scored | Unsure)
    return [each.quote for each in verdict.evidence if each.role == role]


class TestNotRequired:
    @pytest.mark.parametrize(
        ("asked", "reply", "code"),
        [
            ("Спасибо, всё пришло!", "Пожалуйста!", "nothing_asked"),
            ("Вы где находитесь?", "На Садовой, 5.", "no_protocol"),
            ("Как вернуть куртку?", "Здравствуйте! Спасибо за обращение!", "no_protocol"),
            ("Можно отменить заказ?", "Да, отменили.", "protocol_not_needed"),
            ("Где мой заказ?", "Подскажите, пожалуйста, телефон из анкеты.", "waits_for_customer"),
            ("Продавец мне нахамил!", "Проверю запись и напишу вам завтра до 12:00.", "protocol_deferred"),
        ],
    )
    def test_where_nothing_is_due(self, asked: str, reply: str, code: str) -> None:
        """Thanks, topics without a protocol, courtesy only, other questions, and word promised by a time."""
        verdict = of(asked, reply)

        assert isinstance(verdict, NotApplicable)
        assert verdict.code == code
        assert verdict.reason


class TestMet:
    @pytest.mark.parametrize(
        ("asked", "reply", "language"),
        [
            ("Как вернуть куртку?", "Оформите заявку в личном кабинете, курьер заберёт посылку.", "ru"),
            ("Где мой заказ и когда он придёт?", "Заказ в пути, привезём завтра с 10 до 14.", "ru"),
            ("Почему сгорели баллы?", "Баллы сгорают через 90 дней после начисления.", "ru"),
            ("Чайник пришёл разбитым!", "Простите! Пришлите фото, заменим или вернём деньги.", "ru"),
            ("Менеджер нахамил мне", "Простите нас. Управляющий разберётся и ответит вам до 18 ноября.", "ru"),
            ("Почему так дорого?", "Корпус стальной, гарантия 3 года, доставка входит в цену.", "ru"),
            ("Хочу устроиться к вам, куда прислать резюме?", "Пришлите его на hr@shop.example.", "ru"),
            ("The kettle arrived cracked!", "We are sorry! Send us a photo and we will replace it.", "en"),
            ("How do I return the lamp and who pays for the return?", "Start a request online, it is free.", "en"),
            ("Why is it so expensive?", "The body is steel and the warranty lasts 3 years.", "en"),
            ("Your cashier was rude to me", "I am sorry. The manager will look into it and reply by Friday.", "en"),
        ],
    )
    def test_passes_with_the_replys_words(self, asked: str, reply: str, language: str) -> None:
        """Everything the case needs is there, shown by verbatim quotes of the reply."""
        verdict = of(asked, reply, language)

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "pass"
        assert quotes(verdict, "reply")
        assert all(quote in reply for quote in quotes(verdict, "reply"))


class TestMissed:
    def test_the_second_half_of_the_question(self) -> None:
        """Where the points are is told, why they went is not: half met, the miss in the customer's words."""
        verdict = of("Как посмотреть баллы и почему сгорели 500 штук?", "Баллы видно в приложении: Профиль → Бонусы.")

        assert isinstance(verdict, Scored)
        assert (verdict.verdict, verdict.value) == ("partial", 0.5)
        assert "причина" in verdict.reason
        assert quotes(verdict, "customer") == ["почему"]
        assert verdict.counted_under == "asks_covered"

    def test_a_complaint_answered_by_a_formula(self) -> None:
        """No regret and no term for a complaint about staff: both pay elsewhere, nothing costs twice."""
        card = a_card("Продавец в магазине мне нахамил", "Мы передали информацию управляющему.")
        verdict = card.criteria["protocol"]

        assert isinstance(verdict, Scored)
        assert verdict.value == pytest.approx(1 / 3)
        assert verdict.counted_under in ("empathy", "timeframe")
        assert quotes(verdict, "customer")

    @pytest.mark.parametrize(
        ("asked", "reply"),
        [
            ("Чайник пришёл разбитым!", "Простите нас. Гарантия действует год."),
            ("Как активировать карту?", "Карта хорошая, многие довольны выбором."),
        ],
    )
    def test_what_may_be_said_in_other_words_stays_open(self, asked: str, reply: str) -> None:
        """A detector that does not know every wording never decides a miss; it names what was not seen."""
        verdict = of(asked, reply)

        assert isinstance(verdict, Unsure)
        assert verdict.code == "protocol_missing"
        assert "не видно" in verdict.why
        assert quotes(verdict, "customer")

    def test_a_slot_follows_the_criterion_that_pays_for_it(self) -> None:
        """Where timeframe is met by its own words, the protocol does not ask for the term again."""
        card = a_card("Когда приедет заказ?", "Заказ в пути. Привезём до конца недели.")

        assert verdict_word(card.criteria["timeframe"]) == "pass"
        assert verdict_word(card.criteria["protocol"]) == "pass"


def test_evidence_is_verbatim_and_placed() -> None:
    """Every quote of a missed protocol stands where it says."""
    asked, reply = "Почему сгорели мои баллы?", "Баллы видно в профиле."
    card = a_card(asked, reply, a_book(standard=standard_with()))
    verdict = card.criteria["protocol"]
    texts = {"q": asked, "r": reply}

    assert isinstance(verdict, Scored)
    assert verdict.evidence
    for each in verdict.evidence:
        assert isinstance(each, Evidence)
        assert texts[each.message_id][each.start : each.end] == each.quote
