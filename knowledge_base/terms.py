"""Words as search sees them: stems, character four-grams, Latin names spelled in Cyrillic; stop words left out."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from reply_core.text import fold, stem, words

_GRAM = 4
_LONG_NUMBER = 5
_HERE = Path(__file__).parent

STOP_WORDS = frozenset(
    word for path in sorted((_HERE / "stop_words").glob("*.txt")) for word in path.read_text(encoding="utf-8").split()
)
"""Folded word forms that carry no subject."""


def _families() -> dict[str, str]:
    """Each stem of a family of words to the stem of its first word."""
    found: dict[str, str] = {}
    for path in sorted((_HERE / "word_families").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            family = [stem(fold(word)) for word in line.split()]
            found.update({member: family[0] for member in family[1:] if member != family[0]})
    return found


_FAMILIES = _families()
_CYRILLIC = str.maketrans(
    {
        **dict(zip("abcdefghijklmnopqrstuvwyz", "абкдефгхижклмнопкрстуввиз", strict=True)),
        "x": "кс",
    }
)


def content_words(text: str) -> tuple[str, ...]:
    """Folded words that are no stop words, in order."""
    return tuple(word.text for word in words(fold(text)) if word.text not in STOP_WORDS)


def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words that are no stop words, in order; one stem for a family («возврат», «вернуть»)."""
    return tuple(_stem(word) for word in content_words(text))


def subject_stems(text: str) -> frozenset[str]:
    """Content stems without long numbers (order and telephone numbers name no subject)."""
    return frozenset(
        _stem(word) for word in content_words(text) if not (word[0].isdigit() and len(word) >= _LONG_NUMBER)
    )


def search_tokens(text: str) -> list[str]:
    """What BM25 counts: of each content word its stem and its four-grams, Latin words also spelled in Cyrillic."""
    return [token for word in content_words(text) for token in _tokens(word)]


def document_tokens(fields: Iterable[tuple[str, int]]) -> list[str]:
    """Tokens of a document of several fields, each counted ``times`` over."""
    found: list[str] = []
    for text, times in fields:
        found.extend(search_tokens(text) * times)
    return found


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    stemmed = stem(word)
    return _FAMILIES.get(stemmed, stemmed)


@lru_cache(maxsize=200_000)
def _tokens(word: str) -> tuple[str, ...]:
    found = ["=" + _stem(word), *_grams(word)]
    if word.isascii() and word.isalpha():
        found.extend(_grams(word.translate(_CYRILLIC)))
    return tuple(found)


def _grams(word: str) -> list[str]:
    framed = f"^{word}$"
    return [framed[at : at + _GRAM] for at in range(max(1, len(framed) - _GRAM + 1))]
