"""Whether a rewritten text says what the text before said: values, quoted names, and what is denied."""

import re
from dataclasses import dataclass

from knowledge_base.atoms import Atom, find_atoms, same
from knowledge_base.checks.polarity import signs_of
from reply_core.text import fold, sentences, stems
from reply_core.types import Language

_QUOTED = re.compile(r"«([^«»\n]{1,60})»|“([^“”\n]{1,60})”|\"([^\"\n]{1,60})\"")
_MARK = re.compile(r"\[[A-Z]+_\d+\]")
_ASPECTS = ("permission", "free", "payer", "bound")


@dataclass(frozen=True, slots=True)
class FactsChange:
    """What was lost, made up or turned round; empty (false) when nothing was."""

    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    """Sentences that now say the opposite of the text before."""

    def __bool__(self) -> bool:
        return bool(self.lost or self.added or self.turned)

    def said(self, language: Language) -> str:
        """The change in words."""
        words = (
            ("Потеряно", "Добавлено", "Сказано наоборот") if language == "ru" else ("Lost", "Made up", "Turned round")
        )
        parts = zip(words, (self.lost, self.added, self.turned), strict=True)
        return " ".join(f"{word}: {'; '.join(found)}." for word, found in parts if found)


def facts_changed(before: str, after: str, *, translated: bool = False) -> FactsChange:
    """What of ``before`` is not in ``after``, and what of ``after`` is not in ``before``.

    Args:
        before: the text as it was.
        after: the rewritten text.
        translated: the languages differ: quoted names and denials cannot be compared, values can.
    """
    old, new = _values(before), _values(after)
    lost = [atom.text for atom in old if not any(same(atom, other) for other in new)]
    added = [atom.text for atom in new if not any(same(atom, other) for other in old)]
    lost += [mark for mark in _MARK.findall(before) if mark not in after]
    turned: list[str] = []
    if not translated:
        lost += _missing_names(before, after)
        added += _missing_names(after, before)
        turned = _turned(before, after)
    return FactsChange(tuple(dict.fromkeys(lost)), tuple(dict.fromkeys(added)), tuple(turned))


def _values(text: str) -> tuple[Atom, ...]:
    return find_atoms(text)


def _missing_names(text: str, other: str) -> list[str]:
    """Names in quotation marks that the other text does not hold, in any marks or none."""
    held = fold(other)
    names = [next(part for part in match.groups() if part) for match in _QUOTED.finditer(text)]
    return [name for name in names if fold(name).strip(" .,!?") not in held]


def _turned(before: str, after: str) -> list[str]:
    """Sentences of ``after`` with a sign (may, is free, who pays, at least) that ``before`` gives only the other way
    round, or with «не» before a word that stood without it, or without one that stood with it."""
    old = [signs_of(fold(span.of(before))) for span in sentences(before)]
    negated = frozenset[str]().union(*(signs.negated for signs in old))
    old_words = set(stems(before))
    new = [(span.of(after), signs_of(fold(span.of(after)))) for span in sentences(after)]
    still_negated = frozenset[str]().union(*(signs.negated for _, signs in new))
    found = []
    for text, signs in new:
        words = set(stems(text))
        opposite = any(
            (sign := getattr(signs, aspect)) and _only_other_way(sign, [getattr(each, aspect) for each in old])
            for aspect in _ASPECTS
        )
        gained = (signs.negated - negated) & old_words
        dropped = (negated - still_negated) & words
        if opposite or gained or dropped:
            found.append(text)
    return found


def _only_other_way(sign: int, before: list[int]) -> bool:
    return -sign in before and sign not in before
