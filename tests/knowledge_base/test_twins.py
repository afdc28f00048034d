"""Articles that say the same twice, or contradict each other, are reported with their two quotes."""

from datetime import date
from time import monotonic

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.alike import shingled_pairs
from knowledge_base.articles import Article
from knowledge_base.twins import find_twins

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

    assert {(near.one, near.two) for near in shingled_pairs(texts, least=0.5)} == expected


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
