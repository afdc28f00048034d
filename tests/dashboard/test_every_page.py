"""Every page of the navigation over the real API: an empty shop, a hostile shop, an API that is away."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.client import TactClient
from dashboard.navigation import FIRST, PAGES, SECTIONS, first_page, sections
from dashboard.session import Desk
from dashboard.words import Words
from knowledge_base.search import KnowledgeIndex
from qa_scoring.scorecard import Critical, scored
from reply_core.directory import OperatorInfo, save_operators
from tests.api.conftest import NOW, clock, make_desk, run, settings  # noqa: F401  (fixtures)
from tests.api.conftest import Desk as Shop
from tests.dashboard.every_page import CASES, draw, html_texts, markdown_texts, says
from tests.human_review.made_cards import store_reply

HOSTILE = "<img src=x onerror=alert(1)> :violet[x] $x$ **y** [l](http://e.example)"
IS_LIVE = re.compile(r"(?<!\\)(?::violet\[|\$x\$|\*\*y|\[l\]|<img)")
"""Some part of `HOSTILE` that the browser would read as markup."""
NO_EMPTY_STATE = {"standard", "voice", "try"}
"""Pages that always have something to show: the house's own rules, and fields to fill."""


@pytest.fixture
def shop(make_desk: Any, sqlite_url: str) -> Shop:  # noqa: F811
    """A shop where nothing has happened yet."""
    made: Shop = make_desk(sqlite_url, index=KnowledgeIndex.build(()))
    return made


def whose(name: str) -> str:
    """A key that sees the page."""
    return "lead" if "lead" in PAGES[name].roles else "igor"


def signed_in(shop: Shop, name: str, language: str = "ru") -> Desk:
    """What a page gets when somebody who sees it is signed in."""
    client = shop.as_(whose(name), language)
    return Desk(client=client, me=client.me(), words=Words(language))


def test_no_page_is_missing_from_the_navigation() -> None:
    """Every module with a page is listed, stands in one section, and somebody sees it."""
    folder = Path(__file__).parents[2] / "dashboard"
    modules = {path.stem for path in folder.glob("*_page.py")}

    assert {entry.render.__module__.rpartition(".")[2] for entry in PAGES.values()} == modules
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(PAGES)
    for language in ("ru", "en"):
        assert all(Words(language).has(f"pages.{name}") for name in PAGES)
        assert all(Words(language).has(f"sections.{name}") for name in SECTIONS)


@pytest.mark.parametrize(("role", "first"), [("operator", "desk"), ("lead", "queue"), ("trainer", "cases")])
def test_a_day_begins_with_the_roles_own_work(role: str, first: str) -> None:
    """The first page of the first section, and one the role sees; an unknown role still has a page."""
    menu = sections(role)

    assert next(iter(menu.values()))[0] == first == first_page(role)
    assert all(role in PAGES[name].roles for names in menu.values() for name in names)
    assert first_page("admin") in {name for names in sections("admin").values() for name in names}
    assert set(FIRST.values()) <= set(PAGES)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_an_empty_shop_is_told_what_to_do(shop: Shop, name: str, language: str) -> None:
    """No traceback, the title in the language of the page, and a sentence instead of an empty frame."""
    app = draw(name, signed_in(shop, name, language))

    assert not app.exception
    assert not app.error
    assert app.title[0].value == Words(language)(f"pages.{name}")
    if name not in NO_EMPTY_STATE:
        told = [str(item.value) for item in (*app.info, *app.success, *app.warning)]
        assert told
        assert any(len(text.split()) >= 4 for text in told), told


@pytest.mark.parametrize(("name", "language"), CASES)
def test_a_server_that_is_away_is_said_with_the_cure(shop: Shop, name: str, language: str) -> None:
    """One message with what to do, and nothing else goes wrong."""
    desk = signed_in(shop, name, language)
    away = TactClient("http://127.0.0.1:9", "key-lead", language=language)
    app = draw(name, Desk(client=away, me=desk.me, words=desk.words))

    assert not app.exception
    if name != "try":
        assert [item.value for item in app.error] == [Words(language)("app.no_server")]
        assert "tact serve" in app.error[0].value


async def _fill(shop: Shop) -> list[str]:
    """Two hostile replies under a hostile operator; gives the ids of their cards."""
    async with shop.sessions.begin() as session:
        await save_operators(session, [OperatorInfo(id="igor", name=HOSTILE, team=HOSTILE)])
        values = {"timeframe": 0.0, "in_target": 0.0, "respect": 1.0}
        verdicts = {code: scored(value, source="rule", reason=HOSTILE) for code, value in values.items()}
        return [
            await store_reply(
                session, f"hostile-{number}", verdicts, at=NOW - timedelta(hours=2), level="rules",
                question=f"{HOSTILE} Где заказ?", reply=f"{HOSTILE} Ждите.",
                critical=(Critical(code="insult", state="candidate", reason=HOSTILE, evidence=(), source="rule"),),
            )
            for number in range(2)
        ]  # fmt: skip


@pytest.fixture
def hostile(shop: Shop) -> tuple[Shop, dict[str, dict[str, Any]]]:
    """A shop whose every word comes from somebody who means harm; and what to open on which page."""
    cards = run(_fill(shop))
    lead, igor = shop.as_("lead"), shop.as_("igor")
    shop.as_("service").receive(
        "waits",
        {
            "message_id": "w1", "source": "t", "at": "2026-11-16T10:00:00+03:00", "channel": "chat", "direction": "in",
            "author_kind": "customer", "customer_name": HOSTILE, "text": f"{HOSTILE} Можно ли красить забор?",
            "order": {"number": HOSTILE, "status": HOSTILE},
        },
    )  # fmt: skip
    article = lead.add_article(f"{HOSTILE} Вернуть можно за 14 дней.", question=HOSTILE, title=HOSTILE)
    igor.contest(cards[0], "timeframe", HOSTILE)
    lead.edit_score(cards[1], "timeframe", "overrule", verdict="partial", reason=HOSTILE)
    lead.give_task(cards[0], "timeframe", operator="igor", note=HOSTILE)
    lead.keep_example(cards[0], "timeframe", "bad", HOSTILE)
    session = lead.hold_session(
        {
            "operator": "igor", "criteria": ["timeframe"], "notes": HOSTILE, "actions": [{"text": HOSTILE}],
            "cases": [{"scorecard": cards[0], "criterion": "timeframe"}],
        }
    )  # fmt: skip
    lead.save_plan(HOSTILE, each=1, per=["operator"], period="week", goals={HOSTILE: 2}, operators=[])
    light = lead.save_spotlight(HOSTILE, operator="igor")
    opened = lead.open_calibration(HOSTILE, sample=2)
    return shop, {
        "replies": {"card": cards[1]},
        "coaching": {"session": session.id},
        "calibration": {"calibration": opened.id},
        "spotlights": {"spotlight": light.id},
        "knowledge": {"kb_article": article.id},
    }


def test_words_of_others_are_never_markup(hostile: tuple[Shop, dict[str, dict[str, Any]]]) -> None:
    """Names, titles, texts, notes and reasons stand on every page as they were written, for lead and operator."""
    shop, opened = hostile
    shown, live = 0, []
    for name, entry in PAGES.items():
        for who in ("lead", "igor"):
            if ("lead" if who == "lead" else "operator") not in entry.roles:
                continue
            client = shop.as_(who)
            desk = Desk(client=client, me=client.me(), words=Words("ru"))
            for state in ({}, opened.get(name)):
                if state is None:
                    continue
                app = draw(name, desk, **state)
                assert not app.exception, (name, who)
                live += [(name, text) for text in html_texts(app) if "<img" in text]
                live += [(name, text) for text in markdown_texts(app) if IS_LIVE.search(text)]
                shown += "onerror" in says(app)
    assert not live
    assert shown > len(PAGES)
