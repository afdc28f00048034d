"""The figures of a calibration round: how far people agree among themselves and with the machine, and who is stricter.

Pure: judgements in, figures and a decision per criterion out. The bar is κ of people with the machine; below it a
criterion goes back to people, at or above it the machine may judge. Fewer than `MINIMUM` replies decide nothing, nor do
verdicts that are nearly all alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Literal

from human_review.agreement import BAR, ORDER, Agreed, PairAgreement, alpha, group_agreement, strictness

MACHINE = "machine"
MINIMUM = 30
"""Replies that people and the machine both judged, below which κ says too little to move anything."""
RARE = 5
"""Replies that people must have found on either side (met, and not met): with fewer κ is near 0 whatever the machine
does (the prevalence paradox), and says nothing against it."""
Outcome = Literal["people", "machine", "too_few", "rare", "no_variation"]

Judged = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Reviewer → card → criterion → verdict word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFigures:
    """One criterion of a round."""

    criterion: str
    outcome: Outcome
    machine: PairAgreement
    """People beside the machine."""
    people: PairAgreement
    """People among themselves."""
    alpha: Agreed
    """Krippendorff's α of the people, ordinal."""
    undecided: int
    """Replies of the round on which the machine decided nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFigures:
    """A whole round."""

    criteria: tuple[CriterionFigures, ...]
    strictness: Mapping[str, Agreed]
    """Reviewer → points of 100 above (mild) or below (strict) the other people on the same replies."""
    machine_strictness: Agreed | None
    """The machine against the people."""


def round_figures(
    judged: Judged, machine: Mapping[str, Mapping[str, str]], criteria: Sequence[str], cards: Sequence[str]
) -> RoundFigures:
    """All figures of a round.

    Args:
        judged: what each person said.
        machine: card → criterion → the machine's verdict word.
        criteria: those of the round.
        cards: those of the round.
    """
    people = {name: _flat(given, criteria) for name, given in judged.items()}
    said = _flat(machine, criteria)
    beside = {**people, MACHINE: said}
    return RoundFigures(
        criteria=tuple(_criterion(code, judged, machine, cards) for code in criteria),
        strictness=strictness(people),
        machine_strictness=strictness(beside).get(MACHINE),
    )


def _criterion(
    code: str, judged: Judged, machine: Mapping[str, Mapping[str, str]], cards: Sequence[str]
) -> CriterionFigures:
    said = {
        name: {card: words[code] for card, words in given.items() if code in words} for name, given in judged.items()
    }
    with_machine = [
        [(given[card], machine.get(card, {}).get(code, "")) for given in said.values() if card in given]
        for card in cards
    ]
    among = [list(permutations([given[card] for given in said.values() if card in given], 2)) for card in cards]
    beside = group_agreement(with_machine)
    return CriterionFigures(
        criterion=code,
        outcome=outcome_of(beside.kappa, _rarer_side(with_machine)),
        machine=beside,
        people=group_agreement(among),
        alpha=alpha(said) if said else Agreed(value=None, low=None, high=None, n=0),
        undecided=sum(machine.get(card, {}).get(code) == "unsure" for card in cards),
    )


def outcome_of(kappa: Agreed, rarer: int) -> Outcome:
    """What a κ of people with the machine means for the criterion.

    Args:
        kappa: of people beside the machine.
        rarer: replies people found met, or those they found not met, whichever are fewer.
    """
    if kappa.n < MINIMUM:
        return "too_few"
    if kappa.value is None:
        return "no_variation"
    if rarer < RARE:
        return "rare"
    return "machine" if kappa.value >= BAR else "people"


def _rarer_side(replies: Sequence[Sequence[tuple[str, str]]]) -> int:
    """Of the replies both judged: how many most people found met, or not met, whichever are fewer."""
    met = []
    for pairs in replies:
        said = [person == "pass" for person, machine in pairs if person in ORDER and machine in ORDER]
        if said:
            met.append(2 * sum(said) > len(said))
    return min(sum(met), len(met) - sum(met))


def _flat(given: Mapping[str, Mapping[str, str]], criteria: Sequence[str]) -> Mapping[str, str]:
    """``card criterion`` → verdict word."""
    return {f"{card} {code}": words[code] for card, words in given.items() for code in criteria if code in words}


def figures_to_dict(found: RoundFigures) -> dict[str, Any]:
    """As a closed round keeps them."""
    return {
        "bar": BAR,
        "minimum": MINIMUM,
        "criteria": {
            each.criterion: {
                "outcome": each.outcome,
                "machine": _pair(each.machine),
                "people": _pair(each.people),
                "alpha": _agreed(each.alpha),
                "undecided": each.undecided,
            }
            for each in found.criteria
        },
        "strictness": {name: _agreed(each) for name, each in found.strictness.items()},
        "machine_strictness": _agreed(found.machine_strictness) if found.machine_strictness else None,
    }


def _pair(pair: PairAgreement) -> dict[str, Any]:
    return {"kappa": _agreed(pair.kappa), "positive": _agreed(pair.positive), "negative": _agreed(pair.negative)}


def _agreed(each: Agreed) -> dict[str, Any]:
    return {"value": each.value, "low": each.low, "high": each.high, "n": each.n}
