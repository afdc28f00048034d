"""What search does beyond ranking: slips mended, exact filters, twins, messages that lean on what was said before."""

from datetime import date

import pytest

from knowledge_base.articles import Article
from knowledge_base.filters import FOR_CUSTOMERS, Scope
from knowledge_base.ranking import CHANNELS, weights
from knowledge_base.search import KnowledgeIndex
from knowledge_base.spelling import Speller
from model_gateway.scripted_embedder import HashEmbedder
from reply_core.types import Ask, Span

RETURN = Article(id="return", title="Возврат", text="Вернуть товар можно за 14 дней, возврат бесплатный.")
CARD = Article(id="card", title="Подарочная карта", text="Подарочная карта действует год, остаток виден в профиле.")
COURIER = Article(id="courier", title="Курьер", text="Доставка курьером стоит 300 рублей, курьер звонит за час.")
SECRET = Article(
    id="secret", title="Возврат: предел", text="Возврат товара оператор одобряет сам.", audience="internal"
)
SALE = Article(
    id="sale",
    title="Распродажа",
    text="Скидка на пледы половина цены.",
    valid_from=date(2026, 11, 1),
    valid_until=date(2026, 11, 30),
)
OTHER = Article(id="other", title="Скидка", text="Скидка на пледы у соседней марки.", brand="neighbour")
ARTICLES = (RETURN, CARD, COURIER, SECRET, SALE, OTHER)


@pytest.fixture(params=["rules", "hash"])
def index(request: pytest.FixtureRequest) -> KnowledgeIndex:
    """The same articles without and with an embedder."""
    return KnowledgeIndex.build(ARTICLES, None if request.param == "rules" else HashEmbedder())


def _found(index: KnowledgeIndex, query: str, scope: Scope) -> set[str]:
    return {hit.passage.article_id for hit in index.search(query, scope=scope).hits}


def _ask(text: str, whole: str) -> Ask:
    start = whole.index(text)
    return Ask(text=text, span=Span(start=start, end=start + len(text)), kind="question")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("где моя доствака", "где моя доставка"),
        ("курер не звонит", "курьер не звонит"),
        ("ghbdtn, rfr dthyenm njdfh?", "привет, как вернуть товар?"),
        ("подарочнаая карта", "подарочная карта"),
    ],
)
def test_slips_are_mended_by_the_shops_own_words(typed: str, meant: str) -> None:
    """Letters swapped, lost or doubled, and the wrong keyboard layout."""
    speller = Speller(f"{article.title} {article.text}" for article in ARTICLES)

    assert speller.mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Где мой шкаф-купе?",
        "Пишу из города Курерск",
        "my shirt is short",
        "заказ 45367",
        "",
        "тоавр",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    """Known words, names, English words, numbers and words without a near neighbour are left alone."""
    speller = Speller(["короткий курьер", "short shirts are here"])

    assert speller.mended(text) == text


def test_english_letters_in_the_wrong_order_are_mended() -> None:
    """Without an English dictionary only a swap is sure."""
    speller = Speller(["You received a refund"])

    assert speller.mended("I recieved nothing") == "I received nothing"


def test_a_slip_finds_the_same_article(index: KnowledgeIndex) -> None:
    """«курер» is looked for as «курьер»."""
    assert index.rank_articles("сколько стоит курер")[0][0] == "courier"


def test_customers_see_no_internal_articles(index: KnowledgeIndex) -> None:
    """Operators find internal articles, marked as such; a search for customers does not."""
    everybody = index.search("возврат товара")

    assert "internal" in {hit.passage.audience for hit in everybody.hits}
    assert "secret" not in _found(index, "возврат товара", FOR_CUSTOMERS)


@pytest.mark.parametrize(
    ("day", "there"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True), (date(2026, 12, 1), False)]
)
def test_articles_are_found_on_the_days_they_hold(index: KnowledgeIndex, day: date, there: bool) -> None:
    """Both days of a term count."""
    assert ("sale" in _found(index, "распродажа: скидка на пледы", Scope(on=day))) is there


def test_another_brand_is_not_found(index: KnowledgeIndex) -> None:
    """The shop's own articles belong to every brand of it, a brand's articles to that one."""
    assert "other" not in _found(index, "скидка на пледы", Scope(brand="rosnitsa"))
    assert "other" in _found(index, "скидка на пледы", Scope(brand="neighbour"))


def test_a_scope_is_as_if_the_others_were_not_there() -> None:
    """A filtered search gives what an index of the admitted articles alone gives, to the last digit."""
    whole = KnowledgeIndex.build(ARTICLES, HashEmbedder())
    alone = KnowledgeIndex.build([one for one in ARTICLES if one.audience == "public"], HashEmbedder())

    assert whole.search("возврат товара", scope=FOR_CUSTOMERS) == alone.search("возврат товара")
    assert whole.within(FOR_CUSTOMERS) is whole.within(FOR_CUSTOMERS)
    assert whole.within(Scope()) is whole


def test_the_same_text_is_given_once(index: KnowledgeIndex) -> None:
    """Two articles of one text: the better heading stands for both; an internal twin is another text."""
    twin = Article(id="twin", title="Обратно", text=RETURN.text.upper())
    inner = Article(id="inner", title="Обратно", text=RETURN.text, audience="internal")
    again = KnowledgeIndex.build([*index.articles, twin, inner])

    found = [name for name, _ in again.rank_articles("возврат товара")]

    assert "return" in found
    assert "inner" in found
    assert "twin" not in found
    assert "twin" not in {hit.passage.article_id for hit in again.search("возврат товара").hits}


def test_what_was_said_before_completes_a_question(index: KnowledgeIndex) -> None:
    """«А сколько стоит?» is about the courier of the message before; a message that names its subject is not."""
    text = "А сколько?"
    leaning = index.search_asks(text, [_ask(text, text)], before=["Хочу вернуть товар", "Доставка курьером есть?"])
    full = "Подарочная карта действует сколько?"
    own = index.search_asks(full, [_ask(full, full)], before=["Доставка курьером есть?"])

    assert leaning[0].hits[0].passage.article_id == "courier"
    assert own[0].hits[0].passage.article_id == "card"


def test_one_ask_is_searched_by_the_whole_message(index: KnowledgeIndex) -> None:
    """What is told around the one question says what it is about."""
    text = "У меня подарочная карта, остаток не виден. Как посмотреть?"

    assert index.search_asks(text, [_ask("Как посмотреть?", text)])[0].hits[0].passage.article_id == "card"


def test_each_of_several_asks_finds_its_own(index: KnowledgeIndex) -> None:
    """Two questions of one message have two results."""
    text = "Сколько стоит доставка курьером? И как вернуть товар, возврат платный?"
    asks = [_ask("Сколько стоит доставка курьером?", text), _ask("как вернуть товар, возврат платный?", text)]

    first, second = index.search_asks(text, asks, scope=FOR_CUSTOMERS)

    assert first.hits[0].passage.article_id == "courier"
    assert second.hits[0].passage.article_id == "return"


def test_weights_keep_the_scale_of_scores() -> None:
    """The shipped weights name every channel and add up to three."""
    assert set(weights()) == set(CHANNELS)
    assert sum(weights().values()) == pytest.approx(3, abs=1e-3)
    assert all(value >= 0 for value in weights().values())
