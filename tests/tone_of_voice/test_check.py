"""Checking a whole reply: what must be found, and above all what must never be an alarm."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.cues import tokenize
from reply_core.text import fold
from reply_core.types import Language, Span
from tone_of_voice.alerts import CATEGORIES, RESPECT_CATEGORIES, Category, category_label
from tone_of_voice.check import check
from tone_of_voice.document import Document
from tone_of_voice.profile import ChannelTone, Preference, Term, ToneProfile, default_profile

RU = default_profile("ru")
EN = default_profile("en")


def _rules(text: str, profile: ToneProfile = RU) -> set[str]:
    return {alert.rule_id for alert in check(text, profile)}


def _violations(text: str, profile: ToneProfile = RU) -> list[str]:
    return [
        alert.match for alert in check(text, profile) if alert.level == "error" and alert.category in RESPECT_CATEGORIES
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Никому не сообщайте код из СМС, даже сотрудникам магазина.",
        "Если вы не поняли, как активировать карту, напишите нам.",
        "Примерка не предусмотрена, но вернуть обувь можно в течение 14 дней.",
        "Заказ оформлен на мужа, поэтому получить его сможет он по паспорту.",
        "Нажмите «Оформить возврат», пришлите фото и укажите номер заказа.",
        "Если оскорбления продолжатся, нам придётся завершить чат. Вернуть чайник можно до 24 ноября.",
        "Добрый день! Ваш заказ передан в доставку. Ожидайте, пожалуйста.",
        "Ожидайте курьера 14 мая с 10 до 14, он позвонит за час.",
        "Вскрытую косметику вернуть не получится: по правилам она не подлежит возврату, если нет дефекта.",
        "Введите номер карты и PIN под защитным слоем в разделе «Моя карта».",
        "Нужны паспорт РФ и СНИЛС, ИНН не требуется. Оплата через СБП. Размер поля в PDF — А4.",
        "Пожалуйста! Хорошего вечера.",
        "Понимаю ваше раздражение, простите за перенос. Диван привезут завтра, с 10 до 14.",
        "Подскажите, пожалуйста, номер заказа — проверю и сразу напишу, где посылка.",
        "Роман «Идиот» Достоевского и игра «Дурак» есть в наличии.",
        "Корм для щенков: есть с говядиной и с курицей. Мебель и хлеб привезём вместе.",
        "Эта модель называется «Большая команда», стоит 300 рублей.",
        "Понимаем ваше возмущение: вы не обязаны были ждать курьера весь день.",
        "Вы не могли бы прислать фото?",
        "К сожалению, вернуть бельё нельзя, но при браке мы его заменим.",
    ],
)
def test_a_decent_reply_is_no_violation(text: str) -> None:
    """Instructions, calm refusals and boundaries, abbreviations, titles: none of these breaks respect."""
    assert _violations(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ma'am, kindly note your parcel is out for delivery today. Please do the needful to keep your phone on.",
        "Never tell anyone the code from the message.",
        "If you didn't understand how to activate the card, write to us.",
        "We cannot refund opened cosmetics, but we will swap a faulty one.",
        "If the insults go on, we will end this chat.",
        "Please check the mail folder and revert back to us.",
        "It is not your fault: our label was wrong. Please wait until Monday.",
        "Hi Dana, order 3320 ships tomorrow by DHL, VAT included, see the PDF.",
    ],
)
def test_a_decent_english_reply_is_no_violation(text: str) -> None:
    """One country's turns of phrase, calm refusals and boundaries break nothing."""
    assert _violations(text, EN) == []


@pytest.mark.parametrize(
    ("text", "category", "match"),
    [
        ("Ну я же вам вчера всё объяснил.", "blame", "Ну я же вам вчера всё объяснил"),
        ("Читайте внимательно: код приходит на номер из анкеты.", "blame", "Читайте внимательно"),
        ("Ждите.", "brush_off", "Ждите"),
        ("Здравствуйте! Ждите.", "brush_off", "Ждите"),
        ("Сами виноваты.", "blame", "Сами виноваты"),
        ("Это ваши проблемы.", "blame", "Это ваши проблемы"),
        ("Большинство клиентов справляются.", "sarcasm", "Большинство клиентов справляются"),
        ("ЧИТАЙТЕ ПРАВИЛА на сайте.", "shouting", "ЧИТАЙТЕ ПРАВИЛА"),
        ("Вы ещё пожалеете.", "threat", "Вы ещё пожалеете"),
        ("Ну и х*йня.", "swearing", "х*йня"),
        ("Вы идиот.", "insult", "идиот"),
    ],
)
def test_a_violation_is_found_with_its_place(text: str, category: Category, match: str) -> None:
    """Each kind of violation is an error with the words that show it."""
    found = [alert for alert in check(text, RU) if alert.category == category]
    assert [(alert.match, alert.level) for alert in found] == [(match, "error")]


def test_both_reproaches_of_one_reply_are_found() -> None:
    """Two reproaches in a row are two alerts, in order."""
    found = _violations("Ну я же вам вчера всё объяснил. Читайте внимательно: меняйте номер в профиле.")
    assert found == ["Ну я же вам вчера всё объяснил", "Читайте внимательно"]


def test_words_of_the_customer_are_not_charged_to_the_operator() -> None:
    """Spans given as quoted, quoted mail lines and quotations of three words or more are somebody else's words."""
    text = "Вы пишете: вы идиот, ждите. Разберёмся до 18:00."
    begin = text.index("вы идиот")
    assert _violations(text)
    assert check(text, RU, quoted=[Span(start=begin, end=begin + 15)]) == ()
    assert _violations("> вы идиот и дурак\nРазберёмся до 18:00.") == []
    assert _violations("Вы писали: «ваш курьер дурак и хам». Разберёмся до 18:00.") == []


def test_links_are_no_words() -> None:
    """A word in an address is not the writer's word."""
    profile = replace(RU, banned=(Term(text="shop"),))
    assert check("Подробнее: https://shop.ru/shop и info@shop.ru", profile) == ()


def test_names_of_buttons_keep_their_words() -> None:
    """A short quotation is a name: style rules leave it alone, respect does not."""
    assert "ru-says-dannyj" not in _rules("Нажмите «Данный товар».")
    assert "ru-says-dannyj" in _rules("Нажмите на данный товар.")


def test_a_banned_word_alerts_in_every_form() -> None:
    """Adding «к сожалению» or a noun to the banned words makes the check object, in any case and with any space."""
    profile = replace(
        RU, banned=(Term(text="к сожалению", why="звучит как отписка", level="error"), Term(text="проблема"))
    )
    found = check("К\u00a0сожалению, с этими проблемами помочь не сможем.", profile)
    assert (found[0].match, found[0].level, found[0].why) == ("К\u00a0сожалению", "error", "звучит как отписка")
    assert {alert.category for alert in found} == {"banned_term"}
    assert [alert.match for alert in found][1] == "проблемами"


def test_the_noun_dannye_is_not_a_form_of_dannyj() -> None:
    """Banning «данный» leaves «личные данные» alone."""
    profile = replace(RU, banned=(Term(text="данный"),), rules_off=("ru-says-dannyj",))
    assert check("Проверьте личные данные, по данным склада всё верно.", profile) == ()
    assert [alert.match for alert in check("Данного товара нет.", profile)] == ["Данного"]


def test_a_term_may_hold_signs() -> None:
    """A term that is not made of words is matched as it is written."""
    profile = replace(RU, banned=(Term(text="100%"), Term(text="C++")))
    assert [alert.match for alert in check("Это 100% C++.", profile)] == ["100%", "C++"]


@pytest.mark.parametrize(
    ("text", "avoid", "prefer", "fix"),
    [
        ("С этими проблемами разберёмся.", "проблема", "вопрос", "вопросами"),
        ("Войдите в аккаунт.", "аккаунт", "личный кабинет", "личный кабинет"),
        ("Баллы видны в аккаунте.", "аккаунт", "личный кабинет", "личном кабинете"),
        ("Доставщику позвонили.", "доставщик", "служба доставки", "Службе доставки"),
    ],
)
def test_a_preferred_word_comes_in_the_right_form(text: str, avoid: str, prefer: str, fix: str) -> None:
    """The shop's word is offered in the form of the word it replaces, adjectives included."""
    found = check(text, replace(RU, preferred=(Preference(avoid=avoid, prefer=prefer),)))
    assert [alert.fix for alert in found] == [fix]


def test_english_terms_keep_the_plural() -> None:
    """“Customers” becomes “guests”."""
    found = check(
        "Our customers and a Customer.", replace(EN, preferred=(Preference(avoid="customer", prefer="guest"),))
    )
    assert [alert.fix for alert in found] == ["guests", "Guest"]


def test_the_channel_has_its_own_voice() -> None:
    """An emoji a messenger allows is too much in mail, and «ты» likewise."""
    profile = replace(RU, channels={"messenger": ChannelTone(pronoun="ты", emoji_max=1)})
    text = "Привет! Конечно, скинь новый адрес, поменяю до 18:00 🙂"
    assert check(text, profile, channel="messenger") == ()
    assert {alert.category for alert in check(text, profile, channel="email")} == {"register", "emoji"}


def test_formulas_of_courtesy_fit_an_informal_voice() -> None:
    """«Здравствуйте» and «извините» are said by a brand on «ты» as well; «пришлите» is not."""
    profile = replace(RU, pronoun="ты")
    assert check("Здравствуйте! Извините за паузу, скинь номер.", profile) == ()
    assert [alert.match for alert in check("Пришлите номер.", profile)] == ["Пришлите"]


def test_a_free_choice_still_forbids_mixing() -> None:
    """A profile that leaves the address open still wants one address in a reply."""
    profile = replace(RU, pronoun="any")
    assert check("Пришлите номер заказа.", profile) == ()
    assert check("Скинь номер заказа.", profile) == ()
    assert {alert.category for alert in check("Вы пришлите номер, а ты подожди тут.", profile)} == {"register"}


def test_emoji_outside_the_list_are_marked() -> None:
    """With a list of allowed emoji another one is an alert even below the limit."""
    profile = replace(RU, emoji_max=2, emoji_allowed=("🙂",))
    assert [alert.match for alert in check("Спасибо 🙂 😂", profile)] == ["😂"]
    assert [alert.match for alert in check("Спасибо 🙂 🙂 🙂", profile)] == ["🙂"]


@pytest.mark.parametrize(
    "text", ["1) паспорт; 2) чек", "Цена (со скидкой): 300 ₽", "★★★★☆ ✓ ☎ 8 800", "Бренд® и знак™"]
)
def test_brackets_and_business_signs_are_no_smileys(text: str) -> None:
    """Lists, brackets, stars and trade marks are not emoji."""
    assert "ru-emoji" not in _rules(text)


def test_capital_vy_follows_the_profile() -> None:
    """«Вы» in the middle of a sentence is mended one way or the other, or left alone."""
    text = "Спасибо, что Вы написали. Вам ответят. Мы ждём вас."
    never = [alert.fix for alert in check(text, RU) if alert.category == "capital_vy"]
    always = [alert.fix for alert in check(text, replace(RU, capital_vy="always")) if alert.category == "capital_vy"]
    free = [alert for alert in check(text, replace(RU, capital_vy="any")) if alert.category == "capital_vy"]
    assert (never, always, free) == (["вы"], ["Вас"], [])


def test_a_rule_may_be_switched_off_or_made_graver() -> None:
    """The shop decides which rules count, and how much."""
    text = "На данный момент товара нет."
    assert _rules(text, replace(RU, rules_off=("ru-says-at-present",))) == set()
    graver = check(text, replace(RU, rule_levels={"ru-says-at-present": "error"}))
    assert [alert.level for alert in graver] == ["error"]


def test_limits_come_from_the_profile() -> None:
    """The same sentence is too long for one shop and fine for another; 0 means no limit."""
    text = "Мы вернём деньги на карту за десять дней после того, как товар придёт на склад."
    assert "ru-long-sentence" in _rules(text, replace(RU, sentence_words_max=10))
    assert "ru-long-sentence" not in _rules(text, RU)
    assert "ru-long-sentence" not in _rules(text * 9, replace(RU, sentence_words_max=0))


def test_the_language_is_found_out() -> None:
    """An English reply is checked by English rules whatever the profile's language."""
    assert _rules("I already told you that.", RU) == {"en-blames-repeating"}
    assert _rules("Я же вам писал.", EN) == {"ru-blames-repeating"}


def test_equal_profiles_give_equal_alerts() -> None:
    """The checkers kept for speed never mix up profiles: two profiles in turn keep their own words."""
    first = replace(RU, banned=(Term(text="товар"),))
    second = replace(RU, banned=(Term(text="склад"),))
    for _ in range(3):
        assert [alert.match for alert in check("Товар на складе.", first)] == ["Товар"]
        assert [alert.match for alert in check("Товар на складе.", second)] == ["складе"]


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    """Whatever is sent is checked; spans lie inside it and quote it truly."""
    for alert in check(text, RU):
        assert text[alert.span.start : alert.span.end] == alert.match != ""


@given(
    st.lists(st.sampled_from(["Вы идиот", "ждите.", "> ", "«", "»", "\n", "Читайте внимательно", "!!", "😀"])).map(
        " ".join
    )
)
def test_quoting_everything_silences_everything(text: str) -> None:
    """When the whole text is somebody else's, there is nothing to say about it."""
    assert [a for a in check(text, RU, quoted=[Span(start=0, end=len(text))]) if a.category in RESPECT_CATEGORIES] == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_categories_have_names_for_people(language: Language) -> None:
    """Every category can be shown to a person in both languages."""
    labels = [category_label(category, language) for category in CATEGORIES]
    assert len(set(labels)) == len(CATEGORIES)


def test_checking_is_cheap() -> None:
    """A typical reply takes well under a millisecond once the words are known (a tenth of it on an idle machine)."""
    text = (
        "Здравствуйте, Ольга! Чайник Роса можно вернуть в течение 14 дней после получения, если он не использовался. "
        "Оформите заявку: «Мои заказы» → «Возврат». Обратную доставку оплачиваем мы."
    )
    check(text, RU)
    begin = time.perf_counter()
    for _ in range(200):
        check(text, RU)
    assert (time.perf_counter() - begin) / 200 < 0.002


@pytest.mark.parametrize(
    "text",
    [
        "а" * 40_000 + "*",
        "a-" * 20_000 + ". Вы не поняли",
        '"а' * 20_000,
        "я же " * 8_000,
        "х * " * 10_000,
        ".й" * 20_000,
    ],
)
def test_a_hostile_text_does_not_hang(text: str) -> None:
    """The time grows with the length, not with its square: a forty-kilobyte text of one trick takes a moment."""
    begin = time.perf_counter()
    check(text, RU, language="ru")
    assert time.perf_counter() - begin < 5


@given(st.text(st.sampled_from("абв АБ-'_1².,\n«»"), max_size=40))
def test_words_cut_elsewhere_are_the_words_cut_here(text: str) -> None:
    """A document made from a reading's words has the same words at the same places as one that cuts them itself."""
    alone, given_words = Document(text), Document(text, (), tokenize(fold(text)))
    assert given_words.words == alone.words
    assert given_words.tokens == alone.tokens
    assert given_words.count(0, len(text)) == len(alone.words)
