"""A reply is checked against the articles that held on the day it was sent, whenever it is scored."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge_base.articles import Article
from qa_scoring.case import build_case, turn_of
from qa_scoring.score import score_reply, view_of
from qa_scoring.scorecard import Scorecard, Scored
from reply_core.types import Conversation, Message
from reply_core.working_time import Calendar
from tests.qa_scoring.made_cases import a_book

OLD = Article(
    id="old",
    title="Доставка курьером",
    question="Сколько стоит доставка курьером?",
    text="Доставка курьером стоит 290 ₽.",
    valid_until=date(2026, 10, 31),
)
NEW = replace(OLD, id="new", text="Доставка курьером стоит 350 ₽.", valid_from=date(2026, 11, 1), valid_until=None)
BOOK = replace(a_book(OLD, NEW), calendar=Calendar.always("Europe/Moscow"))
OCTOBER = datetime(2026, 10, 20, 9, tzinfo=UTC)
MIDNIGHT = datetime(2026, 10, 31, 21, 30, tzinfo=UTC)
"""November already in Moscow."""
NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=UTC)


def talk(sent: datetime, said: str) -> Conversation:
    """A question and its answer ten minutes later."""
    asked = Message(
        id="q",
        text="Сколько стоит доставка курьером?",
        direction="in",
        author_kind="customer",
        at=sent - timedelta(minutes=10),
    )
    reply = Message(id="r", text=said, direction="out", author_kind="operator", author_id="anna", at=sent)
    return Conversation(id="c", channel="email", messages=(asked, reply))


@pytest.mark.parametrize(("sent", "source"), [(OCTOBER, "old"), (MIDNIGHT, "new"), (NOVEMBER, "new")])
def test_sources_are_those_of_the_day(sent: datetime, source: str) -> None:
    """History keeps its own day, by the shop's clock."""
    told = talk(sent, "Здравствуйте! Доставка курьером стоит 290 ₽.")
    turn, turns = turn_of(told, "r")
    assert turn is not None

    view = view_of(build_case(told, turn, BOOK, turns=turns, now=NOVEMBER), BOOK)

    assert {each.id for each in (*view.case.sources, *view.case.near_reply)} == {source}


def test_a_price_that_was_right_then_is_right() -> None:
    """What an article said on the day is borne out by it, though the article is over when the card is made."""
    verdicts = {}
    for sent in (OCTOBER, NOVEMBER):
        told = talk(sent, "Здравствуйте! Доставка курьером стоит 290 ₽.")
        turn, turns = turn_of(told, "r")
        assert turn is not None
        card = score_reply(build_case(told, turn, BOOK, turns=turns, now=NOVEMBER), BOOK)
        assert isinstance(card, Scorecard)
        verdicts[sent] = card.criteria["correctness"]

    then, now = verdicts[OCTOBER], verdicts[NOVEMBER]
    assert isinstance(then, Scored)
    assert then.verdict == "pass"
    assert not isinstance(now, Scored) or now.verdict != "pass"


def test_without_a_time_nothing_is_left_out() -> None:
    """A reply whose day is unknown is checked against every article."""
    assert BOOK.on(None) is BOOK
    assert {article.id for article in BOOK.on(NOVEMBER).index.articles} == {"new"}  # type: ignore[union-attr]
