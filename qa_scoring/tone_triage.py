"""Which replies a person should hear first: far colder than this shop usually writes, or harsh without a violation.

A flag on the card, never a verdict and never part of a sum: the values behind it rank, rules with a place decide.
"""

from collections.abc import Iterable, Mapping, Sequence

from model_gateway.embedder import Embedder, Vectors
from qa_scoring.disrespect_value import disrespect_value
from qa_scoring.politeness_value import ENOUGH_OWN_REPLIES, Centre, deviation, own_centre
from qa_scoring.rudeness_value import rudeness_value
from qa_scoring.verdicts import Flag
from qa_scoring.view import View
from reply_core.text import language as language_of
from reply_core.types import Language

SAMPLE = ENOUGH_OWN_REPLIES + 40
"""So many own replies are read for a shop's middle: more would cost time and hardly move it."""
_COLD = -2.5
"""Standard deviations below the shop's middle."""
_HARSH = 0.3
"""A rudeness from here up without a rude word is heard by a person."""
_FEW_WORDS = 4


def shop_tone(texts: Iterable[str], embedder: Embedder | None) -> dict[Language, Centre]:
    """The middle of a shop's own replies in each language there are enough of."""
    by_language: dict[Language, list[str]] = {}
    for text in texts:
        if text.strip():
            by_language.setdefault(language_of(text), []).append(text)
    made = {name: own_centre(found[:SAMPLE], name, embedder) for name, found in by_language.items()}
    return {name: centre for name, centre in made.items() if centre is not None}


def tone_flags(view: View, violated: bool) -> tuple[Flag, ...]:
    """``harsh_words`` and ``colder_than_usual``; none where a violation stands already, or below the level local.

    Words are harsh when they are on the list of hostile ones, or when the reply as a whole sounds like disrespect.
    """
    if view.book.embedder is None or violated or len(view.reply.tokens) < _FEW_WORDS:
        return ()
    embedder, tone, text = _Once(view.book.embedder), view.book.tone, view.reply.clean
    flags = []
    harsh = rudeness_value(text, view.language) >= _HARSH
    if harsh or (disrespect_value(text, view.language, embedder) or -1.0) >= 0:
        flags.append(Flag(code="harsh_words"))
    if _is_cold(view, tone, embedder):
        flags.append(Flag(code="colder_than_usual"))
    return tuple(flags)


class _Once:
    """An embedder that remembers the last question: both values look at the same reply."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._last: tuple[tuple[str, ...], Vectors] | None = None
        self.name = embedder.name
        self.dim = embedder.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        key = tuple(texts)
        if self._last is None or self._last[0] != key:
            self._last = (key, self._embedder.queries(texts))
        return self._last[1]

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.passages(texts)


def _is_cold(view: View, tone: Mapping[Language, Centre], embedder: Embedder) -> bool:
    centre = tone.get(view.language)
    if centre is None:
        return False
    far = deviation(view.reply.clean, view.language, centre, embedder)
    return far is not None and far <= _COLD
