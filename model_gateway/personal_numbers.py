"""Personal data with a shape of its own: phones, e-mails, cards, passports, SNILS, INN, birth dates.

A number that its neighbours call an order, a parcel or a receipt is nobody's phone. Checksums decide where there is
one; the word beside the number («СНИЛС», «паспорт») decides where a person mistyped it.
"""

import re
from collections.abc import Iterator

import phonenumbers

from reply_core.text import fold
from reply_core.types import Language, Span

_ORDER_WORD = re.compile(
    r"(?:заказ\w*|трек\w*|накладн\w*|артикул\w*|(?<!для )чек\w*|заявк\w*|обращени\w*|отправлени\w*|посылк\w*|"
    r"договор\w*|счет\w*|фд|фпд|фн|штрихкод\w*|тикет\w*|сумм\w*|order|orders|tracking|parcel|invoice|ticket|receipt|sku|ref(?:erence)?)"
    r"(?:[\s-]*(?:номер\w*|number|no\.?|#|№|n|id|:|-|от|с))*[\s:#№-]*$"
)
_MONTHS = "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|"
    rf"\d{{1,2}}\s+(?:{_MONTHS})[а-яё]*\.?\s+(?:19|20)\d{{2}}(?:\s*(?:года|год|г\.?))?|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2},?\s+(?:19|20)\d{2})"
)
_BIRTH = re.compile(
    r"(?:дат[аыу]\s+(?:моего\s+)?рождени[яе]|родил(?:ся|ась)|день\s+рождения|рожден[аы]?|д\.?\s?р\.?|"
    r"date\s+of\s+birth|born(?:\s+on)?|dob|birthday(?:\s+is)?)[\s:—-]*(?:это\s+|моя\s+|мой\s+)?"
    rf"(?P<date>{_DATE}(?:\s*г(?:\.р)?\.?(?!\w))?)"
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[(\[]\s?(?:at|собака)\s?[)\]]\s?|\sсобака\s)"
    r"(?:[\w-]+(?:\.|\sточка\s))+[a-zа-яё]{2,24}(?![\w])"
)
_GROUPED = re.compile(r"(?<![\d.,-])\d(?:[ -]?\d){11,18}(?![\d-]|[.,]\d)")
_SNILS = re.compile(r"(?<!\d)\d{3}-?\s?\d{3}-?\s?\d{3}[\s-]?\d{2}(?!\d)")
_SNILS_WORD = re.compile(r"снилс\w*[\s:№-]*$|страхов\w+\s+номер\w*[\s:№-]*$")
_INN = re.compile(r"(?<!\d)(?:\d{12}|\d{10})(?!\d)")
_INN_WORD = re.compile(r"инн[\s:№-]*$")
_PASSPORT = re.compile(r"(?<!\d)\d{2}\s?\d{2}[\s,]*(?:№|номер|n|no)?\s*\d{6}(?!\d)")
_PASSPORT_WORD = re.compile(r"(?:паспорт\w*|сери[яиею]\w*)[\s\w,:№-]{0,30}$")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+?7|8)?[\s.(-]{0,2}9\d{2}[\s.)-]{0,2}\d{3}[\s.-]?\d{2}[\s.-]?\d{2}(?![\w]|[.,-]\d)"
)
_CALLED_PHONE = re.compile(
    r"(?<!\w)(?:тел(?:ефон\w*|\.)?|моб(?:ильн\w+|\.)?|(?:по|пере)?звон\w+|whats\s?app|ватсап\w*|вотсап\w*|"
    r"(?:tele)?phone(?:\s+number)?|call(?:\s+me)?|mobile|cell|fax|desk|direct)(?:\s+(?:мне|номер\w*|по|на|is|at|on|me|number))*[\s:.—-]{1,3}"
    r"(?P<phone>\+?\(?\d(?:[\s().-]{0,2}\d){5,14}(?:\s?(?:x|ext\.?|доб\.?)\s?\d{1,6})?)(?!\w|[.,-]\d)"
)
_ABROAD = re.compile(r"(?<!\w)\+\d(?:[ ().-]{0,2}\d){8,14}(?:\s?x\d{1,6})?(?!\w|[.,-]\d)")
"""A plus and nine digits or more: a phone of some country, whether or not its plan is known."""
_CARD_WORD = re.compile(r"(?:карт\w*|card\w*|visa|mastercard|мир|cc)[\s\w:.?№#*-]{0,20}$")
_CARD_LENGTHS = frozenset({13, 14, 15, 16, 18, 19})
_FREE_PHONE = re.compile(r"^(?:\+?7|8)[\s(-]*80[0-9]")
_LOOK_BACK = 40


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also written with (at) or (собака)."""
    return (Span(start=match.start(), end=match.end()) for match in _EMAIL.finditer(fold(text)))


def cards(text: str) -> Iterator[Span]:
    """Bank card numbers: right by Luhn, or called a card and long enough to be one."""
    folded = fold(text)
    for match in _GROUPED.finditer(folded):
        digits = _digits(match.group())
        called = bool(_CARD_WORD.search(_before(folded, match.start())))
        if is_luhn(digits) and len(digits) in _CARD_LENGTHS and (called or _looks_like_card(digits)):
            if called or not is_order(folded, match.start()):
                yield Span(start=match.start(), end=match.end())
        elif called and len(digits) in {12, 16}:
            yield Span(start=match.start(), end=match.end())


def snils(text: str) -> Iterator[Span]:
    """Pension insurance numbers: right by checksum, or called so."""
    folded = fold(text)
    for match in _SNILS.finditer(folded):
        shaped = match.group()[3] == "-" and is_snils(_digits(match.group()))
        if shaped or _SNILS_WORD.search(_before(folded, match.start())):
            yield Span(start=match.start(), end=match.end())


def inns(text: str) -> Iterator[Span]:
    """Tax numbers: called so, or a person's twelve digits right by checksum and not an order."""
    folded = fold(text)
    for match in _INN.finditer(folded):
        called = bool(_INN_WORD.search(_before(folded, match.start())))
        personal = is_inn(match.group()) and len(match.group()) == 12 and not is_order(folded, match.start())
        if called or personal:
            yield Span(start=match.start(), end=match.end())


def passports(text: str) -> Iterator[Span]:
    """Russian passports: four digits and six, called a passport or written with «№» between."""
    folded = fold(text)
    for match in _PASSPORT.finditer(folded):
        numbered = "№" in match.group() and not is_order(folded, match.start())
        if numbered or _PASSPORT_WORD.search(_before(folded, match.start())):
            yield Span(start=match.start(), end=match.end())


def birth_dates(text: str) -> Iterator[Span]:
    """Dates that the words before them call a birth; any other date is a date of an order."""
    for match in _BIRTH.finditer(fold(text)):
        yield Span(start=match.start("date"), end=match.end("date"))


def phones(text: str, language: Language) -> Iterator[Span]:
    """Phones of people; free numbers of companies (8 800 …) and numbers of orders are not."""
    folded = fold(text)
    found = [Span(start=match.start(), end=match.end()) for match in _PHONE.finditer(folded)]
    found += [Span(start=match.start("phone"), end=match.end("phone")) for match in _CALLED_PHONE.finditer(folded)]
    found += [Span(start=match.start(), end=match.end()) for match in _ABROAD.finditer(folded)]
    for region in ("RU",) if language == "ru" else ("US", "GB"):
        matcher = phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID)
        found += [Span(start=match.start, end=match.end) for match in matcher]
    for span in found:
        start = span.start + len(span.of(text)) - len(span.of(text).lstrip(" ("))
        if is_order(folded, start) or _FREE_PHONE.match(span.of(text)):
            continue
        opened = text[span.start] == "("
        yield span if opened else Span(start=start, end=span.end)


def is_order(folded: str, start: int) -> bool:
    """Whether the words right before ``start`` call the number an order, a parcel, a receipt."""
    return bool(_ORDER_WORD.search(_before(folded, start)))


def is_luhn(digits: str) -> bool:
    """The checksum of bank cards."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        doubled = int(char) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0 and int(digits) > 0


def is_snils(digits: str) -> bool:
    """The checksum of the pension insurance number (eleven digits)."""
    if len(digits) != 11:
        return False
    total = sum(int(char) * (9 - place) for place, char in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])


def is_inn(digits: str) -> bool:
    """The checksum of the tax number, ten digits or twelve."""
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)

    def check(length: int) -> bool:
        total = sum(int(digits[place]) * weights[place + 11 - length] for place in range(length))
        return total % 11 % 10 == int(digits[length])

    if len(digits) == 12:
        return check(10) and check(11)
    return len(digits) == 10 and check(9)


def _looks_like_card(digits: str) -> bool:
    return digits[0] in "23456" if len(digits) >= 15 else digits[0] == "4" and len(digits) == 13


def _before(folded: str, start: int) -> str:
    return folded[max(0, start - _LOOK_BACK) : start]


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
