"""The shop's standard: what is asked of a reply, how much each criterion weighs, what counts as critical.

A standard is data (`standards/*.toml`), read strictly: a mistake names the file, the key and what is allowed there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from qa_scoring.standard_check import check_table
from qa_scoring.verdicts import PILLARS
from reply_core.errors import BadRule
from reply_core.types import Channel, Language, Payload

CriticalPolicy = Literal["confirmed", "candidate", "off"]
_HERE = Path(__file__).parent / "standards"
_IQS = ("iqs_weights", "iqs_scales", "iqs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What a shop asks of its replies. `weights` of 0 are advice; `targets` are working minutes."""

    version: str
    language: Language
    name: str
    pillars: Mapping[str, float]
    weights: Mapping[str, float]
    targets: Mapping[Channel, int]
    critical: Mapping[str, CriticalPolicy]
    allowed_links: tuple[str, ...] = ()
    """Domains, such as ``shop.example``; their subdomains are allowed too."""
    links_saved: bool = False
    """The shop has saved its list: links outside are no longer mere candidates."""
    min_coverage: float = 0.6
    answered_from: float = 0.8
    unanswered_to: float = 0.2
    decide_unanswered: bool = False
    greeting_gap_hours: float = 8
    clarity_words_from: int = 40
    iqs_compat: bool = False
    iqs_weights: Mapping[str, int] = field(default_factory=dict)
    """Whole weights for `iqs_compat` where they differ from `weights` rounded."""
    iqs_scales: Mapping[str, int] = field(default_factory=dict)
    """Points of a criterion's scale in `iqs_compat`, 2 to 5; 3 where none is given."""
    iqs_critical: tuple[str, ...] = ()
    """Criteria that are critical categories in `iqs_compat`: below 50 they make the review 0."""
    not_asked: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Criterion → ``channels`` and ``topics`` where it is not asked for; a criterion not named is asked everywhere."""
    calendar: Mapping[str, Any] = field(default_factory=dict)
    """As `reply_core.working_time.calendar_from_dict` takes it; empty: open around the clock."""

    def wants(self, criterion: str) -> bool:
        """Whether the criterion weighs anything."""
        return self.weights.get(criterion, 0.0) > 0


def standard_from_dict(data: Mapping[str, Any], *, where: str = "standard") -> Standard:
    """A standard from the tables of its TOML file (or the same as JSON).

    Args:
        data: tables pillars, weights, targets, critical, not_asked, links, thresholds, rules, calendar; only
            ``version`` is required, what is left out has the default's value.
        where: the file's name, for messages.

    Raises:
        BadRule: an unknown key, a value of the wrong kind or out of range; names the file, the key and what is allowed.
    """
    check_table(data, where)
    language: Language = "en" if data.get("language") == "en" else "ru"
    base = _default_tables(language)
    table = {
        name: {**base.get(name, {}), **data.get(name, {})}
        for name in ("pillars", "weights", "targets", "critical", "links", "thresholds", "rules", *_IQS)
    }
    return Standard(
        version=data["version"],
        language=language,
        name=data.get("name", data["version"]),
        pillars={name: float(weight) for name, weight in table["pillars"].items()},
        weights={code: float(weight) for code, weight in table["weights"].items()},
        targets=cast("Mapping[Channel, int]", table["targets"]),
        critical=cast("Mapping[str, CriticalPolicy]", table["critical"]),
        allowed_links=tuple(domain.lower().removeprefix("www.") for domain in table["links"]["allowed"]),
        links_saved=table["links"]["saved"],
        calendar=data.get("calendar", {}),
        not_asked=_not_asked(data.get("not_asked", {})),
        iqs_weights=table["iqs_weights"],
        iqs_scales=table["iqs_scales"],
        iqs_critical=tuple(table["iqs"].get("critical", ())),
        **table["thresholds"],
        **table["rules"],
    )


def _not_asked(table: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """Without what leaves nothing out, in one order: the same choice is the same standard."""
    found = {
        code: {key: tuple(sorted(set(where[key]))) for key in ("channels", "topics") if where.get(key)}
        for code, where in sorted(table.items())
    }
    return {code: where for code, where in found.items() if where}


def standard_to_dict(standard: Standard) -> Payload:
    """The tables `standard_from_dict` reads: what a StandardRevision stores."""
    body = asdict(standard)
    thresholds = ("min_coverage", "answered_from", "unanswered_to", "decide_unanswered")
    rules = ("greeting_gap_hours", "clarity_words_from", "iqs_compat")
    kept = ("version", "language", "name", "pillars", "weights", "targets", "critical")
    iqs: Payload = {"iqs_weights": dict(standard.iqs_weights), "iqs_scales": dict(standard.iqs_scales)}
    if standard.iqs_critical:
        iqs["iqs"] = {"critical": list(standard.iqs_critical)}
    left_out = {code: {key: list(each) for key, each in where.items()} for code, where in standard.not_asked.items()}
    return {
        **{key: body[key] for key in kept},
        **({"not_asked": left_out} if left_out else {}),
        **{key: value for key, value in iqs.items() if value},
        "links": {"saved": standard.links_saved, "allowed": list(standard.allowed_links)},
        "thresholds": {key: body[key] for key in thresholds},
        "rules": {key: body[key] for key in rules},
        "calendar": dict(standard.calendar),
    }


def load_standard(path: Path) -> Standard:
    """The standard of a TOML file.

    Raises:
        BadRule: the file is missing, is no TOML, or holds a mistake; names the file and key.
    """
    return standard_from_dict(_read(path), where=path.name)


@lru_cache(maxsize=2)
def default_standard(language: Language) -> Standard:
    """The standard a shop starts with."""
    return standard_from_dict(_default_tables(language), where=f"default.{language}.toml")


@lru_cache(maxsize=2)
def _default_tables(language: Language) -> dict[str, Any]:
    return _read(_HERE / f"default.{language}.toml")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadRule("there is no such standard", where=str(path), mend="give the path of a .toml file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRule(f"the standard is no valid TOML: {error}", where=path.name, mend="mend that line") from None


def pillar_of_criterion(code: str) -> str:
    """The pillar a criterion belongs to.

    Raises:
        KeyError: no such criterion.
    """
    for name, codes in PILLARS.items():
        if code in codes:
            return name
    raise KeyError(code)
