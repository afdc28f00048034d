"""Nobody reads of people who are not his to see: every GET of the API, asked by an operator and by another lead."""

from datetime import timedelta

import pytest

from tests.api.conftest import NOW, Desk, run
from tests.api.test_doors import routes
from tests.human_review.made_cards import rule, store_reply

_ASKED = {
    "groups": ("operators", "teams", "channels", "topics"),
    "light_id": ("long_wait", "critical"),
    "file_format": ("pdf",),
}
_QUERIES = {
    "/v1/coaching/cases": ("?criterion=respect", "?criterion=respect&operator=igor"),
    "/v1/knowledge/search": ("?q=a",),
    "/v1/scorecards": ("", "?operator=igor"),
    "/v1/reviews/queue": ("", "?operator=igor"),
    "/v1/trends/response-times": ("?by=operator", "?by=team"),
}


def seeded(desk: Desk) -> dict[str, str]:
    """Twelve late replies of Игорь, a task, a session, a dispute and a pinned example of his; one id of each kind."""

    async def store() -> list[str]:
        async with desk.sessions.begin() as session:
            return [
                await store_reply(
                    session, f"igor-{n}", {"respect": rule(0.0)}, at=NOW - timedelta(days=1, minutes=n), author="igor"
                )
                for n in range(12)
            ]

    cards = run(store())
    headers = desk.headers("lead")
    task = desk.web.post(
        "/v1/coaching/tasks", headers=headers, json={"scorecard": cards[0], "criterion": "respect"}
    ).json()
    held = desk.web.post(
        "/v1/coaching/sessions", headers=headers, json={"operator": "igor", "notes": "Разговор с Игорем"}
    ).json()
    desk.as_("igor").contest(cards[1], "respect", "Не согласен, это igor-спор")
    return {
        "card_id": cards[0], "conversation_id": "c-igor-0", "task_id": task["id"], "session_id": held["id"],
        "draft_id": "none", "article_id": "none", "gap_id": "none", "dispute_id": "none", "round_id": "none",
        "plan_id": "none", "pin_id": "none", "target_id": "none", "example_id": "none",
    }  # fmt: skip


def addresses(path: str, ids: dict[str, str]) -> list[str]:
    """What to ask for at a path template."""
    found = [path]
    for part in path.split("/"):
        if part.startswith("{"):
            name = part.strip("{}").split(":")[0]
            given = _ASKED.get(name, (ids.get(name, "none"),))
            found = [each.replace(part, value) for each in found for value in given]
    return [each + query for each in found for query in _QUERIES.get(path, ("",))]


@pytest.mark.parametrize("who", ["anna", "other-lead"])
def test_no_answer_tells_of_somebody_elses_operator(desk: Desk, who: str) -> None:
    """Neither his name nor his id, conversations, cards or comments; what is asked for by his ids is refused."""
    ids = seeded(desk)
    signs = ("igor", "Игорь", "Игорем", ids["card_id"], ids["task_id"], ids["session_id"])
    told, asked = [], 0
    for method, path, _ in routes(desk.web.app):
        if method != "GET":
            continue
        for address in addresses(path, ids):
            answer = desk.web.get(address, headers=desk.headers(who))
            asked += 1
            body = answer.text if answer.status_code == 200 else ""
            if answer.status_code >= 500 or any(sign in body for sign in signs):
                told.append((address, answer.status_code, [sign for sign in signs if sign in body]))

    assert asked > 40
    assert told == []


def test_the_own_lead_does_see_them(desk: Desk) -> None:
    """The same questions do have answers for whoever may ask."""
    ids = seeded(desk)
    body = "".join(
        desk.web.get(address, headers=desk.headers("lead")).text
        for address in ("/v1/scorecards", "/v1/trends/operators", "/v1/coaching/sessions", "/v1/disputes",
                        f"/v1/conversations/{ids['conversation_id']}", "/v1/reviews/queue", "/v1/spotlights")
    )  # fmt: skip

    assert "igor" in body
    assert ids["card_id"] in body
