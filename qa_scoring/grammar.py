"""Typical mistakes that need the neighbours: «в течении дня», «не смотря на», «можете вернутся», a comma, a / an.

Each rule hangs on a trigger word, so that a text without one costs a look into a set for each word. A rule speaks only
where no other reading is left; what may be right is left alone.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress
from pathlib import Path
from typing import Final

from qa_scoring.grammar_en import ENGLISH_RULES
from qa_scoring.grammar_place import SENTENCE_END, Place, Rule
from qa_scoring.reading import Reading
from qa_scoring.spelling import Slip, knows
from reply_core.remembered import Remembered
from reply_core.text import morphology

_TABLE: Final = Path(__file__).parent / "phrases" / "grammar.toml"
_SHORTEST_VERB: Final = 6


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return tomllib.loads(_TABLE.read_text("utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_table()[name].split())


_PERIODS: Final = _words("periods")
_MODAL: Final = _words("modal")
_AFTER_MODAL: Final = _words("after_modal")
_SUBJECTS: Final = _words("subjects")
_WISH: Final = re.compile(
    r"\b(?:мо[жг]\w+|должн\w*|должен|буд\w+|способ\w*|чтобы|если|план\w+|готов\w*|хо[чт]\w+|нужно|надо|нельзя|следует|нача\w+"
    r"|стал\w*|успе\w+|продолж\w+|(?:по)?прос\w+|реш\w+|собира\w+|необходимо|придется|стоит|пора|лучше|смо\w+|вправе|рекоменд\w+|да[йе]\w*)\b"
)
_SAYS: Final = _words("says")
_JOINS: Final = _words("joins")
_INDEFINITE: Final = _words("indefinite")
_WHICH: Final = _words("which")
_NEVER: Final = {
    "чего": "ничего",
    "кто": "никто",
    "кого": "никого",
    "кому": "никому",
    "чем": "ничем",
    "как": "никак",
    "где": "нигде",
    "куда": "никуда",
}
_ENDINGS: Final = {
    "окончанию": "окончании", "истечению": "истечении", "прибытию": "прибытии", "приезду": "приезде",
    "возвращению": "возвращении", "прошествию": "прошествии", "завершению": "завершении",
}  # fmt: skip
_PRONOUNS: Final = _words("pronouns")
_BOUGHT: Final = _words("bought")


def _course(place: Place) -> Slip | None:
    if place.word(-1) == "в" and (place.word(1) in _PERIODS or place.word(1).isdigit()):
        return place.slip("в " + place.word(0)[:-1] + "е", first=-1)
    return None


def _despite(place: Place) -> Slip | None:
    if place.word(-1) == "не" and place.word(1) == "на" and place.word(2):
        return place.slip("несмотря", first=-1)
    return None


def _in_order(place: Place) -> Slip | None:
    if place.word(-1) != "что" or place.gap(-1) != " " or "ни" in {place.word(step) for step in range(1, 5)}:
        return None
    return place.slip("чтобы", first=-1) if _only(place.word(1), ("INFN",)) else None


def _hyphen(place: Place) -> Slip | None:
    one, word = place.word(-1), place.word(0)
    if place.gap(-1) != " ":
        return None
    fits = {
        "то": one in _WHICH, "нибудь": one in _INDEFINITE, "за": one == "из", "под": one == "из", "таки": one == "все",
        "либо": one in _INDEFINITE and place.folded.count("либо") == 1,
    }  # fmt: skip
    return place.slip(f"{one}-{word}", first=-1) if fits.get(word) else _paid_for(place)


def _paid_for(place: Place) -> Slip | None:
    verb = place.word(-1)
    if place.word(0) != "за" or not verb.startswith(("оплат", "оплач")) or place.word(1) not in _BOUGHT:
        return None
    return place.slip(f"{verb} {place.word(1)}", first=-1, last=1) if _only(verb, ("VERB", "INFN")) else None


def _by_dative(place: Place) -> Slip | None:
    """«Согласно договора»: the word after it stands in the genitive and cannot be a dative."""
    noun = place.word(1)
    if not noun or place.gap(0) != " ":
        return None
    tags = [parse.tag for parse in morphology().parse(noun)]
    if not all("NOUN" in tag and "gent" in tag for tag in tags[:1]) or any("datv" in tag for tag in tags):
        return None
    inflected = morphology().parse(noun)[0].inflect({"datv"})
    return place.slip(f"{place.word(0)} {inflected.word if inflected else ''}".strip(), last=1)


def _upon(place: Place) -> Slip | None:
    if place.word(-1) == "по" and not place.word(-2):
        return place.slip("по " + _ENDINGS[place.word(0)], first=-1)
    return None


def _impossible(place: Place) -> Slip | None:
    if place.word(-1) != "не" or place.gap(-1) != " " or place.word(1) in ("ли", "а", "но"):
        return None
    return None if place.word(-2) in ("вовсе", "отнюдь", "далеко", "никак") else place.slip("невозможно", first=-1)


def _nothing(place: Place) -> Slip | None:
    if place.word(-1) != "ни" or place.gap(-1) != " " or "ни" in {place.word(step) for step in (-2, -3, 1, 2, 3)}:
        return None
    return (
        place.slip(_NEVER[place.word(0)], first=-1) if "не" in (place.word(1), place.word(2), place.word(-2)) else None
    )


def _comma_before(place: Place) -> Slip | None:
    one, word = place.word(-1), place.word(0)
    if not one or place.gap(-1) != " ":
        return None
    if word == "что":
        sure = one in _SAYS
    elif word == "потому":
        sure = place.word(1) == "что" and place.gap(0) == " " and one not in _JOINS
    elif word in ("чтобы", "если"):
        verb = place.word(-2) if one in _PRONOUNS else one
        sure = one not in _JOINS and _only(verb, ("VERB", "INFN"))
    else:
        sure = _only(one, ("NOUN",))
    return place.slip(f"{one}, {word}", first=-1, kind="comma") if sure else None


def _apart(place: Place) -> Slip | None:
    """«К сожалению» at the start and «пожалуйста» anywhere stand between commas."""
    word, one, after = place.word(0), place.word(-1), place.word(1)
    if word == "пожалуйста":
        if not one and after and place.gap(0) == " ":
            return place.slip("пожалуйста,", kind="comma")
        both = one and after and place.gap(-1) == " " and place.gap(0) == " " and one not in _JOINS
        return place.slip(f"{one}, пожалуйста,", first=-1, kind="comma") if both else None
    if one == "к" and not place.word(-2) and after and place.gap(0) == " ":
        return place.slip(f"к {word},", first=-1, kind="comma")
    return None


def _infinitive(place: Place) -> Slip | None:
    """«Можете вернутся»: after a modal word stands the infinitive."""
    word, step = place.word(0), -1
    while place.word(step) in _AFTER_MODAL and step > -4:
        step -= 1
    meant = f"{word[:-3]}ться"
    modal = place.word(step)
    if modal not in _MODAL or not _only(meant, ("INFN",)) or (modal == "чтобы" and (step < -1 or place.word(1))):
        return None
    return place.slip(meant)


def _finite(place: Place) -> Slip | None:
    """«Деньги вернуться»: beside its subject, with nothing that asks for an infinitive, stands the finite verb."""
    word = place.word(0)
    meant = f"{word[:-4]}тся"
    if (
        len(word) < _SHORTEST_VERB
        or place.word(-1) not in _SUBJECTS
        or place.gap(-1) != " "
        or not _only(word, ("INFN",))
        or not knows(meant)
    ):
        return None
    start = max(place.words[max(0, place.at - 8)][1], _sentence_start(place))
    return None if _WISH.search(place.folded, start, place.words[place.at][1]) else place.slip(meant)


def _sentence_start(place: Place) -> int:
    ends = [match.end() for match in SENTENCE_END.finditer(place.folded, 0, place.words[place.at][1])]
    return ends[-1] if ends else 0


@lru_cache(maxsize=50_000)
def _only(word: str, kinds: tuple[str, ...]) -> bool:
    """Whether a word is known and every reading of it is of these parts of speech."""
    parses = morphology().parse(word) if word else []
    return bool(parses) and bool(parses[0].is_known) and all(parse.tag.POS in kinds for parse in parses)


RULES: Final[dict[str, Rule]] = {
    "течении": _course, "продолжении": _course, "смотря": _despite, "бы": _in_order,
    **dict.fromkeys(("то", "нибудь", "либо", "за", "под", "таки"), _hyphen),
    **dict.fromkeys(("согласно", "вопреки"), _by_dative),
    **dict.fromkeys(_ENDINGS, _upon), "возможно": _impossible, **dict.fromkeys(_NEVER, _nothing),
    **dict.fromkeys(("что", "чтобы", "потому", "если", "который", "которая", "которое", "которые"), _comma_before),
    **dict.fromkeys(("сожалению", "счастью", "пожалуйста"), _apart),
    **ENGLISH_RULES,
}  # fmt: skip
"""Trigger word → its rule."""


_HAS_RULE: Final = Remembered(lambda word: word in RULES or word.endswith(("тся", "ться")))
"""Whether a word is a trigger."""


def find_mistakes(reply: Reading) -> Iterator[Slip]:
    """Sure mistakes of grammar and missing commas, in order of place."""
    words, folded = reply.tokens, reply.folded
    for at in compress(range(len(words)), map(_HAS_RULE.__getitem__, reply.bare_words)):
        word = words[at][0]
        rule = RULES.get(word) or (_infinitive if word.endswith("тся") else _finite if word.endswith("ться") else None)
        if rule is not None and (slip := rule(Place(words, at, folded))) is not None:
            yield slip
