"""Calibration rounds through the API: blind while open, with figures and consequences once closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from api.client import ApiProblem
from reply_core.tables import AuditEvent
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_cards import rule, store_reply

CRITERIA = ["greeting", "respect"]


def stored(desk: Desk, n: int, *, good: Callable[[int], bool] = lambda number: number % 2 == 0) -> list[str]:
    """Replies whose greeting and respect are met where ``good`` says so; the machine says it at the level of rules."""

    async def made() -> list[str]:
        async with desk.sessions.begin() as session:
            return [
                await store_reply(
                    session, str(number), dict.fromkeys(CRITERIA, rule(1.0 if good(number) else 0.0)), level="rules",
                    at=NOW - timedelta(days=1),
                )
                for number in range(n)
            ]  # fmt: skip

    return run(made())


def judged(desk: Desk, round_id: str, who: str, cards: list[str], says: Callable[[int], dict[str, str]]) -> None:
    """Somebody judges all replies of a round."""
    client = desk.as_(who)
    for number, card in enumerate(cards):
        client.judge(round_id, card, says(number))


def right(number: int) -> dict[str, str]:
    """As the machine says."""
    return dict.fromkeys(CRITERIA, "pass" if number % 2 == 0 else "fail")


def against(number: int) -> dict[str, str]:
    """With the machine on respect, against it on the greeting."""
    return {"respect": right(number)["respect"], "greeting": right(number + 1)["greeting"]}


def test_a_round_is_blind_while_it_is_open(desk: Desk) -> None:
    """No operator, no verdict of the machine, nobody else's judgements; only one's own."""
    cards = stored(desk, 3)
    made = desk.as_("lead").open_calibration("Ноябрь", cards=cards, criteria=CRITERIA)
    desk.as_("trainer").judge(made.id, cards[0], right(0))

    seen = desk.as_("lead").calibration(made.id)

    assert (made.state, made.replies, made.chosen) == ("open", 3, "picked")
    assert [each.scorecard_id for each in seen.replies] == cards
    assert "Где мой заказ" in seen.replies[0].customer_text
    assert "igor" not in seen.model_dump_json()
    assert (seen.round.people, seen.round.judged, seen.replies[0].mine) == (1, {}, {})
    assert desk.as_("trainer").calibration(made.id).replies[0].mine == right(0)
    assert (seen.criteria, seen.strictness) == ((), ())


def test_replies_are_added_to_an_open_round(any_desk: Desk) -> None:
    """Picked ones into a round of picked ones, each once; what was judged stays, and it is in the audit trail."""
    cards = stored(any_desk, 5)
    lead = any_desk.as_("lead")
    made = lead.open_calibration("Спорное", cards=cards[:2], criteria=CRITERIA)
    lead.judge(made.id, cards[0], right(0))

    after = lead.add_to_calibration(made.id, [cards[1], cards[3], cards[3]])

    assert (after.replies, after.mine, after.chosen) == (3, 1, "picked")
    assert [each.scorecard_id for each in lead.calibration(made.id).replies] == [cards[0], cards[1], cards[3]]
    lead.judge(made.id, cards[3], right(3))

    async def noted() -> list[object]:
        async with any_desk.sessions() as session:
            wanted = select(AuditEvent.details).where(AuditEvent.action == "calibration.added")
            return list((await session.exec(wanted)).all())

    assert run(noted()) == [{"replies": 1}]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_cannot_be_added_is_refused_in_words(desk: Desk, language: str) -> None:
    """To a random sample, twice, to a closed round, an unknown card or round, by who may not, of another team."""
    cards = stored(desk, 5)
    lead = desk.as_("lead", language)
    picked = lead.open_calibration("Спорное", cards=cards[:2], criteria=CRITERIA)
    random = lead.open_calibration("Случайное", sample=2, criteria=CRITERIA)
    done = lead.open_calibration("Закрытое", cards=cards[:1], criteria=CRITERIA)
    lead.judge(done.id, cards[0], right(0))
    lead.close_calibration(done.id)
    refusals: tuple[tuple[Callable[[], object], int], ...] = (
        (lambda: lead.add_to_calibration(random.id, cards[:1]), 400),
        (lambda: lead.add_to_calibration(picked.id, cards[:2]), 400),
        (lambda: lead.add_to_calibration(done.id, cards[2:3]), 409),
        (lambda: lead.add_to_calibration(picked.id, ["none"]), 404),
        (lambda: lead.add_to_calibration("none", cards[2:3]), 404),
        (lambda: lead.add_to_calibration(picked.id, []), 400),
        (lambda: desk.as_("trainer", language).add_to_calibration(picked.id, cards[2:3]), 403),
        (lambda: desk.as_("other-lead", language).add_to_calibration(picked.id, cards[2:3]), 403),
    )
    for call, status in refusals:
        with pytest.raises(ApiProblem) as refused:
            call()
        assert refused.value.status == status
    assert lead.calibration(picked.id).round.replies == 2


def test_a_criterion_below_the_bar_goes_back_to_people_and_a_better_round_restores_it(any_desk: Desk) -> None:
    """Below the bar the machine's verdict is undecided in cards and in trends; a good round brings it back."""
    cards = stored(any_desk, 40)
    lead = any_desk.as_("lead")
    first = lead.open_calibration("Первый", cards=cards, criteria=CRITERIA)
    judged(any_desk, first.id, "lead", cards, against)
    judged(any_desk, first.id, "trainer", cards, against)

    closed = lead.close_calibration(first.id)

    outcomes = {each.criterion: each.outcome for each in closed.criteria}
    assert outcomes == {"greeting": "people", "respect": "machine"}
    (respect,) = (each for each in closed.criteria if each.criterion == "respect")
    assert (respect.machine.kappa.value, respect.machine.kappa.n, respect.alpha.value) == (1.0, 40, 1.0)
    assert respect.machine.kappa.text.endswith("40 ответов")
    greeting = next(each for each in lead.scorecard(cards[1]).card.criteria if each.criterion == "greeting")
    assert (greeting.verdict, greeting.people_only) == ("unsure", True)
    assert "решают люди" in greeting.reason
    trusted = {each.criterion: each.judged_by for each in lead.trust().items}
    assert (trusted["greeting"], trusted["respect"]) == ("people", "machine")
    trend = lead.trends(weeks=4, criterion="greeting")
    assert trend.team is None or trend.team.period.mean is None

    second = lead.open_calibration("Второй", cards=cards, criteria=CRITERIA)
    judged(any_desk, second.id, "lead", cards, right)
    lead.close_calibration(second.id)

    shown = next(each for each in lead.scorecard(cards[1]).card.criteria if each.criterion == "greeting")
    assert (shown.verdict, shown.people_only) == ("fail", False)

    async def noted() -> list[str]:
        async with any_desk.sessions() as session:
            return list((await session.exec(select(AuditEvent.action).order_by(col(AuditEvent.at)))).all())

    actions = run(noted())
    assert actions.count("calibration.opened") == actions.count("calibration.closed") == 2
    assert "calibration.returned_to_people" in actions
    assert "calibration.restored" in actions


def test_few_replies_change_nothing(desk: Desk) -> None:
    """Below thirty replies the figures are shown and nothing follows from them."""
    cards = stored(desk, 10)
    lead = desk.as_("lead")
    made = lead.open_calibration("Мало", cards=cards, criteria=CRITERIA)
    judged(desk, made.id, "lead", cards, against)

    closed = lead.close_calibration(made.id)

    assert {each.outcome for each in closed.criteria} == {"too_few"}
    assert all(each.judged_by == "machine" for each in lead.trust().items)
    assert any("Судил один человек" in note for note in closed.notes)


def test_a_rare_failure_takes_nothing_from_the_machine(desk: Desk) -> None:
    """Two failures in forty, the machine saw neither: κ is 0, which says nothing; agreement on «met» stands beside."""
    cards = stored(desk, 40, good=lambda _number: True)
    lead = desk.as_("lead")
    made = lead.open_calibration("Редкое", cards=cards, criteria=CRITERIA)
    judged(desk, made.id, "lead", cards, lambda number: dict.fromkeys(CRITERIA, "fail" if number < 2 else "pass"))

    (greeting, _) = lead.close_calibration(made.id).criteria

    assert (greeting.outcome, greeting.machine.kappa.value) == ("rare", 0.0)
    assert greeting.machine.positive.value == pytest.approx(0.974, abs=0.001)
    assert greeting.machine.negative.value == 0
    assert all(each.judged_by == "machine" for each in lead.trust().items)


def test_a_random_round_draws_replies_and_labels_the_confidence(desk: Desk) -> None:
    """A sample of the period; its labels are counted, and below the floor the confidence stays as it is, said."""
    cards = stored(desk, 35)
    lead = desk.as_("lead")
    made = lead.open_calibration("Случайный", sample=30, days=7, criteria=CRITERIA)
    drawn = [each.scorecard_id for each in lead.calibration(made.id).replies]
    assert len(set(drawn)) == 30
    assert set(drawn) <= set(cards)
    judged(desk, made.id, "lead", drawn, lambda _number: {"respect": "pass"})
    lead.close_calibration(made.id)

    (respect,) = (each for each in lead.trust().items if each.criterion == "respect")
    assert (respect.confidence, respect.labels_needed) == (None, 100)
    assert "из 100" in respect.confidence_text


def test_strictness_names_who_judges_harder(desk: Desk) -> None:
    """The trainer fails what the lead passes: stricter, with an interval and n."""
    cards = stored(desk, 12)
    lead = desk.as_("lead")
    made = lead.open_calibration("Строгость", cards=cards, criteria=CRITERIA)
    judged(desk, made.id, "lead", cards, lambda _number: dict.fromkeys(CRITERIA, "pass"))
    judged(desk, made.id, "trainer", cards, lambda number: {"respect": "fail" if number % 2 else "pass"})

    found = {each.reviewer: each for each in lead.close_calibration(made.id).strictness}

    assert found["trainer"].value == -50
    assert found["trainer"].n == 12
    assert found["trainer"].text.startswith("строже остальных: −50 [")
    assert found["lead"].text.startswith("мягче остальных")
    assert "машина" in found


def test_what_cannot_be_is_refused_in_words(desk: Desk) -> None:
    """Bad rounds, bad verdicts, a closed round, somebody who was not asked: 4xx with cause and cure."""
    cards = stored(desk, 2)
    lead = desk.as_("lead")
    made = lead.open_calibration("Раунд", cards=cards, criteria=CRITERIA, reviewers=["lead"])
    refusals: list[tuple[Callable[[], object], int]] = [
        (lambda: lead.open_calibration("x"), 422),
        (lambda: lead.open_calibration("x", cards=cards, sample=3), 422),
        (lambda: lead.open_calibration("", sample=3), 400),
        (lambda: lead.open_calibration("x", sample=3, topic="return"), 422),
        (lambda: lead.open_calibration("x", cards=["none"]), 404),
        (lambda: lead.open_calibration("x", cards=cards, criteria=["whim"]), 422),
        (lambda: lead.close_calibration(made.id), 409),
        (lambda: lead.judge(made.id, cards[0], {"whim": "pass"}), 422),
        (lambda: lead.judge(made.id, cards[0], {"respect": "splendid"}), 400),
        (lambda: lead.judge(made.id, cards[0], {}), 400),
        (lambda: lead.judge(made.id, "none", {"respect": "pass"}), 404),
        (lambda: lead.judge("none", cards[0], {"respect": "pass"}), 404),
        (lambda: desk.as_("trainer").judge(made.id, cards[0], {"respect": "pass"}), 422),
        (lambda: desk.as_("igor").calibrations(), 403),
        (lambda: desk.as_("trainer").close_calibration(made.id), 403),
        (lambda: desk.as_("other-lead").calibration(made.id), 403),
    ]
    for number, (call, status) in enumerate(refusals):
        with pytest.raises(ApiProblem) as refused:
            call()
        assert refused.value.status in {status, 400 if status == 422 else status}, (number, refused.value)
        assert refused.value.detail
        assert status == 403 or refused.value.mend or status in {404, 400}
    assert desk.as_("other-lead").calibrations().items == ()
    lead.judge(made.id, cards[0], {"respect": "pass"})
    lead.judge(made.id, cards[0], {"respect": "fail"})
    assert lead.calibration(made.id).replies[0].mine == {"respect": "fail"}
    lead.close_calibration(made.id)
    with pytest.raises(ApiProblem) as late:
        lead.judge(made.id, cards[0], {"respect": "pass"})
    assert late.value.status == 409
