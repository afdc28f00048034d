"""Trends beside quality over the API: response times and what stands with them."""

from datetime import timedelta
from typing import Any

import pytest

from api.client import ApiProblem
from api.show_response import duration_text
from reply_core.conversations import receive_many
from reply_core.inbound import InboundMessage
from tests.api.conftest import CALENDAR, NOW, Desk, run


async def _talks(desk: Desk, author: str, count: int, minutes: int) -> None:
    begun = NOW - timedelta(minutes=60)
    shared: dict[str, Any] = {"source": "test", "channel": "chat"}
    messages = []
    for number in range(count):
        name = f"{author}-{number}"
        messages += [
            InboundMessage(
                **shared, conversation_id=name, external_id=f"{name}-in", direction="in", author_kind="customer",
                text="Где мой заказ?", at=begun,
            ),
            InboundMessage(
                **shared, conversation_id=name, external_id=f"{name}-out", direction="out", author_kind="operator",
                author_id=author, text="Добрый день! Привезём завтра.", at=begun + timedelta(minutes=minutes),
            ),
        ]  # fmt: skip
    async with desk.services.sessions.begin() as session:
        await receive_many(session, messages, clock=desk.services.clock, calendar_for=lambda _brand: CALENDAR)


def test_response_times_say_n_and_interval_or_not_enough_data(any_desk: Desk) -> None:
    """Twelve answers of Igor's have a median, a share and words; Anna's seven are counted only."""
    run(_talks(any_desk, "igor", 12, 3))
    run(_talks(any_desk, "anna", 7, 3))

    found = any_desk.as_("lead").response_times(weeks=4)

    anna, igor = found.groups
    assert (anna.name, anna.period.waits, anna.period.median.seconds, anna.period.share) == ("Анна", 7, None, None)
    assert (igor.period.median.seconds, igor.period.share, igor.period.judged) == (180, 100, 12)
    assert igor.period.low is not None
    assert igor.period.low < 100
    assert igor.period.text.startswith("половина ждала до 3 мин")
    assert found.together.waits == 19


def test_an_operator_sees_only_his_own_response_times(desk: Desk) -> None:
    """Anna asks: Igor's waits are in no number she gets."""
    run(_talks(desk, "igor", 12, 3))
    run(_talks(desk, "anna", 2, 3))

    found = desk.as_("anna").response_times(weeks=4)

    assert [group.name for group in found.groups] == ["Анна"]
    assert found.together.waits == 2


def test_ratings_come_in_once_and_stand_beside_criteria(any_desk: Desk) -> None:
    """A file of twelve ratings with a bad row: twelve stored, one named; again: none new; the mean has its n."""
    run(_talks(any_desk, "igor", 12, 3))
    text = "Диалог;Оценка\n" + "".join(f"igor-{number};{4 + number % 2}\n" for number in range(12)) + "igor-1;9\n"
    lead = any_desk.as_("lead")

    first = lead.import_ratings([("оценки.csv", text.encode("cp1251"))], scale="1-5")
    second = lead.import_ratings([("оценки.csv", text.encode("cp1251"))], scale="1-5")
    found = lead.customers(weeks=4, by="channel")

    assert (first.ratings, first.stored, first.unknown_conversations) == (12, 12, 0)
    assert [(bad.line, bad.why) for bad in first.bad] == [(14, "оценка «9» не на шкале 1–5")]
    assert second.stored == 0
    assert found.together.rating.n == 12
    assert found.together.rating.value == pytest.approx(87.5)
    assert found.groups[0].name == "чат"
    assert {each.rating.bond for each in found.criteria} == {"not enough data"}


@pytest.mark.parametrize(("fields", "status"), [({"scale": "five"}, 400), ({"colour": "red"}, 400)])
def test_a_rating_file_with_a_wrong_field_is_refused(desk: Desk, fields: dict[str, str], status: int) -> None:
    """The field is named and nothing is stored."""
    files = {"files": ("r.csv", b"ticket;rating\n1;5\n")}

    answer = desk.web.post("/v1/ratings/import", headers=desk.headers("lead"), files=files, data=fields)

    assert answer.status_code == status
    assert next(iter(fields)) in answer.text


def test_an_operator_may_not_import_ratings(desk: Desk) -> None:
    """The role is refused by the door."""
    with pytest.raises(ApiProblem) as refused:
        desk.as_("anna").import_ratings([("r.csv", b"ticket;rating\n1;5\n")])

    assert refused.value.status == 403


@pytest.mark.parametrize("query", ["by=mood", "unit=year", "weeks=0", "weeks=1000", "weeks=ten"])
def test_what_cannot_be_asked_for_is_refused_with_its_place(desk: Desk, query: str) -> None:
    """A wrong cut or period is a 400 that names the parameter."""
    answer = desk.web.get(f"/v1/trends/response-times?{query}", headers=desk.headers("lead"))

    assert answer.status_code == 400
    assert query.split("=")[0] in answer.text


def test_a_service_key_reads_no_trends(desk: Desk) -> None:
    """The role is refused by the door."""
    with pytest.raises(ApiProblem) as refused:
        desk.as_("service").response_times()

    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [(0, "0 с", "0 s"), (59, "59 с", "59 s"), (3599, "1 ч", "1 h"), (5400, "1 ч 30 мин", "1 h 30 min")],
)
def test_lengths_have_their_unit(seconds: float, russian: str, english: str) -> None:
    """Seconds, minutes, hours; an hour is never sixty minutes."""
    assert (duration_text(seconds, "ru"), duration_text(seconds, "en")) == (russian, english)
