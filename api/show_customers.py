"""What customers made of it, as views in words."""

from collections.abc import Mapping

from api.group_names import group_name
from api.times import days_left_notes
from api.views.customers import BondView, CriterionVoiceView, CustomerVoiceView, GroupVoiceView, VoiceFigureView
from api.views.people import MeasureView
from api.words import level_label
from human_review.customers import CriterionVoice, CustomerVoice, Difference, GroupVoice, Mean, Share
from human_review.slices import Slice
from qa_scoring.labels import criterion_label
from reply_core.types import Language

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "together": {"ru": "Все вместе", "en": "Everybody"},
    "share": {"ru": "{value} % [{low}–{high}], диалогов: {n}", "en": "{value} % [{low}–{high}], conversations: {n}"},
    "mean": {"ru": "{value} из 100 [{low}–{high}], оценок: {n}", "en": "{value} of 100 [{low}–{high}], ratings: {n}"},
    "few": {"ru": "мало данных: {n}", "en": "not enough data: {n}"},
    "goes together": {
        "ru": "связано: {difference} [{low}; {high}], выполнено в {met}, пропущено в {missed}",
        "en": "goes together: {difference} [{low}; {high}], met in {met}, missed in {missed}",
    },
    "no bond shown": {
        "ru": "связи не видно: {difference} [{low}; {high}], выполнено в {met}, пропущено в {missed}",
        "en": "no bond shown: {difference} [{low}; {high}], met in {met}, missed in {missed}",
    },
    "goes against": {
        "ru": "связано обратно: {difference} [{low}; {high}], выполнено в {met}, пропущено в {missed}",
        "en": "goes against: {difference} [{low}; {high}], met in {met}, missed in {missed}",
    },
    "not enough data": {
        "ru": "мало данных: выполнено в {met}, пропущено в {missed}, нужно по 30",
        "en": "not enough data: met in {met}, missed in {missed}, 30 of each are needed",
    },
    "contact": {
        "ru": "Решено с первого обращения: в течение 7 дней покупатель не написал снова на ту же тему. "
        "Более свежие диалоги ещё не судим; покупатели без номера и тема «другое» не считаются.",
        "en": "Helped at first contact: the customer did not write again on the topic within 7 days. "
        "Fresher conversations are not judged yet; customers without an id and the topic “other” do not count.",
    },
    "newest": {
        "ru": "Связи с критериями — по самым новым диалогам: {n}, с {day}.",
        "en": "What goes with criteria is read from the newest conversations: {n}, from {day}.",
    },
    "bond": {
        "ru": "Связь — не причина: сравниваются диалоги, где критерий выполнен и где пропущен; "
        "из показанных связей случайны не больше 5 %.",
        "en": "A bond is no cause: conversations with the criterion met and missed are compared; "
        "of the bonds shown at most 5 % are chance.",
    },
}  # fmt: skip


def show_customers(
    found: CustomerVoice, cut: Slice, *, weeks: int, people: Mapping[str, str], language: Language
) -> CustomerVoiceView:
    """Groups by name, criteria in the standard's order."""
    groups = [_group(each, group_name(cut.by, each.key, people, language), language) for each in found.groups]
    measure = found.measure
    return CustomerVoiceView(
        by=cut.by,
        weeks=weeks,
        groups=tuple(sorted(groups, key=lambda group: group.name.casefold())),
        together=_group(found.together, _WORDS["together"][language], language),
        criteria=tuple(_criterion(each, language) for each in found.criteria),
        measure=MeasureView(
            level=measure.level,
            level_label=level_label(measure.level, language),
            standard_version=measure.standard_version,
            scorer_version=measure.scorer_version,
            cards=found.cards,
        )
        if measure
        else None,
        notes=(
            _WORDS["contact"][language],
            _WORDS["bond"][language],
            *_newest(found, language),
            *days_left_notes(found.days_left, language),
        ),
    )


def _newest(found: CustomerVoice, language: Language) -> tuple[str, ...]:
    if found.begun is None:
        return ()
    day = f"{found.begun:%d.%m.%Y}" if language == "ru" else f"{found.begun:%Y-%m-%d}"
    return (_WORDS["newest"][language].format(n=found.talks, day=day),)


def _group(each: GroupVoice, name: str, language: Language) -> GroupVoiceView:
    return GroupVoiceView(
        key=each.key,
        name=name,
        first_contact=_figure("share", each.first_contact, each.first_contact.share, language),
        rating=_figure("mean", each.rating, each.rating.mean, language),
    )


def _figure(words: str, each: Share | Mean, value: float | None, language: Language) -> VoiceFigureView:
    if value is None or each.low is None or each.high is None:
        return VoiceFigureView(n=each.n, text=_WORDS["few"][language].format(n=each.n))
    shown = {"value": 100 * value, "low": 100 * each.low, "high": 100 * each.high}
    text = _WORDS[words][language].format(**{name: round(number) for name, number in shown.items()}, n=each.n)
    return VoiceFigureView(n=each.n, text=text, **shown)


def _criterion(each: CriterionVoice, language: Language) -> CriterionVoiceView:
    bonds = {each.rating.bond, each.first_contact.bond}
    return CriterionVoiceView(
        criterion=each.criterion,
        label=criterion_label(each.criterion, language),
        rating=_bond(each.rating, language),
        first_contact=_bond(each.first_contact, language),
        unrelated=bonds == {"no bond shown"},
    )


def _bond(each: Difference, language: Language) -> BondView:
    numbers = {
        name: f"{round(value):+d}".replace("-", "−")
        for name, value in (("difference", each.difference), ("low", each.low), ("high", each.high))
        if value is not None
    }
    text = _WORDS[each.bond][language].format(met=each.met, missed=each.missed, **numbers)
    return BondView(
        bond=each.bond, met=each.met, missed=each.missed, difference=each.difference, low=each.low, high=each.high,
        text=text,
    )  # fmt: skip
