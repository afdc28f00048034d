"""How sure an alarm about a figure is: high where a source speaks of the very thing, low where none does."""

import json

import pytest

from knowledge_base.checks.doubt import ALARM
from knowledge_base.logistic import MODELS, load_logistic
from knowledge_base.support import Finding, Source, check_sentence, signs_of_doubt

ARTICLE = Source(
    id="a",
    kind="article",
    title="",
    text="Мастер приезжает за 3 часа. В набор входит 12 свечей и 2 подсвечника. Гирлянда светит 40 ночей подряд.",
)
OTHER = Source(id="b", kind="article", title="", text="Пароль меняют в личном кабинете, в разделе «Безопасность».")


def finding(sentence: str, *sources: Source, asked: str = "") -> Finding:
    """The one figure of a sentence, checked."""
    (found,) = check_sentence(sentence, sources, asked=asked).findings
    return found


@pytest.mark.parametrize("level", ["rules", "local"])
def test_the_model_fits_the_signs(level: str) -> None:
    """Every sign of the shipped model is measured, none speaks against doubt, and the bar is a probability."""
    model = load_logistic(f"doubt_{level}", level)
    ((_, signs),) = signs_of_doubt("Склад вмещает 900 коробок.", (ARTICLE,))
    names = set(model.names) - {"likeness"}

    assert names == set(signs)
    assert all(weight >= 0 for weight in model.weights)
    assert 0 < model.thresholds[ALARM] < 1


@pytest.mark.parametrize("level", ["rules", "local"])
def test_the_model_says_how_it_came_about(level: str) -> None:
    """Sets, licences, seed and script stand beside the coefficients; the sets kept for reporting are not among them."""
    body = json.loads((MODELS / f"doubt_{level}.json").read_text(encoding="utf-8"))

    assert body["how"] == "evals/train_doubt.py"
    assert set(body["sets"]) == {"xquad.ru", "xquad.en", "wixqa", "begin"}
    assert body["licences"]
    assert isinstance(body["seed"], int)


@pytest.mark.parametrize("sentence", ["В набор входит 19 свечей и 2 подсвечника.", "Гирлянда светит 47 ночей подряд."])
def test_a_changed_figure_of_a_known_matter_is_doubted(sentence: str) -> None:
    """Where the source says the same words with another figure, there is an alarm."""
    findings = check_sentence(sentence, (ARTICLE, OTHER)).findings

    assert any(each.alarm and each.verdict != "supported" for each in findings)


@pytest.mark.parametrize("sentence", ["Склад вмещает 900 коробок.", "Наша команда выросла до 57 кладовщиков."])
def test_a_figure_no_source_speaks_of_is_not_doubted(sentence: str) -> None:
    """Unknown is not wrong: shown for checking, without an alarm."""
    found = finding(sentence, ARTICLE, OTHER)

    assert found.verdict == "not_verifiable"
    assert not found.alarm
    assert found.doubt < load_logistic("doubt_rules", "rules").thresholds[ALARM]


def test_what_stands_in_a_source_is_never_doubted() -> None:
    """A figure borne out has no doubt, a contradicted one has all of it."""
    borne_out = finding("Гирлянда светит 40 ночей подряд.", ARTICLE)
    against = finding("Возврат принимаем 30 дней.", Source(id="r", kind="article", title="", text="Возврат — 14 дней."))

    assert (borne_out.verdict, borne_out.doubt, borne_out.alarm) == ("supported", 0.0, False)
    assert (against.verdict, against.doubt, against.alarm) == ("contradicted", 1.0, True)


def test_a_short_answer_is_doubted_with_its_question() -> None:
    """«Не более 19» says nothing by itself; after the question it does."""
    alone = finding("Не более 19 штук.", ARTICLE)
    asked = finding("Не более 19 штук.", ARTICLE, asked="Сколько свечей входит в набор?")

    assert alone.verdict == asked.verdict == "not_verifiable"
    assert asked.doubt > alone.doubt


def test_a_bare_number_far_from_its_words_bears_nothing_out() -> None:
    """A small number stands in every other text: «2 подсвечника» does not bear out «2 свечи» of another article."""
    candles = Source(id="c", kind="article", title="", text="В подарочный набор входит 8 свечей с запахом хвои.")
    found = check_sentence("В подарочный набор входит 3 свечи с запахом хвои.", (candles, ARTICLE)).findings

    assert all(each.verdict != "supported" for each in found)
