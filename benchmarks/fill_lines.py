"""Single lines of the benchmark's made-up shop: messages, drafts and what became of them."""

import json
from datetime import date

from benchmarks.fill_sums import LEVEL
from benchmarks.fill_tables import DECISION, DRAFT, GAP
from drafting.outcome import HandOver
from drafting.outcome import to_dict as outcome_to_dict
from human_review.assist_sums import REJECTED, TIMED, TOOK
from human_review.wait_sums import bucket_of
from reply_core.types import Provenance, Topic

ASKED = ("Где мой заказ?", "Как вернуть товар?", "Когда вернут деньги?", "Можно сменить адрес?", "Не пришёл код")
SAID = ("Заказ привезут завтра до 18:00.", "Возврат оформлен, деньги придут за 10 дней.", "Адрес изменили.")
_THINGS = ("чайника", "лампы", "куртки", "стола", "книги", "телефона", "кресла")
SECONDS = 40
"""What every decision on a draft takes."""
_BODY = json.dumps(
    outcome_to_dict(
        HandOver(
            reason="нет статьи", missing=(), nearest=(), topic=Topic(code="other"), language="ru",
            provenance=Provenance(level=LEVEL),
        )
    ),
    ensure_ascii=False,
)  # fmt: skip


def message(name: str, talk: str, at: str, way: str, place: int, text: str, author: str) -> str:
    """A message, of an operator or (without an author) of the customer."""
    direction, kind = ("out", "operator") if author else ("in", "customer")
    return (
        f"{name}\t{talk}\tbench\t{name}\t{at}\t{at}\t{way}\t{direction}\t{kind}\t{author}\tpublic\t\\N\t0\tmessage\t{text}"
        f"\t\\N\t{place}\t{1 if author else 0}"
    )


def outcomes(decision: str) -> tuple[str, ...]:
    """What `human_review.assist_sums` counts of a draft that somebody took `SECONDS` for."""
    if decision == "rejected":
        return decision, f"{REJECTED}wrong"
    took = f"{TOOK}{bucket_of(SECONDS)}"
    return (decision, took, TIMED) if decision == "accepted" else (decision, took)


def draft(
    lines: dict[str, list[str]],
    number: int,
    talk: str,
    code: str,
    operator: str,
    at: str,
    decision: str,
    *,
    answered: bool,
) -> None:
    """A draft or a handing-over, the decision on it, and the gap behind the latter."""
    kind, body = ("draft" if answered else "hand_over"), _BODY
    lines[DRAFT].append(f"f{number}\t{talk}\t{kind}\t{code}\t{body}\t\t{LEVEL}\t{{}}\t{at}\t{operator}\t\t{at}")
    reason = "wrong" if decision == "rejected" else ""
    lines[DECISION].append(f"f{number}\t{decision}\t{reason}\t\t0.8\t{{}}\t[]\t{SECONDS}\t{operator}\t\\N\t{at}")
    if not answered:
        ask = f"{ASKED[number % len(ASKED)]} {_THINGS[number % 97 % len(_THINGS)]}"
        lines[GAP].append(f"g{number}\t{talk}\t{ask}\t{code}\t[]\t{at}")


def moment(day: date, minute: int) -> str:
    """A minute of a day, UTC."""
    return f"{day} {minute // 60:02d}:{minute % 60:02d}:00.000000"
