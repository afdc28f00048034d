"""The rules that come with the product, and the strict reading of rule files."""

import itertools
from pathlib import Path

import pytest

from reply_core.errors import BadRule
from reply_core.types import Language
from tone_of_voice.alerts import CATEGORIES, RESPECT_CATEGORIES
from tone_of_voice.check import Checker
from tone_of_voice.pack import PACKS, Pack, Rule, load_pack, parse_pack, read_packs
from tone_of_voice.profile import default_profile, profile_from_dict, profile_to_dict
from tone_of_voice.strict import line_of

RULES = [
    pytest.param(language, rule, id=rule.spec.id) for language in ("ru", "en") for rule in load_pack(language).rules
]


def _only(rule: Rule, language: Language) -> Checker:
    """A checker with this one rule, under the profile its examples ask for."""
    profile = default_profile(language)
    if rule.spec.profile:
        profile = profile_from_dict(profile_to_dict(profile) | dict(rule.spec.profile))
    return Checker(Pack(language=language, rules=(rule,), briefs=()), profile)


@pytest.mark.parametrize(("language", "rule"), RULES)
def test_each_bad_example_is_hit(language: Language, rule: Rule) -> None:
    """Every should_fail example of a rule is found by that very rule."""
    checker = _only(rule, language)
    missed = [text for text in rule.spec.should_fail if not checker.check(text)]
    assert rule.spec.should_fail
    assert missed == []


@pytest.mark.parametrize(("language", "rule"), RULES)
def test_no_good_example_is_hit(language: Language, rule: Rule) -> None:
    """No should_pass example of a rule is touched by that rule."""
    checker = _only(rule, language)
    hit = [(text, alert.match) for text in rule.spec.should_pass for alert in checker.check(text)]
    assert rule.spec.should_pass
    assert hit == []


def test_there_are_enough_rules() -> None:
    """The product brings at least 45 Russian and 28 English rules."""
    assert len(load_pack("ru").rules) >= 45
    assert len(load_pack("en").rules) >= 28


def test_ids_are_unique_across_languages() -> None:
    """One id names one rule, for ever."""
    ids = [rule.spec.id for language in ("ru", "en") for rule in load_pack(language).rules]
    assert len(ids) == len(set(ids))


def test_every_category_has_a_russian_rule() -> None:
    """No category is an empty promise: each has a Russian rule (contractions are English only)."""
    used = {rule.spec.category for rule in load_pack("ru").rules}
    assert used == set(CATEGORIES) - {"contractions"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_respect_has_errors_in_every_category(language: Language) -> None:
    """Each category of respect can break the criterion, in both languages."""
    grave = {rule.spec.category for rule in load_pack(language).rules if rule.spec.level == "error"}
    assert grave >= RESPECT_CATEGORIES


def test_no_pattern_leaves_out_yo() -> None:
    """No shipped file holds the range [а-я] without ё."""
    sources = [file.read_text(encoding="utf-8") for file in PACKS.rglob("*.toml")]
    assert sources
    assert not [source for source in sources if "а-я" in source.replace("а-яё", "")]


RULE = """
[[rule]]
id = "ru-first"
kind = "existence"
category = "filler"
level = "warning"
message = "«{match}»"
why = "потому"
phrases = ["ну вот"]
should_fail = ["Ну вот."]
should_pass = ["Вот."]
"""
HEAD = 'language = "ru"\n'


def _error(source: str) -> str:
    with pytest.raises(BadRule) as caught:
        parse_pack(source, where="own.toml")
    return str(caught.value)


def test_a_right_pack_is_read() -> None:
    """The sample the next tests spoil is a good one."""
    assert parse_pack(HEAD + RULE, where="own.toml").rule[0].id == "ru-first"


def test_wrong_level_names_line_and_allowed_values() -> None:
    """A wrong value is reported with file, line, key and what may stand there."""
    said = _error(HEAD + RULE.replace('"warning"', '"eror"'))
    assert "own.toml:7" in said
    assert "$.rule[0].level" in said
    assert "suggestion, warning, error" in said


def test_second_rule_gets_its_own_line() -> None:
    """The line is that of the rule at fault, not of the first one with the same key."""
    second = RULE.replace("ru-first", "ru-second").replace('"filler"', '"fillers"')
    source = HEAD + RULE + second
    line = next(number for number, text in enumerate(source.splitlines(), 1) if "fillers" in text)
    said = _error(source)
    assert f"own.toml:{line}" in said
    assert "filler" in said


def test_unknown_key_names_the_allowed_ones() -> None:
    """A misspelt key is refused, and the right ones are listed."""
    said = _error(HEAD + RULE + 'levle = "error"\n')
    assert "'levle'" in said
    assert "level" in said.split("Allowed keys")[1]


def test_key_of_another_kind_is_refused() -> None:
    """A key that means nothing to this kind is a mistake, not a wish."""
    said = _error(HEAD + RULE + "limit = 3\n")
    assert "'limit' means nothing to the kind 'existence'" in said


def test_range_without_yo_is_refused() -> None:
    """[а-я] silently leaves out ё, so the loader does not take it."""
    said = _error(HEAD + RULE.replace('phrases = ["ну вот"]', "patterns = ['ну [а-я]+']"))
    assert "[а-яё]" in said


def test_broken_pattern_is_refused() -> None:
    """A pattern that does not compile names the rule."""
    said = _error(HEAD + RULE.replace('phrases = ["ну вот"]', "patterns = ['ну (']"))
    assert "ru-first" in said


def test_rule_without_examples_is_refused() -> None:
    """A rule nobody can check is not taken."""
    said = _error(HEAD + RULE.replace('should_pass = ["Вот."]\n', ""))
    assert "examples of both kinds" in said


def test_message_with_an_unknown_name_is_refused() -> None:
    """A message may name only what an alert knows."""
    assert "{match}, {fix}" in _error(HEAD + RULE.replace("{match}", "{word}"))


def test_missing_key_is_named() -> None:
    """A rule without a reason is refused by the name of the key."""
    assert "'why'" in _error(HEAD + RULE.replace('why = "потому"\n', ""))


def test_broken_toml_names_the_line() -> None:
    """A slip in the file's syntax says where it is."""
    assert "line 3" in _error(HEAD + "\n[[rule]\n")


@pytest.mark.parametrize("head", [HEAD, HEAD + 'retired = ["ru-first"]\n'])
def test_ids_are_never_used_again(tmp_path: Path, head: str) -> None:
    """An id that stands in another file, in use or retired, is not taken again."""
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text(HEAD + RULE if head == HEAD else head, encoding="utf-8")
    second.write_text(HEAD + RULE, encoding="utf-8")
    with pytest.raises(BadRule, match="taken or retired"):
        read_packs([first, second], "ru")


def test_pack_of_another_language_is_refused(tmp_path: Path) -> None:
    """A Russian file among the English ones is a mistake."""
    file = tmp_path / "a.toml"
    file.write_text(HEAD + RULE, encoding="utf-8")
    with pytest.raises(BadRule, match="among packs"):
        read_packs([file], "en")


@pytest.mark.parametrize("path", ["$.rule[7].level", "$.nothing", "$"])
def test_unknown_places_do_not_break_the_error(path: str) -> None:
    """An error is told even when its line cannot be."""
    assert line_of(path, HEAD + RULE) in {None, 3, 4, 5, 6, 7}


def test_no_two_rules_share_a_message_and_reason() -> None:
    """Two rules that say the same are one rule (variants of one mix-up aside)."""
    for language in ("ru", "en"):
        rules = [rule.spec for rule in load_pack(language).rules]
        twins = [
            (one.id, other.id)
            for one, other in itertools.combinations(rules, 2)
            if (one.message, one.why) == (other.message, other.why) and one.kind != "consistency"
        ]
        assert twins == []
