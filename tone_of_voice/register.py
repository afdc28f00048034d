"""«Ты» or «вы»: how a Russian text addresses its reader, with the words that show it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reply_core.text import fold
from reply_core.types import Span
from tone_of_voice.address_words import address_of

RegisterValue = Literal["formal", "informal", "mixed", "none"]

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WEAK_FORMAL: Final = re.compile(r"ваш|здравствуй|давайте$|извините$|простите$")
"""Said to one friend as well: «ваш магазин», «здравствуйте», «извините»."""
_WEAK_INFORMAL: Final = re.compile(r"(?:давай|знаешь|понимаешь|видишь|смотри|слушай|подожди|постой)$")
_IDIOM: Final = re.compile(
    r"\b(?:будь то|не дай бог|дай бог|как ни крути|ни дать ни взять|(?:ух|ах|эх|ишь|вот) ты|на ты|ты и вы)\b"
)
_COMMAND: Final = re.compile(
    r"(?:^|[.!?\n]\s*|пожалуйста,?\s+)((?:при|вы|пере)шли)(?=,?\s+(?:пожалуйста,?\s+)?"
    r"(?:мне|номер|адрес|ссылку|скриншот|скрин|чек|копию|фото|видео)\b)"
)
"""«Пришли номер» at the start of a sentence: the one place where it is a command, not "they came"."""
_GROUP: Final = re.compile(
    r"\b(?:вы|вас|вам|вами)[ ,]+(?:все|всех|всем|вдвоем|вместе|оба|обе|ребята|парни|девочки|друзья|народ)\b|\bребята\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """How the reader is addressed; the spans are the words that show it, in order."""

    value: RegisterValue
    informal_spans: tuple[Span, ...] = ()
    formal_spans: tuple[Span, ...] = ()


def register_of(text: str, *, quoted: Sequence[Span] = ()) -> Register:
    """The register of a Russian text; words inside ``quoted`` spans are somebody else's and do not count.

    ``value`` is ``"none"`` when nobody is addressed, ``"mixed"`` when both forms stand in the text on equal terms: a
    polite formula («здравствуйте», «ваш магазин») beside «ты» leaves it informal, and the other way round.
    """
    folded = fold(text)
    found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)]
    return register_of_words(folded, found, quoted)


def register_of_words(folded: str, words: Iterable[tuple[str, int, int]], quoted: Sequence[Span] = ()) -> Register:
    """`register_of` for a text that is folded and cut into words already."""
    informal: list[Span] = []
    formal: list[Span] = []
    for word, start, end in words:
        address = address_of(word)
        if address == "formal":
            formal.append(Span(start=start, end=end))
        elif address == "informal" and not _idiom(folded, start, end):
            informal.append(Span(start=start, end=end))
    if "шли" in folded:
        informal.extend(Span(start=match.start(1), end=match.end(1)) for match in _COMMAND.finditer(folded))
        informal.sort(key=lambda span: span.start)
    if quoted:
        informal, formal = _own(informal, quoted), _own(formal, quoted)
    value = _value(folded, informal, formal)
    return Register(value=value, informal_spans=tuple(informal), formal_spans=tuple(formal))


def is_formula(word: str) -> bool:
    """Whether a formal word is a set phrase («здравствуйте», «извините», «ваш») that is said to a friend as well."""
    return bool(_WEAK_FORMAL.match(fold(word)))


def _own(spans: list[Span], quoted: Sequence[Span]) -> list[Span]:
    return [span for span in spans if not any(span.overlaps(other) for other in quoted)]


def _idiom(folded: str, start: int, end: int) -> bool:
    near = _IDIOM.finditer(folded, max(0, start - 12), min(len(folded), end + 12))
    return any(match.start() <= start and end <= match.end() for match in near)


def _value(folded: str, informal: Sequence[Span], formal: Sequence[Span]) -> RegisterValue:
    if not formal or not informal:
        return "formal" if formal else "informal" if informal else "none"
    strong_formal = any(not _WEAK_FORMAL.match(span.of(folded)) for span in formal)
    strong_informal = any(not _WEAK_INFORMAL.match(span.of(folded)) for span in informal)
    if strong_formal != strong_informal:
        return "formal" if strong_formal else "informal"
    if strong_informal and _GROUP.search(folded):  # «вы, ребята» is many people; «ты» is the reader
        return "informal"
    return "mixed"
