"""Accepted replies over the API: searched by question, taken away by a lead, with a trail."""

from typing import Any

import pytest

from api.client import ApiProblem
from human_review.exemplar_search import ExemplarIndex
from human_review.exemplars import exemplars_of
from reply_core import audit
from reply_core.tables import Exemplar
from tests.api.conftest import NOW, Desk, run

REPLY = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."


def _stored(desk: Desk, count: int = 1) -> None:
    async def store() -> None:
        async with desk.sessions.begin() as session:
            for number in range(count):
                session.add(
                    Exemplar(
                        id=f"e{number}", brand_id="demo", topic="return", message_id=f"m{number}", draft_id="d",
                        decision="edited", question="Можно вернуть товар?", reply=f"{REPLY} {number}", text_hash="h",
                        total=88.0, at=NOW,
                    )
                )  # fmt: skip
        async with desk.sessions() as session:
            desk.services.shop.exemplars = ExemplarIndex(await exemplars_of(session, "demo"))

    run(store())


def test_accepted_replies_are_found_by_question(any_desk: Desk) -> None:
    """With decision, topic and total in words; narrowed to another topic there are none."""
    _stored(any_desk, 3)
    anna = any_desk.as_("anna")
    found = anna.exemplars("Скажите, можно ли вернуть товар?", limit=2)

    assert (len(found.items), found.total) == (2, 3)
    first = found.items[0]
    assert (first.decision, first.decision_label, first.topic, first.total) == (
        "edited", "принят с правкой", "return", 88,
    )  # fmt: skip
    assert anna.exemplars("Можно вернуть товар?", topic="points").items == ()
    assert anna.exemplars("Где ваш склад в Казани?").items == ()


def test_a_lead_takes_one_away_and_it_is_in_the_trail(any_desk: Desk) -> None:
    """An operator may not; the lead may once; the trail names who and what, and no text."""
    _stored(any_desk)
    with pytest.raises(ApiProblem) as refused:
        any_desk.as_("anna").drop_exemplar("e0")
    any_desk.as_("lead").drop_exemplar("e0")
    with pytest.raises(ApiProblem) as gone:
        any_desk.as_("lead").drop_exemplar("e0")

    async def trail() -> Any:
        async with any_desk.sessions() as session:
            return await audit.events(session, "exemplar:e0"), await exemplars_of(session, "demo")

    events, left = run(trail())
    assert (refused.value.status, gone.value.status) == (403, 404)
    assert [(each.actor, each.action) for each in events] == [("lead", "exemplar.withdrawn")]
    assert REPLY not in str(events)
    assert left == ()


@pytest.mark.parametrize("query", ["", "?q=", "?q=a&limit=0", "?q=a&limit=51", f"?q={'a' * 2001}"])
def test_bad_searches_are_refused(desk: Desk, query: str) -> None:
    """No question, an empty or endless one, too many wanted: 400 with what is wrong."""
    answer = desk.web.get(f"/v1/exemplars{query}", headers=desk.headers("anna"))

    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_draft_says_when_its_words_are_an_accepted_replys(desk: Desk) -> None:
    """The desk's drafts are handed the shop's accepted replies."""
    _stored(desk)

    assert desk.services.shop.desk().wordings is desk.services.shop.exemplars
