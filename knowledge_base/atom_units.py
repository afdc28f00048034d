"""Units of measure, currencies, months and number words in Russian and English, as people write them (folded)."""

MINUTES, MONTHS, WORKING_DAYS, WORKING_HOURS = "minute", "month", "working_day", "working_hour"
DAY = 24 * 60


def _set(forms: str) -> frozenset[str]:
    return frozenset(forms.split())


def _forms(**families: str) -> dict[str, str]:
    return {form: name for name, forms in families.items() for form in forms.split()}


CURRENCIES = _forms(
    RUB="₽ руб руб. рубль рубля рублей рублям рублями рублях р р. rub rur ruble rubles rouble roubles",
    USD="$ usd доллар доллара долларов dollar dollars",
    EUR="€ eur евро euro euros",
    GBP="£ gbp фунт фунта фунтов pound pounds",
    KZT="₸ kzt тенге",
    BYN="byn",
)
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₸": "KZT"}
MULTIPLIERS = {
    "тыс": 1_000,
    "тыс.": 1_000,
    "тысяча": 1_000,
    "тысячи": 1_000,
    "тысяч": 1_000,
    "thousand": 1_000,
    "млн": 1_000_000,
    "млн.": 1_000_000,
    "миллион": 1_000_000,
    "миллиона": 1_000_000,
    "миллионов": 1_000_000,
    "million": 1_000_000,
}
PERCENT = _set("% процент процента процентов проценты процентам percent")

_SPANS = _forms(
    second="сек сек. секунда секунды секунд секунду second seconds sec secs",
    minute="мин мин. минута минуты минут минуту минутам минутами минутах minute minutes min mins",
    hour="ч ч. час часа часов часы часу часам часах hour hours hr hrs",
    day="день дня дней дни дню дням днях дн дн. сутки суток сутках суткам дневный дневная дневное дневного day days",
    week="неделя недели недель неделю неделе неделям неделях нед нед. недельный week weeks",
    month="месяц месяца месяцев месяцы месяцу месяцах мес мес. месячный month months mo",
    year="год года лет годы году годам годах летний летняя year years yr yrs",
)
_LENGTHS: dict[str, tuple[str, float]] = {
    "second": (MINUTES, 1 / 60),
    "minute": (MINUTES, 1),
    "hour": (MINUTES, 60),
    "day": (MINUTES, DAY),
    "week": (MINUTES, 7 * DAY),
    "month": (MONTHS, 1),
    "year": (MONTHS, 12),
}
DURATIONS: dict[str, tuple[str, float]] = {form: _LENGTHS[name] for form, name in _SPANS.items()}
"""A word to the unit its terms are kept in, and how many of these it holds (a week is 10,080 minutes)."""
DAY_WORDS = frozenset(form for form, name in _SPANS.items() if name == "day")
HOUR_WORDS = frozenset(form for form, name in _SPANS.items() if name == "hour")
LONE = _set(
    "час часа день дня сутки суток неделя недели неделю месяц месяца месяцу год года минута минуты минуту "
    "hour day week month year minute"
)
"""Unit words that alone mean one: «в течение суток», "within a week"."""

WORKING = ("рабоч", "business", "working", "банковск")
PLAIN_ADJECTIVES = ("календарн", "calendar", "полны", "full", "бонусн", "bonus", "ближайш", "последн", "next", "last")

MEASURES = _forms(
    piece="шт шт. штук штука штуки штуку pcs pc piece pieces",
    litre="л л. литр литра литров l litre litres liter liters",
    millilitre="мл ml",
    kilogram="кг kg килограмм килограмма килограммов",
    gram="г гр гр. грамм грамма граммов g gram grams",
    metre="м метр метра метров m metre metres meter meters",
    centimetre="см cm сантиметр сантиметра сантиметров",
    millimetre="мм mm миллиметр миллиметров",
    kilometre="км km километр километра километров",
    watt="вт w ватт",
    gigabyte="гб gb",
    megabyte="мб mb",
    point="балл балла баллов баллы баллам баллами point points",
    bonus="бонус бонуса бонусов бонусы bonuses",
)
UNCOUNTED = _set(
    "и в на с к по о от до из за у для или не но а то как что это при без над под "
    "the a an of in on at to for or and is are by from with per than minus plus"
)
"""Words after a number that are not what is counted."""

MONTH_NUMBERS = {
    prefix: number
    for number, prefixes in enumerate(
        (
            ("январ", "янв", "january", "jan"),
            ("феврал", "фев", "february", "feb"),
            ("март", "мар", "march", "mar"),
            ("апрел", "апр", "april", "apr"),
            ("мая", "май", "мае", "may"),
            ("июн", "june", "jun"),
            ("июл", "july", "jul"),
            ("август", "авг", "august", "aug"),
            ("сентябр", "сент", "сен", "september", "sept", "sep"),
            ("октябр", "окт", "october", "oct"),
            ("ноябр", "нояб", "ноя", "november", "nov"),
            ("декабр", "дек", "december", "dec"),
        ),
        start=1,
    )
    for prefix in prefixes
}

NUMBER_WORDS: dict[str, float] = {
    form: number
    for number, forms in (
        (1, "один одна одно одного одной одному одну one"),
        (1.5, "полтора полутора полторы"),
        (2, "два две двух двум двумя two"),
        (3, "три трех трем тремя three"),
        (4, "четыре четырех четырем four"),
        (5, "пять пяти пятью five"),
        (6, "шесть шести six"),
        (7, "семь семи seven"),
        (8, "восемь восьми eight"),
        (9, "девять девяти nine"),
        (10, "десять десяти ten"),
        (12, "двенадцать двенадцати twelve"),
        (14, "четырнадцать четырнадцати fourteen"),
        (15, "пятнадцать пятнадцати fifteen"),
        (20, "двадцать двадцати twenty"),
        (30, "тридцать тридцати thirty"),
        (40, "сорок сорока forty"),
        (60, "шестьдесят шестидесяти sixty"),
        (90, "девяносто ninety"),
        (100, "сто ста hundred"),
    )
    for form in forms.split()
}
HALVES: dict[str, tuple[str, float]] = {
    "полчаса": (MINUTES, 30),
    "получаса": (MINUTES, 30),
    "полдня": (MINUTES, DAY / 2),
    "полгода": (MONTHS, 6),
    "полугода": (MONTHS, 6),
}
"""Terms of one word."""
