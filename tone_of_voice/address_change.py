"""A Russian sentence put from «вы» into «ты» or back, where the forms leave no doubt; else None.

Commands, verbs in the second person, «вы» and «ваш» change. What would need the reader's gender («вы получили» is «ты
получил» or «ты получила») is not guessed: such a sentence is left to a person. Quoted names of buttons stay.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from reply_core.text import fold, morphology
from tone_of_voice.address_words import address_of
from tone_of_voice.document import Document
from tone_of_voice.inflection import like

Familiarity = Literal["ты", "вы"]

_PERSON: Final = {"вы": "ты", "вас": "тебя", "вам": "тебе", "вами": "тобой"}
_PERSON_BACK: Final = {"ты": "вы", "тебя": "вас", "тебе": "вам", "тобой": "вами", "тобою": "вами"}
_OWN: Final = {
    "ваш": "твой", "ваша": "твоя", "ваше": "твоё", "ваши": "твои", "вашу": "твою", "вашего": "твоего",
    "вашему": "твоему", "вашим": "твоим", "вашем": "твоём", "вашей": "твоей", "ваших": "твоих", "вашими": "твоими",
    "по-вашему": "по-твоему",
}  # fmt: skip
_OWN_BACK: Final = {fold(ours): theirs for theirs, ours in _OWN.items()} | {"твоею": "вашей"}
_SAY: Final = {"здравствуйте": "здравствуй", "давайте": "давай"}
_SAY_BACK: Final = {ours: theirs for theirs, ours in _SAY.items()}
_WORD: Final = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_CLAUSE_END: Final = re.compile(r"[,;:.!?()\n]|\s[—–-]\s|→")
_OPENERS: Final = (
    "если когда пока чтобы что как раз где куда откуда сколько почему хотя едва кто чем "
    "который которая которое которые которую которого которому которым котором которых"
)
_SUBORDINATES: Final = frozenset(_OPENERS.split())
_ABOUT: Final = frozenset({"о", "об", "обо", "при"})
_PLACE: Final = frozenset({"в", "во", "на"})
_ALONE: Final = "сам сама сами самим самих самому самой самого один одна одни"
_SELVES: Final = frozenset(_ALONE.split())
_QUOTED: Final = re.compile(r"«[^«»\n]*»|\"[^\"\n]*\"|“[^“”\n]*”|„[^„“”\n]*[“”]")


class _Word(NamedTuple):
    text: str
    folded: str
    start: int
    end: int
    clause: int


class _Unsafe(Exception):
    """The sentence cannot be changed without guessing."""


def readdressed(text: str, to: Familiarity) -> str | None:
    """``text`` (a Russian sentence or a few) with its reader called ``to``.

    Returns:
        The text, the same when it addresses nobody or so already; None when a form would have to be guessed.
    """
    words = _words(text)
    wrong = "formal" if to == "ты" else "informal"
    try:
        changes = [(word, _to_ty(word, words) if to == "ты" else _to_vy(word, words)) for word in words]
    except _Unsafe:
        return None
    out, at = [], 0
    for word, new in changes:
        if new is None:
            continue
        out += [text[at : word.start], like(word.text, new)]
        at = word.end
    changed = "".join([*out, text[at:]])
    if any(address_of(word.folded) == wrong for word in _words(changed)):
        return None
    return changed


def _words(text: str) -> list[_Word]:
    """The words outside of quotations and links, each with the number of its clause."""
    doc = Document(text)
    kept = [(match.start(), match.end()) for match in _QUOTED.finditer(text)]
    kept += [(span.start, span.end) for span in doc.links]
    ends = [match.start() for match in _CLAUSE_END.finditer(text)]
    found: list[_Word] = []
    for match in _WORD.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in kept):
            continue
        clause = sum(1 for end in ends if end < match.start())
        found.append(_Word(match.group(), fold(match.group()), match.start(), match.end(), clause))
    return found


def _to_ty(word: _Word, words: Sequence[_Word]) -> str | None:
    clause = [one for one in words if one.clause == word.clause]
    if word.folded in _OWN or word.folded in _SAY:
        return (_OWN | _SAY)[word.folded]
    if word.folded in _PERSON:
        return _prepositional(word, clause) or _PERSON[word.folded]
    named = any(one.folded == "вы" for one in clause)
    if _needs_gender(word, clause, named=named):
        raise _Unsafe
    if address_of(word.folded) != "formal":
        return None
    hangs = named or clause[0].folded in _SUBORDINATES or any(one.folded in _SUBORDINATES for one in clause[1:2])
    return _verb(word.folded, "sing", indicative=hangs)


def _to_vy(word: _Word, words: Sequence[_Word]) -> str | None:
    clause = [one for one in words if one.clause == word.clause]
    if word.folded in _OWN_BACK or word.folded in _SAY_BACK:
        return (_OWN_BACK | _SAY_BACK)[word.folded]
    if word.folded in _PERSON_BACK:
        before = _before(word, clause)
        if word.folded == "тебе" and before in _ABOUT | _PLACE:
            return "вас"
        return _PERSON_BACK[word.folded]
    named = any(one.folded == "ты" for one in clause)
    if word.folded in {"сам", "сама"} and (named or any(address_of(one.folded) == "informal" for one in clause)):
        return "сами"
    if named and (plural := _plural_of(word.folded)) is not None:
        return plural
    if not named and _is_subjectless(word, clause, "sing"):
        raise _Unsafe
    if address_of(word.folded) != "informal":
        return None
    return _verb(word.folded, "plur", indicative=word.folded.endswith(("шь", "шься")))


def _before(word: _Word, clause: Sequence[_Word]) -> str:
    return next((one.folded for one in reversed(clause) if one.end <= word.start), "")


def _prepositional(word: _Word, clause: Sequence[_Word]) -> str:
    """«о вас» is «о тебе»; «на вас» and «в вас» may be either."""
    before = _before(word, clause)
    if word.folded != "вас":
        return ""
    if before in _PLACE:
        raise _Unsafe
    return "тебе" if before in _ABOUT else ""


def _needs_gender(word: _Word, clause: Sequence[_Word], *, named: bool) -> bool:
    """Whether the word agrees with «вы» in a form that in the singular has a gender."""
    if word.folded == "будьте" and any(one.folded in {"добры", "любезны", "уверены", "готовы"} for one in clause):
        return True
    addressed = named or any(address_of(one.folded) == "formal" for one in clause)
    if addressed and word.folded in _SELVES:
        return True
    best = morphology().parse(word.folded)[0].tag
    if named and "plur" in best and ("past" in best or best.POS in {"ADJS", "PRTS"}):
        return True
    return not named and _is_subjectless(word, clause, "plur")


def _is_subjectless(word: _Word, clause: Sequence[_Word], number: str) -> bool:
    """«Если передумали»: a past verb after «если» or «когда» with nothing else in its clause that could do it."""
    if not any(one.folded in _SUBORDINATES for one in clause[:2]):
        return False
    tag = morphology().parse(word.folded)[0].tag
    if "past" not in tag or number not in tag or (number == "sing" and "neut" in tag):
        return False
    gender = str(tag.gender) if number == "sing" else ""
    return not any(_may_do(one, number, gender) for one in clause if one is not word)


def _may_do(word: _Word, number: str, gender: str) -> bool:
    return any(
        parse.tag.POS in {"NOUN", "NPRO", "ADJF", "NUMR"}
        and "nomn" in parse.tag
        and number in parse.tag
        and (not gender or str(parse.tag.gender) in {gender, "None"})
        for parse in morphology().parse(word.folded)
        if parse.score > 0.05 and parse.normal_form not in {"вы", "ты", "это"}
    )


def _plural_of(word: str) -> str | None:
    """«получил», «уверен» beside «ты»: the form beside «вы»."""
    parse = morphology().parse(word)[0]
    if "sing" in parse.tag and "neut" not in parse.tag and ("past" in parse.tag or parse.tag.POS in {"ADJS", "PRTS"}):
        form = parse.inflect({"plur"})
        return str(form.word) if form is not None else None
    return None


def _verb(word: str, number: str, *, indicative: bool) -> str:
    """The command or the second person in the other number.

    Raises:
        _Unsafe: the dictionary knows no such form.
    """
    parses = [parse for parse in morphology().parse(word) if _addresses(parse)]
    wanted = [parse for parse in parses if ("impr" in parse.tag) != indicative] or parses
    for parse in wanted:
        form = parse.inflect({number})
        if form is not None:
            return str(form.word)
    raise _Unsafe


def _addresses(parse: Any) -> bool:
    return parse.tag.POS == "VERB" and ("2per" in parse.tag or ("impr" in parse.tag and "incl" not in parse.tag))
