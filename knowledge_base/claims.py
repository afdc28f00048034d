"""Does a sentence claim anything that a source could bear out? Courtesy, questions and «ожидайте» do not."""

import re

from knowledge_base.terms import STOP_WORDS
from reply_core.text import fold

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
_GREETED = re.compile(
    r"^\W*(?:здравствуйте|здравствуй|добр\w+ (?:день|утро|вечер|дня|вечера|утра)|привет|уважаем\w+|hello|hi|hey|dear)"
)
_NAME = re.compile(r"[А-ЯЁA-Z][а-яёa-z'-]+")
_QUESTION_END = re.compile(r"\?[\s!?.)\"'»:(]*$")
_REQUEST = re.compile(
    r"(?<![^\W_])(?:пришлите|отправьте|сообщите|уточните|укажите|подскажите|назовите|напишите|опишите|приложите|прикрепите|"
    r"дайте знать|send|tell|provide|share|attach|clarify|specify|confirm)(?![^\W_])"
)
_OWN_DATA = re.compile(
    r"(?<![^\W_])(?:номер\w*|фото\w*|скрин\w*|телефон\w*|почт\w*|адрес\w*|имя|фио|ссылк\w*|видео\w*|дат[уы]|подробн\w*|детал\w*|"
    r"удобн\w*|модел\w*|чек\w*|email|e-mail|number|photos?|pictures?|screenshots?|phone|address|name|details?|receipt)(?![^\W_])"
)
_WHERE = re.compile(
    r"(?<![^\W_])(?:раздел\w*|кабинет\w*|через|форм[аеуы]|приложени\w+|заявк\w+|section|account|form|via|app)(?![^\W_])"
)
_WORD = re.compile(r"[^\W\d_]+")


def is_question(sentence: str) -> bool:
    """Whether the sentence asks."""
    return bool(_QUESTION_END.search(sentence))


def is_courtesy(sentence: str) -> bool:
    """Whether nothing is left of a sentence without its greetings, thanks, apologies and names called."""
    folded = fold(sentence)
    if not _WORD.search(folded) or _ONE_MOMENT.fullmatch(folded):
        return True
    left = _COURTESY.sub(" ", folded)
    if left == folded:
        return False
    rest = [found for found in _WORD.finditer(left) if found.group() not in STOP_WORDS]
    if _GREETED.match(folded):
        rest = (
            [found for found in rest if not _NAME.fullmatch(sentence[found.start() : found.end()])]
            if len(left) == len(folded)
            else [found for found in rest if not _called(sentence, found.group())]
        )
    return not rest


def _called(sentence: str, word: str) -> bool:
    """Whether the word stands in the sentence as a name does."""
    return any(fold(name.group()) == word for name in _NAME.finditer(sentence))


def is_request(sentence: str) -> bool:
    """Whether the sentence only asks the customer for something of his own: «пришлите номер заказа»."""
    folded = fold(sentence)
    return bool(_REQUEST.search(folded) and _OWN_DATA.search(folded) and not _WHERE.search(folded))
