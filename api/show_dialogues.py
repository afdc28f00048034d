"""What became of a dialogue export, in words, and what must be asked before it can be read."""

from collections.abc import Mapping

from api.show_import import problem_text, problems_text
from api.times import plural
from api.views import Asked, DialogueImportView, LeftOutView, RowProblemView
from reply_core.dialogues import Export, ExportOptions
from reply_core.types import Language

ZONES = (
    "Europe/Moscow",
    "Europe/Kaliningrad",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Kamchatka",
    "Asia/Almaty",
    "Europe/Minsk",
    "UTC",
)
_PROBLEMS_KEPT = 200
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "no_assigned": {
        "ru": "Скорость: время назначения неизвестно — только по команде",
        "en": "Speed: the time of assignment is not known, so only the team's is shown",
    },
    "no_channel": {
        "ru": "Канал в файле не указан: считаем всё как {channel}",
        "en": "The file names no channel: everything counts as {channel}",
    },
    "no_times": {
        "ru": "Времени сообщений в файле нет: скорость не оценивается",
        "en": "The file has no times: speed is not scored",
    },
    "summary": {
        "ru": "{rows}, {talks}; на оценку {replies}",
        "en": "{rows}, {talks}; {replies} to score",
    },
    "left": {"ru": "не оцениваются: ботов {bots}, заметок {notes}", "en": "not scored: {bots} by bots, {notes} notes"},
    "twice": {"ru": "уже были: {n}", "en": "{n} known already"},
}


def asked_views(export: Export, zone: str, language: Language) -> tuple[Asked, ...]:
    """The questions of an export with their options; the shop's own zone comes first."""
    zones = (zone, *(each for each in ZONES if each != zone))
    return tuple(
        Asked(
            what=question.what,
            name=question.name,
            label=question.label(language),
            options=zones if question.what == "time_zone" else question.options,
        )
        for question in export.questions
    )


def show_dialogues(
    export: Export,
    *,
    files: tuple[str, ...],
    stored: int,
    replies: int,
    options: ExportOptions,
    zone: str,
    language: Language,
) -> DialogueImportView:
    """The report of an import."""
    kinds = [(message.author_kind, message.visibility) for message in export.messages]
    bots = sum(kind in {"bot", "rule"} for kind, _ in kinds)
    notes = sum(visibility == "private" for _, visibility in kinds)
    system = sum(kind == "system" for kind, _ in kinds)
    talks = len({message.conversation_id for message in export.messages})
    left = LeftOutView(bots=bots, notes=notes, system=system, bad_rows=len(export.bad_rows))
    return DialogueImportView(
        files=files,
        rows=export.rows,
        conversations=talks,
        stored=stored,
        duplicates=len(export.messages) - stored,
        replies=replies,
        left_out=left,
        time_zone=options.time_zone or zone,
        encoding=export.encoding,
        delimiter=export.delimiter,
        columns=dict(export.columns),
        problems=tuple(
            RowProblemView(
                file=each.file,
                line=each.line,
                cause=each.cause,
                text=problem_text(each.file, each.line, each.cause, language),
            )
            for each in export.bad_rows[:_PROBLEMS_KEPT]
        ),
        notes=_notes(export, options, language),
        summary=_summary(export, talks, replies, stored, left, language),
    )


def _notes(export: Export, options: ExportOptions, language: Language) -> tuple[str, ...]:
    notes = []
    if not any(message.at for message in export.messages):
        notes.append(_WORDS["no_times"][language])
    elif not any(message.assigned_at for message in export.messages):
        notes.append(_WORDS["no_assigned"][language])
    if "channel" not in export.columns and options.channel is None:
        notes.append(_WORDS["no_channel"][language].format(channel="чат" if language == "ru" else "chat"))
    return tuple(notes)


def _summary(export: Export, talks: int, replies: int, stored: int, left: LeftOutView, language: Language) -> str:
    rows = _count(export.rows, language, ("строка", "строки", "строк"), "rows")
    conversations = _count(talks, language, ("диалог", "диалога", "диалогов"), "conversations")
    answers = _count(replies, language, ("ответ", "ответа", "ответов"), "replies")
    parts = [_WORDS["summary"][language].format(rows=rows, talks=conversations, replies=answers)]
    if left.bots or left.notes:
        parts.append(_WORDS["left"][language].format(bots=left.bots, notes=left.notes))
    if known := len(export.messages) - stored:
        parts.append(_WORDS["twice"][language].format(n=known))
    if export.bad_rows:
        said = [problem_text(each.file, each.line, each.cause, language, named=False) for each in export.bad_rows]
        parts.append(problems_text(said, language))
    return "; ".join(parts)


def _count(n: int, language: Language, ru: tuple[str, str, str], en: str) -> str:
    return f"{n} {plural(n, *ru)}" if language == "ru" else f"{n} {en}"
