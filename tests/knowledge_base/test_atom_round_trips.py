"""Values written in any of their spellings are read back as the same value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.atoms import Atom, AtomKind, find_atoms, same
from knowledge_base.checks.bounds import bound_of, leaves_room
from knowledge_base.checks.weekdays import days_of
from knowledge_base.values.units import joined_count

MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = st.dates(min_value=date(2001, 1, 1), max_value=date(2099, 12, 31))
SUMS = st.integers(min_value=1, max_value=9_999_999)


def read(text: str, kind: AtomKind) -> Atom:
    """The one value of a kind in a text."""
    (atom,) = [atom for atom in find_atoms(text) if atom.kind == kind]
    return atom


def spaced(number: int, space: str) -> str:
    """A number with its thousands parted."""
    return f"{number:,}".replace(",", space)


@given(SUMS, st.sampled_from((" ", "\u00a0", "\u202f", "")), st.sampled_from(("₽", " ₽", " руб.", " рублей", " RUB")))
def test_roubles_in_any_spelling(number: int, space: str, unit: str) -> None:
    """Separators of thousands and names of the currency change nothing."""
    atom = read(f"Стоит {spaced(number, space)}{unit}", "money")

    assert (atom.value, atom.unit) == (number, "RUB")
    assert same(atom, read(f"Цена: {number} ₽", "money"))


@given(SUMS, st.sampled_from(("${}", "{} dollars", "USD {}", "{} USD")))
def test_dollars_in_any_spelling(number: int, shape: str) -> None:
    """A comma parts thousands in English sums."""
    atom = read(f"It costs {shape.format(spaced(number, ','))} now", "money")

    assert (atom.value, atom.unit) == (number, "USD")


@given(DAYS)
def test_days_in_any_spelling(day: date) -> None:
    """A day is the same day in figures, in words, in ISO and in English."""
    spellings = [
        f"до {day:%d.%m.%Y}",
        f"до {day.day} {MONTHS[day.month - 1]} {day.year} года",
        f"by {day.isoformat()}",
        f"by {ENGLISH[day.month - 1]} {day.day}, {day.year}",
        f"by {day.day} {ENGLISH[day.month - 1]} {day.year}",
    ]
    atoms = [read(spelling, "date") for spelling in spellings]

    assert {atom.value for atom in atoms} == {day.isoformat()}
    assert all(same(atom, read(f"до {day.day} {MONTHS[day.month - 1]}", "date")) for atom in atoms)


@given(
    st.integers(min_value=1, max_value=90),
    st.sampled_from(("{} дней", "{} календарных дней", "{}-дневный срок", "{} days", "{} calendar days")),
)
def test_terms_in_any_spelling(count: int, shape: str) -> None:
    """Calendar days are days, in both languages and as an adjective."""
    atom = read(f"Срок: {shape.format(count)}", "duration")

    assert (atom.value, atom.unit, atom.upper) == (count, "day", None)


@given(st.integers(min_value=1, max_value=30), st.integers(min_value=1, max_value=30), st.sampled_from("-–—"))
def test_ranges_in_any_spelling(low: int, more: int, dash: str) -> None:
    """A range has both its ends, whatever dash or words join them."""
    dashed = read(f"за {low}{dash}{low + more} рабочих дней", "duration")
    worded = read(f"от {low} до {low + more} рабочих дней", "duration")

    assert (dashed.value, dashed.upper, dashed.unit) == (low, low + more, "working_day")
    assert same(dashed, worded)


@given(
    st.from_regex(r"9[0-9]{9}", fullmatch=True), st.sampled_from(("+7 ({}) {}-{}-{}", "8 {} {} {} {}", "+7{}{}{}{}"))
)
def test_telephones_in_any_spelling(digits: str, shape: str) -> None:
    """Eight and +7 begin the same number."""
    text = shape.format(digits[:3], digits[3:6], digits[6:8], digits[8:])

    assert read(f"Позвоните: {text}", "phone").value == "7" + digits


@given(st.from_regex(r"[a-z]{3,9}", fullmatch=True), st.from_regex(r"[a-z]{1,9}", fullmatch=True))
def test_links_by_host_and_path(host: str, path: str) -> None:
    """Scheme, www and a closing slash change no link; another path does."""
    spellings = [f"https://{host}.ru/{path}", f"http://www.{host}.ru/{path}/", f"{host}.ru/{path}"]
    values = {read(f"Смотрите {spelling} там", "link").value for spelling in spellings}

    assert values == {f"{host}.ru/{path}"}
    assert not same(read(spellings[0], "link"), read(f"{spellings[0]}x", "link"))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("двадцать пять дней", "duration", 25), ("сто двадцать рублей", "money", 120),
        ("тысяча пятьсот рублей", "money", 1500), ("две тысячи пятьсот баллов", "quantity", 2500),
        ("two hundred dollars", "money", 200), ("twenty-five days", "duration", 25),
        ("two thousand five hundred points", "quantity", 2500), ("пять шесть дней", "duration", 6),
        ("9,000 years", "duration", 9000), ("1,5 часа", "duration", 1.5), ("1,125 кг", "quantity", 1.125),
        ("in the 1990s", "number", 1990), ("видео в 4К", "number", "4k"), ("video in 4K", "number", "4k"),
    ],
)  # fmt: skip
def test_numbers_in_words(text: str, kind: AtomKind, value: float | str) -> None:
    """Number words in a row make one number; look-alike letters beside a figure are one spelling."""
    assert read(text, kind).value == value


@pytest.mark.parametrize(
    ("counts", "number", "used"),
    [
        ([20, 5], 25, 2), ([100, 20, 5], 125, 3), ([2, 1000, 500], 2500, 3), ([2, 100], 200, 2), ([1000], 1000, 1),
        ([2, 3], 3, 1), ([5, 10], 10, 1), ([1.5], 1.5, 1), ([20, 15], 15, 1),
    ],
)  # fmt: skip
def test_number_words_go_down(counts: list[float], number: float, used: int) -> None:
    """Hundreds, tens and ones are added; a word that does not go down begins another number."""
    assert joined_count(counts) == (number, used)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("до 7 дней", -1), ("в течение 7 дней", -1), ("не более 7 дней", -1), ("within 7 days", -1),
        ("under 7 days", -1), ("no less than 7 days", 1), ("меньше 7 дней", -1),
        ("от 7 дней", 1), ("не менее 7 дней", 1), ("over 7 days", 1), ("at least 7 days", 1),
        ("за 7 дней", 0), ("3–7 дней", 0), ("7 days", 0),
    ],
)  # fmt: skip
def test_bounds_are_known_by_the_word_before(text: str, bound: int) -> None:
    """«До» and «от» make a value a bound; a range has two ends and is none."""
    assert bound_of(read(text, "duration"), text) == bound


@given(st.integers(1, 40), st.integers(1, 40))
def test_a_bound_leaves_room_below_itself(limit: int, said: int) -> None:
    """«До N дней» leaves room for every plain number of days up to N, and for no bound."""
    theirs, own = f"до {limit} дней", f"за {said} дней"

    assert leaves_room(read(own, "duration"), own, read(theirs, "duration"), theirs) is (said <= limit)
    assert not leaves_room(read(theirs, "duration"), theirs, read(theirs, "duration"), theirs)


@pytest.mark.parametrize(
    ("text", "days", "rule"),
    [
        ("работаем по будням", "01234", True), ("работаем ежедневно", "0123456", True),
        ("с понедельника по субботу", "012345", True), ("пн-пт с 9 до 18", "01234", True),
        ("в субботу открыто", "5", False), ("по субботам открыто", "5", True), ("в выходные открыто", "56", True),
        ("ежедневно, кроме воскресенья", "012345", True), ("по воскресеньям не работаем", "012345", True),
        ("воскресенье - выходной", "012345", True), ("open monday to friday", "01234", True),
        ("closed on sundays", "012345", True), ("open on tuesday", "1", False), ("every day", "0123456", True),
    ],
)  # fmt: skip
def test_days_of_the_week_are_read(text: str, days: str, rule: bool) -> None:
    """Names, ranges, «будни», exceptions and days off give the days something happens on, and whether it is a rule."""
    found = days_of(text)

    assert found is not None
    assert "".join(map(str, sorted(found.open))) == days
    assert found.rule is rule


@pytest.mark.parametrize("text", ["доставим завтра", "за 10 рабочих дней", "within 5 business days", "среди прочего"])
def test_what_names_no_day_of_the_week(text: str) -> None:
    """Terms in working days and words that only look like a day's name are no days of the week."""
    assert days_of(text) is None
