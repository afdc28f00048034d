"""A version in shadow over HTTP: ordered for the drawn drafts only, seen in figures by heads only."""

from collections.abc import Callable

import pytest

from api.client import ApiProblem
from model_gateway.scripted import ScriptedGateway
from reply_core.settings import Settings, load_settings
from tests.api.conftest import Desk
from tests.api.test_conversations import ask
from tests.api.test_variants import FIRST


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The first version is tried on every draft."""
    return load_settings(data_dir=settings.data_dir, upload_limit_mb=1.0, shadow_prompt=1, shadow_share=1.0)


def test_a_drawn_draft_orders_its_shadow_once(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """The job gets ids only; a variant orders none; the operator sees nothing of it."""
    desk = make_desk(sqlite_url, gateway=ScriptedGateway([FIRST, FIRST]))
    ask(desk)
    draft = desk.as_("anna").draft("a-1", variants=2)
    ordered = [each for each in desk.enqueued if each[0] == "drafting.shadow"]

    assert ordered == [("drafting.shadow", f"{draft.id}:1", {"draft_id": draft.id, "version": 1})]


def test_without_a_model_nothing_is_tried(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """There is no prompt to compare with."""
    desk = make_desk(sqlite_url)
    ask(desk)
    desk.as_("anna").draft("a-1")

    assert [each for each in desk.enqueued if each[0] == "drafting.shadow"] == []


def test_figures_are_for_heads(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """The lead sees what is tried; an operator may not."""
    desk = make_desk(sqlite_url)
    found = desk.as_("lead").shadow()

    assert (found.items, found.version, found.share) == ((), 1, 1.0)
    with pytest.raises(ApiProblem) as refused:
        desk.as_("anna").shadow()
    assert refused.value.status == 403
