"""Articles that say the same twice, or contradict each other, are reported with their two quotes."""

from datetime import date
from time import monotonic

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.alike import Vocabulary, shingled_pairs, shingles
from knowledge_base.alike_meaning import Neighbours
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.twins import TwinFinder, find_twins
from model_gateway.local_embedder import LocalEmbedder

LONG = (
    "Курьер привезёт заказ в выбранный день, позвонит за час и поднимет его на этаж. Примерьте вещи при курьере и "
    "верните то, что не подошло, сразу."
)


def article(name: str, text: str, title: str = "Возврат", **more: object) -> Article:
    """An article «Возврат»."""
    return Article(id=name, title=title, text=text, **more)  # type: ignore[arg-type]


def test_a_near_copy_is_found_and_an_unlike_text_is_not() -> None:
    """A word changed here and there leaves it a copy."""
    texts = [
        LONG,
        LONG.replace("позвонит за час", "позвонит за час до приезда"),
        "Карту можно активировать в приложении.",
    ]

    found = find_twins([article(str(number), text, title="") for number, text in enumerate(texts)])

    (pair,) = found.duplicates
    assert (pair.one.article_id, pair.two.article_id) == ("0", "1")
    assert pair.share > 0.7
    assert found.contradictions == ()


def test_two_terms_of_one_thing_contradict() -> None:
    """Both quotes and both values are given, with the place in each article."""
    first = article("a", "Деньги возвращаем на карту. Вернуть люльку можно в течение 14 дней.")
    second = article("b", "Вернуть люльку можно в течение 30 дней.", title="Люльки: возврат")

    (pair,) = find_twins([first, second]).contradictions

    assert set(pair.values) == {"14 дней", "30 дней"}
    assert first.text[pair.one.start : pair.one.end] == pair.one.text == "Вернуть люльку можно в течение 14 дней."


def test_a_permission_and_a_refusal_contradict() -> None:
    """«Можно» in one article, «нельзя» in the other, of the same thing."""
    yes = article("a", "Купон можно обменять на деньги в кассе магазина.", title="Купон")
    no = article("b", "Купон нельзя обменять на деньги в кассе магазина.", title="Купон")

    assert len(find_twins([yes, no]).contradictions) == 1


def test_the_same_value_in_other_words_is_no_contradiction() -> None:
    """Two weeks are fourteen days."""
    days = article("a", "Вернуть люльку можно в течение 14 дней.")
    weeks = article("b", "Вернуть люльку можно в течение двух недель.")

    assert find_twins([days, weeks]).contradictions == ()


def test_terms_of_unlike_things_are_left_alone() -> None:
    """«Срок — 14 дней» of a return and «Срок — 3 дня» of a delivery are two facts."""
    goods = article("a", "Срок — 14 дней.", title="Возврат люльки")
    parcel = article("b", "Срок — 3 дня.", title="Доставка курьером")

    assert find_twins([goods, parcel]).contradictions == ()


def test_what_never_holds_together_cannot_contradict() -> None:
    """Other brands and other days are no quarrel; an article for all brands may be one."""
    old = article("a", "Вернуть люльку можно в течение 14 дней.", valid_until=date(2026, 10, 31))
    new = article("b", "Вернуть люльку можно в течение 30 дней.", valid_from=date(2026, 11, 1))
    here = article("a", old.text, brand="rosa")
    there = article("b", new.text, brand="harbor")
    common = article("c", new.text, brand="*")

    assert find_twins([old, new]).contradictions == ()
    assert find_twins([here, there]).contradictions == ()
    assert len(find_twins([here, common]).contradictions) == 1


def test_nothing_is_found_in_nothing() -> None:
    """No articles, no pairs."""
    found = find_twins([])

    assert (found.duplicates, found.contradictions, found.passages, found.complete) == ((), (), 0, True)


@given(st.lists(st.lists(st.sampled_from("абвгд"), max_size=8), max_size=8))
def test_shingles_agree_with_counting_them_out(texts: list[list[str]]) -> None:
    """The index finds the pairs that comparing all with all finds."""
    sets = [{tuple(text[at : at + 3]) for at in range(len(text) - 2)} for text in texts]
    expected = {
        (one, two)
        for one in range(len(sets))
        for two in range(one + 1, len(sets))
        if sets[one] and sets[two] and len(sets[one] & sets[two]) / min(len(sets[one]), len(sets[two])) >= 0.5
    }

    vocabulary = Vocabulary()
    found = shingled_pairs([shingles(vocabulary.numbers(text)) for text in texts], least=0.5)

    assert {(near.one, near.two) for near in found} == expected


def test_many_articles_are_looked_through_quickly() -> None:
    """A thousand articles take seconds, not minutes: candidates come from an index."""
    articles = [
        article(
            str(n),
            f"Товар модели {n} стоит {100 + n} рублей. Гарантия модели {n} — {n % 30 + 1} месяцев.",
            title=f"Модель {n}",
        )
        for n in range(1000)
    ]
    began = monotonic()

    found = find_twins(articles)

    assert found.passages == 1000
    assert monotonic() - began < 30


AGAIN = [
    (
        ("Бронь столика", "Столик держим 15 минут после назначенного часа. Если опаздываете, позвоните, подождём ещё."),
        ("Опоздание к ужину", "Задерживаетесь? Дайте знать по телефону. Без звонка место за вами остаётся 15 минут."),
    ),
    (
        (
            "Замена батареи",
            "Аккумулятор самоката меняем бесплатно, если за первые 12 месяцев он потерял треть ёмкости.",
        ),
        ("Слабый аккумулятор", "Батарея стала держать на треть меньше за первый год? Поставим на самокат новую даром."),
    ),
    (
        (
            "Subscription pause",
            "You can pause your coffee subscription for up to 8 weeks; nothing is charged meanwhile.",
        ),
        (
            "Taking a break",
            "Going away? Put the coffee subscription on hold for 8 weeks at most, we will not bill you.",
        ),
    ),
]
"""Two articles that say one thing in words of their own; invented for this test, never trained on."""
BESIDE = [
    (
        "Отмена брони",
        "Отказаться от столика на компанию больше шести человек нужно за сутки, иначе залог остаётся у нас.",
    ),
    ("Детское меню", "Детские стулья выдаёт администратор, порции из детского меню готовим быстрее остальных."),
    ("Зарядка самоката", "Заряжайте батарею самоката в тепле и не дольше семи часов, зимой храните её дома."),
    ("Прокат самоката", "Самокат напрокат выдают по паспорту на сутки, залог возвращают при сдаче."),
    (
        "Changing the roast",
        "Choose another roast for your coffee subscription in your profile before the 20th of a month.",
    ),
    ("Gift subscription", "A gift subscription comes with a printed card and starts with the next roasting day."),
]
"""On the same subjects, saying something else."""


def meant(pairs: list[tuple[str, str]]) -> list[Article]:
    """Articles of these titles and texts."""
    return [article(str(number), text, title) for number, (title, text) in enumerate(pairs)]


def test_the_same_in_other_words_is_found_and_the_same_subject_is_not() -> None:
    """With the vectors of search a paraphrase is told, with how likely it is one; by words alone none is."""
    stock = meant([*(one for pair in AGAIN for one in pair), *BESIDE])
    index = KnowledgeIndex.build(stock, LocalEmbedder())

    by_words = find_twins(stock)
    found = find_twins(stock, vectors=index.vectors)

    assert (by_words.duplicates, by_words.meant) == ((), 0)
    assert found.meant == len(stock)
    pairs = {(pair.one.article_id, pair.two.article_id) for pair in found.duplicates}
    assert pairs <= {("0", "1"), ("2", "3"), ("4", "5")}
    assert len(pairs) >= 2
    assert all(pair.other_words and 0.9 < pair.share < 1 for pair in found.duplicates)


def test_a_look_after_an_edit_finds_what_a_fresh_look_finds() -> None:
    """Articles added, changed and removed: what was kept from before changes nothing in the report."""
    stock = meant([*(one for pair in AGAIN for one in pair), *BESIDE])
    stock += [article("a", "Вернуть люльку можно в течение 14 дней."), article("c", LONG, title="")]
    index = KnowledgeIndex.build(stock, LocalEmbedder())
    finder = TwinFinder()
    finder.find(stock, index.vectors)

    after = [one for one in stock if one.id not in {"0", "9"}]
    after += [
        article("b", "Вернуть люльку можно в течение 30 дней."),
        article("d", LONG.replace("за час", "за день"), ""),
    ]
    after[2] = article(after[2].id, stock[6].text, "Отказ от столика")
    vectors = KnowledgeIndex.build(after, LocalEmbedder(), index.vectors).vectors
    again, fresh = finder.find(after, vectors), TwinFinder().find(after, vectors)

    assert (again.duplicates, again.contradictions) == (fresh.duplicates, fresh.contradictions)
    assert [pair.values for pair in again.contradictions] == [("14 дней", "30 дней"), ("час", "день")]
    assert again.duplicates


@given(st.lists(st.lists(st.integers(0, 12), max_size=14, unique=True), max_size=5))
def test_neighbours_kept_from_before_are_the_nearest_of_all(rounds: list[list[int]]) -> None:
    """However texts come and go, each keeps its nearest, as comparing all with all has them."""
    draw = np.random.default_rng(3)
    points = draw.standard_normal((13, 6), dtype=np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    kept = Neighbours()
    for chosen in rounds:
        vectors = points[chosen] if chosen else np.zeros((0, 6), dtype=np.float32)
        near, likeness, _ = kept.update([str(number) for number in chosen], vectors)
        fresh, alike, _ = Neighbours().update([str(number) for number in chosen], vectors)

        assert near.tolist() == fresh.tolist()
        assert np.allclose(likeness, alike)
