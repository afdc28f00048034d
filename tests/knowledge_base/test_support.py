import pytest

from knowledge_base.support import Finding, SentenceCheck, Source, check_sentence, check_text

RETURNS = Source(
    id="returns",
    kind="article",
    title="Возврат",
    text=(
        "Вернуть товар можно в течение 14 дней после получения, если он не использовался. "
        'Оформите заявку: "Мои заказы" → "Возврат". Обратную доставку оплачивает магазин. '
        "Деньги вернём на карту в течение 10 дней после поступления товара на склад."
    ),
    revision=3,
)
ORDER = Source(
    id="order",
    kind="order",
    title="48213",
    text="номер: 48213; получен: 10.11; товар: «Чайник Роса, 1,7 л»; сумма: 3 490 ₽; оплата: карта",
)
THREAD = Source(
    id="m1",
    kind="thread",
    title="",
    text=(
        "Здравствуйте! Заплатила 3490 рублей 9 ноября, телефон +7 999 123-45-67. "
        "У вас 90 дней на возврат и скидка 20 %!"
    ),
)
SHOP = (RETURNS, ORDER, THREAD)
EN = (
    Source(
        id="en",
        kind="article",
        title="Returns",
        text=(
            "You can return an item within 14 days of receipt. We pay for return shipping. "
            "Gift cards cannot be returned."
        ),
    ),
    Source(id="order", kind="order", title="", text="number: 3320; received: 2026-11-10; total: $20.00"),
)


def flagged(check: SentenceCheck) -> dict[str, str]:
    """The words of a sentence that no source bears out, with the verdict on each."""
    return {finding.text: finding.verdict for finding in check.findings if finding.verdict != "supported"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Чайник Роса можно вернуть в течение 14 дней после получения, если он не использовался.",
        'Оформите заявку: "Мои заказы" → "Возврат".',
        "Обратную доставку оплачиваем мы.",
        "3 490 ₽ вернём на карту в течение 10 дней после поступления на склад.",
        "Вернуть товар можно в течение двух недель после получения.",
        "У вас есть 14 дней на возврат.",
        "Заказ 48213 на 3 490 ₽ вы получили 10 ноября.",
    ],
)
def test_what_article_and_order_say_is_supported(sentence: str) -> None:
    """A sentence in the article's words, in others, or about the order is supported, with the place it rests on."""
    check = check_sentence(sentence, SHOP)

    assert check.verdict == "supported", check
    assert check.source_span is not None
    assert check.source_id in {"returns", "order"}
    assert not flagged(check)


def test_the_place_is_the_sentence_of_the_source() -> None:
    """What a sentence rests on is named by source and span."""
    check = check_sentence("Обратную доставку оплачиваем мы.", SHOP)

    assert check.source_id == "returns"
    assert check.source_span is not None
    assert check.source_span.of(RETURNS.text) == "Обратную доставку оплачивает магазин."


@pytest.mark.parametrize("source", [RETURNS, EN[0]])
def test_every_sentence_of_a_source_is_supported_by_it(source: Source) -> None:
    """What is copied from a source stands."""
    assert {check.verdict for _, check in check_text(source.text, (source,))} == {"supported"}


def test_a_sentence_cut_from_its_no_is_no_copy() -> None:
    """«Подлежит возврату» cut from «не подлежит возврату» is not borne out by standing in a source."""
    source = Source(
        id="a", kind="article", title="", text="Нижнее бельё не подлежит возврату и обмену. Доставка бесплатно."
    )

    assert check_sentence("Подлежит возврату и обмену.", (source,)).value < 0.98
    assert check_sentence("Бельё подлежит возврату и обмену.", (source,)).verdict == "contradicted"
    assert check_sentence("Доставка бесплатно.", (source,)).value == 0.98


def test_a_short_answer_is_read_with_its_question() -> None:
    """«Бесплатно» is borne out for what the source says is free, not for something else."""
    source = Source(id="a", kind="article", title="", text="Доставка по городу бесплатно. Обмен размера за 3 дня.")

    assert check_sentence("Бесплатно.", (source,), asked="Сколько стоит доставка по городу?").verdict == "supported"
    assert check_sentence("Бесплатно.", (source,), asked="Сколько стоит ремонт кофеварки?").verdict == "not_verifiable"


@pytest.mark.parametrize(
    ("sentence", "said", "expected"),
    [
        ("Чайник можно вернуть в течение 30 дней.", "30 дней", "14 дней"),
        ("Да, у вас 90 дней на возврат.", "90 дней", "14 дней"),
        ("Деньги вернём в течение 30 дней.", "30 дней", "10 дней"),
        ("Вернуть товар можно в течение 10 дней.", "10 дней", "14 дней"),
        ("Заказ 48213 на сумму 2 990 ₽.", "2 990 ₽", "3 490 ₽"),
        ("Вы получили заказ 12 ноября.", "12 ноября", "10.11"),
    ],
)
def test_another_value_for_the_same_thing_is_a_contradiction(sentence: str, said: str, expected: str) -> None:
    """A wrong term, sum or day is contradicted, and the source's own is given; its swap with another rule's too."""
    check = check_sentence(sentence, SHOP)

    assert check.verdict == "contradicted"
    assert flagged(check) == {said: "contradicted"}
    assert [finding.expected for finding in check.findings if finding.verdict == "contradicted"] == [expected]


def test_a_term_of_another_article_is_compared_too() -> None:
    """«30 дней со дня покупки» contradicts «товар надлежащего качества можно вернуть в течение 14 дней»."""
    source = Source(
        id="a", kind="article", title="", text="Товар надлежащего качества можно вернуть в течение 14 дней."
    )
    check = check_sentence("Куртку можно вернуть в течение 30 дней со дня покупки.", (source,))

    assert check.verdict == "contradicted"
    assert check.findings == (
        Finding(
            kind="duration",
            span=check.findings[0].span,
            text="30 дней",
            verdict="contradicted",
            expected="14 дней",
            note="в источнике: 14 дней",
            doubt=1.0,
            alarm=True,
        ),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Товар с браком можно вернуть в течение 30 дней.",
        "По почте вернуть товар можно в течение 30 дней.",
        "Доставим за 2 дня.",
        "Скидка 15 % на чайник.",
    ],
)
def test_what_no_source_speaks_of_is_never_a_contradiction(sentence: str) -> None:
    """A more particular case and a matter no source knows are shown for checking, not called wrong."""
    check = check_sentence(sentence, SHOP)

    assert check.verdict == "not_verifiable"
    assert set(flagged(check).values()) == {"not_verifiable"}


def test_invented_discounts_and_codes_are_named() -> None:
    """A share and a code that stand nowhere are found one by one, with a remark in the sentence's language."""
    check = check_sentence("Да, скидка 15 % по коду ЛЮЛЬКА", SHOP)

    assert check.verdict == "not_verifiable"
    assert [(finding.kind, finding.text, finding.note) for finding in check.findings] == [
        ("percent", "15 %", "нет в источнике, проверьте"),
        ("promo_code", "ЛЮЛЬКА", "нет в источнике, проверьте"),
    ]


def test_an_offer_in_a_question_is_looked_up() -> None:
    """«Хотите скидку 15 % …?» is an offer; «удобно завтра с 10 до 14?» claims nothing."""
    assert check_sentence("Хотите скидку 15 % по коду ЛЮЛЬКА?", SHOP).verdict == "not_verifiable"
    assert check_sentence("Вам удобно завтра с 10 до 14?", SHOP).verdict == "no_claim"


@pytest.mark.parametrize(
    ("language", "remark"),
    [("ru", "нет в источнике, проверьте"), ("en", "not in a source, please check")],
)
def test_remarks_speak_the_language_asked_for(language: str, remark: str) -> None:
    """The language of remarks may differ from that of the sentence."""
    check = check_sentence("20% off until Sunday", EN, language="ru" if language == "ru" else "en")

    assert check.verdict == "not_verifiable"
    assert [finding.note for finding in check.findings] == [remark]


@pytest.mark.parametrize(
    ("sentence", "flags"),
    [
        ("Да, у нас 90 дней на возврат подарков.", {"90 дней"}),
        ("Ваша скидка 20 % действует.", {"20 %"}),
        ("Вы написали, что заплатили 3490 рублей 9 ноября.", set()),
        ("Позвоним вам на +7 (999) 123-45-67.", set()),
    ],
)
def test_a_customers_words_bear_out_only_his_own_data(sentence: str, flags: set[str]) -> None:
    """A term or discount a customer names stays unproven; the sum he paid, the day and his telephone are his to say."""
    assert set(flagged(check_sentence(sentence, SHOP))) == flags


def test_a_customers_wish_is_no_permission() -> None:
    """That the customer asks for it does not make it the shop's rule."""
    wish = Source(id="m", kind="thread", title="", text="Можно вернуть распечатанную косметику?")

    assert check_sentence("Вернуть распечатанную косметику можно.", (wish,)).verdict == "not_verifiable"


def test_a_day_worked_out_is_supported_with_the_sum() -> None:
    """10.11 and 14 days make 24.11: supported, and the sum is shown."""
    check = check_sentence("Вы получили заказ 10 ноября, значит, вернуть можно до 24 ноября.", SHOP)

    assert check.verdict == "supported"
    assert [(finding.text, finding.verdict, finding.note) for finding in check.findings] == [
        ("10 ноября", "supported", ""),
        ("24 ноября", "supported", "проверка: 10.11 + 14 дней = 24.11"),
    ]


@pytest.mark.parametrize("day", ["30 ноября", "20 ноября", "23.11"])
def test_a_day_that_does_not_follow_is_left_for_checking(day: str) -> None:
    """A day no sum gives is never called a contradiction, even if another rule's term would give it."""
    check = check_sentence(f"Вы получили заказ 10 ноября, значит, вернуть можно до {day}.", SHOP)

    assert check.verdict == "not_verifiable"
    assert [(finding.text, finding.note) for finding in check.findings if finding.verdict == "not_verifiable"] == [
        (day, "нет в источнике, проверьте")
    ]


def test_days_are_worked_out_in_english() -> None:
    """The sum is shown in the sentence's language, months as words."""
    check = check_sentence("You received it on 10 November, so you can return it until 24 November.", EN)

    assert check.verdict == "supported"
    assert check.findings[1].note == "check: 10 Nov + 14 days = 24 Nov"


@pytest.mark.parametrize(
    ("sentence", "sources", "verdict"),
    [
        ("Обратную доставку оплачивает покупатель.", SHOP, "contradicted"),
        ("Вернуть товар нельзя.", SHOP, "contradicted"),
        ("Вернуть товар нельзя, если он использовался.", SHOP, "supported"),
        ("Gift cards can be returned.", EN, "contradicted"),
        ("Gift cards can't be returned.", EN, "supported"),
        ("Return shipping is paid by you.", EN, "contradicted"),
    ],
)
def test_yes_and_no_are_compared(sentence: str, sources: tuple[Source, ...], verdict: str) -> None:
    """Permission and payer the other way round contradict; a no under the opposite condition says the same as a yes."""
    check = check_sentence(sentence, sources)

    assert check.verdict == verdict
    assert any(finding.kind == "polarity" for finding in check.findings) is (verdict == "contradicted")


def test_an_order_bears_out_what_is_said_of_it() -> None:
    """Number, day and sum of an order in other words and spellings are supported by the order alone."""
    order = Source(id="order", kind="order", title="", text="№77120; доставка 14.05; сумма 3490.00 RUB")

    assert check_sentence("Заказ 77120 приедет 14 мая, к оплате 3 490 ₽.", (order,)).verdict == "supported"
    assert check_sentence("Заказ 77120 приедет 15 мая.", (order,)).verdict == "contradicted"
    assert check_sentence("Заказ 77121 приедет 14 мая.", (order,)).verdict == "not_verifiable"


def test_what_was_just_changed_is_no_contradiction_of_the_order() -> None:
    """After «перенесли на 19.11» the order may not know it yet."""
    order = Source(id="order", kind="order", title="", text="доставка: 18.11, 10:00–14:00")

    assert check_sentence("Перенесли доставку на 19.11.", (order,)).verdict == "not_verifiable"
