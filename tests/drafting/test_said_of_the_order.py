"""Sentences that only this order makes true: its last day, the day its refund is due; and who takes a request over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drafting.answers import wanted
from drafting.compose import compose
from drafting.facts import find_day, read_order
from drafting.outcome import Draft, HandOver
from knowledge_base.articles import Article
from reply_core.types import Order
from tests.drafting.desks import ARTICLES, FRIDAY, VOICE, desk, inquiry

PLAIN = (
    Article(
        id="return",
        title="Возврат",
        topic="return",
        question="Можно ли вернуть товар?",
        text='Вернуть товар можно в течение 14 дней после получения. Оформите заявку: "Мои заказы" → "Возврат".',
    ),
    *ARTICLES[1:],
)
OURS = (
    Article(
        id="return",
        title="Returns",
        question="Can I return it?",
        text='You can return the item within 30 days of delivery. Start at "My orders" → "Return".',
    ),
)


def order(**fields: str) -> Order:
    return Order(number="48213", fields={"status": "получен", "item": "Чайник Роса", **fields})


def drafted(text: str, *, articles: tuple[Article, ...] = PLAIN, about: Order | None = None, **more: object) -> Draft:
    made = compose(inquiry(text, order=about, **more), desk(articles=articles), now=FRIDAY)  # type: ignore[arg-type]
    assert isinstance(made, Draft), made
    return made


@pytest.mark.parametrize(
    "asked",
    [
        "Почему заказ до сих пор не отправлен?",
        "Мой заказ всё ещё не собран!",
        "Когда уже отправят?",
        "Почему он до сих пор собирается?",
        "Как там мой 48213? Едет?",
        "Why is my order still processing?",
        "My order has not shipped. Why?",
    ],
)
def test_why_it_is_not_sent_is_answered_by_how_it_stands(asked: str) -> None:
    """The order knows where it is: its state is told, nobody is passed on for want of an article."""
    made = drafted(asked, about=Order(number="48213", fields={"status": "собирается", "доставка": "18.11"}))

    assert "собирается" in made.text
    assert any(one.kind == "order" for sentence in made.sentences for one in sentence.citations)


@pytest.mark.parametrize("asked", ["Почему не доставляете в Крым?", "Почему до сих пор не вернули деньги?"])
def test_other_whys_are_not_after_the_state(asked: str) -> None:
    """Where a shop does not deliver, or money not returned, is not answered by where the parcel is."""
    assert "status" not in wanted(asked)


def test_the_last_day_of_an_unconditional_term_is_said_with_both_sources() -> None:
    """10 November and 14 days are 24 November: the order and the article stand beside the sentence."""
    made = drafted("Можно вернуть товар?", about=order(received_at="10.11.2026"))
    sentence = next(one for one in made.sentences if "24 ноября" in one.text)
    assert sentence.text == "Заказ получен 10 ноября, поэтому вернуть покупку можно до 24 ноября."
    assert {one.kind for one in sentence.citations} == {"order", "article"}
    assert sentence.check.verdict == "supported"


def test_the_last_day_is_said_in_english_as_the_shop_writes_dates() -> None:
    """An order that writes the month first is answered so."""
    made = drafted(
        "Can I return the kettle?", articles=OURS, about=order(received_at="Nov 9, 2026", status="delivered")
    )
    assert "Your order was received on November 9, so you can return it until December 9." in made.text


@pytest.mark.parametrize(
    ("article", "about"),
    [
        (
            "Вернуть товар можно в течение 14 дней после получения, если он не использовался.",
            {"received_at": "10.11.2026"},
        ),
        ("Вернуть товар можно в течение 14 дней после получения, кроме косметики.", {"received_at": "10.11.2026"}),
        ("Вернуть товар можно в течение 14 дней после получения.", {"received_at": "20.10.2026"}),
        ("Вернуть товар можно в течение 14 дней после получения.", {}),
        (
            "Если вы платили картой, вернуть товар можно в течение 14 дней после получения.",
            {"received_at": "10.11.2026"},
        ),
    ],
)
def test_a_condition_nobody_checked_leaves_the_day_to_the_note(article: str, about: dict[str, str]) -> None:
    """Unmet or unknown conditions, a day gone by, no day at all: the draft names none."""
    made = drafted("Можно вернуть товар?", articles=(replace(PLAIN[0], text=article), *PLAIN[1:]), about=order(**about))
    assert "поэтому" not in made.text
    assert any(note.kind == "date_check" for note in made.notes) == ("received_at" in about)


def test_a_condition_that_the_order_meets_lets_the_day_be_said() -> None:
    """The article speaks of cards, the order was paid by card."""
    text = "Если вы платили картой, вернуть товар можно в течение 14 дней после получения."
    paid = order(received_at="10.11.2026", payment="карта")
    assert (
        "до 24 ноября"
        in drafted("Можно вернуть товар?", articles=(replace(PLAIN[0], text=text), *PLAIN[1:]), about=paid).text
    )


@pytest.mark.parametrize(
    "text",
    ["Когда вернут деньги?", "Где мои деньги за возврат?", "Назовите число, пожалуйста.", "Сколько ждать возврат?"],
)
def test_the_day_the_order_gives_for_a_refund_is_said(text: str) -> None:
    """«деньги вернуть до 23.11» answers better than the article's general term."""
    made = drafted(text, articles=ARTICLES, about=order(delivery="деньги вернуть до 23.11", status="возврат"))
    assert "Деньги за заказ 48213 вернём до 23.11." in made.text


def test_a_refund_that_is_late_already_is_not_promised_again() -> None:
    """The day is over: to repeat it would be a broken promise."""
    made = compose(
        inquiry("Когда вернут деньги?", order=order(delivery="деньги вернуть до 23.11", status="возврат")),
        desk(),
        now=FRIDAY + timedelta(days=30),
    )
    assert "23.11" not in getattr(made, "text", "")


def test_an_english_refund_day_is_read_too() -> None:
    """ "refund by Nov 21" is a fact of its own, not a delivery."""
    found = read_order(Order(number="1", fields={"delivery": "refund by Nov 21, 2026"}), "en", FRIDAY.date())
    assert found is not None
    assert [(fact.kind, fact.text) for fact in found.facts if fact.kind != "number"] == [("refund_due", "Nov 21, 2026")]


@pytest.mark.parametrize(
    ("text", "day"), [("Nov 13, 2026", "2026-11-13"), ("13 November 2026", "2026-11-13"), ("Sept. 4", "2026-09-04")]
)
def test_english_dates_are_read(text: str, day: str) -> None:
    """The month first or the day first, with or without a year."""
    found = find_day(text, FRIDAY.date())
    assert found is not None
    assert found.isoformat() == day


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ("Дайте старшего", "Вашу просьбу передам старшему смены."),
        ("Перезвоните мне, пожалуйста", "Просьбу о звонке передам старшему смены."),
    ],
)
def test_a_request_nothing_answers_is_passed_on_without_a_term(request_: str, sentence: str) -> None:
    """The reply names the colleague and invents no term; the request stays listed as unanswered."""
    made = drafted(f"Сколько стоит доставка? {request_}.", articles=ARTICLES)
    assert sentence in made.text
    assert len(made.unanswered) == 1


def test_a_code_is_never_passed_on() -> None:
    """To pass a wish for a discount on is half a promise."""
    made = drafted("Сколько стоит доставка? И дайте мне промокод на скидку.", articles=ARTICLES)
    assert "передам" not in made.text


def test_a_shop_on_ty_says_ty_in_articles_too() -> None:
    """Sentences that can be changed are; one that would need a gender stays, and a note says so."""
    article = Article(
        id="exchange",
        title="Обмен",
        question="Как обменять вещь?",
        text='Откройте "Мои заказы" → "Обмен" и выберите размер. Если вы получили не тот размер, обмен бесплатный.',
    )
    voice = replace(VOICE, pronoun="ты")
    made = compose(inquiry("Как обменять вещь?"), desk(articles=[article], profile=voice), now=FRIDAY)
    assert isinstance(made, Draft)
    assert 'Открой "Мои заказы" → "Обмен" и выбери размер.' in made.text
    assert "Если вы получили не тот размер" in made.text
    assert ["Если вы получили" in note.text for note in made.notes if note.kind == "address"] == [True]
    assert made.sources[0].quote.startswith("Откройте")


def test_a_shop_on_vy_says_vy_where_an_article_says_ty() -> None:
    """The other way round."""
    article = Article(id="card", title="Карта", question="Как активировать карту?", text="Введи номер карты в профиле.")
    made = compose(inquiry("Как активировать карту?"), desk(articles=[article]), now=FRIDAY)
    assert isinstance(made, Draft)
    assert "Введите номер карты в профиле." in made.text
    assert not [note for note in made.notes if note.kind == "address"]


def test_a_hand_over_names_the_customers_own_words() -> None:
    """No stems, no months: «recycling», not "recycl"."""
    articles = (Article(id="a", title="Delivery", text="We deliver within 2 days in the city."),)
    made = compose(inquiry("Do you do recycling of strollers in October?"), desk(articles=articles), now=FRIDAY)
    assert isinstance(made, HandOver)
    assert {"recycling", "strollers"} <= set(made.missing)


def test_a_short_wish_to_return_gets_the_general_article() -> None:
    """An article on goods says in passing that they can be returned: it is no answer to «вернуть можно?»."""
    goods = Article(
        id="vacuum",
        title="Выбор пылесоса",
        topic="product_choice",
        text="Для шерсти возьмите вертикальный. Если пылесос не подойдёт, вернуть его можно как любой товар.",
    )
    articles = (goods, PLAIN[0], *ARTICLES[1:])
    made = compose(inquiry("А если не подойдёт, вернуть можно?"), desk(articles=articles), now=FRIDAY)
    assert "Для шерсти" not in getattr(made, "text", "")


def test_a_request_for_one_thing_begins_with_it() -> None:
    """In a chat an article on the account that begins with passwords answers «delete my account» from where it does."""
    account = Article(
        id="account",
        title="Account",
        question="How do I change my password or delete my account?",
        text=(
            'Choose "Forgot password" on the sign-in page; the link is good for 1 hour and comes within 5 minutes, so '
            "look in the spam folder. You can change your e-mail under the details; a confirmation goes to both. "
            'To delete your account, choose "My account" and "Delete". We remove your data within 10 business days.'
        ),
    )
    made = compose(inquiry("please delete my account", channel="chat"), desk(articles=[account]), now=FRIDAY)
    assert isinstance(made, Draft)
    assert "Forgot password" not in made.text
    assert "To delete your account" in made.text
