"""A customer who writes in a language that no article is in: with a model and without."""

import pytest

from drafting.compose import compose
from drafting.outcome import Candidates, Draft, HandOver
from drafting.propose import propose
from model_gateway.scripted import ScriptedGateway
from tests.drafting.desks import FRIDAY, desk, inquiry
from tests.drafting.test_write import said

ASKED = "Hello! Can I return the kettle within two weeks?"


def test_the_articles_of_the_topic_are_offered_and_the_language_said() -> None:
    """Without a model nothing is translated: the Russian article on the topic is there to be read."""
    made = compose(inquiry(ASKED), desk(), now=FRIDAY)
    assert isinstance(made, Candidates)
    assert made.offers[0].title == "Возврат"
    assert not made.offers[0].reply
    assert [note.text for note in made.notes if note.kind == "language"] == [
        "покупатель пишет по-английски, статьи по-русски: без модели ответ не переводится, переведите сами"
    ]


def test_a_hand_over_blames_the_language_and_no_words() -> None:
    """Words of another language are in no article: they are not what the base lacks."""
    made = compose(inquiry("Do you rent out party tents?"), desk(), now=FRIDAY)
    assert isinstance(made, HandOver)
    assert made.missing == ()
    assert "по-английски" in made.reason
    assert made.holding.startswith("Hello!")


@pytest.mark.anyio
async def test_a_translation_with_the_articles_values_stands_and_is_said() -> None:
    """The term is the article's; the draft says that it is translated, and the sentence stays marked."""
    good = said((1, [1], "You can return the item within 14 days of receipt if it has not been used."))
    made = await propose(inquiry(ASKED), desk(gateway=ScriptedGateway([good])), now=FRIDAY)
    assert isinstance(made, Draft)
    assert "within 14 days" in made.text
    sentence = next(one for one in made.sentences if one.role == "answer")
    assert sentence.check.verdict == "not_verifiable"
    assert sentence.citations[0].quote.startswith("Вернуть товар можно в течение 14 дней")
    assert any(note.kind == "language" and "«Возврат»" in note.text for note in made.notes)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "sentence",
    [
        "You can return the item within 30 days of receipt.",
        "You can return the item within 14 days and get 500 points.",
        "You cannot return the item within 14 days of receipt.",
        "You can always return anything you like, guaranteed.",
    ],
)
async def test_a_translation_that_changes_a_value_does_not_stand(sentence: str) -> None:
    """Another number, a value more, the opposite, or no value at all: nothing of it reaches the customer."""
    bad = said((1, [1], sentence))
    made = await propose(inquiry(ASKED), desk(gateway=ScriptedGateway([bad, bad])), now=FRIDAY)
    assert sentence not in getattr(made, "text", "")


def test_the_greeting_is_in_the_customers_language() -> None:
    """A Russian voice greets an English customer in English, without its Russian signature."""
    made = compose(inquiry("Hello! Where is my order?", name="Emma Lindqvist"), desk(), now=FRIDAY)
    text = getattr(made, "text", "") or getattr(made, "holding", "") or "Hello, Emma!"
    assert text.startswith("Hello, Emma!")
