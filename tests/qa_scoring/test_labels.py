"""Words for people: exactly those agreed, in both languages, and never a word that condemns."""

import re

import pytest

from qa_scoring import reasons
from qa_scoring.describe import describe
from qa_scoring.labels import (
    ask_label,
    criterion_label,
    critical_class_label,
    critical_label,
    pillar_label,
    verdict_label,
    verdict_reason,
)
from qa_scoring.scorecard import CRITERIA, CRITICAL_CODES, PILLARS, Critical, NotApplicable, Unsure, Verdict, scored
from qa_scoring.standard import default_standard
from qa_scoring.verdicts import CRITICAL_CLASSES, CriticalState, free_of
from reply_core.types import Language

BOTH: tuple[Language, ...] = ("ru", "en")
CONDEMNING = re.compile(
    r"провал|ошибк\w+ оператор|оператор\w* ошиб|виноват оператор|\bfail(?:ed|ure|s)?\b|operator's error"
)


@pytest.mark.parametrize(
    ("verdict", "russian", "english"),
    [
        (scored(1.0, source="rule"), "выполнено", "met"),
        (scored(0.5, source="rule"), "частично", "partly"),
        (scored(0.0, source="rule"), "не выполнено", "not met"),
        (NotApplicable(reason="отказа нет"), "не требовалось", "not required"),
        (Unsure(why="нужна модель"), "не оценено (нужна модель)", "not judged (нужна модель)"),
        (Unsure(why=""), "не оценено", "not judged"),
        (
            scored(0.0, source="rule", counted_under="asks_covered"),
            "не выполнено (учтено в «Ответ на вопросы»)",
            "not met (counted under “Questions answered”)",
        ),
    ],
)
def test_verdicts_in_words(verdict: Verdict, russian: str, english: str) -> None:
    """Выполнено · частично · не выполнено · не требовалось · не оценено (почему), and the same in English."""
    assert verdict_label(verdict, "ru") == russian
    assert verdict_label(verdict, "en") == english


@pytest.mark.parametrize("language", BOTH)
def test_everything_has_a_name(language: Language) -> None:
    """Every criterion, pillar, critical error and class has words of its own in each language, never a code."""
    names = [criterion_label(code, language) for code in CRITERIA]
    names += [pillar_label(code, language) for code in PILLARS]
    names += [critical_label(code, language) for code in CRITICAL_CODES]

    assert len(set(names)) == len(names)
    assert not [name for name in names if "_" in name]
    assert all(critical_class_label(code, language) for code in CRITICAL_CODES)
    assert critical_class_label("no_such", language) == ""
    assert criterion_label("no_such", language) == "no_such"


@pytest.mark.parametrize("language", BOTH)
def test_no_word_condemns(language: Language) -> None:
    """Neither labels nor reasons nor the standard in words speak of failure or of the operator's error."""
    place = BOTH.index(language)
    said = [pair[place] for pair in reasons._REASONS.values()]
    said += [criterion_label(code, language) for code in CRITERIA]
    said += [critical_label(code, language) for code in CRITICAL_CODES]
    said += list(describe(default_standard(language), language))
    said += [ask_label(status, language) for status in ("answered", "partial", "refused", "unanswered", "unsure")]

    assert [text for text in said if CONDEMNING.search(text.lower())] == []


def test_the_reason_of_any_verdict() -> None:
    """The sentence shown beside a verdict, whatever its type."""
    assert verdict_reason(scored(1.0, source="rule", reason="срок назван")) == "срок назван"
    assert verdict_reason(NotApplicable(reason="отказа нет")) == "отказа нет"
    assert verdict_reason(Unsure(why="нужна модель")) == "нужна модель"


def an_error(code: str, state: CriticalState = "confirmed") -> Critical:
    return Critical(code=code, state=state, source="rule")


def test_critical_errors_have_a_class_each() -> None:
    """Every code belongs to the customer, the business or compliance."""
    assert set(CRITICAL_CLASSES) == set(CRITICAL_CODES)
    assert set(CRITICAL_CLASSES.values()) == {"customer", "business", "compliance"}


def test_critical_free_replies_by_class() -> None:
    """Only confirmed errors count; a reply with two errors of one class is one reply."""
    replies = [
        (),
        (an_error("insult"), an_error("threat")),
        (an_error("pii_leak", "candidate"),),
        (an_error("pii_leak"),),
        (an_error("template_placeholder"), an_error("asks_card_secret")),
    ]

    assert free_of(replies) == (2, 5)
    assert free_of(replies, "customer") == (4, 5)
    assert free_of(replies, "compliance") == (3, 5)
    assert free_of(replies, "business") == (4, 5)
    assert free_of([]) == (0, 0)
