"""What a case does not ask for is said once and shared."""

from qa_scoring.reasons import say
from qa_scoring.unasked import does_not_apply


def test_one_verdict_for_each_reason_and_language() -> None:
    """The same reason gives the same object with its sentence; another language or code gives another."""
    first = does_not_apply("no_wait", "ru")
    assert first is does_not_apply("no_wait", "ru")
    assert (first.reason, first.code) == (say("no_wait", "ru"), "no_wait")
    assert does_not_apply("no_wait", "en").reason == say("no_wait", "en")
    assert does_not_apply("no_wait", "ru", code="own").code == "own"
