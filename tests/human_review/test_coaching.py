"""Low cases, worst first, and practice sheets without personal data."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import figures
from human_review.cards import CardFilter, card_of, cards_in, find_cards
from human_review.case_reading import cases_of, find_cases, good_replies
from human_review.coaching import sheet
from human_review.counting import Counted
from human_review.gaps import grouped
from human_review.plain_words import lines, sentence
from human_review.reviews import review
from human_review.store import StoredGap, gaps_since
from qa_scoring.scorecard import CRITERIA, Critical, Unsure
from qa_scoring.standard import Standard
from reply_core.clock import FixedClock
from reply_core.conversations import receive_many
from reply_core.errors import NotFound
from reply_core.inbound import InboundMessage
from reply_core.tables import Gap
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

pytestmark = pytest.mark.anyio


def _standard(_version: str) -> Standard:
    return STANDARD


async def _three(session: AsyncSession) -> dict[str, str]:
    return {
        "partial": await store_reply(session, "partial", {"timeframe": rule(0.5)}, at=NOW - timedelta(days=1)),
        "fail": await store_reply(session, "fail", {"timeframe": rule(0.0)}, at=NOW - timedelta(days=3)),
        "maybe": await store_reply(session, "maybe", {"timeframe": Unsure(why="?", possible="fail")}),
        "good": await store_reply(
            session, "good", {"timeframe": rule(1.0)}, reply="Добрый день! Привезём завтра, 18 ноября, с 10 до 14."
        ),
    }


async def test_cases_come_worst_first_and_possible_ones_last(session: AsyncSession) -> None:
    """Not met, then partly met, then possibly missed; met replies are no cases."""
    names = await _three(session)

    cases = await find_cases(session, "timeframe", standard_of=_standard)

    assert [case.scorecard_id for case in cases] == [names["fail"], names["partial"], names["maybe"]]
    assert cases[0].customer_text == "Где мой заказ 51077? Ольга"
    assert cases[0].reply_text.startswith("Заказ 51077 передан")


async def test_what_a_lead_found_met_is_no_case_and_what_he_found_missed_is_one(session: AsyncSession) -> None:
    """People's verdicts decide which replies are cases."""
    names = await _three(session)
    for name, verdict in (("fail", "pass"), ("good", "fail")):
        await review(
            session, await card_of(session, names[name]), criterion="timeframe", action="overrule",
            verdict=verdict, reason="срок", author="lead", clock=FixedClock(NOW),  # type: ignore[arg-type]
        )  # fmt: skip

    cases = {case.scorecard_id: case for case in await find_cases(session, "timeframe", standard_of=_standard)}

    assert names["fail"] not in cases
    assert set(cases) >= {names["partial"], names["maybe"]}


async def test_cases_are_narrowed_by_operator_and_time(session: AsyncSession) -> None:
    """Only the operators asked for, only replies since then."""
    names = await _three(session)

    recent = await find_cases(session, "timeframe", standard_of=_standard, since=NOW - timedelta(days=2))

    assert {case.scorecard_id for case in recent} == {names["partial"], names["maybe"]}
    assert await find_cases(session, "timeframe", standard_of=_standard, operators=frozenset({"anna"})) == ()


async def test_a_good_reply_on_the_same_topic_stands_beside(session: AsyncSession) -> None:
    """The best reply that meets the criterion on the topic is found; topics without one are left out."""
    names = await _three(session)
    lonely = await store_reply(session, "lonely", {"timeframe": rule(0.0)}, topic="job")
    cases = await cases_of(session, [names["fail"], lonely], "timeframe", standard_of=_standard)

    good = await good_replies(session, list(cases.values()), "timeframe", standard_of=_standard)

    assert set(good) == {"delivery"}
    assert good["delivery"].scorecard_id == names["good"]


@pytest.mark.parametrize("file_format", ["md", "csv"])
async def test_a_sheet_has_everything_but_personal_data(session: AsyncSession, file_format: str) -> None:
    """Buyer's words, reply, verdict, the standard's line and a good reply; names and order numbers are gone."""
    names = await _three(session)
    cases = list(
        (await cases_of(session, [names["fail"], names["partial"]], "timeframe", standard_of=_standard)).values()
    )
    good = await good_replies(session, cases, "timeframe", standard_of=_standard)

    made = sheet(
        cases, criterion="timeframe", label="Срок", standard_line=sentence("timeframe", STANDARD, "ru"),
        topics={"delivery": "Доставка"}, verdicts={"fail": "не выполнено", "partial": "частично"}, good=good,
        language="ru", file_format=file_format,
    )  # fmt: skip

    assert made.filename == f"timeframe.{file_format}"
    assert made.cases == 2
    assert made.removed >= 4
    for kept in ("Где мой заказ [номер]? [имя]", "не выполнено", "Назван срок", "Привезём завтра", "Доставка"):
        assert kept in made.text
    for gone in ("51077", "Ольга"):
        assert gone not in made.text


async def test_a_csv_sheet_opens_in_a_spreadsheet_and_runs_nothing(session: AsyncSession) -> None:
    """Every row has all columns, and a cell that begins like a formula is shown, not run."""
    card_id = await store_reply(session, "1", {"timeframe": rule(0.0)}, question='=HYPERLINK("x");где; "заказ"')
    cases = list((await cases_of(session, [card_id], "timeframe", standard_of=_standard)).values())

    made = sheet(
        cases, criterion="timeframe", label="Срок", standard_line="", topics={}, verdicts={}, good={}, language="ru",
        file_format="csv",
    )  # fmt: skip
    head, row = csv.reader(io.StringIO(made.text.removeprefix("\ufeff")), delimiter=";")

    assert len(head) == len(row)
    assert row[head.index("customer")].startswith("'=")


async def test_cards_are_found_by_every_filter(session: AsyncSession) -> None:
    """Filters narrow the list; the count is of all that fit, not of the page."""
    error = Critical(code="insult", state="confirmed", source="rule")
    first = await store_reply(session, "1", {"timeframe": rule(0.0)}, critical=(error,))
    second = await store_reply(session, "2", {"timeframe": rule(0.5)}, author="anna", topic="return")
    await store_reply(session, "3", {"timeframe": rule(1.0)}, level="rules", at=NOW - timedelta(days=30))

    async def ids(**sought: object) -> set[str]:
        found, total = await find_cards(session, CardFilter(**sought))  # type: ignore[arg-type]
        assert total == (len(found), False)
        return {each.id for each in found}

    assert await ids(criterion="timeframe") == {first, second}
    assert await ids(criterion="timeframe", verdict="fail") == {first}
    assert await ids(critical=True) == {first}
    assert len(await ids(critical=False)) == 2
    assert await ids(operators=frozenset({"anna"})) == {second}
    assert await ids(topic="return", channel="chat") == {second}
    assert len(await ids(since=NOW - timedelta(days=1))) == 2
    page, total = await find_cards(session, CardFilter(), limit=1, offset=1)
    assert (len(page), total) == (1, (3, False))
    with pytest.raises(NotFound):
        await card_of(session, "none")
    assert [each.id for each in await cards_in(session, "c-1")] == [first]
    assert await cards_in(session, "c-1", frozenset({"anna"})) == ()


async def test_a_reply_that_was_written_on_counts_as_one_longer_turn(session: AsyncSession) -> None:
    """When the operator writes a second message, the card of the first is no longer in force anywhere."""
    card_id = await store_reply(session, "1", {"timeframe": rule(0.0)})
    assert [case.scorecard_id for case in await find_cases(session, "timeframe", standard_of=_standard)] == [card_id]

    more = InboundMessage(
        source="test", external_id="1-more", conversation_id="c-1", channel="chat", at=NOW + timedelta(minutes=1),
        direction="out", author_kind="operator", author_id="igor", text="Привезём завтра.",
    )  # fmt: skip
    await receive_many(session, [more], clock=FixedClock(NOW))

    assert await find_cases(session, "timeframe", standard_of=_standard) == ()
    assert await find_cards(session, CardFilter()) == ((), Counted(0))
    assert await cards_in(session, "c-1") == ()
    assert await figures(session, since=NOW - timedelta(days=1)) == ()


async def test_figures_take_the_newest_card_of_each_reply(session: AsyncSession) -> None:
    """A reply scored again at the same level counts once, with its newest card."""
    old = await store_reply(session, "1", {"timeframe": rule(0.0)})
    stored = await card_of(session, old)
    from tests.human_review.made_cards import make_card, store_card

    again = make_card("c-1", stored.card.message_id, {"timeframe": rule(1.0)})
    newer = await store_card(session, again, at=NOW + timedelta(hours=1))

    found = await figures(session, since=NOW - timedelta(days=1), path=("criteria", "timeframe"))

    assert [(each.card_id, each.body["value"]) for each in found] == [(newer, 1.0)]


async def test_like_questions_are_one_gap(session: AsyncSession) -> None:
    """Unanswered questions in other words and order are counted together; the rest stays apart."""
    asks = [
        "Принимаете старые люльки на переработку?",
        "на переработку старые люльки принимаете",
        "Есть самовывоз в Туле?",
    ]
    for number, ask in enumerate(asks):
        session.add(Gap(id=str(number), conversation_id=f"c{number}", ask=ask, at=NOW - timedelta(hours=number)))
    await session.flush()

    groups = grouped(await gaps_since(session, NOW - timedelta(days=1)))

    assert [(group.count, group.ask) for group in groups] == [(2, asks[0]), (1, asks[2])]
    assert groups[0].conversation_ids == ("c0", "c1")
    assert grouped(()) == ()


def test_gaps_of_one_conversation_count_once() -> None:
    """The same question drafted twice in one conversation is one gap."""
    twice = [StoredGap(str(n), "c1", "Есть самовывоз?", "delivery", (), NOW) for n in range(2)]

    assert [group.count for group in grouped(twice)] == [1]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_criterion_has_a_line_in_plain_words(language: str) -> None:
    """Each criterion says what it asks and when, with no placeholder left."""
    said = lines(STANDARD, language)  # type: ignore[arg-type]

    assert list(said) == list(CRITERIA)
    assert all(line.asks and line.applies and "{" not in line.asks + line.applies for line in said.values())
