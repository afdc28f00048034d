"""Words of shop support that speak of the same matter: «приедет» and «доставка», «к оплате» and «сумма»."""

import re
from functools import lru_cache

_CONCEPTS: tuple[tuple[str, str], ...] = (
    (
        "@delivery",
        r"достав\w*|привез\w*|приед\w*|приех\w*|прибы\w*|прибуд\w*|курьер\w*|deliver\w*|arriv\w*|courier\w*|eta",
    ),
    ("@shipping", r"отправ(?:ля|и|лен|к)\w*|отгру\w*|ship(?:s|ped|ping|ment)?|dispatch\w*"),
    (
        "@payment",
        r"оплат\w*|оплач\w*|сумм\w*|стоимост\w*|стоит|цен[аеуыой]+|итого|total|amount|price|pa(?:y|id|yment|ys)|cost\w*|sum",
    ),
    ("@return", r"возврат\w*|верн(?:уть|ите|ете|у|ут|ете)|возвращ\w*|сдать|return\w*"),
    ("@refund", r"верн(?:ем|ется|утся)|перечисл\w*|refund\w*|reimburs\w*"),
    ("@exchange", r"обмен\w*|поменя\w*|замен\w*|exchang\w*|replac\w*|swap\w*"),
    ("@receipt", r"получ\w*|вруч\w*|receiv\w*|receipt|pick(?:ed|up)?"),
    ("@purchase", r"покупк\w*|купи\w*|куплен\w*|приобре\w*|purchas\w*|bought|buy\w*"),
    ("@storage", r"хран\w*|ждет|ждать|stor(?:e|ed|age)|kept|keep"),
    ("@warranty", r"гарант\w*|warrant\w*|guarant\w*"),
    ("@points", r"балл\w*|бонус\w*|points?|bonus\w*"),
    ("@discount", r"скид\w*|распродаж\w*|акци[яиюей]+|discount\w*|sale|promo\w*"),
    ("@cancel", r"отмен\w*|аннулир\w*|cancel\w*"),
    ("@free", r"бесплатн\w*|free|комплимент\w*"),
    ("@order", r"заказ\w*|order\w*|number|номер\w*"),
    ("@answer", r"ответ\w*|отвеч\w*|перезвон\w*|свяж\w*|answer\w*|repl(?:y|ies)|contact\w*"),
    ("@change", r"сменить|смен\w*|измен\w*|перенес\w*|перенос\w*|change\w*|resched\w*"),
    ("@expire", r"сгор\w*|истека\w*|действ(?:ует|уют|ителен|ительн\w*)|expir\w*|valid"),
    ("@hours", r"работа\w*|открыт\w*|график\w*|режим\w*|open\w*|hours"),
    ("@money", r"деньг\w*|денеж\w*|средств\w*|money|funds?"),
)
_MATCHERS = tuple((name, re.compile(pattern)) for name, pattern in _CONCEPTS)


@lru_cache(maxsize=200_000)
def concept_of(word: str) -> str:
    """The concept of a folded word, or an empty string."""
    return next((name for name, pattern in _MATCHERS if pattern.fullmatch(word)), "")
