"""Marks of a card: what lists and queues look for in it, kept beside the card in rows of their own.

Reading millions of whole cards for a word takes minutes; a mark is found by its index. What the marks say: ``critical``
(any critical error), ``candidate`` (one that waits for a person), ``unsafe_link``, ``left_open`` (a weighty criterion
undecided, or a tone heard and not judged), ``complaint`` (the customer made one), ``redirected`` (a question was passed
on), ``model_failed`` (the card fell to a lower level).
"""

from typing import Literal

from qa_scoring.scorecard import Scorecard, Unscored, Unsure

Mark = Literal["critical", "candidate", "unsafe_link", "left_open", "complaint", "redirected", "model_failed"]
MODEL_FAILED = "model_failed"
"""The flag of a card whose model could not be reached: it has a lower level and is scored again later."""
WEIGHTY = ("asks_covered", "correctness")
TONE_FLAGS = ("harsh_words", "colder_than_usual")
"""Flags of `qa_scoring.tone_triage`: the machine heard something and decided nothing."""


def marks_of(card: Scorecard | Unscored) -> tuple[Mark, ...]:
    """The marks of a card, by name; an unscored reply has none."""
    if isinstance(card, Unscored):
        return ()
    flags = {flag.code for flag in card.flags}
    found: dict[Mark, bool] = {
        "candidate": any(each.state == "candidate" for each in card.critical),
        "complaint": any(each.ask.kind == "complaint" for each in card.asks),
        "critical": bool(card.critical),
        "left_open": any(isinstance(card.criteria.get(code), Unsure) for code in WEIGHTY)
        or not flags.isdisjoint(TONE_FLAGS),
        "model_failed": MODEL_FAILED in flags,
        "redirected": any(each.status == "redirected" for each in card.asks),
        "unsafe_link": any(each.code == "unsafe_link" for each in card.critical),
    }
    return tuple(mark for mark, holds in found.items() if holds)
