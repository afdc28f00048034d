"""The conversations that wait for an answer right now: exact texts from ``open.toml``, times relative to "now".

When a line was written is a rule: ``"25 w"`` = 25 working minutes ago, ``"14 h"`` = 14 hours ago, ``"+3"`` = three
minutes after the line before, ``"evening 17:40"`` = at that time of the last working day if its deadline has not
passed (else 25 working minutes ago), ``"workday 12:00"`` = today at that time when it is past, else on the last
working day, ``"last 3 w"`` = three working minutes ago, but after the line before. Order cards may say ``{d-3}`` and
``{d+1:s}``: the date (10.11.2026, or short, 10.11) so many days from the first line's.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from examples.engine.lines import Dialogue, Line
from examples.engine.model import Shop
from examples.engine.moments import at, earlier, local_day, spoken, working_day_before
from examples.engine.orders import card_date
from reply_core.types import AuthorKind
from reply_core.working_time import working_time

_DATE = re.compile(r"\{d([+-]\d+)?(:s)?\}")
_WHO: Mapping[str, AuthorKind] = {
    "customer": "customer",
    "operator": "operator",
    "note": "operator",
    "bot": "bot",
    "rule": "rule",
}
_FALLBACK_MINUTES = 25


def waiting(shop: Shop, now: datetime) -> list[Dialogue]:
    """The open conversations as they stand at ``now``; those marked ``closed`` in the file are done."""
    page = tomllib.loads((shop.folder / "open.toml").read_text(encoding="utf-8"))
    return [_dialogue(shop, entry, now) for entry in page["case"]]


def _dialogue(shop: Shop, entry: Mapping[str, Any], now: datetime) -> Dialogue:
    lines: list[Line] = []
    for item in entry["line"]:
        moment = when(str(item["at"]), shop, now, lines[-1].at if lines else None)
        lines.append(_line(item, moment, str(entry["operator"])))
    opened = lines[0].at
    assigned_at = min(opened + timedelta(minutes=1), now)
    lines.append(
        Line(at=assigned_at, author_kind="system", author_id=entry["operator"], visibility="private", event="assigned")
    )
    closed_at = min(lines[-2].at + timedelta(minutes=20), now) if entry.get("closed") else None
    if closed_at:
        lines.append(Line(at=closed_at, author_kind="system", visibility="private", event="resolved"))
    day = local_day(opened, shop.calendar.zone)
    return Dialogue(
        id=f"{shop.id}-{entry['id']}",
        channel=entry["channel"],
        lines=tuple(sorted((replace(line, at=min(line.at, now)) for line in lines), key=lambda line: line.at)),
        order={key: dated(str(value), shop, day) for key, value in entry.get("order", {}).items()},
        customer_id=entry["customer_id"],
        customer_name=entry["customer_name"],
        assigned_to=entry["operator"],
        assigned_at=assigned_at,
        closed_at=closed_at,
    )


def _line(item: Mapping[str, Any], moment: datetime, operator: str) -> Line:
    kind = _WHO[item["who"]]
    return Line(
        at=moment,
        text=item["text"],
        direction="in" if kind == "customer" else "out",
        author_kind=kind,
        author_id={"customer": "", "operator": operator}.get(kind, kind),
        visibility="private" if item["who"] == "note" else "public",
        attachments=int(item.get("attachments", 0)),
    )


def when(rule: str, shop: Shop, now: datetime, before: datetime | None) -> datetime:
    """The moment a rule names (see the module's text); never after ``now``.

    Raises:
        ValueError: the rule cannot be read.
    """
    words = rule.split()
    if rule.startswith("+") and before:
        return before + timedelta(minutes=float(rule[1:]))
    if words[0] == "last" and before:
        return max(before + timedelta(minutes=5), earlier(now, float(words[1]), shop.calendar))
    if words[0] in ("evening", "workday"):
        return _at_clock(words[0], words[1], shop, now)
    if len(words) == 2 and words[1] == "w":
        return earlier(now, float(words[0]), shop.calendar)
    if len(words) == 2 and words[1] == "h":
        return (now - timedelta(hours=float(words[0]))).replace(second=0, microsecond=0)
    raise ValueError(f"no time can be read from {rule!r}")


def dated(text: str, shop: Shop, day: date) -> str:
    """``text`` with its relative dates written out."""

    def written(match: re.Match[str]) -> str:
        there = day + timedelta(days=int(match.group(1) or 0))
        return spoken("d", there, day, shop.language)["d_s"] if match.group(2) else card_date(shop, there)

    return _DATE.sub(written, text)


def _at_clock(kind: str, clock: str, shop: Shop, now: datetime) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    zone, calendar = shop.calendar.zone, shop.calendar
    day = local_day(now, zone)
    moment = at(day, hour, minute, zone)
    spare = timedelta(minutes=15 if kind == "workday" else 1)
    if not calendar.works_on(day) or moment > now - spare:
        moment = at(working_day_before(day, calendar), hour, minute, zone)
    passed = working_time(moment, now, calendar) >= timedelta(minutes=shop.targets["email"] - 5)
    return earlier(now, _FALLBACK_MINUTES, calendar) if kind == "evening" and passed else moment
