"""What became of a draft: how alike the sent text is, which sentences came and went, and what kind of change it was."""

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from reply_core.text import fold, sentences, words

ChangeKind = Literal["unchanged", "fact_fixed", "tone", "shortened", "added", "rewritten"]
_SAME_SENTENCE = 60.0
"""Two sentences at least so alike (0 to 100) are one sentence, edited."""
_TOUCHED = 85.0
"""Below this an edited sentence is written anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The way from the draft to the sent text."""

    similarity: float
    """0 to 1; 1 = sent as drafted, spaces aside."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()


def decide(draft_text: str, final_text: str) -> Changes:
    """Compare a draft with what was sent.

    ``fact_fixed``: a number, sum, date or name in a sentence changed. ``tone``: other small changes of a sentence.
    ``rewritten``: a sentence was put in other words. ``shortened``: sentences went and none came. ``added``: new ones.
    """
    before, after = _tidy(draft_text), _tidy(final_text)
    if before == after:
        return Changes(similarity=1.0, kinds=("unchanged",))
    drafted = _sentences(draft_text)
    sent = _apart(_sentences(final_text), drafted)
    pairs = _pairs(drafted, sent)
    removed = tuple(text for at, text in enumerate(drafted) if at not in pairs)
    added = tuple(text for at, text in enumerate(sent) if at not in pairs.values())
    kinds: set[ChangeKind] = {
        kind for one, two in pairs.items() if (kind := _kind(drafted[one], sent[two])) != "unchanged"
    }
    if added and removed:
        kinds.add("rewritten" if len(added) <= len(removed) else "added")
    elif added:
        kinds.add("added")
    elif removed:
        kinds.add("shortened")
    order: tuple[ChangeKind, ...] = ("fact_fixed", "tone", "shortened", "added", "rewritten")
    return Changes(
        similarity=round(fuzz.ratio(before, after) / 100, 4),
        added=added,
        removed=removed,
        kinds=tuple(kind for kind in order if kind in kinds) or ("tone",),
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _sentences(text: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in sentences(text)]


def _apart(sent: list[str], drafted: list[str]) -> list[str]:
    """Sent sentences, those that only run on from a drafted one without a full stop taken apart from it."""
    out: list[str] = []
    for sentence in sent:
        begun = next((one for one in drafted if sentence != one and sentence.startswith(f"{one} ")), None)
        out += [sentence] if begun is None else [begun, sentence[len(begun) :].strip()]
    return out


def _pairs(drafted: list[str], sent: list[str]) -> dict[int, int]:
    """Drafted sentence → sent sentence, the most alike first, each used once."""
    scored = sorted(
        (
            (fuzz.ratio(fold(one), fold(two)), -abs(at - to), at, to)
            for at, one in enumerate(drafted)
            for to, two in enumerate(sent)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, _, at, to in scored:
        if likeness >= _SAME_SENTENCE and at not in pairs and to not in taken:
            pairs[at] = to
            taken.add(to)
    return pairs


def _kind(one: str, two: str) -> ChangeKind:
    if one == two:
        return "unchanged"
    if _facts(one) != _facts(two):
        return "fact_fixed"
    return "tone" if fuzz.ratio(fold(one), fold(two)) >= _TOUCHED else "rewritten"


def _facts(sentence: str) -> list[str]:
    """Numbers and names inside the sentence: what a change of fact changes."""
    found = words(sentence)
    return sorted(
        fold(word.text)
        for at, word in enumerate(found)
        if any(char.isdigit() for char in word.text) or (at > 0 and word.text[0].isupper() and len(word.text) > 1)
    )
