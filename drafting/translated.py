"""A model's sentence over an article in another language: its values can be compared, its words cannot.

It may stand when it names values (a term, a sum, a date), the article holds every one of them, and its yes or no is not
the opposite of the article's. The draft says that it is translated and the sentence stays marked for a look.
"""

from collections.abc import Sequence

from drafting.budget import Numbered
from drafting.outcome import Citation
from knowledge_base.atoms import Atom, find_atoms, same
from knowledge_base.checks.polarity import signs_of
from reply_core.text import fold, sentences
from reply_core.text import language as language_of

_ASPECTS = ("permission", "free", "payer", "bound")


def translated_from(text: str, named: Sequence[Numbered]) -> Citation | None:
    """The stretch of a foreign article that holds the values of ``text``; None when it cannot stand."""
    values = [atom for atom in find_atoms(text) if atom.kind != "quantity" or any(char.isdigit() for char in atom.text)]
    if not values:
        return None
    for item in named:
        if item.kind == "order" or language_of(item.text) == language_of(text):
            continue
        for span in sentences(item.text):
            said = span.of(item.text)
            if _held(values, said) and not _opposite(text, said):
                return item.citation(span.start, span.end)
    return None


def _held(values: Sequence[Atom], said: str) -> bool:
    known = find_atoms(said)
    return all(any(same(value, other) for other in known) for value in values)


def _opposite(text: str, said: str) -> bool:
    ours, theirs = signs_of(fold(text)), signs_of(fold(said))
    return any(getattr(ours, aspect) * getattr(theirs, aspect) < 0 for aspect in _ASPECTS)
