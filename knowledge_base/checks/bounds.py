"""Values as bounds and ranges: «до 7 дней» leaves room for «за 4 дня», «от 3 000 ₽» for «заказ на 3 500 ₽»."""

import re

from knowledge_base.atoms import Atom

_UP_TO = re.compile(
    r"(?<![^\W_])(?:до|не более|не больше|не дольше|максимум|(?<!не )менее|(?<!не )меньше|не позднее|не позже"
    r"|в течении|в течение|up to|at most|no more than|not more than|within|(?<!no )less than|under|maximum)(?: чем)? $"
)
_FROM = re.compile(
    r"(?<![^\W_])(?:от|не менее|не меньше|минимум|более|больше|свыше|начиная с|from|at least|over|above|more than|"
    r"no less than|minimum)(?: чем)? $"
)
_BEFORE = 18
_FAR = float("inf")
_SIZED = frozenset({"money", "percent", "duration", "quantity", "number"})


def bound_of(atom: Atom, folded: str) -> int:
    """+1 «от …», −1 «до …», 0 a plain value or a range of two ends; ``folded`` is the sentence it stands in."""
    if atom.upper is not None:
        return 0
    before = folded[max(0, atom.span.start - _BEFORE) : atom.span.start]
    if _UP_TO.search(before):
        return -1
    return 1 if _FROM.search(before) else 0


def leaves_room(meant: Atom, own: str, said: Atom, theirs: str) -> bool:
    """Whether a source's bound or range leaves room for a sentence's plain value or range.

    Args:
        meant: the sentence's value.
        own: the sentence, folded.
        said: the source's value, of the same kind and unit.
        theirs: the source's sentence, folded.
    """
    if meant.kind not in _SIZED or meant.unit != said.unit or bound_of(meant, own):
        return False
    bound = bound_of(said, theirs)
    if not bound and said.upper is None:
        return False
    low, high = _ends(said, bound)
    first, last = _ends(meant, 0)
    return low <= first and last <= high


def _ends(atom: Atom, bound: int) -> tuple[float, float]:
    if isinstance(atom.value, str) or isinstance(atom.upper, str):
        return _FAR, -_FAR
    if bound:
        return (atom.value, _FAR) if bound > 0 else (0.0, atom.value)
    return atom.value, atom.value if atom.upper is None else atom.upper
