"""Cards are values with a versioned stored form."""

import json

import pytest

from qa_scoring.labels import ask_label, criterion_label, critical_label, pillar_label, verdict_label
from qa_scoring.scorecard import (
    CRITERIA,
    CRITICAL_CODES,
    PILLARS,
    AskVerdict,
    Critical,
    Evidence,
    Flag,
    NotApplicable,
    Pins,
    Scorecard,
    Scored,
    Unscored,
    Unsure,
    Verdict,
    from_dict,
    scored,
    tally,
    to_dict,
    verdict_from_dict,
    verdict_to_dict,
    verdict_word,
)
from reply_core.errors import InvalidInput
from reply_core.types import Ask, Language, Span

QUOTE = Evidence(message_id="m2", role="reply", start=0, end=5, quote="Ждите", note="нет срока")
ASK = Ask(text="Где заказ?", span=Span(start=0, end=10), kind="question", message_id="m1")


def a_card() -> Scorecard:
    criteria: dict[str, Verdict] = {
        "asks_covered": Unsure(why="нужна модель", value=0.4, possible="fail", evidence=(QUOTE,)),
        "timeframe": scored(0.0, source="rule", evidence=(QUOTE,), reason="нет срока"),
        "in_target": scored(0.75, source="rule", verdict="fail", code="team"),
        "greeting": NotApplicable(reason="стандарт не просит"),
    }
    sums = tally(criteria, {"asks_covered": 20, "timeframe": 5, "in_target": 10}, {"completeness": 45, "speed": 15})
    return Scorecard(
        conversation_id="c1",
        message_id="m2",
        message_ids=("m2",),
        author_id="igor",
        criteria=criteria,
        critical=(Critical(code="wrong_policy", state="candidate", source="rule", evidence=(QUOTE,)),),
        flags=(Flag(code="injection", evidence=(QUOTE,)),),
        asks=(AskVerdict(ask=ASK, status="unsure", credit=None, value=0.4, source="rule", possible="unanswered"),),
        pillars=sums.pillars,
        total=sums.total,
        no_total=sums.no_total,
        decided_share=sums.decided_share,
        level="rules",
        pins=Pins(standard="s1", profile="p1", input_hash="abc"),
    )


class TestStoredForm:
    def test_round_trip(self) -> None:
        """A card read back from its JSON text is the same card."""
        card = a_card()

        assert from_dict(json.loads(json.dumps(to_dict(card), ensure_ascii=False))) == card

    def test_unscored_round_trip(self) -> None:
        """A reply that could not be scored is stored and read back with its reason."""
        card = Unscored(conversation_id="c", message_id="m", reason="attachment_only", message_ids=("m",))

        assert from_dict(json.loads(json.dumps(to_dict(card)))) == card

    @pytest.mark.parametrize("version", [None, 0, 2, "1"])
    def test_unknown_version_is_refused(self, version: object) -> None:
        """A card of a version this program does not know is an error, never a guess."""
        with pytest.raises(InvalidInput, match="cannot be read"):
            from_dict({**to_dict(a_card()), "version": version})

    def test_stored_version_1_is_pinned(self) -> None:
        """The stored shape of version 1 does not change by accident: old rows must stay readable."""
        stored = to_dict(a_card())

        assert (stored["version"], stored["kind"]) == (1, "scorecard")
        assert sorted(stored) == [
            "asks", "author_id", "conversation_id", "criteria", "critical", "decided_share", "flags", "iqs_compat",
            "kind", "level", "message_id", "message_ids", "no_total", "pillars", "pins", "total", "version",
        ]  # fmt: skip
        assert sorted(stored["criteria"]["timeframe"]) == [
            "code", "confidence", "counted_under", "evidence", "reason", "source", "value", "verdict",
        ]  # fmt: skip

    def test_unknown_verdict_is_refused(self) -> None:
        """A verdict's word outside the five is an error that lists them."""
        with pytest.raises(InvalidInput, match="pass, partial, fail, na, unsure"):
            verdict_from_dict({"verdict": "okay"})

    @pytest.mark.parametrize(
        ("verdict", "word"),
        [
            (scored(1.0, source="rule"), "pass"),
            (scored(0.5, source="model", confidence=0.9), "partial"),
            (scored(0.0, source="human"), "fail"),
            (NotApplicable(reason="-"), "na"),
            (Unsure(why="-"), "unsure"),
        ],
    )
    def test_each_verdict_survives(self, verdict: Scored | NotApplicable | Unsure, word: str) -> None:
        """Every kind of verdict keeps its type, word and fields through JSON."""
        assert verdict_word(verdict) == word
        assert verdict_from_dict(verdict_to_dict(verdict)) == verdict


class TestValues:
    @pytest.mark.parametrize(("value", "word"), [(1.0, "pass"), (0.9995, "pass"), (0.99, "partial"), (0.0, "fail")])
    def test_word_follows_value(self, value: float, word: str) -> None:
        """Pass from .999, fail at 0, partial between."""
        assert scored(value, source="rule").verdict == word

    @pytest.mark.parametrize("value", [-0.1, 1.1])
    def test_value_outside_is_refused(self, value: float) -> None:
        """A value outside [0, 1] never becomes a verdict."""
        with pytest.raises(ValueError, match="between 0 and 1"):
            scored(value, source="rule")

    def test_flag_is_found_by_code(self) -> None:
        """A card answers whether it carries a flag."""
        assert a_card().flag("injection") is not None
        assert a_card().flag("no_kb") is None


class TestWords:
    def test_words_for_people(self) -> None:
        """People read the house's five words, with the reason where nothing was judged."""
        assert verdict_label(scored(1.0, source="rule"), "ru") == "выполнено"
        assert verdict_label(scored(0.5, source="rule"), "ru") == "частично"
        assert verdict_label(scored(0.0, source="rule"), "ru") == "не выполнено"
        assert verdict_label(NotApplicable(reason=""), "ru") == "не требовалось"
        assert verdict_label(Unsure(why="без модели"), "ru") == "не оценено (без модели)"
        assert verdict_label(scored(0.0, source="rule"), "en") == "not met"

    def test_counted_under_is_said(self) -> None:
        """A defect charged elsewhere says where."""
        verdict = scored(0.0, source="rule", counted_under="asks_covered")

        assert verdict_label(verdict, "ru") == "не выполнено (учтено в «Ответ на вопросы»)"

    def test_possibly_unanswered(self) -> None:
        """An undecided ask that leans to a miss is said to be possible, not certain."""
        assert ask_label("unsure", "ru", possible="unanswered") == "возможно, не отвечено"
        assert ask_label("unsure", "ru") == "не оценено"

    def test_every_criterion_has_both_labels(self) -> None:
        """No criterion reaches people as a bare code."""
        languages: tuple[Language, ...] = ("ru", "en")
        for language in languages:
            assert all(criterion_label(code, language) != code for code in CRITERIA)
            assert all(critical_label(code, language) != code for code in CRITICAL_CODES)
            assert all(pillar_label(name, language) != name for name in PILLARS)
