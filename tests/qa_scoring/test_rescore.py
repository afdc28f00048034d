"""Scoring anew: new cards beside the old ones, what moved and why, resumable, and people's verdicts stay."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from model_gateway.scripted import Breaks, ScriptedGateway
from qa_scoring import score as score_module
from qa_scoring import scorecard as scorecard_module
from qa_scoring.history import Chosen, chosen_replies, count_replies
from qa_scoring.jobs import ScoreDesk
from qa_scoring.rescore import Rescored, Target, rescore
from qa_scoring.rescore_jobs import begin_run, end_run, find_standard, run_key, target_of, what_moved
from qa_scoring.revisions import save_standard
from qa_scoring.scorecard import Pins
from qa_scoring.standard import Standard
from qa_scoring.store import cards_of_message, current_card
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.errors import NotFound, Unavailable
from reply_core.tables import ScorecardRecord, ScoreEdit
from tests.qa_scoring.made_cases import ASKED, RETURNS, a_book, standard_with
from tests.qa_scoring.made_history import score_all, store_talks

pytestmark = pytest.mark.anyio

BOOK = a_book()
STRICT = standard_with(version="strict", weights={"greeting": 5.0})
CLEAN = json.dumps({"asks": [], "criteria": [], "influence_attempt": False})


@pytest.fixture
def clock() -> FixedClock:
    """A clock that tests move."""
    return FixedClock(ASKED + timedelta(days=10))


async def run(
    sessions: Sessions, clock: FixedClock, replies: Any, *, standard: Standard | None = None, book: Any = BOOK,
    gateway: Any = None, **more: Any,
) -> Rescored:  # fmt: skip
    """Score anew an hour later; the standard is in force unless ``in_force`` says otherwise."""
    clock.advance(timedelta(hours=1))
    used = replace(book, standard=standard or book.standard)
    target = Target(
        desk=ScoreDesk(book=used, gateway=gateway), level="model" if gateway else used.level,
        in_force=more.pop("in_force", used.standard.version), began=more.pop("began", clock.now()), **more,
    )  # fmt: skip
    return await rescore(sessions, replies, target, clock)


async def all_cards(sessions: Sessions) -> list[ScorecardRecord]:
    """Every card there is."""
    async with sessions() as session:
        return list((await session.exec(select(ScorecardRecord))).all())


async def test_new_cards_stand_beside_the_old(sessions: Sessions, clock: FixedClock) -> None:
    """Another standard: a new card each, the old ones unchanged and no longer shown."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    old = {row.id: row.verdicts for row in await all_cards(sessions)}
    done = await run(sessions, clock, replies, standard=STRICT)
    rows = {row.id: row for row in await all_cards(sessions)}

    assert (done.made, done.same, done.left) == (3, 0, 0)
    assert len(rows) == 6
    assert {key: rows[key].verdicts for key in old} == old
    assert {row.standard_version for row in rows.values() if row.current} == {"strict"}


async def test_report_says_what_moved_and_why(sessions: Sessions, clock: FixedClock) -> None:
    """A new article moves what is checked against it, and is named as the cause, reply by reply."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    with_article = a_book(RETURNS)
    done = await run(sessions, clock, replies, book=with_article)
    body = done.tallied.as_dict()

    assert body["moved"] >= 1
    assert set(body["causes"]) == {"sources"}
    assert all(each["causes"] == ["sources"] for each in body["replies_moved"])
    assert any(each["changed"] for each in body["criteria"].values())
    async with sessions() as session:
        stored = await what_moved(session, clock.now(), Chosen())
    assert stored.as_dict()["replies_moved"] == body["replies_moved"]
    assert done.same == 2  # the article speaks of neither


async def test_running_again_changes_nothing(sessions: Sessions, clock: FixedClock) -> None:
    """The same wish twice: no second card, and the same report while the run is the same."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    first = await run(sessions, clock, replies, standard=STRICT)
    began = clock.now()
    again = await run(sessions, clock, replies, standard=STRICT, began=began)

    assert (again.made, again.same) == (0, 3)
    assert again.tallied.as_dict() == first.tallied.as_dict()
    assert len(await all_cards(sessions)) == 6


async def test_a_broken_run_goes_on(sessions: Sessions, clock: FixedClock) -> None:
    """Broken off after one reply and run again: only the others are made, the report covers all."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    clock.advance(timedelta(hours=1))
    async with sessions.begin() as session:
        key = run_key("strict", "rules", "1", Chosen())
        began = await begin_run(session, key, 3, clock)
    clock.advance(timedelta(minutes=1))
    await run(sessions, clock, replies[:1], standard=STRICT, began=began)
    async with sessions.begin() as session:
        resumed = await begin_run(session, key, 3, clock)
    rest = await run(sessions, clock, replies, standard=STRICT, began=resumed)
    async with sessions.begin() as session:
        await end_run(session, key, 3, clock)
        after = await begin_run(session, key, 3, clock)

    assert resumed == began
    assert (rest.made, rest.same) == (2, 1)
    assert rest.tallied.replies == 3
    assert rest.tallied.first == 0
    assert after == clock.now()


async def test_dry_run_stores_nothing(sessions: Sessions, clock: FixedClock) -> None:
    """A dry run reports the same and leaves no card."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    dry = await run(sessions, clock, replies, book=a_book(RETURNS), keep=False)
    cards = len(await all_cards(sessions))
    wet = await run(sessions, clock, replies, book=a_book(RETURNS))

    assert cards == 3
    assert dry.tallied.as_dict() == wet.tallied.as_dict()
    assert (dry.made, dry.same) == (1, 2)


async def test_people_keep_the_last_word(sessions: Sessions, clock: FixedClock) -> None:
    """A lead's verdict stays on its card and stands beside the new machine's verdict, too."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    async with sessions.begin() as session:
        card = await current_card(session, replies[0][1])
        assert card is not None
        session.add(
            ScoreEdit(id="e", scorecard_id=card.id, criterion="respect", verdict="fail", reason="грубо", author="lead")
        )
    await run(sessions, clock, replies, standard=STRICT)
    async with sessions() as session:
        shown = await current_card(session, replies[0][1])
        edits = (await session.exec(select(ScoreEdit))).all()

    assert shown is not None
    assert {edit.scorecard_id for edit in edits} == {card.id, shown.id}
    assert {edit.verdict for edit in edits} == {"fail"}


async def test_a_standard_not_in_force_stays_in_the_shade(sessions: Sessions, clock: FixedClock) -> None:
    """Cards of another standard are kept beside; lists go on showing those of the standard in force."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    await run(sessions, clock, replies, standard=STRICT, in_force=BOOK.standard.version)
    rows = await all_cards(sessions)

    assert len(rows) == 6
    assert {row.standard_version for row in rows if row.current} == {BOOK.standard.version}


async def test_a_lower_level_does_not_take_over(sessions: Sessions, clock: FixedClock) -> None:
    """Rules scored after the model: the model's card stays the one that is shown."""
    replies = await store_talks(sessions, clock)
    await run(sessions, clock, replies, gateway=ScriptedGateway([CLEAN] * 9))
    await run(sessions, clock, replies)
    rows = await all_cards(sessions)

    assert sorted((row.level, row.current) for row in rows) == [("model", True)] * 3 + [("rules", False)] * 3


class TestModel:
    async def test_no_call_twice(self, sessions: Sessions, clock: FixedClock) -> None:
        """What the model has judged with the same pins is not asked again; another model is."""
        replies = await store_talks(sessions, clock)
        first, second = ScriptedGateway([CLEAN] * 9), ScriptedGateway([CLEAN] * 9)
        other = ScriptedGateway([CLEAN] * 9, name="larger")
        await run(sessions, clock, replies, gateway=first)
        again = await run(sessions, clock, replies, gateway=second)
        larger = await run(sessions, clock, replies, gateway=other)

        assert len(first.requests) >= 1
        assert not second.requests
        assert again.same == 3
        assert len(other.requests) == len(first.requests)
        assert larger.made == 3

    async def test_another_model_is_the_cause(self, sessions: Sessions, clock: FixedClock) -> None:
        """What moves between two models says that the judge is another."""
        replies = await store_talks(sessions, clock)
        await run(sessions, clock, replies, gateway=ScriptedGateway([CLEAN] * 9))
        na = {"criteria": [{"code": "empathy", "quotes": [], "reason": "нет повода", "verdict": "na"}]}
        other = ScriptedGateway([json.dumps(na)] * 9, name="larger")
        done = await run(sessions, clock, replies, gateway=other)

        assert {cause for each in done.tallied.moves for cause in each.causes} == {"judge"}

    async def test_pulled_plug_leaves_the_old_cards(self, sessions: Sessions, clock: FixedClock) -> None:
        """A model that is away: no card of a lower level is made, the run stops and says so; run again, it goes on."""
        replies = await store_talks(sessions, clock)
        await score_all(sessions, BOOK, clock)
        broken = await run(sessions, clock, replies, gateway=ScriptedGateway([Breaks("refused_connection")] * 9))
        cards = len(await all_cards(sessions))
        mended = await run(sessions, clock, replies, gateway=ScriptedGateway([CLEAN] * 9))

        assert broken.left >= 1
        assert broken.made + broken.left == 3
        assert cards == 3 + broken.made
        assert mended.left == 0
        assert mended.made + mended.same == 3


class TestChoice:
    async def test_only_what_was_asked_for(self, sessions: Sessions, clock: FixedClock) -> None:
        """By day, conversation or operator; counts agree with lists."""
        await store_talks(sessions, clock)
        async with sessions() as session:
            for chosen, n in (
                (Chosen(), 3), (Chosen(operators=frozenset({"anna"})), 2), (Chosen(conversation="c1"), 1),
                (Chosen(since=ASKED + timedelta(days=1)), 2), (Chosen(operators=frozenset({"nobody"})), 0),
            ):  # fmt: skip
                found = await chosen_replies(session, chosen)
                assert len(found) == n == await count_replies(session, chosen)

    async def test_a_reply_that_is_gone_is_passed_over(self, sessions: Sessions, clock: FixedClock) -> None:
        """Ids of nothing are no error."""
        replies = await store_talks(sessions, clock)
        done = await run(sessions, clock, [*replies, ("c1", "none"), ("none", "none")])

        assert done.made == 3

    async def test_standard_by_version(self, sessions: Sessions, clock: FixedClock) -> None:
        """Saved revisions and shipped defaults are found by version; others are refused by name."""
        async with sessions.begin() as session:
            saved = await save_standard(session, "", STRICT, author="lead", at=clock.now())
            assert await find_standard(session, "", saved.version) == saved
            assert (await find_standard(session, "", "default-en-1")).language == "en"
            with pytest.raises(NotFound, match="no standard"):
                await find_standard(session, "", "draft-7")

    async def test_a_level_that_is_not_there(self, clock: FixedClock) -> None:
        """Asking for a level this installation has not is refused in words."""
        for level in ("local", "model"):
            with pytest.raises(Unavailable, match=level):
                target_of(ScoreDesk(book=BOOK), level, "1", clock.now())


async def test_another_scorer_is_a_cause(
    sessions: Sessions, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade of the scorer the same reply has a second card, and the scorer is named."""
    replies = await store_talks(sessions, clock)
    await score_all(sessions, BOOK, clock)
    monkeypatch.setattr(score_module, "Pins", partial(Pins, scorer="next"))
    done = await run(sessions, clock, replies)
    async with sessions() as session:
        both = await cards_of_message(session, replies[0][1])

    assert done.made == 3
    assert {card.pins.scorer for _, card in both} == {scorecard_module.SCORER_VERSION, "next"}
    assert not done.tallied.moves
