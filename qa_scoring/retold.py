"""A stored reason told in the reader's language: cards keep the sentences of the language their shop scored in.

Sentences are ours (`qa_scoring.reasons`), so the values are read back out of them and put into the other language's
sentence. Quotes stay as they were written. What is not one of our sentences, a model's own words, stays as it is.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from string import Formatter

from knowledge_base.protocols import protocols
from qa_scoring.reasons import _REASONS
from reply_core.types import Language

_PLACE: Mapping[Language, int] = {"ru": 0, "en": 1}
_JOINT = "; "
_ENOUGH = 5
"""A sentence with fewer letters of its own would be found in everything."""


@lru_cache(maxsize=8192)
def retold(text: str, language: Language, code: str = "") -> str:
    """The sentence in ``language``; as it is when it is in that language already or none of ours.

    Args:
        text: a reason as stored; several of them may be joined by semicolons.
        language: the reader's.
        code: its key, tried first.

    >>> retold("обещано или просят ждать, срока нет", "en")
    'a promise or a wait without a term'
    """
    whole = _one(text, language, code)
    if whole is not None:
        return whole
    parts = text.split(_JOINT)
    if len(parts) == 1:
        return text
    told = [_one(part, language, code) for part in parts]
    return _JOINT.join(part if new is None else new for part, new in zip(parts, told, strict=True))


def _one(text: str, language: Language, code: str) -> str | None:
    """One sentence, or None when it is none of the other language's."""
    source: Language = "en" if language == "ru" else "ru"
    patterns = _patterns(source)
    wanted = [(code, patterns[code])] if code in patterns else []
    for key, pattern in [*wanted, *patterns.items()]:
        if found := pattern.fullmatch(text):
            values = {name: _value(key, value, source, language) for name, value in found.groupdict().items()}
            return _REASONS[key][_PLACE[language]].format(**values)
    return None


def _value(code: str, value: str, source: Language, language: Language) -> str:
    """A value put into a sentence: slots of protocols and sentences of ours are told too, quotes are not."""
    if code == "protocol_missing":
        for name, told in _slots(source, language):
            value = value.replace(name, told)
        return value
    return _JOINT.join(_one(part, language, "") or part for part in value.split(_JOINT))


@lru_cache(maxsize=2)
def _slots(source: Language, language: Language) -> tuple[tuple[str, str], ...]:
    """What protocols call their slots in one language and the other, longer names first."""
    names = {
        getattr(slot, f"label_{source}"): getattr(slot, f"label_{language}")
        for each in protocols().values()
        for slot in each.slots
    }
    return tuple(sorted(names.items(), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=2)
def _patterns(source: Language) -> dict[str, re.Pattern[str]]:
    """Code → what its sentence looks like, those with the most words of their own first."""
    found: list[tuple[int, str, re.Pattern[str]]] = []
    for code, sentences in _REASONS.items():
        sentence = sentences[_PLACE[source]]
        own, parts, names = 0, [], set()
        for literal, name, _, _ in Formatter().parse(sentence):
            own += sum(map(str.isalpha, literal))
            parts.append(re.escape(literal))
            if name:
                parts.append(f"(?P={name})" if name in names else f"(?P<{name}>.+?)")
                names.add(name)
        if own >= _ENOUGH and sentences[0] != sentences[1]:
            found.append((-own, code, re.compile("".join(parts), re.DOTALL)))
    return {code: pattern for _, code, pattern in sorted(found, key=lambda each: each[:2])}
