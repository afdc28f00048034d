"""A request met by a deed, and replies at home with the articles an ask is about."""

import math

import pytest

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from qa_scoring.coverage import FEATURE_NAMES, coverage_features
from qa_scoring.home import homes_of
from qa_scoring.scorecard import Scorecard
from tests.qa_scoring.made_cases import a_book, a_card

ABOUT = {
    "returns": "Вернуть чайник можно за 14 дней. Оформите заявку в личном кабинете, курьер приедет сам.",
    "points": "Баллы приходят через неделю после покупки. Ими оплачивают до трети корзины.",
    "cards": "Пластик активируют на кассе любого салона, код спрятан под серебристой полоской.",
}
OTHERS = [f"Сведения номер {number}: упаковка, витрина, вакансии отдела {number}." for number in range(10)]


def statuses(card: Scorecard) -> list[str]:
    """What became of each ask."""
    return [each.status for each in card.asks]


@pytest.mark.parametrize("reply", ["Здравствуйте! Готово, 4 августа, 18–22.", "Записала, хорошего дня!", "Сделано."])
def test_one_request_reported_done_is_answered(reply: str) -> None:
    """«Готово» after a single request answers it, whatever words it is put in."""
    card = a_card("Перенесите, пожалуйста, доставку на 4 августа вечером", reply, a_book(language="ru"))
    assert statuses(card) == ["answered"]


@pytest.mark.parametrize(
    ("customer", "reply"),
    [
        ("Перенесите, пожалуйста, доставку на 4 августа вечером", "Заказ готов к выдаче."),
        ("Перенесите, пожалуйста, доставку на 4 августа вечером", "Готово к отправке, ждите."),
        ("Почему курьер не приехал?", "Готово."),
        ("Перенесите доставку на вечер. И пришлите чек на почту.", "Готово."),
    ],
)
def test_ready_is_not_done_and_one_deed_does_not_answer_two_requests(customer: str, reply: str) -> None:
    """What is only ready, a question, and two requests at once are not answered by «готово»."""
    assert "answered" not in statuses(a_card(customer, reply, a_book(language="ru")))


def test_a_reply_is_at_home_with_its_own_article() -> None:
    """A reply drawn from the ask's article stands at nought; one drawn from another article stands below."""
    articles = [Article(id=name, title="", text=text) for name, text in ABOUT.items()]
    articles += [Article(id=f"other{number}", title="", text=text) for number, text in enumerate(OTHERS)]
    index = KnowledgeIndex.build(articles, None)
    place = FEATURE_NAMES.index("home")
    known = [ABOUT["returns"]]
    own = coverage_features("Как вернуть чайник?", (), "Оформите заявку в личном кабинете.", index, known=known)
    other = coverage_features("Как вернуть чайник?", (), "Баллы приходят через неделю.", index, known=known)
    assert own[place] == pytest.approx(0.0)
    assert other[place] < -0.5


def test_without_a_knowledge_base_nothing_is_said_of_a_home() -> None:
    """No index, or one of a few articles, gives no figure."""
    few = KnowledgeIndex.build([Article(id="one", title="", text=ABOUT["cards"])], None)
    assert homes_of(None) is None
    assert homes_of(few) is None
    assert math.isnan(coverage_features("Где код?", (), "Под полоской.", few)[FEATURE_NAMES.index("home")])
