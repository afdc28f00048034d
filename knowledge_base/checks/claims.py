"""Does a sentence claim anything that a source could bear out? Courtesy, questions and «ожидайте» do not."""

import re
import tomllib
from functools import lru_cache
from importlib import resources

from knowledge_base.checks.statements import Statement
from knowledge_base.terms import STOP_WORDS
from reply_core.text import morphology

_WHOLE = r"(?<![^\W_])(?:{0})(?![^\W_])"
_FILE = tomllib.loads((resources.files("knowledge_base") / "checks" / "courtesy.toml").read_text(encoding="utf-8"))
_PHRASES = [phrase for part in _FILE.values() for phrase in part["phrases"]]
_COURTESY = re.compile(
    _WHOLE.format("|".join(_PHRASES)).replace("<clause>", r"[^.!?;,\n]*").replace("<tail>", r"[^.!?;\n]*")
)
_STARTS = frozenset(["^" + word[:5] for part in _FILE.values() for word in part["starts"].split()])
_CALLS_BY_NAME = re.compile("|".join(part["names_after"] for part in _FILE.values()))
_ONE_MOMENT = re.compile(
    r"\W*(?:пожалуйста|подождите|please|wait)?\W*(?:(?:одну|1|буквально|пару|one|just a|a) ?)?"
    r"(?:минут[уыко]\w*|секунд[уыо]\w*|момент|moment|minute|second)\W*(?:пожалуйста|please)?\W*"
)
_CLAIMING = re.compile(
    _WHOLE.format(
        r"нельзя|нету?|невозможн\w*|не ?можем|можно|бесплатн\w*|возврат\w*|верн(?:ем|уть)|гарант\w*|скидк\w*|"
        r"can|cannot|can't|free|refund\w*|return\w*|discount\w*|guarantee\w*"
    )
)
"""Words of a rule: a sentence with one says more than courtesy, however it is wrapped."""
_QUESTION_END = re.compile(r"\?[\s!?.)\"'»:(]*$")
_REQUEST = re.compile(
    _WHOLE.format(
        r"пришлите|отправьте|сообщите|уточните|укажите|подскажите|назовите|напишите|опишите|приложите|прикрепите|"
        r"send|tell|provide|share|attach|clarify|specify|confirm"
    )
)
_OWN_DATA = re.compile(
    _WHOLE.format(
        r"номер\w*|фото\w*|скрин\w*|телефон\w*|почт\w*|адрес\w*|имя|фио|ссылк\w*|видео\w*|дат[уы]|подробн\w*|детал\w*|"
        r"удобн\w*|модел\w*|чек\w*|email|e-mail|number|photos?|pictures?|screenshots?|phone|address|name|details?|receipt"
    )
)
_WHERE = re.compile(
    _WHOLE.format(
        r"раздел\w*|кабинет\w*|через|форм[аеуы]|приложени\w+|заявк\w+|поддержк\w+|section|account|form|via|app"
    )
)
_ABOUT_CUSTOMER = re.compile(
    _WHOLE.format(
        r"вы (?:уже |нам |ранее |также )?(?:пи(?:шете|сали)|написали|указ(?:али|ываете)|сообщ(?:или|аете)|"
        r"заказ(?:али|ывали)|получили|купили|оплатили|просили|хотите|хотели|говорите|обращались|оформ(?:или|ляли)|выбрали)"
        r"|you (?:have |already |also )*(?:wrote|written|mention(?:ed)?|ordered|bought|received|asked|said|paid|chose)"
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_REMEMBERED = 4_096
_FEW = 4


def is_question(sentence: str) -> bool:
    """Whether the sentence asks."""
    return bool(_QUESTION_END.search(sentence))


def is_about_customer(said: Statement) -> bool:
    """Whether the sentence repeats to the customer what he said or did himself."""
    return bool(_ABOUT_CUSTOMER.search(said.folded))


@lru_cache(maxsize=_REMEMBERED)
def is_courtesy(said: Statement) -> bool:
    """Whether nothing is left of a sentence without its greetings, thanks, apologies and names called."""
    if said.tokens and not any(token.prefix in _STARTS for token in said.words):
        return False
    if _CLAIMING.search(said.folded):
        return False
    left = _COURTESY.sub(_blank, said.folded)
    rest = [found for found in _WORD.finditer(left) if found.group() not in STOP_WORDS]
    if rest and (_CALLS_BY_NAME.search(said.folded) or _is_signed(said, left)):
        rest = [found for found in rest if not said.text[found.start()].isupper()]
    return not rest


def _is_signed(said: Statement, left: str) -> bool:
    """Whether a signature runs into courtesy without a full stop: «Анна, «Росница» Хорошего вам дня!»."""
    first = _WORD.search(said.folded)
    if left == said.folded or first is None:
        return False
    return left[first.start() : first.end()].isspace() or any(
        "Name" in parse.tag for parse in morphology().parse(first.group())[:1]
    )


def is_one_moment(said: Statement) -> bool:
    """«Одну минуту, пожалуйста»: no term, only a request to wait."""
    return bool(_ONE_MOMENT.fullmatch(said.folded))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def is_request(said: Statement) -> bool:
    """Whether the sentence only asks the customer for something of his own: «пришлите номер заказа»."""
    asks = _REQUEST.search(said.folded) and _OWN_DATA.search(said.folded)
    return bool(asks and not _WHERE.search(said.folded))


def is_pointer(said: Statement) -> bool:
    """Whether the sentence only says where to turn: «Позвоните нам: 8 800 …», «Подробнее: https://…»."""
    if not said.atoms or len(said.tokens) > _FEW or any(_CLAIMING.fullmatch(token.word) for token in said.tokens):
        return False
    return all(atom.kind in ("phone", "email", "link") for atom in said.atoms)
