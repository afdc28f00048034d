import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.atoms import find_atoms
from knowledge_base.checks.claims import is_about_customer, is_courtesy, is_pointer, is_question, is_request
from knowledge_base.checks.clauses import around, clause_of
from knowledge_base.checks.date_arithmetic import agrees, work_out
from knowledge_base.checks.events import happened, starts_from
from knowledge_base.checks.features import overlap
from knowledge_base.checks.lookup import stands_for
from knowledge_base.checks.polarity import clash, differing, signs_of
from knowledge_base.checks.source_text import read_all, with_thread
from knowledge_base.checks.statements import read_statement
from knowledge_base.logistic import MODELS, load_logistic
from knowledge_base.support import Source, signs
from knowledge_base.values.equality import comparable
from reply_core.text import fold

AGAINST = {"novel", "first_person", "question"}


def article(text: str, title: str = "") -> Source:
    """An article of one text."""
    return Source(id="a", kind="article", title=title, text=text)


def order(text: str) -> Source:
    """An order of one text."""
    return Source(id="order", kind="order", title="", text=text)


@pytest.mark.parametrize(
    ("one", "other", "aspects"),
    [
        ("вернуть можно", "вернуть нельзя", ("permission",)),
        ("мы можем вернуть", "не можем вернуть", ("permission",)),
        ("товар возврату не подлежит", "вернуть можно", ("permission",)),
        ("такой возможности нет", "есть такая возможность", ("permission",)),
        ("доставка бесплатная", "доставка платная", ("free",)),
        ("доставку оплачивает магазин", "доставку оплачивает покупатель", ("payer",)),
        ("доставка за наш счет", "доставка за ваш счет", ("payer",)),
        ("не менее 5 дней", "не более 5 дней", ("bound",)),
        ("can be returned", "cannot be returned", ("permission",)),
        ("we pay for shipping", "you pay for shipping", ("payer",)),
        ("можно вернуть", "можно обменять", ()),
        ("можно и нельзя", "нельзя", ()),
    ],
)
def test_signs_differ_by_aspect(one: str, other: str, aspects: tuple[str, ...]) -> None:
    """Permission, price, payer and bounds are compared one by one; both at once says nothing."""
    assert differing(signs_of(one), signs_of(other)) == aspects
    assert differing(signs_of(other), signs_of(one)) == aspects


@pytest.mark.parametrize(
    ("one", "other", "clashing"),
    [
        ("батареи не покрываются", "батареи покрываются", True),
        ("нельзя, если пользовались", "можно, если не пользовались", False),
        ("можно, если пользовались", "можно, если не пользовались", True),
        ("нельзя", "можно, если не пользовались", True),
        ("если не пришло, напишите", "напишите", False),
        ("не только сегодня", "только сегодня", False),
    ],
)
def test_an_odd_number_of_turns_is_a_clash(one: str, other: str, clashing: bool) -> None:
    """Two turns cancel each other; what a condition negates counts only against another condition."""
    shared = frozenset(token.stem for token in read_statement(one).words) & frozenset(
        token.stem for token in read_statement(other).words
    )

    assert clash(signs_of(one), signs_of(other), shared) is clashing


@given(st.text(max_size=80), st.text(max_size=80))
def test_clashes_go_both_ways(one: str, other: str) -> None:
    """Whether two sentences clash does not depend on their order, and none clashes with itself."""
    first, second = signs_of(fold(one)), signs_of(fold(other))
    shared = first.negated | second.negated

    assert clash(first, second, shared) is clash(second, first, shared)
    assert not clash(first, first, shared)


@pytest.mark.parametrize(
    ("source", "sentence", "before", "stands"),
    [
        ("3–7 дней", "7 дней", "", True),
        ("3–7 дней", "3 дня", "", False),
        ("3–7 дней", "3 дня", "займёт от ", True),
        ("10:00–14:00", "в 14:00", "", True),
        ("10–12 ноября", "12 ноября", "", True),
        ("https://shop.ru/a/b", "https://shop.ru/a", "", True),
        ("https://shop.ru/a", "https://shop.ru/a/b", "", False),
        ("14 дней", "14 рабочих дней", "", False),
    ],
)
def test_a_value_stands_for_another(source: str, sentence: str, before: str, stands: bool) -> None:
    """Ends of ranges and shorter links stand; more than the source says does not."""
    assert stands_for(find_atoms(source)[0], find_atoms(sentence)[0], before) is stands


@pytest.mark.parametrize(
    ("one", "other", "yes"),
    [("10 дней", "2 недели", True), ("10 секунд", "1 час", False), ("10 ₽", "$10", False), ("5 %", "7 %", True)],
)
def test_only_like_values_are_compared(one: str, other: str, yes: bool) -> None:
    """Seconds do not contradict hours, nor roubles dollars."""
    assert comparable(find_atoms(one)[0], find_atoms(other)[0]) is yes


def test_a_value_is_said_in_its_clause() -> None:
    """The words around a value end at the comma; money given back is no return of goods; points are about points."""
    said = read_statement("Деньги возвращаются за 10 дней, доставка стоит 300 ₽.")
    term, price = said.atoms

    assert around(said, term).about == {"@refund"}
    assert around(said, price).about == {"@delivery"}
    assert clause_of(said).about == {"@refund", "@delivery", "@payment"}
    points = read_statement("Начислим 300 баллов")
    assert around(points, points.atoms[0]).about == {"@points"}


@pytest.mark.parametrize(
    ("text", "event"),
    [("получен: 10.11", "receipt"), ("вы получили заказ", "receipt"), ("received", "receipt"), ("оплачен", "purchase"),
     ("отправлен", "shipping"), ("доставка 14.05", ""), ("вернуть", "")],
)  # fmt: skip
def test_events_of_an_order(text: str, event: str) -> None:
    """What happened on a day is read from the words beside it."""
    assert happened(text) == event


def test_terms_run_from_events() -> None:
    """«После получения» runs from the receipt, «со дня покупки» from the purchase."""
    assert starts_from(" после получения") == "receipt"
    assert starts_from(" со дня покупки") == "purchase"
    assert starts_from(" после проверки") == ""


@pytest.mark.parametrize(
    ("rule", "facts", "sentence", "sums"),
    [
        ("Вернуть можно за 14 дней после получения.", "получен 10.11", "Вернуть до 24.11", ["10.11 + 14 дней = 24.11"]),
        ("Вернуть можно в течение 2 недель.", "получен 10.11", "Вернуть до 24.11", ["10.11 + 14 дней = 24.11"]),
        ("Вернуть можно за 1 день.", "получен 31.12", "Вернуть до 1.01", ["31.12 + 1 день = 01.01"]),
        ("Вернуть можно за 3 дня.", "получен 26.02.2028", "Вернуть до 29.02.2028", ["26.02 + 3 дня = 29.02"]),
        ("Вернуть можно в течение 14 дней после получения.", "оплачен 10.11", "Вернуть до 24.11", []),
        ("Вернуть можно в течение 14 дней.", "статус: в пути", "Вернуть до 24.11", []),
        ("Вернуть можно в течение 10 рабочих дней.", "получен 10.11", "Вернуть до 24.11", []),
        ("Хранение 14 дней.", "получен 10.11", "Вернуть до 24.11", []),
    ],
)  # fmt: skip
def test_days_are_worked_out_from_the_right_rule(rule: str, facts: str, sentence: str, sums: list[str]) -> None:
    """A day follows only from a rule on the same matter and a day of the event it runs from; leap days hold."""
    said = read_statement(sentence)
    worked = work_out(said, read_all((article(rule), order(facts))))

    assert [each.text("ru") for each in worked if agrees(said.atoms[0], each)] == sums


def test_sums_are_told_in_english() -> None:
    """Months are words and one day is singular."""
    ground = read_all((article("Return it within 1 day of receipt."), order("received: 2026-11-10")))
    (worked,) = work_out(read_statement("Return it until 11 November"), ground)

    assert worked.end == date(2026, 11, 11)
    assert worked.text("en") == "10 Nov + 1 day = 11 Nov"


def test_a_customers_word_is_no_beginning_without_its_event() -> None:
    """A day the customer names starts a term only if he says what happened on it."""
    rule = article("Вернуть можно в течение 14 дней после получения.")
    said = read_statement("Вернуть можно до 24 ноября")
    vague = Source(id="m", kind="thread", title="", text="Пишу вам с 10 ноября.")
    clear = Source(id="m", kind="thread", title="", text="Получила посылку 10 ноября.")

    assert work_out(said, read_all((rule, vague))) == ()
    assert len(work_out(said, read_all((rule, clear)))) == 1


def test_what_a_sentence_is() -> None:
    """Courtesy, questions, requests, pointers and words about the customer are told apart."""
    assert is_courtesy(read_statement("Добрый день, Ольга!"))
    assert not is_courtesy(read_statement("Возврат одобрен, спасибо!"))
    assert is_question("Как вам удобно?)")
    assert not is_question("Можно? Да.")
    assert is_request(read_statement("Пришлите фото, пожалуйста"))
    assert not is_request(read_statement("Отправьте заявку с фото через приложение"))
    assert is_pointer(read_statement("Подробнее: https://shop.ru/returns"))
    assert not is_pointer(read_statement("Вернуть товар бесплатно можно тут: https://shop.ru"))
    assert is_about_customer(read_statement("Вы написали, что заказ не пришёл"))


def test_overlap_counts_words_where_they_stand() -> None:
    """Content found in one line, words no source has, the line itself; the thread counts only when asked for."""
    thread = Source(id="m", kind="thread", title="", text="Колется плед.")
    ground = read_all((article("Плед стирают при тридцати градусах. Сушить на воздухе."), thread))
    said = read_statement("Плед колется.")

    bare, whole = overlap(said, ground, ()), overlap(said, with_thread(ground), ())
    assert bare.best < whole.best == 1
    assert (bare.novel, whole.novel) == (1, 0)
    assert bare.near[0][1].said.text == "Плед стирают при тридцати градусах."


def test_an_empty_sentence_and_no_source_measure_nothing() -> None:
    """Nothing to hold and nothing to hold it gives zero shares."""
    found = signs("", ())

    assert found["best"] == found["pairs"] == found["novel"] == 0
    assert signs("Плед колется.", ())["best"] == 0


@pytest.mark.parametrize("level", ["rules", "local"])
def test_shipped_coefficients_say_what_they_must(level: str) -> None:
    """More overlap never lowers p, more novelty never raises it; the recorded figures reach what was promised."""
    name = f"support_{level}"
    model = load_logistic(name, level)
    body = json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))["models"][level]

    assert all(
        weight <= 0 if sign in AGAINST else weight >= 0 for sign, weight in zip(model.names, model.weights, strict=True)
    )
    assert set(signs("Плед", ())) >= set(model.names) - {"likeness"}
    assert 0.2 <= model.thresholds["supported"] <= 0.9
    assert body["auc_cv"]["value"] >= 0.93
    assert body["auc_kept"]["value"] >= 0.93
