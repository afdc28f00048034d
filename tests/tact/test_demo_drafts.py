"""The drafts of the demo's last weeks: made and decided as at a live desk, the same every time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from drafting.decision import decide
from drafting.outcome import Check, Draft, DraftSentence
from human_review.draft_fates import REASONS, coded_reason, is_unread, reason_code
from reply_core.inbound import InboundMessage
from reply_core.text import sentences
from reply_core.types import Provenance, Topic
from tact.demo_drafts import answer_talks, drafted_talks, note_loading, unloaded_since, without
from tact.demo_operators import AssistPlan, Habit, decide_as, load_plan
from tact.shop import find_demo_shop, load_history
from tests.api.conftest import NOW, Desk, clock, desk, make_desk, run, settings  # noqa: F401  (fixtures)

TEXT = (
    "Здравствуйте, Ольга! Плед можно вернуть в течение 14 дней. Оформите заявку в личном кабинете на сайте. "
    "Обратную доставку оплачиваем мы. Деньги вернём на карту за 10 дней."
)
OWN = "Добрый день! Вернуть плед получится за две недели, деньги вернутся на карту. Чехол постирайте отдельно."
SHOPS = ("rosnitsa", "harbor_goods")


def draft(text: str = TEXT) -> Draft:
    """A draft of these sentences."""
    said = Check(verdict="supported", value=1.0)
    return Draft(
        text=text,
        sentences=tuple(
            DraftSentence(text=span.of(text), span=span, role="answer", check=said) for span in sentences(text)
        ),
        topic=Topic(code="return"),
        language="ru",
        provenance=Provenance(level="rules"),
    )


def plan(**habit: Any) -> AssistPlan:
    """A plan in which Anna has this habit."""
    return AssistPlan(
        weeks=8,
        share=1.0,
        always=frozenset(),
        said={"other": "быстрее самому"},
        polite={"Оформите": "Пожалуйста, оформите"},
        facts={"14 дней": "21 дня"},
        habits={"anna": Habit(**{"leaves": 0.0, "fits": 0.0, "accepts": 0.0, **habit})},
    )


@pytest.mark.parametrize("kind", ["added", "rewritten", "shortened", "tone"])
def test_an_edit_is_what_it_is_called(kind: str) -> None:
    """The change made is recognised as that kind by the reader of real edits."""
    made = decide_as("anna", draft(), OWN, plan(edits={kind: 1}), "talk")

    assert made.deed == "edited"
    assert kind in decide(TEXT, made.text).kinds
    assert made.seconds > 0


def test_operators_decide_by_habit() -> None:
    """One sends all unread, one refuses what does not fit, one writes without, one knows what has changed of late."""
    hasty = decide_as("anna", draft(), OWN, plan(accepts=1.0, reads=0.1), "talk")
    strict = decide_as("anna", draft(), "Чай остыл совершенно.", plan(fits=0.5), "talk")
    busy = decide_as("anna", draft(), "Чай остыл.", plan(fits=0.5, reasons={"other": 1}), "talk")
    away = decide_as("anna", draft(), OWN, plan(leaves=1.0), "talk")
    knowing = [decide_as("anna", draft(), OWN, plan(fits=0.01, accepts=1.0), f"talk-{number}") for number in range(20)]

    assert hasty.deed == "accepted"
    assert is_unread(hasty.seconds, len(TEXT))
    assert (strict.deed, strict.reason) == ("rejected", "wrong")
    assert busy.reason == coded_reason(busy.reason) == "other: быстрее самому"
    assert reason_code(busy.reason) == "other"
    assert away.deed == "unused"
    fixed = [each for each in knowing if each.deed == "edited"]
    assert 10 <= len(fixed) < 20
    assert all(decide(TEXT, each.text).kinds == ("fact_fixed",) for each in fixed)
    assert hasty == decide_as("anna", draft(), OWN, plan(accepts=1.0, reads=0.1), "talk")


@pytest.mark.parametrize("name", SHOPS)
def test_the_plan_of_a_shop_names_its_own_people_and_known_reasons(name: str) -> None:
    """Every operator has a habit, nobody else has, and what is said is understood by the figures."""
    shop = find_demo_shop(name)
    found = load_plan(shop.folder)

    assert found is not None
    assert set(found.habits) == {operator.id for operator in shop.generator.shop().operators}
    assert found.always <= set(found.habits)
    assert set(found.said) <= set(REASONS)
    for habit in found.habits.values():
        assert set(habit.reasons) <= set(REASONS)
        assert set(habit.edits) <= {"added", "rewritten", "shortened", "tone"}
    texts = " ".join(path.read_text("utf-8") for path in (shop.folder / "articles").glob("*.md"))
    assert any(old in texts for old in found.facts) or not found.facts


@pytest.mark.parametrize("name", SHOPS)
def test_what_was_planted_to_be_found_stays(name: str) -> None:
    """Insults and leaks of the made-up history are answered without a draft; nothing is lost or doubled."""
    shop = find_demo_shop(name)
    messages, leave = shop.messages(NOW), shop.harmful(NOW)
    talks = drafted_talks(messages, load_plan(shop.folder), NOW, leave)
    kept = without(messages, talks)
    brought = [row for talk in talks for row in (talk.reply, *talk.after)]

    assert leave
    assert len(talks) > 40
    assert not leave & {talk.reply.external_id for talk in talks}
    assert sorted(row.external_id for row in (*kept, *brought)) == sorted(row.external_id for row in messages)
    assert all(talk.waited > 2 for talk in talks)
    assert drafted_talks(messages, None, NOW) == ()


def said(talk: str, number: int, at: datetime, text: str, *, by: str = "", **more: Any) -> InboundMessage:
    """A message of the customer, or of an operator."""
    return InboundMessage(
        source="demo", external_id=f"{talk}-{number}", conversation_id=talk, channel="chat", brand="demo",
        direction="out" if by else "in", author_kind="operator" if by else "customer", author_id=by, text=text,
        at=at, closed_at=NOW, **more,
    )  # fmt: skip


def week() -> list[InboundMessage]:
    """Twelve closed questions about a return: one thanked for, one answered twice, one asked on, nine answered once."""
    rows = []
    for number in range(12):
        at, talk = NOW - timedelta(days=1, minutes=10 * number), f"talk-{number}"
        rows.append(said(talk, 1, at, "Можно ли вернуть товар, и кто оплачивает обратную доставку?"))
        rows.append(said(talk, 2, at + timedelta(minutes=9), OWN, by="anna"))
        if number == 0:
            rows.append(said(talk, 3, at + timedelta(minutes=20), "Спасибо большое!"))
        if number == 1:
            rows.append(said(talk, 3, at + timedelta(minutes=20), "И ещё раз добрый день.", by="anna"))
        if number == 2:
            rows.append(said(talk, 3, at + timedelta(minutes=20), "А кто оплачивает упаковку?"))
    return rows


def load(shop: Desk, rows: list[InboundMessage], of: AssistPlan) -> int:
    """Load a week as the demo does; gives how many talks were drafted for."""
    told: list[tuple[int, int]] = []
    talks = drafted_talks(rows, of, NOW)
    run(load_history(shop.services.sessions, without(rows, talks), shop.services.clock, lambda *_: None))
    run(answer_talks(shop.services, talks, of, lambda *step: told.append(step)))
    assert told[-1] == (len(talks), len(talks))
    return len(talks)


def test_drafts_go_the_way_of_a_live_desk(desk: Desk) -> None:  # noqa: F811
    """Shown, decided, sent and counted; once more the same history changes nothing."""
    rows, of = week(), plan(accepts=1.0, reads=0.05)
    talks = load(desk, rows, of)
    lead = desk.as_("lead")
    found = lead.assist(weeks=4).together

    assert talks == 10
    assert (found.shown, found.accepted.good, found.unread.good) == (10, 10, 10)
    assert found.warning
    talk = lead.conversation("talk-0")
    assert talk.messages[0].text.startswith("Можно ли")
    assert talk.messages[1].text.startswith("Здравствуйте!")
    assert talk.messages[1].text != OWN
    assert talk.messages[2].text == "Спасибо большое!"
    load(desk, rows, of)
    assert lead.assist(weeks=4).together.shown == 10
    assert len(lead.conversation("talk-0").messages) == 3


def test_a_refused_draft_leaves_the_operators_own_words(desk: Desk) -> None:  # noqa: F811
    """The reason is kept as the desk says it, and the reply is what the operator wrote."""
    load(desk, week(), plan(fits=1.1))
    lead = desk.as_("lead")
    found = lead.assist(weeks=4).together

    assert found.rejected.good == 10
    assert {share.code: share.good for share in found.reasons}["wrong"] == 10
    assert lead.conversation("talk-3").messages[1].text == OWN


def test_a_load_that_broke_off_goes_on_from_its_own_moment(desk: Desk) -> None:  # noqa: F811
    """Nothing yet: now; begun: the moment it began with; done: never again, and not over what was there before."""
    services = desk.services
    began = NOW - timedelta(hours=3)

    assert run(unloaded_since(services)) == NOW
    run(note_loading(services, began, done=False))
    load(desk, week()[:2], plan())
    assert run(unloaded_since(services)) == began
    run(note_loading(services, began, done=True))
    assert run(unloaded_since(services)) is None


def test_a_history_loaded_before_is_left_alone(desk: Desk) -> None:  # noqa: F811
    """A shop with conversations and no note of a load is somebody's own."""
    row = replace(week()[0], conversation_id="own", external_id="own-1")
    run(load_history(desk.services.sessions, [row], desk.services.clock, lambda *_: None))

    assert run(unloaded_since(desk.services)) is None
