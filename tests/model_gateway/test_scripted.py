"""The scripted model and what stands around a model: breaker, ledger, token counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from model_gateway.breaker import Breaker, GuardedGateway
from model_gateway.gateway import ModelFailure, ModelRequest, read_json
from model_gateway.ledger import DatabaseLedger, MemoryLedger, Prices, ask
from model_gateway.scripted import Breaks, ScriptedGateway
from model_gateway.tokens import count, estimate, is_exact
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.tables import ModelCall

NOW = datetime(2026, 11, 13, 14, 40, tzinfo=UTC)
REQUEST = ModelRequest(purpose="draft", system="s", user="u", prompt="draft_reply/v1.ru", prompt_hash="abc")


@pytest.mark.anyio
async def test_gives_its_outputs_in_order_and_keeps_the_requests() -> None:
    """Each call takes the next output; one call too many is a failure, not a repeat."""
    model = ScriptedGateway(["раз", "два"])
    said = [(await model.complete(REQUEST)).text, (await model.complete(REQUEST)).text]
    with pytest.raises(ModelFailure) as caught:
        await model.complete(REQUEST)

    assert said == ["раз", "два"]
    assert len(model.requests) == 3
    assert caught.value.cause == "script_ended"


@pytest.mark.anyio
async def test_streams_the_same_words_it_would_say_at_once() -> None:
    """Pieces joined are the output, and usage is counted."""
    text = "Чайник можно вернуть в течение 14 дней после получения."
    stream = ScriptedGateway([text]).stream(REQUEST)
    pieces = [piece async for piece in stream]

    assert "".join(pieces) == text
    assert len(pieces) > 1
    assert stream.reply is not None
    assert stream.reply.tokens_out == count(text)


@pytest.mark.anyio
async def test_a_scripted_break_comes_after_its_words() -> None:
    """A stream scripted to break says its beginning first."""
    stream = ScriptedGateway([Breaks("cut_off", after="Добрый")]).stream(REQUEST)
    heard = await anext(stream)
    with pytest.raises(ModelFailure) as caught:
        await anext(stream)

    assert heard == "Добрый"
    assert caught.value.cause == "cut_off"


@pytest.mark.anyio
async def test_breaker_rests_after_failures_and_tries_once_more() -> None:
    """Two failures in a row open it; while open the model is not called; later one call tries and closes it."""
    clock = FixedClock(NOW)
    inner = ScriptedGateway([Breaks("timeout"), Breaks("busy"), "снова здесь", "и дальше"])
    model = GuardedGateway(inner, Breaker(failures=2, reset_seconds=60, clock=clock))
    causes: list[str] = []
    for _ in range(3):
        with pytest.raises(ModelFailure) as caught:
            await model.complete(REQUEST)
        causes.append(caught.value.cause)
    clock.advance(timedelta(seconds=61))

    assert causes == ["timeout", "busy", "resting"]
    assert len(inner.requests) == 2
    assert (await model.complete(REQUEST)).text == "снова здесь"
    assert [piece async for piece in model.stream(REQUEST)] == ["и дальше"]


@pytest.mark.anyio
async def test_half_open_breaker_lets_only_one_through() -> None:
    """After the rest the first call tries; a second one beside it is still refused until the first succeeded."""
    clock = FixedClock(NOW)
    breaker = Breaker(failures=1, reset_seconds=60, clock=clock)
    breaker.failed()
    clock.advance(timedelta(seconds=61))
    breaker.check()
    with pytest.raises(ModelFailure):
        breaker.check()
    breaker.succeeded()
    breaker.check()

    assert not breaker.is_open


@pytest.mark.anyio
async def test_a_shapeless_answer_does_not_open_the_breaker() -> None:
    """The endpoint is alive: only the answer was bad."""
    model = GuardedGateway(ScriptedGateway([Breaks("not_json")] * 3), Breaker(failures=2))
    for _ in range(3):
        with pytest.raises(ModelFailure) as caught:
            await model.complete(REQUEST)

    assert caught.value.cause == "not_json"


def test_a_breaker_that_never_closes_is_refused() -> None:
    """Zero failures would mean always open."""
    with pytest.raises(ValueError, match="at least one"):
        Breaker(failures=0)


@pytest.mark.anyio
async def test_ledger_keeps_calls_with_cost_and_failures_with_cause() -> None:
    """A call is one line with tokens and money, a failed one with its cause; no text of the request is in it."""
    ledger, clock = MemoryLedger(), FixedClock(NOW)
    model = ScriptedGateway(["ответ", Breaks("busy")])
    prices = Prices(per_million_in=100.0, per_million_out=1_000.0)
    await ask(model, REQUEST, ledger=ledger, prices=prices, clock=clock)
    with pytest.raises(ModelFailure):
        await ask(model, REQUEST, ledger=ledger, clock=clock)

    first, second = ledger.calls
    assert (first.outcome, first.prompt, first.at) == ("ok", "draft_reply/v1.ru", NOW)
    assert first.cost == pytest.approx((first.tokens_in * 100 + first.tokens_out * 1000) / 1e6)
    assert (second.outcome, second.cost, second.tokens_in) == ("busy", None, 0)
    assert "ответ" not in repr(ledger.calls)


@pytest.mark.anyio
async def test_the_database_keeps_the_ledger(sessions: Sessions) -> None:
    """Each call is a row of its own, kept at once."""
    ledger = DatabaseLedger(sessions.begin)
    await ask(ScriptedGateway(["ответ"]), REQUEST, ledger=ledger, clock=FixedClock(NOW))
    with pytest.raises(ModelFailure):
        await ask(ScriptedGateway([Breaks("timeout")]), REQUEST, ledger=ledger, clock=FixedClock(NOW))
    async with sessions() as session:
        rows = (await session.exec(select(ModelCall).order_by(col(ModelCall.outcome)))).all()

    assert [(row.outcome, row.purpose, row.prompt, row.at) for row in rows] == [
        ("ok", "draft", "draft_reply/v1.ru", NOW),
        ("timeout", "draft", "draft_reply/v1.ru", NOW),
    ]


def test_no_price_is_no_cost() -> None:
    """An unknown price gives None, not zero."""
    assert Prices().cost(10, 10) is None
    assert Prices(per_million_in=0.0, per_million_out=0.0).cost(10, 10) == 0


@pytest.mark.parametrize("text", ["", "да", "[1]", '"a"', "null"])
def test_only_an_object_is_json_for_us(text: str) -> None:
    """Arrays, strings and prose are refused."""
    with pytest.raises(ModelFailure):
        read_json(text)


def test_counts_are_exact_where_the_vocabulary_is_installed() -> None:
    """Counts as other implementations of o200k_base publish them."""
    expected = {
        "": 0,
        "hello world": 2,
        "tiktoken is great!": 6,
        "antidisestablishmentarianism": 6,
        "お誕生日おめでとう": 8,
    }

    assert is_exact()
    assert {text: count(text) for text in expected} == expected


@settings(deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_counts_grow_with_text(first: str, second: str) -> None:
    """More text never costs less by more than one seam, counted or estimated."""
    assert estimate(first + " " + second) + 2 >= estimate(first)
    assert count(first + "\n\n" + second) + 2 >= count(first)
    assert (estimate(first) > 0) == (count(first) > 0) or not first.strip()
