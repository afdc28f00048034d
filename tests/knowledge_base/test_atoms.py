from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.atoms import Atom, find_atoms, same

FACTS = [
    ("стоит 3 490 ₽", ("money", "3490.00", "RUB", "3 490 ₽")),
    ("стоит 3490,50 руб. сегодня", ("money", "3490.50", "RUB", "3490,50 руб.")),
    ("сумма 3490.00 RUB", ("money", "3490.00", "RUB", "3490.00 RUB")),
    ("около 1,5 тыс. рублей", ("money", "1500.00", "RUB", "1,5 тыс. рублей")),
    ("it costs $1,015.99 now", ("money", "1015.99", "USD", "$1,015.99")),
    ("скидка 15 %", ("percent", "15", "", "15 %")),
    ("20% off", ("percent", "20", "", "20%")),
    ("привезём 10 ноября", ("date", "--11-10", "", "10 ноября")),
    ("получен 10.11", ("date", "--11-10", "", "10.11")),
    ("получен 10.11.26, оплачен", ("date", "2026-11-10", "", "10.11.26")),
    ("since 2026-11-10", ("date", "2026-11-10", "", "2026-11-10")),
    ("on May 14, 2026", ("date", "2026-05-14", "", "May 14, 2026")),
    ("the 14th of May", ("date", "--05-14", "", "14th of May")),
    ("в течение 10 дней", ("duration", "14400", "minute", "10 дней")),
    ("за 3–5 рабочих дней", ("duration", "3-5", "working_day", "3–5 рабочих дней")),
    ("3 to 5 business days", ("duration", "3-5", "working_day", "3 to 5 business days")),
    ("через две недели", ("duration", "20160", "minute", "две недели")),
    ("ответим в течение суток", ("duration", "1440", "minute", "в течение суток")),
    ("гарантия 2 года", ("duration", "24", "month", "2 года")),
    ("ждать полчаса", ("duration", "30", "minute", "полчаса")),
    ("сменить до 20:00 накануне", ("time", "20:00", "minute", "20:00")),
    ("в интервале 10:00–14:00", ("time", "10:00-14:00", "minute", "10:00–14:00")),
    ("завтра с 9 до 12", ("time", "09:00-12:00", "minute", "с 9 до 12")),
    ("come after 18, please", ("time", "18:00", "minute", "18")),
    ("by 5 p.m. today", ("time", "17:00", "minute", "5 p.m.")),
    ("чайник 1,7 л", ("quantity", "1.7", "litre", "1,7 л")),
    ("начислим 300 баллов", ("quantity", "300", "point", "300 баллов")),
    ("звоните +7 (495) 123-45-67", ("phone", "+74951234567", "", "+7 (495) 123-45-67")),
    ("звоните 8 800 555-35-35", ("phone", "+78005553535", "", "8 800 555-35-35")),
    ("форма на https://shop.ru/returns.", ("link", "shop.ru/returns", "", "https://shop.ru/returns")),
    ("пишите на help@shop.ru!", ("email", "help@shop.ru", "", "help@shop.ru")),
    ("по коду ЛЮЛЬКА", ("promo_code", "ЛЮЛЬКА", "", "ЛЮЛЬКА")),
    ("напиши промокод: ПРОМО500", ("promo_code", "ПРОМО500", "", "ПРОМО500")),
    ("Заказ № 48213 готов", ("order_number", "48213", "", "48213")),
    ("the order #3320 ships", ("order_number", "3320", "", "3320")),
    ("слот 10–14", ("number", "10-14", "", "10–14")),
]


@pytest.mark.parametrize(("text", "fact"), FACTS, ids=[text for text, _ in FACTS])
def test_finds_the_fact_and_nothing_else(text: str, fact: tuple[str, str, str, str]) -> None:
    """Each way of writing a fact gives its kind, canonical value, unit and exact words."""
    atoms = find_atoms(text)

    assert [(atom.kind, atom.value, atom.unit, atom.text) for atom in atoms] == [fact]


@pytest.mark.parametrize(
    "text",
    [
        "Код подтверждения придёт в СМС",
        "1. Откройте профиль\n2. Нажмите «Возврат»",
        "Как сказано в правилах [1]",
        "ПОЧЕМУ КОД НЕ ПРИШЁЛ",
        "один из нас проверит",
        "Поле на листе А4",
    ],
)
def test_leaves_other_words_alone(text: str) -> None:
    """List marks, citations, confirmation codes and number words without a unit are no facts."""
    assert find_atoms(text) == ()


def test_terms_of_hours_are_not_clock_times() -> None:
    """«до 18 часов» is a time of day, «до 24 часов» and «до 5 дней» are terms."""
    kinds = [atom.kind for atom in find_atoms("до 18 часов, до 24 часов, до 5 дней")]

    assert kinds == ["time", "duration", "duration"]


def _one(text: str) -> Atom:
    (atom,) = find_atoms(text)
    return atom


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("3 490 ₽", "3490.00 RUB"),
        ("3 490 ₽", "total 3490"),
        ("10 ноября", "10.11.2026"),
        ("две недели", "14 дней"),
        ("24 часа", "в течение суток"),
        ("до 5 рабочих дней", "3–5 рабочих дней"),
        ("после 18", "18:00–22:00"),
        ("с 9 до 12", "слот 9–12"),
        ("https://shop.ru/returns", "shop.ru"),
        ("заказ 48213", "номер: 48213"),
        ("8 800 555-35-35", "+7 800 555 35 35"),
    ],
)
def test_same_however_written(one: str, two: str) -> None:
    """Two spellings of one fact are the same, in both directions."""
    assert same(_one(one), _one(two))
    assert same(_one(two), _one(one))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("14 дней", "30 дней"),
        ("14 дней", "14 рабочих дней"),
        ("15 %", "15 баллов"),
        ("10 ноября 2025", "10.11.2026"),
        ("до 22:00", "18:00–23:00"),
        ("https://shop.ru/returns", "https://shop.ru/exchange"),
        ("300 баллов", "300 ₽ сегодня"),
    ],
)
def test_different_facts_stay_different(one: str, two: str) -> None:
    """Another value, unit, year or page is another fact."""
    assert not same(_one(one), _one(two))
    assert not same(_one(two), _one(one))


@given(st.text(max_size=200) | st.text(alphabet="0123456789 .,-:/%₽дней до с по рублей@№код", max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Whatever the text: spans lie in order, do not overlap, hold the words they claim; a fact equals itself."""
    atoms = find_atoms(text)

    assert [atom.span.of(text) for atom in atoms] == [atom.text for atom in atoms]
    assert all(left.span.end <= right.span.start for left, right in pairwise(atoms))
    assert all(atom.span.start < atom.span.end and same(atom, atom) for atom in atoms)


@pytest.mark.parametrize("piece", ["1 ", "111 ", "10.11.", "до 1 ", "заказ ", "@a.", "http://", "+1(", "10:00-", "a-"])
def test_long_texts_take_linear_time(piece: str) -> None:
    """Twenty thousand hostile characters are read well under a second: no pattern backtracks."""
    assert len(find_atoms(piece * (20_000 // len(piece)))) >= 0
