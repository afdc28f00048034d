"""Spelling, conservatively: only what is surely a slip. Dialect, brand words and the shop's own terms are no mistakes.

A Russian word is a slip when the dictionary of forms (pymorphy3) does not know it *and* one letter away stands a common
word or a word of the shop's own texts. An English word is one when the frequency list (pyspellchecker) does not know it
in either spelling and a common word lies one letter away. The shop's terms, the customer's words and names are never
looked at. Every distinct word is judged once in the life of the process.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from spellchecker import SpellChecker

from qa_scoring.reading import Reading
from reply_core.text import fold, morphology
from reply_core.types import Language, Span

SlipKind = Literal["spelling", "letters", "grammar", "comma"]

_TABLE: Final = Path(__file__).parent / "phrases" / "spelling.toml"
_CYRILLIC_WORD: Final = re.compile(r"[а-яё]+\Z")
_LATIN_WORD: Final = re.compile(r"[a-z]+\Z")
_MIXED_WORD: Final = re.compile(r"(?=[a-z]*[а-яё])(?=[а-яё]*[a-z])[a-zа-яё]+\Z")
_ALPHABETS: Final = {"ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя", "en": "abcdefghijklmnopqrstuvwxyz"}
_LOOKS: Final = str.maketrans("aceopxykmhbt", "асеорхукмнвт")
"""Latin letters that look like Russian ones."""
_BRITISH: Final = (
    ("our", "or"), ("ise", "ize"), ("isa", "iza"), ("isi", "izi"), ("yse", "yze"), ("tre", "ter"), ("lled", "led"),
    ("lling", "ling"), ("ller", "ler"), ("ogue", "og"), ("ence", "ense"), ("mme", "m"),
)  # fmt: skip
"""Where British spelling differs from the American one of the frequency list."""
_SHORTEST: Final = 4
_LONG: Final = 7
"""From this length any dictionary word may be what a finger's slip spoilt, not a common one only."""
_SOFT_SIGN: Final = (("тся", "ться"), ("ш", "шь"), ("шся", "шься"), ("те", "ьте"), ("тесь", "ьтесь"))
"""Ends of verbs that lack their soft sign: «зарегистрироватся», «сможеш», «проверте»."""
_KEYS: Final = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_OFTEN_RU: Final = 60
_VERY_OFTEN_RU: Final = 500
_OFTEN: Final = 400
"""An English word seen less often in the frequency list is not what a slip was meant to be."""


_BEFORE: Final = "(\"«„“'[*—–…,.!?;:"
_AFTER: Final = ")\"»“”']*—–….,!?;:"
_VERY_OFTEN: Final = 20_000
"""The same for a word of four letters."""


class Slip(NamedTuple):
    """A place that is surely wrong and what was probably meant ("" when only the slip is sure)."""

    span: Span
    meant: str
    kind: SlipKind = "spelling"


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text("utf-8"))


@lru_cache(maxsize=1)
def _listed() -> dict[str, str]:
    pairs = (
        line.split("=") for line in f"{_table()['ru']}\n{_table()['en']}".replace(";", "\n").splitlines() if "=" in line
    )
    return {wrong.strip(): right.strip() for wrong, right in pairs}


@lru_cache(maxsize=2)
def _frequencies(language: Language) -> SpellChecker:
    return SpellChecker(language=language, distance=1)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Common Russian words in all their usual forms, folded."""
    often = _frequencies("ru").word_frequency.items()
    return _talk() | {fold(word) for word, count in often if count >= _OFTEN_RU and len(word) >= _SHORTEST}


@lru_cache(maxsize=1)
def _very_common() -> frozenset[str]:
    """What a word of four letters may have been meant to be."""
    often = _frequencies("ru").word_frequency.items()
    return _talk() | {fold(word) for word, count in often if count >= _VERY_OFTEN_RU}


@lru_cache(maxsize=1)
def _talk() -> frozenset[str]:
    """Words of everyday support talk, folded."""
    return frozenset(fold(_table()["common"]).split())


@lru_cache(maxsize=1)
def _modern() -> frozenset[str]:
    """English words of shops and screens that the frequency list is too old for."""
    return frozenset(_table()["modern"].split())


@lru_cache(maxsize=1)
def _new_roots() -> tuple[str, ...]:
    """Beginnings of Russian words that the dictionary of forms is too old for."""
    return tuple(_table()["new_roots"].split())


@lru_cache(maxsize=100_000)
def meant_by(word: str) -> str:
    """What a folded word was meant to be, "" when it is fine or nobody can tell."""
    if word in _listed():
        return _listed()[word]
    if len(word) < _SHORTEST:
        return ""
    if _CYRILLIC_WORD.match(word):
        return "" if knows(word) else _meant_in_russian(word)
    if _LATIN_WORD.match(word):
        return "" if knows(word) else _meant_in_english(word)
    return meant_by_letters(word)


@lru_cache(maxsize=100_000)
def knows(word: str) -> bool:
    """Whether the dictionary of its language knows a folded word (British and American spelling alike)."""
    if _CYRILLIC_WORD.match(word):
        return bool(morphology().word_is_known(word)) or word.startswith(_new_roots())
    english = _frequencies("en")
    return word in english or word in _modern() or any(form in english for form in _american(word))


def _american(word: str) -> Iterator[str]:
    for british, american in _BRITISH:
        if british in word:
            yield word.replace(british, american)
    if "-" not in word and word.endswith("s"):
        yield word[:-1]


def meant_by_letters(word: str) -> str:
    """The Russian word behind one with Latin letters in it that look the same, "" when there is none."""
    if not _MIXED_WORD.match(word):
        return ""
    russian = word.translate(_LOOKS)
    return russian if _CYRILLIC_WORD.match(russian) and len(russian) > 2 and knows(russian) else ""


def _meant_in_russian(word: str) -> str:
    if word.startswith("не") and len(word) > _SHORTEST and _is_verb(word[2:]):
        return f"не {word[2:]}"
    for ending, right in _SOFT_SIGN:
        if word.endswith(ending) and _is_verb(whole := word.removesuffix(ending) + right):
            return whole
    close = near(word, _very_common() if len(word) == _SHORTEST else _common())
    if close and not _is_name(close):
        return close
    return _by_keyboard(word) if len(word) >= _LONG else ""


def _by_keyboard(word: str) -> str:
    """The known word from which a finger's slip makes this one: a letter doubled, two swapped, a neighbouring key."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = [
        *(left + right[1:] for left, right in parts if len(right) > 1 and right[0] == right[1]),
        *(left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1),
        *(left + letter + right[1:] for left, right in parts if right for letter in _beside(right[0])),
    ]
    return next((each for each in made if morphology().word_is_known(each) and not _is_name(each)), "")


def _beside(letter: str) -> str:
    row = next((row for row in _KEYS if letter in row), letter)
    at = row.index(letter)
    return row[max(0, at - 1) : at] + row[at + 1 : at + 2]


@lru_cache(maxsize=10_000)
def _is_verb(word: str) -> bool:
    """Whether a word can only be a verb: «знаю», «можем», «получили»."""
    parses = morphology().parse(word)
    return bool(parses[0].is_known) and all(parse.tag.POS in ("VERB", "INFN", "GRND") for parse in parses)


@lru_cache(maxsize=50_000)
def near(word: str, words: frozenset[str]) -> str:
    """The likeliest of ``words`` one slip away from a Russian word: the one most often written; "" when none is."""
    frequencies = _frequencies("ru").word_frequency
    found = dict.fromkeys(each for each in _one_letter_away(word, "ru") if each in words)
    return max(found, key=lambda each: (each in _talk(), frequencies[each]), default="")


@lru_cache(maxsize=20_000)
def _is_name(word: str) -> bool:
    """A name of a person or place, an abbreviation, or no word of the dictionary at all."""
    if not morphology().word_is_known(word):  # a look-up; guessing at what it might be costs a hundred times more
        return True
    best = morphology().parse(word)[0]
    return any(name in best.tag for name in ("Name", "Surn", "Patr", "Geox", "Abbr"))


def _meant_in_english(word: str) -> str:
    frequencies = _frequencies("en").word_frequency
    often = _OFTEN if len(word) > _SHORTEST else _VERY_OFTEN
    found = [each for each in _one_letter_away(word, "en") if frequencies[each] >= often]
    return max(found, key=lambda each: frequencies[each], default="")


def _one_letter_away(word: str, language: Language) -> Iterator[str]:
    """Words one slip away, the likeliest slips first: a letter too many, two swapped, one wrong, one missing."""
    alphabet = _ALPHABETS[language]
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (left + right[1:] for left, right in parts if right)
    yield from (left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1)
    yield from (left + letter + right[1:] for left, right in parts if right for letter in alphabet)
    yield from (left + letter + right for left, right in parts for letter in alphabet)


_fine: set[str] = set()
"""Words that are right or cannot be judged: most words of most replies."""
_LIMIT: Final = 200_000


def find_misspelt(reply: Reading, known: frozenset[str] = frozenset(), theirs: str = "") -> Iterator[Slip]:
    """Surely misspelt words in order.

    Args:
        reply: the reply.
        known: folded words that are right here: the shop's terms.
        theirs: the customer's folded text, whose words are right too.
    """
    russian = reply.language == "ru"
    if _fine.issuperset(reply.bare_words):
        return
    for word, start, end in [token for token in reply.tokens if token[0] not in _fine]:
        meant = meant_by(word)
        if not meant and not _strange(word):
            _remember(word)
            continue
        if word in known or word in theirs or (russian and _LATIN_WORD.match(word)):
            continue
        meant = meant or (near(word, known) if known else "")
        if meant and _whole(reply.text, start, end) and _plain(reply, start, meant, word):
            kind: SlipKind = "letters" if _MIXED_WORD.match(word) else "spelling"
            yield Slip(Span(start=start, end=end), meant, kind)


def _remember(word: str) -> None:
    if len(_fine) >= _LIMIT:
        _fine.clear()
    _fine.add(word)


@lru_cache(maxsize=100_000)
def _strange(word: str) -> bool:
    """Whether a Russian word is known to no dictionary: only the shop's own words may tell what it was meant to be."""
    return len(word) > _SHORTEST and bool(_CYRILLIC_WORD.match(word)) and not knows(word)


def unknown_words(reply: Reading, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Words of letters in lower case that no dictionary knows and the shop does not write; for measuring."""
    return tuple(
        word.text
        for word in reply.words
        if len(word.text) > 2
        and (_CYRILLIC_WORD.match(word.text) or _LATIN_WORD.match(word.text))
        and reply.text[word.start].islower()
        and word.text not in known
        and not knows(word.text)
    )


def _whole(text: str, start: int, end: int) -> bool:
    """Whether blanks or marks stand on both sides: no accent, soft hyphen, apostrophe, slash or digit."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return (not before or before.isspace() or before in _BEFORE) and (not after or after.isspace() or after in _AFTER)


def _plain(reply: Reading, start: int, meant: str, word: str) -> bool:
    """A word in lower case, or one that opens a sentence and can be no name."""
    if reply.text[start].islower():
        return True
    return reply.sentence_of(start).start == start and (
        word in _listed() or meant in _talk() or " " in meant or _is_verb(meant)
    )
