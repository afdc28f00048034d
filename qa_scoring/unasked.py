"""What a case does not ask for: verdicts of few words, each made once and shared by millions of cards."""

from functools import lru_cache

from qa_scoring.reasons import say
from qa_scoring.verdicts import NotApplicable
from reply_core.types import Language


@lru_cache(maxsize=128)
def does_not_apply(why: str, language: Language, *, code: str = "") -> NotApplicable:
    """Why a criterion does not apply, a code of `qa_scoring.reasons` without values; ``code``: a key of its own.

    Raises:
        KeyError: there is no such reason.
    """
    return NotApplicable(reason=say(why, language), code=code or why)
