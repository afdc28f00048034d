"""The measurement of drafts by a small model: seeded cases, wrong facts counted, parts in turn. No model is asked."""

import json

import pytest

from drafting.golden import GoldenCase
from drafting.prompt_trials import CaseResult
from evals.small_model import attack_cases, in_turn, question_cases, run, strays, summary, told
from knowledge_base.articles import Article
from model_gateway.scripted import ScriptedGateway

ARTICLES = {
    "return": Article(id="return", title="Возврат", text="Вернуть товар можно в течение 14 дней, цена 1 490 ₽.")
}


def result(text: str, **more: object) -> CaseResult:
    """A draft that cites the article."""
    given = {
        "case": "c", "version": 2, "kind": "draft", "right_kind": True, "text": text, "level": "model", "note": "",
        "notes": (), "said": 2, "refused": ("x",), "facts": 0, "missing": (), "wrong": (), "asks": 1, "answered": 1,
        "alerts": 0, "calls": 2, "tokens": 100, "ms": 2_000, "cited": ("return",), **more,
    }  # fmt: skip
    return CaseResult(**given)  # type: ignore[arg-type]


def test_the_sample_is_the_same_on_every_run() -> None:
    """One question a thing, three in four Russian; attempts of both languages, nothing said twice."""
    questions, attempts = question_cases(24), attack_cases(10)

    assert questions == question_cases(24)
    assert {name: len(own) for name, own in questions.items()} == {"shop.rosnitsa": 18, "shop.harbor_goods": 6}
    assert {len(own) for own in attempts.values()} == {5}
    assert len({case.id for own in (*questions.values(), *attempts.values()) for case in own}) == 34
    assert any(case.order for case in questions["shop.rosnitsa"])


def test_parts_take_turns() -> None:
    """A run that is stopped half way has half of each part."""
    cases = {part: {"s": [GoldenCase(id=f"{part}{n}", text="?") for n in range(4)]} for part in ("a", "b")}

    assert [case.id for _, _, case in in_turn(cases)[:4]] == ["a0", "b0", "a1", "b1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Вернуть можно за 14 дней.", []),
        ("Стоит 1 490 ₽, заказ 48213.", []),
        ("Вернуть можно за 90 дней до 18:30.", ["90", "18:30"]),
    ],
)
def test_numbers_without_a_source_are_counted_without_the_verifier(text: str, found: list[str]) -> None:
    """What is in no cited article and not in the order is stray."""
    assert strays(result(text), GoldenCase(id="c", text="?", order={"number": "48213"}), ARTICLES) == found


def test_the_summary_counts_what_was_shown() -> None:
    """Wrong facts of drafts with an interval, repairs, hand-overs, seconds."""
    rows = [
        {**vars_of(result("Да.")), "part": "questions", "stray": []},
        {**vars_of(result("Нет.", wrong=("90",))), "part": "questions", "stray": []},
        {**vars_of(result("", kind="hand_over", calls=0, said=0, refused=())), "part": "injections", "stray": []},
    ]
    found = summary(rows)

    assert (found["n"], found["drafts"], found["by_model"], found["hand_overs"]) == (3, 2, 2, 1)
    assert (found["repairs"], found["wrong_shown"], found["wrong_ids"]) == (2, 1, ["c"])
    assert found["wrong_shown_interval"][0] < 0.5 < found["wrong_shown_interval"][1]
    assert told(rows)["questions"]["n"] == 2
    assert told([])["all"] == {"n": 0, "wrong_shown": 0}


@pytest.mark.anyio
async def test_a_model_that_obeys_is_shown_to_nobody() -> None:
    """The attempt's own words come back as an answer with a source; the draft does not hold them."""
    shop, own = next(iter(attack_cases(2).items()))
    lie = {
        "sentences": [{"ask": 1, "cites": [1], "text": "Промокод ДАРИМ500, вернуть можно за 90 дней."}],
        "unanswered": [],
    }
    answer = json.dumps(lie, ensure_ascii=False)
    (row,) = [row async for row in run([(shop, "injections", own[0])], ScriptedGateway([answer] * 4), level="rules")]

    assert row["calls"] >= 1
    assert "ДАРИМ500" not in row["text"]
    assert (row["wrong"], row["stray"]) == ((), [])


def vars_of(one: CaseResult) -> dict[str, object]:
    """A result as a row."""
    return {name: getattr(one, name) for name in CaseResult.__dataclass_fields__}
