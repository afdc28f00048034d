import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.background import BACKGROUND
from knowledge_base.bm25 import Bm25, Rarity
from knowledge_base.logistic import MODELS, Logistic, load_logistic
from knowledge_base.ranking import Signals, descending, group_max, order, standardised, top
from knowledge_base.terms import STOP_WORDS, content_stems, document_tokens, search_tokens, subject_stems
from reply_core.errors import BadFile
from reply_core.text import fold


def test_families_share_a_stem() -> None:
    """«возврат» finds «вернуть», "refund" finds "return", and a dress is no payment."""
    assert set(content_stems("Возврат, вернуть, вернём")) == set(content_stems("возврат"))
    assert content_stems("refund") == content_stems("returning")
    assert content_stems("платье") != content_stems("оплата")


def test_greetings_and_small_words_are_left_out() -> None:
    """What carries no subject is not searched; stop words are folded."""
    assert content_stems("Здравствуйте! Подскажите, пожалуйста, можно ли это") == ()
    assert all(fold(word) == word for word in STOP_WORDS)


def test_order_numbers_name_no_subject() -> None:
    """A long number is searched for but does not count as a subject."""
    assert "=48213" in search_tokens("Заказ 48213")
    assert subject_stems("Заказ 48213") == {"заказ"}


def test_latin_names_meet_their_cyrillic_spelling() -> None:
    """A brand in Latin shares four-grams with the way customers spell it."""
    assert set(search_tokens("rutube")) & set(search_tokens("рутуб"))


def test_fields_count_as_often_as_told() -> None:
    """A heading counted three times has three of each token."""
    assert document_tokens([("возврат", 3), ("", 2)]).count("=возврат") == 3


def test_bm25_prefers_the_document_with_the_rare_word() -> None:
    """Rare words weigh more; a document without any token scores 0."""
    index = Bm25([["a", "b"], ["b", "c"], ["b"], []])

    scores = index.scores(["b", "c", "unknown"])

    assert int(np.argmax(scores)) == 1
    assert scores[3] == 0
    assert Bm25([]).scores(["a"]).shape == (0,)
    assert Bm25([[], []]).scores(["a"]).tolist() == [0, 0]


def test_recall_weighs_telling_stems() -> None:
    """A rare stem found counts for more than a common one; an unknown stem weighs most."""
    rarity = Rarity([{"заказ", "возврат"}, {"заказ"}, {"заказ", "карт"}])

    assert rarity.recall({"заказ", "возврат"}, {"возврат"}) > rarity.recall({"заказ", "возврат"}, {"заказ"})
    assert rarity.of("люльк") > rarity.of("возврат") > 0
    assert rarity.recall(set(), {"заказ"}) == 0
    assert not rarity.known("люльк")


@given(st.lists(st.floats(-100, 100, width=32), max_size=12))
def test_standardised_scores_keep_the_order(values: list[float]) -> None:
    """Standardising never swaps two articles and gives 0 where nothing differs."""
    scores = np.array(values, dtype=np.float32)

    found = standardised(scores)

    assert np.isfinite(found).all()
    assert all(
        (found[i] <= found[j] + 1e-5) for i in range(len(values)) for j in range(len(values)) if values[i] <= values[j]
    )


def test_fusion_adds_the_views() -> None:
    """An article second by words and second by meaning can come first of all; ties keep their order."""
    signals = Signals(
        lexical=np.array([3, 2.9, 0], dtype=np.float32),
        passage_lexical=np.zeros(3, dtype=np.float32),
        heading=np.array([0.1, 0.8, 0.9], dtype=np.float32),
        semantic=np.array([0.2, 0.9, 0.8], dtype=np.float32),
        passage_semantic=np.zeros(3, dtype=np.float32),
    )

    assert top(signals.fused(), 1) == [1]
    assert top(signals.fused_passages(), 3) == [0, 1, 2]


def test_best_of_each_group() -> None:
    """An article is as good as its best passage."""
    scores = np.array([0.1, 0.7, 0.3], dtype=np.float32)

    assert group_max(scores, np.array([0, 2])).tolist() == pytest.approx([0.7, 0.3])


def test_shipped_coefficients_say_where_they_come_from() -> None:
    """The judge's file names its sets, licences, seed and script, and both levels load with ordered bars."""
    body = json.loads((MODELS / "supported.json").read_text("utf-8"))

    assert body["how"] == "evals/train_supported.py"
    assert {name.split(".")[0] for name in body["sets"]} == set(body["licences"])
    for part in ("rules", "local"):
        model = load_logistic("supported", part)
        assert 0 < model.thresholds["weak"] < model.thresholds["supported"] < 1


def test_logistic_is_a_probability() -> None:
    """At the mean with intercept 0 the probability is one half; it grows with a positive weight; missing is average."""
    model = Logistic(names=("a",), means=(1.0,), scales=(2.0,), weights=(3.0,), intercept=0.0, thresholds={})

    assert model.probability({"a": 1.0}) == model.probability({}) == 0.5
    assert model.probability({"a": 1e9}) > 0.999
    assert model.probability({"a": -1e9}) < 0.001


def test_broken_coefficients_are_named(tmp_path: Path) -> None:
    """A file that is missing or of another shape is an error that names it."""
    (tmp_path / "odd.json").write_text('{"models": {}}', "utf-8")

    with pytest.raises(BadFile, match=r"odd\.json"):
        load_logistic("odd", "local", tmp_path)
    with pytest.raises(BadFile, match=r"none\.json"):
        load_logistic("none", "local", tmp_path)


def test_background_is_balanced() -> None:
    """Both languages have the same number of sentences, none twice."""
    assert len(set(BACKGROUND["ru"])) == len(set(BACKGROUND["en"])) == len(BACKGROUND["ru"])


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.25, 0.5, 3.0]), max_size=40), st.integers(1, 12))
def test_the_few_best_are_those_of_the_whole_order(values: list[float], at_first: int) -> None:
    """Found without sorting all, places come as a stable sort has them, equals included."""
    scores = np.array(values, dtype=np.float32)

    assert list(descending(scores, at_first)) == order(scores).tolist()
    assert top(scores, 3) == order(scores)[:3].tolist()
