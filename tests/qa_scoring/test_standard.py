"""The standard: its default, strict reading, and its plain words."""

from pathlib import Path
from typing import Any

import pytest

from qa_scoring.describe import describe
from qa_scoring.scorecard import CRITERIA, CRITICAL_CODES, PILLARS
from qa_scoring.standard import (
    default_standard,
    load_standard,
    pillar_of_criterion,
    standard_from_dict,
    standard_to_dict,
)
from reply_core.errors import BadRule
from reply_core.types import Language


class TestDefault:
    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_everything_has_a_weight(self, language: Language) -> None:
        """Both default standards weigh every criterion and know every critical error and channel."""
        standard = default_standard(language)

        assert set(standard.weights) == set(CRITERIA)
        assert set(standard.critical) == set(CRITICAL_CODES)
        assert set(standard.pillars) == set(PILLARS)
        assert len(standard.targets) == 6

    def test_two_languages_ask_the_same(self) -> None:
        """The English default differs from the Russian one in words only."""
        ru, en = default_standard("ru"), default_standard("en")

        assert (ru.weights, ru.pillars, ru.targets, ru.critical) == (en.weights, en.pillars, en.targets, en.critical)

    def test_courtesy_formulas_are_advice(self) -> None:
        """Greeting, name and closing weigh nothing until a shop asks for them; three criteria share politeness."""
        standard = default_standard("ru")

        assert not any(standard.wants(code) for code in ("greeting", "name", "closing"))
        assert sum(standard.weights[code] for code in PILLARS["politeness"]) == standard.pillars["politeness"]
        assert standard.weights["respect"] / standard.weights["empathy"] == pytest.approx(10 / 7)

    def test_meaning_based_critical_errors_wait_for_a_person(self) -> None:
        """Only what is certain by rule counts at once."""
        confirmed = {code for code, state in default_standard("ru").critical.items() if state == "confirmed"}

        assert confirmed == {"insult", "threat", "asks_card_secret", "template_placeholder"}


class TestReading:
    def test_round_trip(self) -> None:
        """A standard stored as a revision reads back the same."""
        standard = default_standard("ru")

        assert standard_from_dict(standard_to_dict(standard)) == standard

    def test_partial_file_keeps_the_rest(self, tmp_path: Path) -> None:
        """A shop's file may name only what differs."""
        path = tmp_path / "shop.toml"
        path.write_text('version = "2026-11"\n[weights]\ngreeting = 4\n[targets]\nchat = 3\n', "utf-8")
        standard = load_standard(path)

        assert standard.wants("greeting")
        assert standard.targets["chat"] == 3
        assert standard.weights["asks_covered"] == 20

    @pytest.mark.parametrize(
        ("data", "named"),
        [
            ({}, "version"),
            ({"version": "1", "wieghts": {}}, "'wieghts'"),
            ({"version": "1", "weights": {"politness": 3}}, "weights.politness"),
            ({"version": "1", "weights": {"respect": -1}}, "weights.respect = -1 .*a number from 0 to 100"),
            ({"version": "1", "weights": {"respect": True}}, "weights.respect"),
            ({"version": "1", "targets": {"chat": 0}}, "targets.chat = 0 .*whole number from 1"),
            ({"version": "1", "critical": {"insult": "eror"}}, "critical.insult = 'eror' .*confirmed, candidate, off"),
            ({"version": "1", "language": "de"}, "language = 'de' .*ru, en"),
            ({"version": "1", "links": {"allowed": ["https://shop.example/x"]}}, "links.allowed"),
            ({"version": "1", "links": {"allowed": ["shop.example:443"]}}, "links.allowed"),
            ({"version": "1", "links": {"allowed": ["anna@shop.example"]}}, "links.allowed"),
            ({"version": "1", "links": {"allowed": ["localhost"]}}, "links.allowed"),
            ({"version": "1", "rules": {"greeting_gap_hours": "8"}}, "rules.greeting_gap_hours"),
            ({"version": "1", "thresholds": {"unanswered_to": 0.9}}, "thresholds.unanswered_to"),
            ({"version": "1", "weights": 3}, "weights = 3 .*a table"),
            ({"version": "1", "calendar": 3}, "calendar = 3 .*a table"),
            ({"version": ""}, "version"),
            ({"version": "1", "pillars": dict.fromkeys(PILLARS, 0)}, "pillars"),
        ],
    )
    def test_mistake_names_file_key_and_allowed(self, data: dict[str, Any], named: str) -> None:
        """Each mistake is refused with the file, the key and what is allowed there."""
        with pytest.raises(BadRule, match=named) as caught:
            standard_from_dict(data, where="shop.toml")

        assert caught.value.where == "shop.toml"
        assert caught.value.mend

    def test_missing_and_broken_files(self, tmp_path: Path) -> None:
        """A file that is not there, or is no TOML, is an error in words."""
        broken = tmp_path / "broken.toml"
        broken.write_text("version = ", "utf-8")

        with pytest.raises(BadRule, match="no such standard"):
            load_standard(tmp_path / "none.toml")
        with pytest.raises(BadRule, match=r"broken\.toml"):
            load_standard(broken)

    def test_links_are_domains(self) -> None:
        """The allow-list is kept as lower-case domains without www."""
        standard = standard_from_dict({"version": "1", "links": {"saved": True, "allowed": ["WWW.Shop.Example"]}})

        assert standard.allowed_links == ("shop.example",)
        assert standard.links_saved


class TestDescribe:
    def test_every_number_is_said(self) -> None:
        """The plain words carry the weights, targets and thresholds in force."""
        text = "\n".join(describe(default_standard("ru"), "ru"))

        assert "Полнота (вес 45): Ответ на вопросы 20, Верность сведений 10" in text
        assert "Сожаление и участие 10,5" in text
        assert "Советы, на оценку не влияют: Приветствие, Обращение по имени, Завершение." in text
        assert "почта 120 мин" in text
        assert "меньше 60% веса" in text
        assert "засчитывается сразу" in text

    def test_changed_number_is_said(self) -> None:
        """A changed threshold changes the words: they are rendered, not written twice."""
        standard = standard_from_dict(
            {"version": "1", "language": "en", "targets": {"email": 77}, "rules": {"clarity_words_from": 21},
             "links": {"allowed": ["shop.example"]}}
        )  # fmt: skip
        text = "\n".join(describe(standard, "en"))

        assert "e-mail 77 min" in text
        assert "longer than 21 words" in text
        assert "shop.example" in text

    @pytest.mark.parametrize(
        ("saved", "russian", "english"),
        [(True, "засчитывается сразу.", "counts at once."), (False, "ждут решения человека.", "wait for a person.")],
    )
    def test_what_becomes_of_strange_links_is_said(self, saved: bool, russian: str, english: str) -> None:
        """Whether a foreign link counts depends on the list being saved, and the standard says so."""
        standard = standard_from_dict({"version": "1", "links": {"saved": saved, "allowed": ["t.me/shop"]}})

        assert describe(standard, "ru")[-1].endswith(russian)
        assert describe(standard, "en")[-1].endswith(english)

    def test_the_compatible_score_is_said_when_it_is_wanted(self) -> None:
        """Its critical categories, weights and scales are named; without it nothing is said of it."""
        standard = standard_from_dict(
            {"version": "1", "rules": {"iqs_compat": True}, "iqs_weights": {"respect": 20}, "iqs_scales": {"terms": 2},
             "iqs": {"critical": ["correctness"]}}
        )  # fmt: skip

        assert describe(standard, "en")[-1] == (
            "Beside the score stands a number by Zendesk QA's formula; zeroed by: Facts are right; "
            "weights: Respect 20; points of a scale: Brand terms 2."
        )
        assert "Zendesk" in describe(standard, "ru")[-1]
        assert "Zendesk" not in "\n".join(describe(default_standard("ru"), "ru"))


def test_pillar_of_criterion() -> None:
    """Each criterion belongs to one pillar; an unknown one to none."""
    assert pillar_of_criterion("timeframe") == "completeness"
    with pytest.raises(KeyError):
        pillar_of_criterion("charm")
