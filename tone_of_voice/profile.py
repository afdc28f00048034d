"""The voice of one shop as data: how it addresses people, its limits, its words, with overrides by channel."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from reply_core.errors import BadRule
from reply_core.text import fold
from reply_core.types import Channel, Language, Payload
from tone_of_voice.alerts import AlertLevel
from tone_of_voice.strict import convert, parse_toml

Pronoun = Literal["вы", "ты", "mirror", "any"]
CapitalVy = Literal["always", "never", "any"]
Contractions = Literal["always", "never", "any"]

PROFILES = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or phrase the shop does not write; matched in all its forms."""

    text: str
    why: str = ""
    level: AlertLevel = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """The shop writes ``prefer`` where others write ``avoid``; the replacement is put in the same grammatical form."""

    avoid: str
    prefer: str
    why: str = ""
    level: AlertLevel = "suggestion"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayGreeting:
    """A greeting for a part of the day: hours ``from_hour`` (included) to ``to_hour`` (excluded), local time."""

    from_hour: int
    to_hour: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A line as the shop does not write it and as it does."""

    bad: str
    good: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTone:
    """What is different in one channel; None keeps the profile's own value."""

    pronoun: Pronoun | None = None
    capital_vy: CapitalVy | None = None
    greetings: tuple[str, ...] | None = None
    sign_offs: tuple[str, ...] | None = None
    use_name: bool | None = None
    emoji_max: int | None = None
    emoji_allowed: tuple[str, ...] | None = None
    exclamations_max: int | None = None
    sentence_words_max: int | None = None
    paragraph_words_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneProfile:
    """One shop's voice. Limits are counts; 0 for ``sentence_words_max`` and ``paragraph_words_max`` means no limit."""

    version: str
    language: Language
    pronoun: Pronoun = "вы"
    capital_vy: CapitalVy = "any"
    """«Вы» in the middle of a sentence; at its start the capital is always right."""
    greetings: tuple[str, ...] = ()
    day_greetings: tuple[DayGreeting, ...] = ()
    sign_offs: tuple[str, ...] = ()
    sign_off_channels: tuple[Channel, ...] = ()
    use_name: bool = True
    emoji_max: int = 0
    emoji_allowed: tuple[str, ...] = ()
    """Empty: any emoji, up to ``emoji_max``."""
    exclamations_max: int = 2
    sentence_words_max: int = 30
    paragraph_words_max: int = 120
    contractions: Contractions = "any"
    """English only: I'm, you're, don't."""
    voice: tuple[str, ...] = ()
    """Plain sentences about the voice, for people and for the prompt."""
    banned: tuple[Term, ...] = ()
    preferred: tuple[Preference, ...] = ()
    examples: tuple[Example, ...] = ()
    rules_off: tuple[str, ...] = ()
    """Ids of pack rules this shop does not want."""
    rule_levels: Mapping[str, AlertLevel] = field(default_factory=dict)
    """Rule id → the level this shop gives it."""
    channels: Mapping[Channel, ChannelTone] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse terms that contradict each other, and limits below zero.

        Raises:
            BadRule: the term or limit, and how to mend it.
        """
        _refuse_negative_limits(self, "profile")
        for channel, tone in self.channels.items():
            _refuse_negative_limits(tone, f"profile, channels.{channel}")
        _refuse_contradictions(self)


def _refuse_negative_limits(holder: ToneProfile | ChannelTone, where: str) -> None:
    for name in ("emoji_max", "exclamations_max", "sentence_words_max", "paragraph_words_max"):
        limit = getattr(holder, name)
        if limit is not None and limit < 0:
            raise BadRule(f"{name} is {limit}", where=where, mend="A limit is 0 or more")


def _refuse_contradictions(profile: ToneProfile) -> None:
    empty = [term for term in profile.banned if not term.text.strip()]
    if empty or any(not item.avoid.strip() or not item.prefer.strip() for item in profile.preferred):
        raise BadRule("An empty term", where="profile, banned or preferred", mend="Write the word, or take the row out")
    avoided = {_key(item.avoid): item for item in profile.preferred}
    unwanted = {_key(term.text) for term in profile.banned}
    for item in profile.preferred:
        if _key(item.prefer) in avoided or _key(item.prefer) in unwanted:
            raise BadRule(
                f"«{item.prefer}» is preferred in one place and avoided in another",
                where="profile, preferred",
                mend="Keep one direction for each word",
            )


def _key(term: str) -> str:
    return " ".join(fold(term).split())


def profile_from_dict(data: Payload, *, where: str = "profile", source: str = "") -> ToneProfile:
    """The profile a mapping describes (the keys are the fields of `ToneProfile`).

    Raises:
        BadRule: an unknown key or a wrong value, with its place and what is allowed there.
    """
    return convert(data, ToneProfile, where=where, source=source)


def profile_to_dict(profile: ToneProfile) -> Payload:
    """The profile as JSON-ready data; `profile_from_dict` reads it back to an equal profile."""
    built: Payload = msgspec.to_builtins(profile)
    return built


def load_profile(path: Path | str) -> ToneProfile:
    """The profile in a TOML file.

    Raises:
        BadRule: the file is missing, is not TOML, or has a wrong key or value; file, line and allowed values are named.
    """
    file = Path(path)
    try:
        source = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRule("The profile cannot be read", where=str(file), mend=str(error)) from error
    return profile_from_dict(parse_toml(source, where=file.name), where=file.name, source=source)


@cache
def default_profile(language: Language) -> ToneProfile:
    """The profile a shop starts from."""
    return load_profile(PROFILES / f"default.{language}.toml")


def for_channel(profile: ToneProfile, channel: Channel | None) -> ToneProfile:
    """The profile with the channel's overrides put in place (the profile itself when there are none)."""
    tone = profile.channels.get(channel) if channel else None
    if tone is None:
        return profile
    changes: dict[str, Any] = {
        item.name: value for item in dataclasses.fields(tone) if (value := getattr(tone, item.name)) is not None
    }
    return dataclasses.replace(profile, **changes, channels={})


def greeting(profile: ToneProfile, *, name: str = "", channel: Channel | None = None, hour: int | None = None) -> str:
    """The opening line, such as «Здравствуйте, Ольга!»; empty when the profile greets nobody.

    Args:
        profile: the shop's voice.
        name: the customer's name, used when the profile says so.
        channel: whose overrides count.
        hour: local hour 0–23, for greetings by the time of day.
    """
    tone = for_channel(profile, channel)
    by_hour = [item.text for item in tone.day_greetings if hour is not None and item.from_hour <= hour < item.to_hour]
    opening = next(iter([*by_hour, *tone.greetings]), "").rstrip("!., ")
    if not opening:
        return ""
    return f"{opening}, {name.strip()}!" if name.strip() and tone.use_name else f"{opening}!"


def sign_off(profile: ToneProfile, channel: Channel | None = None) -> str:
    """The closing line of this channel; empty where the shop does not sign."""
    tone = for_channel(profile, channel)
    return tone.sign_offs[0] if tone.sign_offs and channel in tone.sign_off_channels else ""
