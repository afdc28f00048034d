"""All sure slips of a reply: misspelt words, mistakes that need the neighbours, missing commas."""

from qa_scoring.grammar import find_mistakes
from qa_scoring.reading import Reading
from qa_scoring.spelling import Slip, find_misspelt


def find_slips(reply: Reading, known: frozenset[str] = frozenset(), theirs: str = "") -> tuple[Slip, ...]:
    """Sure slips in order of place, none over another.

    Args:
        reply: the reply.
        known: folded words that are right here: the shop's terms.
        theirs: the customer's folded text, whose words are right too.
    """
    found = [*find_misspelt(reply, known, theirs), *find_mistakes(reply)]
    if len(found) < 2:
        return tuple(found)
    kept: list[Slip] = []
    for slip in sorted(found, key=lambda each: (each.span.start, -each.span.end)):
        if not kept or not kept[-1].span.overlaps(slip.span):
            kept.append(slip)
    return tuple(kept)
