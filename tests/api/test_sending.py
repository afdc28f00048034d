"""What an operator is warned of before a text is sent: each with its quote, the grave ones stop the first press."""

from typing import Any

import pytest

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from tests.api.conftest import ARTICLES, Desk

INTERNAL = Article(
    id="limits",
    title="Скидки операторов",
    audience="internal",
    text="Операторы начисляют недовольному покупателю до трёхсот баллов без согласования с руководителем смены.",
)


def warnings(desk: Desk, text: str) -> dict[str, tuple[str, str]]:
    """What is said of the text as an answer to Olga's question: kind → level and quote."""
    asked: dict[str, Any] = {
        "message_id": "m", "at": "2026-11-13T17:40:00+03:00", "channel": "email", "direction": "in",
        "author_kind": "customer", "customer_name": "Ольга", "text": "Можно вернуть чайник?",
    }  # fmt: skip
    desk.as_("service").receive("a", asked)
    anna = desk.as_("anna")
    found = anna.check_draft(anna.draft("a").id, text)
    return {each.kind: (each.level, each.match) for each in found.warnings}


@pytest.mark.parametrize(
    ("text", "kind", "level", "quote"),
    [
        ("Здравствуйте, Марина! Вернуть можно в течение 14 дней.", "name", "warning", "Марина"),
        ("Ольга, оплатите тут: http://evil.example/pay", "link", "warning", "http://evil.example/pay"),
        ("Здравствуйте, {имя}! Вернуть можно.", "placeholder", "error", "{имя}"),
        ("Вернуть можно в течение 90 дней.", "contradicted", "error", "90 дней"),
        ("Дарим вам скидку 50 %.", "absent", "warning", "50 %"),
    ],
)
def test_each_danger_is_shown_with_its_quote(desk: Desk, text: str, kind: str, level: str, quote: str) -> None:
    """Unsupported claim, contradiction, placeholder, wrong name, foreign link."""
    found = warnings(desk, text)

    assert found[kind][0] == level
    assert quote in found[kind][1]
    assert len([1 for _, match in found.values() if match == found[kind][1]]) == 1


def test_an_internal_article_is_not_quoted(make_desk: Any, sqlite_url: str) -> None:
    """Words that only an internal article has are an error; what public articles say too is none."""
    desk = make_desk(sqlite_url, index=KnowledgeIndex.build([*ARTICLES, INTERNAL]))
    told = "Операторы начисляют до трёхсот баллов недовольному покупателю без согласования с руководителем."

    found = warnings(desk, f"Здравствуйте! {told}")

    assert found["internal"][0] == "error"
    assert told in found["internal"][1]


def test_a_good_reply_brings_no_warning(desk: Desk) -> None:
    """Everything in it is in the articles, the name is hers."""
    found = warnings(desk, "Здравствуйте, Ольга! Да, вернуть можно в течение 14 дней после получения.")

    assert {kind: level for kind, (level, _) in found.items() if level != "note"} == {}
