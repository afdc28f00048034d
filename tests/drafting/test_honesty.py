"""What a model may not get away with: promises, false premises, other languages, repetition; and what it is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drafting.outcome import Candidates, Draft, HandOver, Outcome
from drafting.promised import unfounded
from drafting.propose import propose, propose_stream
from drafting.verify import edit_sources, verify
from knowledge_base.articles import Article
from knowledge_base.support import Source
from model_gateway.scripted import ScriptedGateway
from reply_core.types import Message, Order
from tests.drafting.desks import ARTICLES, FRIDAY, desk, inquiry
from tests.drafting.test_write import drafted, said

RETURNS = Source(id="return", kind="article", title="Возврат", text=ARTICLES[0].text)
TERM = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."


def notes(outcome: Outcome, kind: str) -> list[str]:
    return [note.text for note in outcome.notes if note.kind == kind]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Мы вернём деньги завтра.", ["завтра"]),
        ("Деньги вернём в ближайшее время.", ["в ближайшее время"]),
        ("Мы гарантируем возврат денег.", ["гарантируем"]),
        ("Вернуть товар можно в любое время.", ["в любое время"]),
        ("We will refund you tomorrow.", ["tomorrow"]),
        ("Деньги вернём на карту в течение 10 дней после поступления товара на склад.", []),
        (TERM, []),
    ],
)
def test_terms_in_words_and_absolutes_need_a_source(text: str, found: list[str]) -> None:
    """What no digit shows is still a promise: it must stand in the source itself."""
    assert [span.of(text) for span in unfounded(text, [RETURNS])] == found


def test_tomorrow_may_be_said_where_the_order_names_that_day() -> None:
    """«завтра» is borne out by the order's date, and by nothing else."""
    order = Source(id="order", kind="order", title="", text="номер: 48213; доставка: 14.11, 10:00–14:00")
    told = "Курьер привезёт заказ завтра."

    assert unfounded(told, [order], today=FRIDAY.date()) == ()
    assert unfounded(told, [order], today=FRIDAY.date() + timedelta(days=1)) != ()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "promise",
    [
        "Мы вернём вам деньги завтра.",
        "Мы обязательно во всём разберёмся и напишем вам.",
        "Мы сделаем исключение и примем возврат.",
        "Я лично прослежу и перезвоню вам.",
        "Мы компенсируем вам неудобства.",
        "Вернуть товар можно в любое время.",
    ],
)
async def test_a_promise_without_a_source_never_reaches_the_draft(promise: str) -> None:
    """A stubborn model promises twice: the sentence is removed, and the draft says that something was."""
    stubborn = said((1, [1], TERM), (1, [1], promise))
    gateway = ScriptedGateway([stubborn, stubborn])
    made = drafted(await propose(inquiry("Можно вернуть товар?"), desk(gateway=gateway), now=FRIDAY))

    assert "14 дней" in made.text
    assert promise not in made.text
    assert promise.rstrip(".") in gateway.requests[1].user
    assert notes(made, "removed") == ["из ответа модели убрано предложений: 1 — источники их не подтверждают"]


@pytest.mark.anyio
async def test_a_false_premise_is_named_even_when_the_model_evades_it() -> None:
    """The model says nothing of the term: the operator is told that the customer has it wrong."""
    evading = said((1, [1], 'Оформите заявку: "Мои заказы" → "Возврат".'))
    made = drafted(
        await propose(
            inquiry("У вас же 90 дней на возврат. Как вернуть товар?"),
            desk(gateway=ScriptedGateway([evading])),
            now=FRIDAY,
        )
    )

    assert notes(made, "premise") == ["покупатель называет 90 дней, в базе 14 дней"]


@pytest.mark.anyio
async def test_a_model_that_agrees_with_a_false_premise_is_corrected() -> None:
    """«Да, у нас 90 дней» is refused, the repaired answer says what the article says."""
    agreeing = said((1, [1], "Да, вернуть товар можно в течение 90 дней."))
    gateway = ScriptedGateway([agreeing, said((1, [1], TERM))])
    made = drafted(await propose(inquiry("У вас же 90 дней на возврат, да?"), desk(gateway=gateway), now=FRIDAY))

    assert "90" not in made.text
    assert "14 дней" in made.text
    assert notes(made, "premise")


@pytest.mark.anyio
async def test_an_internal_article_is_never_shown_to_the_model() -> None:
    """The rule for staff stays out of the prompt; the operator is warned that it exists."""
    gateway = ScriptedGateway([said((1, [1], TERM))] * 2)
    made = await propose(
        inquiry("Хочу вернуть вещь позже 14 дней, можно?"), desk(gateway=gateway, weak="draft"), now=FRIDAY
    )

    assert gateway.requests
    assert all("Старший смены" not in request.user for request in gateway.requests)
    assert notes(made, "internal_source") == ["«Возврат после срока» — внутренняя статья: покупателю её не цитируют"]


@pytest.mark.anyio
async def test_only_an_internal_article_gives_no_draft() -> None:
    """When nothing else answers, the model is not asked; the article is offered with its warning."""
    article = Article(
        id="staff", title="Скидка своим", text="Сотрудникам положена скидка 30 % на обувь.", audience="internal"
    )
    gateway = ScriptedGateway([])
    made = await propose(
        inquiry("Какая скидка на обувь сотрудникам?"), desk(articles=[article], gateway=gateway), now=FRIDAY
    )

    assert isinstance(made, HandOver | Candidates)
    assert gateway.requests == []
    assert notes(made, "internal_source")


def test_an_operator_is_warned_before_quoting_an_internal_article() -> None:
    """His own text that only the internal rule bears out is marked; a customer's article is not."""
    ours = desk()
    asked = inquiry("Купила платье 20 дней назад, можно вернуть?")
    sources = edit_sources(asked, ours)
    kinds = {
        text: [found.kind for found in verify(text, sources, ours.profile, index=ours.index, asked=asked.text)]
        for text in ("Старший смены может разрешить возврат до 30 дней постоянным покупателям.", TERM)
    }

    assert list(kinds.values()) == [["internal"], []]


def test_an_operators_own_promise_is_marked() -> None:
    """«вернём завтра» in an edited text is a warning with its place."""
    ours, text = desk(), "Мы вернём вам деньги завтра."
    asked = inquiry("Когда вернёте деньги?")
    found = verify(text, edit_sources(asked, ours), ours.profile, index=ours.index, asked=asked.text, language="ru")

    assert [(one.kind, one.match, one.span.of(text)) for one in found] == [("promise", "завтра", "завтра")]


@pytest.mark.anyio
async def test_an_answer_in_another_language_falls_back_and_says_so() -> None:
    """English to a Russian customer, twice: made without the model."""
    english = said((1, [1], "You can return the item within 14 days after you receive it."))
    gateway = ScriptedGateway([english, english])
    made = drafted(await propose(inquiry("Можно вернуть товар?"), desk(gateway=gateway), now=FRIDAY))

    assert "не на языке покупателя" in gateway.requests[1].user
    assert made.provenance.level == "rules"
    assert made.provenance.note == "модель не ответила (ответила не на том языке): составлено без неё"


@pytest.mark.anyio
async def test_a_model_going_round_in_circles_says_a_thing_once() -> None:
    """The same sentence again and again stands once in the draft."""
    made = drafted(
        await propose(
            inquiry("Можно вернуть товар?"),
            desk(gateway=ScriptedGateway([said(*[(1, [1], TERM)] * 5)])),
            now=FRIDAY,
        )
    )

    assert made.text.count("14 дней") == 1


@pytest.mark.anyio
async def test_what_was_cut_is_said_on_the_draft() -> None:
    """Sources from the tail, old messages, the middle of a long message: each cut is a note."""
    gateway = ScriptedGateway([said((1, [1], "Доставка по городу стоит 290 ₽, от 3 000 ₽ — бесплатно."))])
    shop = replace(desk(gateway=gateway), source_tokens=100, thread_tokens=120, customer_tokens=60)
    before = [
        Message(
            id=f"b{number}", text=f"Заказ {48213 + number} не пришёл. Почему так? " + "Очень жду. " * 4,
            direction="in" if number % 2 else "out", author_kind="customer" if number % 2 else "operator", at=FRIDAY,
        )
        for number in range(12)
    ]  # fmt: skip
    text = "Сколько стоит доставка? " + "Рассказываю всё по порядку, чтобы вы поняли. " * 8 + "Как активировать карту?"
    made = drafted(await propose(inquiry(text, before=before), shop, now=FRIDAY))
    cuts = notes(made, "cut")
    user = gateway.requests[0].user

    assert any(cut.startswith("в запрос к модели не поместились источники: «") for cut in cuts)
    assert any(cut.startswith("переписка показана модели коротко: пересказано сообщений ") for cut in cuts)
    assert "сообщение покупателя показано модели не целиком: середина пропущена" in cuts
    assert "[…]" in user
    assert "<earlier>" in user
    assert "Почему так?" in user


@pytest.mark.anyio
async def test_a_best_source_too_long_for_the_budget_is_shown_from_its_beginning() -> None:
    """Better the first rules of the right article than none; the note names it."""
    gateway = ScriptedGateway([said((1, [1], TERM))])
    shop = replace(desk(gateway=gateway, articles=ARTICLES[:1]), source_tokens=60)
    made = drafted(await propose(inquiry("Можно вернуть товар?"), shop, now=FRIDAY))

    assert notes(made, "cut") == ["источник «Возврат» показан модели не целиком: конец не поместился"]
    assert "на склад" not in gateway.requests[0].user


@pytest.mark.anyio
async def test_the_protocol_of_the_topic_stands_as_steps_in_the_prompt() -> None:
    """What a good answer names, in order, for the asks of this message."""
    gateway = ScriptedGateway([said((1, [1], TERM))])
    await propose(inquiry("Можно вернуть товар, если не подошёл размер?"), desk(gateway=gateway), now=FRIDAY)
    steps = gateway.requests[0].user.split("Шаги ответа:")[1].split("Пожелание")[0].strip()

    assert steps.startswith("- вопрос 1: ")
    assert len(steps) > len("- вопрос 1: ")


@pytest.mark.anyio
async def test_a_pinned_version_is_the_one_used() -> None:
    """The desk names the version; without a name the newest is taken."""
    gateway = ScriptedGateway([said((1, [1], TERM))])
    shop = replace(desk(gateway=gateway), prompt_versions={"draft_reply": 1})
    made = await propose(inquiry("Можно вернуть товар?"), shop, now=FRIDAY)

    assert made.provenance.prompt == "draft_reply/v1.ru"
    assert "Шаги ответа" not in gateway.requests[0].user


@pytest.mark.anyio
async def test_nothing_masked_comes_back_in_the_round_of_mending() -> None:
    """The findings name values; those of the customer go to the model under their marks again."""
    wrong = said((1, [1], "[PERSON_1], перезвоним на [PHONE_1] до 18:00."))
    gateway = ScriptedGateway([wrong, said((1, [1], TERM))])
    asked = inquiry("Меня зовут Ольга, мой номер +7 912 345-67-89. Можно вернуть товар?", order=Order(number="48213"))
    await propose(asked, desk(gateway=gateway), now=FRIDAY)
    seen = "".join(request.system + request.user for request in gateway.requests)

    assert len(gateway.requests) == 2
    assert "345-67-89" not in seen
    assert "Ольга" not in seen


@pytest.mark.anyio
async def test_sentences_are_streamed_with_their_sources_resolved() -> None:
    """Each verified sentence brings its citation to the letter; what is being written comes only where asked for."""
    answer = said((1, [1], TERM), (1, [1], 'Оформите заявку: "Мои заказы" → "Возврат".'))
    asked = inquiry("Меня зовут Ольга. Можно вернуть товар?")
    ours = desk(gateway=ScriptedGateway([answer, answer]))
    told = [event async for event in propose_stream(asked, ours, now=FRIDAY)]
    full = [event async for event in propose_stream(asked, ours, now=FRIDAY, pieces=True)]
    texts = [event for event in told if event.kind == "text"]

    assert [event.kind for event in told] == ["text", "text", "draft"]
    for event in texts:
        assert event.check is not None
        assert event.check.verdict == "supported"
        assert [ARTICLES[0].text[one.start : one.end] for one in event.citations] == [
            one.quote for one in event.citations
        ]
        assert event.citations
    assert "".join(event.text for event in full if event.kind == "piece") == "".join(event.text for event in texts)
    assert full[0].kind == "piece"


@pytest.mark.anyio
async def test_a_second_draft_type_is_still_checked() -> None:
    """Whatever the model says, every sentence of the draft has a verdict."""
    gateway = ScriptedGateway([said((0, [], "Понимаю, как это неприятно."), (1, [1], TERM))])
    made = await propose(inquiry("Можно вернуть товар?"), desk(gateway=gateway), now=FRIDAY)

    assert isinstance(made, Draft)
    assert {sentence.check.verdict for sentence in made.sentences} <= {"supported", "no_claim"}
