"""The patterns by which checkable values are found, on folded text. Each is linear: bounded repeats, anchored starts."""

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
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})(?![^\W_])(?:(?<=[а-яa-z]{{3}})(?<![^\W_][а-яa-z]{{3}})\.)?"
_YEAR = r"(?:,? (?P<year>(?:19|20)[0-9]{2})(?![0-9]))?"

EMAIL = re.compile(r"[a-z0-9](?<![\w.+-][a-z0-9])[\w.+-]{0,63}@(?:[a-zа-яё0-9-]{1,63}\.){1,4}[a-zа-яё]{2,24}")
_ZONES = "ru|com|org|net|рф|su|shop|store|link|me|info|biz|io|app|dev|online|site|top|by|kz|uk|de|eu|us|co|tv|cc|ly"
LINK = re.compile(
    r"https?://[^\s<>()\"']{1,2000}|www\.[^\s<>()\"']{1,2000}"
    rf"|(?<![\w@.-])(?:[a-z0-9а-яё][a-z0-9а-яё-]{{0,62}}\.){{1,4}}(?:{_ZONES})(?![\w-])(?:/[^\s<>()\"']{{0,2000}})?"
)
PHONE = re.compile(
    r"\+[0-9](?: ?[(-]? ?[0-9]){8,13}(?:\) ?)?(?![0-9])"
    r"|\+[0-9]{1,3} ?\(?[0-9]{3,5}\)?(?:[ -]?[0-9]){5,8}(?![0-9])"
    r"|[78](?<![\w.,+-][78]) ?-?\(?[0-9]{3}\)? ?-?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}(?![0-9])"
    r"|\([0-9]{3,5}\) ?[0-9]{2,3}[ -][0-9]{2,4}(?:[ -][0-9]{2})?(?![0-9])"
    r"|[0-9]{3}(?<![\w.,+-][0-9]{3})-[0-9]{3}-[0-9]{4}(?![0-9])"
)
PROMO = re.compile(
    r"(?P<lead>промо-?код|код|купон|ваучер|promo ?-?code|code|coupon|voucher)[а-яa-z]{0,4}"
    r"(?: скидк[а-я]{1,2})?(?: is)?[ :\-]{0,3}[\"']?"
    r"(?P<code>(?<![^\W_])[a-zа-яё0-9][\w-]{2,24})(?![^\W_])"
)
PROMO_ALONE = re.compile(r"[a-zа-яё](?<![\w.-][a-zа-яё])[a-zа-яё]{2,14}-?[0-9]{1,5}(?![^\W_])")
NOT_A_CODE = frozenset(
    "pin cvv cvc sms qr vin imei url id ozon смс пин снилс инн кпп бик тн пвз ваш your the из для был и".split()
)
ORDER = re.compile(
    r"(?P<lead>(?:номер[а-я]{0,2} )?(?:заказ|отправлени|заявк|обращени|посылк|покупк)[а-я]{0,2}"
    r"|order|parcel|ticket|номер|number|no\.|трек(?:-номер)?|track(?:ing)?)(?: is| id)?"
    r"(?: ?: ?| )?(?P<sign>№|#|номер[а-я]{0,2}|number|no\.)?(?: ?: ?| )?"
    r"(?P<id>[a-zа-я]{0,4}-?[0-9][0-9a-z]{0,3}(?:-?[0-9a-z]{1,12}){0,5})(?![^\W_])"
    r"|(?P<bare>[№#]) ?(?P<other>[a-zа-я]{0,4}-?[0-9]{1,15}(?:-[0-9]{1,12}){0,3})(?![^\W_])"
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
    rf"(?<![^\W_]){_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:]|[.,][0-9])"
    rf"(?: ?(?:-|to) ?(?P<upper>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![^\W_]))?{_YEAR}"
)
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_START_HOUR = r"(?:[0-9](?<![0-9.,:][0-9])[0-9]?)"
_HALF = r" ?(?P<{0}>a\.?m\.?|p\.?m\.?|утра|дня|вечера|ночи)(?![^\W_])"
CLOCK = re.compile(
    rf"(?P<hour>{_START_HOUR}):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:])"
    rf"(?:{_HALF.format('half')})?"
    rf"(?: ?(?:-|до|по|to|and|till|until) ?(?P<upper>{_HOUR}):(?P<upper_minute>[0-5][0-9])(?![0-9:])"
    rf"(?:{_HALF.format('upper_half')})?)?"
)
DOTTED_CLOCK = re.compile(
    rf"(?:(?<=с )|(?<=до )|(?<=в )|(?<=к )|(?<=после )|(?<=from )|(?<=at )|(?<=by ))(?P<hour>{_HOUR})\.(?P<minute>00|15|30|45)"
    rf"(?![0-9]|[.,][0-9])(?: ?(?:-|до|по|to) ?(?P<upper>{_HOUR})\.(?P<upper_minute>00|15|30|45)(?![0-9]|[.,][0-9]))?"
)
HALF_CLOCK = re.compile(
    rf"(?P<hour>{_START_HOUR})(?:{_HALF.format('half')})?"
    rf"(?: ?(?:-|до|to|and|till|until) ?(?P<upper>{_HOUR}))?{_HALF.format('upper_half')}"
)
BARE_HOURS = re.compile(
    rf"(?:(?:с|со|from|between) (?P<hour>{_HOUR}) ?(?:до|to|and|till|until|-) ?(?P<upper>{_HOUR})"
    rf"|(?<!от )(?:до|после|к|by|after|before|until|till|at) (?P<single>{_HOUR}))(?<![^\W_]{{3}})"
    r"(?P<clock> ?(?:час(?:ов|а|ам)?|ч)(?![^\W_])\.?)?(?=\s*(?:$|[.,;!?)\n]|(?:в|по|и|не|мск|ежедневно|today|on|the)(?![^\W_])))"
)
NUMBER = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])|[0-9]+(?:[.,][0-9]+)*")
RANGE_TO = re.compile(r" ?- ?(?=[0-9])| (?:до|to|and|или|or|по) (?=[0-9])")
WORD_AFTER = re.compile(r" ?-? ?([^\W\d_]+|[%₽$€£₸])\.?")
NEXT_WORD = re.compile(r" ?\.? ?-? ?([^\W\d_]+|[%₽$€£₸])")
CURRENCY_BEFORE = re.compile(r"(?:([$€£₽₸])|(?<![^\W_])(rub|usd|eur|gbp|kzt)) ?$")
WORD_LENGTH = re.compile(r"[^\W\d_]+(?<![\w-][^\W\d_])?")
LIST_MARK = re.compile(r"(?m)^[ \t]*(?:шаг |step )?[0-9]{1,2}[.)](?:[0-9]{1,2}\.?)?(?=\s|[^\W\d_]|$)", re.IGNORECASE)
SECTION_BEFORE = re.compile(
    r"(?:п{1,2}\.|пункт[а-яё]{0,3}|стать[а-яё]{1,2}|ст\.|верси[а-яё]{1,2}|v\.?|version|section|раздел[а-яё]{0,2}) ?$"
)
