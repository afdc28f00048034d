"""What speaks against a draft although the search is sure: what is asked about is nowhere in what was found.

Shops are asked for things their articles never name («Есть ли скидка для пенсионеров?»), and a search that goes by the
other words then finds an article that answers something else, perhaps with a «Да».
"""

from drafting.answers import asks_a_deed, is_yes_no
from drafting.vocabulary import Vocabulary, keys, things
from knowledge_base.search import Hit

_BESIDE = 0.1
"""Of drafts by words from passages that said no more of the ask, 7 of 18 rested on the right article (demo shops)."""


def is_of_something_unknown(text: str, vocabulary: Vocabulary) -> bool:
    """Whether no article knows what is asked about, or a thing that a yes or no would be said of.

    What goods are to be returned or exchanged («Можно вернуть чайник?») needs no article of its own.
    """
    if vocabulary.is_strange(text):
        return True
    return "?" in text and is_yes_no(text) and not asks_a_deed(text) and bool(vocabulary.missing(text))


def is_beside(text: str, hit: Hit, vocabulary: Vocabulary) -> bool:
    """Whether a passage that words alone found says next to nothing of what is asked, by rarity.

    An ask of one word that names no thing («едет?») is about something said before: an article that has the verb
    answers something else.
    """
    if hit.semantic is not None:
        return False
    found = hit.passage
    said = keys(f"{found.question} {found.title} {found.text}")
    bare = len(keys(text)) <= 1 and not things(text)
    return bare or vocabulary.recall(keys(text), said) <= _BESIDE
