"""A reply cut where it turns to the second question, customers who only insist, and what makes a reply definite."""

import math
from time import perf_counter

import pytest

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from qa_scoring.coverage import FEATURE_NAMES, MANY, coverage_features, part_of
from qa_scoring.reading import read_text
from qa_scoring.reply_parts import ReplyParts
from qa_scoring.scorecard import Scorecard
from qa_scoring.substance import is_filler
from qa_scoring.turns import halves, insisted_on, turn_of
from tests.qa_scoring.made_cases import a_book, a_card

RETURNS = Article(
    id="returns",
    title="Возврат",
    question="Как вернуть покупку?",
    text="Вернуть покупку можно за 14 дней. Оформите заявку на возврат в личном кабинете, курьер заберёт её сам.",
)
POINTS = Article(
    id="points",
    title="Баллы",
    question="Когда придут баллы?",
    text="Баллы за покупку приходят через 7 дней после получения. Баллами оплачивают до трети корзины.",
)
OTHERS = tuple(
    Article(id=f"o{number}", title=word, question=f"Что с темой {word}?", text=f"{word}: подробности {number} внутри.")
    for number, word in enumerate(
        "упаковка витрина вакансии реклама партнёры музыка погода ремонт парковка гардероб".split()  # noqa: SIM905
    )
)
TWO = "Как вернуть чайник? И когда придут баллы?"


def statuses(card: Scorecard) -> list[str]:
    """What became of each ask."""
    return [each.status for each in card.asks]


@pytest.mark.parametrize(
    ("reply", "second"),
    [
        ("Оформите возврат до 5 мая. И про второе. Баллы придут 7 мая.", "И про второе. Баллы придут 7 мая."),
        ("Можно.\nТеперь второе. Нельзя.", "Теперь второе. Нельзя."),
        ("Лифт бесплатно. По второму вопросу: до пятницы.", "По второму вопросу: до пятницы."),
        ("1) Да.\n2) Через неделю.", "2) Через неделю."),
        ("Yes, free. As for your second question, at nine.", "As for your second question, at nine."),
    ],
)
def test_reply_is_cut_where_it_turns(reply: str, second: str) -> None:
    """The sentence that turns to the second question begins the second half; places stay those of the whole."""
    read = read_text(reply)
    turn = turn_of(read)

    assert turn is not None
    one, two = halves(read, turn)
    assert two.clean.strip() == second
    assert one.clean.strip() == reply[:turn].strip()
    assert two.sentences[0].of(reply) == two.sentences[0].of(two.clean)


@pytest.mark.parametrize("reply", ["Второй заказ придёт завтра.", "Да. Второй заказ придёт позже.", "Про второе: нет."])
def test_no_turn_is_seen_where_there_is_none(reply: str) -> None:
    """A second order is no second question, and a reply that begins with the turn has no first half."""
    assert turn_of(read_text(reply)) is None


def test_each_half_answers_its_own_ask() -> None:
    """With the turn said, both asks are decided; a half about something else answers nothing."""
    book = a_book(RETURNS, POINTS, *OTHERS, language="ru")
    back = "Вернуть чайник просто: оформите заявку на возврат в личном кабинете за 14 дней, курьер заберёт."
    points = "Баллы придут через 7 дней после получения."

    assert statuses(a_card(TWO, f"{back} И про второе. {points}", book)) == ["answered", "answered"]
    stranger = statuses(a_card(TWO, f"{back} И про второе. Гардероб открыт до 21:00, сдайте сумку охране.", book))
    assert stranger[1] != "answered"


@pytest.mark.parametrize(
    "text",
    [
        "А по-человечески ответить?", "Обращение закрыли, а вопрос остался.", "А теперь по делу, пожалуйста",
        "И что мне делать?", "Так и не решилось", "То есть вы не знаете?", "А на второй вопрос?",
        "What about the rest?", "Is that all?",
    ],
)  # fmt: skip
def test_who_only_insists_means_what_he_said_before(text: str) -> None:
    """A push asks again what was asked last; without anything before it stands for itself."""
    assert insisted_on(text, ["Где баллы?", "Когда вернёте деньги?"]) == "Когда вернёте деньги?"
    assert insisted_on(text, []) == ""


@pytest.mark.parametrize("text", ["Что мне делать с браком?", "Где заказ?", "Второй вопрос: есть ли примерка?"])
def test_a_new_question_is_no_push(text: str) -> None:
    """What names a thing of its own is looked at by itself."""
    assert insisted_on(text, ["Когда вернёте деньги?"]) == ""


def test_long_text_is_looked_at_quickly() -> None:
    """No wall of words makes the look at pushes slow."""
    begun = perf_counter()
    assert insisted_on("а и ну но так " * 8 + "х", ["Где баллы?"]) == ""
    assert insisted_on("а " * 50_000, ["Где баллы?"]) == ""
    assert perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    "reply",
    [
        "Вернём 300 рублей.", "Это в разделе «Баллы».", "Нажмите на корзину.", "Привезём завтра.", "Профиль → Баллы",
        "Пишите на a@b.example",
    ],
)  # fmt: skip
def test_something_to_act_on_makes_a_reply_definite(reply: str) -> None:
    """A figure, a section, an instruction, a day, a path or a contact."""
    assert ReplyParts(read_text(reply)).definite


@pytest.mark.parametrize(
    "reply",
    [
        "Обмен возможен при наличии размера.",
        "Деньги вернутся на карту. С уважением, Игорь, «Лавка»",
        "Вопрос решается.",
    ],
)
def test_talk_is_not_definite(reply: str) -> None:
    """What only sounds like an answer is not, whatever the signature quotes."""
    assert not ReplyParts(read_text(reply)).definite


def test_talk_does_not_pass_for_an_answer_by_words() -> None:
    """The ask's own words without anything definite are left to a person."""
    book = a_book(RETURNS, POINTS, *OTHERS, language="ru")

    assert statuses(a_card("Когда мне вернуть покупку?", "Вернуть покупку возможно согласно правилам.", book)) == [
        "unsure"
    ]


def test_sent_elsewhere_without_an_address_is_no_answer() -> None:
    """«Обращайтесь в службу доставки» answers nothing, however alike it sounds."""
    card = a_card(
        "Верните деньги за доставку!", "За доставку не отвечаем, обращайтесь в службу доставки.", a_book(language="ru")
    )

    assert "answered" not in statuses(card)


def test_a_question_that_brings_a_deed_with_a_term_is_no_plain_repetition() -> None:
    """Asked for what is known, but with a promise and a term in the same breath: a person decides."""
    asked = "Заказ 48213 пришёл помятый, жалуюсь!"
    again = a_card(asked, "Пришлите номер заказа.", a_book(language="ru"))
    more = a_card(asked, "Пришлите номер заказа, начислим 300 баллов за 2 рабочих дня.", a_book(language="ru"))

    assert statuses(again) == ["unanswered"]
    assert "unanswered" not in statuses(more)


def test_a_name_in_quotation_marks_is_substance() -> None:
    """«Туман» answers a question of colour; a quoted shop in a signature adds nothing."""
    assert not is_filler(read_text("Здравствуйте. «Туман»."))
    assert is_filler(read_text("Спасибо за обращение! С уважением, команда «Лавка»"))


def test_courtesy_around_an_answer_leaves_its_sentences_alone() -> None:
    """Greeting, thanks and signature are no part of what is compared with the ask."""
    plain = ReplyParts(read_text("Баллы придут через 7 дней."))
    padded = ReplyParts(read_text("Здравствуйте, Ирина! Баллы придут через 7 дней. Хорошего дня! С уважением, Анна"))

    assert [span.of(padded.reading.text) for span in padded.said] == [plain.reading.text]
    assert ReplyParts(read_text("Спасибо!")).said != ()


def test_home_is_known_of_a_single_ask_and_rivals_of_several() -> None:
    """Where the reply is at home counts for one ask; beside others, whose article its sentences come from."""
    index = KnowledgeIndex.build([RETURNS, POINTS, *OTHERS], None)
    home, rival = FEATURE_NAMES.index("home"), FEATURE_NAMES.index("home_rival")
    reply = "Баллы приходят через 7 дней."
    alone = coverage_features("Когда придут баллы?", (), reply, index, known=[POINTS.text])
    beside = coverage_features("Когда придут баллы?", ("Как вернуть покупку?",), reply, index)

    assert alone[home] == pytest.approx(0.0)
    assert math.isnan(alone[rival])
    assert math.isnan(beside[home])
    assert not math.isnan(beside[rival])
    assert part_of(beside, None) == part_of(alone, None) + MANY
