"""What moves when replies are scored anew: verdict by verdict, why, and the counts of a whole history."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qa_scoring.labels import criterion_label
from qa_scoring.scorecard import CRITERIA, Scorecard, Unscored, verdict_word
from reply_core.types import Language, Payload

Cause = Literal["standard", "profile", "scorer", "judge", "level", "sources", "thread", "facts", "promise"]
Card = Scorecard | Unscored
WORDS = ("pass", "partial", "fail", "na", "unsure")
SCORED = "scored"
"""Stands for a criterion where a reply began or ceased to be scorable at all."""
_WHY: Mapping[Cause, Mapping[Language, str]] = {
    "standard": {"ru": "другой стандарт", "en": "another standard"},
    "profile": {"ru": "другой тон бренда", "en": "another tone profile"},
    "scorer": {"ru": "другая версия оценщика", "en": "another version of the scorer"},
    "judge": {"ru": "другая модель или её подсказка", "en": "another model or prompt"},
    "level": {"ru": "другой уровень", "en": "another level"},
    "sources": {"ru": "изменились статьи базы знаний", "en": "articles of the knowledge base have changed"},
    "thread": {"ru": "изменилась переписка", "en": "the messages have changed"},
    "promise": {"ru": "наступил срок обещания", "en": "a promise fell due"},
    "facts": {"ru": "изменились заказ, время или имя", "en": "order, times or name have changed"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One criterion whose verdict is another now."""

    criterion: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One reply before and after; ``changes`` and the totals may be the same."""

    conversation_id: str
    message_id: str
    author_id: str
    changes: tuple[Change, ...]
    total_before: float | None
    total_after: float | None
    critical_before: tuple[str, ...] = ()
    """Confirmed critical errors."""
    critical_after: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    """What differs between the two cards; empty when the same was scored by the same."""
    pinned: Mapping[Cause, tuple[str, str]] = field(default_factory=dict)
    """Cause → what was pinned before and after, for standard, profile, scorer, judge and level."""

    @property
    def moved(self) -> bool:
        """Whether a verdict or a confirmed critical error is another now."""
        return bool(self.changes) or self.critical_before != self.critical_after

    @property
    def difference(self) -> float | None:
        """Total after minus before, in points; None unless both are there."""
        if self.total_before is None or self.total_after is None:
            return None
        return self.total_after - self.total_before


def compare(before: Card, after: Card) -> Move:
    """The same reply on two cards."""
    pinned = _pinned(before, after)
    words_before, words_after = _words(before), _words(after)
    changes = tuple(
        Change(criterion=code, before=words_before[code], after=words_after[code])
        for code in (SCORED, *CRITERIA)
        if code in words_before and code in words_after and words_before[code] != words_after[code]
    )
    return Move(
        conversation_id=after.conversation_id,
        message_id=after.message_id,
        author_id=after.author_id,
        changes=changes,
        total_before=_total(before),
        total_after=_total(after),
        critical_before=_critical(before),
        critical_after=_critical(after),
        causes=(*pinned, *_input_causes(before, after)),
        pinned=pinned,
    )


def _pinned(before: Card, after: Card) -> dict[Cause, tuple[str, str]]:
    one, two = before.pins, after.pins
    pairs: dict[Cause, tuple[str, str]] = {
        "standard": (one.standard, two.standard),
        "profile": (one.profile, two.profile),
        "scorer": (one.scorer, two.scorer),
        "level": (before.level, after.level),
    }
    if before.level == after.level == "model":
        pairs["judge"] = (one.prompt, two.prompt)
    return {cause: pair for cause, pair in pairs.items() if pair[0] != pair[1]}


def _input_causes(before: Card, after: Card) -> tuple[Cause, ...]:
    """What of the case itself differs; old cards cannot tell articles from messages."""
    one, two = before.pins, after.pins
    if one.input_hash == two.input_hash:
        return ()
    found: list[Cause] = []
    if one.input_hash.partition(".")[0] == two.input_hash.partition(".")[0]:
        return ("promise",)
    if one.thread and two.thread and one.thread != two.thread:
        found.append("thread")
    if one.sources and two.sources and one.sources != two.sources:
        found.append("sources")
    return tuple(found) or ("facts",)


def _words(card: Card) -> dict[str, str]:
    if isinstance(card, Unscored):
        return {SCORED: "no"}
    return {SCORED: "yes", **{code: verdict_word(verdict) for code, verdict in card.criteria.items()}}


def _total(card: Card) -> float | None:
    return None if isinstance(card, Unscored) else card.total


def _critical(card: Card) -> tuple[str, ...]:
    if isinstance(card, Unscored):
        return ()
    return tuple(sorted({each.code for each in card.critical if each.state == "confirmed"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionMoves:
    """One criterion over all replies: counts by word before and after, and each kind of change."""

    criterion: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    changes: Mapping[tuple[str, str], int]

    @property
    def changed(self) -> int:
        """Replies whose verdict is another now."""
        return sum(self.changes.values())


class Tallied:
    """The counts of many moves; cards are counted as they come and not kept."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.replies = self.first = 0
        self.every: list[tuple[str, str, str]] = []
        """(operator, conversation, message) of each reply that had a card on both sides."""
        self.moves: list[Move] = []
        """Those that moved."""
        self.differences: list[Move] = []
        """All with a total on both sides."""
        self._before: dict[str, Counter[str]] = defaultdict(Counter)
        self._after: dict[str, Counter[str]] = defaultdict(Counter)
        self._changes: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._causes: Counter[Cause] = Counter()

    def add(self, before: Card | None, after: Card) -> Move | None:
        """Count one reply; ``before`` is None for one that had no card."""
        self.replies += 1
        if before is None:
            self.first += 1
            return None
        for side, card in ((self._before, before), (self._after, after)):
            for code, word in _words(card).items():
                side[code][word] += 1
        move = compare(before, after)
        self.every.append((after.author_id, after.conversation_id, after.message_id))
        for change in move.changes:
            self._changes[change.criterion][change.before, change.after] += 1
        if move.moved:
            self.moves.append(move)
            self._causes.update(move.causes)
        if move.difference is not None:
            self.differences.append(move)
        return move

    def criteria(self) -> tuple[CriterionMoves, ...]:
        """Every criterion that was seen, in the order people read them."""
        return tuple(
            CriterionMoves(
                criterion=code,
                before=dict(self._before[code]),
                after=dict(self._after[code]),
                changes=dict(self._changes.get(code, {})),
            )
            for code in CRITERIA
            if code in self._before or code in self._after
        )

    def causes(self) -> Mapping[Cause, int]:
        """Cause → replies that moved with it, most first; one reply may have several."""
        return dict(self._causes.most_common())

    def mean_totals(self) -> tuple[float, float] | None:
        """Mean total before and after, over replies that have both; None when there are none."""
        if not self.differences:
            return None
        n = len(self.differences)
        before = sum(each.total_before or 0.0 for each in self.differences) / n
        return before, sum(each.total_after or 0.0 for each in self.differences) / n

    def as_dict(self, limit: int = 1000) -> Payload:
        """The report as JSON: ids and words, no text of any person. At most ``limit`` replies are listed."""
        means = self.mean_totals()
        return {
            "replies": self.replies,
            "first_cards": self.first,
            "moved": len(self.moves),
            "causes": dict(self.causes()),
            "total": {
                "n": len(self.differences),
                "before": round(means[0], 2) if means else None,
                "after": round(means[1], 2) if means else None,
            },
            "criteria": {
                each.criterion: {
                    "before": each.before,
                    "after": each.after,
                    "changed": each.changed,
                    "changes": {f"{old} → {new}": count for (old, new), count in sorted(each.changes.items())},
                }
                for each in self.criteria()
            },
            "replies_moved": [move_as_dict(each) for each in self.moves[:limit]],
            "not_listed": max(0, len(self.moves) - limit),
        }


def move_as_dict(move: Move) -> Payload:
    """One moved reply as JSON."""
    return {
        "conversation_id": move.conversation_id,
        "message_id": move.message_id,
        "operator_id": move.author_id,
        "changes": {each.criterion: [each.before, each.after] for each in move.changes},
        "total": [move.total_before, move.total_after],
        "critical": [list(move.critical_before), list(move.critical_after)],
        "causes": list(move.causes),
        "pinned": {cause: list(pair) for cause, pair in move.pinned.items()},
    }


def why(move: Move, language: Language) -> str:
    """The causes of one move in words: «другой стандарт (1 → 2), изменились статьи базы знаний»."""
    return ", ".join(cause_label(cause, language, move.pinned.get(cause)) for cause in move.causes)


def cause_label(cause: Cause, language: Language, pair: tuple[str, str] | None = None) -> str:
    """A cause in words, with what was pinned."""
    shown = f" ({pair[0]} → {pair[1]})" if pair else ""
    return f"{_WHY[cause][language]}{shown}"


def changes_in_words(changes: Iterable[Change], language: Language) -> str:
    """«Срок: pass → fail; Ясность: …» for lists."""
    return "; ".join(f"{criterion_label(each.criterion, language)}: {each.before} → {each.after}" for each in changes)
