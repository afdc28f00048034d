"""A person's verdict beside the machine's: what a card says once the newest edits are laid over it. Nothing is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from qa_scoring.scorecard import NotApplicable, Scorecard, Scored, Unsure, Verdict, tally, verdict_word
from qa_scoring.standard import Standard
from reply_core.errors import InvalidInput, NotFound, TactError
from reply_core.types import Language

Action = Literal["confirm", "overrule"]
EditVerdict = Literal["pass", "partial", "fail", "na"]
VALUES: Mapping[str, float] = {"pass": 1.0, "partial": 0.5, "fail": 0.0}
CRITICAL = "critical."
"""An edit of the critical error X has the criterion ``critical.X``: fail = it is one, pass = it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One verdict of a person; appended, never changed."""

    id: str
    scorecard_id: str
    criterion: str
    action: Action
    verdict: EditVerdict
    reason: str
    author: str
    at: datetime


def newest(edits: Sequence[Edit]) -> Mapping[str, Edit]:
    """Criterion → its newest edit."""
    return {edit.criterion: edit for edit in sorted(edits, key=lambda edit: edit.at)}


_REFUSALS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "no_verdict": {
        "ru": ("Чтобы изменить оценку, укажите свою", "одно из: pass, partial, fail, na"),
        "en": ("An overruling needs a verdict", "one of: pass, partial, fail, na"),
    },
    "unsure": {
        "ru": ("Подтверждать нечего: критерий не оценён", "поставьте свою оценку"),
        "en": ("There is nothing to confirm: the criterion is not judged", "overrule it: give a verdict"),
    },
    "no_reason": {
        "ru": ("Чтобы изменить оценку, нужна причина", "напишите её в двух словах"),
        "en": ("An overruling needs a reason", "say why in a few words"),
    },
    "unscored": {
        "ru": ("Этот ответ не оценён: менять нечего", "оценки есть только у оценённых ответов"),
        "en": ("This reply was not scored: there is no verdict to edit", "only scored replies have verdicts"),
    },
    "no_criterion": {
        "ru": ("В карточке нет такого критерия", "одно из: {known}"),
        "en": ("The card has no such criterion", "one of: {known}"),
    },
}


def refusal(
    key: str, language: Language, *, where: str, kind: type[TactError] = InvalidInput, known: str = ""
) -> TactError:
    """Why an edit is refused, in words."""
    what, mend = _REFUSALS[key][language]
    return kind(what, where=where, mend=mend.format(known=known))


def decided_verdict(
    card: Scorecard, criterion: str, action: Action, verdict: EditVerdict | None, language: Language = "ru"
) -> EditVerdict:
    """The verdict an edit stands for: the one given, or, when confirming, the machine's own (its leaning if unsure).

    Raises:
        NotFound: the card has no such criterion or critical error.
        InvalidInput: an overruling names no verdict, or there is nothing to confirm.
    """
    machine = machine_word(card, criterion, language)
    if verdict is not None:
        return verdict
    if action == "overrule":
        raise refusal("no_verdict", language, where="verdict")
    if machine == "unsure":
        raise refusal("unsure", language, where=criterion)
    return machine


def machine_word(
    card: Scorecard, criterion: str, language: Language = "ru"
) -> Literal["pass", "partial", "fail", "na", "unsure"]:
    """The machine's verdict of a criterion in one word; for an unsure one its leaning, if it has one.

    Raises:
        NotFound: the card has no such criterion or critical error.
    """
    if criterion.startswith(CRITICAL):
        code = criterion.removeprefix(CRITICAL)
        if any(each.code == code for each in card.critical):
            return "fail"
    elif criterion in card.criteria:
        verdict = card.criteria[criterion]
        if isinstance(verdict, Unsure) and verdict.possible:
            return verdict.possible
        return verdict_word(verdict)
    known = [*card.criteria, *(CRITICAL + each.code for each in card.critical)]
    raise refusal("no_criterion", language, where=criterion, kind=NotFound, known=", ".join(known))


def with_edits(card: Scorecard, edits: Sequence[Edit], standard: Standard) -> Scorecard:
    """The card as people see it: edited verdicts in place of the machine's, pillars and total worked out again.

    ``standard`` is the revision the card was made with; the machine's card itself stays as stored.
    """
    latest = newest(edits)
    criteria = {code: _verdict(verdict, latest.get(code)) for code, verdict in card.criteria.items()}
    critical = tuple(
        replace(each, state="confirmed", source="human") if edit and edit.verdict == "fail" else each
        for each in card.critical
        if (edit := latest.get(CRITICAL + each.code)) is None or edit.verdict == "fail"
    )
    if criteria == card.criteria:
        return replace(card, critical=critical)
    counted = tally(criteria, standard.weights, standard.pillars, min_coverage=standard.min_coverage)
    return replace(
        card,
        criteria=criteria,
        critical=critical,
        pillars=counted.pillars,
        total=counted.total,
        no_total=counted.no_total,
        decided_share=counted.decided_share,
    )


def _verdict(machine: Verdict, edit: Edit | None) -> Verdict:
    if edit is None:
        return machine
    if edit.verdict == "na":
        return NotApplicable(reason=edit.reason, code="human")
    if edit.action == "confirm" and isinstance(machine, Scored) and machine.verdict == edit.verdict:
        return machine
    evidence = () if isinstance(machine, NotApplicable) else machine.evidence
    return Scored(
        verdict=edit.verdict,
        value=VALUES[edit.verdict],
        source="human",
        evidence=evidence,
        reason=edit.reason,
        code="human",
    )
