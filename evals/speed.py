"""star_timed and twitter_care_timed: reply times of real time-stamped conversations, by the wait engine.

Rows: `id, group, channel, messages: [{role: customer|agent, at: ISO 8601 or UNIX seconds, text}]`. Calendar: 24/7.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from evals.curves import curve
from evals.metrics import Metric, Rows, bootstrap
from evals.runner import Outcome, Setting, evaluates
from reply_core.types import Channel, Conversation, Message
from reply_core.waits import DEFAULT_TARGETS, read_waits
from reply_core.working_time import Calendar

CHANNELS: dict[str, Channel] = {"twitter": "social", "chat": "chat"}


@evaluates("star_timed")
@evaluates("twitter_care_timed")
def reply_times(setting: Setting) -> Outcome:
    """Median and 90th percentile of closed waits in seconds, and the number of waits left open."""
    seconds: list[float] = []
    naive: list[float] = []
    groups: list[str] = []
    naive_groups: list[str] = []
    still_open = 0
    rows = setting.rows()
    calendar = Calendar.always("UTC")
    for row in rows:
        conversation = _conversation(row)
        now = max(message.at for message in conversation.messages if message.at)
        for wait in read_waits(conversation, calendar, DEFAULT_TARGETS, now):
            if wait.open:
                still_open += 1
            elif wait.calendar_seconds is not None:
                seconds.append(float(wait.calendar_seconds))
                groups.append(str(row["group"]))
        first = _creation_to_first_reply(conversation)
        if first is not None:
            naive.append(first)
            naive_groups.append(str(row["group"]))
    return Outcome(
        metrics={
            "median_reply_seconds": _percentile(seconds, groups, 50),
            "p90_reply_seconds": _percentile(seconds, groups, 90),
            "open_waits": Metric(value=float(still_open), low=None, high=None, n=len(rows)),
        },
        baseline={"median_creation_to_first_reply_seconds": _percentile(naive, naive_groups, 50)},
        details={"curve": [_answered_within(seconds)], "notes": ["Descriptive: nobody labelled these times."]},
    )


def _answered_within(seconds: Sequence[float]) -> dict[str, Any]:
    """The share of waits that were over after so many minutes, up to the 95th percentile."""
    column = np.sort(np.asarray(seconds, dtype=np.float64)) / 60
    shares = np.linspace(0, 0.95, 40) if len(column) else np.empty(0)
    points = [(float(np.quantile(column, share)), float(share)) for share in shares]
    return curve("closed waits", "minutes", "share answered", points)


def _percentile(values: Sequence[float], groups: Sequence[str], percent: float) -> Metric:
    column = np.asarray(values, dtype=np.float64)

    def statistic(rows: Rows) -> float:
        return float(np.percentile(column[rows], percent))

    return bootstrap(statistic, groups)


def _conversation(row: dict[str, Any]) -> Conversation:
    messages = tuple(
        Message(
            id=f"{row['id']}-{number}",
            text=str(item["text"]),
            direction="in" if item["role"] == "customer" else "out",
            author_kind="customer" if item["role"] == "customer" else "operator",
            at=_time(item["at"]),
        )
        for number, item in enumerate(row["messages"])
    )
    return Conversation(id=str(row["id"]), channel=CHANNELS.get(str(row["channel"]), "chat"), messages=messages)


def _time(value: str | float) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(value, UTC)


def _creation_to_first_reply(conversation: Conversation) -> float | None:
    """What many helpdesks show: the first message to the first outgoing one."""
    begin = conversation.messages[0].at
    first = next((item.at for item in conversation.messages if item.direction == "out"), None)
    return (first - begin).total_seconds() if begin and first else None
