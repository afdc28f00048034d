"""Rule kinds that look at the text as a whole: length, address, capitals, emoji, rude words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reply_core.screens import Screen
from reply_core.text import fold, morphology
from tone_of_voice.address_words import ADDRESSES
from tone_of_voice.document import Document
from tone_of_voice.kinds import Hit, limit_of
from tone_of_voice.phrases import Phrase
from tone_of_voice.profile import ToneProfile
from tone_of_voice.register import is_formula
from tone_of_voice.spec import Measure
from tone_of_voice.swearing import RudeKind


@dataclass(frozen=True, slots=True)
class Metric:
    """A sentence or a paragraph is longer than the limit, in words; a limit of 0 means none."""

    measure: Measure
    limit: int | str | None = None
    phrases: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every stretch that is too long."""
        limit = limit_of(self.limit if self.limit is not None else f"{self.measure}_max", profile)
        if not limit or len(doc.tokens) <= limit:
            return
        for start, end in self._stretches(doc):
            count = doc.count(start, end) if end - start > 2 * limit else 0
            if count > limit:
                yield Hit(start, end, amount=count, limit=limit)

    def _stretches(self, doc: Document) -> Iterator[tuple[int, int]]:
        if self.measure == "sentence_words":
            yield from ((span.start, span.end) for span in doc.sentences)
        else:
            yield from (match.span() for match in re.finditer(r"[^\n]*\S", doc.text))


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """The reader is addressed otherwise than the profile says."""

    phrases: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every word of the wrong address; the rarer one when the profile leaves the choice but the text mixes."""
        if (
            profile.pronoun == "вы"
            and "шли" not in doc.folded
            and "informal" not in map(ADDRESSES.__getitem__, doc.tokens)
        ):
            return  # the common case
        register = doc.register
        if profile.pronoun == "вы":
            wrong = register.informal_spans
        elif profile.pronoun == "ты":
            wrong = tuple(span for span in register.formal_spans if not is_formula(span.of(doc.text)))
        elif register.value == "mixed":
            wrong = min(register.informal_spans, register.formal_spans, key=len)
        else:
            wrong = ()
        for span in wrong:
            yield Hit(span.start, span.end, amount=len(wrong))


_VY: Final = re.compile(r"\b(?:[Вв](?:ы|ас|ам|ами)|[Вв]аш(?:|а|е|и|у|его|ему|им|ем|ём|ей|ею|их|ими))\b")
_OPENS: Final = re.compile(r"(?:\A|[.!?…:\n\"«„“(•*>–—]|\n\s*-|\d[.)])\s*\Z")


@dataclass(frozen=True, slots=True)
class CapitalVy:
    """«Вы» in the middle of a sentence with the wrong capital."""

    phrases: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every such word, with the capital mended."""
        if profile.capital_vy == "any":
            return
        wrong = "В" if profile.capital_vy == "never" else "в"
        if f"{wrong}ы" not in doc.text and f"{wrong}а" not in doc.text:
            return
        for match in _VY.finditer(doc.text):
            start, end = match.span()
            if match[0][0] == wrong and (wrong == "в" or not _OPENS.search(doc.text, max(0, start - 8), start)):
                first = wrong.lower() if wrong == "В" else "В"
                yield Hit(start, end, first + match[0][1:], safe=True)


_CAPITALS: Final = re.compile(r"\b[А-ЯЁA-Z]+(?:[ ,-]{1,2}[А-ЯЁA-Z]+)+\b")
_TWO_CAPITALS: Final = re.compile(r"[А-ЯЁA-Z]{2}")
_CAPITAL_WORD: Final = re.compile(r"[А-ЯЁA-Z]+")
_ENGLISH: Final = (
    "you your not no never always is are do does must will can cannot please stop read wait we have the this that now "
    "told already again and it"
)
_COMMON_ENGLISH: Final = frozenset(_ENGLISH.split())


@dataclass(frozen=True, slots=True)
class Shouting:
    """Two or more words of the dictionary in a row, all in capitals; abbreviations and brand names are none."""

    ignore: frozenset[str] = frozenset()
    phrases: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every such row of words."""
        if not _TWO_CAPITALS.search(doc.text):
            return
        for match in _CAPITALS.finditer(doc.text):
            words = [word.lower() for word in _CAPITAL_WORD.findall(match[0])]
            spoken = [word for word in words if word not in self.ignore and is_spoken(word)]
            if _is_heading(doc.text, *match.span()):
                continue
            if len(spoken) > 2 or sum(len(word) > 2 for word in spoken) == 2:  # «НЕ БОЛЕЕ» is mere stress
                latin = [word for word in spoken if word.isascii()]
                if len(latin) < len(spoken) or not _COMMON_ENGLISH.isdisjoint(latin):
                    yield Hit(*match.span())


_NUMBERING: Final = re.compile(r"[ \t]*(?:[-•*]|\d+(?:\.\d+)*[.)]?)?[ \t]*")


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether the capitals are a line of their own with more text below, such as «2.3 ЗАХВАТ ОКНА»."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    if stop < 0 or not _NUMBERING.fullmatch(text, begin, start):
        return False
    return text[end:stop].strip() in {"", ":"} and bool(text[stop:].strip())


@lru_cache(maxsize=20_000)
def is_spoken(word: str) -> bool:
    """Whether a word in capitals is a word said aloud, not an abbreviation (СНИЛС, СБП, PDF) or a part of a code."""
    if word.isascii():
        return word in _COMMON_ENGLISH or (len(word) >= 3 and bool(re.search(r"[aeiouy]", word)))
    if len(word) == 1:
        return False
    parses = morphology().parse(fold(word))
    return parses[0].is_known and not any("Abbr" in parse.tag or "Name" in parse.tag for parse in parses)


_PICTURE: Final = (
    "[\U0001f1e6-\U0001faff\u2600-\u2604\u2607-\u260d\u260f-\u2705\u2707\u2708\u270a-\u2712\u2728-\u27a0\u2b50\u231a]"
)
"""Pictures; stars, ticks, telephones and the like (★ ✓ ☎ ✉) are signs of business letters."""
_EMOJI: Final = re.compile(
    f"(?P<picture>{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d{_PICTURE}\ufe0f?)*)"
    r"|(?<!\w)[:;]['-]?[()DР](?!\w)|(?<=[а-яёa-z]{2})(?<!\d)[!?.]?\){2,}(?=\s|$)|\^_\^"
)
_UNSEEN: Final = re.compile("[\u2600-\U0001faff]|[:;]['-]?[()DР]|\\)\\)|\\^_")
_PICTURED: Final = Screen(re.compile("[\u2600-\U0001faff]|[:;]['-]?[()dр]|\\)\\)|\\^_").search)


@dataclass(frozen=True, slots=True)
class Emoji:
    """More emoji than the profile allows, or others than it allows."""

    phrases: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Emoji that are not on the list, and those beyond the limit. Text smileys count as emoji."""
        if not _PICTURED.passes(doc.folded) or not _UNSEEN.search(doc.text):
            return
        allowed = frozenset(sign.rstrip("\ufe0f") for sign in profile.emoji_allowed)
        found = list(_EMOJI.finditer(doc.text))
        if any(match[0].startswith(")") for match in found) and doc.text.count("(") >= doc.text.count(")"):
            found = [match for match in found if not match[0].endswith(")")]
        for number, match in enumerate(found):
            if number >= profile.emoji_max or (allowed and match[0].rstrip("\ufe0f") not in allowed):
                yield Hit(*match.span(), amount=len(found), limit=profile.emoji_max)


@dataclass(frozen=True, slots=True)
class RudeWords:
    """Swearing, insults or slurs from the lexicon, disguised ones too."""

    kinds: frozenset[RudeKind]
    phrases: tuple[Phrase, ...] = ()

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every rude word of these kinds."""
        for rude in doc.rude:
            if rude.kind in self.kinds:
                yield Hit(rude.span.start, rude.span.end)
