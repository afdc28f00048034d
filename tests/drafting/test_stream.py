"""Drafts told as they are written: sentence by sentence, anew after a break, the same shape without a model."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.model_answer import SentenceScanner, written
from drafting.outcome import Draft
from drafting.propose import DraftEvent, propose_stream
from model_gateway.gateway import Cause
from model_gateway.scripted import Breaks, ScriptedGateway
from tests.drafting.desks import FRIDAY, desk, inquiry
from tests.drafting.test_walks import KETTLE, WALK_A, drafted
from tests.drafting.test_write import GOOD, INVENTED, said


async def events(gateway: ScriptedGateway | None, text: str = WALK_A) -> list[DraftEvent]:
    asked = inquiry(text, name="Ольга", order=KETTLE)
    return [event async for event in propose_stream(asked, desk(gateway=gateway), now=FRIDAY)]


@pytest.mark.anyio
async def test_streams_sentence_by_sentence_then_the_draft() -> None:
    """Verified sentences come one by one; the last event is the whole draft."""
    told = await events(ScriptedGateway([GOOD]))

    assert [event.kind for event in told] == ["text", "text", "draft"]
    assert told[0].text.startswith("Вернуть чайник можно")
    final = drafted(told[-1].outcome) if told[-1].outcome else None
    assert final is not None
    assert told[1].text in final.text


@pytest.mark.anyio
async def test_an_invented_sentence_is_never_streamed() -> None:
    """A sentence is told only once it has been borne out."""
    told = await events(ScriptedGateway([said((2, [2], "Обратную доставку оплачиваем мы."), INVENTED), GOOD]))

    assert not any("20 %" in event.text for event in told)
    assert told[-1].kind == "draft"


@pytest.mark.anyio
@pytest.mark.parametrize("cause", ["cut_off", "timeout", "server_error"])
async def test_walk_b_an_endpoint_cut_off_in_the_middle_falls_back(cause: Cause) -> None:
    """After the break the text starts anew, made without the model, and the draft says so."""
    half = GOOD[: GOOD.index("Обратную")]
    told = await events(ScriptedGateway([Breaks(cause, after=half)]))
    kinds = [event.kind for event in told]
    final = told[-1].outcome

    assert kinds[0] == "text"
    assert "restart" in kinds
    assert kinds[-1] == "draft"
    assert isinstance(final, Draft)
    assert final.provenance.note.endswith("составлено без неё")
    assert "Чайник Роса можно вернуть" in final.text


@pytest.mark.anyio
async def test_without_a_model_the_stream_has_the_same_shape() -> None:
    """Composed drafts are told the same way."""
    told = await events(None)

    assert [event.kind for event in told] == ["text"] * (len(told) - 1) + ["draft"]
    assert len(told) > 3
    assert told[-1].text == drafted(told[-1].outcome).text if told[-1].outcome else False


ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "ask": st.integers(0, 3),
            "cites": st.lists(st.integers(1, 4), max_size=2),
            "text": st.text(alphabet='аб {}[]",\\:.\n', max_size=20),
        }
    ),
    max_size=4,
)


@settings(deadline=None)
@given(ITEMS, st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_sentences_are_found_however_the_answer_is_cut_into_pieces(
    items: list[dict[str, Any]], cuts: list[int]
) -> None:
    """Every sentence is found once, in order, whatever its characters and however the stream is cut."""
    answer = json.dumps({"sentences": items, "unanswered": []}, ensure_ascii=False)
    scanner, found, at, step = SentenceScanner(), [], 0, 0
    while at < len(answer):
        size = cuts[step % len(cuts)]
        found += scanner.feed(answer[at : at + size])
        at, step = at + size, step + 1

    assert found == [sentence for item in items if (sentence := written(item)) is not None]
    assert scanner.text == answer
