"""Facts known by their shape: e-mails, links, telephones, promo codes, order numbers, dates, clock times."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from knowledge_base.atom import Atom, AtomKind, Bound
from knowledge_base.atom_units import MINUTES, MONTH_NUMBERS
from reply_core.types import Span

_MONTHS = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}\w{2,24}")
_LINK = re.compile(
    r"(?<![\w@.-])(?:https?://|www\.)[^\s<>\"]{3,2000}"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,4}(?:ru|com|рф|su|org|net|io|shop|store|me|by|kz)(?![\w-])(?:/[^\s<>\"]{0,2000})?"
)
_PHONE = re.compile(r"(?<![\w.,-])\+?\d[\d ()-]{8,18}\d(?!\d)")
_CUE = re.compile(
    r"промо-?код\w{0,4}|promo ?code|купон\w{0,4}|coupon|voucher|(?<!\w)код\w{0,3}(?!\w)|(?<!\w)code(?!\w)"
)
_CODE = re.compile(r"[\s:\"'(-]{0,4}([A-ZА-ЯЁ0-9][A-ZА-ЯЁ0-9_-]{2,19})(?!\w)")
_LONE_CODE = re.compile(r"(?<!\w)[A-ZА-ЯЁ]{3,15}\d{1,4}(?!\w)")
_DISCOUNT = re.compile(r"скидк|промо|акци|купон|discount|promo|coupon|% off|sale")
_PROMO = ("промо", "promo", "купон", "coupon", "voucher")
_NO_CODE = frozenset(
    {"СМС", "SMS", "PIN", "ПИН", "CVC", "CVV", "CVV2", "ИНН", "КПП", "ОКПО", "IMEI", "QR", "ТНВЭД", "ЗАКАЗА", "ТОВАРА"}
)
_ORDER = re.compile(
    r"(?:заказ|отправлени|накладн|трек|заявк|обращени|order|parcel|tracking|number|номер)\w{0,6}"
    r"(?: (?:номер|number|no\.?|num|n))?[ :#№]{0,4}(?P<id>[a-zа-я]{0,3}-?\d[\d-]{2,17})(?![\d%])"
    r"|[№#] ?(?P<bare>[a-zа-я]{0,3}-?\d[\d-]{2,17})(?![\d%])"
)
_NOT_ORDER = re.compile(r" ?(?:₽|%|руб|р\.|р(?!\w)|тыс|дн|ден|дня|час|шт|балл|мин|\$|€|\.\d)| \d{3}(?!\d)")
_ISO = re.compile(r"(?<![\w.-])(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED = re.compile(
    r"(?<![\w.,-])(\d{1,2})\.(\d{2})(?:\.(\d{4}|\d{2}))?(?![\w%₽])(?!\.\d)"
    r"(?! ?(?:₽|руб|р\.|%|кг|л(?!\w)|м(?!\w)))"
)
_DAY_MONTH = re.compile(
    rf"(?<![\w.,])(\d{{1,2}})(?:-?(?:го|ого|е|th|st|nd|rd))?(?: ?- ?(\d{{1,2}}))? (?:of )?({_MONTHS})[a-zа-я]{{0,4}}\.?"
    r"(?!\w)(?:,? (\d{4})(?!\d))?"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)({_MONTHS})[a-z]{{0,4}}\.? (\d{{1,2}})(?:th|st|nd|rd)?(?!\d)(?!:\d)(?:,? (\d{{4}})(?!\d))?"
)
_CLOCK = re.compile(
    r"(?P<cue>(?:до|после|к|с|в|by|until|till|after|from|before|since|at|around) )?"
    r"(?<![\w.:])(?P<h>\d{1,2}):(?P<m>\d{2})(?!\d)(?: ?(?:-|до|to|until) ?(?P<h2>\d{1,2})(?::(?P<m2>\d{2}))?(?![\d.]))?"
)
_NO_UNIT = (
    r"(?! ?(?:[\d%₽$€]|[-.]\d|дн|ден|раб|мин|шт|руб|лет|год|нед|мес|балл|тыс|кг|day|min|week|month|business|working"
    r"|percent))"
    r"(?![^\W_])"
)
_HOURS = re.compile(
    r"(?<!\w)(?:с|from|between) (?P<h>\d{1,2})(?P<half>[ap]\.?m\.?| (?:утра|дня|вечера|час\w{0,2}))?"
    r" ?(?:-|до|по|to|till|until|and) ?(?P<h2>\d{1,2})(?::(?P<m2>\d{2}))?"
    r"(?P<half2> ?[ap]\.?m\.?(?!\w)| (?:утра|дня|вечера|час\w{0,2})(?!\w))?" + _NO_UNIT
)
_POINT = re.compile(
    r"(?<!\w)(?P<cue>до|после|к|by|until|till|after|before) (?P<h>\d{1,2})(?:\.(?P<m>[0-5]\d))?"
    r"(?P<half> ?[ap]\.?m\.?(?!\w)| (?:утра|вечера|ночи)(?!\w)| час(?:ов|а|ам)?(?!\w)| ?ч\.?(?!\w))?"
    + _NO_UNIT
    + r"(?! (?!(?:и|или|можно|будет|удобно|только|если|но|не|я|мы|вам|в|на|завтра|сегодня|and|or|if|is|but|on|please"
    r"|today|tomorrow)(?!\w))[^\W\d_])"
)
_AMPM = re.compile(
    r"(?<![\w.:])(?P<h>\d{1,2})(?::(?P<m>\d{2}))? ?(?P<half>[ap])\.?m\.?(?!\w)"
    r"(?: ?(?:-|to|until) ?(?P<h2>\d{1,2})(?::(?P<m2>\d{2}))? ?(?P<half2>[ap])\.?m\.?(?!\w))?"
)
_UNTIL = frozenset({"до", "к", "by", "until", "till", "before"})
_AFTER = frozenset({"после", "с", "after", "from", "since"})
_LATE = ("p", "вечера", "дня")
_PHONE_DIGITS = range(10, 16)


def marks(text: str, folded: str) -> Iterator[Atom]:
    """Facts known by their shape; where two overlap the earlier one is meant. ``folded`` is `fold` of ``text``."""
    if "@" in folded:
        yield from (_atom("email", text, m, m.group()) for m in _EMAIL.finditer(folded))
    if "." in folded or "://" in folded:
        yield from _links(text, folded)
    yield from _codes(text, folded)
    if not any(char.isdigit() for char in folded):
        return
    for find in (_phones, _dates, _orders, _times):
        yield from find(text, folded)


def _atom(kind: AtomKind, text: str, match: "re.Match[str]", value: str, group: int | str = 0) -> Atom:
    start, end = match.span(group)
    return Atom(kind=kind, value=value, span=Span(start=start, end=end), text=text[start:end])


def _links(text: str, folded: str) -> Iterator[Atom]:
    for match in _LINK.finditer(folded):
        raw = match.group().rstrip(".,;:!?)'»]")
        value = raw.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        span = Span(start=match.start(), end=match.start() + len(raw))
        yield Atom(kind="link", value=value, span=span, text=span.of(text))


def _phones(text: str, folded: str) -> Iterator[Atom]:
    for match in _PHONE.finditer(folded):
        digits = "".join(char for char in match.group() if char.isdigit())
        local = digits[0] in "78" and len(digits) == 11
        if len(digits) in _PHONE_DIGITS and (match.group()[0] == "+" or local):
            yield _atom("phone", text, match, "+" + ("7" + digits[1:] if local else digits))


def _codes(text: str, folded: str) -> Iterator[Atom]:
    for cue in _CUE.finditer(folded):
        match = _CODE.match(text, cue.end())
        if match is None or match[1] in _NO_CODE or (match[1].isdigit() and not cue.group().startswith(_PROMO)):
            continue
        shouted = text[cue.start() : cue.end()].isupper() and not any(char.isdigit() for char in match[1])
        if not shouted:
            yield _atom("promo_code", text, match, match[1].upper(), 1)
    if _DISCOUNT.search(folded):
        yield from (_atom("promo_code", text, match, match.group().upper()) for match in _LONE_CODE.finditer(text))


def _orders(text: str, folded: str) -> Iterator[Atom]:
    for match in _ORDER.finditer(folded):
        group = "id" if match["id"] else "bare"
        if not _NOT_ORDER.match(folded, match.end()):
            yield _atom("order_number", text, match, match[group].upper(), group)


def _dates(text: str, folded: str) -> Iterator[Atom]:
    for match in _ISO.finditer(folded):
        yield from _date(text, match, int(match[3]), int(match[2]), match[1])
    for match in _DAY_MONTH.finditer(folded):
        month = MONTH_NUMBERS[match[3]]
        if match[2]:  # «10–12 ноября»: two dates
            yield from _date(text, match, int(match[1]), month, match[4], 1)
            for last in _date(text, match, int(match[2]), month, match[4]):
                span = Span(start=match.start(2), end=last.span.end)
                yield replace(last, span=span, text=span.of(text))
            continue
        yield from _date(text, match, int(match[1]), month, match[4])
    for match in _MONTH_DAY.finditer(folded):
        yield from _date(text, match, int(match[2]), MONTH_NUMBERS[match[1]], match[3])
    for match in _DOTTED.finditer(folded):
        if folded[max(0, match.start() - 3) : match.start()].strip() not in ("п.", "№"):
            yield from _date(text, match, int(match[1]), int(match[2]), match[3])


def _date(text: str, match: "re.Match[str]", day: int, month: int, year: str | None, group: int = 0) -> Iterator[Atom]:
    if 1 <= day <= 31 and 1 <= month <= 12:
        full = "-" if year is None else (year if len(year) == 4 else "20" + year)
        yield _atom("date", text, match, f"{full}-{month:02}-{day:02}", group)


def _times(text: str, folded: str) -> Iterator[Atom]:
    readers: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Atom | None]], ...] = (
        (_AMPM, _time),
        (_CLOCK, _time),
        (_HOURS, _time),
        (_POINT, _point),
    )
    for pattern, read in readers:
        for match in pattern.finditer(folded):
            atom = read(text, match)
            if atom is not None:
                yield atom


def _point(text: str, match: "re.Match[str]") -> Atom | None:
    """«после 18», «до 18 часов»; «до 5 часов» and «до 24 часов» are terms, not times."""
    half = (match["half"] or "").strip()
    if half.startswith(("час", "ч")) and not 8 <= int(match["h"]) <= 23:
        return None
    return _time(text, match)


def _time(text: str, match: "re.Match[str]") -> Atom | None:
    parts = match.groupdict()
    first = _minutes(parts["h"], parts.get("m"), parts.get("half"))
    last = _minutes(parts["h2"], parts.get("m2"), parts.get("half2")) if parts.get("h2") else first
    if first is None or last is None or last < first:
        return None
    cue = (parts.get("cue") or "").strip()
    bound: Bound = "until" if cue in _UNTIL else "after" if cue in _AFTER else ""
    start = match.start("h") if cue else match.start()
    span = Span(start=start, end=match.end())
    shown = _clock(first) if first == last else f"{_clock(first)}-{_clock(last)}"
    return Atom(
        kind="time",
        value=shown,
        span=span,
        text=span.of(text),
        unit=MINUTES,
        low=float(first),
        high=float(last),
        bound=bound,
    )


def _minutes(hours: str, minutes: str | None, half: str | None) -> int | None:
    hour, minute = int(hours), int(minutes or 0)
    late = (half or "").strip().startswith(_LATE)
    if late and hour < 12:
        hour += 12
    return hour * 60 + minute if hour <= 24 and minute < 60 else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
