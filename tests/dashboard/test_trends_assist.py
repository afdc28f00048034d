"""The view of drafts on the page of trends: every number with its n, warnings in words, files of what is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from api.views.assist import (
    AmountView,
    ArticleEditsView,
    AssistRowView,
    AssistView,
    CountedView,
    EditsView,
    ModelCostView,
    PromptEditsView,
    PurposeCostView,
    ReachedView,
    TopicGrowthView,
)
from api.views.figures import SpanView
from dashboard.session import Desk
from dashboard.trends_assist import row, topic
from dashboard.words import Words
from tests.dashboard.conftest import FakeClient
from tests.dashboard.test_quality_page import page as run_page
from tests.dashboard.test_quality_page import texts

FEW = CountedView(good=3, n=7, text="3 из 7 — мало данных")
MANY = CountedView(code="tone", label="поправлен тон", good=18, n=29, share=62, text="62 % [44–77], 18 из 29")
WARNING = "Принимают не читая: 8 из 12 принятых без правки отправлены быстрее, чем их можно прочитать."


def _row(name: str, share: CountedView = MANY, *, shown: int = 29, warning: str = "") -> AssistRowView:
    return AssistRowView(
        key=name, name=name, shown=shown, answered=shown, replaced=2, still_open=1, accepted=share, edited=share,
        rejected=share, unused=FEW, kinds=(MANY,), reasons=(FEW,), time_to_send=SpanView(seconds=40, text="40 с"),
        unread=FEW, warning=warning,
    )  # fmt: skip


TOPIC = TopicGrowthView(
    topic="delivery", name="Доставка", recent=40, before=20, before_weeks=8, trend="growing", ratio=4.0, low=2.3,
    high=7.0, text="растёт: ×4,0 [2,3–7,0]; диалогов: 40 за 4 нед., 20 за 8 нед. до них",
)  # fmt: skip


class DraftsClient(FakeClient):
    """The stand-in with drafts, or without any."""

    some = True

    def assist(self, weeks: int, **cut: str) -> AssistView:
        self.calls.append(("assist", (weeks, cut["by"])))
        return AssistView(
            by="operator",
            since=date(2026, 8, 31),
            together=_row("Все вместе", shown=29 if self.some else 0),
            groups=(_row("Анна", warning=WARNING), _row("Игорь", FEW)) if self.some else (),
            tenures=(_row("до 3 месяцев"),) if self.some else (),
            levels=(_row("правила"), _row("модель")) if self.some else (),
            coverage=ReachedView(
                answered=46, conversations=64, share=0.72, target=0.8, text="72 % [61–81] — 46 из 64 диалогов",
                reached="cannot tell", said="пока не понять, достигнута ли цель",
            ),
            cost=ModelCostView(
                conversations=400, calls=20, without_price=0, cost=8.0, tokens=20_000,
                cost_per_thousand=AmountView(value=20), tokens_per_thousand=AmountView(value=50_000),
                purposes=(
                    PurposeCostView(
                        purpose="draft", label="черновики", calls=20, failed=1, tokens_in=18_000, tokens_out=2_000
                    ),
                ),
                text="20,00 на 1 000 диалогов (вызовов: 20, диалогов: 400)",
            ),
            topics=(TOPIC,) if self.some else (),
            all_topics=TOPIC.model_copy(update={"topic": "", "name": "Все темы вместе"}) if self.some else None,
            notes=("Доли — от черновиков, по которым уже ответили",),
        )  # fmt: skip

    def edits(self, weeks: int, **cut: str) -> EditsView:
        return EditsView(
            since=datetime(2026, 8, 31, tzinfo=UTC),
            decisions=25 if self.some else 0,
            edited=MANY,
            articles=tuple(
                ArticleEditsView(article_id=f"a{n}", title=f"Статья {n}", drafts=24, fact_fixed=MANY, taken_out=FEW)
                for n in range(17)
            ),
            prompts=(
                PromptEditsView(
                    prompt="", name="составлено без модели", level="rules", level_label="правила", drafts=25,
                    accepted=MANY, rejected=FEW, kinds=(MANY,),
                ),
            ),
        )  # fmt: skip


@pytest.fixture
def drafts() -> DraftsClient:
    """The stand-in."""
    return DraftsClient()


def _page(desk: Desk, client: DraftsClient) -> AppTest:
    app = run_page(replace(desk, client=client), name="trends_page")  # type: ignore[arg-type]
    app.session_state["t_view"] = "assist"
    return app.run()


def test_what_became_of_drafts_is_shown_with_n(desk: Desk, drafts: DraftsClient) -> None:
    """The whole, each operator, tenure and level, coverage against its target, and who accepts unread, in words."""
    app = _page(desk, drafts)
    shown = texts(app)

    assert not app.exception
    assert drafts.calls[-1] == ("assist", (4, "operator"))
    assert "База знаний отвечает: 72 % [61–81] — 46 из 64 диалогов" in shown
    assert "пока не понять, достигнута ли цель" in shown
    assert f"Анна. {WARNING}" in [each.value for each in app.warning]
    tables = [each.value for each in app.dataframe]
    operators = next(table for table in tables if "Оператор" in table.columns)
    assert list(operators["Оператор"]) == ["Все вместе", "! Анна", "Игорь"]
    assert list(operators["Приняты"]) == [MANY.text, MANY.text, FEW.text]


def test_changes_growth_and_cost_are_shown(desk: Desk, drafts: DraftsClient) -> None:
    """Of seventeen articles fifteen are on the page; the growing topic has a sign, an unknown price a word."""
    app = _page(desk, drafts)
    shown = texts(app)
    tables = [each.value for each in app.dataframe]

    assert "Показаны первые 15 из 17; в файле — все." in shown
    assert "В отправленных черновиках не было отступлений от голоса." in shown
    (first, _) = next(table for table in tables if "Тема" in table.columns)["Что происходит"]
    assert first.startswith("↗ растёт")
    assert list(next(table for table in tables if "Зачем" in table.columns)["Стоимость"]) == ["цена не известна"]
    assert "20,00 на 1 000 диалогов" in shown


def test_without_drafts_it_says_what_to_do(desk: Desk, drafts: DraftsClient) -> None:
    """No drafts and no topics: two sentences that say how to get some, no empty tables."""
    drafts.some = False
    app = _page(desk, drafts)

    assert not app.exception
    assert any("Откройте обращение на столе оператора" in each.value for each in app.info)
    assert any("не меньше 10 диалогов" in each.value for each in app.info)


def test_lines_say_the_same_in_english() -> None:
    """The columns of a row and of a topic follow the language."""
    words = Words("en")

    assert list(row(_row("Anna", warning="!"), "Operator", words))[:4] == ["Operator", "Shown", "Accepted", "Edited"]
    assert topic(TOPIC, words) == {
        "Topic": "Доставка", "What happens": "↗ растёт: ×4,0 [2,3–7,0]", "In 4 weeks": 40, "In the 8 weeks before": 20,
    }  # fmt: skip
