"""The features behind p(answered): what they say of an ask, a reply and the shop's articles."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from model_gateway.scripted_embedder import HashEmbedder
from qa_scoring.answer_kinds import Bag, ask_words, recall
from qa_scoring.centres import Centres, centres
from qa_scoring.coverage import (
    FEATURE_NAMES,
    WORD_NAMES,
    Matching,
    ReplyParts,
    coverage_features,
    model_for,
    p_answered,
    part_of,
)
from qa_scoring.meaning import MEANING_NAMES, Meaning
from qa_scoring.reading import read_text
from qa_scoring.telling import telling_of

ASKED = "Сколько стоит доставка?"
EMBEDDER = HashEmbedder()
NAMES = """чайник подушка лампа кружка плед ваза кресло зеркало ковёр полка стакан нож доска коврик штора торшер
сковорода блендер утюг фен пылесос тарелка вилка ложка"""
THINGS = NAMES.split()
SHOP = [
    Article(
        id=f"a{number}",
        title=f"{thing.capitalize()}",
        question=f"Как ухаживать за вещью «{thing}»?",
        text=f"Вещь «{thing}» моют мягкой губкой номер {number}. Сушить {thing} нужно вдали от батареи.",
    )
    for number, thing in enumerate(THINGS)
]


def named(features: np.ndarray) -> dict[str, float]:
    """Features by name."""
    return dict(zip(FEATURE_NAMES, features.tolist(), strict=True))


class TestWords:
    def test_shape_and_names(self) -> None:
        """One number for each name, whatever is given; without an embedder nothing is said of meaning."""
        bare = named(coverage_features(ASKED, [], "Доставка стоит 300 ₽."))
        full = named(coverage_features(ASKED, ["Когда?"], "Доставка стоит 300 ₽.", None, EMBEDDER))

        assert len(FEATURE_NAMES) == len(set(FEATURE_NAMES)) == len(bare) == len(WORD_NAMES) + len(MEANING_NAMES)
        assert math.isnan(bare["cos_window"])
        assert full["cos_window"] > 0

    def test_answer_is_likelier_than_a_stranger(self) -> None:
        """The answer to a question is likelier an answer than words on another matter."""
        good = p_answered(coverage_features(ASKED, [], "Доставка стоит 300 рублей."), None)
        strange = p_answered(coverage_features(ASKED, [], "Размер можно посмотреть в таблице."), None)

        assert good > 0.6 > 0.4 > strange

    def test_margin_counts_against_the_rival(self) -> None:
        """A sentence that answers the other ask speaks for that one."""
        reply = "Чтобы вернуть кроссовки, оформите возврат."
        other = named(coverage_features("Где мои баллы?", ["Как вернуть кроссовки?"], reply))
        mine = named(coverage_features("Как вернуть кроссовки?", ["Где мои баллы?"], reply))

        assert other["margin"] < 0 < mine["margin"]

    def test_a_single_ask_has_no_margin(self) -> None:
        """Without a rival there is nothing to be ahead of: not known, so it counts as average."""
        found = named(coverage_features(ASKED, [], "Доставка стоит 300 ₽."))

        assert math.isnan(found["margin"])

    def test_courtesy_adds_no_length(self) -> None:
        """Thanks and good wishes make a reply no longer."""
        plain = named(coverage_features(ASKED, [], "Доставка стоит 300 ₽."))
        polite = named(coverage_features(ASKED, [], "Здравствуйте! Спасибо за вопрос! Доставка стоит 300 ₽."))

        assert polite["length"] - plain["length"] < 0.1

    def test_words_of_one_meaning_match(self) -> None:
        """«Платит» and «оплачиваем» speak of one thing; «возврат» and «вернуть» too."""
        assert recall(ask_words("кто платит за доставку?"), Bag(["оплачива", "доставк"])) > 0.8
        assert recall(ask_words("можно вернуть?"), Bag(["возврат"])) > 0.6
        assert recall(ask_words("можно вернуть?"), Bag(["цвет"])) == 0

    def test_bare_ask_takes_the_words_of_its_message(self) -> None:
        """«А когда?» is about what the message says, without the words of the other ask."""
        context = read_text("Не пришёл чайник. А когда?")
        found = named(coverage_features("А когда?", [], "Чайник привезут завтра.", context=context))
        lost = named(coverage_features("А когда?", [], "Чайник привезут завтра."))

        assert found["recall_reply"] > lost["recall_reply"] == 0

    @settings(deadline=None)
    @given(st.text(max_size=120), st.text(max_size=200))
    def test_any_texts_have_features(self, asked: str, reply: str) -> None:
        """Odd texts give finite features of their own words and a probability."""
        features = coverage_features(asked, [], reply)
        own = [value for name, value in named(features).items() if name.startswith(("recall", "kind", "length"))]

        assert all(0 <= value <= 3 for value in own)
        assert 0 < p_answered(features, None) < 1


class TestSources:
    def test_given_article_counts_what_is_left_out(self) -> None:
        """The more of the article about the ask stays unsaid, the more is left out; saying it all leaves nothing."""
        article = "Чайник моют мягкой губкой. Чайник сушат на полотенце. Чайник не ставят в духовку."
        asked = "Как ухаживать за чайником?"
        some = named(coverage_features(asked, [], "Чайник моют мягкой губкой.", known=[article]))
        whole = named(coverage_features(asked, [], article, known=[article]))

        assert some["left_out"] > whole["left_out"]
        assert whole["left_out"] == pytest.approx(0)
        assert whole["kb_recall"] > some["kb_recall"]

    def test_part_follows_what_there_is(self) -> None:
        """Each level has coefficients for a knowledge base, for mere articles, and for neither."""
        index = KnowledgeIndex.build(SHOP)
        asked, reply = "Как мыть чайник?", "Чайник моют мягкой губкой."
        bare = coverage_features(asked, [], reply)
        given_ = coverage_features(asked, [], reply, known=["Чайник моют губкой."])
        shop = coverage_features(asked, [], reply, index)

        assert [part_of(each, None) for each in (bare, given_, shop)] == ["rules_bare", "rules_given", "rules"]
        assert [part_of(each, EMBEDDER) for each in (bare, given_, shop)] == ["local_bare", "local_given", "local"]

    def test_every_part_is_trained_and_says_on_what(self) -> None:
        """All six parts load, use known features only, and none is set by hand."""
        for part in ("rules", "rules_given", "rules_bare", "local", "local_given", "local_bare"):
            model = model_for(part)
            assert set(model.names) <= set(FEATURE_NAMES)
            assert any(weight for weight in model.weights)

    def test_rare_words_tell_more(self) -> None:
        """In a shop where every article says «батарея», meeting «блендер» counts more."""
        telling = telling_of(KnowledgeIndex.build(SHOP))
        assert telling is not None
        weights = {stem[:4]: weight for stem, weight in telling.weigh(ask_words("батарея для блендера?")).stems}

        assert weights["блен"] > 3 * weights["батаре"[:4]]

    def test_few_articles_know_nothing_of_rarity(self) -> None:
        """Below ten articles, or without any, words keep their plain weights."""
        assert telling_of(None) is None
        assert telling_of(KnowledgeIndex.build(SHOP[:3])) is None

    def test_features_of_all_asks_are_those_of_each(self) -> None:
        """Working the asks out together changes no number."""
        index = KnowledgeIndex.build(SHOP, EMBEDDER)
        asks = ["Как мыть чайник?", "Как сушить ковёр?"]
        reply = "Чайник моют мягкой губкой. Погода хорошая."
        together = Matching(asks, ReplyParts(read_text(reply)), index=index, embedder=EMBEDDER)
        alone = coverage_features(asks[1], asks[:1], reply, index, EMBEDDER)

        np.testing.assert_allclose(together.features(1), alone)


class TestMeaning:
    @staticmethod
    def meaning(asks: list[str], said: list[str], index: KnowledgeIndex | None = None) -> Meaning:
        """A meaning over the hash embedder."""
        return Meaning(asks, said, EMBEDDER, centres(EMBEDDER, index, "ru"), index=index, language="ru")

    def test_articles_that_fit_the_ask_are_looked_for_in_the_reply(self) -> None:
        """The article that fits the ask is nearer to the reply that was made from it than to another article's."""
        index = KnowledgeIndex.build(SHOP, EMBEDDER)
        good = self.meaning([SHOP[0].question], [SHOP[0].text], index)
        strange = self.meaning([SHOP[0].question], [SHOP[7].text], index)
        place = MEANING_NAMES.index("kb_expected")

        assert good.of(0)[place] > strange.of(0)[place]

    def test_without_a_knowledge_base_its_share_is_not_known(self) -> None:
        """No index, or one of a handful of articles: not known rather than nought."""
        few = KnowledgeIndex.build(SHOP[:3], EMBEDDER)
        for index in (None, few):
            found = self.meaning(["Как мыть чайник?"], ["Губкой."], index).of(0)
            assert math.isnan(found[MEANING_NAMES.index("kb_expected")])
            assert math.isfinite(found[MEANING_NAMES.index("ask_z")])

    def test_stretches_of_sentences_are_looked_at_too(self) -> None:
        """An answer told in two sentences is liker to the ask than either alone may be."""
        one = self.meaning(["чайник ковёр"], ["чайник"]).of(0)
        both = self.meaning(["чайник ковёр"], ["чайник", "ковёр"]).of(0)
        place = MEANING_NAMES.index("cos_window")

        assert both[place] > one[place]

    def test_shop_and_ordinary_texts_share_the_centre(self) -> None:
        """With enough articles the centre lies between the shop's texts and ordinary ones."""
        ordinary = centres(EMBEDDER, None, "ru")
        shop = centres(EMBEDDER, KnowledgeIndex.build(SHOP, EMBEDDER), "ru")

        assert isinstance(shop, Centres)
        assert not np.allclose(shop.replies, ordinary.replies)
        assert shop.replies.shape == ordinary.replies.shape == (EMBEDDER.dim,)
