"""What composing does beyond the walks: choosing sentences, names, greetings, signs, several asks, other languages."""

from dataclasses import replace

import pytest

from drafting.compose import compose
from drafting.outcome import Candidates, Draft, Outcome
from drafting.pieces import first_name
from drafting.propose import propose
from knowledge_base.articles import Article
from reply_core.types import Channel, Language, Message, Order
from tests.drafting.desks import ARTICLES, FRIDAY, VOICE, desk, inquiry
from tone_of_voice.profile import Preference, default_profile


def drafted(outcome: Outcome) -> Draft:
    assert isinstance(outcome, Draft), outcome
    return outcome


def test_one_thing_asked_is_answered_by_its_sentence() -> None:
    """«Сколько стоит?» gets the price, not the whole article."""
    made = drafted(compose(inquiry("Сколько стоит доставка?"), desk(), now=FRIDAY))

    assert "290 ₽" in made.text
    assert "Крупный товар" not in made.text
    assert "курьер звонит" not in made.text


def test_steps_are_never_cut() -> None:
    """Half an instruction is a wrong one."""
    made = drafted(compose(inquiry("Как обменять вещь на другой размер?"), desk(), now=FRIDAY))

    assert all(part in made.text for part in ("сохранились бирки", "Выберите новый размер", "Курьер привезёт замену"))


def test_two_asks_of_two_articles_are_both_answered() -> None:
    """Each ask from its own article, each article with its own number."""
    made = drafted(compose(inquiry("Сколько стоит доставка? И как активировать карту?"), desk(), now=FRIDAY))

    assert [source.title for source in made.sources] == ["Доставка", "Активация карты"]
    assert "[1]" in made.marked
    assert "[2]" in made.marked
    assert {sentence.ask for sentence in made.sentences if sentence.citations} == {1, 2}


def test_what_is_not_answered_is_named() -> None:
    """A draft answers what it can and names the rest."""
    made = drafted(
        compose(inquiry("Как активировать карту? И продаёте ли вы виниловые пластинки?"), desk(), now=FRIDAY)
    )

    assert [ask.text for ask in made.unanswered] == ["продаёте ли вы виниловые пластинки?"]
    assert "пластинк" not in made.text


def test_the_same_sentence_of_two_articles_is_said_once() -> None:
    """Doubles are merged and both articles are cited."""
    twin = Article(
        id="twin", title="Карта: вопросы", question="Как активировать карту покупателя?", text=ARTICLES[4].text
    )
    made = drafted(
        compose(
            inquiry("Как активировать карту? Как активировать карту покупателя в профиле?"),
            desk(articles=(*ARTICLES, twin)),
            now=FRIDAY,
        )
    )

    assert made.text.count("Введите номер карты") == 1


def test_internal_articles_are_never_quoted() -> None:
    """What is for operators only does not reach the customer, and the operator is told."""
    made = compose(
        inquiry("Можно вернуть вещь позже 14 дней, после срока, постоянным покупателям?"), desk(), now=FRIDAY
    )

    assert "Старший смены" not in (made.text if isinstance(made, Draft) else "")
    assert any("внутренняя" in note.text for note in made.notes)


def test_greets_only_on_the_first_turn() -> None:
    """Later in a conversation the reply begins with the answer."""
    before = (
        Message(id="a", text="Добрый день!", direction="in", author_kind="customer", at=FRIDAY),
        Message(id="b", text="Здравствуйте! Слушаем.", direction="out", author_kind="operator", at=FRIDAY),
    )
    made = drafted(compose(inquiry("Как активировать карту?", name="Анна", before=before), desk(), now=FRIDAY))

    assert made.text.startswith("Введите номер карты")


def test_a_lone_greeting_is_greeted_back() -> None:
    """Somebody came: greet and ask, nothing is searched."""
    made = drafted(compose(inquiry("Здравствуйте!", name="Анна", channel="chat"), desk(), now=FRIDAY))

    assert made.text == "Здравствуйте, Анна! Чем можем помочь?"


@pytest.mark.parametrize(("channel", "signed"), [("email", True), ("chat", False)])
def test_signs_where_the_profile_signs(channel: Channel, signed: bool) -> None:
    """The sign-off stands on its own line, in the channels of the profile."""
    voice = replace(VOICE, sign_offs=("С уважением, магазин",), sign_off_channels=("email",))
    made = drafted(compose(inquiry("Как активировать карту?", channel=channel), desk(profile=voice), now=FRIDAY))

    assert made.text.endswith("\nС уважением, магазин") == signed


def test_the_shops_own_words_are_preferred() -> None:
    """A preferred term replaces the avoided one in the article's sentence."""
    voice = replace(VOICE, preferred=(Preference(avoid="курьер", prefer="водитель"),))
    made = drafted(compose(inquiry("Как обменять вещь на другой размер?"), desk(profile=voice), now=FRIDAY))

    assert "курьер" not in made.text.lower()
    assert "одитель привезёт замену" in made.text


def test_a_complaint_is_met_with_regret_and_the_way_out() -> None:
    """A defect gets one sentence of regret and what to do; nothing is promised beyond the article."""
    made = drafted(compose(inquiry("Плед пришёл с браком, весь в дырах!", channel="chat"), desk(), now=FRIDAY))

    assert [sentence.role for sentence in made.sentences][:2] == ["greeting", "sympathy"]
    assert "Опишите поломку и приложите фото" in made.text


@pytest.mark.parametrize(
    ("name", "language", "called"),
    [
        ("Ольга", "ru", "Ольга"),
        ("мария", "ru", "Мария"),
        ("Ольга Петрова", "ru", "Ольга"),
        ("Петрова Ольга Сергеевна", "ru", "Ольга Сергеевна"),
        ("olga_1990", "ru", ""),
        ("ООО Ромашка", "ru", ""),
        ("Покупатель 123", "ru", ""),
        ("", "ru", ""),
        ("Dana", "en", "Dana"),
        ("Dana Reed", "en", "Dana"),
        ("dana", "en", ""),
    ],
)
def test_calls_people_by_their_first_name(name: str, language: Language, called: str) -> None:
    """A plain first name, with the patronymic where it is given; nicknames and firms are not called out."""
    assert first_name(name, language) == called


def test_english_shops_are_answered_in_english() -> None:
    """The inquiry's language rules: greeting, order, «we»."""
    articles = (
        Article(
            id="returns",
            title="Returns",
            question="How can I return an item and who pays for the return shipping?",
            text=(
                "You can return an item within 30 days after delivery. Open My orders and choose Return. "
                "The shop pays for return shipping. We refund the money to your card within 5 days."
            ),
        ),
        Article(id="hours", title="Opening hours", text="Our shop on Elm Road is open from 9 am to 6 pm."),
    )
    order = Order(number="7001", fields={"item": "Rosa kettle, 1.7 l", "total": "$49.00", "payment": "card"})
    english = replace(default_profile("en"), sign_offs=(), sign_off_channels=())
    made = drafted(
        compose(
            inquiry("Hello! Can I return the kettle? Who pays for return shipping?", name="Dana", order=order),
            desk(articles=articles, profile=english),
            now=FRIDAY,
        )
    )

    assert made.language == "en"
    assert "You can return the Rosa kettle within 30 days" in made.text
    assert "We pay for return shipping." in made.text
    assert "We refund $49.00 to your card within 5 days." in made.text
    assert "[1, order]" in made.marked


@pytest.mark.parametrize(
    "text", ["Во сколько закрывается магазин на Лиговском?", "Сколько стоит доставка в Хельсинки?", "Есть чайник Bork?"]
)
def test_a_name_no_article_knows_is_no_sure_answer(text: str) -> None:
    """Another street, town or brand than the shop's: no draft pretends to answer."""
    assert compose(inquiry(text), desk(), now=FRIDAY).kind in {"candidates", "hand_over"}


def test_a_desk_may_want_drafts_of_weak_support() -> None:
    """By default a doubtful article is offered to read; by choice it gives a draft that says so."""
    asked = inquiry("Есть ли у баллов ограничения при оплате курьеру?")
    cautious = compose(asked, desk(), now=FRIDAY)
    bold = drafted(compose(asked, replace(desk(), weak="draft"), now=FRIDAY))

    assert isinstance(cautious, Candidates)
    assert 1 <= len(cautious.offers) <= 3
    assert [note.kind for note in bold.notes] == ["weak_support"]


def test_a_request_is_answered_from_its_topics_article() -> None:
    """A complaint put as a demand gets the article on complaints."""
    article = Article(
        id="staff",
        title="Жалоба на сотрудника",
        topic="staff_complaint",
        text="Напишите, где и когда это было. Ответим в течение 2 рабочих дней.",
    )
    asked = inquiry("Ваш кассир мне нахамил! Я требую извинений!", channel="chat")
    made = drafted(compose(asked, desk(articles=(*ARTICLES, article)), now=FRIDAY))

    assert "Напишите, где и когда это было." in made.text
    assert made.sentences[1].role == "sympathy"


def test_late_orders_get_a_word_of_regret() -> None:
    """Waiting and upset: regret first, then what the order says."""
    order = Order(number="60021", fields={"status": "in_transit", "delivery": "2026-11-16, 14–18"})
    asked = inquiry("Третий день жду заказ, никто не звонит! Где мой заказ?", order=order, channel="chat")
    made = drafted(compose(asked, desk(), now=FRIDAY))

    assert made.text == "Здравствуйте! Извините за задержку. Ваш заказ 60021: в пути, доставка 16.11, 14–18."


def test_nothing_is_said_in_another_language() -> None:
    """Without a model an English question is not answered with Russian sentences."""
    made = compose(inquiry("How can I activate my card? Активация карты"), desk(), now=FRIDAY)

    assert not (isinstance(made, Draft) and made.language == "en")


@pytest.mark.parametrize(
    ("ask", "begins"),
    [
        ("Можно ли вернуть заказ в магазине?", "Да, в любом нашем магазине."),
        ("Как вернуть заказ в магазине?", "В любом нашем магазине."),
        ("Нельзя вернуть заказ в магазине?", "В любом нашем магазине."),
    ],
)
def test_yes_is_said_only_to_the_question_it_answers(ask: str, begins: str) -> None:
    """The article's «да» belongs to its own question: another one, or a negated one, gets the fact alone."""
    article = Article(
        id="shop",
        title="Возврат в магазине",
        question="Можно ли вернуть заказ в магазине?",
        text="Да, в любом нашем магазине. Возьмите с собой номер заказа.",
    )
    made = drafted(compose(inquiry(ask), desk(articles=(*ARTICLES[4:], article)), now=FRIDAY))
    answers = [sentence.text for sentence in made.sentences if sentence.role == "answer"]

    assert answers[0] == begins


def test_a_draft_is_the_same_every_time() -> None:
    """The same inquiry gives the same draft."""
    question = inquiry("Сколько стоит доставка? И как активировать карту?", name="Анна")
    one, two = (drafted(compose(question, desk(), now=FRIDAY)) for _ in range(2))

    assert (one.text, one.sentences, one.notes) == (two.text, two.sentences, two.notes)


@pytest.mark.anyio
async def test_a_message_in_the_wrong_keyboard_layout_is_answered() -> None:
    """«Rfr dthyenm njdfh?» is answered as «Как вернуть товар?», and the operator is told how it was read."""
    made = await propose(inquiry("Crjkmrj lytq yf djpdhfn njdfhf?"), desk(), now=FRIDAY)

    assert isinstance(made, Draft)
    assert "14 дней" in made.text
    (note,) = [note for note in made.notes if note.kind == "keyboard"]
    assert "Сколько дней на возврат товара?" in note.text
