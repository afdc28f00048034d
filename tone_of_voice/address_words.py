"""Which single Russian words address the reader, and how: «ты» (informal) or «вы» (formal).

Every word is judged once and remembered, so that a reply costs one dictionary look-up for each word.
"""

import re
from typing import Final, Literal

from reply_core.remembered import Remembered
from reply_core.text import fold, morphology

Address = Literal["formal", "informal", ""]

_VY: Final = (
    "вы вас вам вами ваш ваша ваше ваши вашу вашего вашему вашим вашем вашей вашею ваших вашими "
    "здравствуйте давайте по-вашему"
)
_TY: Final = (
    "ты тебя тебе тобой тобою твой твоя твое твои твою твоего твоему твоим твоем твоей твоею твоих твоими "
    "давай по-твоему"
)
_LOOK_ALIKE: Final = (
    # Look like a command to one person and are something else: particles, predicatives, numerals, nouns.
    "пусть пускай лишь пожалуй дескать небось авось ишь бишь знать почти три хоть жаль кажись зашибись слесарь "
    "рань саль мини хули херь суши мни гнилишь печь внести вести пропасти напасти плести помилуй изволь"
)
_FORMAL: Final = frozenset(_VY.split())
_INFORMAL: Final = frozenset(_TY.split())
_NEITHER: Final = frozenset(_LOOK_ALIKE.split())
_ENDINGS: Final = re.compile(r"(?:те|тесь|шь|шься|[йиь]|йся|ись|ься|ка)$")
_PARTICLE: Final = re.compile(r"-(?:ка|то|либо|нибудь)$")
_LIKELY: Final = 0.5


def address_of(word: str) -> Address:
    """How one folded word addresses the reader; empty when it does not."""
    return ADDRESSES[word]


def _judge(word: str) -> Address:
    bare = _PARTICLE.sub("", fold(word))
    if bare in _FORMAL:
        return "formal"
    if bare in _INFORMAL:
        return "informal"
    if len(bare) < 3 or bare in _NEITHER or not _ENDINGS.search(bare):
        return ""
    return _judge_verb(bare)


def _judge_verb(word: str) -> Address:
    if not word.endswith(("йте", "ите", "ьте", "тесь", "шь", "шься")) and not morphology().word_is_known(word):
        return ""
    parses = morphology().parse(word)
    formal = informal = 0.0
    for parse in parses:
        tag = parse.tag
        if "past" in tag and "plur" in tag:  # «пришли», «нашли»: far more often "they came" than a command
            return ""
        if "plur" in tag and ("2per" in tag or "impr" in tag):
            formal += parse.score
        elif "sing" in tag and ("2per" in tag or "impr" in tag):
            informal += parse.score
    if max(formal, informal) < _LIKELY:
        return ""
    return "formal" if formal >= informal else "informal"


ADDRESSES: Final = Remembered(_judge)
"""`address_of` of every word met so far, as a table."""
