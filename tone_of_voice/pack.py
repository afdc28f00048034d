"""Rule packs: reads the TOML files of a language strictly and builds the rules."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reply_core.errors import BadRule
from reply_core.types import Language
from tone_of_voice.alerts import Category
from tone_of_voice.kinds import Kind, build_phrase_kind, compile_all
from tone_of_voice.kinds_text import CapitalVy, Emoji, Metric, RegisterKind, RudeWords, Shouting
from tone_of_voice.phrases import Phrase, compile_pattern
from tone_of_voice.spec import COMMON_KEYS, KIND_KEYS, PackSpec, RuleSpec
from tone_of_voice.strict import convert, line_of, parse_toml
from tone_of_voice.terms import BannedTerms, PreferredTerms

PACKS: Final = Path(__file__).parent / "packs"
_ID: Final = re.compile(r"(?:ru|en)(?:-[a-z0-9]+)+")
_MESSAGE_KEYS: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule ready to run: its text, its way of finding hits, and what makes a hit none."""

    spec: RuleSpec
    kind: Kind
    unless: tuple[Phrase, ...] = ()
    unless_in_sentence: tuple[Phrase, ...] = ()
    unless_in_reply: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All rules of one language, with what each category asks for."""

    language: Language
    rules: tuple[Rule, ...]
    briefs: tuple[tuple[Category, str], ...]
    """Category and its instruction, in the order of the files."""


@cache
def load_pack(language: Language) -> Pack:
    """The rules that come with the product, for texts in ``language``.

    Raises:
        BadRule: a file is wrong (file, key, line and allowed values are named).
    """
    return read_packs(sorted((PACKS / language).glob("*.toml")), language)


def read_packs(files: Sequence[Path], language: Language) -> Pack:
    """Rules from several files of one language; an id may stand once in all of them.

    Raises:
        BadRule: as `load_pack`.
    """
    rules: list[Rule] = []
    briefs: list[tuple[Category, str]] = []
    seen: dict[str, str] = {}
    for file in files:
        spec = parse_pack(file.read_text(encoding="utf-8"), where=file.name)
        if spec.language != language:
            raise BadRule(
                f"A pack in {spec.language!r} among packs in {language!r}", where=file.name, mend="Move the file"
            )
        for name in (*spec.retired, *(rule.id for rule in spec.rule)):
            if name in seen:
                raise BadRule(
                    f"The id {name!r} is taken or retired", where=f"{file.name} and {seen[name]}", mend="Take a new id"
                )
            seen[name] = file.name
        rules += [build(rule) for rule in spec.rule]
        briefs += [(category, item.brief) for category, item in spec.categories.items()]
    return Pack(language=language, rules=tuple(rules), briefs=tuple(briefs))


def parse_pack(source: str, *, where: str) -> PackSpec:
    """One pack file as data, every key and value checked.

    Args:
        source: the TOML text.
        where: the file's name, for errors.

    Raises:
        BadRule: what is wrong, with file, line, key and the allowed values.
    """
    pack = convert(parse_toml(source, where=where), PackSpec, where=where, source=source)
    for number, rule in enumerate(pack.rule):
        path = f"$.rule[{number}]"
        line = line_of(path, source)
        place = f"{where}:{line}, {path}" if line else f"{where}, {path}"
        _check_rule(rule, pack.language, place)
        try:
            build(rule)
        except BadRule as error:
            raise BadRule(error.what, where=f"{place} ({rule.id})", mend=error.mend) from error
    return pack


def _check_rule(rule: RuleSpec, language: Language, place: str) -> None:
    if not _ID.fullmatch(rule.id) or not rule.id.startswith(language):
        raise BadRule(f"{rule.id!r} is not a rule id", where=place, mend=f"Write {language}-names-the-bad-pattern")
    needed, allowed = KIND_KEYS[rule.kind]
    used = {name for name in RuleSpec.__dataclass_fields__ if getattr(rule, name) not in ((), {}, "", None, False)}
    strange = used - COMMON_KEYS - needed - allowed
    if strange:
        raise BadRule(
            f"{min(strange)!r} means nothing to the kind {rule.kind!r}",
            where=f"{place} ({rule.id})",
            mend="Allowed keys: " + ", ".join(sorted(COMMON_KEYS | needed | allowed)),
        )
    if needed and not used & needed:
        raise BadRule(
            f"The kind {rule.kind!r} needs " + " or ".join(sorted(needed)), where=f"{place} ({rule.id})", mend="Add it"
        )
    unknown = set(_MESSAGE_KEYS.findall(rule.message)) - {"match", "fix", "count", "limit"}
    if unknown:
        raise BadRule(
            f"The message names {{{min(unknown)}}}",
            where=f"{place} ({rule.id})",
            mend="Allowed: {match}, {fix}, {count}, {limit}",
        )
    if not rule.should_fail or not rule.should_pass:
        raise BadRule(
            "A rule needs examples of both kinds", where=f"{place} ({rule.id})", mend="Add should_fail and should_pass"
        )


def build(spec: RuleSpec) -> Rule:
    """The rule ready to run.

    Raises:
        BadRule: a phrase or pattern of it cannot be read.
    """
    where = f"rule {spec.id}"
    patterns: Iterable[Phrase] = (compile_pattern(source, (), where=where) for source in spec.unless_patterns)
    return Rule(
        spec=spec,
        kind=build_phrase_kind(spec) or _build_text_kind(spec),
        unless=(*compile_all(spec.unless, where), *patterns),
        unless_in_sentence=compile_all(spec.unless_in_sentence, where),
        unless_in_reply=compile_all(spec.unless_in_reply, where),
    )


def _build_text_kind(spec: RuleSpec) -> Kind:
    match spec.kind:
        case "metric":
            return Metric(spec.measure or "sentence_words", spec.limit)
        case "register":
            return RegisterKind()
        case "capital_vy":
            return CapitalVy()
        case "shouting":
            return Shouting(frozenset(spec.ignore))
        case "emoji":
            return Emoji()
        case "rude_words":
            return RudeWords(frozenset(spec.rude))
        case "banned_terms":
            return BannedTerms(())
        case _:
            return PreferredTerms((), "ru")
