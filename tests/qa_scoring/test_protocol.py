"""The topic's protocol: asked for by the case, met with quotes, missed in the customer's words, paid for once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scoring.looked_at import around
from qa_scoring.reading import read_text
from qa_scoring.scorecard import Evidence, NotApplicable, Scored, Unsure, Verdict, verdict_word
from reply_core.asks import find_asks
from reply_core.types import Span
from tests.qa_scoring.made_cases import a_book, a_card, standard_with
from tests.qa_scoring.test_hard_dialogues import CASES


def of(asked: str, reply: str, language: str = "ru") -> Verdict:
    """The protocol's verdict on one question and one reply at the rules level."""
    book = a_book(language="en") if language == "en" else a_book()
    return a_card(asked, reply, book).criteria["protocol"]


def evidence_of(verdict: Verdict) -> tuple[Evidence, ...]:
    """What a verdict quotes; nothing where it was not required."""
    return () if isinstance(verdict, NotApplicable) else verdict.evidence


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
        assert quotes(verdict, "customer") == ["почему сгорели 500 штук?"]
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


class TestWhatIsQuoted:
    """The customer's words beside a slot that was not seen: a sentence he wrote, not the words a pattern matched."""

    def test_a_whole_sentence(self) -> None:
        """«Можно ли вернуть» alone is a fragment; the sentence it opens is what a reader needs."""
        verdict = of("Добрый день. Можно ли вернуть косметику? Спасибо!", "Да, можно.")

        assert quotes(verdict, "customer") == ["Можно ли вернуть косметику?"]

    def test_a_clause_of_a_long_sentence(self) -> None:
        """A sentence that runs on is cut to the clause, by whole words, and stands verbatim in the message."""
        asked = (
            "Я долго выбирала подарок сестре и наконец нашла у вас в магазине на третьем этаже возле лифта то, что "
            "хотела, продавец всё показал и рассказал про уход, скажите, можно ли вернуть платье, если срезала бирку, "
            "потому что оно оказалось мало, а чек лежит дома в коробке"
        )
        found = [each for each in evidence_of(of(asked, "Да, можно.")) if each.role == "customer"]

        assert found
        for each in found:
            assert asked[each.start : each.end] == each.quote
            assert "вернуть платье" in each.quote
            assert len(each.quote) <= 200
            assert not asked[each.start - 1 : each.start].isalnum()
            assert not asked[each.end : each.end + 1].isalnum()

    def test_no_fragment_over_all_dialogues(self) -> None:
        """In every dialogue made for tests, what is quoted of the customer is an ask of his or a full sentence."""
        odd = []
        for case in CASES:
            verdict = of(case["customer"], case["reply"])
            for each in evidence_of(verdict):
                if each.role != "customer":
                    continue
                before, after = case["customer"][: each.start].rstrip(), case["customer"][each.end :].strip()
                begun = not before or before[-1] in ".!?…"
                ended = not after or after[0] in ".!?…" or each.quote[-1] in "?!."
                an_ask = each.quote in {ask.text for ask in find_asks(case["customer"])}
                if not an_ask and not (begun and ended):
                    odd.append((case["id"], each.quote))

        assert odd == []

    @given(st.text(alphabet="аб ,.", min_size=1, max_size=600), st.data())
    def test_around_holds_the_stretch(self, text: str, data: st.DataObject) -> None:
        """What is shown holds the stretch and lies in the text, however the text is made."""
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, min(len(text), start + 20)))
        found = around(read_text(text, "q", "customer"), Span(start=start, end=end))

        assert 0 <= found.start <= start < end <= found.end <= len(text)
        assert found.end - found.start <= 200 or found.end == end
