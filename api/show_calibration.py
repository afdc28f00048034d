"""Calibration rounds as views: every figure with its interval and n, and what it means in words."""

from collections.abc import Mapping
from typing import Any

from api.show_card import topic_label
from api.times import plural
from api.views.calibration import (
    AgreementView,
    CalibrationDetail,
    CalibrationItem,
    CalibrationReply,
    ConfidenceMapView,
    CriterionAgreementView,
    NamedCriterion,
    PairAgreementView,
    StrictnessView,
    TrustList,
    TrustView,
)
from api.words import level_label
from human_review.calibration import Round
from human_review.calibration_figures import MACHINE, MINIMUM
from human_review.cards import StoredCard
from human_review.confidence import FLOOR
from human_review.trust import PEOPLE, CriterionStanding, Trust
from qa_scoring.labels import criterion_label
from qa_scoring.standard import Standard
from reply_core.types import Language

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "open": {"ru": "идёт", "en": "open"},
    "closed": {"ru": "закрыт", "en": "closed"},
    "random": {"ru": "случайная выборка", "en": "random sample"},
    "picked": {"ru": "выбраны вручную", "en": "picked by hand"},
    "out_people": {"ru": "решают люди: согласие ниже порога", "en": "people decide: agreement is below the bar"},
    "out_machine": {"ru": "оценка машины считается", "en": "the machine's verdicts count"},
    "out_too_few": {"ru": "мало ответов, ничего не меняется", "en": "too few replies, nothing changes"},
    "out_rare": {
        "ru": "почти все ответы одного вида: каппа ни о чём не говорит, ничего не меняется",
        "en": "nearly all replies are of one kind: κ says nothing, nothing changes",
    },
    "out_no_variation": {
        "ru": "все оценки одинаковы: κ не определена, ничего не меняется",
        "en": "every verdict is the same: κ is not defined, nothing changes",
    },
    "none": {"ru": "не определено, {n}", "en": "not defined, {n}"},
    "picked_note": {
        "ru": "Ответы выбраны вручную: цифры говорят об этих ответах, а не обо всех, и уверенность машины по ним не "
        "уточняется.",
        "en": "The replies were picked by hand: the figures are of these replies, not of all, and the machine's "
        "confidence is not fitted on them.",
    },
    "one_note": {
        "ru": "Судил один человек: согласия между людьми нет, есть только согласие с машиной.",
        "en": "One person judged: there is agreement with the machine only, none among people.",
    },
    "people": {"ru": "решают люди", "en": "people decide"},
    "machine": {"ru": "считается оценка машины", "en": "the machine's verdicts count"},
    "by_round": {
        "ru": "по раунду калибровки: взвешенная κ с людьми {kappa}",
        "en": "by a calibration round: weighted κ with people {kappa}",
    },
    "no_round": {"ru": "калибровки ещё не было", "en": "no calibration round yet"},
    "fitted": {
        "ru": "Уверенность уточнена по оценкам людей, {n}: средний квадрат ошибки {before} → {after}",
        "en": "The confidence is fitted on people's labels, {n}: mean squared error {before} → {after}",
    },
    "not_fitted": {
        "ru": "Уверенность показывается как есть: оценок людей {n} из {needed}",
        "en": "The confidence is shown as it is: {n} of {needed} labels of people",
    },
    "machine_name": {"ru": "машина", "en": "the machine"},
    "strict": {"ru": "строже остальных", "en": "stricter than the others"},
    "mild": {"ru": "мягче остальных", "en": "milder than the others"},
    "same": {"ru": "отличия от остальных не видно", "en": "no difference from the others shown"},
    "alone": {"ru": "мало общих ответов", "en": "too few shared replies"},
}


def show_round(found: Round, judged: Mapping[str, int], reader: str, language: Language) -> CalibrationItem:
    """A round; who judged how much is shown once it is closed, before that the reader's own only."""
    closed = found.state == "closed"
    return CalibrationItem(
        id=found.id,
        name=found.name,
        state="closed" if closed else "open",
        state_label=_WORDS[found.state][language],
        author=found.author,
        created_at=found.created_at,
        closed_at=found.closed_at,
        replies=len(found.cards),
        criteria=tuple(
            NamedCriterion(criterion=code, label=criterion_label(code, language)) for code in found.criteria
        ),
        reviewers=found.reviewers,
        chosen=found.chosen,
        chosen_label=_WORDS[found.chosen][language],
        level=found.level,
        level_label=level_label(found.level, language),
        judged={name: count for name, count in sorted(judged.items()) if closed or name == reader},
        people=len(judged),
        mine=judged.get(reader, 0),
    )


def show_reply(
    stored: StoredCard, asked: str, answered: str, mine: Mapping[str, str], language: Language
) -> CalibrationReply:
    """A reply to be judged blind."""
    return CalibrationReply(
        scorecard_id=stored.id,
        channel=stored.channel,
        topic_label=topic_label(stored.topic, language),
        customer_text=asked,
        reply_text=answered,
        mine=dict(mine),
    )


def show_figures(
    found: Round, item: CalibrationItem, replies: tuple[CalibrationReply, ...], language: Language
) -> CalibrationDetail:
    """A round with its replies, and its figures if it is closed."""
    figures = found.figures
    if not figures:
        return CalibrationDetail(round=item, replies=replies)
    notes = []
    if found.chosen == "picked":
        notes.append(_WORDS["picked_note"][language])
    if item.people == 1:
        notes.append(_WORDS["one_note"][language])
    beside = dict(figures["strictness"])
    if figures["machine_strictness"]:
        beside[MACHINE] = figures["machine_strictness"]
    return CalibrationDetail(
        round=item,
        replies=replies,
        criteria=tuple(_criterion(code, each, language) for code, each in figures["criteria"].items()),
        strictness=tuple(_strictness(name, each, language) for name, each in beside.items()),
        bar=figures["bar"],
        minimum=figures["minimum"],
        notes=tuple(notes),
    )


def show_trust(trust: Trust, standard: Standard, language: Language) -> TrustList:
    """Every criterion that weighs something or that a round has spoken of."""
    codes = [code for code in standard.weights if standard.wants(code) or code in trust.criteria]
    known = {code: trust.criteria.get(code) or CriterionStanding(criterion=code) for code in codes}
    return TrustList(items=tuple(_standing(each, language) for each in known.values()))


def _standing(each: CriterionStanding, language: Language) -> TrustView:
    agreement = each.figures.get("agreement")
    labels = int(each.figures.get("labels", 0))
    fitted = each.confidence
    text = _WORDS["no_round"][language]
    if agreement:
        text = _WORDS["by_round"][language].format(kappa=_text(agreement, language))
    said = _WORDS["not_fitted"][language].format(n=labels, needed=FLOOR)
    if fitted is not None:
        said = _WORDS["fitted"][language].format(
            n=_replies(fitted.n, language), before=_number(fitted.before, language, 3),
            after=_number(fitted.after, language, 3),
        )  # fmt: skip
    return TrustView(
        criterion=each.criterion,
        label=criterion_label(each.criterion, language),
        judged_by="people" if each.judged_by == PEOPLE else "machine",
        judged_by_label=_WORDS[each.judged_by][language],
        text=text,
        round_id=each.round_id,
        author=each.author,
        at=each.at,
        labels=labels,
        labels_needed=FLOOR,
        confidence=ConfidenceMapView(
            kind=fitted.kind, n=fitted.n, before=fitted.before, after=fitted.after, fitted_at=fitted.fitted_at,
            round_id=fitted.round_id, level=fitted.level, scorer=fitted.scorer,
        ) if fitted else None,
        confidence_text=said,
    )  # fmt: skip


def _criterion(code: str, each: Mapping[str, Any], language: Language) -> CriterionAgreementView:
    return CriterionAgreementView(
        criterion=code,
        label=criterion_label(code, language),
        outcome=each["outcome"],
        outcome_label=_WORDS[f"out_{each['outcome']}"][language],
        machine=_pair(each["machine"], language),
        people=_pair(each["people"], language),
        alpha=_agreement(each["alpha"], language),
        undecided=each["undecided"],
    )


def _pair(pair: Mapping[str, Any], language: Language) -> PairAgreementView:
    return PairAgreementView(**{name: _agreement(pair[name], language) for name in ("kappa", "positive", "negative")})


def _agreement(each: Mapping[str, Any], language: Language) -> AgreementView:
    return AgreementView(**{**each, "text": _text(each, language)})


def _text(each: Mapping[str, Any], language: Language) -> str:
    """«0,72 [0,55–0,86], 48 ответов»."""
    n = _replies(each["n"], language)
    if each["value"] is None:
        return _WORDS["none"][language].format(n=n)
    value = _number(each["value"], language)
    if each["low"] is None or each["high"] is None:
        return f"{value}, {n}"
    between = "; " if each["low"] < 0 else "–"
    return f"{value} [{_number(each['low'], language)}{between}{_number(each['high'], language)}], {n}"


def _strictness(name: str, each: Mapping[str, Any], language: Language) -> StrictnessView:
    low, high = each["low"], each["high"]
    if low is None or high is None or each["n"] < MINIMUM // 3:
        said, shown = _WORDS["alone"][language], ""
    else:
        key = "strict" if high < 0 else "mild" if low > 0 else "same"
        said = _WORDS[key][language]
        shown = f": {_signed(each['value'], language)} [{_signed(low, language)}; {_signed(high, language)}]"
    return StrictnessView(
        reviewer=_WORDS["machine_name"][language] if name == MACHINE else name,
        value=each["value"] if shown else None,
        low=low if shown else None,
        high=high if shown else None,
        n=each["n"],
        text=f"{said}{shown}, {_replies(each['n'], language)}",
    )


def _replies(n: int, language: Language) -> str:
    if language == "ru":
        return f"{n} {plural(n, 'ответ', 'ответа', 'ответов')}"
    return f"{n} {'reply' if n == 1 else 'replies'}"


def _number(value: float, language: Language, digits: int = 2) -> str:
    shown = f"{value:.{digits}f}".replace("-", "−")
    return shown.replace(".", ",") if language == "ru" else shown


def _signed(value: float, language: Language) -> str:
    shown = _number(value, language, 0)
    return shown if value <= 0 or shown == "0" else f"+{shown}"
