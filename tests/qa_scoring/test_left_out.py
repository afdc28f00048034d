"""A criterion is not asked for where the standard leaves it out: by channel and by topic."""

from typing import Any

import pytest

from human_review.plain_words import line_of
from qa_scoring.describe import describe
from qa_scoring.left_out import CODE, left_out_text
from qa_scoring.scorecard import NotApplicable, Scorecard, Scored
from qa_scoring.standard import default_standard, standard_from_dict, standard_to_dict
from reply_core.errors import BadRule
from tests.qa_scoring.made_cases import a_book, a_card, standard_with

ASKED = "Когда привезут мой заказ? Доставка опаздывает."
REPLY = "Заказ уже передан курьеру, ожидайте."


def scored_with(not_asked: dict[str, Any], asked: str = ASKED, **more: Any) -> Scorecard:
    """The card by a standard that leaves something out."""
    return a_card(asked, REPLY, a_book(standard=standard_with(not_asked=not_asked)), **more)


def test_a_channel_left_out() -> None:
    """In the chat it is not required, with the reason in words; by e-mail it is asked for as before."""
    table = {"timeframe": {"channels": ("chat",)}}
    in_chat, by_mail = scored_with(table), scored_with(table, channel="email")
    verdict = in_chat.criteria["timeframe"]

    assert isinstance(verdict, NotApplicable)
    assert (verdict.code, verdict.reason) == (CODE, "в этом канале (чат) стандарт этого не просит")
    assert isinstance(by_mail.criteria["timeframe"], Scored)
    assert by_mail == scored_with({}, channel="email")


def test_a_topic_left_out() -> None:
    """The topic is of the question that is answered."""
    table = {"timeframe": {"topics": ("delivery",)}}
    verdict = scored_with(table).criteria["timeframe"]

    assert isinstance(verdict, NotApplicable)
    assert "по теме «" in verdict.reason
    other = scored_with(table, asked="Когда вернут деньги за возврат товара?").criteria["timeframe"]
    assert not isinstance(other, NotApplicable) or other.code != CODE


def test_sums_follow() -> None:
    """What is not asked for leaves the pillar: a missed term costs nothing there."""
    asked, left = scored_with({}), scored_with({"timeframe": {"channels": ("chat",)}})

    assert asked.pillars["completeness"].high < left.pillars["completeness"].high


def test_stored_and_read_again() -> None:
    """The table survives storing; what leaves nothing out is dropped; a standard without it is stored as ever."""
    data = {"version": "1", "not_asked": {"greeting": {"channels": ["chat", "chat"], "topics": []}, "name": {}}}
    standard = standard_from_dict(data)

    assert standard.not_asked == {"greeting": {"channels": ("chat",)}}
    assert standard_from_dict(standard_to_dict(standard)) == standard
    assert "not_asked" not in standard_to_dict(default_standard("ru"))


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"asks_covered": {"channels": ["chat"]}}, "not_asked.asks_covered"),
        ({"greeting": {"channels": ["fax"]}}, "email"),
        ({"greeting": {"topics": ["weather"]}}, "delivery"),
        ({"greeting": {"days": []}}, "not_asked.greeting"),
        ({"greeting": ["chat"]}, "not_asked.greeting"),
    ],
)
def test_mistakes_are_refused(table: dict[str, Any], named: str) -> None:
    """Unknown channels, topics and criteria are named with what is allowed; the questions are always asked for."""
    with pytest.raises(BadRule, match=named):
        standard_from_dict({"version": "1", "not_asked": table})


def test_told_in_words() -> None:
    """The standard's own page and its plain text say where a criterion is not asked for, in both languages."""
    standard = standard_with(not_asked={"closing": {"channels": ("chat",), "topics": ("delivery",)}})

    assert left_out_text(standard, "closing", "ru") == "Не спрашиваем: чат, тема «Доставка»."
    assert line_of("closing", standard, "ru").applies.endswith("Не спрашиваем: чат, тема «Доставка».")
    assert left_out_text(standard, "closing", "en").startswith("Not asked for: chat, the topic “")
    assert left_out_text(standard, "greeting", "ru") == ""
    assert any(line.startswith("Завершение. Не спрашиваем") for line in describe(standard, "ru"))
