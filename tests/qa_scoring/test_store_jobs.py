"""Cards are kept once and never overwritten; the background job and the sweep leave no reply without a card."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from model_gateway.scripted import Breaks, ScriptedGateway
from qa_scoring import jobs as scoring_jobs
from qa_scoring.jobs import AGAIN, SCORE, SWEEP, ScoreDesk, order_score, score_key
from qa_scoring.rescore_jobs import RESCORE, order_rescore, rescore_job
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.store import (
    MODEL_FAILED,
    cards_of_message,
    current_card,
    load_card,
    replies_without_model,
    save_card,
)
from qa_scoring.verdicts import Flag
from reply_core import jobs
from reply_core.clock import FixedClock
from reply_core.conversations import receive_many
from reply_core.errors import NotFound, Unavailable
from reply_core.inbound import InboundMessage, message_id
from reply_core.jobs.registry import registry
from reply_core.progress import progress
from reply_core.settings import load_settings
from reply_core.tables import CriterionScore, ScorecardRecord, ScoreEdit
from tests.qa_scoring.made_cases import ASKED, a_book, a_card, standard_with

pytestmark = pytest.mark.anyio

CLOCK = FixedClock(ASKED + timedelta(hours=1))
REPLY = message_id("test", "r1")


def inbound(name: str, text: str, *, minutes: int, out: bool = False, conversation: str = "c1") -> InboundMessage:
    """A message as an integration hands it over."""
    return InboundMessage(
        source="test",
        external_id=name,
        conversation_id=conversation,
        channel="chat",
        direction="out" if out else "in",
        author_kind="operator" if out else "customer",
        author_id="igor" if out else "",
        text=text,
        at=ASKED + timedelta(minutes=minutes),
    )


async def store_walk(session: AsyncSession) -> None:
    """A question and a reply in the database."""
    messages = [
        inbound("q1", "Почему у меня списали дважды?", minutes=0),
        inbound("r1", "Ждите.", minutes=3, out=True),
    ]
    await receive_many(session, messages, clock=CLOCK)


async def save(session: AsyncSession, card: Scorecard | Unscored) -> str:
    """Keep a card of the stored reply."""
    mine = replace(card, conversation_id="c1", message_id=REPLY)
    return await save_card(
        session, mine, channel="chat", topic="payment", replied_at=ASKED + timedelta(minutes=3), at=CLOCK.now()
    )


class TestStore:
    async def test_same_card_is_kept_once(self, session: AsyncSession) -> None:
        """Saving the same card again gives the same id and no second row."""
        await store_walk(session)
        card = a_card("Почему списали дважды?", "Ждите.")

        assert await save(session, card) == await save(session, card)
        assert len(await cards_of_message(session, REPLY)) == 1

    async def test_reads_back_what_was_kept(self, session: AsyncSession) -> None:
        """A card read back is the card that was kept."""
        await store_walk(session)
        card = replace(a_card("Почему списали дважды?", "Ждите."), conversation_id="c1", message_id=REPLY)

        assert await load_card(session, await save(session, card)) == card

    async def test_rescoring_keeps_the_old_card(self, session: AsyncSession) -> None:
        """Another standard makes a new card; the old one stays, no longer current."""
        await store_walk(session)
        old = await save(session, a_card("Почему списали дважды?", "Ждите."))
        other = a_book(standard=standard_with(version="2026-12"))
        new = await save(session, a_card("Почему списали дважды?", "Ждите.", other))
        rows = (await session.exec(select(ScorecardRecord))).all()

        assert old != new
        assert {row.id: row.current for row in rows} == {old: False, new: True}

    async def test_only_what_people_look_for_has_a_row(self, session: AsyncSession) -> None:
        """Criteria that are not simply met have rows of their own; met and not required ones have none."""
        await store_walk(session)
        card_id = await save(session, a_card("Почему списали дважды?", "Ждите."))
        wanted = select(CriterionScore).where(col(CriterionScore.scorecard_id) == card_id)
        rows = {row.criterion: row.verdict for row in (await session.exec(wanted)).all()}

        assert rows["asks_covered"] == "fail"
        assert "greeting" not in rows
        assert "in_target" not in rows

    async def test_unscored_reply_is_kept_too(self, session: AsyncSession) -> None:
        """A reply that cannot be scored is kept with its reason and no number."""
        await store_walk(session)
        card_id = await save(session, Unscored(conversation_id="", message_id="", reason="attachment_only"))
        row = await session.get(ScorecardRecord, card_id)

        assert row is not None
        assert (row.unscored_reason, row.total) == ("attachment_only", None)

    async def test_beside_the_current_card(self, session: AsyncSession) -> None:
        """A card kept beside leaves the one that lists show in its place."""
        await store_walk(session)
        shown = await save(session, a_card("Почему списали дважды?", "Ждите."))
        tried = a_card("Почему списали дважды?", "Ждите.", a_book(standard=standard_with(version="trial")))
        mine = replace(tried, conversation_id="c1", message_id=REPLY)
        beside = await save_card(
            session, mine, channel="chat", topic="payment", replied_at=None, at=CLOCK.now(), current=False
        )
        current = await current_card(session, REPLY)

        assert current is not None
        assert current.id == shown != beside

    @pytest.mark.parametrize("changed", [False, True])
    async def test_what_people_decided_goes_along(self, session: AsyncSession, changed: bool) -> None:
        """Edits stay on their card and are laid beside the new one, unless the words they were about have changed."""
        await store_walk(session)
        first = a_card("Почему списали дважды?", "Ждите.")
        old = await save(session, first)
        session.add(
            ScoreEdit(id="e1", scorecard_id=old, criterion="respect", verdict="pass", reason="так", author="lead",
                      at=CLOCK.now())
        )  # fmt: skip
        await session.flush()
        other = replace(first, pins=replace(first.pins, scorer="2", thread="other" if changed else first.pins.thread))
        new = await save(session, other)
        edits = (await session.exec(select(ScoreEdit))).all()

        assert {edit.scorecard_id for edit in edits} == ({old} if changed else {old, new})
        assert {(edit.criterion, edit.verdict, edit.author, edit.reason) for edit in edits} == {
            ("respect", "pass", "lead", "так")
        }

    async def test_finds_what_fell_to_a_lower_level(self, session: AsyncSession) -> None:
        """Only the card in force, of the standard in force, flagged that its model failed, sent lately."""
        await store_walk(session)
        plain = a_card("Почему списали дважды?", "Ждите.")
        version, since = plain.pins.standard, CLOCK.now() - timedelta(days=1)
        await save(session, plain)
        before = await replies_without_model(session, version, "model", since=since, limit=9)
        await save(session, replace(plain, flags=(Flag(code=MODEL_FAILED),), pins=replace(plain.pins, input_hash="x")))

        assert before == ()
        assert await replies_without_model(session, version, "model", since=since, limit=9) == (("c1", REPLY),)
        assert await replies_without_model(session, "other", "model", since=since, limit=9) == ()
        assert await replies_without_model(session, version, "model", since=CLOCK.now(), limit=9) == ()

        judged = replace(plain, level="model", pins=replace(plain.pins, prompt="judge/v2#1@m"))
        await save(session, judged)

        assert await replies_without_model(session, version, "model", since=since, limit=9) == ()

    async def test_another_judge_is_another_card(self, session: AsyncSession) -> None:
        """The judge's prompts and model are part of what a card is made with: another judge makes a new card."""
        await store_walk(session)
        plain = replace(a_card("Почему списали дважды?", "Ждите."), level="model")
        first, second = (
            replace(plain, pins=replace(plain.pins, prompt=judge)) for judge in ("judge/v2#1@small", "judge/v2#1@large")
        )

        assert await save(session, first) != await save(session, second)
        assert await save(session, first) == await save(session, first)

    async def test_unknown_card(self, session: AsyncSession) -> None:
        """A card that is not there is an error in words."""
        with pytest.raises(NotFound):
            await load_card(session, "none")


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[ScoreDesk]]:
    """Background work on a database of its own, without a sweep of its own; the list holds the desk in use."""
    sweep = "qa.sweep.every_five_minutes"
    monkeypatch.setitem(registry.schedules, sweep, replace(registry.schedules[sweep], at_start=False))
    in_use = [ScoreDesk(book=a_book())]

    async def desk_for(brand: str) -> ScoreDesk:
        del brand
        return in_use[0]

    scoring_jobs.use(desk_for, CLOCK)
    settings = load_settings(
        data_dir=tmp_path,
        database_url=sqlite_url,
        dbos_url=f"sqlite:///{tmp_path / 'dbos.db'}",
        worker_name="test-scoring",
    )
    jobs.launch(settings)
    async with jobs.sessions().begin() as session:
        await store_walk(session)
    yield in_use
    jobs.shutdown(5)


async def cards(reply: str = REPLY) -> list[tuple[str, Scorecard | Unscored]]:
    """All cards of the stored reply."""
    async with jobs.sessions()() as session:
        return list(await cards_of_message(session, reply))


COMPLAINT = message_id("test", "r2")
NOTHING_WRONG = {"asks": [], "criteria": [], "influence_attempt": False}


async def store_complaint() -> None:
    """A complaint whose answer leaves something for a model to decide."""
    messages = [
        inbound("q2", "Курьер не приехал! Почему?", minutes=5),
        inbound("r2", "Склад открыт с 9 до 21.", minutes=6, out=True),
    ]
    async with jobs.sessions().begin() as session:
        await receive_many(session, messages, clock=CLOCK)


class TestJobs:
    async def test_reply_is_scored_once_however_often_it_is_ordered(self, desk: list[ScoreDesk]) -> None:
        """Ordering the same reply twice for one revision of the standard gives one card."""
        version = desk[0].book.standard.version
        for _ in range(2):
            await order_score("c1", REPLY, version, "rules")
        await jobs.result(SCORE, score_key(REPLY, version, "rules"))

        found = await cards()
        assert len(found) == 1
        assert isinstance(found[0][1], Scorecard)

    async def test_new_revision_scores_again(self, desk: list[ScoreDesk]) -> None:
        """A new revision of the standard gives a new card beside the old one."""
        await order_score("c1", REPLY, "1", "rules")
        await jobs.result(SCORE, score_key(REPLY, "1", "rules"))
        desk[0] = ScoreDesk(book=a_book(standard=standard_with(version="2026-12")))
        await order_score("c1", REPLY, "2026-12", "rules")
        await jobs.result(SCORE, score_key(REPLY, "2026-12", "rules"))

        assert len(await cards()) == 2

    async def test_sweep_finds_what_was_lost(self, desk: list[ScoreDesk]) -> None:
        """A reply stored but never ordered gets its card from the sweep, and only once."""
        await scoring_jobs.sweep_job({})
        await jobs.result(SCORE, score_key(REPLY, desk[0].book.standard.version, "rules"))
        again = await scoring_jobs.sweep_job({})

        assert again["ordered"] == 0
        assert len(await cards()) == 1

    async def test_sweep_leaves_a_card_of_a_lower_level_alone(self, desk: list[ScoreDesk]) -> None:
        """A history scored without a model is not sent to the model because one was configured since."""
        await scoring_jobs.score_reply_job({"conversation_id": "c1", "message_id": REPLY})
        desk[0] = ScoreDesk(book=a_book(), gateway=ScriptedGateway([]))
        swept = await scoring_jobs.sweep_job({})

        assert (swept["ordered"], swept["again"]) == (0, 0)

    async def test_model_that_fails_leaves_the_card_below(self, desk: list[ScoreDesk]) -> None:
        """The job ends with the card of the rules when the model fails, and says so on the card."""
        gateway = ScriptedGateway([Breaks("timeout")])
        await store_complaint()
        desk[0] = ScoreDesk(book=a_book(), gateway=gateway)
        done = await scoring_jobs.score_reply_job({"conversation_id": "c1", "message_id": message_id("test", "r2")})
        async with jobs.sessions()() as session:
            card = await load_card(session, done["card"])

        assert done["level"] == "rules"
        assert isinstance(card, Scorecard)
        assert card.flag("model_failed") is not None

    async def test_a_model_that_is_back_scores_what_it_missed(self, desk: list[ScoreDesk]) -> None:
        """Plug pulled: the lower card, and sweep after sweep one try. Plug put back: the card of the model, once."""
        await scoring_jobs.sweep_job({})
        await jobs.result(SCORE, score_key(REPLY, desk[0].book.standard.version, "rules"))
        await store_complaint()
        away = ScriptedGateway([Breaks("refused_connection")] * 9)
        desk[0] = ScoreDesk(book=a_book(), gateway=away)
        await scoring_jobs.score_reply_job({"conversation_id": "c1", "message_id": COMPLAINT})
        pulled = await scoring_jobs.sweep_job({})
        slot = f"{desk[0].book.standard.version}:{int(CLOCK.now().timestamp()) // 300}"
        still = await jobs.result(AGAIN, slot)

        assert (pulled["again"], still["scored"]) == (1, 0)
        assert [card.level for _, card in await cards(COMPLAINT)] == ["rules"]
        assert len(away.requests) == 2

        desk[0] = ScoreDesk(book=a_book(), gateway=ScriptedGateway([json.dumps(NOTHING_WRONG, ensure_ascii=False)] * 9))
        back = await scoring_jobs.score_again_job({"items": [["c1", COMPLAINT]]})
        again = await scoring_jobs.sweep_job({})

        assert (back["scored"], again["again"]) == (1, 0)
        assert sorted(card.level for _, card in await cards(COMPLAINT)) == ["model", "rules"]
        async with jobs.sessions()() as session:
            shown = await current_card(session, COMPLAINT)
        assert shown is not None
        assert shown.level == "model"

    async def test_a_dead_model_is_asked_three_times_a_sweep(self, desk: list[ScoreDesk]) -> None:
        """However many replies wait, a model that is away costs three calls a sweep."""
        await store_complaint()
        gateway = ScriptedGateway([Breaks("timeout")] * 20)
        desk[0] = ScoreDesk(book=a_book(), gateway=gateway)
        done = await scoring_jobs.score_again_job({"items": [["c1", COMPLAINT]] * 10})

        assert done == {"scored": 0, "left": 10}
        assert len(gateway.requests) == 3

    async def test_wait_is_measured_as_it_was_opened(self, desk: list[ScoreDesk]) -> None:
        """The stored wait, with its frozen target, is what speed is judged by."""
        done = await scoring_jobs.score_reply_job({"conversation_id": "c1", "message_id": REPLY})
        async with jobs.sessions()() as session:
            card = await load_card(session, done["card"])

        assert isinstance(card, Scorecard)
        assert "3 из 5" in getattr(card.criteria["in_target"], "reason", "")

    async def test_scoring_anew_is_durable_work(self, desk: list[ScoreDesk]) -> None:
        """Handed over in portions, done in the background, with progress; the same wish again makes nothing new."""
        await scoring_jobs.score_reply_job({"conversation_id": "c1", "message_id": REPLY})
        desk[0] = ScoreDesk(book=a_book(standard=standard_with(version="2026-12")))
        began, payload = CLOCK.now(), {"standard": "", "level": "rules"}
        portions = await order_rescore([("c1", REPLY)], payload, "run1", began)
        done = await jobs.result(RESCORE, f"run1:{began.timestamp():.0f}:0")
        again = await rescore_job(
            {**payload, "items": [["c1", REPLY]], "key": "run1", "total": 1, "began": began.isoformat()}
        )
        async with jobs.sessions()() as session:
            steps = {step.name: (step.done, step.total) for step in await progress(session)}

        assert portions == 1
        assert (done["made"], done["same"]) == (1, 0)
        assert (again["made"], again["same"]) == (0, 1)
        assert steps["rescoring"] == (1, 1)
        assert {card.pins.standard for _, card in await cards()} == {"default-ru-1", "2026-12"}

    async def test_scoring_anew_waits_for_its_model(self, desk: list[ScoreDesk]) -> None:
        """A portion whose model is away fails, to be tried again, and leaves the old cards."""
        await store_complaint()
        desk[0] = ScoreDesk(book=a_book(), gateway=ScriptedGateway([Breaks("timeout")] * 30))
        payload = {
            "items": [["c1", COMPLAINT]] * 4, "standard": "", "level": "model", "key": "k", "total": 4,
            "began": CLOCK.now().isoformat(),
        }  # fmt: skip

        with pytest.raises(Unavailable, match="does not answer"):
            await rescore_job(payload)
        assert all(card.level != "model" for _, card in await cards(COMPLAINT))

    async def test_customers_message_is_no_reply(self, desk: list[ScoreDesk]) -> None:
        """Ordering a score for a message that is no operator's does nothing, and says so."""
        del desk
        done = await scoring_jobs.score_reply_job({"conversation_id": "c1", "message_id": message_id("test", "q1")})

        assert done["card"] == ""

    async def test_names_are_registered(self) -> None:
        """The jobs are known by the names others enqueue them by."""
        assert {SCORE, SWEEP, AGAIN, RESCORE} <= jobs.registered()
        assert SCORE == "qa.score_reply"


async def test_scoring_must_be_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was not told what to score by says so instead of guessing."""
    monkeypatch.setattr(scoring_jobs, "_desks", [])
    with pytest.raises(Unavailable, match="set up"):
        await scoring_jobs.sweep_job({})
