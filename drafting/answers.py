"""What kind of answer a question wants (a sum, a term, a place, steps …) and whether a sentence gives that kind."""

import re
from collections.abc import Mapping
from typing import Literal

from reply_core.text import fold

AnswerKind = Literal["money", "time", "payer", "place", "steps", "permission", "reason", "contact", "status"]

_ASKED: Mapping[AnswerKind, str] = {
    "payer": r"""
        кто (?:\w+ )?(?:плат|оплач|опла); за чей; who pays; at whose
    """,
    "money": r"""
        сколько (?:\w+ ){0,2}(?:стоит|стоят|будет стоить|руб); почем(?!у); какая (?:цена|стоимость); стоимост; цен[аыу]
        платн\w* ли; бесплатн\w* ли; это (?:бес)?платн; (?:бес)?платно
        how much; what does \w+ cost; price; fees?(?!\w); is it free; for free
    """,
    "time": r"""
        когда(?!-); сколько еще(?! \w+ стоит)
        сколько (?:\w+ ){0,2}(?:дн|врем|час|идет|ждать|недел|хран|действ); как(?:ой|ие|ов) (?:\w+ )?срок
        срок; как долго; до какого; во сколько; как скоро; долго ли; успе[ею]; часы работы; график работы; режим работы
        when; how (?:long|soon|fast|quickly|many days); what time; deadline
    """,
    "place": r"""
        где(?!-); куда(?!-); откуда(?!-); какой адрес; адрес; в каком разделе; как (?:\w+ )?найти; where; address
    """,
    "steps": r"""
        как(?:им образом)? (?!ой|ая|ое|ие|долго|скоро)\w+; что (?:мне |нам )?(?:нужно|надо|делать|требуется|сделать)
        инструкци; порядок; how (?:do|can|to|should); what (?:do|should) i
    """,
    "permission": r"""
        можно ли; можно; могу ли; могу; возможно ли; возможно; есть ли; разреш; принимаете ли; делаете ли; можете ли
        будет ли; can i; may i; is it possible; do you; are you; am i allowed
    """,
    "reason": r"""
        почему; отчего; из-за чего; по какой причине; в чем (?:причина|дело); зачем; why; what is the reason
    """,
    "contact": r"""
        как\w+ (?:у вас )?(?:телефон|номер|почт|e-?mail); телефон (?:поддержк|магазин|служб)
        куда (?:на)?писать; куда обра
        ваш\w* (?:телефон|контакт|почт); связаться; по какому
        your (?:phone|e-?mail|contact); contact you; call you
    """,
    "status": r"""
        где (?:\w+ ){0,3}(?:заказ|посылк|товар|курьер|(?:он|она|мой|моя|мои)(?!\w))
        как там (?:\w+ ){0,3}(?:заказ|посылк|\d{4,}); (?<!\w)(?:едет|приехал\w?) (?:ли )?(?:\w+ ){0,2}(?:заказ|посылк)
        (?:ну )?(?:(?:он|она|оно|уже) )*едет(?=\W*$)
        статус; что с (?:\w+ )?(?:заказ|посылк|достав)
        когда (?:\w+ ){0,3}(?:привез|придет|достав|приедет|будет|получу); отслед; where is; where's my; status of; track
        когда (?:\w+ ){0,2}(?:отправите|отгрузите|соберете|вышлете)(?! (?:\w+ ){0,2}(?:деньг|чек|ссылк|возвр|докум))
        почему (?:\w+ ){0,6}не (?:отправ|собра|достав)(?!\w*л?я(?:ете|ют|ем|ет)(?: \w+)? (?:в|на|за|по|из) )
        почему (?:\w+ ){0,4}(?:до сих пор|все еще|так долго) (?:\w+ ){0,2}(?:собира|обрабатыва|отправля|доставля)
        (?:заказ|посылк|товар)\w* (?:\w+ ){0,4}(?:до сих пор|все еще) (?:\w+ ){0,2}не (?:отправ|отгру|собра|достав)
        (?:до сих пор|все еще) (?:\w+ ){0,2}не (?:отправ|отгру|собра|достав)\w* (?:\w+ ){0,2}(?:заказ|посылк|товар)
        (?:заказ|посылк)\w* (?:\w+ ){0,3}(?:до сих пор|все еще) (?:\w+ )?(?:собира|обрабатыва|на сборк|в обработк)
        когда (?:\w+ ){0,3}(?:отправят|отгрузят|соберут|вышлют)(?! (?:\w+ ){0,2}(?:деньг|чек|ссылк|возвр|докум))
        why (?:is|isn't|has|hasn't) (?:\w+ ){0,4}(?:order|parcel|it) (?:\w+ ){0,3}(?:ship|sent|deliver|arriv|process)
        (?:order|parcel) (?:\w+ )?(?:has not|hasn't|is not|isn't) (?:\w+ ){0,2}(?:shipped|sent|delivered|arrived)
        (?:will|is) (?:\w+ ){1,4}(?:be here|arrive|get here|come) (?:by|before|on|today|tomorrow|in time)
        когда (?:\w+ ){0,2}ждать(?! (?:\w+ ){0,2}(?:ден|возвр|отв|балл|письм|зачисл))
        when will (?:\w+ ){0,3}(?:arrive|come|be delivered); any (?:update|news) (?:on|about)(?! (?:\w+ ){0,2}refund)
    """,
}
_GIVEN: Mapping[AnswerKind, str] = {
    "payer": r"""
        оплачив; оплат; за (?:наш|ваш|свой|счет); бесплатн; плат[ия]т; удерж; pays?; covers?; free; at our; at your
    """,
    "money": r"""
        ₽; руб; бесплатн; \d\s?%; [$€£]; free; costs?
    """,
    "time": r"""
        \d\s*[-–]?\s*\d*\s*(?:\w+\s)?(?:минут|час|дн|ден|суто|недел|месяц|год|лет|minute|hour|day|week|month|year)
        \d{1,2}:\d{2}; сегодня; завтра; накануне; ежедневно; круглосуточно; рабоч\w+ дн; в тот же день; сразу
        today; tomorrow; daily
    """,
    "place": r"""
        https?://; адрес; ул\.; улиц; раздел; пункт; →; «[^»]+»; "[^"]+"; магазин; address; section; page; street
    """,
    "steps": r"""
        (?<!\w)(?:\w+(?:йте|ите|йтесь|итесь))(?!\w); →; нужно; необходимо; следует; достаточно
        (?<!\w)(?:click|open|choose|go to|select|enter|fill|send|write|press)(?!\w)
    """,
    "permission": r"""
        (?<!\w)(?:да|нет|можно|нельзя|возможн\w*|невозможн\w*|мож\w+|разреш\w*|запрещ\w*|не\s\w+|принима\w+)(?!\w)
        (?<!\w)(?:yes|no|can|cannot|can't|may|not)(?!\w)
        (?<!\w)(?:you have \d|we (?:accept|take|offer|ship)|returnable|final sale|allowed|welcome to)
    """,
    "reason": r"""
        потому; из-за; так как; поскольку; причин; если; когда; связан; because; due to; reason
    """,
    "contact": r"""
        \+?\d[\d\s()-]{6,}\d; @; напишите; позвоните; чат; write; call; chat; e-?mail
    """,
    "status": r"""
        статус; отслед; трек; track; status
    """,
}


def _pattern(alternatives: str, *, at_word: bool) -> re.Pattern[str]:
    found = "|".join(part.strip() for part in re.split(r"[;\n]", alternatives) if part.strip())
    return re.compile(rf"(?<!\w)(?:{found})" if at_word else found)


_WORD_ASKED = re.compile(
    r"(?<!\w)(?:кто|кого|кому|что|чего|чем|где|куда|откуда|когда|как|каким|какой|какая|какое|какие|каких|какую|сколько|"
    r"почему|зачем|чей|чья|what|who|where|when|how|which|why|whose)(?!\w)"
)
_NEGATION = re.compile(r"(?<!\w)(?:не|нельзя|нет|невозможно|not|no|cannot|can't|isn't|don't)(?!\w)")
_DEED = re.compile(
    r"(?<!\w)(?:отмен|верн(?:ите|уть)|возврат|обмен|помен|измен|перенес|смени|cancel|return|refund|exchange|change|switch)"
)
_ASKED_RE = {kind: _pattern(alternatives, at_word=True) for kind, alternatives in _ASKED.items()}
_GIVEN_RE = {kind: _pattern(alternatives, at_word=False) for kind, alternatives in _GIVEN.items()}


def wanted(ask: str) -> frozenset[AnswerKind]:
    """The kinds of answer a question wants; empty when it does not say."""
    folded = fold(ask)
    return frozenset(kind for kind, pattern in _ASKED_RE.items() if pattern.search(folded))


def gives(sentence: str, kinds: frozenset[AnswerKind]) -> float:
    """Share of the wanted kinds a sentence gives, 0 to 1; 0 when none is wanted."""
    if not kinds:
        return 0.0
    folded = fold(sentence)
    return sum(bool(_GIVEN_RE[kind].search(folded)) for kind in kinds) / len(kinds)


def asks_a_deed(text: str) -> bool:
    """Whether a return, an exchange, a change or a cancellation is spoken of."""
    return bool(_DEED.search(fold(text)))


def is_yes_no(ask: str) -> bool:
    """Whether the question can be answered by yes or no: it has no interrogative word."""
    return not _WORD_ASKED.search(fold(ask))


def is_negative(text: str) -> bool:
    """Whether a question is put with a negation («нельзя», «не могу»)."""
    return bool(_NEGATION.search(fold(text)))


def is_step(sentence: str) -> bool:
    """Whether the sentence tells the customer what to do."""
    return bool(_GIVEN_RE["steps"].search(fold(sentence)))
