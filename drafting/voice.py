"""The shop speaks of itself as «мы»: «доставку оплачивает магазин» becomes «доставку оплачиваем мы».

A safe rewrite: only «магазин» alone as the subject of one verb in the third person; nothing else changes.
"""

import re

from drafting.grammar import we_do
from reply_core.text import fold
from reply_core.types import Language

_SHOP = r"(?:(?:наш\s+)?(?:интернет-)?магазин)"
_VERB = r"(?P<verb>[А-ЯЁа-яё]+(?:ет|ёт|ит))"
_VERB_SHOP = re.compile(rf"(?<!\w){_VERB}\s+(?P<shop>{_SHOP})(?=\s*[.,;:!?)]|\s*$)", re.IGNORECASE)
_SHOP_VERB = re.compile(
    r"(?P<lead>^|^(?:если|когда)\s+|[,;:—–-]\s+|(?<=\w),?\s+(?:и|а|но|если|что|когда)\s+)"
    rf"(?P<shop>{_SHOP})\s+(?P<not>не\s+)?{_VERB}(?!\w)",
    re.IGNORECASE,
)
_OTHER_SHOP = re.compile(r"магазин[аеуы]|магазин(?:ом|ов|ам|ах)|(?:этот|друг\w+|ближайш\w+|кажд\w+|люб\w+)\s+магазин")
_SHOP_EN = re.compile(
    r"(?<!\w)(?P<shop>(?:the|our)\s+(?:online\s+)?(?:shop|store|company))\s+(?:(?P<adverb>also|always|usually)\s+)?"
    r"(?P<verb>pays|covers|refunds|returns|delivers|ships|sends|accepts|replaces|issues|offers|credits|bears|provides|"
    r"arranges|processes|collects|is|has|does)(?!\w)",
    re.IGNORECASE,
)
_PLURAL_EN = {"is": "are", "has": "have", "does": "do", "processes": "process"}


def as_we(sentence: str, language: Language) -> str:
    """``sentence`` with the shop speaking of itself in the first person, or unchanged when not sure."""
    return _as_we_ru(sentence) if language == "ru" else _as_we_en(sentence)


def _as_we_ru(sentence: str) -> str:
    if _OTHER_SHOP.search(fold(sentence)):
        return sentence
    if match := _VERB_SHOP.search(sentence):
        ours = we_do(match["verb"])
        if ours is not None:
            return f"{sentence[: match.start('verb')]}{ours} мы{sentence[match.end('shop') :]}"
    if match := _SHOP_VERB.search(sentence):
        ours = we_do(match["verb"])
        if ours is not None and ours.casefold() not in {"работаем", "находимся", "закрываем", "открываем"}:
            we = "Мы" if match["shop"][0].isupper() else "мы"
            return f"{sentence[: match.start('shop')]}{we} {match['not'] or ''}{ours}{sentence[match.end('verb') :]}"
    return sentence


def _as_we_en(sentence: str) -> str:
    match = _SHOP_EN.search(sentence)
    if match is None:
        return sentence
    verb = match["verb"].lower()
    ours = _PLURAL_EN.get(verb, verb.removesuffix("s"))
    we = "We" if match["shop"][0].isupper() else "we"
    adverb = f"{match['adverb']} " if match["adverb"] else ""
    return f"{sentence[: match.start('shop')]}{we} {adverb}{ours}{sentence[match.end('verb') :]}"
