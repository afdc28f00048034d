import pytest

from knowledge_base.atoms import Atom, AtomKind, find_atoms, find_order_numbers

Told = tuple[AtomKind, float | str, str, str]


def told(text: str) -> list[Told]:
    """Kind, value, unit and text of every atom."""
    return [(atom.kind, atom.value, atom.unit, atom.text) for atom in find_atoms(text)]


def only(text: str) -> Atom:
    """The one atom of a text."""
    (atom,) = find_atoms(text)
    return atom


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Вернём 3 490 ₽.", 3490, "RUB"),
        ("Вернём 3\u00a0490\u202f₽.", 3490, "RUB"),
        ("сумма 3490.00 RUB", 3490, "RUB"),
        ("Стоит 3490 руб. с доставкой", 3490, "RUB"),
        ("500р", 500, "RUB"),
        ("99,90 рублей", 99.9, "RUB"),
        ("50 копеек", 0.5, "RUB"),
        ("до 3 тыс. рублей", 3000, "RUB"),
        ("It costs $20 now", 20, "USD"),
        ("It costs $1,200.50 now", 1200.5, "USD"),
        ("20 dollars", 20, "USD"),
        ("€15", 15, "EUR"),
        ("один рубль", 1, "RUB"),
    ],
)
def test_sums_have_a_currency_and_one_value(text: str, value: float, unit: str) -> None:
    """However a sum is written, it is one number of one currency."""
    atom = only(text)

    assert (atom.kind, atom.value, atom.unit) == ("money", value, unit)


@pytest.mark.parametrize(
    ("text", "value"),
    [("скидка 15 %", 15), ("15% off", 15), ("7,5 процентов", 7.5), ("20 percent", 20)],
)
def test_shares_are_read(text: str, value: float) -> None:
    """A percentage is one in figures, signs and words."""
    atom = only(text)

    assert (atom.kind, atom.value, atom.unit) == ("percent", value, "%")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("до 10 ноября", "--11-10"),
        ("10 ноября 2026 г.", "2026-11-10"),
        ("доставка 14.05", "--05-14"),
        ("от 10.11.2026", "2026-11-10"),
        ("10.11.26", "2026-11-10"),
        ("2026-11-10", "2026-11-10"),
        ("on May 14", "--05-14"),
        ("May 14, 2026", "2026-05-14"),
        ("the 10th of November", "--11-10"),
        ("3 янв.", "--01-03"),
        ("11/24/2026", "2026-11-24"),
    ],
)
def test_days_are_read_as_iso(text: str, value: str) -> None:
    """A day is a day in any spelling; without a year it is that day of any year."""
    assert ("date", value) in [(atom.kind, atom.value) for atom in find_atoms(text)]


@pytest.mark.parametrize(
    "text", ["завтра", "в пятницу", "until Sunday", "скоро", "п. 4.10 правил", "версия 2.03", "31.02.2026"]
)
def test_what_names_no_day_is_no_date(text: str) -> None:
    """«Завтра», week days, sections and days that do not exist are no dates."""
    assert not [atom for atom in find_atoms(text) if atom.kind == "date"]


def test_a_range_of_days_is_one_date() -> None:
    """«С 10 по 12 ноября» is one value with two ends."""
    atom = only("с 10 по 12 ноября")

    assert (atom.value, atom.upper, atom.text) == ("--11-10", "--11-12", "10 по 12 ноября")


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit"),
    [
        ("в течение 10 дней", 10, None, "day"),
        ("14 календарных дней", 14, None, "day"),
        ("10 рабочих дней", 10, None, "working_day"),
        ("3–5 рабочих дней", 3, 5, "working_day"),
        ("3 to 5 business days", 3, 5, "working_day"),
        ("от 3 до 5 дней", 3, 5, "day"),
        ("две недели", 2, None, "week"),
        ("за 1 минуту", 1, None, "minute"),
        ("в течение часа", 1, None, "hour"),
        ("через неделю", 1, None, "week"),
        ("действует год", 1, None, "year"),
        ("двое суток", 2, None, "day"),
        ("полчаса", 0.5, None, "hour"),
        ("14-дневный срок", 14, None, "day"),
        ("a 24-month warranty", 24, None, "month"),
        ("within a week", 1, None, "week"),
        ("two weeks", 2, None, "week"),
    ],
)
def test_lengths_of_time_are_read(text: str, value: float, upper: float | None, unit: str) -> None:
    """Terms are read in figures and in words, with both ends of a range; working days stay working days."""
    atom = only(text)

    assert (atom.kind, atom.value, atom.upper, atom.unit) == ("duration", value, upper, unit)


@pytest.mark.parametrize(
    ("text", "value", "upper"),
    [
        ("до 20:00", "20:00", None),
        ("10:00–14:00", "10:00", "14:00"),
        ("с 9 до 12", "09:00", "12:00"),
        ("с 9 до 21 без выходных", "09:00", "21:00"),
        ("с 10.00 до 20.00", "10:00", "20:00"),
        ("завтра после 18", "18:00", None),
        ("до 20 часов", "20:00", None),
        ("after 6 pm", "18:00", None),
        ("9 am to 6 pm", "09:00", "18:00"),
        ("в 7 вечера", "19:00", None),
        ("в 2 часа дня", "14:00", None),
    ],
)
def test_hours_of_the_clock_are_read(text: str, value: str, upper: str | None) -> None:
    """Hours are read with and without minutes, in the halves of the day and as ranges."""
    atom = only(text)

    assert (atom.kind, atom.value, atom.upper) == ("time", value, upper)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("до 2 часов", "duration"), ("за 2 дня", "duration"), ("с 3 до 5 дней", "duration"), ("до 20 шт", "quantity")],
)
def test_lengths_and_counts_are_no_hours(text: str, kind: str) -> None:
    """«За 2 дня» is two days, not two o'clock."""
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 шт.", 5, "pcs"), ("1,7 л", 1.7, "l"), ("500 мл", 0.5, "l"), ("2 кг", 2, "kg"), ("300 г", 0.3, "kg"),
        ("30 см", 0.3, "m"), ("300 баллов", 300, "points"), ("один балл", 1, "points"), ("5 звёзд", 5, "stars"),
        ("100 points", 100, "points"),
    ],
)  # fmt: skip
def test_quantities_have_a_unit(text: str, value: float, unit: str) -> None:
    """What is counted or measured is brought to one unit of its kind."""
    atom = only(text)

    assert (atom.kind, atom.value, atom.unit) == ("quantity", value, unit)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("+7 (999) 123-45-67", "phone", "79991234567"),
        ("8 800 555-35-35", "phone", "78005553535"),
        ("пишите на Help@Shop.ru.", "email", "help@shop.ru"),
        ("https://www.shop.ru/return/.", "link", "shop.ru/return"),
        ("сайт shop.ru/sale", "link", "shop.ru/sale"),
        ("по коду ЛЮЛЬКА", "promo_code", "люлька"),
        ("promo code SALE10", "promo_code", "sale10"),
        ("промокод «весна»", "promo_code", "весна"),
        ("И напиши промокод: ПРОМО500", "promo_code", "промо500"),
        ("Заказ 48213 собран", "order_number", "48213"),
        ("№77120", "order_number", "77120"),
        ("order #3320", "order_number", "3320"),
        ("заказ №АБ-1203", "order_number", "АБ-1203"),
        ("number: 48213", "order_number", "48213"),
    ],
)
def test_names_are_read(text: str, kind: str, value: str) -> None:
    """Telephones, addresses, codes and order numbers are known by what they name, however they are written."""
    atom = only(text)

    assert (atom.kind, atom.value) == (kind, value)


@pytest.mark.parametrize(
    "text",
    ["код из СМС", "код PIN", "КОД АКТИВАЦИИ НЕ ПРИШЁЛ", "Видеокодек: MPEG", "введите код", "the code of conduct"],
)
def test_what_is_no_promo_code(text: str) -> None:
    """Codes of confirmation, shouting and words with «код» in them are no promo codes."""
    assert not find_atoms(text)


def test_a_sum_after_an_order_is_a_sum() -> None:
    """«Сумма заказа 3490 ₽» names no order."""
    assert told("сумма заказа 3490 ₽") == [("money", 3490, "RUB", "3490 ₽")]


def test_plain_numbers_are_kept_with_their_words() -> None:
    """What has no unit is a number; a word with figures is known whole, a section keeps its points."""
    assert [atom.value for atom in find_atoms("размер 42, iPhone15, п. 2.3.17, 4К, с 2017 г.")] == [
        42, "iphone15", "2.3.17", "4k", 2017,
    ]  # fmt: skip


def test_numbers_of_list_items_are_no_values() -> None:
    """«1.» and «2)» at the beginning of a line or of an item count nothing."""
    assert told("Сделайте так: 1) откройте раздел, 2) нажмите кнопку.") == []
    assert told("1. Откройте раздел\n2) Нажмите кнопку\nШаг 3. Готово") == []


def test_a_whole_sentence_is_read_in_order() -> None:
    """Several values of a sentence come in order, each with its own words."""
    assert told("Заказ 77120 приедет 14 мая, к оплате 3 490 ₽.") == [
        ("order_number", "77120", "", "77120"),
        ("date", "--05-14", "", "14 мая"),
        ("money", 3490, "RUB", "3 490 ₽"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Заказ 48213 придёт 15.10.2026 к 18:00.",
        "Сумма заказа 3490 ₽, номер заказа 77120.",
        "Ticket #3320 and order no. 81207, call +7 912 345-67-89.",
        "Заказ оформлен, код СКИДКА2026, позвоните 8 800 555-35-35.",
        "Артикул 12345 есть в наличии.",
        "Номер уточним.",
    ],
)
def test_order_numbers_alone_are_those_among_all_values(text: str) -> None:
    """The short reading finds the same order numbers at the same places as the whole one."""
    assert find_order_numbers(text) == tuple(atom for atom in find_atoms(text) if atom.kind == "order_number")
