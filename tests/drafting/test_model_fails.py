"""A model that fails in every way, over real HTTP: the draft is made a level below, says why, and loses nothing."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from drafting.desk import DraftingDesk
from drafting.outcome import Draft, Outcome
from drafting.propose import propose, propose_stream
from model_gateway.breaker import Breaker, GuardedGateway
from model_gateway.ledger import MemoryLedger
from model_gateway.openai_gateway import OpenAIGateway
from reply_core.clock import FixedClock
from tests.drafting.desks import FRIDAY, desk, inquiry
from tests.drafting.test_write import said
from tests.model_gateway.misbehaving import (
    Act,
    Server,
    breaks_off,
    hangs_up,
    keeps_silent,
    misbehaving,
    never_stops,
    refuses,
    says,
    sends_a_page,
    stalls,
)

ASKED = inquiry("Можно вернуть товар? Мой номер +7 912 345-67-89.")
TERM = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."
GOOD = said((1, [1], TERM), (1, [1], 'Оформите заявку: "Мои заказы" → "Возврат".'))
ENGLISH = said((1, [1], "You can return the item within 14 days after you receive it."))
SECRET = "345-67-89"

MODES: list[tuple[str, Act, str, str]] = [
    # name, what the server does, the words when asked for a whole answer, and for a stream
    ("silence", keeps_silent, "не ответила вовремя", "не ответила вовремя"),
    ("a stall", stalls, "не ответила вовремя", "не ответила вовремя"),
    ("429 for long", refuses(429, retry_after="40"), "перегружена", "перегружена"),
    ("500", refuses(500, retry_after="0"), "ошибка на стороне модели", "ошибка на стороне модели"),
    ("503", refuses(503, retry_after="0"), "ошибка на стороне модели", "ошибка на стороне модели"),
    ("401", refuses(401), "ключ не принят", "ключ не принят"),
    ("hanging up", hangs_up, "нет соединения", "нет соединения"),
    ("a page", sends_a_page, "ошибка на стороне модели", ""),
    ("a cut", breaks_off(GOOD[:120]), "нет соединения", "ответ оборвался"),
    ("words instead of JSON", says("Конечно! Вернуть можно."), "ответ не по форме", "ответ не по форме"),
    ("another form", says('{"answer": "Вернуть можно."}'), "ответ не по форме", "ответ не по форме"),
    ("half of the JSON", says(GOOD[:150]), "ответ не по форме", "ответ не по форме"),
    ("another language", says(ENGLISH), "ответила не на том языке", "ответила не на том языке"),
    ("nothing", says(""), "пустой ответ", "пустой ответ"),
    ("spaces", says("   \n  "), "пустой ответ", "пустой ответ"),
    ("no end", never_stops, "не ответила вовремя", "не может остановиться"),
    ("inventing", says(said((1, [1], "Мы подарим вам скидку 20 %."))), "не подтвердился", "не подтвердился"),
]
NAMES = [mode[0] for mode in MODES]


@asynccontextmanager
async def desk_at(server: Server, ledger: MemoryLedger, breaker: Breaker | None = None) -> AsyncIterator[DraftingDesk]:
    """A desk whose model is that server; it waits for 0.6 s and repeats once."""
    gateway = OpenAIGateway("m", base_url=server.url, timeout_seconds=0.6, max_retries=1)
    guarded = GuardedGateway(gateway, breaker or Breaker(failures=99))
    try:
        yield desk(gateway=guarded, ledger=ledger)
    finally:
        await guarded.close()


def fallen(outcome: Outcome | None, words: str) -> Draft:
    """A whole draft of the level below, with the cause in its note."""
    assert isinstance(outcome, Draft)
    assert outcome.provenance.level == "rules"
    assert words in outcome.provenance.note
    assert outcome.provenance.note.endswith("составлено без неё")
    assert "14 дней" in outcome.text
    return outcome


@pytest.mark.anyio
@pytest.mark.parametrize(("act", "words"), [(act, words) for _, act, words, _ in MODES], ids=NAMES)
async def test_a_whole_answer_that_fails_is_made_without_the_model(act: Act, words: str) -> None:
    """Whatever the server does, a draft comes in time, says why, and the ledger has every call."""
    ledger, began = MemoryLedger(), time.monotonic()
    async with misbehaving(act) as server, desk_at(server, ledger) as ours:
        made = fallen(await propose(ASKED, ours, now=FRIDAY), words)

    assert time.monotonic() - began < 8
    assert ledger.calls
    assert SECRET not in json.dumps([str(call) for call in ledger.calls]) + made.provenance.note
    assert all(SECRET not in json.dumps(body, ensure_ascii=False) for body in server.calls)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("act", "words"), [(act, words) for _, act, _, words in MODES if words], ids=[one[0] for one in MODES if one[3]]
)
async def test_a_stream_that_fails_begins_anew_without_the_model(act: Act, words: str) -> None:
    """What was told before the break was verified; then a restart with the reason, and a whole draft."""
    ledger = MemoryLedger()
    async with misbehaving(act) as server, desk_at(server, ledger) as ours:
        told = [event async for event in propose_stream(ASKED, ours, now=FRIDAY)]
    kinds = [event.kind for event in told]

    fallen(told[-1].outcome, words)
    assert kinds.count("restart") == 1
    assert words in told[kinds.index("restart")].text
    assert all(event.check is not None for event in told if event.kind == "text")
    assert ledger.calls


@pytest.mark.anyio
@pytest.mark.parametrize("act", [refuses(429, retry_after="0.05"), refuses(500, retry_after="0"), hangs_up])
async def test_a_passing_failure_is_repeated_and_forgotten(act: Act) -> None:
    """One bad answer and a good one: the draft is the model's, without a word about it."""
    ledger = MemoryLedger()
    async with misbehaving(act, says(GOOD)) as server, desk_at(server, ledger) as ours:
        made = await propose(ASKED, ours, now=FRIDAY)

    assert len(server.calls) == 2
    assert (made.provenance.level, made.provenance.note) == ("model", "")


@pytest.mark.anyio
async def test_nobody_waits_for_an_endpoint_that_asks_for_too_long() -> None:
    """Retry-After beyond the time limit: given up at once, as busy, not slept through."""
    began = time.monotonic()
    async with misbehaving(refuses(429, retry_after="40")) as server, desk_at(server, MemoryLedger()) as ours:
        fallen(await propose(ASKED, ours, now=FRIDAY), "перегружена")

    assert len(server.calls) == 1
    assert time.monotonic() - began < 5


@pytest.mark.anyio
async def test_a_dead_model_is_left_alone_and_tried_again_later() -> None:
    """Three failures open the breaker: no call is made while it rests; then one is, and it closes."""
    clock = FixedClock(datetime(2026, 11, 13, tzinfo=UTC))
    breaker = Breaker(failures=3, reset_seconds=60, clock=clock)
    down = [refuses(500, retry_after="0")] * 6
    async with misbehaving(*down, says(GOOD)) as server, desk_at(server, MemoryLedger(), breaker) as ours:
        for _ in range(3):
            fallen(await propose(ASKED, ours, now=FRIDAY), "ошибка на стороне модели")
        calls = len(server.calls)
        fallen(await propose(ASKED, ours, now=FRIDAY), "временно отключена после сбоев")
        resting = len(server.calls)
        clock.advance(timedelta(seconds=61))
        again = await propose(ASKED, ours, now=FRIDAY)

    assert calls == resting == 6
    assert again.provenance.level == "model"


@pytest.mark.anyio
async def test_a_reader_who_leaves_stops_the_model_and_the_call_is_counted() -> None:
    """Closing the stream closes the connection; the ledger says that the reader left."""
    ledger = MemoryLedger()
    async with misbehaving(says(GOOD)) as server, desk_at(server, ledger) as ours:
        steps = propose_stream(ASKED, ours, now=FRIDAY)
        first = await anext(aiter(steps))
        await steps.aclose()

    assert first.kind == "text"
    assert [call.outcome for call in ledger.calls] == ["left"]


@pytest.mark.anyio
async def test_when_only_the_round_of_mending_fails_what_stood_is_kept() -> None:
    """The first answer was half good; the server dies before the second: the good half is the draft."""
    half = said((1, [1], TERM), (1, [1], "Мы подарим вам скидку 20 %."))
    ledger = MemoryLedger()
    async with misbehaving(says(half), refuses(500, retry_after="0")) as server, desk_at(server, ledger) as ours:
        made = await propose(ASKED, ours, now=FRIDAY)

    assert isinstance(made, Draft)
    assert made.provenance.level == "model"
    assert TERM in made.text
    assert "20 %" not in made.text
    assert [note.kind for note in made.notes] == ["removed"]
    assert [call.outcome for call in ledger.calls] == ["ok", "server_error"]
