"""Form of address, spelling, brand terms, clear sentences: sure findings only."""

from dataclasses import replace

import pytest

from knowledge_base.articles import Article
from qa_scoring.language import clarity, literacy, register, shop_terms, terms
from qa_scoring.reading import read_text
from qa_scoring.scorecard import NotApplicable, Scored, verdict_word
from qa_scoring.slips import find_slips
from tests.qa_scoring.made_cases import a_book, a_view
from tone_of_voice.profile import Preference, Term, default_profile

YOU = replace(default_profile("ru"), pronoun="ты", emoji_max=1)


class TestRegister:
    @pytest.mark.parametrize(
        ("reply", "informal", "word"),
        [
            ("Пришлите новый адрес, поменяю.", False, "pass"),
            ("Скинь новый адрес, поменяю.", False, "fail"),
            ("Скинь новый адрес, поменяю.", True, "pass"),
            ("Пришлите ваш новый адрес.", True, "fail"),
        ],
    )
    def test_follows_the_profile(self, reply: str, informal: bool, word: str) -> None:
        """The same words are right under one profile and wrong under the other."""
        book = a_book(profile=YOU if informal else default_profile("ru"))
        verdict = register(a_view("Можно поменять адрес?", reply, book))

        assert verdict_word(verdict) == word
        if isinstance(verdict, Scored) and verdict.verdict == "fail":
            assert verdict.evidence[0].quote in reply

    @pytest.mark.parametrize(
        ("asked", "reply", "word"),
        [
            ("Привет! Подскажи, где заказ?", "Привет! Скинь номер.", "pass"),
            ("Подскажите, где мой заказ?", "Скинь номер, гляну.", "fail"),
        ],
    )
    def test_mirror_follows_the_customer(self, asked: str, reply: str, word: str) -> None:
        """A mirroring brand answers in the customer's own form."""
        book = a_book(profile=replace(default_profile("ru"), pronoun="mirror"))

        assert verdict_word(register(a_view(asked, reply, book))) == word

    def test_english_has_no_form_of_address(self) -> None:
        """«Ты» and «вы» are asked of Russian only."""
        view = a_view("Where is my parcel?", "It is on its way to you.", a_book(language="en"))

        assert isinstance(register(view), NotApplicable)


class TestSpelling:
    @pytest.mark.parametrize(
        ("reply", "meant"),
        [
            ("Здраствуйте! Заказ собран.", "здравствуйте"),
            ("Вообщем, заказ собран.", "в общем"),
            ("Курьер прийдет завтра.", "придет"),
            ("Доствка будет завтра.", "доставка"),
            ("Ваш заказз собран.", "заказ"),
            ("We will recieve it tommorow.", "receive"),
        ],
    )
    def test_sure_slip_is_found(self, reply: str, meant: str) -> None:
        """Slips that are never right, and unknown words one letter from a common one, are found."""
        assert find_slips(read_text(reply))[0].meant == meant

    @pytest.mark.parametrize(
        "reply",
        [
            "Пуффендуйская мантия есть в наличии.",
            "Эмбед стрима настраивается в кабинете.",
            "Кофемолка Роса мелет тонко.",
            "Kindly do the needful, it will reach by evening.",
            "Заказ оформлен через СБП, чек в PDF.",
            "Ёлочные игрушки уже едут.",
        ],
    )
    def test_rare_and_dialect_words_are_left_alone(self, reply: str) -> None:
        """Rare words, brand words and other Englishes are no mistakes."""
        assert not find_slips(read_text(reply))

    def test_shop_and_customer_words_are_right(self) -> None:
        """What the shop's own texts or the customer write is not corrected in the reply."""
        word = frozenset({"доствка"})

        assert not find_slips(read_text("Доствка — наш бренд."), word)
        assert shop_terms(["Наш бренд — Доствка!"]) >= word
        assert verdict_word(literacy(a_view("Что такое доствка?", "Доствка — наш бренд."))) == "pass"

    def test_words_of_the_knowledge_base_are_right(self) -> None:
        """What an article writes is never corrected, without anybody listing it."""
        article = Article(id="a", title="Доствка", text="Доствка — наш склад самовывоза.")
        reply = "Заберите заказ со склада доствка завтра."

        assert verdict_word(literacy(a_view("Где забрать?", reply))) == "partial"
        assert verdict_word(literacy(a_view("Где забрать?", reply, a_book(article)))) == "pass"

    def test_one_slip_is_partial_many_in_few_words_fail(self) -> None:
        """One slip costs half; several in a short text cost all."""
        assert verdict_word(literacy(a_view("Где заказ?", "Здраствуйте! Заказ едет к вам, будет завтра."))) == "partial"
        assert verdict_word(literacy(a_view("Где заказ?", "Здраствуйте! Доствка завтра, извените."))) == "fail"


class TestLiteracyVerdict:
    @pytest.mark.parametrize(
        ("reply", "value"),
        [
            ("Посылка едет, курьер позвонит завтра утром.", 1.0),
            ("К сожалению курьер не успел, позвонит завтра утром.", 0.75),
            ("Курьер курьер не успел, позвонит завтра утром.", 0.75),
            ("Курьер не успеел, позвонит завтра утром и привезёт посылку.", 0.5),
            ("Курьер не успеел, позвонит завтрра в течении дня.", 0.0),
        ],
    )
    def test_how_much_a_slip_costs(self, reply: str, value: float) -> None:
        """A comma or a doubled word costs a quarter, a misspelt word half, several in a short reply all."""
        verdict = literacy(a_view("Где посылка?", reply))

        assert isinstance(verdict, Scored)
        assert verdict.value == value
        assert all(each.quote in reply for each in verdict.evidence)
        assert verdict.evidence

    def test_the_same_slip_is_charged_once(self) -> None:
        """A word misspelt the same way twice is one slip."""
        reply = "Ваша посыылка уже в пути, посыылка придёт завтра в пункт выдачи на улице Ленина."

        assert verdict_word(literacy(a_view("Где?", reply))) == "partial"

    @pytest.mark.parametrize(
        "reply",
        [
            "Zdravstvuyte, vash zakaz uzhe v puti i pridet zavtra.",
            "Vielen Dank, die Bestellung wird morgen geliefert und wieder verschickt.",
        ],
    )
    def test_other_languages_and_letters_are_not_judged(self, reply: str) -> None:
        """A reply no dictionary knows is left open rather than called full of mistakes."""
        verdict = literacy(a_view("Где заказ?", reply, a_book(language="en")))

        assert verdict_word(verdict) in ("unsure", "pass")

    def test_the_reason_names_slip_and_correction(self) -> None:
        """People see what is wrong and what was meant."""
        verdict = literacy(a_view("Где посылка?", "Посылка прийдет завтра."))

        assert isinstance(verdict, Scored)
        assert "прийдет → придет" in verdict.reason


class TestTerms:
    PROFILE = replace(
        default_profile("ru"),
        banned=(Term(text="к сожалению"),),
        preferred=(Preference(avoid="девайс", prefer="устройство"),),
    )

    @pytest.mark.parametrize(
        ("reply", "word"),
        [
            ("К сожалению, цвета нет.", "partial"),
            ("Ваш девайс в пути.", "partial"),
            ("Цвета сейчас нет.", "pass"),
        ],
    )
    def test_brand_words(self, reply: str, word: str) -> None:
        """Banned words and words the brand replaces are found with their place."""
        assert verdict_word(terms(a_view("Есть цвет?", reply, a_book(profile=self.PROFILE)))) == word

    def test_no_list_no_verdict(self) -> None:
        """A brand without a word list is not judged on it."""
        bare = replace(default_profile("ru"), banned=(), preferred=())

        assert isinstance(terms(a_view("Есть цвет?", "Есть.", a_book(profile=bare))), NotApplicable)


class TestClarity:
    LONG = (
        "Если товар не подошёл и не был в употреблении, сохранены его упаковка, ярлыки и чек, а с дня получения прошло "
        "не больше четырнадцати дней, вы можете оформить возврат в личном кабинете, выбрав заказ, товар, причину и "
        "удобный пункт выдачи, после чего привезти его туда."
    )

    def test_short_reply_is_not_judged(self) -> None:
        """Clarity is looked at in longer replies only."""
        assert isinstance(clarity(a_view("Где заказ?", "В пути.")), NotApplicable)

    def test_officialese_makes_a_sentence_heavy(self) -> None:
        """A sentence with several turns of officialese counts as heavy, however short it is."""
        heavy = (
            "В целях осуществления возврата данного товара вам необходимо предоставить вышеуказанные документы. "
            "Деньги придут за десять дней на ту же карту, с которой вы платили за заказ. "
            "Если карта закрыта, напишите нам, и мы подскажем, как получить деньги иначе, без поездок в магазин. "
            "Заявление примут в любом магазине сети, паспорт возьмите с собой, чек можно показать с телефона."
        )
        verdict = clarity(a_view("Как вернуть?", heavy))

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "partial"
        assert verdict.evidence[0].quote.startswith("В целях осуществления")

    def test_long_sentence_is_shown(self) -> None:
        """A sentence beyond the profile's limit is shown; short ones beside it keep part of the value."""
        reply = self.LONG + " Деньги придут за десять дней."
        verdict = clarity(a_view("Как вернуть?", reply))

        assert isinstance(verdict, Scored)
        assert verdict.value == pytest.approx(0.5)
        assert verdict.evidence[0].quote == self.LONG

    def test_short_sentences_pass(self) -> None:
        """Many short sentences are clear."""
        reply = "Откройте кабинет. Выберите заказ. Нажмите возврат. " * 7

        assert verdict_word(clarity(a_view("Как вернуть?", reply))) == "pass"
