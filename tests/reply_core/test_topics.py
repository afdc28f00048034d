"""What a message is about, and the words that show it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reply_core.asks import TOPICS, topic_of, topic_scores


def test_topics_are_catalogued() -> None:
    """The codes others rely on, "other" last, each with a name in both languages."""
    assert list(TOPICS) == [
        "order_status",
        "delivery",
        "return",
        "exchange",
        "points",
        "card",
        "payment",
        "defect",
        "staff_complaint",
        "negative_review",
        "conflict",
        "job",
        "product_choice",
        "objection",
        "shop_info",
        "account",
        "promo",
        "unusual",
        "other",
    ]
    assert all(info.code == code and info.label("ru") and info.label("en") for code, info in TOPICS.items())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Где мой заказ?", "order_status"),
        ("Отмените заказ 4411", "order_status"),
        ("Третью неделю жду посылку, трек-номера нет", "order_status"),
        ("Kindly, where is my parcel?", "order_status"),
        ("Курьер не приехал, когда привезут диван?", "delivery"),
        ("Можно поменять адрес доставки?", "delivery"),
        ("Сколько стоит доставка в Тверь?", "delivery"),
        ("Do you deliver to Leeds and what does shipping cost?", "delivery"),
        ("Чайник пришёл, цвет не тот, что на фото. Можно вернуть? Кто платит за обратную доставку?", "return"),
        ("Когда вернёте деньги за отменённый заказ?", "return"),
        ("How do I get a refund?", "return"),
        ("Хочу поменять размер куртки на 46", "exchange"),
        ("Can I exchange it for a different size?", "exchange"),
        ("Почему сгорели 500 баллов?", "points"),
        ("Не начислили бонусы за покупку", "points"),
        ("My loyalty points are gone", "points"),
        ("Не приходит код для активации карты", "card"),
        ("How do I activate my gift card?", "card"),
        ("Почему у меня списали дважды?", "payment"),
        ("Оплата не проходит, можно наличными?", "payment"),
        ("I was charged twice", "payment"),
        ("Блендер сломался через неделю, есть гарантия?", "defect"),
        ("My blender arrived broken", "defect"),
        ("Продавец в магазине на Ленина мне нахамил", "staff_complaint"),
        ("Your courier was rude to my mother", "staff_complaint"),
        ("Ужасный сервис, больше никогда у вас не закажу", "negative_review"),
        ("Worst shop ever, never again", "negative_review"),
        ("Верните деньги или пишу в Роспотребнадзор и подам в суд", "conflict"),
        ("I will talk to my lawyer", "conflict"),
        ("Есть ли у вас вакансии продавца? Куда отправить резюме?", "job"),
        ("Are you hiring?", "job"),
        ("Какой чайник лучше выбрать для дачи?", "product_choice"),
        ("Does the jacket come in green?", "product_choice"),
        ("Работаете 8 марта?", "shop_info"),
        ("До скольки работает магазин на Мира?", "shop_info"),
        ("What are your opening hours?", "shop_info"),
        ("Не могу войти в личный кабинет", "account"),
        ("I forgot my password", "account"),
        ("Промокод не применяется", "promo"),
        ("Is there a discount for students?", "promo"),
        ("Хотим предложить сотрудничество, мы блогеры", "unusual"),
        ("Принимаете ли вы старые люльки на переработку?", "other"),
        ("Спасибо!", "other"),
        ("", "other"),
    ],
)
def test_a_messages_topic(text: str, code: str) -> None:
    """Every topic is known by its words in Russian and English; without evidence it is "other"."""
    found = topic_of(text)
    assert found.code == code
    assert bool(found.evidence) == (code != "other")


def test_the_evidence_is_the_words_themselves() -> None:
    """Spans lie in the text, in order, and do not overlap."""
    text = "Ёлки, оформить ВОЗВРАТ как? Вернуть деньги хочу"
    found = topic_of(text)
    assert found.code == "return"
    assert [span.of(text) for span in found.evidence] == ["оформить ВОЗВРАТ", "Вернуть деньги"]


def test_scores_show_what_else_is_in_the_message() -> None:
    """A mixed message shows its second topic, too; a word shared by cues of one topic counts once."""
    scores = topic_scores("Как оформить возврат? И почему не начислили бонусы?")
    assert {"return", "points"} <= set(scores)
    assert topic_scores("возврат")["return"] == 5


def test_a_return_delivery_is_a_return() -> None:
    """«Обратная доставка» shows a return, not a delivery."""
    assert "delivery" not in topic_scores("Кто платит за обратную доставку?")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["заказ", "вернуть", "доставка", "бонусы", "не", "и", "карта,", "почему", "чек?", "ё"]),
        max_size=14,
    )
)
def test_evidence_is_always_sound(words: list[str]) -> None:
    """Whatever the words, the code is known and every span covers words of the text."""
    text = " ".join(words)
    found = topic_of(text)
    assert found.code in TOPICS
    assert all(span.of(text).strip() == span.of(text) != "" for span in found.evidence)
    assert all(one.end < other.start for one, other in pairwise(found.evidence))
