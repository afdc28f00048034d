"""The shop's own words: unwanted terms in all their forms, and preferred ones put into the right form."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reply_core.text import fold, morphology
from reply_core.types import Language
from tone_of_voice.document import Document
from tone_of_voice.inflection import forms_of, like
from tone_of_voice.kinds import Hit, replaced
from tone_of_voice.phrases import GAP, Phrase
from tone_of_voice.profile import Preference, Term, ToneProfile

_PLAIN: Final = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*(?: [^\W\d_]+(?:[-'][^\W\d_]+)*)*")
_FIXED: Final = frozenset({"PREP", "CONJ", "PRCL", "INTJ", "ADVB", "PRED", "NPRO", "NUMR", "COMP"})
_ENOUGH: Final = 0.35
"""A form belongs to a word when at least this share of its readings does («данные» is seldom «данный»)."""


def term_phrase(text: str, language: Language) -> Phrase:
    """A term of the profile as a phrase: Russian words in all their forms, English ones with a plural s."""
    folded = " ".join(fold(text).split())
    if not _PLAIN.fullmatch(folded):
        edge = (
            (r"(?<!\w)" if folded[0].isalnum() else "")
            + re.escape(folded)
            + (r"(?!\w)" if folded[-1].isalnum() else "")
        )
        return Phrase(source=text, pattern=re.compile(f"(?P<main>{edge})"))
    words = folded.split(" ")
    forms = [_forms(word, alone=len(words) == 1) if language == "ru" else _english(word) for word in words]
    key = max(forms, key=lambda options: min(map(len, options)))
    pieces = [
        rf"\b(?P<l{number}>{'|'.join(map(re.escape, sorted(options, key=len, reverse=True)))})\b"
        for number, options in enumerate(forms)
    ]
    screen = frozenset(max(re.split(r"[-']", option), key=len) for option in key)
    lemmas = tuple((_lemma(word),) for word in words)
    return Phrase(source=text, pattern=re.compile(f"(?P<main>{GAP.join(pieces)})"), words=screen, lemmas=lemmas)


def _english(word: str) -> tuple[str, ...]:
    return (word, f"{word}s") if len(word) > 2 and not word.endswith("s") else (word,)


def _lemma(word: str) -> str:
    return fold(str(morphology().parse(word)[0].normal_form)) if re.search(r"[а-яё]", word) else word


def _forms(word: str, *, alone: bool) -> tuple[str, ...]:
    parse = morphology().parse(word)[0]
    if not parse.is_known or parse.tag.POS in _FIXED:
        return (word,)
    lemma = str(parse.normal_form)
    found = [form for form in forms_of(lemma) if not alone or form == word or _share(form, lemma) >= _ENOUGH]
    return tuple(dict.fromkeys([word, *found]))


def _share(form: str, lemma: str) -> float:
    readings = morphology().parse(form)
    return sum(float(reading.score) for reading in readings if fold(str(reading.normal_form)) == fold(lemma))


@dataclass(frozen=True, slots=True)
class BannedTerms:
    """Words the shop does not write."""

    terms: tuple[tuple[Phrase, Term], ...]

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The terms as phrases."""
        return tuple(phrase for phrase, _ in self.terms)

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every place of a term, with the shop's own reason and level."""
        for phrase, term in self.terms:
            if phrase in fired:
                for match in phrase.finditer(doc.folded):
                    yield Hit(*match.span("main"), why=term.why, level=term.level)


@dataclass(frozen=True, slots=True)
class PreferredTerms:
    """Words the shop writes otherwise."""

    items: tuple[tuple[Phrase, Preference], ...]
    language: Language

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The avoided wordings as phrases."""
        return tuple(phrase for phrase, _ in self.items)

    def find(self, doc: Document, profile: ToneProfile, fired: Sequence[Phrase]) -> Iterator[Hit]:
        """Every place of an avoided wording, with the preferred one in the same form."""
        for phrase, item in self.items:
            if phrase not in fired:
                continue
            for match in phrase.finditer(doc.folded):
                fix, sure = self._replacement(doc, phrase, match, item)
                yield Hit(*match.span("main"), fix, sure and fix is not None, why=item.why, level=item.level)

    def _replacement(
        self, doc: Document, phrase: Phrase, match: re.Match[str], item: Preference
    ) -> tuple[str | None, bool]:
        if self.language == "ru" and phrase.lemmas:
            return replaced(doc, phrase, match, _template(item.prefer))
        found = match["main"]
        plural = found.endswith("s") and found[:-1] == " ".join(fold(item.avoid).split())
        return like(doc.text[match.start("main") : match.end("main")], item.prefer + ("s" if plural else "")), True


def _template(prefer: str) -> str:
    """The preferred wording with the words that take another form marked: its head, and the adjectives before it.

    «служба доставки» → «{служба} доставки», «личный кабинет» → «{личный>кабинет} {кабинет}».
    """
    words = prefer.split()
    kinds = [_dictionary_kind(word) for word in words]
    head = next((at for at, kind in enumerate(kinds) if kind not in ("", "ADJF")), None)
    if head is None:
        head = next((at for at, kind in enumerate(kinds) if kind), None)
    if head is None:
        return prefer
    marked = [
        f"{{{word}>{words[head]}}}" if at < head and kind == "ADJF" else f"{{{word}}}" if at == head else word
        for at, (word, kind) in enumerate(zip(words, kinds, strict=True))
    ]
    return " ".join(marked)


def _dictionary_kind(word: str) -> str:
    """Part of speech of a word given in its dictionary form; empty for words without forms and for other forms."""
    for parse in morphology().parse(word):
        if parse.is_known and fold(str(parse.normal_form)) == fold(word):
            return "" if parse.tag.POS in _FIXED else str(parse.tag.POS)
    return ""


def build_terms(profile: ToneProfile, language: Language) -> tuple[BannedTerms, PreferredTerms]:
    """The profile's terms as rule kinds, for texts of ``language``."""
    return (
        BannedTerms(tuple((term_phrase(term.text, language), term) for term in profile.banned)),
        PreferredTerms(tuple((term_phrase(item.avoid, language), item) for item in profile.preferred), language),
    )
