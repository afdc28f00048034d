"""Cases, genders and plurals in composed sentences: a table written by hand, and the dictionary itself."""

import pytest

from drafting import words as say
from drafting.grammar import agree, item_name
from reply_core.text import morphology

NAMES = [
    ("Чайник Роса, 1,7 л", "чайник Роса", "masc"),
    ("Кофеварка Аква, 1,2 л", "кофеварку Аква", "femn"),
    ("Пальто Осень, шерсть, M", "пальто Осень", "neut"),
    ("Ботинки Тропа, 42", "ботинки Тропа", "plur"),
    ("Люстра «Ветка»", "люстру «Ветка»", "femn"),
    ("Одеяло Облако", "одеяло Облако", "neut"),
    ("Ножницы кухонные", "ножницы кухонные", "plur"),
    ("Детская кроватка Соня", "детскую кроватку Соня", "femn"),
    ("Брюки Шаг, M", "брюки Шаг", "plur"),
    ("Часы настенные Маяк", "часы настенные Маяк", "plur"),
    ("Мясорубка Мощь", "мясорубку Мощь", "femn"),
    ("Пылесос вертикальный Вихрь 2", "пылесос вертикальный Вихрь 2", "masc"),
    ("Джинсы Волна", "джинсы Волна", "plur"),
    ("Очки солнцезащитные", "очки солнцезащитные", "plur"),
    ("Плойка", "плойку", "femn"),
    ("Утюг Пар", "утюг Пар", "masc"),
    ("Шторы Сад, 2 шт.", "шторы Сад", "plur"),
    ("Тёплый плед", "тёплый плед", "masc"),
    ("Набор тарелок Молоко, 6 шт.", "набор тарелок Молоко", "masc"),
    ("Ель искусственная", "ель искусственную", "femn"),
    ("Туфли", "туфли", "plur"),
    ("Швейная машинка Нить", "швейную машинку Нить", "femn"),
    ("Зеркало круглое", "зеркало круглое", "neut"),
    ("Дрель ударная", "дрель ударную", "femn"),
    ("Пижама Сон, хлопок", "пижаму Сон", "femn"),
    ("Халат махровый", "халат махровый", "masc"),
    ("Скатерть льняная", "скатерть льняную", "femn"),
    ("Кровать двуспальная", "кровать двуспальную", "femn"),
    ("Полка настенная", "полку настенную", "femn"),
    ("Платье Ива, S", "платье Ива", "neut"),
    ("Ковёр шерстяной", "ковёр шерстяной", "masc"),
    ("Свеча ароматическая", "свечу ароматическую", "femn"),
    ("Блендер погружной", "блендер погружной", "masc"),
    ("Сковорода чугунная", "сковороду чугунную", "femn"),
    ("Кастрюля с крышкой", "кастрюлю с крышкой", "femn"),
    ("Чайная пара Сумерки", "чайную пару Сумерки", "femn"),
    ("Ваза стеклянная", "вазу стеклянную", "femn"),
    ("Подушка пуховая", "подушку пуховую", "femn"),
    ("Куртка Порт, утеплённая", "куртку Порт", "femn"),
    ("Сумка кожаная", "сумку кожаную", "femn"),
    ("Шапка вязаная", "шапку вязаную", "femn"),
    ("Перчатки Замша, 8", "перчатки Замша", "plur"),
    ("Рубашка льняная Поле", "рубашку льняную Поле", "femn"),
    ("Свитер крупной вязки", "свитер крупной вязки", "masc"),
    ("Носки шерстяные", "носки шерстяные", "plur"),
    ("Крем для рук", "крем для рук", "masc"),
    ("Помада Ягода", "помаду Ягода", "femn"),
    ("Духи Сад после дождя, 50 мл", "духи Сад после дождя", "plur"),
    ("Лампа настольная Светляк", "лампу настольную Светляк", "femn"),
    ("Простыня на резинке, 160×200", "простыню на резинке", "femn"),
    ("Сыворотка Ночь с ретинолом", "сыворотку Ночь с ретинолом", "femn"),
    ("Маска Глина и мята", "маску Глина и мята", "femn"),
    ("Гирлянда Искры, 10 м", "гирлянду Искры", "femn"),
    ("Кресло Лодка", "кресло Лодка", "neut"),
    ("Стол журнальный Остров", "стол журнальный Остров", "masc"),
    ("Корзина Ива, большая", "корзину Ива", "femn"),
    ("Форма для запекания Глина", "форму для запекания Глина", "femn"),
    ("Доска разделочная Дуб", "доску разделочную Дуб", "femn"),
    ("Рамки Лён, 3 шт.", "рамки Лён", "plur"),
    ("Наушники Шум, беспроводные", "наушники Шум", "plur"),
]
UNSURE = ["Роса чайник", "Xpress G5", "Худи Двор", "Турка Медная, 300 мл", "Угги Тепло", "SPF 50"]


@pytest.mark.parametrize(("name", "accusative", "gender"), NAMES)
def test_the_thing_bought_stands_in_its_case(name: str, accusative: str, gender: str) -> None:
    """«вернуть кофеварку Аква», «вернуть одеяло Облако»: case and gender as a person writes them."""
    found = item_name(name)

    assert found is not None
    assert (found.accusative, found.gender) == (accusative, gender)


@pytest.mark.parametrize("name", UNSURE)
def test_an_unsure_name_is_left_alone(name: str) -> None:
    """Where the dictionary is not sure the article's own word stays."""
    assert item_name(name) is None


@pytest.mark.parametrize(
    ("noun", "said"), [("день", lambda count: say.days(count, "ru")), ("балл", lambda count: say.points(count, "ru"))]
)
def test_counted_nouns_agree_as_the_dictionary_has_it(noun: str, said: object) -> None:
    """Every number up to 130, and some greater: 1 день, 2 дня, 11 дней, 21 балл, 112 баллов."""
    assert callable(said)
    parse = next(one for one in morphology().parse(noun) if {"NOUN", "nomn", "sing"} <= one.tag.grammemes)
    for count in [*range(131), 200, 301, 1_002, 3_490, 12_011, 100_021]:
        expected = parse.make_agree_with_number(count).word
        assert said(count).split(" ")[-1] == expected, count


def test_thousands_are_kept_together() -> None:
    """A sum of points is not torn over two lines."""
    assert say.points(12_340, "ru") == "12\u00a0340 баллов"
    assert say.points(1, "en") == "1 point"


@pytest.mark.parametrize(
    ("gender", "said"),
    [
        ("masc", ", если он не использовался"),
        ("femn", ", если она не использовалась"),
        ("neut", ", если оно не использовалось"),
        ("plur", ", если они не использовались"),
    ],
)
def test_words_about_the_thing_agree(gender: str, said: str) -> None:
    """The pronoun and the verb follow the gender of what was bought."""
    assert agree(", если он не использовался", gender) == said  # type: ignore[arg-type]
