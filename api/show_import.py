"""What an import did, in words: «строка 17: пустой ответ, остальные 41 загружены»."""

from collections.abc import Mapping

from api.views import KnowledgeImportView, RowProblemView
from knowledge_base.store import ImportReport
from reply_core.types import Language

_SHOWN = 5
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "row": {"ru": "строка {line}: {cause}", "en": "line {line}: {cause}"},
    "file": {"ru": "{file}: {cause}", "en": "{file}: {cause}"},
    "more": {"ru": "и ещё {n}", "en": "and {n} more"},
    "rest": {"ru": "остальные {n} загружены", "en": "the other {n} went in"},
    "rest_one": {"ru": "остальная {n} загружена", "en": "the other {n} went in"},
    "all": {"ru": "{what}", "en": "{what}"},
    "none": {"ru": "ничего не загружено", "en": "nothing went in"},
    "new": {"ru": "новых {n}", "en": "{n} new"},
    "changed": {"ru": "изменённых {n}", "en": "{n} changed"},
    "same": {"ru": "без изменений {n}", "en": "{n} unchanged"},
}


def problem_text(file: str, line: int | None, cause: str, language: Language, *, named: bool = True) -> str:
    """«Вопросы.xlsx, строка 17: пустой ответ», without the file's name when there is only one."""
    if line is None:
        return _WORDS["file"][language].format(file=file, cause=cause)
    row = _WORDS["row"][language].format(line=line, cause=cause)
    return f"{file}, {row}" if named else row


def problems_text(problems: list[str], language: Language) -> str:
    """The first few problems, and how many more there are."""
    shown = problems[:_SHOWN]
    if len(problems) > _SHOWN:
        shown.append(_WORDS["more"][language].format(n=len(problems) - _SHOWN))
    return ", ".join(shown)


def show_import(report: ImportReport, language: Language) -> KnowledgeImportView:
    """The report of an import of articles."""
    many_files = len({problem.file for problem in report.problems}) > 1
    said = [problem_text(each.file, each.line, each.cause, language, named=many_files) for each in report.problems]
    loaded = report.new + report.changed + report.same
    return KnowledgeImportView(
        new=report.new,
        changed=report.changed,
        same=report.same,
        removed=report.removed,
        problems=tuple(
            RowProblemView(
                file=each.file,
                line=each.line,
                cause=each.cause,
                text=problem_text(each.file, each.line, each.cause, language),
            )
            for each in report.problems
        ),
        summary=_summary(said, loaded, report, language),
    )


def _summary(said: list[str], loaded: int, report: ImportReport, language: Language) -> str:
    if not loaded:
        return ", ".join(part for part in (problems_text(said, language), _WORDS["none"][language]) if part)
    if said:
        key = "rest_one" if loaded == 1 else "rest"
        return f"{problems_text(said, language)}, {_WORDS[key][language].format(n=loaded)}"
    counts = ((name, getattr(report, name)) for name in ("new", "changed", "same"))
    return ", ".join(_WORDS[name][language].format(n=count) for name, count in counts if count)
