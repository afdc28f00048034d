"""The patterns by which values are found, on folded text. All run in linear time: bounded repeats, anchored starts."""

import re

MONTHS = (
    r"(?:янв(?:ар[ьяюе]|арем)?|jan(?:uary)?)",
    r"(?:фев(?:р(?:ал[ьяюе]|алем)?)?|feb(?:ruary)?)",
    r"(?:март(?:а|у|е|ом)?|мар|mar(?:ch)?)",
    r"(?:апр(?:ел[ьяюе]|елем)?|apr(?:il)?)",
    r"(?:ма[йяюе]|маем|may)",
    r"(?:июн(?:[ьяюе]|ем)?|june?)",
    r"(?:июл(?:[ьяюе]|ем)?|july?)",
    r"(?:авг(?:уст(?:а|у|е|ом)?)?|aug(?:ust)?)",
    r"(?:сент?(?:ябр[ьяюе]|ябрем)?|sept?(?:ember)?)",
    r"(?:окт(?:ябр[ьяюе]|ябрем)?|oct(?:ober)?)",
    r"(?:ноя(?:бр[ьяюе]|брем)?|nov(?:ember)?)",
    r"(?:дек(?:абр[ьяюе]|абрем)?|dec(?:ember)?)",
)
_ENGLISH = [month[month.rindex("|") + 1 : -1] for month in MONTHS]
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})(?![^\W_])(?:(?<!ма[йя])(?<!may)(?<=[^\W_]{{3}})(?<![^\W_]{{5}})\.)?"
_YEAR = r"(?:,? (?P<year>(?:19|20)[0-9]{2})(?![0-9]))?"

EMAIL = re.compile(r"[a-z0-9](?<![\w.+-][a-z0-9])[\w.+-]{0,63}@(?:[a-zа-яё0-9-]{1,63}\.){1,4}[a-zа-яё]{2,24}")
_ZONES = "ru|com|org|net|рф|su|shop|store|link|me|info|biz|io|app|dev|online|site|top|by|kz|uk|de|eu|us|co|tv|cc|ly"
DOT_INSIDE = re.compile(r"[\w-]\.[^\W\d_]{2}")
LINK = re.compile(
    r"https?://[^\s<>()\"']{1,2000}|www\.[^\s<>()\"']{1,2000}"
    rf"|(?<![\w@.-])(?:[a-z0-9а-яё][a-z0-9а-яё-]{{0,62}}\.){{1,4}}(?:{_ZONES})(?![\w-])(?:/[^\s<>()\"']{{0,2000}})?"
)
PHONE_DIGITS = re.compile(r"(?:[0-9][ ()+-]{0,3}){7}")
PHONE = re.compile(
    r"\+[0-9](?:[ ()-]{0,2}[0-9]){8,14}+(?![0-9])"
    r"|[78](?<![\w.,+-][78])[ -]{0,2}\(?[0-9]{3}\)?[ -]{0,2}[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}(?![0-9])"
    r"|\([0-9]{3,5}\) ?[0-9]{2,3}[ -][0-9]{2,4}(?:[ -][0-9]{2})?(?![0-9])"
    r"|[0-9]{3}(?<![\w.,+-][0-9]{3})-[0-9]{3}-[0-9]{4}(?![0-9])"
)
PROMO = re.compile(
    r"(?<![^\W_])(?P<lead>(?:промо-?)?код(?:а|у|ом|е|ы)?|купон(?:а|у|ом|е)?|ваучер(?:а|у|ом|е)?"
    r"|promo ?-?codes?|codes?|coupon|voucher)(?: на скидку| скидки| is)?[ :-]{0,3}[\"']?"
    r"(?P<code>(?<![^\W_])[a-zа-яё0-9][\w-]{2,24}+)"
)
PROMO_ALONE = re.compile(r"[a-zа-яё](?<![\w.-][a-zа-яё])[a-zа-яё]{2,14}-?[0-9]{1,5}(?![^\W_])")
NOT_A_CODE = frozenset(
    [
        "pin",
        "cvv",
        "cvc",
        "sms",
        "qr",
        "vin",
        "imei",
        "url",
        "sku",
        "смс",
        "пин",
        "снилс",
        "инн",
        "кпп",
        "бик",
        "пвз",
        "для",
    ]
)
"""Words that may follow «код» in capitals without being one."""
_ID = r"[a-zа-я]{0,4}-?[0-9][0-9a-z]{0,15}+(?:-[0-9a-z]{1,12}+){0,4}+"
ORDER = re.compile(
    r"(?<![^\W_])(?:номер[а-я]{0,2} )?(?:(?:заказ|отправлени|заявк|обращени|посылк|покупк|номер|трек)[а-я]{0,2}"
    r"|order|parcel|ticket|number|no\.|track(?:ing)?)(?: is| id)?[ :]{0,3}(?:№|#|номер[а-я]{0,2}|number|no\.)?[ :]{0,3}"
    rf"(?P<id>(?<![^\W_]){_ID})|[№#] ?(?P<other>{_ID})"
)
ISO_DATE = re.compile(r"(?P<year>20[0-9]{2})(?<![\w.][0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])")
DOTTED_DATE = re.compile(
    r"(?P<day>[0-9](?<![0-9.,][0-9])[0-9]?)(?P<mark>[./])(?P<month>[0-9]{1,2})"
    r"(?:(?P=mark)(?P<year>20[0-9]{2}|[0-9]{2}))?(?![0-9]|[./,][0-9])"
)
WORDED_DATE = re.compile(
    r"(?P<day>[0-9](?<![0-9.,:][0-9])[0-9]?)(?:-?(?:го|е|ое|st|nd|rd|th)(?![^\W_]))?"
    r"(?: ?(?:-|по|до|to|and) ?(?P<upper>[0-9]{1,2})(?:-?(?:го|е|ое|st|nd|rd|th)(?![^\W_]))?)?"
    rf" ?(?:of )?{_MONTH}{_YEAR}"
)
MONTH_FIRST = re.compile(
    rf"(?<![^\W_])(?P<month>{'|'.join(_ENGLISH)})(?![^\W_])\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"(?![0-9:]|[.,][0-9])(?: ?(?:-|to) ?(?P<upper>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![^\W_]))?{_YEAR}"
)
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_START_HOUR = r"(?:[0-9](?<![0-9.,:][0-9])[0-9]?)"
_HALF = r" ?(?P<{0}>a\.?m\.?|p\.?m\.?|утра|(?:час(?:а|ов)? )?дня|вечера|ночи)(?![^\W_])"
CLOCK = re.compile(
    rf"(?P<hour>{_START_HOUR}):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:])"
    rf"(?:{_HALF.format('half')})?"
    rf"(?: ?(?:-|до|по|to|and|till|until) ?(?P<upper>{_HOUR}):(?P<upper_minute>[0-5][0-9])(?![0-9:])"
    rf"(?:{_HALF.format('upper_half')})?)?"
)
DOTTED_CLOCK = re.compile(
    rf"(?P<hour>{_START_HOUR})\.(?P<minute>00|15|30|45)(?![0-9]|[.,][0-9])"
    rf"(?: ?(?:-|до|по|to) ?(?P<upper>{_HOUR})\.(?P<upper_minute>00|15|30|45)(?![0-9]|[.,][0-9]))?"
)
DOTTED_LEAD = re.compile(r"(?:^|[^\w])(?:с|со|до|в|к|после|from|at|by|until|after) $")
HALF_CLOCK = re.compile(
    rf"(?P<hour>{_START_HOUR})(?:{_HALF.format('half')})?"
    rf"(?: ?(?:-|до|to|and|till|until) ?(?P<upper>{_HOUR}))?{_HALF.format('upper_half')}"
)
HOURS = re.compile(
    rf"(?P<hour>{_START_HOUR})(?![0-9])(?: ?(?:-|до|to|and|till|until) ?(?P<upper>{_HOUR})(?![0-9]))?"
    r"(?P<clock> ?(?:час(?:ов|а|ам)?|ч)(?![^\W_]))?(?![^\W_]|[.,:][0-9]| ?[%₽$€])"
)
HOURS_END = re.compile(r"\.?\s*(?:$|[.,;!?)\n]|(?:в|по|и|не|мск|ежедневно|today|on|the)(?![^\W_]))")
HOURS_LEAD = re.compile(r"(?:^|[^\w])(?:(?P<from>с|со|from|between)|(?:до|после|к|by|after|before|until|till|at)) $")
NUMBER = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])|[0-9]+(?:[.,][0-9]+)*")
RANGE_TO = re.compile(r" ?- ?(?=[0-9])| (?:до|to|and|или|or|по) (?=[0-9])")
WORD_AFTER = re.compile(r" ?-? ?([^\W\d_]+|[%₽$€£₸])\.?")
NEXT_WORD = re.compile(r" ?\.? ?-? ?([^\W\d_]+|[%₽$€£₸])")
CURRENCY_BEFORE = re.compile(r"(?:([$€£₽₸])|(?<![^\W_])(rub|usd|eur|gbp|kzt)) ?$")
WORD_LENGTH = re.compile(r"[^\W\d_]+(?<![\w-][^\W\d_])?")
LIST_MARK = re.compile(
    r"(?m)^[ \t]*(?:шаг |step )?[0-9]{1,2}[.)](?:[0-9]{1,2}\.?)?(?=\s|[^\W\d_]|$)|(?<=[:;.,] )[0-9]{1,2}\)(?= )",
    re.IGNORECASE,
)
SECTION_BEFORE = re.compile(
    r"(?:п{1,2}\.|пункт[а-яё]{0,3}|стать[а-яё]{1,2}|ст\.|верси[а-яё]{1,2}|v\.?|version|section|раздел[а-яё]{0,2}) ?$"
)
