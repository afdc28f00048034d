"""A prompt version in shadow: drawn by share, run on what waited then, kept once, compared in figures, never shown."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drafting import shadow
from drafting.desk import DraftingDesk
from drafting.outcome import Draft
from drafting.propose import propose
from drafting.shadow_figures import ENOUGH, compare
from drafting.shadow_store import ShadowPair, save_shadow, shadow_pairs
from drafting.store import StoredDraft, drafts_for, save_draft
from model_gateway.ledger import MemoryLedger
from model_gateway.scripted import Breaks, ScriptedGateway
from reply_core import conversations, jobs
from reply_core.clock import FixedClock
from reply_core.database import Sessions, make_engine, session_factory
from reply_core.inbound import InboundMessage
from reply_core.types import Conversation, Message
from tests.drafting.desks import FRIDAY, desk, inquiry
from tests.drafting.test_write import said

TERM = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."
OTHER = "Вернуть товар можно в течение 14 дней после получения."


def pair(**changes: object) -> ShadowPair:
    given: dict[str, object] = {
        "prompt": "draft_reply/v2.ru", "outcome": "ok", "kind": "draft", "text": OTHER, "tokens": 110, "ms": 200,
        "removed": False, "live_prompt": "draft_reply/v1.ru", "live_kind": "draft", "live_text": TERM,
        "live_tokens": 100, "live_ms": 100, "live_removed": False, "sent": OTHER, "at": FRIDAY,
    }  # fmt: skip
    return ShadowPair(**{**given, **changes})  # type: ignore[arg-type]


def test_a_share_is_drawn_by_the_draft_itself() -> None:
    """About the share asked for; the same drafts whenever they are looked at; none and all at the ends."""
    ids = [f"draft-{number}" for number in range(2_000)]
    drawn = [one for one in ids if shadow.is_drawn(one, 0.25)]

    assert 400 < len(drawn) < 600
    assert drawn == [one for one in ids if shadow.is_drawn(one, 0.25)]
    assert not any(shadow.is_drawn(one, 0) for one in ids)
    assert all(shadow.is_drawn(one, 1) for one in ids)


def test_figures_have_n_and_intervals_and_wait_for_enough() -> None:
    """Below the minimum no mean is shown; above it each has its interval; failures are counted by cause."""
    few = compare([pair() for _ in range(ENOUGH - 1)])[0]
    many = compare([*(pair() for _ in range(ENOUGH + 5)), pair(outcome="timeout", text="", kind="")])[0]

    assert (few.n, few.enough, few.similarity.value, few.ms) == (ENOUGH - 1, False, None, None)
    assert (many.n, many.enough, many.failures) == (ENOUGH + 6, True, {"timeout": 1})
    assert many.similarity.value is not None
    assert many.similarity.low is not None
    assert many.similarity.low <= many.similarity.value < 1
    assert many.tokens.value == 1.1
    assert (many.to_sent.value or 0) > 0
    assert (many.ms, many.live_ms) == (200, 100)


def test_live_drafts_made_without_a_model_are_not_compared() -> None:
    """Versions are compared pair by pair, never across levels."""
    found = compare([pair(live_prompt="") for _ in range(30)] + [pair(prompt="draft_reply/v3.ru")])

    assert [(one.prompt, one.n) for one in found] == [("draft_reply/v3.ru", 1)]


def test_only_what_waited_then_is_drafted_again() -> None:
    """Messages that came after the draft are not part of its inquiry."""
    messages = (
        Message(id="1", text="Можно вернуть товар?", direction="in", author_kind="customer", at=FRIDAY),
        Message(id="2", text="Да, 14 дней.", direction="out", author_kind="operator", at=FRIDAY + timedelta(hours=1)),
        Message(id="3", text="А обмен?", direction="in", author_kind="customer", at=FRIDAY + timedelta(hours=2)),
    )
    talk = Conversation(id="c", channel="chat", messages=messages)
    stored = StoredDraft(id="d", conversation_id="c", outcome=_draft(), created_at=FRIDAY + timedelta(minutes=5))
    found = shadow.inquiry_of(stored, talk)

    assert found is not None
    assert found.text == "Можно вернуть товар?"


def _draft() -> Draft:
    from drafting.compose import compose

    made = compose(inquiry("Можно вернуть товар?"), desk(), now=FRIDAY)
    assert isinstance(made, Draft)
    return made


@asynccontextmanager
async def stored_draft(tmp_path: Path, live: DraftingDesk) -> AsyncIterator[tuple[Sessions, str]]:
    """A database with one conversation and the draft an operator was shown."""
    from reply_core.database import upgrade

    url = f"sqlite+aiosqlite:///{tmp_path / 't.db'}"
    await upgrade(url)
    engine = make_engine(url)
    sessions = session_factory(engine)
    message = InboundMessage(
        source="test", external_id="1", conversation_id="a-1", at=FRIDAY, channel="email", direction="in",
        author_kind="customer", text="Можно вернуть товар? Мой номер +7 912 345-67-89.",
    )  # fmt: skip
    async with sessions.begin() as session:
        await conversations.receive(session, message, clock=FixedClock(FRIDAY))
        made = await propose(inquiry("Можно вернуть товар?"), live, now=FRIDAY)
        draft_id = await save_draft(session, "a-1", made, at=FRIDAY)
    try:
        yield sessions, draft_id
    finally:
        await engine.dispose()


@pytest.mark.anyio
async def test_the_job_keeps_one_shadow_beside_the_draft_and_shows_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run twice it keeps one; the conversation's drafts stay as they were; nothing personal is in the payload."""
    answer = said((1, [1], OTHER))
    gateway = ScriptedGateway([answer, answer, answer])
    live = replace(desk(gateway=gateway), prompt_versions={"draft_reply": 1})
    async with stored_draft(tmp_path, live) as (sessions, draft_id):
        monkeypatch.setattr(jobs, "sessions", lambda **_: sessions)

        async def desk_for() -> DraftingDesk:
            return live

        shadow.use(desk_for, FixedClock(datetime(2026, 11, 14, tzinfo=UTC)))
        payload = {"draft_id": draft_id, "version": 2}
        done = [await shadow.shadow_job(payload), await shadow.shadow_job(payload)]
        async with sessions() as session:
            (kept,) = await shadow_pairs(session)
            shown = await drafts_for(session, "a-1")

    assert done == [{"outcome": "ok"}] * 2
    assert (kept.prompt, kept.live_prompt) == ("draft_reply/v2.ru", "draft_reply/v1.ru")
    assert (kept.outcome, kept.kind) == ("ok", "draft")
    assert kept.tokens > 0
    assert [each.id for each in shown] == [draft_id]
    assert "Шаги ответа" in gateway.requests[1].user
    assert "Шаги ответа" not in gateway.requests[0].user
    assert "345-67-89" not in json.dumps(payload) + gateway.requests[1].user


@pytest.mark.anyio
async def test_a_shadow_that_fails_is_counted_with_its_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text, no second try, the cause kept; the live draft is untouched."""
    gateway = ScriptedGateway([said((1, [1], OTHER)), Breaks("timeout")])
    ledger = MemoryLedger()
    live = desk(gateway=gateway, ledger=ledger)
    async with stored_draft(tmp_path, live) as (sessions, draft_id):
        monkeypatch.setattr(jobs, "sessions", lambda **_: sessions)

        async def desk_for() -> DraftingDesk:
            return live

        shadow.use(desk_for, FixedClock(FRIDAY))
        done = await shadow.shadow_job({"draft_id": draft_id, "version": 1})
        async with sessions() as session:
            (kept,) = await shadow_pairs(session)

    assert done == {"outcome": "timeout"}
    assert [(call.purpose, call.outcome) for call in ledger.calls] == [("draft", "ok"), ("shadow", "timeout")]
    assert (kept.outcome, kept.text) == ("timeout", "")


@pytest.mark.anyio
async def test_the_same_version_is_kept_once(tmp_path: Path) -> None:
    """A second row for the same draft and prompt is not written."""
    async with stored_draft(tmp_path, desk()) as (sessions, draft_id), sessions.begin() as session:
        first = await save_shadow(session, draft_id, "draft_reply/v2.ru", None, outcome="timeout", ms=1, at=FRIDAY)
        again = await save_shadow(session, draft_id, "draft_reply/v2.ru", None, outcome="ok", ms=1, at=FRIDAY)

    assert (first, again) == (True, False)


def test_the_job_is_registered() -> None:
    """It is known by the name the API orders it by."""
    from api.services import SHADOW_JOB

    assert shadow.SHADOW == SHADOW_JOB
    assert shadow.SHADOW in jobs.registered()
