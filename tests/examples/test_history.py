"""The generated history: repeatable, believable in its numbers, and never in the future."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from statistics import median
from types import ModuleType
from typing import Any, get_args

import pytest

from examples.engine.generator import History
from examples.engine.lines import Dialogue
from reply_core.types import AuthorKind, Channel, Direction, Event, Visibility
from reply_core.working_time import working_time

COLUMNS = [
    *("conversation_id", "message_id", "at", "channel", "direction", "author_kind", "author_id", "text", "brand"),
    *("visibility", "in_reply_to", "order", "customer_id", "customer_name", "assigned_to", "assigned_at", "closed_at"),
    *("csat", "attachments", "event"),
]
ALLOWED = {
    "channel": get_args(Channel),
    "direction": get_args(Direction),
    "author_kind": get_args(AuthorKind),
    "visibility": get_args(Visibility),
    "event": get_args(Event),
}


def planted(history: History, operator: str) -> tuple[Counter[str], int]:
    """Defects of one operator by kind, and how many turns he has."""
    turns = [turn for turn in history.truth() if turn["operator"] == operator]
    return Counter(defect.split(":")[0] for turn in turns for defect in turn["planted"]), len(turns)


def waits(dialogue: Dialogue, history: History) -> list[tuple[str, float]]:
    """(operator, working minutes) of each answer to a customer."""
    found, asked = [], None
    for line in dialogue.lines:
        if line.is_customer:
            asked = asked or line
        elif line.is_reply and asked:
            spent = working_time(asked.at, line.at, history.shop.calendar)
            found.append((line.author_id, spent.total_seconds() / 60))
            asked = None
    return found


def test_the_same_seed_and_now_give_the_same_history(module: ModuleType, now: datetime) -> None:
    """Byte for byte, also when nothing is remembered from before."""
    first = [json.dumps(row, ensure_ascii=False) for row in module.iter_messages(now, 5)]
    from examples.engine import generator

    generator._dialogues.cache_clear()
    second = [json.dumps(row, ensure_ascii=False) for row in module.iter_messages(now, 5)]

    assert first == second


def test_another_seed_gives_another_history(module: ModuleType, now: datetime) -> None:
    """The seed matters."""
    assert [r["text"] for r in module.iter_messages(now, 5)] != [r["text"] for r in module.iter_messages(now, 6)]


def test_rows_have_the_columns_of_scoring_and_allowed_values(history: History) -> None:
    """Every row can be read by `tact score` and stored."""
    for row in history.messages():
        assert list(row) == COLUMNS
        for column, allowed in ALLOWED.items():
            assert row[column] in allowed
        assert datetime.fromisoformat(row["at"]).utcoffset() == timedelta(0)
        assert isinstance(row["text"], str)
        assert row["order"] is None or all(isinstance(value, str) for value in row["order"].values())
        assert row["text"].strip() or row["attachments"] or row["event"] != "message"


def test_counts_are_those_promised(module: ModuleType, history: History) -> None:
    """About 1,500 conversations in the Russian shop, about 150 in the English one, ids never twice."""
    ids = [row["message_id"] for row in history.messages()]
    conversations = len(history.dialogues())

    assert len(set(ids)) == len(ids)
    assert abs(conversations - {"rosnitsa": 1500, "harbor_goods": 150}[history.shop.id]) <= 15


def test_times_are_ordered_and_none_is_in_the_future(history: History) -> None:
    """Lines follow each other, begin within the weeks of the history and end before now."""
    begin = history.now - timedelta(days=history.shop.volume.weeks * 7 + 12)
    for dialogue in history.dialogues():
        times = [line.at for line in dialogue.lines]
        assert times == sorted(times)
        assert begin < times[0]
        assert times[-1] <= history.now


def test_operators_write_in_working_hours(history: History) -> None:
    """Nobody answers on a day off or at night."""
    for dialogue in history.dialogues():
        for line in dialogue.lines:
            if line.is_reply:
                assert working_time(line.at - timedelta(minutes=2), line.at, history.shop.calendar) > timedelta(0)


def test_conversations_begin_with_the_customer_or_a_campaign(history: History) -> None:
    """An operator never speaks first."""
    for dialogue in history.dialogues():
        assert dialogue.lines[0].author_kind in ("customer", "rule")


def test_no_brace_or_tag_of_a_template_is_left(history: History) -> None:
    """People see finished sentences."""
    for row in history.messages():
        assert not re.search(r"[{}|]| @[a-z]+$", row["text"]), row["text"]


def test_no_text_dominates(big: History) -> None:
    """The most frequent reply is at most 1.5 % of replies, the most frequent opening at most 1 % of openings."""
    replies = Counter(line.text for dialogue in big.dialogues() for line in dialogue.lines if line.is_reply)
    openings = Counter(
        next((line.text for line in dialogue.lines if line.is_customer and line.text), dialogue.id)
        for dialogue in big.dialogues()
    )

    assert replies.most_common(1)[0][1] <= 0.015 * replies.total()
    assert openings.most_common(1)[0][1] <= 0.01 * openings.total()


def test_orders_named_by_customers_exist(history: History) -> None:
    """A number in a message about an order is that of the conversation's order."""
    numbers = {order["number"] for order in history.orders()}
    for dialogue in history.dialogues():
        if not dialogue.order:
            continue
        for line in dialogue.lines:
            if line.is_customer:
                assert set(re.findall(r"(?<!\d)(?:4[4-9]|5[01])\d{3}(?!\d)", line.text)) <= numbers


def test_dates_in_answers_are_those_of_the_order(big: History) -> None:
    """A return date an operator names is 14 days after the day of delivery."""
    checked = 0
    for dialogue in big.dialogues():
        if "return_how" not in dialogue.questions[:1] or "received_at" not in dialogue.order:
            continue
        received = datetime.strptime(dialogue.order["received_at"], "%d.%m.%Y")  # noqa: DTZ007
        last = received + timedelta(days=14)
        for line in dialogue.lines:
            for day in re.findall(r"до (\d{1,2}) [а-яё]+", line.text) if line.is_reply else ():
                checked += 1
                assert int(day) == last.day, line.text
    assert checked > 30


def test_every_channel_and_topic_comes_up(big: History) -> None:
    """The shop is believable: all channels, all topics, two questions in a quarter of the cases."""
    asked = [dialogue for dialogue in big.dialogues() if dialogue.questions]
    topics = {big.shop.questions[dialogue.questions[0]].topic for dialogue in asked}

    assert {dialogue.channel for dialogue in asked} == set(get_args(Channel))
    assert len(topics) >= 17
    assert 0.18 < sum(len(dialogue.questions) > 1 for dialogue in asked) / len(asked) < 0.32


def test_bots_rules_notes_reopenings_and_weekends_occur(big: History) -> None:
    """What makes real histories hard is in it."""
    lines = [line for dialogue in big.dialogues() for line in dialogue.lines]

    assert sum(line.author_kind == "bot" for line in lines) > 50
    assert sum(line.author_kind == "rule" and line.event == "message" for line in lines) > 100
    assert sum(line.author_kind == "operator" and line.visibility == "private" for line in lines) > 40
    assert sum(line.event == "reopened" for line in lines) > 10
    assert sum(dialogue.lines[0].at.weekday() >= 5 for dialogue in big.dialogues()) > 100
    assert sum(not line.text and line.attachments > 0 for line in lines) > 5


@pytest.mark.parametrize(
    ("operator", "defect", "low", "high"),
    [
        ("igor", "vague", 0.3, 0.6),
        ("dmitry", "curt", 0.35, 0.7),
        ("maria", "officialese", 0.4, 0.75),
        ("anna", "vague", 0.0, 0.02),
        ("anna", "missed", 0.0, 0.03),
        ("timur", "missed", 0.09, 0.3),
        ("elena", "missed", 0.0, 0.06),
    ],
)
def test_habits_show_in_what_was_planted(big: History, operator: str, defect: str, low: float, high: float) -> None:
    """Each operator errs in his own way and about that often."""
    found, turns = planted(big, operator)

    assert turns > 100
    assert low <= found[defect] / turns <= high


def test_olga_improves_after_coaching(big: History) -> None:
    """Before the seventh week she is vague in a quarter of her replies and more, afterwards hardly ever."""
    split = big.now - timedelta(weeks=5)
    before = [turn for turn in big.truth() if turn["operator"] == "olga" and _at(turn) < split - timedelta(weeks=1)]
    after = [turn for turn in big.truth() if turn["operator"] == "olga" and _at(turn) >= split]

    assert len(before) > 60
    assert len(after) > 60
    assert sum("vague" in turn["planted"] for turn in before) / len(before) > 0.22
    assert sum("vague" in turn["planted"] for turn in after) / len(after) < 0.08


def test_the_newcomer_has_too_few_conversations_to_judge(big: History) -> None:
    """Seven in the last four weeks, a couple before, none earlier."""
    found = [dialogue for dialogue in big.dialogues() if dialogue.assigned_to == "nikita"]
    recent = [dialogue for dialogue in found if dialogue.lines[0].at > big.now - timedelta(weeks=4)]

    assert len(recent) == 7
    assert 7 <= len(found) <= 10
    assert min(dialogue.lines[0].at for dialogue in found) > big.now - timedelta(weeks=6)


def test_speeds_follow_the_habits(big: History) -> None:
    """Igor is the fastest by mail, Elena misses the target on most of hers."""
    minutes: dict[str, list[float]] = {}
    for dialogue in big.dialogues():
        for operator, spent in waits(dialogue, big) if dialogue.channel == "email" else ():
            minutes.setdefault(operator, []).append(spent)

    assert median(minutes["igor"]) < 40 < median(minutes["anna"]) < 110
    assert median(minutes["igor"]) == min(median(values) for values in minutes.values())
    assert sum(value > 120 for value in minutes["elena"]) / len(minutes["elena"]) > 0.35
    assert sum(value > 120 for value in minutes["anna"]) / len(minutes["anna"]) < 0.3


def test_every_grave_error_is_planted_once_per_text(history: History) -> None:
    """Each text of plants.toml stands in the history exactly once, with its kind on record."""
    on_record = Counter(defect for turn in history.truth() for defect in turn["planted"])
    for plant in history.shop.plants:
        wanted = sum(len(other.texts) for other in history.shop.plants if other.defect == plant.defect)
        assert on_record[plant.defect] == wanted


def test_a_few_cases_were_closed_without_an_answer(big: History) -> None:
    """Besides spam, a handful of real questions nobody answered."""
    silent = [
        dialogue
        for dialogue in big.dialogues()
        if dialogue.closed_at and dialogue.questions and not any(line.is_reply for line in dialogue.lines)
    ]

    assert 2 <= len(silent) <= 8


def test_foreign_links_stand_only_where_they_were_planted(history: History) -> None:
    """Operators link to the shop's own site; the rest is planted."""
    allowed = history.shop.allowed_links
    strange = {
        line.text
        for dialogue in history.dialogues()
        for line in dialogue.lines
        for host in re.findall(r"https?://([\w.-]+)", line.text)
        if line.is_reply and not any(host == link or host.endswith("." + link) for link in allowed)
    }

    assert strange == {text for plant in history.shop.plants if plant.defect == "foreign_link" for text in plant.texts}


def test_operators_and_customers_are_listed_with_what_the_tables_need(history: History) -> None:
    """The loader finds everybody who wrote."""
    customers = {customer["id"] for customer in history.customers()}
    operators = {operator["id"]: operator for operator in history.operators()}

    for dialogue in history.dialogues():
        assert dialogue.customer_id in customers
        assert not dialogue.assigned_to or dialogue.assigned_to in operators
    assert all(datetime.fromisoformat(each["hired_on"]) for each in operators.values())


@pytest.mark.parametrize("day", ["2026-11-16T07:15:00+00:00", "2026-11-21T17:55:00+00:00", "2027-01-06T09:00:00+00:00"])
def test_a_history_can_end_on_any_day(day: str) -> None:
    """On a Monday morning, on a weekend and in the holidays alike."""
    from examples.rosnitsa import generate

    moment = datetime.fromisoformat(day)
    dialogues = generate.history(moment).dialogues()

    assert len(dialogues) > 1450
    assert max(dialogue.ends for dialogue in dialogues) <= moment


def test_now_needs_a_zone(module: ModuleType) -> None:
    """A "now" without a zone is refused."""
    with pytest.raises(ValueError, match="time zone"):
        module.history(datetime(2026, 11, 20))  # noqa: DTZ001


def _at(turn: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(turn["at"])
