"""Customers' ratings from a file: one rating a row, on whatever scale it was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256
from math import isfinite
from typing import Any, NamedTuple

from reply_core.errors import InvalidInput
from reply_core.row_values import number_of, read_time
from reply_core.sheets import Row, read_sheet
from reply_core.text import fold
from reply_core.types import Language

_HEADERS: Mapping[str, frozenset[str]] = {
    "conversation": frozenset(
        ("conversation_id", "conversation", "ticket_id", "ticket", "dialog_id", "диалог", "обращение", "тикет",
         "номер обращения", "номер диалога")
    ),
    "rating": frozenset(
        ("rating", "csat", "score", "оценка", "оценка клиента", "оценка покупателя", "балл", "рейтинг")
    ),
    "comment": frozenset(("comment", "комментарий", "отзыв", "feedback")),
    "at": frozenset(("at", "date", "created_at", "дата", "время", "дата оценки")),
    "id": frozenset(("id", "rating_id", "номер оценки")),
}  # fmt: skip
_WORDS: Mapping[str, float] = {
    "good": 1.0, "bad": 0.0, "хорошо": 1.0, "плохо": 0.0, "👍": 1.0, "👎": 0.0, "положительная": 1.0,
    "отрицательная": 0.0, "satisfied": 1.0, "unsatisfied": 0.0, "yes": 1.0, "no": 0.0, "да": 1.0, "нет": 0.0,
}  # fmt: skip
_CAUSES: Mapping[str, Mapping[Language, str]] = {
    "no_conversation": {"ru": "нет номера диалога", "en": "no conversation id"},
    "no_rating": {"ru": "нет оценки", "en": "no rating"},
    "not_on_scale": {
        "ru": "оценка «{value}» не на шкале {low}–{high}",
        "en": "“{value}” is not on the scale {low}–{high}",
    },
    "not_a_rating": {"ru": "«{value}» — не оценка", "en": "“{value}” is no rating"},
    "bad_time": {"ru": "дата не читается: «{value}»", "en": "the date cannot be read: “{value}”"},
}  # fmt: skip
_FIVE, _TEN = 5.0, 10.0


class Scale(NamedTuple):
    """The worst and the best number."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRating:
    """One rating as it came."""

    conversation_id: str
    external_id: str
    share: float
    """0 (worst) to 1 (best)."""
    given: str
    comment: str = ""
    at: datetime | None = None


class BadRating(NamedTuple):
    """A row that was left out: its line in the file, and why."""

    file: str
    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFile:
    """What a file held; ``scale`` is None when all ratings were words."""

    ratings: tuple[GivenRating, ...]
    bad: tuple[BadRating, ...]
    scale: Scale | None


def parse_scale(text: str, language: Language) -> Scale | None:
    """«1-5» → the scale; None when nothing was said.

    Raises:
        InvalidInput: it is no scale.
    """
    if not text.strip():
        return None
    low, _, high = text.replace("–", "-").replace(" ", "").partition("-")
    worst, best = number_of(low), number_of(high)
    if worst is None or best is None or not (isfinite(worst) and isfinite(best) and worst < best):
        said = {"ru": f"шкала «{text}» не читается", "en": f"the scale “{text}” cannot be read"}
        raise InvalidInput(said[language], where="scale", mend="1-5, 0-10, 1-10, 0-1")
    return Scale(worst, best)


def read_ratings(name: str, data: bytes, *, scale: Scale | None, zone: tzinfo, language: Language) -> RatingFile:
    """Read a CSV, XLSX, JSON lines or Parquet file of ratings; rows that cannot be read are named and left out.

    Args:
        name: of the file; its kind follows from it.
        data: its bytes.
        scale: of the numbers; None: 1–5 or 1–10, by the highest number in the file.
        zone: of times without a zone.
        language: of the causes.

    Raises:
        BadFile, TooMuch: the file cannot be read.
        InvalidInput: a column is missing, or the numbers go to 1 only and no scale is told.
    """
    sheet = read_sheet(name, data)
    columns = _columns(sheet.headers, name, language)
    told = scale or _scale(sheet.rows, columns["rating"], name, language)
    ratings: list[GivenRating] = []
    bad: list[BadRating] = []
    for row in sheet.rows:
        read = _rating(row, columns, told, zone, language)
        if isinstance(read, str):
            bad.append(BadRating(name, row.line, read))
        else:
            ratings.append(read)
    return RatingFile(ratings=tuple(ratings), bad=tuple(bad), scale=told)


def _columns(headers: Sequence[str], name: str, language: Language) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for header in headers:
        for field, names in _HEADERS.items():
            if fold(header).strip() in names:
                found.setdefault(field, header)
    if missing := [field for field in ("conversation", "rating") if field not in found]:
        what = {"ru": "в файле нет столбца: {}", "en": "the file has no column: {}"}[language]
        wanted = "; ".join(" | ".join(sorted(_HEADERS[field], reverse=language == "ru")[:5]) for field in missing)
        raise InvalidInput(what.format(", ".join(missing)), where=name, mend=wanted)
    return found


def _scale(rows: Sequence[Row], column: str, name: str, language: Language) -> Scale | None:
    numbers = [number for row in rows if (number := number_of(row.cells.get(column))) is not None]
    if not numbers:
        return None
    if max(numbers) <= 1:
        said = {
            "ru": "оценки не больше 1: непонятно, это «плохо–хорошо» или единицы из пяти",
            "en": "no rating is above 1: bad and good, or ones of five?",
        }
        raise InvalidInput(said[language], where=name, mend="scale=0-1 | scale=1-5")
    if max(numbers) <= _FIVE:
        return Scale(0.0 if min(numbers) < 1 else 1.0, _FIVE)
    return Scale(0.0 if min(numbers) < 1 else 1.0, _TEN if max(numbers) <= _TEN else 100.0)


def _rating(
    row: Row, columns: Mapping[str, str], scale: Scale | None, zone: tzinfo, language: Language
) -> GivenRating | str:
    """The row's rating, or why it has none."""
    cells = {field: row.cells.get(header) for field, header in columns.items()}
    conversation = str(cells["conversation"] or "").strip()
    if not conversation:
        return _CAUSES["no_conversation"][language]
    given = str(cells["rating"] if cells["rating"] is not None else "").strip()
    share = _share(cells["rating"], given, scale, language)
    if isinstance(share, str):
        return share
    at: datetime | None = None
    if cells.get("at") not in {None, ""}:
        at = _moment(cells["at"], zone)
        if at is None:
            return _CAUSES["bad_time"][language].format(value=cells["at"])
    comment = str(cells.get("comment") or "").strip()
    own = str(cells.get("id") or "").strip()
    name = (
        own or sha256("\n".join((conversation, given, str(cells.get("at") or ""), comment)).encode()).hexdigest()[:32]
    )
    return GivenRating(
        conversation_id=conversation, external_id=name, share=share, given=given, comment=comment, at=at
    )  # fmt: skip


def _share(value: Any, given: str, scale: Scale | None, language: Language) -> float | str:
    if not given:
        return _CAUSES["no_rating"][language]
    number = number_of(value)
    if number is None or scale is None:
        known = _WORDS.get(fold(given))
        return known if known is not None else _CAUSES["not_a_rating"][language].format(value=given)
    if not scale.low <= number <= scale.high:
        low, high = f"{scale.low:g}", f"{scale.high:g}"
        return _CAUSES["not_on_scale"][language].format(value=given, low=low, high=high)
    return (number - scale.low) / (scale.high - scale.low)


def _moment(value: Any, zone: tzinfo) -> datetime | None:
    try:
        return read_time(value, zone)
    except InvalidInput:
        return None
