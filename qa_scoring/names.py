"""Whose reply is it: the customer's name as known, and the name the reply says."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa_scoring.reading import Reading
from reply_core.text import fold, morphology
from reply_core.types import Span

_TABLE = Path(__file__).parent / "phrases" / "names.toml"
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_NAME = r"[A-ZА-ЯЁ][a-zа-яё]{1,20}"

_SIGNED = re.compile(
    rf"(?:[–—-]\s*|\n\s*|[.!?…]\s+|(?:спасибо|с уважением|thanks|thank you|regards|cheers|best),?\s+)({_NAME})"
    r"\s*[.!]?\s*\Z",
    re.IGNORECASE,
)
_AFTER_GREETING = re.compile(rf",?[ ]+({_NAME})(?=\s*[!,.\n)]|\s+{_NAME}|\s*\Z)")
_CALLED = re.compile(rf"({_NAME}),\s")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN_TO_CYRILLIC = (
    ("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"),
    ("iu", "ю"), ("ia", "ия"), ("yo", "е"), ("x", "кс"), ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"),
    ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"), ("y", "й"), ("k", "к"), ("c", "к"), ("l", "л"), ("m", "м"),
    ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"),
    ("j", "дж"), ("q", "к"),
)  # fmt: skip
_SHORT = 3
_SIGNATURE_WORDS = 6
_OPENING = 80
"""Greetings stand at the start: names after one are looked for within so many characters."""


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text("utf-8"))


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(f"{_table()['ru']}\n{_table()['en']}".splitlines()):
        for name in line.split():
            groups.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    return frozenset(_table()["not_names"].split())


@lru_cache(maxsize=20_000)
def is_name(word: str) -> bool:
    """Whether a capitalised word is a given name: by the list, by Russian morphology, or any plausible Latin word."""
    folded = fold(word)
    if folded in _groups():
        return True
    if not _CYRILLIC.search(folded):
        return len(folded) >= _SHORT and folded not in _not_names()
    return any("Name" in parse.tag for parse in morphology().parse(folded))


def known_names(customer_name: str, customer: Reading) -> tuple[str, ...]:
    """The customer's names: from his card and from his signature; empty when none is known for sure."""
    names = [word for word in _LETTERS.findall(customer_name) if word[:1].isupper() and is_name(word)]
    for piece in customer.pieces:
        written = customer.clean[piece.start : piece.end]
        last = written.rstrip(" \t\r\n\u00a0.!").rsplit(None, 1)[-1:]
        if not last or last[0] == last[0].lower():  # most messages end with no name, and looking for one costs
            continue
        signed = _SIGNED.search(written)
        if signed and signed[1][:1].isupper() and is_name(signed[1]):
            names.append(signed[1])
    return tuple(dict.fromkeys(names))


def said_names(reply: Reading, greetings: Sequence[Span], names: Sequence[str] = ()) -> tuple[Span, ...]:
    """Where the reply addresses somebody by name: after a greeting, or at the start of a sentence before a comma.

    Args:
        reply: the reply.
        greetings: where it greets («здравствуйте», «уважаемая», «hi»).
        names: the customer's names. A Latin word at a sentence's start is a name only when it is one of these, or a
            known given name («Photos, please» calls nobody).
    """
    matches = [_AFTER_GREETING.match(reply.clean, span.end) for span in greetings if span.start < _OPENING]
    signed = _signatures(reply)
    called = [span for span in reply.sentences if not any(span.overlaps(line) for line in signed)]
    matches.extend(
        match
        for span in called
        if (match := _CALLED.match(reply.clean, span.start)) and _surely_a_name(match[1], names)
    )
    found = {
        Span(start=match.start(1), end=match.end(1))
        for match in matches
        if match and fold(match[1]) not in _not_names() and is_name(match[1])
    }
    return tuple(sorted(found, key=lambda span: span.start))


def _surely_a_name(word: str, names: Sequence[str]) -> bool:
    return bool(_CYRILLIC.search(word)) or fold(word) in _groups() or any(same_name(word, name) for name in names)


def _signatures(reply: Reading) -> list[Span]:
    """The last line of each message, when it is short and not the only one: «Ольга, «Росница»», «Warmly, Grace»."""
    found = []
    for piece in reply.pieces:
        text = reply.clean[piece.start : piece.end].rstrip()
        begin = text.rfind("\n") + 1
        if begin and len(text[begin:].split()) <= _SIGNATURE_WORDS:
            found.append(Span(start=piece.start + begin, end=piece.start + len(text)))
    return found


def same_name(left: str, right: str) -> bool:
    """Whether two names may be one person's: equal, short form of each other, or the same in another alphabet."""
    one, two = _cyrillic(fold(left)), _cyrillic(fold(right))
    if one == two or (min(len(one), len(two)) >= _SHORT and (one.startswith(two) or two.startswith(one))):
        return True
    groups = _groups()
    shared = (groups.get(fold(left), frozenset()) | groups.get(one, frozenset())) & (
        groups.get(fold(right), frozenset()) | groups.get(two, frozenset())
    )
    return bool(shared) or _skeleton(one) == _skeleton(two)


def wrong_name(said: str, names: Sequence[str]) -> bool:
    """Whether the name said is none of the customer's, beyond doubt.

    Only names both known as given names are compared across alphabets and forms; anything doubtful is not wrong.
    """
    return bool(names) and not any(same_name(said, name) for name in names)


def _cyrillic(name: str) -> str:
    if _CYRILLIC.search(name):
        return name
    for latin, letter in _LATIN_TO_CYRILLIC:
        name = name.replace(latin, letter)
    return name


def _skeleton(name: str) -> str:
    """Consonants only: spellings of one name in two alphabets differ in vowels."""
    return re.sub(r"[аеиоуыэюяйьъ]", "", name)
