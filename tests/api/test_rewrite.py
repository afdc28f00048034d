"""The door of the rewrite tools."""

import pytest

from api.client import ApiProblem
from tests.api.conftest import Desk


def test_a_text_is_rewritten_by_rules_without_a_model(desk: Desk) -> None:
    """Courtesy goes, the fact stays, and the level says how it was made."""
    made = desk.as_("anna").rewrite("Благодарим за обращение. Вернуть можно за 14 дней.", "shorter", channel="chat")

    assert made.text == "Вернуть можно за 14 дней."
    assert made.changed
    assert made.level == "rules"


def test_what_needs_a_model_says_so_in_the_readers_language(desk: Desk) -> None:
    """The note follows the language of the request."""
    assert "модели" in desk.as_("anna").rewrite("Вернуть можно.", "warmer").note
    assert "model" in desk.as_("anna", "en").rewrite("Вернуть можно.", "warmer").note


@pytest.mark.parametrize(("text", "tool"), [("", "shorter"), ("Да.", "louder"), ("а" * 7_000, "shorter")])
def test_what_cannot_be_rewritten_is_refused_with_the_cure(desk: Desk, text: str, tool: str) -> None:
    """No text, an unknown tool, too long a text."""
    with pytest.raises(ApiProblem) as refused:
        desk.as_("anna").rewrite(text, tool)

    assert refused.value.status == 400
    assert refused.value.detail
