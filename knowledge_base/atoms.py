"""Values in a text that can be looked up: sums, shares, dates, terms, hours, quantities, telephones, links, codes.

Found by patterns, most particular first; what one pattern took, no other sees. Spans never overlap.
"""

from functools import lru_cache

from knowledge_base.values.dates import read_dates, read_times
from knowledge_base.values.equality import same
from knowledge_base.values.kinds import Atom, AtomKind
from knowledge_base.values.names import read_addresses, read_codes, read_orders, tells_an_order
from knowledge_base.values.numbers import read_numbers
from knowledge_base.values.slate import Slate

__all__ = ["Atom", "AtomKind", "find_atoms", "find_order_numbers", "same"]

_REMEMBERED = 4_096


def find_atoms(text: str) -> tuple[Atom, ...]:
    """All values of ``text`` in order, Russian and English, with exact spans of the text as given.

    «Завтра», «скоро» and week days are no values; numbers of list items («1.», «2)») neither.
    """
    return _found(text)


def find_order_numbers(text: str) -> tuple[Atom, ...]:
    """The order numbers of `find_atoms` alone, which costs a tenth: what comes after them is not read."""
    slate = Slate(text)
    if not slate.digits or not tells_an_order(slate):
        return ()
    read_addresses(slate)
    read_codes(slate)
    read_dates(slate)
    read_orders(slate)
    return tuple(atom for atom in slate.atoms() if atom.kind == "order_number")


@lru_cache(maxsize=_REMEMBERED)
def _found(text: str) -> tuple[Atom, ...]:
    slate = Slate(text)
    read_addresses(slate)
    read_codes(slate)
    if slate.digits:
        read_dates(slate)
        read_orders(slate)
        read_times(slate)
    read_numbers(slate)
    return slate.atoms()
