"""What stands in the shops' folders: articles, lines, people, voice and standard."""

import random
import re
import tomllib
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from examples.engine.loading import BadShop, load_shop
from examples.engine.model import Question, Shop
from examples.engine.orders import situation, suits
from examples.engine.template import Genders, fill, tag_of
from knowledge_base.importers import read_files
from qa_scoring.standard import load_standard
from reply_core.asks import TOPICS
from tone_of_voice.profile import load_profile

WALK_A = (
    'Вернуть товар можно в течение 14 дней после получения, если он не использовался. Оформите заявку: "Мои заказы" → '
    '"Возврат". Обратную доставку оплачивает магазин. Деньги вернём на карту в течение 10 дней после поступления '
    "товара на склад."
)
WALK_C = (
    "Интервал можно сменить до 20:00 накануне: 10–14, 14–18, 18–22. При срыве по нашей вине извиняемся и начисляем "
    "300 баллов."
)
WALK_E = 'Введите номер карты и PIN под защитным слоем в разделе "Моя карта".'
OPEN_LINKS = re.compile(r"https?://([^/\s]+)|[\w.]+@([\w.]+)")
PLACES = ("city", "city_to", "city_in", "shop", "point", "customer", "customer_first", "operator", "name", "daypart")
EXTRA = dict.fromkeys(PLACES, "x")


def articles(module: ModuleType) -> dict[str, str]:
    """The articles' texts by id."""
    found = read_files(sorted(module.articles_dir.glob("*.md")))
    assert not found.problems
    return {article.id: article.text for article in found.articles}


def test_every_article_says_enough_and_names_a_known_topic(module: ModuleType) -> None:
    """At least 30 words, a title of few words, a question, a topic the product knows."""
    found = read_files(sorted(module.articles_dir.glob("*.md"))).articles

    for article in found:
        assert 30 <= len(re.findall(r"\w+", article.text)) <= 150, article.id
        assert len(article.title.split()) <= 5, article.title
        assert article.question
        assert article.topic in TOPICS
        assert article.audience in ("public", "internal")


def test_the_shops_have_enough_articles(module: ModuleType) -> None:
    """The Russian shop has 64 and more, the English one 20 and more, both some for operators only."""
    found = read_files(sorted(module.articles_dir.glob("*.md"))).articles

    assert len(found) >= {"rosnitsa": 64, "harbor_goods": 20}[module.shop().id]
    assert any(article.audience == "internal" for article in found)
    assert len({article.title for article in found}) == len(found)


def test_the_articles_of_the_walks_stand_word_for_word(big_articles: dict[str, str]) -> None:
    """Return, interval and card activation are the texts people try first."""
    assert big_articles["vozvrat"] == WALK_A
    assert big_articles["intervaly-dostavki"].startswith(WALK_C)
    assert big_articles["aktivaciya-karty"].startswith(WALK_E)


@pytest.fixture
def big_articles() -> dict[str, str]:
    """The Russian shop's articles."""
    from examples.rosnitsa import generate

    return articles(generate)


@pytest.mark.parametrize("word", ["30 дней", "90 дней", "15 %", "ПРОМО500", "люльк", "переработ"])
def test_nothing_in_the_articles_bears_out_a_false_premise(big_articles: dict[str, str], word: str) -> None:
    """What a customer claims wrongly, or asks in vain, is in no article."""
    assert not [name for name, text in big_articles.items() if word.lower() in text.lower()]


@pytest.mark.parametrize(
    ("about", "wanted"),
    [
        (r"(?:ернуть|бменять)[^.]*?(\d+) дней после получения", {"14"}),
        (r"до (\d\d:\d\d) накануне", {"20:00"}),
        (r"в течение (\d+) дней после поступления", {"10"}),
        (r"[Сс]рыв[^.]*?начисляем (\d+) баллов", {"300"}),
        (r"хранится в пункте выдачи (\d+)", {"7"}),
        (r"оплатить до (\d+) %", {"30"}),
    ],
)
def test_articles_agree_on_key_terms(big_articles: dict[str, str], about: str, wanted: set[str]) -> None:
    """A term that several articles name is the same in each."""
    said = {match for text in big_articles.values() for match in re.findall(about, text)}

    assert said == wanted


def test_prices_in_articles_are_those_of_the_goods(big_articles: dict[str, str]) -> None:
    """A thing named with its price costs that in the catalogue."""
    from examples.rosnitsa import generate

    prices = {product.name: product.price for product in generate.shop().products}
    named = [
        (name, int(price.replace(" ", "")))
        for text in big_articles.values()
        for name, price in re.findall(r"«([^»]+)»[^«»]{0,40}? за (\d[\d ]*\d) ₽", text)
    ]

    assert len(named) >= 4
    for name, price in named:
        assert price in [cost for full, cost in prices.items() if name in full], name


def test_links_and_addresses_are_invented(module: ModuleType) -> None:
    """No text leads to a real site: every domain ends in .example."""
    texts = [
        file.read_text(encoding="utf-8")
        for file in module.folder.rglob("*.*")
        if file.suffix in (".md", ".toml", ".csv")
    ]

    domains = {domain or mail for text in texts for domain, mail in OPEN_LINKS.findall(text)}
    assert domains
    assert not [domain for domain in domains if not domain.rstrip(".,:;)»'\"").endswith(".example")]


def test_good_answers_state_only_numbers_the_articles_know(module: ModuleType) -> None:
    """A good answer invents no term and no sum; it may add the customer's own number or an hour of today."""
    known = _numbers(" ".join(articles(module).values()))
    own = {"0", "17:00", "16:00", "34", "185", "28", "600", "2000", "180"}

    for question in module.shop().questions.values():
        for line in (*question.answers.get("full", ()), *question.answers.get("short", ())):
            bare = re.sub(r" @[a-z0-9_]+$", "", re.sub(r"\{[a-z_^]*\}", "", line))
            assert _numbers(bare) <= known | own, (question.id, line)


def _numbers(text: str) -> set[str]:
    joined = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text)
    return set(re.findall(r"\d+(?:[:.,]\d+)?", joined))


def test_every_line_can_be_said_about_every_thing_it_may_be_about(shop: Shop) -> None:
    """No line asks for a fact its state of order does not have, or for a form it does not give."""
    day = date(2026, 11, 18)
    for question in shop.questions.values():
        fitting = [product for product in shop.products if suits(product, question)]
        assert fitting, question.id
        for product in fitting:
            rng = random.Random(product.id)
            known = situation(
                shop, question, product, number="48000", asked=day, answered=day, extra=EXTRA, rng=rng
            ).facts(shop, day)
            for line in _lines(question):
                for gender in ("m", "f"):
                    text = fill(line, known, Genders(item=product.gender, customer=gender, operator=gender), rng)
                    assert text
                    assert not re.search(r"[{}|]|  ", text), text


def _lines(question: Question) -> list[str]:
    steps = (*question.follow, *question.reopen)
    pools = [question.open, question.also, question.kept, *question.answers.values()]
    pools += [lines for step in steps for lines in (step.say, *step.answers.values())]
    return [line for pool in pools for line in pool]


def test_tags_of_openings_have_answers_of_their_own(shop: Shop) -> None:
    """A question put in a special way has a special answer somewhere."""
    for question in shop.questions.values():
        answered = {tag_of(line) for lines in question.answers.values() for line in lines}
        for line in (*question.open, *question.also):
            assert tag_of(line) in answered | {""}, (question.id, line)


def test_every_question_has_a_known_topic_and_answers(shop: Shop) -> None:
    """Topics are the product's codes; a thorough and a curt answer exist for each."""
    for question in shop.questions.values():
        assert question.topic in TOPICS
        assert question.open
        assert {"full", "short", "curt", "vague"} <= set(question.answers)


def test_voice_and_standard_are_accepted_by_the_product(module: ModuleType) -> None:
    """The shop's profile and standard load, name the shop's targets and allow its own site."""
    shop = module.shop()
    profile = load_profile(module.folder / "profile.toml")
    standard = load_standard(module.folder / "standard.toml")

    assert profile.language == standard.language == shop.language
    assert dict(standard.targets) == dict(shop.targets)
    assert standard.allowed_links == shop.allowed_links


def test_operators_have_a_habit_in_words_and_in_numbers(shop: Shop) -> None:
    """Each is described, and the shares of the manners make sense."""
    for operator in shop.operators:
        assert len(operator.about.split()) >= 5
        for habit in filter(None, (operator.habit, operator.coached)):
            assert sum(habit.styles.values()) == pytest.approx(1.0)
            assert habit.greetings


def test_people_and_goods_are_many_and_unique(shop: Shop) -> None:
    """Nobody and nothing is there twice."""
    assert len({person.id for person in shop.people}) == len(shop.people) == len({p.name for p in shop.people})
    assert len({product.id for product in shop.products}) == len(shop.products)


def test_a_wrong_state_is_named_with_its_file(tmp_path: Path) -> None:
    """A typing error in a question says where it is and what is allowed."""
    source = Path(__file__).parents[2] / "examples" / "harbor_goods"
    for file in source.rglob("*.*"):
        if file.suffix in (".toml", ".csv"):
            target = tmp_path / file.relative_to(source)
            target.parent.mkdir(exist_ok=True)
            target.write_text(file.read_text("utf-8").replace('order = "late"', 'order = "lost"'), "utf-8")

    with pytest.raises(BadShop, match=r"orders\.toml, late: order 'lost'; use none, processing"):
        load_shop(tmp_path)


def test_a_missing_folder_is_no_shop(tmp_path: Path) -> None:
    """A folder without files is refused by name."""
    with pytest.raises(BadShop, match="nothing"):
        load_shop(tmp_path / "nothing")


def test_the_sources_say_that_all_is_made_up(module: ModuleType) -> None:
    """Nobody should take the shop for a real one."""
    said = (module.folder / "SOURCE.md").read_text(encoding="utf-8")

    assert "made up" in said
    assert "by hand" in said
    assert tomllib.loads((module.folder / "shop.toml").read_text("utf-8"))["brand"]["id"] == module.shop().id
