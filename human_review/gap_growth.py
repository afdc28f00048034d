"""Unanswered questions that come up more often than before: the last four weeks beside the four before them.

A question is a group of gaps of one meaning, counted once a conversation; a conversation's topic has no part in it. The
arithmetic is that of growing topics (`human_review.growth`): a rate ratio with its exact interval, nothing below ten
conversations, and at most 5 % of those shown as growing or shrinking by chance.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from human_review.gaps import GapGroup
from human_review.growth import EVERY_TOPIC, TopicGrowth, compared

WEEKS = 4
LOOKED_BACK = timedelta(weeks=2 * WEEKS)
"""Gaps so old are needed."""
_WEEK = timedelta(days=7)


def gap_growth(groups: Sequence[GapGroup], now: datetime, first: datetime | None) -> Mapping[str, TopicGrowth]:
    """The growth of each group, by its id.

    Args:
        groups: all of the last eight weeks; of fewer the shares of chance would be wrong.
        now: UTC-aware.
        first: when the first gap ever was noted; weeks before it are not counted as weeks without questions. None:
            there is none.
    """
    recent = [_week(groups, now - (number + 1) * _WEEK) for number in range(WEEKS)]
    begins = [now - (WEEKS + number + 1) * _WEEK for number in range(WEEKS)]
    before = [_week(groups, begin) for begin in begins if first is not None and begin >= first]
    return {each.topic: each for each in compared(recent, before) if each.topic != EVERY_TOPIC}


def _week(groups: Sequence[GapGroup], since: datetime) -> Mapping[str, int]:
    counts = Counter({group.id: sum(since <= at < since + _WEEK for at in group.asked_at) for group in groups})
    return {name: count for name, count in counts.items() if count}
