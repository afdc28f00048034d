"""A second draft on request, over HTTP: stored beside the first, checked like it, or a word why there is none."""

import json
from collections.abc import Callable

import pytest

from api.client import ApiProblem
from model_gateway.scripted import Breaks, ScriptedGateway
from tests.api.conftest import Desk
from tests.api.test_conversations import ask

FIRST = json.dumps(
    {
        "sentences": [
            {"ask": 1, "cites": [1, 2], "text": "Вернуть товар можно в течение 14 дней после получения."},
            {"ask": 1, "cites": [1, 2], "text": 'Оформите заявку: "Мои заказы" → "Возврат".'},
            {"ask": 2, "cites": [1, 2], "text": "Обратную доставку оплачивает магазин."},
        ],
        "unanswered": [],
    },
    ensure_ascii=False,
)
SECOND = json.dumps(
    {
        "sentences": [
            {"ask": 1, "cites": [1, 2], "text": "Товар можно вернуть в течение 14 дней после получения."},
            {"ask": 2, "cites": [1, 2], "text": "Обратную доставку оплатит магазин."},
        ],
        "unanswered": [],
    },
    ensure_ascii=False,
)


def test_a_model_writes_two_variants_and_both_are_stored(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """The second is asked for in other words; it names the draft it stands beside, and is decided by itself."""
    gateway = ScriptedGateway([FIRST, SECOND])
    desk = make_desk(sqlite_url, gateway=gateway)
    ask(desk)
    first = desk.as_("anna").draft("a-1", variants=2)
    (second,) = first.variants

    assert "второй вариант" in gateway.requests[1].user
    assert "второй вариант" not in gateway.requests[0].user
    assert (first.variant_of, second.variant_of, first.variant_note) == ("", first.id, "")
    assert second.text != first.text
    assert {each.id for each in desk.as_("anna").conversation("a-1").drafts} == {first.id, second.id}
    assert all(each.verdict in {"supported", "no_claim"} for each in second.sentences)
    assert desk.as_("anna").decide(second.id, "accepted").decision is not None


def test_without_a_model_the_variant_is_shorter(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """One sentence for each ask, every one of them the first draft's, and the draft says how it came about."""
    desk = make_desk(sqlite_url)
    ask(desk)
    first = desk.as_("anna").another_draft(desk.as_("anna").draft("a-1").id)

    if first.variants:
        (second,) = first.variants
        assert len(second.text) < len(first.text)
        assert {each.text for each in second.sentences} < {each.text for each in first.sentences}
        assert any(note.kind == "variant" for note in second.notes)
        assert second.unanswered == first.unanswered
    else:
        assert first.variant_note.startswith("Второго варианта нет")


def test_a_model_that_fails_at_the_second_leaves_a_shorter_one(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """The cause stands in the note."""
    desk = make_desk(sqlite_url, gateway=ScriptedGateway([FIRST, Breaks("timeout")]))
    ask(desk)
    (second,) = desk.as_("anna").draft("a-1", variants=2).variants

    assert "Оформите заявку" not in second.text
    assert [note.text for note in second.notes if note.kind == "variant"] == [
        "второй вариант: короче, составлен без модели (не ответила вовремя)"
    ]


def test_a_decided_draft_needs_no_variant(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """Asking for one is refused, with the reason."""
    desk = make_desk(sqlite_url)
    ask(desk)
    anna = desk.as_("anna")
    draft = anna.draft("a-1")
    anna.decide(draft.id, "accepted")
    with pytest.raises(ApiProblem) as refused:
        anna.another_draft(draft.id)

    assert refused.value.status == 409


def test_a_hand_over_has_no_variant_and_says_so(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """Nothing is invented to have two."""
    desk = make_desk(sqlite_url)
    ask(desk, text="Принимаете ли вы старые люльки на переработку?")
    made = desk.as_("anna").draft("a-1", variants=2)

    assert made.variants == ()
    assert made.variant_note.startswith("Второго варианта нет")


@pytest.mark.parametrize("count", [0, 3, 100])
def test_only_one_or_two_are_made(make_desk: Callable[..., Desk], sqlite_url: str, count: int) -> None:
    """Another number is refused in words."""
    desk = make_desk(sqlite_url)
    ask(desk)
    answer = desk.web.post(f"/v1/conversations/a-1/draft?variants={count}", headers=desk.headers("anna"))

    assert answer.status_code == 400
