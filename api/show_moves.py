"""What a new scoring moves, as views: counts, causes, people by name, and the first replies to look at."""

from collections.abc import Mapping

from babel.numbers import format_decimal

from api.card_words import word_label
from api.views import CriterionMovesView, MovedReplyView, MovesView, OperatorMovesView, VerdictMoveView
from human_review.moved import OperatorMoves, by_operator, together
from human_review.statistics import MIN_CONVERSATIONS, Point
from qa_scoring.labels import criterion_label, critical_label
from qa_scoring.moves import CriterionMoves, Move, Tallied, cause_label, why
from reply_core.types import Language

EXAMPLES = 20
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "all": {"ru": "Все вместе", "en": "Everybody"},
    "few": {"ru": "диалогов {n}: мало для числа", "en": "{n} conversations: too few for a number"},
    "moved": {"ru": "изменилось {mean} % [{low}–{high}]", "en": "{mean} % moved [{low}–{high}]"},
    "points": {"ru": "итог {mean} [{low}; {high}]", "en": "total {mean} [{low}; {high}]"},
    "same": {"ru": "итог тот же", "en": "the same total"},
    "critical": {"ru": "критические: {before} → {after}", "en": "critical: {before} → {after}"},
    "none": {"ru": "нет", "en": "none"},
}


def show_moves(tallied: Tallied, names: Mapping[str, str], language: Language) -> MovesView:
    """The counts of many replies; ``names`` are the operators' by id."""
    means = tallied.mean_totals()
    people = sorted(by_operator(tallied), key=lambda each: names.get(each.operator_id, each.operator_id).casefold())
    return MovesView(
        replies=tallied.replies,
        first_cards=tallied.first,
        moved=len(tallied.moves),
        totals=len(tallied.differences),
        total_before=means[0] if means else None,
        total_after=means[1] if means else None,
        causes=tuple(f"{cause_label(cause, language)}: {count}" for cause, count in tallied.causes().items()),
        criteria=tuple(_criterion(each, language) for each in tallied.criteria() if each.changed),
        everybody=_person(together(tallied), _WORDS["all"][language], language),
        operators=tuple(_person(each, names.get(each.operator_id, each.operator_id), language) for each in people),
        examples=tuple(_reply(each, names, language) for each in tallied.moves[:EXAMPLES]),
    )


def _criterion(each: CriterionMoves, language: Language) -> CriterionMovesView:
    return CriterionMovesView(
        criterion=each.criterion,
        label=criterion_label(each.criterion, language),
        changed=each.changed,
        before=dict(each.before),
        after=dict(each.after),
        changes=tuple(
            VerdictMoveView(before=old, after=new, n=count, text=_change(old, new, language))
            for (old, new), count in sorted(each.changes.items(), key=lambda item: -item[1])
        ),
    )


def _change(before: str, after: str, language: Language) -> str:
    return f"{word_label(before, language)} → {word_label(after, language)}"


def _person(each: OperatorMoves, name: str, language: Language) -> OperatorMovesView:
    return OperatorMovesView(
        operator_id=each.operator_id,
        operator_name=name,
        replies=each.moved.n,
        conversations=each.moved.conversations,
        moved=each.moved.mean,
        moved_low=each.moved.low,
        moved_high=each.moved.high,
        difference=each.difference.mean,
        difference_low=each.difference.low,
        difference_high=each.difference.high,
        text=_person_text(each, language),
    )


def _person_text(each: OperatorMoves, language: Language) -> str:
    if each.moved.conversations < MIN_CONVERSATIONS:
        return _WORDS["few"][language].format(n=each.moved.conversations)
    parts = [_point(each.moved, "moved", 0, language), _point(each.difference, "points", 1, language)]
    return ", ".join(part for part in parts if part)


def _point(point: Point, key: str, digits: int, language: Language) -> str:
    """A mean with its interval; a difference (``digits`` 1) with its sign, and in a word where nothing moved."""
    if point.mean is None or point.low is None or point.high is None:
        return ""
    values = [round(each, digits) for each in (point.mean, point.low, point.high)]
    if digits and not any(values):
        return _WORDS["same"][language]
    mean, low, high = (_number(each, digits, language) for each in values)
    return _WORDS[key][language].format(mean=mean, low=low, high=high)


def _number(value: float, digits: int, language: Language) -> str:
    """«−0,2», «+1,0», «0»; without ``digits`` a plain whole number."""
    if not digits:
        return f"{value:.0f}"
    said = format_decimal(abs(value), format="0.0", locale=language) if value else "0"
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{said}"


def _reply(each: Move, names: Mapping[str, str], language: Language) -> MovedReplyView:
    parts = [
        f"{criterion_label(one.criterion, language)}: {_change(one.before, one.after, language)}"
        for one in each.changes
    ]
    if each.critical_before != each.critical_after:
        said = [
            ", ".join(critical_label(code, language) for code in codes) or _WORDS["none"][language]
            for codes in (each.critical_before, each.critical_after)
        ]
        parts.append(_WORDS["critical"][language].format(before=said[0], after=said[1]))
    return MovedReplyView(
        conversation_id=each.conversation_id,
        message_id=each.message_id,
        operator_name=names.get(each.author_id, each.author_id),
        text="; ".join(parts),
        cause=why(each, language),
        total_before=each.total_before,
        total_after=each.total_after,
    )
