"""Response times as views, in words people read aloud."""

from collections.abc import Mapping
from datetime import date

from api.group_names import group_name
from api.times import days_left_notes
from api.views.figures import GroupResponseView, ResponseTimesView, ResponseView, SpanView
from human_review.response_times import ResponseFigures, ResponseTimes
from human_review.slices import Slice
from human_review.statistics import MIN_CONVERSATIONS
from reply_core.types import Language
from reply_core.wait_figures import Quantile

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "none": {"ru": "обращений не было", "en": "no inquiries"},
    "few": {"ru": "обращений: {n} — мало данных", "en": "inquiries: {n}, not enough data"},
    "known": {
        "ru": "половина ждала до {median}, 90 % — до {p90}; {share}; обращений: {n}",
        "en": "half waited up to {median}, 90 % up to {p90}; {share}; inquiries: {n}",
    },
    "share": {"ru": "в срок {share} % [{low}–{high}] из {n}", "en": "in time {share} % [{low}–{high}] of {n}"},
    "no_share": {"ru": "срок пока судить рано", "en": "too early to judge the target"},
    "unknown": {"ru": "пока не известно: многие ещё ждут", "en": "not known yet: many still wait"},
    "waiting": {
        "ru": "; ждут сейчас: {waiting}, из них просрочено: {late}",
        "en": "; waiting now: {waiting}, past due: {late}",
    },
    "working": {
        "ru": "Рабочее время по календарю магазина. Кто ещё ждёт, тоже учтён: открытое обращение длится до сих пор, "
        "просроченное — уже промах.",
        "en": "Working time by the shop's calendar. Whoever still waits counts: an open inquiry has lasted until now, "
        "and one past its target is a miss already.",
    },
    "sums": {
        "ru": "Обращений много: длительности прочитаны из дневных сумм и могут быть длиннее на 5 %.",
        "en": "Many inquiries: lengths are read from daily sums and may be up to 5 % too long.",
    },
}  # fmt: skip
_UNITS: Mapping[Language, tuple[str, str, str]] = {"ru": ("с", "мин", "ч"), "en": ("s", "min", "h")}
_MINUTE = 60


def show_response_times(
    found: ResponseTimes, cut: Slice, *, people: Mapping[str, str], language: Language
) -> ResponseTimesView:
    """Everybody's response times, groups by name."""
    groups = [
        GroupResponseView(
            key=each.key,
            name=group_name(cut.by, each.key, people, language),
            period=show_response(each.period, None, language),
        )
        for each in found.groups
    ]
    notes = [_WORDS["working"][language]]
    if not found.exact:
        notes.append(_WORDS["sums"][language])
    notes += days_left_notes(found.days_left, language)
    return ResponseTimesView(
        by=cut.by,
        unit=cut.unit,
        since=found.since,
        groups=tuple(sorted(groups, key=lambda group: group.name.casefold())),
        together=show_response(found.together.period, None, language),
        starts=tuple(show_response(each, start, language) for start, each in found.together.starts.items()),
        notes=tuple(notes),
    )


def show_response(each: ResponseFigures, start: date | None, language: Language) -> ResponseView:
    """The figures of one group and period."""
    return ResponseView(
        start=start,
        waits=each.waits,
        answered=each.answered,
        closed_unanswered=each.closed_unanswered,
        waiting=each.waiting,
        past_target=each.past_target,
        median=_span(each.median, language),
        p90=_span(each.p90, language),
        in_target=each.in_target,
        judged=each.judged,
        share=_percent(each.share),
        low=_percent(each.low),
        high=_percent(each.high),
        state="enough" if each.waits >= MIN_CONVERSATIONS else "not enough data",
        text=_text(each, language),
    )


def _text(each: ResponseFigures, language: Language) -> str:
    if not each.waits:
        return _WORDS["none"][language]
    tail = ""
    if each.waiting:
        tail = _WORDS["waiting"][language].format(waiting=each.waiting, late=each.past_target)
    if each.waits < MIN_CONVERSATIONS:
        return _WORDS["few"][language].format(n=each.waits) + tail
    share = _WORDS["no_share"][language]
    if each.share is not None and each.low is not None and each.high is not None:
        numbers = {"share": each.share, "low": each.low, "high": each.high}
        shown = {name: round(100 * value) for name, value in numbers.items()}
        share = _WORDS["share"][language].format(**shown, n=each.judged)
    spans = {"median": _span(each.median, language).text, "p90": _span(each.p90, language).text}
    return _WORDS["known"][language].format(**spans, share=share, n=each.waits) + tail


def _span(each: Quantile, language: Language) -> SpanView:
    if each.seconds is None:
        return SpanView(text=_WORDS["unknown"][language])
    text = duration_text(each.seconds, language)
    if each.low is not None and each.high is not None:
        text += f" [{duration_text(each.low, language)} – {duration_text(each.high, language)}]"
    return SpanView(seconds=each.seconds, low=each.low, high=each.high, text=text)


def duration_text(seconds: float, language: Language) -> str:
    """A length of time in its own unit.

    >>> [duration_text(each, "ru") for each in (40, 720, 9000, 7200)]
    ['40 с', '12 мин', '2 ч 30 мин', '2 ч']
    """
    second, minute, hour = _UNITS[language]
    if seconds < _MINUTE:
        return f"{round(seconds)} {second}"
    minutes = round(seconds / _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} {minute}"
    hours, rest = divmod(minutes, _MINUTE)
    return f"{hours} {hour} {rest} {minute}" if rest else f"{hours} {hour}"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
