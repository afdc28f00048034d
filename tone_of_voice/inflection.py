"""Russian word forms: all forms of a word, and another word put into the same form («проблемами» → «вопросами»)."""

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from reply_core.text import fold, morphology

_ADJECTIVE: Final = frozenset({"ADJF", "ADJS", "PRTF", "PRTS"})
_VERB: Final = frozenset({"VERB", "INFN", "GRND"})
_FAMILIES: Final = (_ADJECTIVE, _VERB, frozenset({"NOUN", "NPRO"}))
_GRAMMEMES: Final = (
    "nomn gent datv accs ablt loct sing plur masc femn neut pres past futr 1per 2per 3per indc impr excl incl "
    "anim inan COMP Supr"
)
_KEPT: Final = frozenset(_GRAMMEMES.split())
_CASES_AFTER: Final = {
    "к": "datv", "ко": "datv", "по": "datv", "благодаря": "datv", "вопреки": "datv", "согласно": "datv",
    "о": "loct", "об": "loct", "обо": "loct", "при": "loct",
    "без": "gent", "для": "gent", "до": "gent", "из": "gent", "от": "gent", "у": "gent", "после": "gent",
    "около": "gent",
    "над": "ablt", "перед": "ablt",
    "про": "accs", "через": "accs",
    "в": "accs loct", "во": "accs loct", "на": "accs loct", "за": "accs ablt", "под": "accs ablt", "с": "gent ablt",
    "со": "gent ablt", "между": "ablt gent",
}  # fmt: skip


class Inflected(NamedTuple):
    """A word in a new form; ``sure`` when every reading of the original gives the same one."""

    text: str
    sure: bool
    subject: bool = False
    """The word may be the subject of its sentence, so that a verb may agree with it."""
    plural: bool = False


@lru_cache(maxsize=4_000)
def forms_of(lemma: str, grammemes: str = "") -> tuple[str, ...]:
    """All folded forms of a dictionary word, those with all the ``grammemes`` (pymorphy's, comma-separated) only.

    A word the dictionary does not know has itself as its one form; grammemes that fit no form give none.
    """
    parses = [parse for parse in morphology().parse(lemma) if parse.is_known and fold(parse.normal_form) == fold(lemma)]
    if not parses:
        return (fold(lemma),)
    wanted = set(grammemes.lower().split(",")) if grammemes else set()
    found = {
        fold(form.word) for form in parses[0].lexeme if wanted <= {str(item).lower() for item in form.tag.grammemes}
    }
    return tuple(sorted(found))


@lru_cache(maxsize=50_000)
def same_form(word: str, replacement: str, *, lemma: str = "", before: str = "", head: str = "") -> Inflected | None:
    """``replacement`` (a dictionary form) in the form of ``word``; None when the two cannot share a form.

    Args:
        word: the word as it stands in the text.
        replacement: what to write instead.
        lemma: the dictionary form ``word`` is known to have; its other readings are left out.
        before: the word in front of it; a preposition tells cases apart («к посылке» → «к заказу»).
        head: the noun that ``replacement``, an adjective, describes; ``word`` is then a noun it stands in for.
    """
    target, model = _target(replacement), _target(head or replacement)
    if target is None or model is None:
        return None
    readings = [parse for parse in morphology().parse(word) if _family(parse) == _family(model)]
    if lemma:
        readings = [parse for parse in readings if fold(parse.normal_form) == fold(lemma)] or readings
    cases = _CASES_AFTER.get(fold(before), "").split()
    if cases:
        readings = [parse for parse in readings if str(parse.tag.case) in cases] or readings
    gender = str(model.tag.gender) if head else ""
    made = [(parse, form) for parse in readings if (form := _inflect(target, parse, gender)) is not None]
    results = [form for _, form in made]
    if not results:
        return None
    subject = any("nomn" in parse.tag for parse, _ in made)
    plural = all("plur" in parse.tag for parse, _ in made)
    return Inflected(like(word, results[0]), len(set(results)) == 1, subject, plural)


@lru_cache(maxsize=20_000)
def still_agrees(made: Inflected, word: str, replacement: str, *, before: str, after: str) -> bool:
    """Whether the words around stay right when ``word`` gives way to a noun of perhaps another gender.

    Args:
        made: what `same_form` made.
        word: the word in the text.
        replacement: the dictionary form put in its place.
        before: the word in front of it, folded.
        after: the rest of the sentence, folded.
    """
    new = gender_of(replacement)
    nouns = [parse for parse in morphology().parse(word) if parse.tag.POS == "NOUN"]
    if not new or not nouns or made.plural:
        return True
    if all(str(parse.tag.gender) == new for parse in nouns):
        return True
    described = bool(before) and any(parse.tag.POS in _ADJECTIVE for parse in morphology().parse(before))
    return not (made.subject or described or "котор" in after)


def gender_of(word: str) -> str:
    """Gender of a dictionary noun (masc, femn, neut); empty for other words."""
    parse = _target(word)
    return str(parse.tag.gender) if parse is not None and parse.tag.POS == "NOUN" else ""


def like(model: str, word: str) -> str:
    """``word`` with the capitals of ``model``: Первая or ВСЕ."""
    if len(model) > 1 and model.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


_PLAIN: Final = re.compile(r"[а-яё-]+", re.IGNORECASE)


@lru_cache(maxsize=4_000)
def _target(word: str) -> Any:
    if not _PLAIN.fullmatch(word):
        return None
    parses = morphology().parse(word)
    same = [parse for parse in parses if fold(parse.normal_form) == fold(word)]
    return (same or parses)[0]


def _family(parse: Any) -> frozenset[str] | str:
    pos = str(parse.tag.POS)
    return next((family for family in _FAMILIES if pos in family), pos)


@lru_cache(maxsize=20_000)
def _inflect(target: Any, parse: Any, gender: str = "") -> str | None:
    wanted = {str(item) for item in parse.tag.grammemes} & _KEPT
    if "plur" in target.tag and "sing" in wanted:  # «деньги» have no singular
        return None
    if target.tag.POS == "NOUN":
        wanted -= {"masc", "femn", "neut", "anim", "inan"}
    if gender:
        wanted -= {"masc", "femn", "neut"}
        wanted |= {gender} if "sing" in wanted else set()
        wanted -= {"anim", "inan"} if "accs" not in wanted else set()
    elif parse.tag.POS != target.tag.POS:
        wanted.add(str(parse.tag.POS))
    made = target.inflect(wanted)
    if made is None and "accs" in wanted:
        made = target.inflect(wanted - {"anim", "inan"})
    if made is None:
        return None
    return str(made.word)
