"""The words a knowledge base knows and how rare they are: they weigh a match, and a hand-over names what is missing."""

import math
import re
from collections import Counter
from functools import lru_cache
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from knowledge_base.search import KnowledgeIndex
from knowledge_base.terms import STOP_WORDS
from reply_core.text import fold, lemma, morphology, sentences, words
from reply_core.text import language as language_of

_cache: "WeakKeyDictionary[KnowledgeIndex, Vocabulary]" = WeakKeyDictionary()
_LONG_NUMBER = 5
_SHOWS = 300
"""The first characters of an article show its language."""
_BEGINNING = 4
_LONG_WORD, _MISSPELT, _ENDING = 6, 84.0, 3
"""A word of so many letters, so alike (0 to 100) to one of ours, is that one misspelt."""
_IN_QUOTES = re.compile(r"[«\"“„][^«»\"“”„\n]{1,80}[»\"”“]")
_LATIN = str.maketrans(
    dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True))
    | {"ё": "e", "ж": "zh", "й": "i", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ы": "y", "э": "e"}
    | {"ю": "yu", "я": "ya", "ь": "", "ъ": "", "j": "zh", "w": "v"}
)
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


_TIMES = (
    "пора январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник среда "
    "четверг пятница суббота воскресенье утро вечер полдень"
)
_WHEN = frozenset(_TIMES.split())
"""Words of time («до сих пор», «31 октября») name nothing that an article could be missing."""


class Vocabulary:
    """Dictionary forms in the articles of one index."""

    def __init__(self, index: KnowledgeIndex) -> None:
        """Use `vocabulary_of`, which keeps it for the life of the index."""
        self._documents = Counter[str]()
        self._beginnings: set[str] = set()
        for article in index.articles:
            text = f"{article.heading} {article.title} {article.text}"
            self._documents.update(keys(text))
            self._beginnings.update(_beginning(word.text) for word in words(fold(text)))
        self._long_words = [key for key in self._documents if len(key) >= _LONG_WORD]
        self._size = max(1, len(index.articles))
        self.languages = frozenset(language_of(article.text[:_SHOWS]) for article in index.articles)
        """The languages the articles are written in."""

    def weight(self, key: str) -> float:
        """Rarity of a word, at least a little above zero."""
        return math.log1p(self._size / (1 + self._documents[key])) + 0.1

    def knows(self, key: str) -> bool:
        """Whether any article uses the word."""
        return self._documents[key] > 0

    def names_a_stranger(self, text: str) -> bool:
        """Whether ``text`` names something, with a capital inside a sentence, that no article knows in any form.

        A name is the same in Cyrillic and Latin letters («Рутуб», RUTUBE); what stands in quotes is the customer's own.
        """
        bare = _IN_QUOTES.sub(" ", text)
        named = [word.text for span in sentences(bare) for word in words(span.of(bare))[1:] if _is_named(word.text)]
        return any(_beginning(fold(name)) not in self._beginnings for name in named)

    def recall(self, wanted: frozenset[str], given: frozenset[str]) -> float:
        """Share of the wanted words that are given, by rarity, 0 to 1."""
        total = sum(self.weight(key) for key in wanted)
        return sum(self.weight(key) for key in wanted & given) / total if total else 0.0

    def missing(self, text: str) -> tuple[str, ...]:
        """Nouns of ``text`` that no article uses, what the question ends on first.

        Russian ones as the dictionary gives them; English ones and those it does not know as the customer wrote them.
        """
        written = {lemma(fold(word.text)): word.text for word in reversed(words(text))}
        unknown = [key for key in reversed(things(text)) if not self.knows(key) and key not in _WHEN]
        return tuple(dict.fromkeys(_shown(key, written.get(key, key)) for key in unknown))

    def is_strange(self, text: str) -> bool:
        """Whether no article uses any of the nouns of ``text``: what it is about is unknown here."""
        named = things(text)
        return bool(named) and not any(self.knows(key) or self._resembles(key) for key in named)

    def _resembles(self, key: str) -> bool:
        """Whether a longer word is one of ours misspelt («монитизация») or cut short («коммент»)."""
        if len(key) < _LONG_WORD:
            return False
        near = process.extractOne(key, self._long_words, scorer=fuzz.ratio, score_cutoff=_MISSPELT)
        return near is not None or any(
            word.startswith(key) or (key.startswith(word) and len(key) - len(word) <= _ENDING)
            for word in self._long_words
        )


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


def _beginning(word: str) -> str:
    """The first letters of a folded word in one alphabet, close sounds joined: «рутуб» and rutube begin alike."""
    return word.translate(_LATIN)[:_BEGINNING]


def _is_named(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and not word.isupper()


def _names_a_thing(word: str) -> bool:
    if word in STOP_WORDS or len(word) < 3 or word[0].isdigit():
        return False
    if word.isascii():
        return True
    parse = morphology().parse(word)[0]
    return parse.tag.POS == "NOUN" and not {"Name", "Surn", "Patr"} & parse.tag.grammemes


def _shown(key: str, written: str) -> str:
    """The key with its «ё», as the dictionary spells it; a word it does not know as it was written."""
    if key.isascii() or not morphology().word_is_known(fold(written)):
        return written
    parse = morphology().parse(key)[0]
    return str(parse.normal_form) if fold(str(parse.normal_form)) == key else key
