"""What a rule looks like in a pack file: the keys common to all kinds, and the keys of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from reply_core.types import Language
from tone_of_voice.alerts import AlertLevel, Category

KindName = Literal[
    "existence",
    "substitution",
    "occurrence",
    "repetition",
    "consistency",
    "conditional",
    "alone",
    "metric",
    "register",
    "capital_vy",
    "shouting",
    "emoji",
    "rude_words",
    "banned_terms",
    "preferred_terms",
]
Measure = Literal["sentence_words", "paragraph_words"]
RudeName = Literal["obscene", "vulgar", "insult", "slur"]
LimitName = Literal["emoji_max", "exclamations_max", "sentence_words_max", "paragraph_words_max"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSpec:
    """One rule as written. ``kind`` says which of the kind's own keys count; the loader refuses the others."""

    id: str
    """Names the bad pattern, such as ``ru-blames-reading``; never used again once retired."""
    kind: KindName
    category: Category
    level: AlertLevel
    message: str
    """Speaks to the writer; may hold {match}, {fix}, {count}, {limit}."""
    why: str
    should_fail: tuple[str, ...] = ()
    should_pass: tuple[str, ...] = ()
    link: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)
    """Changes to the default profile under which the examples hold."""
    when: Mapping[str, str] = field(default_factory=dict)
    """The rule counts only for profiles with these values, such as ``{contractions = "always"}``."""
    unless: tuple[str, ...] = ()
    """A hit that overlaps one of these phrases is none."""
    unless_in_sentence: tuple[str, ...] = ()
    unless_in_reply: tuple[str, ...] = ()
    unless_patterns: tuple[str, ...] = ()
    """Like ``unless``, as regular expressions."""
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    """Words (or ``stem*``), one of which every match of ``patterns`` holds: only for speed."""
    signs: tuple[str, ...] = ()
    """Strings, one of which every match of ``patterns`` holds: only for speed."""
    fix: str | None = None
    """Text to put in place of the match; empty takes it out."""
    safe: bool = False
    """The fix cannot change the meaning and may be applied without asking."""
    swap: Mapping[str, str] = field(default_factory=dict)
    limit: int | LimitName | None = None
    ignore: tuple[str, ...] = ()
    variants: tuple[tuple[str, ...], ...] = ()
    needs: tuple[str, ...] = ()
    needs_patterns: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    measure: Measure | None = None
    rude: tuple[RudeName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySpec:
    """What one category asks for, in words for a prompt and for people."""

    brief: str
    """An instruction to a writer; may hold the profile's limits, such as {sentence_words_max}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSpec:
    """One pack file."""

    language: Language
    retired: tuple[str, ...] = ()
    """Ids that were used once and may not come back."""
    categories: Mapping[Category, CategorySpec] = field(default_factory=dict)
    rule: tuple[RuleSpec, ...] = ()


_COMMON: Final = (
    "id kind category level message why should_fail should_pass link profile when unless unless_in_sentence "
    "unless_in_reply unless_patterns"
)
COMMON_KEYS: Final = frozenset(_COMMON.split())
KIND_KEYS: Final[Mapping[KindName, tuple[frozenset[str], frozenset[str]]]] = {
    # kind: (keys of which at least one must be there, keys that may be there)
    "existence": (frozenset({"phrases", "patterns"}), frozenset({"screen", "signs", "fix", "safe"})),
    "substitution": (frozenset({"swap"}), frozenset({"safe"})),
    "occurrence": (frozenset({"phrases", "patterns"}), frozenset({"screen", "signs", "limit"})),
    "repetition": (frozenset(), frozenset({"ignore", "safe"})),
    "consistency": (frozenset({"variants"}), frozenset()),
    "conditional": (frozenset({"phrases", "patterns"}), frozenset({"screen", "signs", "needs", "needs_patterns"})),
    "alone": (frozenset({"phrases"}), frozenset({"besides"})),
    "metric": (frozenset({"measure"}), frozenset({"limit"})),
    "register": (frozenset(), frozenset()),
    "capital_vy": (frozenset(), frozenset()),
    "shouting": (frozenset(), frozenset({"ignore"})),
    "emoji": (frozenset(), frozenset()),
    "rude_words": (frozenset({"rude"}), frozenset()),
    "banned_terms": (frozenset(), frozenset()),
    "preferred_terms": (frozenset(), frozenset()),
}
