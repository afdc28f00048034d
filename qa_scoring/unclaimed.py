"""Sentences that state nothing a source could bear out: a turn to the next question, an offer of help, a deed of his.

Knowledge base, order and thread hold what the shop promises and what was said; that an operator has passed something
on, or will look into it, stands in none of them. Such a sentence is no claim (scoring.md 8: correctness applies to
checkable claims); its term is kept or broken under `promise_kept`. Contradicted sentences never come here.
"""

import re

from reply_core.text import fold

_WHOLE = r"(?<![^\W_])(?:{0})(?![^\W_])"
_TURN = re.compile(
    r"\W*(?:а |и )*(?:что касается|по|про|насчет|о|на|относительно|теперь(?: о)?|as for|on|about|regarding|and)\W+"
    r"(?:ваш\w+ |your |the )?"
    r"(?:втор\w+|трет\w+|перв\w+|друг\w+|оставш\w+|second|third|first|other)(?: ваш\w+)?"
    r"(?: вопрос\w*| пункт\w*| тем\w*| question| point| one)?\W*"
)
"""«Что касается второго вопроса.», «И про второе.», "On your second question:"."""
_OFFER = re.compile(
    _WHOLE.format(
        r"(?:отвеч[уа]\w*|ответим|готов\w* ответить) на (?:люб\w+|все|ваши|друг\w+)(?: \w+)? вопрос\w*"
        r"|(?:если )?(?:будут|появятся|останутся|возникнут)(?: \w+){0,2} вопрос\w*"
        r"|в случае возникновения(?: \w+)? вопросов|если понадобится(?: \w+)? помощь"
        r"|дайте знать|(?:обращайтесь|пишите|звоните),? если"
        r"|если что(?:-то|-нибудь)?(?: \w+){0,3},? (?:пишите|обращайтесь)"
        r"|(?:буду|будем|остаюсь|остаемся|всегда|я|мы) на связи|рад[ыа]? (?:был\w* )?(?:буд\w+ )?помочь"
        r"|(?:any|more|other|further)(?: \w+)? questions|let (?:me|us) know if|happy to help|feel free to"
    )
)
_DEED = re.compile(
    _WHOLE.format(
        r"переда(?:м|дим|л|ла|ли|ю|ем)|провер(?:ю|им|яю|яем|ил|ила|или)|уточн(?:ю|им|яю|яем|ил|ила|или)|узна(?:ю|ем|л|ла|ли)"
        r"|выясн(?:ю|им|яю|яем|ил|ила|или)|напи(?:шу|шем)|сообщ(?:у|им)|свяж(?:усь|емся|ется|утся)|перезвон(?:ю|им|ит|ят)"
        r"|верн(?:усь|емся)|разбер(?:усь|емся)|разбира(?:юсь|емся)|посмотр(?:ю|им|ел|ела|ели)|запис(?:ал|ала|али)"
        r"|прослеж(?:у|им)|разбуд\w+|поговор(?:ю|им|ил|ила|или)|покаж(?:у|ем)"
        r"|i(?:'ll| will|'ve| have)|we(?:'ll| will|'ve| have)"
    )
)
_OF_WORDS = re.compile(
    _WHOLE.format(
        r"pass(?:ed)?|check(?:ed)?|look(?:ed)?|find out|found out|ask(?:ed)?|reply|get back|call|let you know"
        r"|forward(?:ed)?|escalat(?:e|ed)|contact|be in touch|note(?:d)?|shared?"
    )
)
"""What an English "I'll …" must go on with to be such a deed."""
_CLAUSES = re.compile(r"[,;.!?]|\s[-–—]\s|(?<![^\W_])(?:и|and)(?![^\W_])")
_BESIDE = re.compile(
    r"\W*(?:если|когда|как только|пришлите|напишите|пишите|обращайтесь|просим обращаться|ожидайте|подождите"
    r"|пожалуйста|спасибо|извините|простите|приносим"
    r"|благодар\w+|уже|сейчас|сразу|get back to you|let you know|be in touch"
    r"|if|when|once|please|thank\w*|sorry)(?![^\W_])"
)
"""What may stand beside a deed and claims nothing either."""
_RULE = re.compile(
    _WHOLE.format(
        r"нельзя|нету?|невозможн\w*|не ?можем|можно|бесплатн\w*|возврат\w*|возвра[тщ]\w*|верн(?:ем|у|уть|ется|утся)"
        r"|гарант\w*|скидк\w*|компенс\w*|начисл\w*|зачисл\w*|спи[сш]\w*|замен\w*|обмен\w*|деньг\w*|денег|средств\w*|балл\w*"
        r"|оплат\w*|стоимост\w*|доставк\w*|достав\w+|приед\w*|прид\w+|привез\w*|штраф\w*|закон\w*|правил\w*|все(?:гда|м)|обычно"
        r"|can|cannot|can't|free|refund\w*|return\w*|discount\w*|guarantee\w*|replac\w*|exchang\w*|credit\w*|money|points?"
        r"|deliver\w*|arriv\w*|charge\w*|fee|fees|always|usually|polic\w+"
    )
)
"""Words of money, terms and rules: with one of them a sentence is a claim, whoever acts in it."""
_CLOSE = re.compile(r"[«»\"“”]|https?:|\w@\w|[₽$€£%]|→|->")
_FIGURE = re.compile(r"\d")
_SIGNED = re.compile(
    r"\W*(?:[Сс] (?:уважением|теплом|наилучшими пожеланиями)\W+)?[А-ЯЁA-Z][а-яёa-z]+(?: [А-ЯЁA-Z][а-яёa-z]+)?"
    r"(?:, (?:(?:служба |команда |отдел |магазин )?(?:поддержк[аи] ?)?(?:[«\"“][^«»\"“”\n]{2,30}[»\"”])?))?\W*"
)
_FEW_WORDS = 6


def states_nothing(sentence: str, *, last: bool = False) -> bool:
    """Whether a sentence that no source holds has nothing in it to be held by one.

    Args:
        sentence: as it stands in the reply.
        last: nothing but such sentences follows it, so that it may be a signature.
    """
    folded = fold(sentence)
    if _TURN.fullmatch(folded):
        return True
    if last and len(sentence.split()) <= _FEW_WORDS and _SIGNED.fullmatch(sentence.strip()):
        return True
    if _FIGURE.search(folded) or _CLOSE.search(sentence) or _RULE.search(folded):
        return False
    if ":" in folded:
        return False
    clauses = [clause for clause in _CLAUSES.split(folded) if clause.strip()]
    if _OFFER.search(folded) is None and not any(map(_is_deed, clauses)):
        return False
    return all(_is_deed(each) or _OFFER.search(each) or _BESIDE.match(each) for each in clauses)


def _is_deed(clause: str) -> bool:
    found = _DEED.search(clause)
    if found is None:
        return False
    return not found.group().startswith(("i", "we")) or _OF_WORDS.search(clause) is not None
