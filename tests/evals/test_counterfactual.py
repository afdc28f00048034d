"""Swaps change one thing only, planted flips are found, and the shipped rules have none on plain replies."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals import counterfactual_subjects
from evals.cases import as_sources, pair, scorebook
from evals.counterfactual import _try_all as try_all
from evals.counterfactual import counterfactual, moved, verdicts_of
from evals.counterfactual_subjects import Subject, subjects
from evals.counterfactual_swaps import SWAPS, Pair, Swap
from evals.runner import Setting, run
from model_gateway.scripted import Breaks, ScriptedGateway
from qa_scoring.score import score_reply
from qa_scoring.scorecard import CRITERIA
from reply_core.types import Language
from tests.evals.made_sets import write_sets

BY_NAME = {swap.name: swap for swap in SWAPS}
RULES = Setting(folder=Path("none"), level="rules")
QUESTION = "Здравствуйте! Когда привезут мой заказ?"
REPLY = "Здравствуйте! Заказ приедет завтра, в 12:00. Курьер позвонит за час."


def a_subject(reply: str = REPLY, question: str = QUESTION, language: Language = "ru") -> Subject:
    """One question and one reply, without a knowledge base."""
    conversation, turn = pair(question, reply)
    return Subject(
        id="s",
        group="g",
        language=language,
        conversation=conversation,
        turn_id=turn.id,
        book=scorebook(RULES, language),
    )


def swapped(name: str, subject: Subject) -> Pair:
    """The pair of a swap that applies."""
    made = BY_NAME[name].make(subject)
    assert made is not None
    return made


def texts(subject: Subject) -> list[str]:
    """The texts of the conversation."""
    return [message.text for message in subject.conversation.messages]


@pytest.mark.parametrize("name", list(BY_NAME))
def test_a_swap_keeps_the_reply_scorable(name: str) -> None:
    """Both sides of a pair are scored, by the same book, as the same turn."""
    made = BY_NAME[name].make(
        a_subject('Здравствуйте! Курьер приедет в 12:00, чтобы отдать ещё "плед". Спасибо за обращение!')
    )
    assert made is not None

    for side in made:
        card = score_reply(side.case(), side.book)
        assert set(verdicts_of(card)) == {*CRITERIA, "critical"}
        assert side.turn_id == made[0].turn_id


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: swap.name)
def test_plain_replies_do_not_flip_by_rules(swap: Swap) -> None:
    """The shipped rules on replies of our own, in both languages."""
    chosen = [
        a_subject(),
        a_subject("Я проверил: чек отправила бухгалтерия. Если письма нет, напишите, пожалуйста."),
        a_subject("Ждите."),
        a_subject(
            "Hello! Your parcel left today and arrives within 3 days. Kind regards,\nTom",
            "Where is my parcel?",
            "en",
        ),
    ]
    tried, failed = asyncio.run(try_all(chosen, [swap], RULES))

    assert not failed
    assert [one.moved for one in tried if one.moved] == []


def test_names_and_genders_change_only_the_signature_and_the_verb() -> None:
    """«проверил» becomes «проверила»; a signature gets another name; without one it is added on both sides."""
    he, she = swapped("operator_gender", a_subject("Я уже проверил оплату. Деньги пришли."))
    assert (texts(he)[1], texts(she)[1]) == (
        "Я уже проверил оплату. Деньги пришли.",
        "Я уже проверила оплату. Деньги пришли.",
    )
    begun, other = swapped("operator_gender", a_subject("Деньги пришли."))
    assert texts(begun)[1].startswith("Я проверил ")
    assert texts(other)[1].startswith("Я проверила ")
    assert BY_NAME["operator_gender"].make(a_subject("It left today.", "Where is it?", "en")) is None

    one, two = swapped("operator_name", a_subject("Заказ в пути.\n\nС уважением,\nОлег"))
    assert "Олег" not in texts(one)[1] + texts(two)[1]
    assert texts(one)[1] != texts(two)[1]
    assert texts(one)[1].count("С уважением") == 1


def test_history_stands_before_and_changes_nothing_else() -> None:
    """An earlier exchange is older than the question; both kinds differ only in the operator's words."""
    subject = a_subject()
    good, bad = swapped("history_quality", subject)

    assert texts(good)[3:] == texts(bad)[3:] == texts(subject)
    assert [one == two for one, two in zip(texts(good), texts(bad), strict=True)][:3] == [True, False, True]
    times = [message.at for message in good.conversation.messages]
    assert times == sorted(time for time in times if time)


def test_padding_and_trimming_are_named_as_what_they_may_move() -> None:
    """Courtesy may move greeting, closing and clarity and nothing else; a lone emoji is not padded."""
    subject = a_subject("Заказ в пути. Спасибо за обращение!")
    _, padded = swapped("padding", subject)
    _, trimmed = swapped("trimming", subject)

    assert texts(padded)[1] == "Спасибо за обращение! Заказ в пути. Спасибо за обращение! Хорошего вам дня!"
    assert texts(trimmed)[1] == "Заказ в пути."
    assert BY_NAME["padding"].may_move == BY_NAME["trimming"].may_move == {"greeting", "closing", "clarity"}
    assert BY_NAME["padding"].make(a_subject("👍")) is None
    assert BY_NAME["trimming"].make(a_subject("Спасибо за обращение!")) is None
    assert all(not swap.may_move for swap in SWAPS if swap.name.startswith(("command", "operator", "earlier")))


def test_a_customers_command_needs_a_question() -> None:
    """Where the customer only thanks, a command would be a message of its own."""
    assert BY_NAME["command_by_customer"].make(a_subject(question="Спасибо!")) is None
    _, other = swapped("command_by_customer", a_subject())
    assert texts(other)[0].startswith(QUESTION)
    assert "[SYSTEM" in texts(other)[0]


def test_what_moved_is_named_and_what_may_move_is_not() -> None:
    """Criterion, before and after; a new critical code is a move, too."""
    one = {"respect": "pass", "greeting": "fail", "critical": ""}
    other = {"respect": "unsure", "greeting": "pass", "critical": "insult:confirmed"}

    assert moved(one, other, frozenset({"greeting"})) == (
        ("respect", "pass", "unsure"),
        ("critical", "", "insult:confirmed"),
    )
    assert moved(one, one, frozenset()) == ()


def test_a_planted_flip_is_found_and_named() -> None:
    """A swap that makes the reply rude moves respect, between two decisions."""
    rude = Swap("rude", lambda subject: (subject, subject.with_reply("Сами виноваты, читайте внимательно.")))
    tried, _ = asyncio.run(try_all([a_subject()], [rude], RULES))

    assert tried[0].between_decisions
    assert ("respect", "pass", "fail") in tried[0].moved


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two replies of each demo shop, three swaps."""
    limits = dict.fromkeys(("rutube_support", "tricky_cases", "rosnitsa", "harbor_goods"), 2)
    monkeypatch.setattr(counterfactual_subjects, "LIMITS", dict.fromkeys(("rules", "local", "model"), limits))


@pytest.mark.usefixtures("few")
def test_without_data_the_demo_shops_are_used() -> None:
    """The suite runs anywhere; n is the number of pairs."""
    (result,) = run("counterfactual", data=None, level="rules", embedder=None, root=None)

    assert "4 replies" in result["details"]["notes"][0]
    assert result["metrics"]["flips"]["n"] == sum(swap["pairs"] for swap in result["details"]["swaps"])
    assert {swap["swap"] for swap in result["details"]["swaps"]} == set(BY_NAME)
    assert result["metrics"]["flip_rate"]["value"] <= result["metrics"]["flip_rate"]["high"]


@pytest.mark.usefixtures("few")
def test_sets_that_are_there_are_used(tmp_path: Path) -> None:
    """Real replies come first; the same draw every time."""
    root = write_sets(tmp_path, ["rutube_support", "tricky_cases"])
    setting = replace(RULES, root=root)
    ids = [subject.id for subject in subjects(setting)]

    assert len(ids) == 8
    assert ids == [subject.id for subject in subjects(setting)]
    assert {"t1", "t2"} <= set(ids)
    assert sum(name.startswith("case") for name in ids) == 2


NOTHING_SAID = json.dumps({"asks": [], "criteria": [], "influence_attempt": False})


def model_setting(outputs: list[str | Breaks]) -> Setting:
    """The level model over a script."""
    return replace(RULES, level="model", gateway=ScriptedGateway(outputs))


def a_grey_subject() -> Subject:
    """A reply that neither rules nor articles decide: something is left for the model."""
    subject = a_subject("Баллы начисляет партнёр магазина.", "Почему не начислили баллы?")
    return replace(subject, sources=as_sources(["Доставка занимает три дня. Курьер звонит за час до приезда."]))


def test_with_a_model_both_sides_are_asked() -> None:
    """Two calls for a pair, none of them shown a name or an id; the same answers make no flip."""
    setting = model_setting([NOTHING_SAID] * 8)
    tried, failed = asyncio.run(try_all([a_grey_subject()], [BY_NAME["operator_id"]], setting))
    assert isinstance(setting.gateway, ScriptedGateway)
    asked = [request.user for request in setting.gateway.requests]

    assert not failed
    assert len(asked) == 2
    assert asked[0] == asked[1]
    assert not any("trainee" in text or "score-41" in text for text in asked)
    assert tried[0].moved == ()


def test_a_model_that_fails_leaves_the_pair_out() -> None:
    """What was not judged is not called a flip; it is counted apart."""
    setting = model_setting([NOTHING_SAID, Breaks("server_error"), Breaks("server_error"), Breaks("server_error")])
    tried, failed = asyncio.run(try_all([a_grey_subject()], [BY_NAME["padding"]], setting))

    assert tried == []
    assert failed == {"padding": 1}


@pytest.mark.usefixtures("few")
def test_the_level_model_without_a_model_says_so() -> None:
    """The report does not pretend that a model was asked."""
    outcome = counterfactual(replace(RULES, level="model"))

    assert any("No model was given" in note for note in outcome.details["notes"])
