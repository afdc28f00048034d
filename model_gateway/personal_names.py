"""People's names and addresses, found by what stands around them.

Finders of names trained on news take brands for people, so a name counts only where the writer says it is one («меня
зовут …», «с уважением, …»), where its shape is a full Russian name, or where it signs the message.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from reply_core.text import fold, morphology
from reply_core.types import Language, Span

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_RU_CONTEXT = re.compile(
    r"(?<!\w)(?:меня\s+зовут|мое\s+имя|моя\s+фамилия|фамилия\s+имя(?:\s+отчество)?|фамилия|ф\.?\s?и\.?\s?о\.?|"
    r"с\s+уважением|получател[ьяюе]м?|отправител[ьяюе]м?|покупател[ья]|заказчик|"
    r"обращайтесь\s+ко\s+мне|обращаться\s+ко\s+мне|(?:оформлен[аоы]?\s+)?на\s+имя|на\s+фамилию|контактное\s+лицо|"
    r"(?:карт|счет)\w*\s+на\s+имя|вас\s+беспокоит|я\s*[-,]\s*клиент)\s*[:,—-]?\s*(?:-\s*)?(?:это\s+|моя\s+|мой\s+|мое\s+)?"
)
_EN_CONTEXT = re.compile(
    r"(?<!\w)(?:my\s+name\s+is|name\s*:|i\s+am\s+called|(?:kind|best|warm)?\s?regards|sincerely|yours|"
    r"under\s+the\s+name(?:\s+of)?|(?:it's|it\s+is)\s+under|in\s+the\s+name\s+of|recipient|(?:billing|shipping|delivery)\s+address|"
    r"partner's\s+name|cardholder|mr|mrs|ms|miss|dr)(?!\w)\.?\s*[:,]?\s*(?:(?:mr|mrs|ms|dr)\.?\s+)?"
)
_PATRONYMIC = re.compile(r"(?:(?:ович|евич|ьич)(?:а|у|ем|ом|е)?|(?:овн|евн|ичн|иничн)(?:а|ы|е|у|ой|ою))$")
_INITIALS = re.compile(r"(?P<surname>[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.")
_INITIALS_FIRST = re.compile(r"(?<!\w)[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?(?P<surname>[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)(?!\w)")
_INITIALS_AFTER = re.compile(r"\s+[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?")
_FULL = re.compile(r"(?<!\w)[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?:\s+[А-ЯЁ][а-яё]+){1,2}(?!\w)")
_NOT_PEOPLE = re.compile(
    r"команда|служба|поддержка|магазин|отдел|администрация|коллектив|клиент|покупатель|ваш[аи]?|ооо|ип|пао|ао|гость|бот|"
    r"пользователь|подписчик|постоянный|менеджер|оператор|директор|компания|"
    r"there|all|everyone|everybody|guys|folks|team|support|shop|store|customer|service|the|your|a|an|on|of|to|in|it|sir|madam|not|sorry|trying|interested|from"
)
_SIGNATURE_WORDS = 3
_NAMES = frozenset({"Name", "Surn", "Patr"})

_HOUSE = r"(?:д(?:ом)?\.?\s?)?\d{1,4}(?:\s?[а-яё]\d{0,3}(?![а-яё\d]))?(?:\s?/\s?\d{1,3})?(?:-\d{1,4})?"
_STREET_KIND = (
    r"ул(?:ица|ице|ицу)?|пр(?:-?кт|-т|осп(?:ект|екте)?)?|пер(?:еулок|еулке)?|бул(?:ьвар|ьваре)?|б-р|наб(?:ережная|ережной)?|"
    r"ш(?:оссе)?|алл(?:ея|ее)?|пл(?:ощадь|ощади)?|проезд|пр-д|туп(?:ик)?|мкр|мкрн|микрорайон|кв-л|квартал|линия|с/т|снт"
)
_STREET_NAME = r"(?:\d{1,3}-?(?:й|я|ая|го|ой)?\s+)?[А-ЯЁ][А-ЯЁа-яё.-]+(?:\s+[А-ЯЁ][а-яё-]+){0,2}"
_ROOM = (
    r"(?:[,\s]+(?:(?:к(?:орп(?:ус)?)?|стр(?:оение)?|кв(?:артира)?|оф(?:ис)?|под(?:ъезд)?|п|эт(?:аж)?|домофон)"
    r"\.?\s?\d{1,4}[а-яё]?))*"
)
_PLACE = (
    r"(?:(?<!\d)\d{6},?\s+)?"
    r"(?:(?:г(?:ор(?:од)?)?|с(?:ело)?|пос(?:[её]лок)?|п|дер(?:евня)?|д|ст|обл(?:асть)?|р-н|край)\.?\s)?"
    r"(?:[А-ЯЁ][А-ЯЁа-яё-]+(?:\s[А-ЯЁ][а-яё-]+)?(?:\s\([А-ЯЁа-яё .-]{2,20}\))?,?\s+"
    r"(?:обл\.?,?\s+|область,?\s+|край,?\s+)?)?"
)
_RU_ADDRESS = re.compile(
    rf"(?<![\w]){_PLACE}(?<![\w])(?:(?i:{_STREET_KIND})\.?\s+{_STREET_NAME}|{_STREET_NAME}\s+(?i:{_STREET_KIND})(?![\w]))"
    rf",?\s+(?i:{_HOUSE})(?!\d)(?i:{_ROOM})"
)
_EN_SELF = re.compile(r"(?<!\w)(?:I'm|I’m|I am|This is)\s+(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){1,2})(?!\w)")
_EN_GREETED = re.compile(
    r"(?<!\w)(?i:hello|hi|hey|dear|good\s(?:morning|afternoon|evening)),?\s"
    r"(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2})(?=\s*[,!.:\n]|\s*$)"
)
_RU_GREETED = re.compile(
    r"(?<!\w)(?i:здравствуйте?|добр(?:ый|ого)\s+(?:день|дня|вечер|вечера)|доброе\s+утро|доброго\s+(?:утра|времени\s+суток)|"
    r"приветствую|привет|уважаем(?:ый|ая)|дорог(?:ой|ая)),?[ \u00a0]+(?P<name>[^\W\d_]+)"
)
_RU_CALLED = re.compile(r"(?:^|(?<=[.!?…]\s)|(?<=\n))(?P<name>[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?),\s")
_EN_ADDRESS = re.compile(
    r"(?<![\w])\d{1,5}\s+(?:[A-Z0-9][\w'’.-]*\s+){1,5}?(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|"
    r"Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Close|Crescent|Crest|Gardens|Grove|Highway|Hwy|Parkway|Pkwy)\b\.?"
    r"(?:[\s,]+(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor)\.?\s?#?\w{1,6})?"
    r"|(?<![\w])\d{1,5}\s+(?:[A-Z0-9][\w'’.-]*\s+){1,5}?(?:Apt|Suite|Ste|Unit)\.?\s?#?\w{1,6}"
    r"|\bP\.?\s?O\.?\s?Box\s\d{1,6}"
)
_EN_PLACE = re.compile(
    r"(?:\baddress\b(?:\s+(?:is|to|at))?|\blives?\s+at|\bdeliver\s+(?:it\s+)?to|\bsend\s+(?:\w+\s+){0,4}to)[\s:]{1,3}"
    r"(?P<place>(?:\d{1,5}\s+)?(?:[A-Z][\w'’.-]*\s){1,5}\d{1,5}|\d{1,5}\s+(?:[A-Z][\w'’.-]*[ ,\n]{1,2}){1,5})"
)
_EN_TAIL = re.compile(r"[ ,\n]{1,4}(?:[^\W\d_a-z][\w'’.-]*|\d{2,6}(?:-\d{2,4})?)(?![\w])")


def addresses(text: str, language: Language) -> Iterator[Span]:
    """Postal addresses down to the house; a city or a street alone is nobody's home."""
    plain = text.replace("\u00a0", " ")
    if language == "ru":
        for match in _RU_ADDRESS.finditer(plain):
            lead = len(match.group()) - len(match.group().lstrip(" ,"))
            yield Span(start=match.start() + lead, end=match.end())
        return
    places = [(match.start("place"), match.end("place")) for match in _EN_PLACE.finditer(plain)]
    streets = [(match.start(), match.end()) for match in _EN_ADDRESS.finditer(plain)]
    for start, end in [*places, *streets]:
        while tail := _EN_TAIL.match(plain, end):
            end = tail.end()
        yield Span(start=start, end=len(plain[:end].rstrip(" ,\n")))


def people(text: str, language: Language) -> Iterator[Span]:
    """Names of people, by context, by shape and by signature."""
    if language == "ru":
        yield from _after(text, _RU_CONTEXT, 3)
        yield from _called(text)
        yield from _by_shape(text)
    else:
        yield from _after(text, _EN_CONTEXT, 3)
        for pattern in (_EN_SELF, _EN_GREETED):
            for match in pattern.finditer(text):
                if not _NOT_PEOPLE.fullmatch(fold(match["name"])):
                    yield Span(start=match.start("name"), end=match.end("name"))
    yield from _signature(text)


def _called(text: str) -> Iterator[Span]:
    """Whoever a Russian text greets or calls by name: «Здравствуйте, Мария Лескова!», «Ольга, добрый день»."""
    for pattern in (_RU_GREETED, _RU_CALLED):
        for match in pattern.finditer(text):
            first = match["name"].split()[0]
            if not _is_first_name(fold(first)):
                continue
            span = _name_at(text, match.start("name"), 3 if pattern is _RU_GREETED else 2)
            yield span or Span(start=match.start("name"), end=match.start("name") + len(first))


def _after(text: str, context: re.Pattern[str], most: int) -> Iterator[Span]:
    folded = fold(text)
    for match in context.finditer(folded):
        span = _name_at(text, match.end(), most)
        if span is not None:
            yield span


def _name_at(text: str, start: int, most: int) -> Span | None:
    """The name that begins at ``start``: capitalised words, or lower-case ones the dictionary knows as names."""
    first, end, at = -1, -1, start
    for _ in range(most):
        token = _TOKEN.match(text, at)
        if token is None or not _may_be_name(token.group(), first_word=first < 0):
            break
        first, end = (token.start() if first < 0 else first), token.end()
        initials = _INITIALS_AFTER.match(text, end)
        if initials:
            return Span(start=first, end=initials.end())
        gap = re.compile(r"[ \u00a0]+").match(text, end)
        if gap is None:
            break
        at = gap.end()
    return Span(start=first, end=end) if first >= 0 else None


@lru_cache(maxsize=50_000)
def _is_first_name(folded: str) -> bool:
    """Whether the dictionary knows the word as a first name before anything else."""
    parses = morphology().parse(folded)
    return bool(parses) and "Name" in parses[0].tag.grammemes


def _may_be_name(word: str, *, first_word: bool) -> bool:
    folded = fold(word)
    if _NOT_PEOPLE.fullmatch(folded) or len(word) < 2:
        return False
    if not re.search(r"[а-яё]", folded):
        return word[0].isupper() and not word.isupper()
    if word[0].isupper() and not (word.isupper() and len(word) > 3 and not is_name(folded)):
        return is_name(folded) or (first_word and not _is_common(folded))
    return word[0].islower() and is_name(folded)


def _by_shape(text: str) -> Iterator[Span]:
    for match in _FULL.finditer(text):
        parts = match.group().split()
        patronymic = next((at for at, part in enumerate(parts) if at and _PATRONYMIC.search(fold(part))), 0)
        if patronymic:
            begin = match.start()
            if patronymic == 2 and not _person_word(
                fold(parts[0])
            ):  # «Добрый Иван Петрович»: the first word is no surname
                begin += len(parts[0]) + 1
            length = len(" ".join(parts[: patronymic + 1])) - (begin - match.start())
            yield Span(start=begin, end=begin + length)
    for pattern in (_INITIALS, _INITIALS_FIRST):
        for match in pattern.finditer(text):
            if _person_word(fold(match["surname"])):
                yield Span(start=match.start(), end=match.end())


def _signature(text: str) -> Iterator[Span]:
    """A last (or only short) line that is nothing but a name."""
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    for match in lines[1:][-2:]:
        line = match.group().strip(" .,!-—")
        parts = line.split()
        if not 1 <= len(parts) <= _SIGNATURE_WORDS or not all(_TOKEN.fullmatch(part) for part in parts):
            continue
        if all(part[0].isupper() and is_name(fold(part)) for part in parts):
            start = match.start() + match.group().index(line)
            yield Span(start=start, end=start + len(line))


@lru_cache(maxsize=50_000)
def is_name(folded: str) -> bool:
    """Whether the dictionary knows the word as a first name, surname or patronymic."""
    if _PATRONYMIC.search(folded) and len(folded) > 6:
        return True
    parses = morphology().parse(folded)
    return any(_NAMES & parse.tag.grammemes for parse in parses)


@lru_cache(maxsize=50_000)
def _is_common(folded: str) -> bool:
    """An everyday word; names of places pass, for people bear them too (София, Вологдин)."""
    if is_name(folded) or not morphology().word_is_known(folded):
        return False
    return not any("Geox" in parse.tag.grammemes for parse in morphology().parse(folded))


def _person_word(folded: str) -> bool:
    return is_name(folded) or not _is_common(folded)
