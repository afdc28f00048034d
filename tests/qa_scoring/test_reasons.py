"""Every reason has both languages, and never the words the house does not use."""

import re
import string

import pytest

from qa_scoring.reasons import _REASONS, all_codes, say
from reply_core.types import Language

FORBIDDEN = re.compile(r"провал|ошибка оператора|вина оператора|operator's error|failure", re.IGNORECASE)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("code", all_codes())
def test_every_code_speaks_both_languages(code: str, language: Language) -> None:
    """Each sentence can be said in both languages, without blaming anybody."""
    said = say(code, language, **dict.fromkeys(_fields(code), "7"))

    assert said
    assert not FORBIDDEN.search(said)


def _fields(code: str) -> set[str]:
    return {name for text in _REASONS[code] for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_ask_for_the_same_values() -> None:
    """A reason names the same facts in both languages."""
    for pair in _REASONS.values():
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in pair]
        assert fields[0] == fields[1]


def test_unknown_code_is_an_error() -> None:
    """A code without a sentence is a mistake of ours, never an empty reason."""
    with pytest.raises(KeyError):
        say("no_such_code", "ru")
