"""What an operator is told about the text he edited or wrote himself, before it is sent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.compose import compose
from drafting.verify import Warning_, edit_sources, verify
from reply_core.types import Order
from tests.drafting.desks import FRIDAY, VOICE, desk, embedder_of, inquiry
from tests.drafting.test_walks import KETTLE, WALK_A

ADDED = "Вы получили заказ 10 ноября, значит, вернуть можно до {day} ноября."
LEVELS = pytest.mark.parametrize("level", ["rules", "local"])


def warned(text: str, level: str = "rules", order: Order | None = KETTLE, question: str = WALK_A) -> list[Warning_]:
    shop = desk(embedder_of(level))
    asked = inquiry(question, order=order)
    sources = edit_sources(asked, shop, compose(asked, shop, now=FRIDAY))
    return list(verify(text, sources, VOICE, index=shop.index, embedder=shop.embedder, asked=asked.text))


@LEVELS
def test_walk_a_a_right_date_is_worked_out(level: str) -> None:
    """«до 24 ноября» is proven by the receipt and the term."""
    found = warned(ADDED.format(day=24), level)

    assert [(item.level, item.text) for item in found] == [("note", "проверка: 10.11 + 14 дней = 24.11")]


@LEVELS
def test_walk_a_a_wrong_date_is_a_warning_before_sending(level: str) -> None:
    """«до 30 ноября» is asked to be checked; it is not called a contradiction."""
    found = warned(ADDED.format(day=30), level)

    assert [item.level for item in found] == ["warning"]
    assert found[0].kind == "absent"
    assert "30 ноября" in found[0].text
    assert found[0].match == "30 ноября"


@LEVELS
def test_walk_b_an_invented_discount_is_named(level: str) -> None:
    """Percent and code stand nowhere: both in one warning."""
    found = warned("Да, скидка 15 % по коду ЛЮЛЬКА", level, None, "Принимаете ли вы старые люльки на переработку?")

    assert [(item.level, item.text) for item in found] == [("warning", "15 %, ЛЮЛЬКА: нет ни в базе, ни в заказе")]


def test_the_draft_itself_has_no_warnings() -> None:
    """What was composed from the sources is not warned about."""
    shop = desk()
    asked = inquiry(WALK_A, name="Ольга", order=KETTLE)
    made = compose(asked, shop, now=FRIDAY)

    assert made.kind == "draft"
    assert [item for item in warned(made.text) if item.level != "note"] == []


def test_another_term_than_the_articles_is_a_contradiction() -> None:
    """«в течение 30 дней» against «14 дней» asks for a second confirmation and says what the source says."""
    found = warned("Вернуть товар можно в течение 30 дней после получения.")

    assert [(item.kind, item.level, item.match, item.expected) for item in found] == [
        ("contradicted", "error", "30 дней", "14 дней")
    ]


def test_a_fact_of_another_article_is_found() -> None:
    """What stands elsewhere in the knowledge base is not called absent from it."""
    found = warned("Доставка по городу стоит 290 ₽.")

    assert not any("нет ни в базе" in item.text for item in found)


@pytest.mark.parametrize(
    "text", ["Здравствуйте, {{name}}!", "Ваш номер: [УКАЗАТЬ НОМЕР].", "Позвоним на [PHONE_1].", "Вернём <СУММА>."]
)
def test_unfilled_places_stop_the_reply(text: str) -> None:
    """A template that was not filled in is an error."""
    found = warned(text)

    assert any(item.kind == "placeholder" and item.level == "error" for item in found)


def test_insults_stop_the_reply() -> None:
    """What hurts people is an error, whatever its facts."""
    found = warned("Вы идиот, читайте внимательно.")

    assert any(item.kind == "respect" and item.level == "error" for item in found)


def test_courtesy_is_not_warned_about() -> None:
    """Greetings and thanks claim nothing."""
    assert warned("Здравствуйте, Ольга! Спасибо за обращение.") == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Вернём", "30 дней", "3 490 ₽", "ЛЮЛЬКА", "{{x}}", "10 ноября", "!", "?", "\n", ".", "карта"]),
        max_size=12,
    ).map(" ".join)
)
def test_warnings_stand_where_they_say(text: str) -> None:
    """Spans lie in the text and hold what is quoted."""
    for item in warned(text):
        assert item.span.of(text) == item.match
        assert item.text
