"""Marks of a card: what lists and queues look for in it, kept beside the card in rows of their own.

Reading millions of whole cards for a word takes minutes; a mark is found by its index. What the marks say: ``critical``
(any critical error), ``candidate`` (one that waits for a person), ``unsafe_link``, ``left_open`` (a weighty criterion
undecided, or a tone heard and not judged), ``parts_differ`` (rules, ear and model do not agree), ``complaint`` (the
customer made one), ``redirected`` (a question was passed on), ``model_failed`` (the card fell to a lower level).
"""

from typing import Literal

from qa_scoring.scorecard import Scorecard, Scored, Unscored, Unsure

Mark = Literal[
    "critical", "candidate", "unsafe_link", "left_open", "parts_differ", "complaint", "redirected", "model_failed",
    "several_hands", "low_rating", "drawn_reviewed",
]  # fmt: skip
SEVERAL_HANDS: Mark = "several_hands"
"""Another colleague wrote to the customer before; told from the conversation, not from the card (`card_hands`)."""
UNHAPPY: Mark = "low_rating"
"""The customer rated the conversation low; told from the ratings (`card_hands`)."""
LOW_RATING = 0.4
"""Shares of the scale up to here are an unhappy customer: 1 and 2 of 5."""
DRAWN_REVIEWED: Mark = "drawn_reviewed"
"""Somebody reviewed a reply of the random share; marked with the review (`human_review.queue`)."""
MODEL_FAILED = "model_failed"
"""The flag of a card whose model could not be reached: it has a lower level and is scored again later."""
PARTS_DIFFER = "parts_differ"
"""The flag of a card whose model decided against what the cheap levels lean to (`qa_scoring.disagreement`)."""
WEIGHTY = ("asks_covered", "correctness")
TONE_FLAGS = ("harsh_words", "colder_than_usual")
"""Flags of `qa_scoring.tone_triage`: the machine heard something and decided nothing."""


def marks_of(card: Scorecard | Unscored, before: Scorecard | Unscored | None = None) -> tuple[Mark, ...]:
    """The marks of a card, by name; an unscored reply has none. ``before``: the card it takes the place of."""
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
        "parts_differ": not flags.isdisjoint((*TONE_FLAGS, PARTS_DIFFER))
        or any(isinstance(each, Unsure) and each.code == "passes_differ" for each in card.criteria.values())
        or (before is not None and bool(levels_differ(before, card))),
        "redirected": any(each.status == "redirected" for each in card.asks),
        "unsafe_link": any(each.code == "unsafe_link" for each in card.critical),
    }
    return tuple(mark for mark, holds in found.items() if holds)


def levels_differ(before: Scorecard | Unscored, after: Scorecard | Unscored) -> tuple[str, ...]:
    """Criteria that two levels decided apart, one met and the other not, of the same words by the same standard.

    Empty for cards of one level, of other words or of another standard: there something else has changed.
    """
    if isinstance(before, Unscored) or isinstance(after, Unscored) or before.level == after.level:
        return ()
    if before.message_ids != after.message_ids or before.pins.standard != after.pins.standard:
        return ()
    if before.pins.thread and after.pins.thread and before.pins.thread != after.pins.thread:
        return ()
    return tuple(
        code
        for code, verdict in after.criteria.items()
        if isinstance(verdict, Scored)
        and isinstance(other := before.criteria.get(code), Scored)
        and (verdict.verdict == "pass") != (other.verdict == "pass")
    )
