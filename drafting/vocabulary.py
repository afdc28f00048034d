"""The words a knowledge base knows and how rare they are: they weigh a match, and a hand-over names what is missing."""

import math
from collections import Counter
from functools import lru_cache
from weakref import WeakKeyDictionary

from knowledge_base.search import KnowledgeIndex
from knowledge_base.terms import STOP_WORDS
from reply_core.text import fold, lemma, morphology, sentences, words

_cache: "WeakKeyDictionary[KnowledgeIndex, Vocabulary]" = WeakKeyDictionary()
_LONG_NUMBER = 5
_BEGINNING = 5
_TOO_COMMON = frozenset(
    {
        "заказ",
        "товар",
        "час",
        "неделя",
        "рабочий",
        "течение",
        "магазин",
        "вопрос",
        "ответ",
        "день",
        "покупка",
        "человек",
        "время",
        "раз",
    }
    | {"order", "item", "shop", "question", "want", "need", "thing"}
)


class Vocabulary:
    """Dictionary forms in the articles of one index."""

    def __init__(self, index: KnowledgeIndex) -> None:
        """Use `vocabulary_of`, which keeps it for the life of the index."""
        self._documents = Counter[str]()
        self._beginnings: set[str] = set()
        for article in index.articles:
            text = f"{article.heading} {article.title} {article.text}"
            self._documents.update(keys(text))
            self._beginnings.update(word.text[:_BEGINNING] for word in words(fold(text)))
        self._size = max(1, len(index.articles))

    def weight(self, key: str) -> float:
        """Rarity of a word, at least a little above zero."""
        return math.log1p(self._size / (1 + self._documents[key])) + 0.1

    def knows(self, key: str) -> bool:
        """Whether any article uses the word."""
        return self._documents[key] > 0

    def names_a_stranger(self, text: str) -> bool:
        """Whether ``text`` names something, with a capital inside a sentence, that no article knows in any form."""
        named = [word.text for span in sentences(text) for word in words(span.of(text))[1:] if _is_named(word.text)]
        return any(fold(name)[:_BEGINNING] not in self._beginnings for name in named)

    def recall(self, wanted: frozenset[str], given: frozenset[str]) -> float:
        """Share of the wanted words that are given, by rarity, 0 to 1."""
        total = sum(self.weight(key) for key in wanted)
        return sum(self.weight(key) for key in wanted & given) / total if total else 0.0

    def missing(self, text: str) -> tuple[str, ...]:
        """Nouns of ``text`` that no article uses, as the dictionary gives them, what the question ends on first."""
        return tuple(dict.fromkeys(_shown(key) for key in reversed(things(text)) if not self.knows(key)))

    def is_strange(self, text: str) -> bool:
        """Whether no article uses any of the nouns of ``text``: what it is about is unknown here."""
        named = things(text)
        return bool(named) and not any(self.knows(key) for key in named)


def vocabulary_of(index: KnowledgeIndex) -> Vocabulary:
    """The index's vocabulary, built once."""
    if index not in _cache:
        _cache[index] = Vocabulary(index)
    return _cache[index]


@lru_cache(maxsize=20_000)
def keys(text: str) -> frozenset[str]:
    """Dictionary forms of the content words of ``text``; long numbers (orders, phones) are left out."""
    return frozenset(
        lemma(word.text)
        for word in words(fold(text))
        if word.text not in STOP_WORDS and not (word.text[0].isdigit() and len(word.text) >= _LONG_NUMBER)
    )


def subjects(text: str) -> frozenset[str]:
    """What a text speaks of: its content words without numbers and the commonest ones."""
    return frozenset(key for key in keys(text) if not key[0].isdigit()) - _TOO_COMMON


def things(text: str) -> tuple[str, ...]:
    """Dictionary forms of the nouns of ``text`` that say what it is about, in order."""
    named = [lemma(word.text) for word in words(fold(text)) if _names_a_thing(word.text)]
    return tuple(dict.fromkeys(key for key in named if key not in _TOO_COMMON))


def _is_named(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and not word.isupper()


def _names_a_thing(word: str) -> bool:
    if word in STOP_WORDS or len(word) < 3 or word[0].isdigit():
        return False
    if word.isascii():
        return True
    parse = morphology().parse(word)[0]
    return parse.tag.POS == "NOUN" and not {"Name", "Surn", "Patr"} & parse.tag.grammemes


def _shown(key: str) -> str:
    """The key with its «ё», as the dictionary spells it."""
    parse = morphology().parse(key)[0]
    return str(parse.normal_form) if fold(str(parse.normal_form)) == key else key
