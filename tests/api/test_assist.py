"""How drafts serve, over the API: numbers with n, no costs for operators, bad queries refused with their cure."""

from datetime import timedelta

import pytest

from api.client import ApiProblem
from reply_core.tables import ConversationRecord, ModelCall
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_drafts import TEXT, store_draft


async def _drafts(desk: Desk) -> None:
    async with desk.sessions.begin() as session:
        for number in range(12):
            at = NOW - timedelta(hours=2)
            await store_draft(session, f"a{number}", "accepted", at=at, seconds=0.3 if number < 6 else 45)
            await store_draft(
                session, f"f{number}", "edited", at=at, final=TEXT.replace("30", "14"), operator="igor", seconds=90
            )
        await store_draft(session, "r0", "rejected", at=NOW - timedelta(hours=1), reason="Не наш тон", operator="igor")
        session.add(ModelCall(purpose="draft", tokens_in=900, tokens_out=100, cost=0.5, at=NOW - timedelta(hours=1)))


def test_a_lead_reads_how_drafts_serve(any_desk: Desk) -> None:
    """By operator with shares and intervals, unread replies warned of, coverage against 80 %, cost and tokens."""
    run(_drafts(any_desk))
    found = any_desk.as_("lead").assist(weeks=4)

    anna, igor = found.groups
    assert (anna.name, anna.accepted.good, anna.accepted.n, igor.edited.good, igor.rejected.good) == (
        "Анна",
        12,
        12,
        12,
        1,
    )
    assert anna.accepted.low is not None
    assert anna.accepted.low < 100
    assert igor.edited.text == "92 % [67–99], 12 из 13"
    assert "6 из 12" in anna.warning
    assert igor.warning == ""
    assert igor.time_to_send.text.startswith("1 мин") or igor.time_to_send.text.startswith("2 мин")
    assert [(each.label, each.good) for each in igor.kinds if each.good] == [("исправлен факт", 12)]
    assert [(each.label, each.good) for each in igor.reasons if each.good] == [("не наш тон", 1)]
    assert (found.coverage.reached, found.coverage.target) == ("reached", 0.8)
    assert found.cost is not None
    assert found.cost.text.startswith("20,00 на 1 000 диалогов (вызовов: 1, диалогов: 25)")
    assert [each.name for each in found.tenures] == ["стаж не указан"]
    assert "0 за" in found.topics[0].text
    assert found.topics[0].trend == "not enough data"


def test_unknown_prices_give_tokens_only(desk: Desk) -> None:
    """Without a price there is no sum of money, and it says how to set one."""
    run(_drafts(desk))

    async def call() -> None:
        async with desk.sessions.begin() as session:
            session.add(ModelCall(purpose="judge", tokens_in=10, tokens_out=1, at=NOW - timedelta(hours=1)))

    run(call())
    cost = desk.as_("lead", "en").assist().cost

    assert cost is not None
    assert (cost.cost, cost.without_price) == (None, 1)
    assert "TACT_PRICE_IN" in cost.text


def test_an_operator_sees_his_own_and_no_costs(desk: Desk) -> None:
    """Igor's figures hold nothing of Anna's; another team's lead sees neither."""
    run(_drafts(desk))
    igor, other = desk.as_("igor").assist(), desk.as_("other-lead").assist()

    assert ([row.name for row in igor.groups], igor.together.shown, igor.cost) == (["Игорь"], 13, None)
    assert (other.groups, other.together.shown) == ((), 0)
    assert desk.as_("igor").edits().decisions == 13
    assert desk.as_("anna").edits().articles[0].fact_fixed.good == 0


def test_what_operators_change_by_article_prompt_and_rule(any_desk: Desk) -> None:
    """Half of the sent drafts that rest on the article had its term fixed: with n, interval and words."""
    run(_drafts(any_desk))
    found = any_desk.as_("lead", "en").edits(weeks=1)

    (article,) = found.articles
    assert (article.title, article.drafts, article.fact_fixed.text) == ("Возврат", 24, "50% [31–69], 12 of 24")
    assert [(each.name, each.drafts) for each in found.prompts] == [("composed without a model", 25)]
    assert found.edited.text.endswith("12 of 25")


def test_nothing_yet_is_said_without_numbers(desk: Desk) -> None:
    """No drafts, no calls, no conversations: counts of zero and words, no share and no failure."""
    found = desk.as_("lead").assist()

    assert (found.together.shown, found.together.accepted.share, found.topics) == (0, None, ())
    assert found.cost is not None
    assert found.cost.text == "Модель не вызывали."
    assert desk.as_("lead").edits().articles == ()


@pytest.mark.parametrize("query", [{"weeks": 0}, {"weeks": 105}, {"by": "colour"}, {"channel": "x" * 41}])
def test_bad_queries_are_refused_with_what_is_wrong(desk: Desk, query: dict[str, object]) -> None:
    """Too many weeks, an unknown group, an endless channel: 400 that names the field."""
    with pytest.raises(ApiProblem) as refused:
        desk.as_("lead").assist(**query)  # type: ignore[arg-type]

    assert refused.value.status == 400
    assert next(iter(query)) in f"{refused.value.where} {refused.value.detail}"


def test_growing_topics_are_named(desk: Desk) -> None:
    """Forty questions on delivery in four weeks after ten in the eight before."""

    async def talks() -> None:
        async with desk.sessions.begin() as session:
            for number in range(50):
                days = number % 27 if number < 40 else 29 + (number % 8) * 7
                session.add(
                    ConversationRecord(
                        id=f"t{number}", brand_id="demo", channel="chat", topic="delivery",
                        opened_at=NOW - timedelta(days=days, hours=1),
                    )
                )  # fmt: skip
            session.add(
                ConversationRecord(
                    id="old", brand_id="demo", channel="chat", topic="card", opened_at=NOW - timedelta(weeks=20)
                )
            )

    run(talks())
    found = desk.as_("trainer").assist()

    assert (found.topics[0].name, found.topics[0].trend) == ("Доставка", "growing")
    assert found.topics[0].text.startswith("растёт: ×")
    assert found.all_topics is not None
