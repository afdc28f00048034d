"""Sentences that state nothing a source could bear out, and those that only look so."""

import pytest

from qa_scoring.unclaimed import states_nothing


@pytest.mark.parametrize(
    "sentence",
    [
        "Что касается второго вопроса.",
        "И про второе.",
        "Передали ваш вопрос в бухгалтерию, ожидайте.",
        "Разберёмся и сообщим.",
        "Дайте знать, если будут вопросы.",
        "Если что, пишите сюда же.",
        "As for your second question.",
        "We'll look into it and get back to you.",
        "Let me know if you have any questions.",
    ],
)
def test_deeds_offers_and_turns_state_nothing(sentence: str) -> None:
    """A deed of the operator's, an offer of help and a turn to the next question have nothing to be looked up."""
    assert states_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Проверила: товар есть, заказ стоит в очереди.",
        "Передали вопрос, деньги вернутся.",
        "Передал в техподдержку, ячейку откроют.",
        "Записала, курьер позвонит за час.",
        "Проверьте телефон в «Мои данные».",
        "Отвечу на любые вопросы, товар новый.",
        "Возврат примем, если передумаете, пишите.",
        "Мы вернёмся к вам за 2 рабочих дня.",
        "We'll refund you and get back to you.",
        "We'll have it in stock.",
        "Обратная доставка за наш счёт.",
    ],
)
def test_what_promises_something_or_tells_of_the_order_is_a_claim(sentence: str) -> None:
    """Money, terms, rules, names of places and the state of things stay claims, whatever stands beside them."""
    assert not states_nothing(sentence)


def test_a_signature_counts_only_at_the_end() -> None:
    """A name with the shop's is a signature in the last sentence, and a claim before it."""
    assert states_nothing("Ольга, «Росница»", last=True)
    assert not states_nothing("Ольга, «Росница»")
    assert not states_nothing("Возьмите «Тихо».", last=True)
