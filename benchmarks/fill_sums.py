"""The daily sums of made-up replies, as `human_review` would sum them up from the cards."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import numpy as np

from benchmarks.fill_tables import ASSIST, PERSON, ROLLUP, WAITS
from human_review import measured
from human_review.day_sums import CARDS
from human_review.wait_sums import bucket_of
from reply_core.topics import TOPICS

CHANNELS = ("email", "chat", "messenger", "webform")
CODES = tuple(TOPICS)[:12]
LEVEL: Final = "local"
SCORED_BY = "3"
MEASURES = (CARDS, *measured.NAMES)
TARGET = 15
"""Minutes to the target of an answered wait."""


def sum_cards(
    lines: dict[str, list[str]], day: date, standard: str, values: Any, card: Any, writer: Any, topic: Any, channel: Any
) -> None:
    """The daily sums by operator, topic and channel, and by operator alone."""
    talks = np.repeat(np.arange(len(card))[:, None], 3, axis=1).ravel()
    mixed = ((writer * len(CODES) + topic[:, None]) * len(CHANNELS) + channel[:, None]).ravel()
    made = f"{LEVEL}\t{standard}\t{SCORED_BY}"
    for table, key in ((ROLLUP, mixed), (PERSON, writer.ravel())):
        keys, place = np.unique(key, return_inverse=True)
        for number, name in enumerate(MEASURES):
            found = values[card.ravel(), number]
            counted = ~np.isnan(found)
            at, value = place[counted], found[counted]
            pairs = np.unique(at * len(card) + talks[counted]) // max(1, len(card))
            sums = (np.bincount(at, weights, len(keys)) for weights in (None, value, value * value))
            replies, total, squares = (each.tolist() for each in sums)
            conversations = np.bincount(pairs, None, len(keys)).tolist()
            lines[table] += [
                f"{_keyed(key, table, day)}\t{name}\t{made}\t{n}\t{talk}\t{whole!r}\t{square!r}"
                for key, n, talk, whole, square in zip(
                    keys.tolist(), replies, conversations, total, squares, strict=True
                )
                if n
            ]


def _keyed(key: int, table: str, day: date) -> str:
    if table == PERSON:
        return f"{day}\top{key}"
    rest, channel = divmod(key, len(CHANNELS))
    operator, topic = divmod(rest, len(CODES))
    return f"{day}\top{operator}\t{CODES[topic]}\t{CHANNELS[channel]}"


def sum_waits(lines: dict[str, list[str]], day: date, wait: Any, writer: Any, topic: Any, channel: Any) -> None:
    """The daily sums of waits."""
    key = ((writer * len(CODES) + topic[:, None]) * len(CHANNELS) + channel[:, None]) * 100 + wait
    keys, counts = np.unique(key.ravel(), return_counts=True)
    for each, n in zip(keys.tolist(), counts.tolist(), strict=True):
        whose, minutes = divmod(each, 100)
        met = n if minutes <= TARGET else 0
        lines[WAITS].append(f"{_keyed(whose, WAITS, day)}\t{bucket_of(60 * minutes)}\t{n}\t{met}\t{n}\t0")


def sum_drafts(lines: dict[str, list[str]], day: date, drafts: Iterable[tuple[int, int, int, str]], took: int) -> None:
    """The daily sums of drafts (operator, topic, channel, outcome), each of which took as many seconds."""
    for (operator, topic, channel, outcome), n in Counter(drafts).items():
        key = f"{day}\top{operator}\t{CODES[topic]}\t{CHANNELS[channel]}\t{LEVEL}\t{outcome}"
        lines[ASSIST].append(f"{key}\t{n}\t{n}\t{float(n * took)}")
