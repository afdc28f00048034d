"""A digest in words: sections of lines, and from these plain text, HTML, Slack's blocks and Telegram's HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from human_review import measured
from human_review.digest import Digest, Moved
from human_review.response_times import ResponseFigures
from reply_core.topics import TOPICS
from reply_core.types import Language

TELEGRAM_LIMIT = 4096
_SLACK_LIMIT = 3000
_SLACK_BLOCKS = 50
_Pair = Mapping[Language, str]
_W: Mapping[str, _Pair] = {
    "title": {"ru": "Неделя поддержки: {team}, {since} – {until}",
              "en": "The week of support: {team}, {since} – {until}"},
    "everybody": {"ru": "вся команда", "en": "everybody"},
    "quality": {"ru": "Качество ответов", "en": "Quality of replies"},
    "response": {"ru": "Время ответа", "en": "Response time"},
    "people": {"ru": "Ждёт людей", "en": "Waiting for people"},
    "gaps": {"ru": "Пробелы базы знаний растут", "en": "Gaps of the knowledge base that grow"},
    "figure": {"ru": "{label}: {mean} [{low}–{high}], ответов {n}, диалогов {talks}; {state}",
               "en": "{label}: {mean} [{low}–{high}], {n} replies, {talks} conversations; {state}"},
    "few": {"ru": "{label}: мало данных (диалогов {talks}, нужно 10); {state}",
            "en": "{label}: too few data ({talks} conversations, 10 are needed); {state}"},
    "improving": {"ru": "растёт, {moved} к своей базе {base}", "en": "improving, {moved} against the own base {base}"},
    "declining": {"ru": "снижается, {moved} к своей базе {base}",
                  "en": "declining, {moved} against the own base {base}"},
    "stable": {"ru": "стабильно", "en": "stable"},
    "not enough data": {"ru": "о динамике судить рано", "en": "too early to speak of a trend"},
    "measure": {"ru": "Измерено: уровень {level}, стандарт {standard}; другие с ними не смешаны.",
                "en": "Measured with: level {level}, standard {standard}; no others are mixed in."},
    "times": {"ru": "Половина ответов не позже {median}, девять из десяти — {p90} рабочего времени; обращений {n}",
              "en": "Half of the replies within {median}, nine of ten within {p90} of working time; {n} inquiries"},
    "share": {"ru": "В срок: {share} % [{low}–{high}] из {n}", "en": "In time: {share}% [{low}–{high}] of {n}"},
    "few_waits": {"ru": "Мало данных: обращений {n}, нужно 10", "en": "Too few data: {n} inquiries, 10 are needed"},
    "open": {"ru": "Сейчас ждут ответа: {waiting}, из них дольше срока: {late}",
             "en": "Waiting for a reply now: {waiting}, of these past their time: {late}"},
    "candidates": {"ru": "Возможные критические ошибки без проверки: {n}",
                   "en": "Possible critical errors nobody has looked at: {n}"},
    "disputes": {"ru": "Открытые споры: {n}", "en": "Open disputes: {n}"},
    "oldest": {"ru": "{said}; самый старый ждёт дней: {days}", "en": "{said}; the oldest has waited {days} days"},
    "practice": {"ru": "Учебные задания со сроком на этой неделе: {n}, из них просрочено: {late}",
                 "en": "Practice tasks due this week: {n}, of these late: {late}"},
    "gap": {"ru": "{topic}: {now} вопросов без ответа в базе, неделей раньше {before}",
            "en": "{topic}: {now} questions the base does not answer, {before} the week before"},
    "minutes": {"ru": "{n} мин", "en": "{n} min"},
    "hours": {"ru": "{n} ч {m} мин", "en": "{n} h {m} min"},
    "unknown": {"ru": "ещё неизвестно", "en": "not known yet"},
    "foot": {"ru": "Подробности — в Такте: «Динамика», «Очередь проверки», «Споры».",
             "en": "The details are in Tact: Trends, Review queue, Disputes."},
}  # fmt: skip
_LEVELS: Mapping[str, _Pair] = {
    "rules": {"ru": "«только правила»", "en": "“rules only”"},
    "local": {"ru": "«правила и смысл»", "en": "“rules and meaning”"},
    "model": {"ru": "«модель»", "en": "“model”"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A digest in words."""

    title: str
    sections: tuple[Section, ...]
    foot: str
    language: Language


def say_digest(digest: Digest, language: Language) -> Said:
    """The digest in a language."""
    day = "%d.%m" if language == "ru" else "%-d %b"
    title = _say(
        "title", language, team=digest.team or _say("everybody", language), since=digest.since.strftime(day),
        until=digest.until.strftime(day),
    )  # fmt: skip
    sections = [
        Section(heading=_say("quality", language), lines=tuple(_quality(digest.moved, language))),
        Section(heading=_say("response", language), lines=tuple(_response(digest, language))),
        Section(heading=_say("people", language), lines=tuple(_people(digest, language))),
    ]
    if digest.gaps:
        lines = [
            _say("gap", language, topic=_topic(g.topic, language), now=g.now, before=g.before) for g in digest.gaps
        ]
        sections.append(Section(heading=_say("gaps", language), lines=tuple(lines)))
    return Said(title=title, sections=tuple(sections), foot=_say("foot", language), language=language)


def as_text(said: Said) -> str:
    """Plain text."""
    parts = [said.title, ""]
    for section in said.sections:
        parts += [section.heading, *(f"- {line}" for line in section.lines), ""]
    return "\n".join([*parts, said.foot, ""])


def as_html(said: Said) -> str:
    """A page for an e-mail: no pictures, no links, no scripts."""
    body = "".join(
        f'<h2 style="font-size:16px;margin:20px 0 6px">{escape(section.heading)}</h2><ul style="padding-left:20px">'
        + "".join(f'<li style="margin:4px 0">{escape(line)}</li>' for line in section.lines)
        + "</ul>"
        for section in said.sections
    )
    return (
        f'<!doctype html><html lang="{said.language}"><head><meta charset="utf-8"><title>{escape(said.title)}</title>'
        '</head><body style="font:15px/1.5 sans-serif;color:#1c2530;background:#fff;max-width:640px;margin:24px auto">'
        f'<h1 style="font-size:20px">{escape(said.title)}</h1>{body}<p style="color:#4b5b76">{escape(said.foot)}</p>'
        "</body></html>"
    )


def as_slack(said: Said) -> dict[str, Any]:
    """The body of an incoming webhook: ``text`` for notifications and Block Kit ``blocks`` (3,000 characters each)."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": said.title[:150], "emoji": False}}
    ]
    for section in said.sections:
        text = f"*{_mrkdwn(section.heading)}*\n" + "\n".join(f"• {_mrkdwn(line)}" for line in section.lines)
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": _whole_lines(text, _SLACK_LIMIT)}})
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": _mrkdwn(said.foot)}]})
    return {"text": said.title, "blocks": blocks[:_SLACK_BLOCKS]}


def as_telegram(said: Said, chat: str) -> dict[str, Any]:
    """The body of ``sendMessage`` of the Bot API: HTML of the few tags it takes, at most 4,096 characters."""
    parts = [f"<b>{escape(said.title, quote=False)}</b>"]
    for section in said.sections:
        parts += ["", f"<b>{escape(section.heading, quote=False)}</b>"]
        parts += [f"• {escape(line, quote=False)}" for line in section.lines]
    text = _whole_lines("\n".join([*parts, "", f"<i>{escape(said.foot, quote=False)}</i>"]), TELEGRAM_LIMIT)
    return {"chat_id": chat, "text": text, "parse_mode": "HTML", "disable_web_page_preview": True}


def _quality(moved: Sequence[Moved], language: Language) -> list[str]:
    shown = [each for each in moved if each.week.n or each.state.name != "not enough data"] or list(moved[:1])
    lines = [_figure(each, language) for each in shown]
    measures = {(each.level, each.standard) for each in shown if each.level}
    lines += [
        _say("measure", language, level=_LEVELS[level][language] if level in _LEVELS else level, standard=standard)
        for level, standard in sorted(measures)
    ]
    return lines


def _figure(each: Moved, language: Language) -> str:
    label, state = measured.label(each.name, language), each.state
    said = _W[state.name][language]
    if state.base is not None and state.moved is not None:
        said = said.format(moved=_signed(state.moved), base=round(state.base))
    week = each.week
    if week.mean is None or week.low is None or week.high is None:
        return _say("few", language, label=label, talks=week.conversations, state=said)
    return _say(
        "figure", language, label=label, mean=round(week.mean), low=round(week.low), high=round(week.high), n=week.n,
        talks=week.conversations, state=said,
    )  # fmt: skip


def _response(digest: Digest, language: Language) -> list[str]:
    found, lines = digest.response, []
    if found.median.seconds is None and found.share is None:
        lines.append(_say("few_waits", language, n=found.waits))
    else:
        lines.append(_times(found, language))
    if found.share is not None and found.low is not None and found.high is not None:
        share, low, high = (round(100 * value) for value in (found.share, found.low, found.high))
        lines.append(_say("share", language, share=share, low=low, high=high, n=found.judged))
    lines.append(_say("open", language, waiting=digest.waiting, late=digest.past_target))
    return lines


def _times(found: ResponseFigures, language: Language) -> str:
    median, p90 = (_span(each.seconds, language) for each in (found.median, found.p90))
    return _say("times", language, median=median, p90=p90, n=found.waits)


def _people(digest: Digest, language: Language) -> list[str]:
    candidates = f"{digest.candidates}{'+' if digest.candidates_more else ''}"
    contested = _say("disputes", language, n=digest.disputes)
    if digest.oldest_dispute_days:
        contested = _say("oldest", language, said=contested, days=digest.oldest_dispute_days)
    practice = _say("practice", language, n=digest.practice_due, late=digest.practice_late)
    return [_say("candidates", language, n=candidates), contested, practice]


def _say(key: str, language: Language, **values: object) -> str:
    return _W[key][language].format(**values)


def _topic(code: str, language: Language) -> str:
    return TOPICS[code].label(language) if code in TOPICS else code


def _span(seconds: float | None, language: Language) -> str:
    if seconds is None:
        return _say("unknown", language)
    minutes = max(1, round(seconds / 60))
    hours, rest = divmod(minutes, 60)
    return _say("hours", language, n=hours, m=rest) if hours else _say("minutes", language, n=minutes)


def _signed(value: float) -> str:
    whole = round(value)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def _mrkdwn(text: str) -> str:
    """Slack's three characters that must be written as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _whole_lines(text: str, limit: int) -> str:
    """As many whole lines as fit, so that no tag is cut in two."""
    if len(text) <= limit:
        return text
    kept: list[str] = []
    left = limit - 2
    for line in text.split("\n"):
        if len(line) + 1 > left:
            break
        kept.append(line)
        left -= len(line) + 1
    return "\n".join([*kept, "…"])
