"""What words of shop support are about: «приедет» and «доставка» are one matter, «к оплате» and «сумма» another.

Words may also be general («товар» narrows nothing down) or particular («по почте», «с браком»: a rule with one
holds only for some goods, ways or people).
"""

import re

_CONCEPTS: tuple[tuple[str, str], ...] = (
    (
        "delivery",
        r"достав\w*|привез\w*|приед\w*|приех\w*|прибы\w*|прибуд\w*|курьер\w*|deliver\w*|arriv\w*|courier\w*|eta",
    ),
    ("shipping", r"отправ(?:ля|и|лен|к)\w*|отгру\w*|ship(?:s|ped|ping|ment)?|dispatch\w*"),
    (
        "payment",
        r"оплат\w*|оплач\w*|сумм\w*|стоимост\w*|стоит|цен[аеуыой]+|итого|total|amount|price|pa(?:y|id|yment|ys)|cost\w*|sum",
    ),
    ("return", r"возврат\w*|верн(?:уть|ите|ете|у|ут|ете)|возвращ\w*|сдать|return\w*"),
    ("refund", r"верн(?:ем|ется|утся)|перечисл\w*|refund\w*|reimburs\w*"),
    ("exchange", r"обмен\w*|поменя\w*|замен\w*|exchang\w*|replac\w*|swap\w*"),
    ("receipt", r"получ\w*|вруч\w*|receiv\w*|receipt|pick(?:ed|up)?"),
    ("purchase", r"покупк\w*|купи\w*|куплен\w*|приобре\w*|purchas\w*|bought|buy\w*"),
    ("storage", r"хран\w*|ждет|ждать|stor(?:e|ed|age)|kept|keep"),
    ("warranty", r"гарант\w*|warrant\w*|guarant\w*"),
    ("points", r"балл\w*|бонус\w*|points?|bonus\w*"),
    ("discount", r"скид\w*|распродаж\w*|акци[яиюей]+|discount\w*|sale|promo\w*"),
    ("cancel", r"отмен\w*|аннулир\w*|cancel\w*"),
    ("free", r"бесплатн\w*|free|комплимент\w*"),
    ("order", r"заказ\w*|order\w*|number|номер\w*"),
    ("answer", r"ответ\w*|отвеч\w*|перезвон\w*|свяж\w*|answer\w*|repl(?:y|ies)|contact\w*"),
    ("change", r"сменить|смен\w*|измен\w*|перенес\w*|перенос\w*|change\w*|resched\w*"),
    ("expire", r"сгор\w*|истека\w*|действ(?:ует|уют|ителен|ительн\w*)|expir\w*|valid"),
    ("hours", r"работа\w*|открыт\w*|график\w*|режим\w*|open\w*|hours"),
    ("money", r"деньг\w*|денег|денеж\w*|средств\w*|money|funds?"),
)
MATTERS = frozenset(
    {
        *("@delivery", "@shipping", "@payment", "@return", "@refund", "@exchange", "@storage", "@warranty", "@points"),
        *("@discount", "@cancel", "@answer", "@change", "@expire", "@hours"),
    }
)
"""Concepts a shop's rule can be about."""
_GENERAL = re.compile(
    r"товар\w*|вещ\w+|издели\w+|заказ\w*|покупк\w*|продукц\w*|надлежащ\w*|качеств\w*|срок\w*|течени\w+|момент\w*|"
    r"дат[аеуы]|позднее|позже|составля\w+|занима\w+|стои\w+|рав(?:ен|н\w+)|магазин\w*|покупател\w*|клиент\w*|получени\w+|"
    r"любо\w+|котор\w+|значит|поэтому|обычно|после|наш\w*|вам|нами|всего|примерно|около|ровно|"
    r"нельзя|(?:не)?возможн\w*|(?:не)?доступ(?:ен|н\w+)|запрещ\w*|разреш\w*|(?:бес)?платн\w*|мож\w+|могут|подлеж\w+|получится|удастся|"
    r"cannot|can't|(?:un)?able|(?:un)?available|(?:im)?possible|allowed|forbidden|prohibited|free|paid|"
    r"items?|products?|goods|orders?|purchas\w*|within|during|term|period|date|takes?|costs?|customers?|buyers?|"
    r"receipt|receiv\w+|any|all|usually|after|about|only"
)
_PARTICULAR = re.compile(
    r"брак\w*|дефект\w*|ненадлежащ\w*|недостат\w*|поврежд\w*|почт\w*|курьер\w*|пункт\w*|самовывоз\w*|постамат\w*|"
    r"экспресс\w*|срочн\w*|международн\w*|юр\w*|оптов\w*|обув\w*|одежд\w*|техник\w*|мебел\w*|бель\w*|электр\w*|"
    r"регион\w*|област\w*|москв\w*|подарочн\w*|сертификат\w*|первы\w*|первую|следующ\w*|нов\w+|vip\w*|клуб\w*|"
    r"defect\w*|fault\w*|damaged?|post\w*|mail|courier\w*|express|international\w*|regions?|gift|shoes?|clothes|"
    r"electronics?|furniture|first|members?|vip"
)
_CONCEPT = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _CONCEPTS))


def concept_of(word: str) -> str:
    """The concept of a folded word («@return»), or an empty string."""
    found = _CONCEPT.fullmatch(word)
    return f"@{found.lastgroup}" if found else ""


def is_general(word: str) -> bool:
    """Whether a folded word narrows nothing down."""
    return bool(_GENERAL.fullmatch(word))


def is_particular(word: str) -> bool:
    """Whether a folded word narrows a rule down to some goods, ways or people."""
    return bool(_PARTICULAR.fullmatch(word))
