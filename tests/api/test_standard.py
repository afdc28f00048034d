"""A standard tried on history, switched on, and history scored anew by it: the doors of the lead."""

from datetime import timedelta

import pytest
from sqlmodel import select

from api import standard_routes
from api.client import ApiProblem
from qa_scoring.jobs import ScoreDesk
from qa_scoring.rescore import rescore
from qa_scoring.rescore_jobs import RESCORE, target_of
from qa_scoring.revisions import standards
from reply_core.clock import FixedClock
from reply_core.tables import AuditEvent, ScorecardRecord
from tests.api.conftest import NOW, Desk, run
from tests.qa_scoring.made_cases import ASKED
from tests.qa_scoring.made_history import score_all, store_talks

LATER = FixedClock(ASKED + timedelta(days=40))


async def _cards(desk: Desk) -> list[ScorecardRecord]:
    async with desk.sessions() as session:
        return list((await session.exec(select(ScorecardRecord))).all())


def _history(desk: Desk) -> None:
    """Three talks of Anna and Igor, scored by the shop's own book a while ago."""
    run(store_talks(desk.sessions, LATER))
    run(score_all(desk.sessions, desk.services.shop.scorebook(), FixedClock(NOW - timedelta(days=1))))


class TestTry:
    def test_a_stricter_target_is_seen_before_it_is_switched_on(self, any_desk: Desk) -> None:
        """Chat within a minute instead of five: all three replies would be late; nothing is stored."""
        _history(any_desk)
        view = any_desk.as_("lead").try_standard({"targets": {"chat": 1}})

        assert (view.replies, view.moved, view.drawn_from) == (3, 3, 3)
        assert [each.criterion for each in view.criteria] == ["in_target"]
        assert view.criteria[0].changes[0].text.startswith("выполнено → ")
        assert view.causes[0].startswith("другой стандарт")
        assert view.draft.startswith(view.standard)
        assert len(run(_cards(any_desk))) == 3
        assert any_desk.as_("lead").standard().version == view.standard

    def test_a_criterion_left_out_of_a_channel(self, desk: Desk) -> None:
        """Not asked for in chats: tried on history, switched on, shown as data, and taken back."""
        _history(desk)
        lead, tables = desk.as_("lead"), {"not_asked": {"in_target": {"channels": ["chat"]}}}
        view = lead.try_standard(tables)

        assert (view.replies, view.moved) == (3, 3)
        assert view.criteria[0].changes[0].text == "выполнено → не требовалось"
        assert lead.save_standard(tables).data["not_asked"] == tables["not_asked"]
        line = next(each for each in lead.standard().lines if each.criterion == "in_target")
        assert line.applies.endswith("Не спрашиваем: чат.")
        back = lead.save_standard({"not_asked": {"in_target": {}}})
        assert "not_asked" not in back.data
        assert [each.criterion for each in back.lines if each.always] == ["asks_covered"]

    def test_people_are_sorted_by_name_and_few_give_no_number(self, desk: Desk) -> None:
        """Each operator with n, by name, without a number below ten conversations; everybody together beside."""
        _history(desk)
        view = desk.as_("lead").try_standard({"targets": {"chat": 1}})

        assert [(each.operator_name, each.replies) for each in view.operators] == [("Анна", 2), ("Игорь", 1)]
        assert all(each.moved is None and each.difference is None for each in view.operators)
        assert view.operators[0].text == "диалогов 2: мало для числа"
        assert view.everybody is not None
        assert view.everybody.replies == 3

    def test_english_readers_read_english(self, desk: Desk) -> None:
        """Labels and texts come in the reader's language."""
        _history(desk)
        view = desk.as_("lead", "en").try_standard({"targets": {"chat": 1}})

        assert view.criteria[0].label == "Reply in time"
        assert view.examples[0].text.startswith("Reply in time: met → ")
        assert "another standard" in view.examples[0].cause

    def test_a_draft_that_changes_nothing(self, desk: Desk) -> None:
        """The standard in force tried against itself."""
        _history(desk)
        view = desk.as_("lead").try_standard({})

        assert (view.moved, view.criteria, view.examples) == (0, (), ())

    def test_sample_and_operator_narrow(self, desk: Desk) -> None:
        """Only one operator's replies, only so many."""
        _history(desk)

        assert desk.as_("lead").try_standard({}, operator="igor").replies == 1
        assert desk.as_("lead").try_standard({}, sample=2).replies == 2
        assert desk.as_("lead").try_standard({}, since=ASKED + timedelta(days=1)).replies == 2

    @pytest.mark.parametrize(
        "tables",
        [
            {"weights": {"smile": 3}},
            {"targets": {"chat": -1}},
            {"mood": 1},
            {"weights": 7},
            {"not_asked": {"asks_covered": {"channels": ["chat"]}}},
            {"not_asked": {"greeting": {"topics": ["weather"]}}},
            {"pillars": {"speed": "x"}},
        ],
    )
    def test_a_wrong_draft_is_refused_by_name(self, desk: Desk, tables: dict[str, object]) -> None:
        """Unknown keys and impossible values name the key and what is allowed."""
        with pytest.raises(ApiProblem) as problem:
            desk.as_("lead").try_standard(tables)

        assert problem.value.status in {400, 422}
        assert problem.value.where

    def test_time_is_up(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """A trial that takes too long says how far it got."""
        _history(desk)
        monkeypatch.setattr(standard_routes, "TRY_SECONDS", -1.0)
        view = desk.as_("lead").try_standard({})

        assert not view.complete
        assert view.notes[0].startswith("За отведённое время проверено 0 из 3")

    def test_a_lead_sees_the_own_team_only(self, desk: Desk) -> None:
        """The night team's lead tries on the night team's replies: there are none."""
        _history(desk)

        assert desk.as_("other-lead").try_standard({}).replies == 0
        with pytest.raises(ApiProblem) as problem:
            desk.as_("other-lead").try_standard({}, operator="igor")
        assert problem.value.status == 403


class TestSwitchOn:
    def test_saved_as_a_new_revision(self, any_desk: Desk) -> None:
        """The tables are laid over the standard in force; the change is in the audit; cards stay."""
        _history(any_desk)
        before = any_desk.as_("lead").standard()
        after = any_desk.as_("lead").save_standard({"targets": {"chat": 3}})

        async def kept() -> tuple[int, list[str]]:
            async with any_desk.sessions() as session:
                events = (await session.exec(select(AuditEvent))).all()
                return len(await standards(session, "demo")), [event.action for event in events]

        assert (after.targets["chat"], after.targets["email"]) == (3, before.targets["email"])
        assert after.version == f"{before.version}+2"
        assert run(kept()) == (1, ["standard.saved"])
        assert len(run(_cards(any_desk))) == 3


class TestRescore:
    def test_work_is_handed_over_and_reported(self, any_desk: Desk) -> None:
        """Ordered in portions; done by the worker's own function; the report compares before and after."""
        _history(any_desk)
        lead = any_desk.as_("lead")
        lead.save_standard({"targets": {"chat": 3}, "weights": {"greeting": 5}})
        ordered = lead.rescore()
        name, _, payload = any_desk.enqueued[-1]
        shop = any_desk.services.shop
        target = target_of(ScoreDesk(book=shop.scorebook()), shop.level, ordered.standard, ordered.began)
        run(rescore(any_desk.sessions, [tuple(each) for each in payload["items"]], target, FixedClock(NOW)))
        view = lead.rescored(ordered.began)

        assert (name, ordered.replies, ordered.portions) == (RESCORE, 3, 1)
        assert payload["level"] == shop.level
        assert (view.replies, view.first_cards) == (3, 0)
        assert len(run(_cards(any_desk))) == 6

    def test_the_same_order_is_the_same_work(self, desk: Desk) -> None:
        """Ordered twice before it is done: the same keys."""
        _history(desk)
        lead = desk.as_("lead")
        lead.rescore(operator="anna")
        lead.rescore(operator="anna")

        assert desk.enqueued[-1][1] == desk.enqueued[-2][1]
        assert desk.enqueued[-1][2]["total"] == 2

    @pytest.mark.parametrize(("wanted", "status"), [({"level": "model"}, 400), ({"standard": "none"}, 404)])
    def test_what_cannot_be_done_is_refused(self, desk: Desk, wanted: dict[str, str], status: int) -> None:
        """A level that is not there, a standard nobody saved."""
        with pytest.raises(ApiProblem) as problem:
            desk.as_("lead").rescore(**wanted)

        assert problem.value.status == status

    def test_operators_may_not(self, desk: Desk) -> None:
        """Trying, switching on and scoring anew are the lead's."""
        anna = desk.as_("anna")
        for attempt in (lambda: anna.try_standard({}), lambda: anna.save_standard({}), lambda: anna.rescore()):
            with pytest.raises(ApiProblem) as problem:
                attempt()
            assert problem.value.status == 403
