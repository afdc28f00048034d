"""Standard and voice: versions, two leads at once told apart, a voice tried before it is saved, the guide watched."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from api.client import ApiProblem
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_cards import rule, store_reply


def profile_of(desk: Desk, **changes: Any) -> dict[str, Any]:
    """The voice in force as data, with changes."""
    return {**desk.as_("lead").profile().data, **changes}


def test_two_leads_at_one_standard(any_desk: Desk) -> None:
    """The second to save on the version both began with is told which one is in force; nothing of his is stored."""
    lead, admin = any_desk.as_("lead"), any_desk.as_("admin")
    base = lead.standard().version
    first = lead.switch_standard({"weights": {"empathy": 7}}, base)
    with pytest.raises(ApiProblem) as late:
        admin.switch_standard({"weights": {"empathy": 9}}, base)

    assert late.value.status == 409
    assert first.version in late.value.detail
    assert base in late.value.detail
    assert "откройте страницу заново" in late.value.mend
    assert admin.standard().data["weights"]["empathy"] == 7
    (saved,) = lead.standard_versions().items
    assert (saved.author, saved.in_force, saved.version) == ("lead", True, first.version)
    assert saved.data["weights"]["empathy"] == 7
    assert admin.switch_standard({"weights": {"empathy": 9}}, first.version).version != first.version
    assert {each.author for each in lead.standard_versions().items} == {"lead", "admin"}


def test_of_savers_at_the_same_moment_one_wins(any_desk: Desk) -> None:
    """Four press together with four different weights: one version is made, three are refused with 409."""
    base = any_desk.as_("lead").standard().version

    def press(weight: int) -> int:
        try:
            any_desk.as_("lead").switch_standard({"weights": {"empathy": weight}}, base)
        except ApiProblem as problem:
            return problem.status
        return 200

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(press, (1, 2, 3, 4)))

    assert found == [200, 409, 409, 409]
    assert len(any_desk.as_("lead").standard_versions().items) == 1


def test_two_leads_at_one_voice(any_desk: Desk) -> None:
    """The same for the voice, in the reader's language."""
    base = any_desk.as_("lead").profile().version
    any_desk.as_("lead").save_voice(profile_of(any_desk, exclamations_max=1), base)
    with pytest.raises(ApiProblem) as late:
        any_desk.as_("admin", "en").save_voice(profile_of(any_desk, exclamations_max=0), base)

    assert late.value.status == 409
    assert "was changed while you edited" in late.value.detail
    assert any_desk.as_("lead").profile().data["exclamations_max"] == 1
    assert [each.author for each in any_desk.as_("lead").voice_versions().items] == ["lead"]


def test_a_mistake_in_the_standard_is_named(desk: Desk) -> None:
    """The key and what is allowed there, and nothing is saved."""
    lead = desk.as_("lead")
    for tables, said in (
        ({"weights": {"empathy": -1}}, "weights.empathy"),
        ({"weights": {"whim": 1}}, "weights.whim"),
        ({"targets": {"chat": 0}}, "targets.chat"),
        ({"critical": {"insult": "sometimes"}}, "critical.insult"),
        ({"rules": {"greeting_gap_hours": "long"}}, "rules.greeting_gap_hours"),
        ({"moods": {}}, "moods"),
    ):
        with pytest.raises(ApiProblem) as refused:
            lead.switch_standard(tables)
        assert refused.value.status in {400, 422}
        assert said in refused.value.detail
        assert refused.value.mend
    assert lead.standard_versions().items == ()


def test_a_voice_is_tried_before_it_is_saved(desk: Desk) -> None:
    """A word banned in the draft is found, fixed and nothing is stored; a broken voice is refused by its key."""
    lead = desk.as_("lead")
    draft = profile_of(desk, banned=[{"text": "абракадабра"}], preferred=[{"avoid": "клиент", "prefer": "покупатель"}])
    found = lead.try_voice("Здравствуйте! Абракадабра, наш клиент ждёт ответа.", draft)

    matches = {alert.match.lower(): alert for alert in found.alerts}
    assert "абракадабра" in matches
    assert matches["клиент"].fix == "покупатель"
    text = "Здравствуйте! Абракадабра, наш клиент ждёт ответа."
    assert all(text[alert.start : alert.end] == alert.match for alert in found.alerts)
    assert "абракадабра" not in str(lead.profile().data)
    with pytest.raises(ApiProblem) as refused:
        lead.try_voice("Текст", {**draft, "pronoun": "оно"})
    assert refused.value.status in {400, 422}
    assert "pronoun" in refused.value.detail + refused.value.where


def test_the_guide_says_what_is_watched_and_what_fired(any_desk: Desk) -> None:
    """A banned word fired in two of three replies, with its interval; a rule in words has no check and no share."""

    async def made() -> None:
        async with any_desk.sessions.begin() as session:
            for number, text in enumerate(("К сожалению, нет.", "Увы, к сожалению, закрыто.", "Заказ уже в пути.")):
                await store_reply(session, str(number), {"respect": rule(1.0)}, reply=text, at=NOW - timedelta(days=1))

    run(made())
    lead = any_desk.as_("lead")
    lead.save_voice(profile_of(any_desk, banned=[{"text": "к сожалению"}], voice=["Говорим просто."]))

    found = lead.voice_coverage()

    rules = {each.key: each for each in found.rules}
    banned, spoken = rules["banned:к сожалению"], rules["voice-0"]
    assert (found.replies, found.of, banned.fired) == (3, 3, 2)
    assert banned.fired_text.startswith("2 из 3 ответов, 67 % [")
    assert (spoken.rules, spoken.share, spoken.watched) == (0, None, "следят люди: проверки нет")
    assert found.total == found.watched + 1
    assert rules["insult"].bad
    assert any_desk.as_("other-lead").voice_coverage().replies == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda desk: desk.as_("igor").voice_coverage(),
        lambda desk: desk.as_("lead").voice_coverage(days=0),
        lambda desk: desk.as_("lead").voice_coverage(sample=5000),
        lambda desk: desk.as_("igor").switch_standard({}),
        lambda desk: desk.as_("trainer").save_voice({}),
    ],
)
def test_what_may_not_be_asked(desk: Desk, call: Callable[[Desk], object]) -> None:
    """Roles and numbers out of range are refused in words."""
    with pytest.raises(ApiProblem) as refused:
        call(desk)

    assert refused.value.status in {400, 403}
    assert refused.value.detail
