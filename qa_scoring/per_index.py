"""What is worked out once for each knowledge base, and forgotten when there are many."""

from collections.abc import Callable
from typing import Generic, TypeVar

from knowledge_base.search import KnowledgeIndex

T = TypeVar("T")
_KEPT = 32


class PerIndex(Generic[T]):
    """A function of a knowledge base that remembers its values.

    Args:
        make: what works a value out; its index is kept beside the value, so no other one can take its place.
    """

    def __init__(self, make: Callable[[KnowledgeIndex], T]) -> None:
        self._make = make
        self._made: dict[int, tuple[KnowledgeIndex, T]] = {}

    def __call__(self, index: KnowledgeIndex) -> T:
        """The value of ``index``."""
        known = self._made.get(id(index))
        if known is None or known[0] is not index:
            if len(self._made) >= _KEPT:
                self._made.clear()
            known = self._made[id(index)] = (index, self._make(index))
        return known[1]
