"""How far a brand's guide is watched: which of its rules have a check, and how often each fired in recent replies.

Counted on a random sample of what operators sent (ids of messages are random, so the lowest ones are one): the checks
of a voice that was changed yesterday say nothing of old cards, so the texts are read again with the voice in force.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.store import Operators
from reply_core.tables import MessageRecord
from reply_core.types import Channel, Language
from tone_of_voice.alerts import Category, ToneAlert, category_label
from tone_of_voice.check import check
from tone_of_voice.pack import load_pack
from tone_of_voice.profile import ToneProfile

Kind = Literal["voice", "category", "banned", "preferred"]
_TERMS: frozenset[Category] = frozenset({"banned_term", "preferred_term"})
_LARGE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideRule:
    """One rule of the guide."""

    key: str
    kind: Kind
    text: str
    rules: int
    """Checks that watch it; 0: only people do."""
    bad: str = ""
    good: str = ""
    """An example of either, where there is one."""
    fired: int = 0
    """Replies of the sample in which it fired."""
    off: bool = False
    """Every check of it is switched off in this profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideCoverage:
    """The whole guide over one sample of replies."""

    rules: tuple[GuideRule, ...]
    replies: int
    """Read."""
    of: int
    """Sent in that time."""


@dataclass(frozen=True, slots=True)
class SentText:
    """A reply's text and where it was sent."""

    text: str
    channel: str


async def sent_sample(
    session: AsyncSession, *, since: datetime, operators: Operators = None, limit: int = 400
) -> tuple[tuple[SentText, ...], int]:
    """A random sample of operators' public messages since then, and how many there are in all."""
    row = MessageRecord
    chosen: list[Any] = [
        row.author_kind == "operator", row.direction == "out", row.visibility == "public", row.event == "message",
        row.text != "", col(row.at) >= since,
    ]  # fmt: skip
    if operators is not None:
        chosen.append(col(row.author_id).in_(sorted(operators)))
    count = int((await session.exec(select(func.count()).select_from(row).where(*chosen))).one())
    if count > _LARGE * limit:  # read by the key: the lowest share of random ids holds some more than are needed
        chosen.append(col(row.id) < f"{round(2 * limit / count * 0xFFFFFFFF):08x}")
    wanted = select(row.text, row.channel).where(*chosen).order_by(row.id).limit(limit)
    return tuple(SentText(text, channel) for text, channel in (await session.exec(wanted)).all()), count


def guide_coverage(profile: ToneProfile, sample: Sequence[SentText], *, of: int, language: Language) -> GuideCoverage:
    """Each rule of the guide with its checks, an example, and the replies of the sample in which it fired."""
    categories: Counter[str] = Counter()
    terms: Counter[str] = Counter()
    owner = _TermOwner(profile)
    for each in sample:
        alerts = check(each.text, profile, channel=_channel(each.channel))
        categories.update({alert.category for alert in alerts})
        terms.update({owner.of(alert) for alert in alerts if alert.category in _TERMS})
    return GuideCoverage(
        rules=(
            *_spoken(profile),
            *_categories(profile, categories, language),
            *_banned(profile, terms),
            *_preferred(profile, terms),
        ),
        replies=len(sample),
        of=of,
    )


def _spoken(profile: ToneProfile) -> list[GuideRule]:
    """Sentences of the guide: people and the model read them, no check does; the examples stand with the first."""
    examples = [*profile.examples]
    found = []
    for place, text in enumerate(profile.voice):
        shown = examples[place] if place < len(examples) else None
        found.append(
            GuideRule(
                key=f"voice-{place}", kind="voice", text=text, rules=0,
                bad=shown.bad if shown else "", good=shown.good if shown else "",
            )
        )  # fmt: skip
    return found


def _categories(profile: ToneProfile, fired: Mapping[str, int], language: Language) -> list[GuideRule]:
    rules = load_pack(profile.language).rules
    found = []
    for category in dict.fromkeys(rule.spec.category for rule in rules if rule.spec.category not in _TERMS):
        own = [rule.spec for rule in rules if rule.spec.category == category]
        alive = [spec for spec in own if spec.id not in profile.rules_off]
        shown = next((spec for spec in (alive or own) if spec.should_fail), None)
        found.append(
            GuideRule(
                key=category, kind="category", text=category_label(category, language), rules=len(alive),
                bad=shown.should_fail[0] if shown else "",
                good=shown.should_pass[0] if shown and shown.should_pass else "",
                fired=fired.get(category, 0), off=not alive,
            )
        )  # fmt: skip
    return found


def _banned(profile: ToneProfile, fired: Mapping[str, int]) -> list[GuideRule]:
    return [
        GuideRule(key=f"banned:{term.text}", kind="banned", text=term.text, rules=1, bad=term.text,
                  fired=fired.get(f"banned:{term.text}", 0))
        for term in profile.banned
    ]  # fmt: skip


def _preferred(profile: ToneProfile, fired: Mapping[str, int]) -> list[GuideRule]:
    return [
        GuideRule(key=f"preferred:{term.avoid}", kind="preferred", text=f"{term.avoid} → {term.prefer}", rules=1,
                  bad=term.avoid, good=term.prefer, fired=fired.get(f"preferred:{term.avoid}", 0))
        for term in profile.preferred
    ]  # fmt: skip


class _TermOwner:
    """Which of the shop's terms an alert is about: the one whose check alone finds these words."""

    def __init__(self, profile: ToneProfile) -> None:
        bare = replace(profile, banned=(), preferred=(), channels={})
        self._alone: list[tuple[str, ToneProfile]] = [
            *((f"banned:{term.text}", replace(bare, banned=(term,))) for term in profile.banned),
            *((f"preferred:{term.avoid}", replace(bare, preferred=(term,))) for term in profile.preferred),
        ]
        self._known: dict[str, str] = {}

    def of(self, alert: ToneAlert) -> str:
        """``banned:TERM`` or ``preferred:TERM``; empty when no term alone finds the words."""
        if alert.match not in self._known:
            self._known[alert.match] = next(
                (
                    key
                    for key, alone in self._alone
                    if any(each.category in _TERMS for each in check(alert.match, alone))
                ),
                "",
            )
        return self._known[alert.match]


def _channel(name: str) -> Channel | None:
    channels: tuple[Channel, ...] = get_args(Channel)
    return next((each for each in channels if each == name), None)
