"""Scores without storing, scored replies, the lead's edits and who sees them (walk C), trends and coaching (walk D)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.client import ApiProblem
from knowledge_base.articles import article_of
from knowledge_base.search import KnowledgeIndex
from qa_scoring.batch_score import verdicts_of
from qa_scoring.case import Scorebook
from qa_scoring.jobs import SCORE, SCORE_MANY, score_key
from qa_scoring.score import score_conversation
from qa_scoring.scorecard import Critical, Scorecard, Unsure
from qa_scoring.standard import default_standard, standard_to_dict
from reply_core.row_values import order_of
from reply_core.types import Conversation, Message
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_cards import rule, store_reply
from tone_of_voice.profile import default_profile

QUESTION = (
    "Заказ 51077 должен был прийти вчера, курьер не приехал и никто не позвонил! Где он и можно ли привезти завтра "
    "после 18?"
)
ORDER = "доставка перенесена на 18.11, 10:00–14:00"
REPLY = "Добрый день! Ваш заказ передан в доставку. Ожидайте, пожалуйста."
PASSAGES = [
    {
        "id": "delivery",
        "title": "Доставка",
        "text": "Интервал можно сменить до 20:00 накануне: 10–14, 14–18, 18–22. При срыве по нашей вине извиняемся и "
        "начисляем 300 баллов.",
    }
]
MESSAGES: list[dict[str, Any]] = [
    {
        "conversation_id": "c-1", "message_id": "1", "at": "2026-11-17T12:00:00+03:00", "channel": "chat",
        "direction": "in", "author_kind": "customer", "text": QUESTION, "order": ORDER,
    },
    {
        "conversation_id": "c-1", "message_id": "2", "at": "2026-11-17T12:04:00+03:00", "channel": "chat",
        "direction": "out", "author_kind": "operator", "author_id": "igor", "text": REPLY,
    },
]  # fmt: skip


def test_the_stateless_score_is_the_scorers_own(desk: Desk) -> None:
    """The API gives exactly the verdicts the pure scorer gives for the same conversation."""
    (row,) = desk.as_("lead").score({"messages": MESSAGES, "passages": PASSAGES}).rows
    talk = Conversation(
        id="c-1", channel="chat", order=order_of(ORDER),
        messages=(
            Message(id="1", text=QUESTION, direction="in", author_kind="customer", channel="chat",
                    at=datetime(2026, 11, 17, 9, 0, tzinfo=UTC)),
            Message(id="2", text=REPLY, direction="out", author_kind="operator", author_id="igor", channel="chat",
                    at=datetime(2026, 11, 17, 9, 4, tzinfo=UTC)),
        ),
    )  # fmt: skip
    index = KnowledgeIndex.build([article_of(PASSAGES[0])])
    book = Scorebook(standard=default_standard("ru"), profile=default_profile("ru"), index=index)
    (card,) = score_conversation(talk, book)

    assert isinstance(card, Scorecard)
    assert {code: each["verdict"] for code, each in row.verdicts.items()} == {
        code: each["verdict"] for code, each in verdicts_of(card).items()
    }
    assert (row.message_id, row.author_id, row.total, row.level) == ("2", "igor", card.total, "rules")
    assert row.verdicts["timeframe"]["verdict"] == "fail"
    assert row.verdicts["respect"]["verdict"] == "pass"
    assert row.total is None


def test_messages_in_any_order_and_bots_give_the_same_rows(desk: Desk) -> None:
    """Order does not matter; bots, rules, system and private messages give no row; nothing is stored."""
    more = [
        {**MESSAGES[1], "message_id": str(number), "author_kind": kind, "visibility": visibility}
        for number, (kind, visibility) in enumerate(
            (("bot", "public"), ("rule", "public"), ("operator", "private")), 10
        )
    ]

    plain = desk.as_("lead").score({"messages": MESSAGES, "passages": PASSAGES})
    mixed = desk.as_("lead").score({"messages": [*more, *reversed(MESSAGES)], "passages": PASSAGES})

    assert [row.message_id for row in mixed.rows] == ["2"]
    assert mixed.rows[0].verdicts["timeframe"] == plain.rows[0].verdicts["timeframe"]
    assert desk.as_("lead").conversations("all").items == ()


def test_without_passages_the_score_says_what_it_was_checked_against(desk: Desk) -> None:
    """No passages: a note says that only order and thread were there."""
    answer = desk.as_("lead", "en").score({"messages": MESSAGES})

    assert answer.notes == ("No passages: correctness is checked against order and thread only",)
    assert desk.as_("lead").score({"messages": MESSAGES, "passages": PASSAGES}).notes == ()


def test_a_standard_profile_and_calendar_given_are_used(desk: Desk) -> None:
    """Weights of a given standard, words of a given profile and hours of a given calendar decide."""
    standard = standard_to_dict(default_standard("ru")) | {"version": "mine"}
    standard["weights"] = {**standard["weights"], "greeting": 5}
    profile = {"version": "p", "language": "ru", "banned": [{"text": "ожидайте"}]}
    closed = {"time_zone": "Europe/Moscow", "hours": {"Mon-Fri": "09:00-11:00"}}

    (row,) = desk.as_("lead").score({"messages": MESSAGES, "standard": standard, "profile": profile}).rows

    assert row.verdicts["terms"]["verdict"] != "na"
    answer = desk.web.post("/v1/score", json={"messages": MESSAGES, "calendar": closed}, headers=desk.headers("lead"))
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"messages": []}, "messages"),
        ({"messages": MESSAGES, "level": "local"}, "level"),
        ({"messages": [{**MESSAGES[0], "colour": "red"}]}, "messages.0.colour"),
        ({"messages": [{**MESSAGES[0], "channel": "fax"}]}, "messages.0.channel"),
        ({"messages": [{**MESSAGES[0], "at": "17.11.2026"}]}, "messages.0.at"),
        ({"messages": MESSAGES, "passages": [{"title": "no text"}]}, "passages.0.text"),
    ],
)
def test_unknown_keys_and_wrong_values_are_refused_by_their_place(desk: Desk, body: dict[str, Any], where: str) -> None:
    """Each mistake names the key, however deep it lies."""
    with pytest.raises(ApiProblem) as problem:
        desk.as_("lead").score(body)

    assert problem.value.status == 400
    assert where in {error.where for error in problem.value.errors}


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"standard": {"version": "x", "colour": 1}}, "colour"),
        ({"profile": {"version": "x"}}, "language"),
        ({"calendar": {"weekdays": "never"}}, ""),
        ({"messages": [MESSAGES[0], {**MESSAGES[0], "text": "другое"}]}, "c-1 / 1"),
    ],
)
def test_a_wrong_standard_profile_or_calendar_is_explained(desk: Desk, extra: dict[str, Any], says: str) -> None:
    """What is wrong inside the data is said, with where and how to mend it."""
    with pytest.raises(ApiProblem) as problem:
        desk.as_("lead").score({"messages": MESSAGES, **extra})

    assert problem.value.status == 400
    assert says in f"{problem.value.detail} {problem.value.where} {problem.value.mend}"


def test_a_pasted_reply_gets_a_card(desk: Desk) -> None:
    """A pasted pair is scored with the shop's own knowledge; speed is not asked for."""
    card = desk.as_("anna").score_pair({"question": "Сколько дней на возврат?", "reply": "Вернуть можно за 14 дней."})
    alone = desk.as_("anna").score_pair({"reply": "Сами виноваты, читать надо было!"})

    assert [each.verdict for each in card.criteria if each.criterion == "in_target"] in (["na"], ["unsure"])
    assert {each.criterion: each.verdict for each in alone.criteria}["respect"] == "fail"


def _store(desk: Desk, name: str, verdicts: dict[str, Any], **more: Any) -> str:
    async def store() -> str:
        async with desk.sessions.begin() as session:
            return await store_reply(session, name, verdicts, **{"at": NOW - timedelta(days=2), **more})

    return run(store())


def test_the_lead_decides_and_both_verdicts_stay(any_desk: Desk) -> None:
    """The machine's «не оценено» and the lead's «не выполнено» both stay, with name, reason and time; Igor sees it,
    Anna gets 403."""
    card_id = _store(any_desk, "1", {"asks_covered": Unsure(why="нужна модель", possible="fail")})

    any_desk.as_("lead").edit_score(
        card_id, "asks_covered", "overrule", verdict="fail", reason="вопрос про вечер пропущен"
    )
    seen = any_desk.as_("igor").scorecard(card_id).card
    with pytest.raises(ApiProblem) as problem:
        any_desk.as_("anna").scorecard(card_id)

    edit = {each.criterion: each for each in seen.criteria}["asks_covered"].edit
    assert edit is not None
    assert (edit.machine_verdict, edit.verdict, edit.verdict_label) == ("unsure", "fail", "не выполнено")
    assert (edit.author, edit.reason, edit.at) == ("lead", "вопрос про вечер пропущен", NOW)
    assert seen.edits == (edit,)
    assert problem.value.status == 403


def test_an_impossible_edit_is_refused_in_words(desk: Desk) -> None:
    """No reason, no verdict, no such criterion: refused in the reader's language, nothing is stored."""
    card_id = _store(desk, "1", {"respect": rule(0.0)})
    lead = desk.as_("lead")

    refused: list[tuple[str, dict[str, Any]]] = [
        ("lead", {"criterion": "respect", "action": "overrule", "verdict": "pass"}),
        ("lead", {"criterion": "respect", "action": "overrule", "reason": "r"}),
        ("lead", {"criterion": "colour", "action": "confirm"}),
        ("igor", {"criterion": "respect", "action": "confirm"}),
        ("other-lead", {"criterion": "respect", "action": "confirm"}),
    ]
    for who, edit in refused:
        with pytest.raises(ApiProblem) as problem:
            desk.as_(who).edit_score(card_id, **edit)
        assert problem.value.status in {400, 403, 404}
        assert problem.value.detail
    assert lead.scorecard(card_id).card.edits == ()


def test_confidence_is_for_leads_only(desk: Desk) -> None:
    """Operators do not see how sure the machine is."""
    card_id = _store(desk, "1", {"respect": rule(1.0)})
    run(_with_confidence(desk, card_id))

    def shown(who: str) -> float | None:
        return {each.criterion: each for each in desk.as_(who).scorecard(card_id).card.criteria}["respect"].confidence

    assert shown("lead") == 0.9
    assert shown("igor") is None


async def _with_confidence(desk: Desk, card_id: str) -> None:
    from reply_core.tables import ScorecardRecord

    async with desk.sessions.begin() as session:
        row = await session.get(ScorecardRecord, card_id)
        assert row is not None
        body = dict(row.verdicts)
        body["criteria"] = {**body["criteria"], "respect": {**body["criteria"]["respect"], "confidence": 0.9}}
        row.verdicts = body


def test_cards_are_listed_with_filters_and_only_ones_own(any_desk: Desk) -> None:
    """Filters narrow; an operator's list holds his own; asking for a colleague's is 403."""
    error = Critical(code="insult", state="confirmed", source="rule")
    low = _store(any_desk, "1", {"timeframe": rule(0.0)}, critical=(error,))
    _store(any_desk, "2", {"timeframe": rule(1.0)}, author="anna", topic="return")
    lead = any_desk.as_("lead")

    assert lead.scorecards().total == 2
    assert [item.id for item in lead.scorecards(criterion="timeframe", verdict="fail", days=7).items] == [low]
    assert [item.id for item in lead.scorecards(critical=True).items] == [low]
    (item,) = any_desk.as_("igor").scorecards().items
    assert (item.id, item.low, item.operator_name) == (low, ("Срок",), "Игорь")
    assert item.customer_snippet.startswith("Где мой заказ")
    assert [each.code for each in item.critical] == ["insult"]
    with pytest.raises(ApiProblem) as problem:
        any_desk.as_("igor").scorecards(operator="anna")
    assert problem.value.status == 403


def test_a_conversation_shows_its_cards_to_whom_they_concern(desk: Desk) -> None:
    """In one conversation a lead sees every card, an operator his own."""
    _store(desk, "1", {"timeframe": rule(0.0)}, conversation="shared")
    _store(desk, "2", {"timeframe": rule(1.0)}, conversation="shared", author="anna")

    assert len(desk.as_("lead").conversation("shared").cards) == 2
    assert [card.operator_id for card in desk.as_("anna").conversation("shared").cards] == ["anna"]


def test_trends_say_n_and_interval_or_not_enough_data(any_desk: Desk) -> None:
    """Twelve replies give a number with its interval; seven give the count and no number; names in order."""
    for number in range(12):
        _store(any_desk, f"i{number}", {"timeframe": rule(number % 2)})
    for number in range(7):
        _store(any_desk, f"a{number}", {"timeframe": rule(1.0)}, author="anna")

    trends = any_desk.as_("lead").trends(weeks=4, criterion="timeframe")
    own = any_desk.as_("anna").trends(weeks=4, criterion="timeframe")

    anna, igor = trends.operators
    assert (anna.operator_name, anna.period.mean) == ("Анна", None)
    assert anna.text == "Анна · срок · 4 недели: 7 диалогов — мало данных, показываем случаи"
    assert igor.text.startswith("Игорь · срок · 4 недели: 50 [")
    assert igor.text.endswith("12 ответов, 12 диалогов")
    assert trends.measure is not None
    assert trends.measure.level == "local"
    assert trends.team is not None
    assert trends.team.period.n == 19
    assert [row.operator_id for row in own.operators] == ["anna"]
    with pytest.raises(ApiProblem):
        any_desk.as_("lead").trends(criterion="mood")


def test_the_use_of_drafts_stands_beside_the_trend(desk: Desk) -> None:
    """Accepted, edited and rejected drafts are counted by operator."""
    from tests.api.test_conversations import ask

    for number in range(2):
        ask(desk, f"d-{number}", message_id=f"d-{number}")
        draft = desk.as_("anna").draft(f"d-{number}")
        desk.as_("anna").decide(draft.id, "accepted" if number else "rejected", reason="r")

    (anna,) = desk.as_("lead").trends().operators

    assert (anna.drafts.accepted, anna.drafts.edited, anna.drafts.rejected) == (1, 0, 1)


def test_a_trainer_makes_a_sheet_without_personal_data(any_desk: Desk) -> None:
    """Cases worst first; three of them on one sheet, with names and order numbers removed."""
    for number, value in enumerate((0.5, 0.0, 0.5)):
        _store(any_desk, str(number), {"timeframe": rule(value)})
    _store(any_desk, "good", {"timeframe": rule(1.0)}, reply="Добрый день! Привезём завтра, с 10 до 14 часов.")
    trainer = any_desk.as_("trainer")

    cases = trainer.cases("timeframe")
    sheet = trainer.sheet([case.scorecard_id for case in cases.items], "timeframe")
    table = trainer.sheet([cases.items[0].scorecard_id], "timeframe", "csv")

    assert [case.verdict for case in cases.items] == ["fail", "partial", "partial"]
    assert cases.items[0].standard_line.startswith("Срок. Назван срок")
    assert (sheet.cases, sheet.filename) == (3, "timeframe.md")
    assert "Где мой заказ [номер]? [имя]" in sheet.text
    assert "Привезём завтра" in sheet.text
    assert "51077" not in sheet.text + table.text
    for wrong in (["none"], [cases.items[0].scorecard_id, "none"]):
        with pytest.raises(ApiProblem) as problem:
            trainer.sheet(wrong, "timeframe")
        assert problem.value.status == 404
    with pytest.raises(ApiProblem):
        trainer.cases("mood")


def test_the_jobs_named_here_are_the_scorers(desk: Desk) -> None:
    """Names and keys of ordered work are those the scorer registers."""
    from api.services import SCORE_JOB, SCORES_JOB

    run(desk.services.order_score("c", "m"))
    run(desk.services.order_scores([("c", str(number)) for number in range(400)]))

    assert (SCORE_JOB, SCORES_JOB) == (SCORE, SCORE_MANY)
    assert desk.enqueued[0][:2] == (
        SCORE,
        score_key("m", desk.services.shop.standard.version, desk.services.shop.level),
    )
    assert [len(payload["items"]) for _, _, payload in desk.enqueued[1:]] == [150, 150, 100]
