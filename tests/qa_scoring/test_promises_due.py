"""A promise is judged when it falls due: broken by silence, kept in time, taken back, however often one looks."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from qa_scoring import jobs as scoring_jobs
from qa_scoring.jobs import ScoreDesk, score_reply_job
from qa_scoring.promise_jobs import DUE, promises_due_job
from qa_scoring.promise_settling import settle
from qa_scoring.promise_store import known_until
from qa_scoring.rescore import Target, rescore
from qa_scoring.scorecard import NotApplicable, Scorecard, Scored, from_dict, scored
from qa_scoring.store import cards_of_message, current_card, save_card
from reply_core import jobs
from reply_core.clock import FixedClock
from reply_core.conversations import receive_many
from reply_core.inbound import InboundMessage, message_id
from reply_core.jobs.registry import registry
from reply_core.settings import load_settings
from reply_core.tables import MessageRecord, PromiseRecord, ScorecardRecord, ScoreEdit
from tests.qa_scoring.made_cases import a_book, moscow

pytestmark = pytest.mark.anyio

NOON = moscow(2026, 11, 17, 12)
PROMISE = "Проверю и напишу вам сегодня до 15:00."
REPLY = message_id("test", "r1")


def said(name: str, text: str, minutes: float, *, out: bool = False, conversation: str = "c1") -> InboundMessage:
    """A message some minutes after noon."""
    return InboundMessage(
        source="test", external_id=name, conversation_id=conversation, channel="chat",
        direction="out" if out else "in", author_kind="operator" if out else "customer",
        author_id="igor" if out else "", text=text, at=NOON + timedelta(minutes=minutes),
    )  # fmt: skip


@pytest.fixture
async def clock(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FixedClock]:
    """A shop with one promise, scored a minute after it was given; both databases; background work stands still."""
    sweep = "qa.sweep.every_five_minutes"
    monkeypatch.setitem(registry.schedules, sweep, replace(registry.schedules[sweep], at_start=False))
    hands = FixedClock(NOON + timedelta(minutes=3))

    async def desk_for(brand: str) -> ScoreDesk:
        del brand
        return ScoreDesk(book=a_book())

    scoring_jobs.use(desk_for, hands)
    settings = load_settings(
        data_dir=tmp_path, database_url=database_url, dbos_url=f"sqlite:///{tmp_path / 'dbos.db'}",
        worker_name="test-promises",
    )  # fmt: skip
    jobs.launch(settings)
    await take(hands, said("q1", "Где заказ 5512?", 0), said("r1", PROMISE, 2, out=True))
    yield hands
    jobs.shutdown(5)


async def take(hands: FixedClock, *messages: InboundMessage) -> None:
    """Store messages, and score the replies among them at the moment they came."""
    hands.at = max(hands.at, *(each.at or hands.at for each in messages)) + timedelta(seconds=30)
    async with jobs.sessions().begin() as session:
        await receive_many(session, list(messages), clock=hands)
    for each in messages:
        if each.direction == "out":
            await score_reply_job(
                {"conversation_id": each.conversation_id, "message_id": message_id("test", each.external_id)}
            )


async def shown(message: str = REPLY) -> Scorecard:
    """The card of a reply that lists show."""
    async with jobs.sessions()() as session:
        row = await current_card(session, message)
    assert row is not None
    card = from_dict(row.verdicts)
    assert isinstance(card, Scorecard)
    return card


async def cards(message: str = REPLY) -> int:
    """How many cards a reply has."""
    async with jobs.sessions()() as session:
        return len(await cards_of_message(session, message))


async def kept(message: str = REPLY) -> list[bool | None]:
    """What is known of the promises of a reply."""
    async with jobs.sessions()() as session:
        wanted = select(PromiseRecord).where(PromiseRecord.message_id == message).order_by(col(PromiseRecord.start))
        return [row.kept for row in (await session.exec(wanted)).all()]


async def test_not_judged_before_its_hour(clock: FixedClock) -> None:
    """The promise is kept on record with its hour; before it the card says «not due yet», and looking makes nothing."""
    clock.at = moscow(2026, 11, 17, 14, 59)
    done = await promises_due_job({})
    verdict = (await shown()).criteria["promise_kept"]
    async with jobs.sessions()() as session:
        (row,) = (await session.exec(select(PromiseRecord))).all()

    assert isinstance(verdict, NotApplicable)
    assert verdict.code == "promise_open"
    assert "Проверю и напишу вам сегодня до 15:00" in verdict.reason
    assert done == {"replies": 0, "cards": 0}
    assert (row.due_at, row.kept, row.operator_id) == (moscow(2026, 11, 17, 15), None, "igor")
    assert PROMISE[row.start : row.end] == "Проверю и напишу вам сегодня до 15:00"


async def test_silence_breaks_it_when_it_falls_due(clock: FixedClock) -> None:
    """At 15:01, with no other card made: a new card beside the old one fails it, with the promise's own words."""
    before = await shown()
    clock.at = moscow(2026, 11, 17, 15, 1)
    done = await promises_due_job({})
    after = await shown()
    verdict = after.criteria["promise_kept"]

    assert done == {"replies": 1, "cards": 1}
    assert isinstance(verdict, Scored)
    assert (verdict.verdict, verdict.code) == ("fail", "operator")
    assert [each.quote for each in verdict.evidence] == ["Проверю и напишу вам сегодня до 15:00"]
    assert (verdict.evidence[0].message_id, verdict.evidence[0].role) == (REPLY, "reply")
    assert await cards() == 2
    assert {code for code in before.criteria if before.criteria[code] != after.criteria[code]} == {"promise_kept"}
    assert before.pins.input_hash != after.pins.input_hash
    assert before.pillars["speed"].value == 100
    assert (after.pillars["speed"].value or 0) < 100
    assert await kept() == [False]


async def test_looking_again_changes_nothing(clock: FixedClock) -> None:
    """A second look, and scoring the reply anew, give the same card: same replay, same card."""
    clock.at = moscow(2026, 11, 17, 15, 1)
    await promises_due_job({})
    card = await shown()
    again = await promises_due_job({})
    clock.at = moscow(2026, 11, 18, 11)
    await take(clock, said("q9", "Другой вопрос", 24 * 60, conversation="c9"))
    await score_reply_job({"conversation_id": "c1", "message_id": REPLY})
    target = Target(desk=ScoreDesk(book=a_book()), level="rules", in_force=a_book().standard.version, began=clock.now())
    run = await rescore(jobs.sessions(), [("c1", REPLY)], target, clock)

    assert again == {"replies": 0, "cards": 0}
    assert (run.made, run.same) == (0, 1)
    assert await shown() == card
    assert await cards() == 2


async def test_kept_in_time(clock: FixedClock) -> None:
    """The reply that came in time passes with the promise's words; the record says kept; nothing is left to look at."""
    await take(clock, said("q2", "Хорошо", 5), said("r2", "Заказ 5512 на складе, приедет завтра.", 100, out=True))
    clock.at = moscow(2026, 11, 17, 15, 1)
    done = await promises_due_job({})
    second = (await shown(message_id("test", "r2"))).criteria["promise_kept"]
    first = (await shown()).criteria["promise_kept"]

    assert isinstance(second, Scored)
    assert second.verdict == "pass"
    assert second.evidence[0].message_id == REPLY
    assert isinstance(first, NotApplicable)
    assert first.code == "promise_moved"
    assert await kept() == [True]
    assert done == {"replies": 0, "cards": 0}


async def test_a_late_answer_takes_the_miss_over(clock: FixedClock) -> None:
    """Broken by silence, then answered late: the miss is counted once, on the reply that came late."""
    clock.at = moscow(2026, 11, 17, 15, 1)
    await promises_due_job({})
    await take(clock, said("q2", "Ну что там?", 200), said("r2", "Заказ 5512 на складе.", 210, out=True))
    second = (await shown(message_id("test", "r2"))).criteria["promise_kept"]
    first = (await shown()).criteria["promise_kept"]

    assert isinstance(second, Scored)
    assert second.verdict == "fail"
    assert isinstance(first, NotApplicable)
    assert await cards() == 3
    assert await kept() == [False]
    assert await promises_due_job({}) == {"replies": 0, "cards": 0}


async def test_a_request_taken_back_owes_nothing(clock: FixedClock) -> None:
    """Who needs it no more is owed nothing: no miss, and no record is left waiting."""
    await take(clock, said("q2", "Уже не нужно, спасибо", 30))
    clock.at = moscow(2026, 11, 17, 16)
    done = await promises_due_job({})

    assert done["replies"] == 1
    assert isinstance((await shown()).criteria["promise_kept"], NotApplicable)
    assert await kept() == []


async def test_what_people_decided_goes_along(clock: FixedClock) -> None:
    """An edit on the old card is laid beside the new one."""
    async with jobs.sessions().begin() as session:
        row = await current_card(session, REPLY)
        assert row is not None
        session.add(
            ScoreEdit(id="e1", scorecard_id=row.id, criterion="respect", verdict="fail", reason="так", author="lead",
                      at=clock.now())
        )  # fmt: skip
    clock.at = moscow(2026, 11, 17, 15, 1)
    await promises_due_job({})
    async with jobs.sessions()() as session:
        now = await current_card(session, REPLY)
        edits = (await session.exec(select(ScoreEdit))).all()

    assert now is not None
    assert now.id in {edit.scorecard_id for edit in edits}
    assert len(edits) == 2


async def test_what_a_model_decided_stays(clock: FixedClock) -> None:
    """On a card of the model's level only this verdict changes: the model is not asked again, level and judge stay."""
    plain = await shown()
    said = scored(0.5, source="model", evidence=getattr(plain.criteria["respect"], "evidence", ()), reason="модель")
    judged = replace(
        plain,
        criteria={**plain.criteria, "respect": said},
        level="model",
        pins=replace(plain.pins, prompt="judge/v2#1@m"),
    )
    async with jobs.sessions().begin() as session:
        await save_card(
            session, judged, channel="chat", topic="order_status", replied_at=NOON + timedelta(minutes=2),
            at=clock.now() + timedelta(seconds=1),
        )  # fmt: skip
    clock.at = moscow(2026, 11, 17, 15, 1)
    await promises_due_job({})
    after = await shown()

    assert (after.level, after.pins.prompt) == ("model", "judge/v2#1@m")
    assert after.criteria["respect"] == said
    assert getattr(after.criteria["promise_kept"], "verdict", "") == "fail"


async def test_the_cards_own_standard_sums_it(clock: FixedClock) -> None:
    """A card of a standard that is gone keeps as it is; the promise is settled all the same."""
    async with jobs.sessions().begin() as session:
        row = (await session.exec(select(ScorecardRecord))).one()
        body = dict(row.verdicts)
        row.verdicts = {**body, "pins": {**body["pins"], "standard": "gone"}}
        session.add(row)
    clock.at = moscow(2026, 11, 17, 15, 1)
    done = await promises_due_job({})

    assert done == {"replies": 1, "cards": 0}
    assert await kept() == [False]
    assert await cards() == 1


async def test_an_archive_knows_no_silence_after_its_end(clock: FixedClock) -> None:
    """Where the last message is days old, nothing is known of the time after it; a new message tells."""
    clock.at = NOON + timedelta(days=3)
    archive = await promises_due_job({})
    async with jobs.sessions()() as session:
        until = await known_until(session, clock.now())
    await take(clock, said("q9", "Есть кто?", 3 * 24 * 60, conversation="c9"))
    in_use = await promises_due_job({})

    assert until == NOON + timedelta(minutes=2)
    assert archive == {"replies": 0, "cards": 0}
    assert in_use == {"replies": 1, "cards": 1}


async def test_a_reply_that_is_gone_owes_nothing(clock: FixedClock) -> None:
    """The record of a message that is no operator's turn any more is dropped, and never looked at again."""
    async with jobs.sessions().begin() as session:
        row = await session.get(MessageRecord, REPLY)
        assert row is not None
        row.author_kind = "bot"
        session.add(row)
    clock.at = moscow(2026, 11, 17, 15, 1)
    first, second = await promises_due_job({}), await promises_due_job({})

    assert (first["replies"], second["replies"]) == (1, 0)
    assert await kept() == []


async def test_a_run_that_broke_off_goes_on(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was settled before the break stays; the next run does the rest, and nothing twice."""
    for number in range(2, 5):
        await take(
            clock,
            said(f"q{number}", "Где заказ?", number * 5, conversation=f"c{number}"),
            said(f"r{number}", PROMISE, number * 5 + 1, out=True, conversation=f"c{number}"),
        )
    clock.at = moscow(2026, 11, 17, 15, 1)
    calls: list[object] = []

    async def breaks(*given: object) -> str:
        calls.append(given)
        if len(calls) == 3:
            raise RuntimeError("pulled")
        return await settle(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("qa_scoring.promise_jobs.settle", breaks)
    with pytest.raises(RuntimeError, match="pulled"):
        await promises_due_job({})
    monkeypatch.setattr("qa_scoring.promise_jobs.settle", settle)
    rest = await promises_due_job({})
    async with jobs.sessions()() as session:
        rows = (await session.exec(select(ScorecardRecord))).all()

    assert rest == {"replies": 2, "cards": 2}
    assert len(rows) == 8
    assert sum(row.current for row in rows) == 4


_CHILD = """
import asyncio, os, signal, sys
from datetime import datetime
from pathlib import Path
from qa_scoring import jobs as scoring_jobs, promise_jobs
from reply_core import jobs
from reply_core.clock import FixedClock
from reply_core.jobs.registry import registry
from reply_core.settings import load_settings
from tests.qa_scoring.made_cases import a_book

folder, url, now, die = Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3]), sys.argv[4] == "die"
registry.schedules.clear()
whole = promise_jobs.settle

async def desk_for(brand):
    return scoring_jobs.ScoreDesk(book=a_book())

async def settle(*given):
    made = await whole(*given)
    if die:
        os.kill(os.getpid(), signal.SIGKILL)
    return made

promise_jobs.settle = settle
scoring_jobs.use(desk_for, FixedClock(now))
jobs.launch(load_settings(data_dir=folder, database_url=url, dbos_url=f"sqlite:///{folder / 'child.db'}",
    worker_name="child"))

async def main():
    await jobs.enqueue(promise_jobs.DUE, "1", {})
    print(await jobs.result(promise_jobs.DUE, "1"))

asyncio.run(main())
jobs.shutdown(5)
"""


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)


async def test_a_worker_killed_in_the_middle(clock: FixedClock, database_url: str, tmp_path: Path) -> None:
    """Killed before its card was kept, the worker of that name takes the work up again; one new card."""
    del clock
    command = [sys.executable, "-W", "error", "-c", _CHILD, str(tmp_path), database_url]
    moment = moscow(2026, 11, 17, 15, 1).astimezone(UTC).isoformat()
    killed = await asyncio.to_thread(_run, [*command, moment, "die"])
    between = (await kept(), await cards())
    back = await asyncio.to_thread(_run, [*command, moment, "live"])

    assert killed.returncode == -signal.SIGKILL
    assert between == ([None], 1)
    assert back.returncode == 0, back.stderr[-2000:]
    assert "{'replies': 1, 'cards': 1}" in back.stdout
    assert (await kept(), await cards()) == ([False], 2)


async def test_it_runs_by_the_clock() -> None:
    """The job is registered and looks every five minutes."""
    entry = registry.schedules["qa.promises.every_five_minutes"]

    assert DUE in jobs.registered()
    assert (entry.cron, entry.job) == ("*/5 * * * *", DUE)
