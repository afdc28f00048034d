"""Does a sentence claim anything that a source could bear out? Courtesy, questions and «ожидайте» do not."""

import re
from functools import lru_cache

from knowledge_base.checks.statements import Statement
from knowledge_base.terms import STOP_WORDS

_TO_STOP = r"[^.!?;\n]*"
_TO_COMMA = r"[^.!?;,\n]*"
_PHRASES = (
    r"здравствуй(?:те)?|добр(?:ый|ое|ого|ой) (?:день|дня|утр[оа]|вечер[а]?|ночи|времени суток)|доброго времени суток|привет(?:ству\w+)?",
    rf"(?:большое |огромное |еще раз )?(?:спасибо|благодар\w+){_TO_COMMA}(?:,? что {_TO_STOP})?",
    rf"(?:приносим|приношу|примите|прошу|просим|от всей души|искренне)?(?: \w+){{0,2}} ?(?:извинени[еяй]|прощени[еяй])(?: за {_TO_COMMA})?(?:,? что {_TO_STOP})?",
    rf"(?:извини(?:те)?|прости(?:те)?|извиняюсь|извиняемся)(?: нас| меня)?(?: пожалуйста)?(?: за {_TO_COMMA})?(?:,? что {_TO_STOP})?",
    rf"(?:нам |мне )?(?:очень |искренне |правда )?(?:жаль|сожале(?:ем|ю))(?: о {_TO_COMMA})?(?:,? (?:что|слышать|узнать) {_TO_STOP})?",
    rf"(?:прекрасно |хорошо |очень |мы |я )?понима(?:ем|ю),? (?:ваш\w* |вас|как |что вы){_TO_STOP}",
    rf"с уважением{_TO_STOP}|с наилучшими пожеланиями{_TO_STOP}|всего (?:вам )?(?:самого )?(?:доброго|хорошего|наилучшего)"
    rf"|(?:желаем |желаю )?(?:вам )?(?:хорошего|приятного|отличного|прекрасного|доброго|чудесного) (?:дня|вечера|утра|времени|настроения|отдыха|просмотра|аппетита|выходных)|до свидания|до встречи|приятных покупок|удачи",
    rf"(?:мы )?(?:всегда )?(?:будем |буду )?рад[аы]?(?: (?:вам )?(?:помочь|ответить|стараться|видеть|слышать|знакомству|быть)| ваш\w*|,? что ){_TO_STOP}",
    rf"(?:если )?(?:у вас )?(?:вдруг )?(?:остан|появ|возник|буд)\w+ (?:еще |дополнительн\w+ |какие-либо |другие |любые )*вопрос\w*{_TO_STOP}"
    rf"|если (?:у вас )?(?:еще |какие-либо |дополнительные )*вопросы? (?:остан|появ|возник|буд){_TO_STOP}",
    r"обращайтесь|пишите(?: нам)?|пожалуйста|не за что|на связи|оставайтесь на связи|хорошо|понятно|принято|конечно|да|отлично|ясно|понял[аи]?",
    r"(?:пожалуйста )?(?:ожидайте|подождите|ждите|дождитесь|не переживайте|не волнуйтесь)(?: [^\W\d_]+){0,2}",
    r"(?:одну |1 )?(?:минут(?:у|ку|очку)|секунд(?:у|очку)|момент)(?: пожалуйста)?",
    rf"(?:нам |для нас )?(?:очень )?(?:важн[оаы]?|ценн[оаы]?) (?:ваше|ваш|для нас){_TO_STOP}|ваш[еа]? [^.!?;,]{{0,30}}(?:важн|ценн)\w+ для нас",
    r"(?:служба|команда|отдел) (?:поддержки|заботы|сервиса)|ваша? (?:поддержка|команда)",
    r"hello|hi|hey|dear|good (?:morning|day|afternoon|evening)|greetings|welcome",
    rf"(?:many )?thanks?(?: you)?{_TO_COMMA}|we appreciate{_TO_STOP}",
    rf"(?:we |i )?(?:are |am )?(?:so |very |really |truly |deeply )*(?:sorry|apologi[sz]e|regret)(?: for {_TO_COMMA}| to hear{_TO_STOP}| about {_TO_COMMA}| that {_TO_STOP})?|(?:our|my) (?:sincere )?apologies{_TO_COMMA}",
    rf"(?:we |i )?(?:completely |fully )?understand (?:your|how|that you){_TO_STOP}",
    rf"(?:best|kind|warm) (?:regards|wishes){_TO_STOP}|sincerely{_TO_STOP}|yours{_TO_STOP}|have a (?:nice|great|good|lovely|wonderful) \w+|goodbye|bye|take care",
    rf"(?:please )?(?:let (?:us|me) know|feel free|don't hesitate|do not hesitate){_TO_STOP}|if you have (?:any|more|further){_TO_STOP}|(?:happy|glad) to help{_TO_STOP}|you(?: are|'re) welcome",
    r"please|of course|sure|certainly|okay|ok|yes|got it|one moment|just a (?:moment|second|minute)|(?:please )?(?:wait|bear with (?:us|me)|hold on)(?: [^\W\d_]+){0,2}",
)  # fmt: skip
_COURTESY = re.compile("|".join(rf"(?<![^\W_])(?:{phrase})(?![^\W_])" for phrase in _PHRASES))
_ONE_MOMENT = re.compile(
    r"\W*(?:пожалуйста|подождите|please|wait)?\W*(?:(?:одну|1|буквально|пару|one|just a|a) ?)?"
    r"(?:минут[уыко]\w*|секунд[уыо]\w*|момент|moment|minute|second)\W*(?:пожалуйста|please)?\W*"
)
_CALLS_BY_NAME = re.compile(r"здравствуй|добр\w+ (?:день|утр|вечер|дня)|привет|уважа?е|hello|hi\b|hey\b|dear|regards")
_QUESTION_END = re.compile(r"\?[\s!?.)\"'»:(]*$")
_OWN_DATA = re.compile(
    r"(?<![^\W_])(?:номер\w*|фото\w*|скрин\w*|телефон\w*|почт\w*|адрес\w*|имя|фио|ссылк\w*|видео\w*|дат[уы]|подробн\w*|"
    r"детал\w*|удобн\w*|модел\w*|чек\w*|email|e-mail|number|photos?|pictures?|screenshots?|phone|address|name|details?|"
    r"receipt)(?![^\W_])"
)
_WHERE = re.compile(
    r"(?<![^\W_])(?:раздел\w*|кабинет\w*|через|форм[аеуы]|приложени\w+|заявк\w+|поддержк\w+|section|account|form|via|app)(?![^\W_])"
)
_WORD = re.compile(r"[^\W\d_]+")
_COURTEOUS = (
    "здравствуйте добрый доброе доброго доброй привет приветствую приветствуем большое огромное спасибо благодарим благодарю "
    "благодарность приносим приношу примите прошу просим искренне извинения извините прощения простите извиняюсь жаль "
    "сожалеем сожалею прекрасно хорошо понимаем понимаю понятно понял уважением всего желаем желаю хорошего приятного "
    "отличного чудесного свидания встречи приятных удачи будем буду рады рад рада если останутся появятся возникнут вопросы "
    "обращайтесь пишите пожалуйста связи оставайтесь принято конечно да отлично ясно ожидайте подождите ждите дождитесь "
    "переживайте волнуйтесь минуту минутку минуточку секунду секундочку момент важно важен ценно служба команда отдел ваша "
    "не hello hi hey dear good greetings welcome thank thanks appreciate sorry apologize apologise regret apologies "
    "understand best kind warm sincerely yours have goodbye bye take let feel hesitate happy glad you please course sure "
    "certainly okay ok yes got one just wait bear hold many our"
)
_TRIGGERS = frozenset(["^" + word[:5] for word in _COURTEOUS.split()])
_REQUESTS = frozenset(
    "пришлите отправьте сообщите уточните укажите подскажите назовите напишите опишите приложите прикрепите send tell provide "
    "share attach clarify specify confirm".split()
)
_CLAIMING = frozenset({"нельзя", "нет", "нету", "cannot", "can't", "невозможно"})
_ABOUT_CUSTOMER = re.compile(
    r"(?<![^\W_])вы (?:уже |нам |ранее |также )?(?:пи(?:шете|сали)|написали|указ(?:али|ываете)|сообщ(?:или|аете)|заказ(?:али|ывали)|"
    r"получили|купили|оплатили|просили|хотите|хотели|говорите|обращались|оформ(?:или|ляли)|выбрали|упомянули)(?![^\W_])"
    r"|(?<![^\W_])you (?:have |already |also )*(?:wrote|written|mention(?:ed)?|ordered|bought|received|asked|said|paid|chose|want(?:ed)?)(?![^\W_])"
)


def is_question(sentence: str) -> bool:
    """Whether the sentence asks."""
    return bool(_QUESTION_END.search(sentence))


def is_about_customer(said: Statement) -> bool:
    """Whether the sentence repeats to the customer what he said or did himself."""
    return bool(_ABOUT_CUSTOMER.search(said.folded))


@lru_cache(maxsize=4_096)
def is_courtesy(said: Statement) -> bool:
    """Whether nothing is left of a sentence without its greetings, thanks, apologies and names called."""
    if not said.tokens or _ONE_MOMENT.fullmatch(said.folded):
        return not any(token.word in _CLAIMING for token in said.words)
    if not any(token.prefix in _TRIGGERS for token in said.words):
        return False
    left = _COURTESY.sub(_blank, said.folded)
    rest = [found for found in _WORD.finditer(left) if found.group() not in STOP_WORDS]
    if rest and _CALLS_BY_NAME.search(said.folded):
        rest = [found for found in rest if not said.text[found.start()].isupper()]
    return not rest


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def is_request(said: Statement) -> bool:
    """Whether the sentence only asks the customer for something of his own: «пришлите номер заказа»."""
    if not any(token.word in _REQUESTS for token in said.words):
        return False
    return bool(_OWN_DATA.search(said.folded) and not _WHERE.search(said.folded))
