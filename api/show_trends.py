"""Trends as views: every number with n and its interval, in words people read aloud."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from api.group_names import group_name, teams_of
from api.times import days_left_notes, plural
from api.views import (
    ComparisonView,
    DraftUseView,
    HumanSideView,
    MeasureView,
    OperatorTrendView,
    TrendPointView,
    TrendsView,
)
from api.words import level_label
from human_review import measured
from human_review.card_figures import Measure
from human_review.comparison import Comparison
from human_review.day_sums import MeasureSpan
from human_review.machine_agreement import HumanSide
from human_review.statistics import Point
from human_review.store import DraftUse
from human_review.trend_state import TrendState
from human_review.trends import GroupTrend, Trends
from qa_scoring.scorecard import CRITERIA
from reply_core.directory import OperatorInfo
from reply_core.types import Language

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "team": {"ru": "Вся команда", "en": "Everybody"},
    "weeks": {"ru": "{n} {unit}", "en": "{n} weeks"},
    "point": {"ru": "{mean} [{low}–{high}], {replies}, {talks}", "en": "{mean} [{low}–{high}], {replies}, {talks}"},
    "few": {"ru": "{talks} — мало данных, показываем случаи", "en": "{talks}: not enough data, see the cases"},
    "none": {"ru": "нет данных", "en": "no data"},
    "topics": {
        "ru": "Темы и каналы у операторов разные: средние людей не сравнивают. Сравнение на одинаковом составе тем и "
        "каналов стоит отдельно, где диалогов хватает.",
        "en": "Operators have different topics and channels: their means do not compare them. The comparison on the "
        "same mix of topics and channels stands apart, where there are enough conversations.",
    },
    "improving": {
        "ru": "растёт: {moved} к своей базе {base}",
        "en": "improving: {moved} against the own base {base}",
    },
    "declining": {
        "ru": "снижается: {moved} к своей базе {base}",
        "en": "declining: {moved} against the own base {base}",
    },
    "stable": {"ru": "стабильно, база {base}", "en": "stable, base {base}"},
    "not enough data": {"ru": "о динамике судить рано", "en": "too early to speak of a trend"},
    "above": {
        "ru": "выше остальных на тех же темах и каналах: {difference} [{low}; {high}], {talks}",
        "en": "above the others on the same topics and channels: {difference} [{low}; {high}], {talks}",
    },
    "below": {
        "ru": "ниже остальных на тех же темах и каналах: {difference} [{low}; {high}], {talks}",
        "en": "below the others on the same topics and channels: {difference} [{low}; {high}], {talks}",
    },
    "no difference shown": {
        "ru": "отличия от остальных не видно: {difference} [{low}; {high}], {talks}",
        "en": "no difference from the others shown: {difference} [{low}; {high}], {talks}",
    },
    "not compared": {
        "ru": "с остальными не сравнить: {talks} на общих темах, нужно 30",
        "en": "not to be compared: {talks} on shared topics, 30 are needed",
    },
    "left_out": {
        "ru": "Показаны карточки уровня «{level}», стандарт {standard}; остальные ({others}) с ними не смешиваются.",
        "en": "Shown: cards of the level “{level}”, standard {standard}; {others} others are not mixed in.",
    },
    "unsure": {
        "ru": "Не оценено и не вошло в средние: {n}.",
        "en": "Not judged and in no mean: {n}.",
    },
    "aside": {
        "ru": "не в счёт оператора: {replies} — причина не в нём",
        "en": "not counted to the operator: {replies}, the cause lay elsewhere",
    },
    "reviewed": {
        "ru": "Люди проверили случайных ответов: {n}; с машиной согласны в {agreed}: {share} % [{low}–{high}]",
        "en": "People reviewed {n} random replies and agreed with the machine on {agreed}: {share} % [{low}–{high}]",
    },
    "few_reviewed": {
        "ru": "Проверено людьми случайных ответов: {n} — согласие с машиной пока не посчитать, нужно 10",
        "en": "Random replies reviewed by people: {n}; the machine's agreement needs 10",
    },
    "people_only": {
        "ru": "В этом критерии решают люди: оценки машины не считаются, пока калибровка не покажет согласия.",
        "en": "On this criterion people decide: the machine's verdicts do not count until calibration shows agreement.",
    },
    "speed": {
        "ru": "Скорость оператора считается только там, где известно время назначения; в строке команды — всё.",
        "en": "An operator's speed needs the time of assignment; the team's line has everything.",
    },
}


def show_trends(
    found: Trends, *, weeks: int, people: Sequence[OperatorInfo], load: Mapping[str, int], language: Language
) -> TrendsView:
    """The trends of everybody in them, sorted by name."""
    names = {person.id: person.name for person in people}
    teams = teams_of(people) if found.cut.by == "operator" else {}
    label = measured.label(found.name, language)
    rows = [
        _group(each, group_name(found.cut.by, each.key, names, language), label, weeks, language).model_copy(
            update={"team": teams.get(each.key, ""), "load": load.get(each.key, 0)}
        )
        for each in found.groups
    ]
    measures = {each: _measure(each, span, language) for each, span in found.spans.items()}
    return TrendsView(
        criterion=found.name,
        label=label,
        by=found.cut.by,
        unit=found.cut.unit,
        channel=found.cut.channel,
        topic=found.cut.topic,
        weeks=weeks,
        since=found.since,
        measure=measures[found.measure] if found.measure else None,
        left_out=tuple(view for each, view in measures.items() if each != found.measure),
        operators=tuple(sorted(rows, key=lambda row: row.operator_name.casefold())),
        team=_group(found.together, _WORDS["team"][language], label, weeks, language),
        drafts=_use(found.together.drafts),
        people_only=found.people_only,
        notes=_notes(found, language),
        human=_human(found.human, language) if found.name in CRITERIA else None,
        criteria={name: measured.label(name, language) for name in measured.NAMES},
    )


def _measure(each: Measure, span: MeasureSpan, language: Language) -> MeasureView:
    return MeasureView(
        level=each.level,
        level_label=level_label(each.level, language),
        standard_version=each.standard_version,
        scorer_version=each.scorer_version,
        cards=span.cards,
        first=span.first,
        last=span.last,
    )


def _human(each: HumanSide, language: Language) -> HumanSideView:
    text = _WORDS["few_reviewed"][language].format(n=each.reviewed)
    if each.share is not None and each.low is not None and each.high is not None:
        shown = {"share": each.share, "low": each.low, "high": each.high}
        percents = {name: round(100 * value) for name, value in shown.items()}
        text = _WORDS["reviewed"][language].format(n=each.reviewed, agreed=each.agreed, **percents)
    return HumanSideView(
        reviewed=each.reviewed,
        agreed=each.agreed,
        share=None if each.share is None else 100 * each.share,
        low=None if each.low is None else 100 * each.low,
        high=None if each.high is None else 100 * each.high,
        judged=show_point(each.judged, None, language),
        text=text,
    )


def _group(each: GroupTrend, name: str, label: str, weeks: int, language: Language) -> OperatorTrendView:
    period = show_point(each.period, None, language)
    unit = plural(weeks, "неделя", "недели", "недель")
    span = _WORDS["weeks"][language].format(n=weeks, unit=unit)
    return OperatorTrendView(
        operator_id=each.key,
        operator_name=name,
        period=period,
        points=tuple(show_point(point, start, language) for start, point in each.starts.items()),
        state=each.standing.state.name,
        state_text=_state_text(each.standing.state, language),
        comparison=_comparison(each.standing.comparison, language),
        shrunken=each.standing.shrunken,
        drafts=_use(each.drafts),
        not_counted=each.not_counted,
        not_counted_text=_aside(each.not_counted, language),
        text=f"{name} · {label.lower()} · {span}: {period.text}",
    )


def _aside(n: int, language: Language) -> str:
    replies = _count(n, language, ("ответ", "ответа", "ответов"), ("reply", "replies"))
    return _WORDS["aside"][language].format(replies=replies) if n else ""


def _state_text(state: TrendState, language: Language) -> str:
    said = _WORDS[state.name][language]
    if state.base is None or state.moved is None:
        return said
    return said.format(moved=_signed(state.moved), base=round(state.base))


def _comparison(each: Comparison | None, language: Language) -> ComparisonView | None:
    if each is None:
        return None
    talks = _count(each.n, language, ("диалог", "диалога", "диалогов"), ("conversation", "conversations"))
    if each.difference is None or each.low is None or each.high is None:
        text = _WORDS["not compared"][language].format(talks=talks)
    else:
        numbers = {"difference": each.difference, "low": each.low, "high": each.high}
        shown = {name: _signed(value) for name, value in numbers.items()}
        text = _WORDS[each.verdict][language].format(talks=talks, **shown)
    return ComparisonView(
        verdict=each.verdict, n=each.n, difference=each.difference, low=each.low, high=each.high, text=text
    )


def _signed(value: float) -> str:
    """«+5», «−3», «0», with a real minus."""
    whole = round(value)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def show_point(point: Point, start: date | None, language: Language) -> TrendPointView:
    """A point with its words: «52 [38–66], 34 ответа, 28 диалогов»."""
    return TrendPointView(
        start=start,
        n=point.n,
        conversations=point.conversations,
        mean=point.mean,
        low=point.low,
        high=point.high,
        state=point.state,
        unsure=point.unsure,
        text=_point_text(point, language),
    )


def _point_text(point: Point, language: Language) -> str:
    talks = _count(point.conversations, language, ("диалог", "диалога", "диалогов"), ("conversation", "conversations"))
    if not point.n:
        return _WORDS["none"][language]
    if point.mean is None or point.low is None or point.high is None:
        return _WORDS["few"][language].format(talks=talks)
    replies = _count(point.n, language, ("ответ", "ответа", "ответов"), ("reply", "replies"))
    return _WORDS["point"][language].format(
        mean=round(point.mean), low=round(point.low), high=round(point.high), replies=replies, talks=talks
    )


@lru_cache(maxsize=20_000)
def _count(n: int, language: Language, ru: tuple[str, str, str], en: tuple[str, str]) -> str:
    return f"{n} {plural(n, *ru)}" if language == "ru" else f"{n} {en[0] if n == 1 else en[1]}"


def _use(use: DraftUse) -> DraftUseView:
    return DraftUseView(accepted=use.accepted, edited=use.edited, rejected=use.rejected)


def _notes(found: Trends, language: Language) -> tuple[str, ...]:
    notes = [_WORDS["topics"][language]]
    others = sum(span.cards for each, span in found.spans.items() if each != found.measure)
    if found.measure and others:
        level = level_label(found.measure.level, language)
        notes.append(
            _WORDS["left_out"][language].format(level=level, standard=found.measure.standard_version, others=others)
        )
    if found.together.period.unsure:
        notes.append(_WORDS["unsure"][language].format(n=found.together.period.unsure))
    notes += days_left_notes(found.days_left, language)
    if found.people_only:
        notes.append(_WORDS["people_only"][language])
    if found.name in {"speed", "in_target"}:
        notes.append(_WORDS["speed"][language])
    return tuple(notes)
