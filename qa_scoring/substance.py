"""Does a reply say anything at all: words beyond courtesy, or a reaction only."""

import re

from qa_scoring.phrases import filler_stems
from qa_scoring.reading import Reading


def is_reaction(reply: Reading) -> bool:
    """Only signs and emoji, no word and no number («👍», «+»)."""
    return not reply.tokens


def is_filler(reply: Reading) -> bool:
    """Every word is greeting, thanks, apology, promise of care or request to wait: nothing answers anything.

    A single sentence with anything else in it (a number, a noun, «да», «нет», a name in quotation marks that is all of
    it) makes it no filler.
    """
    courtesy = filler_stems(reply.language)
    if any(_NAMED.fullmatch(reply.folded, span.start, span.end) for span in reply.sentences):
        return False
    return all(stem in courtesy or _is_name_beside_greeting(reply, at) for at, stem in enumerate(reply.stems))


def _is_name_beside_greeting(reply: Reading, at: int) -> bool:
    """A capitalised word in the greeting or after the sign-off is a name, not substance."""
    start = reply.tokens[at][1]
    capital = reply.text[start : start + 1].isupper()
    near_start = at <= _NAME_WITHIN
    near_end = at >= len(reply.tokens) - _NAME_WITHIN and at > 0
    return capital and (near_start or near_end) and not _starts_sentence(reply, start)


_NAME_WITHIN = 3
_NAMED = re.compile(r'\W*"[^"]{2,40}"\W*')


def _starts_sentence(reply: Reading, position: int) -> bool:
    return reply.sentence_of(position).start == position
