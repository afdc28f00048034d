"""The digest by API: preview, targets without their secrets, test sends; a lead of a team has the team's alone."""

from typing import Any

import pytest

from api.views import Problem
from reply_core.audit import events
from tests.api.conftest import Desk, run
from tests.api.test_sign_in import refusal
from tests.human_review.test_digest import hook

SLACK = {"kind": "webhook", "address": "https://hooks.slack.com/services/T0/B0/verysecret", "shape": "slack"}


def allow_private(desk: Desk) -> None:
    """Let webhooks lie on this machine."""
    desk.services.settings = desk.services.settings.model_copy(update={"webhook_private": True})


@pytest.mark.parametrize(("language", "word"), [("ru", "мало данных"), ("en", "too few data")])
def test_the_preview_of_an_empty_shop_says_so(desk: Desk, language: str, word: str) -> None:
    """No number that was not counted, in the reader's language, in every shape."""
    found = desk.as_("lead", language).digest()

    assert (str(found.since), str(found.until)) == ("2026-11-09", "2026-11-15")
    assert word in found.text
    assert found.title in found.html
    assert found.slack["blocks"][0]["text"]["text"] == found.title
    assert found.telegram["parse_mode"] == "HTML"


def test_a_target_is_kept_without_showing_its_secret(desk: Desk) -> None:
    """Added, listed, removed; the address of a webhook is never given back; the trail has it without the address."""
    lead = desk.as_("lead")
    made = lead.add_digest_target(SLACK)
    listed = lead.digest_targets()
    again = refusal(lambda: lead.add_digest_target(SLACK))
    lead.remove_digest_target(made.id)

    async def trail() -> list[Any]:
        async with desk.services.reading() as session:
            return list(await events(session, f"digest_target:{made.id}"))

    seen = run(trail())
    assert [each.address for each in listed.items] == ["hooks.slack.com/…cret"]
    assert "verysecret" not in str(listed) + str(made) + str(seen)
    assert {each.action for each in seen} == {"digest.added", "digest.removed"}
    assert (listed.at, listed.email, again.status) == ("mon 09:00", False, 409)
    assert lead.digest_targets().items == ()


def test_a_team_s_lead_has_the_team_s_alone(desk: Desk) -> None:
    """Another team's digest, targets and test sends are refused; without a word it is the own team's."""
    everybody = desk.as_("lead").add_digest_target(SLACK)
    mine = desk.as_("other-lead").add_digest_target(SLACK)

    assert (everybody.team, mine.team) == ("", "Ночная")
    assert desk.as_("other-lead").digest().team == "Ночная"
    assert [each.id for each in desk.as_("other-lead").digest_targets().items] == [mine.id]
    assert desk.as_("other-lead").digest_targets().teams == ("Ночная",)
    assert {each.id for each in desk.as_("lead").digest_targets().items} == {everybody.id, mine.id}
    for refused in (
        lambda: desk.as_("other-lead").digest(team="Дневная"),
        lambda: desk.as_("other-lead").add_digest_target({**SLACK, "team": "Дневная"}),
        lambda: desk.as_("other-lead").remove_digest_target(everybody.id),
        lambda: desk.as_("other-lead").test_digest_target(everybody.id),
        lambda: desk.as_("trainer").digest(),
        lambda: desk.as_("anna").digest_targets(),
    ):
        assert refusal(refused).status == 403


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "kind"),
        ({**SLACK, "kind": "fax"}, "kind"),
        ({**SLACK, "shape": "teams"}, "shape"),
        ({**SLACK, "language": "fi"}, "language"),
        ({**SLACK, "address": "http://hooks.slack.com/x"}, "address"),
        ({**SLACK, "address": "javascript:alert(1)"}, "address"),
        ({**SLACK, "address": "https://" + "a" * 2000}, "address"),
        ({"kind": "email", "address": "a@b.example"}, "smtp_host"),
        ({**SLACK, "more": 1}, "more"),
    ],
)
def test_targets_that_will_not_do_are_refused(desk: Desk, body: dict[str, Any], where: str) -> None:
    """400 with the field and the cure."""
    answer = desk.web.post("/v1/digest/targets", json=body, headers=desk.headers("lead"))
    problem = Problem.model_validate_json(answer.content)

    assert answer.status_code == 400
    assert where in problem.where
    assert problem.mend


def test_a_test_send_says_what_happened(desk: Desk) -> None:
    """To a private address: refused and shown beside the target; allowed: taken, and the error is gone."""
    allow_private(desk)
    with hook() as (address, taken):
        made = desk.as_("lead").add_digest_target({"kind": "webhook", "address": f"{address}/hook-secret"})
        desk.services.settings = desk.services.settings.model_copy(update={"webhook_private": False})
        refused = desk.as_("lead").test_digest_target(made.id)
        shown = desk.as_("lead").digest_targets().items[0].last_error
        allow_private(desk)
        arrived = desk.as_("lead").test_digest_target(made.id)

    assert (refused.sent, refused.error, bool(shown)) == (False, shown, True)
    assert "hook-secret" not in shown
    assert (arrived.sent, arrived.error, len(taken)) == (True, "", 1)
    assert desk.as_("lead").digest_targets().items[0].last_error == ""


def test_unknown_targets_are_404(desk: Desk) -> None:
    """Nothing to remove, nothing to test."""
    for call in (desk.as_("lead").remove_digest_target, desk.as_("lead").test_digest_target):
        assert refusal(lambda call=call: call("none")).status == 404  # type: ignore[misc]
