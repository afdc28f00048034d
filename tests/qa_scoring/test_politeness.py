"""Respect, empathy, refusals and courtesies: conditional on the case, never failed without a place to show."""

import pytest

from qa_scoring import politeness
from qa_scoring.names import known_names, same_name
from qa_scoring.reading import read_text
from qa_scoring.scorecard import NotApplicable, Scored, Unsure, verdict_word
from reply_core.types import Language
from tests.qa_scoring.made_cases import a_book, a_view, courteous


class TestRespect:
    @pytest.mark.parametrize(
        "reply",
        [
            "Вы сами виноваты, надо было читать условия.",
            "Читайте внимательно, я уже писал.",
            "Ждите.",
            "Это ваши проблемы.",
            "ПОВТОРЯЮ ЕЩЁ РАЗ: ДОСТАВКА ЗАВТРА.",
        ],
    )
    def test_violation_fails_with_its_words(self, reply: str) -> None:
        """Blame, brush-offs and shouting fail, and the words are shown."""
        verdict = politeness.respect(a_view("Где заказ?", reply))

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "fail"
        assert verdict.evidence[0].quote in reply

    @pytest.mark.parametrize(
        "reply",
        [
            "Добрый день! Ваш заказ передан в доставку. Ожидайте, пожалуйста.",
            "Нажмите «Возврат» и пришлите фото.",
            "Нужны паспорт РФ и СНИЛС. Оплата через СБП, чек в PDF.",
            "Если вы не поняли, как оформить, напишите мне.",
            "К сожалению, примерка не предусмотрена.",
            "Пожалуйста! Хорошего вечера!",
        ],
    )
    def test_ordinary_words_pass(self, reply: str) -> None:
        """Requests to wait with «пожалуйста», instructions, abbreviations and calm refusals are not rude."""
        assert verdict_word(politeness.respect(a_view("Где заказ?", reply))) == "pass"

    def test_thumb_says_nothing_of_respect(self) -> None:
        """A reply without words is not judged on respect."""
        assert isinstance(politeness.respect(a_view("Работаете?", "👍")), NotApplicable)


class TestEmpathy:
    @pytest.mark.parametrize(
        ("asked", "cause"),
        [
            ("Курьер обещал приехать, но так и не приехал. Где заказ?", "не приехал"),
            ("Пришла не та кружка, ещё и с трещиной.", "не та кружка"),
            ("Третий раз пишу вам, верните деньги!", "Третий раз"),
            ("My parcel never arrived and nobody called.", "never arrived"),
        ],
    )
    def test_silence_after_harm_is_unsure_without_a_model(self, asked: str, cause: str) -> None:
        """Rules cannot know that sympathy is missing: they show the customer's words and leave it open."""
        verdict = politeness.empathy(a_view(asked, "Проверим и напишем до 18:00."))

        assert isinstance(verdict, Unsure)
        assert verdict.possible == "fail"
        assert cause in verdict.evidence[0].quote
        assert verdict.evidence[0].role == "customer"

    @pytest.mark.parametrize(
        "reply",
        [
            "Простите за задержку! Проверим и напишем до 18:00.",
            "Нам очень жаль, что так вышло. Заменим завтра.",
            "Понимаю ваше раздражение, проверю прямо сейчас.",
            "Приносим свои извинения, курьер приедет сегодня.",
            "Это наша ошибка, исправим до вечера.",
        ],
    )
    def test_words_of_sympathy_pass(self, reply: str) -> None:
        """An explicit apology or sympathy passes with its words."""
        verdict = politeness.empathy(a_view("Курьер так и не приехал!", reply))

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "pass"
        assert verdict.evidence[0].role == "reply"

    @pytest.mark.parametrize(
        ("asked", "reply", "language"),
        [
            ("Ваш менеджер накричал на меня при всех!", "Мы передали информацию управляющему.", "ru"),
            ("Заказ так и не привезли, а пришёл другой, сломанный. Это безобразие!", "Заказ приедет завтра.", "ru"),
            ("Чайник пришёл разбитый", "Читайте внимательно инструкцию, там всё написано.", "ru"),
            ("Your cashier yelled at me.", "We passed it on to the store.", "en"),
            ("The lamp arrived broken and nobody answered for weeks!", "Your parcel was delivered on Monday.", "en"),
        ],
    )
    def test_grave_harm_and_not_a_word_is_a_miss(self, asked: str, reply: str, language: str) -> None:
        """A person hurt, or things gone wrong twice over, and nothing of it in the reply: missed, in his words."""
        book = a_book(language="en") if language == "en" else a_book()
        verdict = politeness.empathy(a_view(asked, reply, book))

        assert isinstance(verdict, Scored)
        assert (verdict.verdict, verdict.code) == ("fail", "sorry_absent")
        assert verdict.evidence
        assert all(each.role == "customer" and each.quote in asked for each in verdict.evidence)

    @pytest.mark.parametrize(
        "reply",
        [
            "Вы правы, так говорить нельзя. Разберёмся.",
            "Спасибо, что рассказали: разберёмся сегодня.",
            "Увы, бывает. Проверим.",
        ],
    )
    def test_words_that_may_be_sympathy_keep_it_open(self, reply: str) -> None:
        """An agreement, thanks for telling, a sigh: a person or a model decides."""
        verdict = politeness.empathy(a_view("Ваш менеджер нахамил мне!", reply))

        assert not isinstance(verdict, NotApplicable)
        assert not (isinstance(verdict, Scored) and verdict.value == 0)

    @pytest.mark.parametrize("thanks", ["Спасибо за обращение! ", "Благодарим вас за сообщение! ", ""])
    def test_thanks_for_writing_is_no_sympathy(self, thanks: str) -> None:
        """The opening everybody gets does not touch on what happened."""
        verdict = politeness.empathy(a_view("Ваш менеджер нахамил мне!", f"{thanks}Напишите номер заказа."))

        assert isinstance(verdict, Scored)
        assert verdict.code == "sorry_absent"

    def test_apology_beside_blame_is_unsure(self) -> None:
        """An apology in the same breath as a reproach is for a person to weigh."""
        verdict = politeness.empathy(a_view("Курьер так и не приехал!", "Простите за ожидание, но вы сами виноваты."))

        assert isinstance(verdict, Unsure)

    @pytest.mark.parametrize("asked", ["Работаете 8 марта?", "Как активировать карту?", "Есть ли размер 42?"])
    def test_plain_questions_ask_for_none(self, asked: str) -> None:
        """Nobody needs sympathy for asking about opening hours."""
        assert isinstance(politeness.empathy(a_view(asked, "Да.")), NotApplicable)

    def test_k_sozhaleniyu_is_no_sympathy(self) -> None:
        """«К сожалению» before a refusal is not an apology."""
        verdict = politeness.empathy(a_view("Чайник пришёл сломанный!", "К сожалению, на складе такого больше нет."))

        assert isinstance(verdict, Unsure)


class TestRefusal:
    @pytest.mark.parametrize(
        "reply",
        [
            "Вскрытую косметику вернуть нельзя, но при браке заменим: пришлите фото.",
            "Примерка не предусмотрена. Можно заказать два размера и вернуть лишний.",
            "Не сможем привезти сегодня, потому что склад уже закрыт.",
            "We can't accept opened items. However, you can exchange a faulty one.",
        ],
    )
    def test_reason_or_alternative_makes_a_full_answer(self, reply: str) -> None:
        """A firm no with a reason or another way is met."""
        verdict = politeness.refusal_with_alternative(a_view("Можно вернуть помаду?", reply))

        assert verdict_word(verdict) == "pass"

    def test_bare_no_fails(self) -> None:
        """A short no with nothing beside it is not met, and its words are shown."""
        verdict = politeness.refusal_with_alternative(a_view("Можно вернуть помаду?", "Нет, вернуть нельзя."))

        assert isinstance(verdict, Scored)
        assert verdict.value == 0
        assert "нельзя" in verdict.evidence[0].quote

    @pytest.mark.parametrize(
        ("asked", "reply"),
        [
            ("Нужна ли галочка для оплаты?", "Нет."),
            ("Обязательно ли указывать отчество?", "Нет, отчество указывать необязательно."),
            ("Можно ли дать доступ коллеге?", "Нет, доступ получает только владелец карты."),
        ],
    )
    def test_no_to_a_fact_refuses_nothing(self, asked: str, reply: str) -> None:
        """A no about a fact, or a no that explains itself, is an answer and no refusal."""
        assert isinstance(politeness.refusal_with_alternative(a_view(asked, reply)), NotApplicable)

    def test_nothing_refused_is_not_applicable(self) -> None:
        """Where nothing is refused, nothing is asked for."""
        verdict = politeness.refusal_with_alternative(a_view("Можно вернуть?", "Да, в течение 14 дней."))

        assert isinstance(verdict, NotApplicable)


class TestCourtesies:
    def test_not_asked_unless_the_standard_wants_them(self) -> None:
        """Greeting, name and closing are not required until the shop gives them a weight."""
        view = a_view("Где заказ?", "В пути.", customer_name="Ольга")

        for check in (politeness.greeting, politeness.name, politeness.closing):
            assert isinstance(check(view), NotApplicable)

    @pytest.mark.parametrize(
        ("reply", "language", "word"),
        [
            ("Здравствуйте! Заказ в пути.", "ru", "pass"),
            ("Добрый вечер, заказ в пути.", "ru", "pass"),
            ("Заказ в пути.", "ru", "fail"),
            ("Hi there! It is on its way.", "en", "pass"),
            ("It is on its way.", "en", "fail"),
        ],
    )
    def test_greeting_when_wanted(self, reply: str, language: Language, word: str) -> None:
        """A wanted greeting is met by any greeting at the start of the first reply."""
        view = a_view("Где заказ?", reply, a_book(language=language, standard=courteous(language)))

        assert verdict_word(politeness.greeting(view)) == word

    @pytest.mark.parametrize(
        ("reply", "word"),
        [
            ("Здравствуйте, Ольга! Заказ в пути.", "pass"),
            ("Оля, здравствуйте! Заказ в пути.", "pass"),
            ("Здравствуйте! Заказ в пути.", "fail"),
            ("Здравствуйте, Мария! Заказ в пути.", "fail"),
        ],
    )
    def test_name_when_wanted(self, reply: str, word: str) -> None:
        """A wanted name is met by the customer's name in any form; a wrong one is not."""
        view = a_view("Где заказ?", reply, a_book(standard=courteous()), customer_name="Ольга")

        assert verdict_word(politeness.name(view)) == word

    def test_wrong_name_is_shown_even_when_nobody_asks(self) -> None:
        """Calling Olga Maria is worth showing under any standard."""
        verdict = politeness.name(a_view("Где заказ?", "Здравствуйте, Мария!", customer_name="Ольга"))

        assert isinstance(verdict, Scored)
        assert verdict.code == "wrong_name"
        assert verdict.evidence[0].quote == "Мария"

    @pytest.mark.parametrize(
        ("reply", "word"),
        [
            ("Заказ в пути. Хорошего дня!", "pass"),
            ("Заказ в пути. С уважением, Анна", "pass"),
            ("Заказ в пути.", "fail"),
        ],
    )
    def test_closing_when_wanted(self, reply: str, word: str) -> None:
        """A wanted closing is met at the end of an e-mail."""
        view = a_view("Где заказ?", reply, a_book(standard=courteous()), channel="email")

        assert verdict_word(politeness.closing(view)) == word


class TestNames:
    @pytest.mark.parametrize(
        ("left", "right"),
        [("Александр", "Саша"), ("Ольга", "Olga"), ("Ekaterina", "Катя"), ("Наталия", "Наталья"), ("Bob", "Robert"),
         ("Юля", "Юлия"), ("Marina", "Марина"), ("Dan", "Daniel")],
    )  # fmt: skip
    def test_one_person(self, left: str, right: str) -> None:
        """Short forms and other alphabets name the same person."""
        assert same_name(left, right)
        assert same_name(right, left)

    @pytest.mark.parametrize(("left", "right"), [("Мария", "Ольга"), ("Dana", "Peter"), ("Иван", "Игорь")])
    def test_two_people(self, left: str, right: str) -> None:
        """Different names are different people."""
        assert not same_name(left, right)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Как оформить возврат? Марина", ("Марина",)),
            ("What's the status? – Dana", ("Dana",)),
            ("Спасибо, Игорь", ("Игорь",)),
            ("Как оформить Возврат", ()),
            ("Где мой заказ?", ()),
        ],
    )
    def test_signature(self, text: str, found: tuple[str, ...]) -> None:
        """The name at the end of a message is the customer's; other last words are not."""
        assert known_names("", read_text(text)) == found
