import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.support import SentenceCheck, Source, check_sentence, check_text
from model_gateway.embedder import Vectors
from model_gateway.scripted_embedder import HashEmbedder
from reply_core.errors import EmbedderUnavailable

RETURNS = Source(
    id="returns",
    kind="article",
    title="Возврат",
    text=(
        "Вернуть товар можно в течение 14 дней после получения, если он не использовался. "
        'Оформите заявку: "Мои заказы" → "Возврат". Обратную доставку оплачивает магазин. '
        "Деньги вернём на карту в течение 10 дней после поступления товара на склад."
    ),
    revision=3,
)
ORDER = Source(
    id="order",
    kind="order",
    title="48213",
    text="номер: 48213; получен: 10.11; товар: «Чайник Роса, 1,7 л»; сумма: 3 490 ₽; оплата: карта",
)
THREAD = Source(
    id="m1",
    kind="thread",
    title="",
    text=(
        "Здравствуйте! Заплатила 3490 рублей 9 ноября, телефон +7 999 123-45-67. "
        "У вас 90 дней на возврат и скидка 20 %!"
    ),
)
SHOP = (RETURNS, ORDER, THREAD)
SHOP = (RETURNS, ORDER, THREAD)


def flagged(check: SentenceCheck) -> dict[str, str]:
    """The words of a sentence that no source bears out, with the verdict on each."""
    return {finding.text: finding.verdict for finding in check.findings if finding.verdict != "supported"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Здравствуйте, Ольга!",
        "Добрый день, Анна Петровна.",
        "Спасибо за обращение!",
        "Приносим извинения за задержку доставки.",
        "Нам очень жаль, что размер не подошёл.",
        "Ожидайте, пожалуйста.",
        "Одну минуту, пожалуйста.",
        "Если останутся вопросы, обращайтесь.",
        "Пришлите, пожалуйста, номер заказа и фото.",
        "Чем ещё могу помочь?",
        "Хорошего дня!",
        "С уважением, Анна, служба поддержки",
        "С теплом, Анна Хорошего вам дня!",
        "Анна, «Росница» Хорошего вам дня!",
        "Hello, Anna!",
        "Thanks for reaching out, Anna!",
        "We're so sorry the blanket is itchy.",
        "Kind regards, Anna",
        "👍",
        "",
    ],
)
def test_courtesy_claims_nothing(sentence: str) -> None:
    """Greetings, thanks, apologies, requests, questions and sign-offs need no source."""
    check = check_sentence(sentence, SHOP)

    assert check.verdict == "no_claim"
    assert check.findings == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Извините, вернуть нельзя.",
        "Нам жаль, но скидка закончилась.",
        "Спасибо, ваш заказ отменён.",
        "С заботой упаковали ваш заказ.",
        "Доставим завтра, хорошего вам дня!",
        "Рады сообщить, что возврат одобрен.",
        "Оформите возврат в приложении.",
        "Нет.",
    ],
)
def test_a_claim_wrapped_in_courtesy_is_a_claim(sentence: str) -> None:
    """Kind words around a statement do not hide it."""
    assert check_sentence(sentence, ()).verdict == "not_verifiable"


def test_contacts_stand_or_do_not() -> None:
    """A telephone, address or link of the article is supported; any other is named."""
    source = Source(
        id="c", kind="article", title="Контакты", text="Телефон 8 800 100-20-30, почта help@shop.ru, https://shop.ru/returns."
    )  # fmt: skip

    assert check_sentence("Позвоните нам: 8 (800) 100-20-30.", (source,)).verdict == "supported"
    assert check_sentence("Напишите на help@shop.ru.", (source,)).verdict == "supported"
    assert check_sentence("Подробнее: shop.ru/returns", (source,)).verdict == "supported"
    assert flagged(check_sentence("Подробнее: https://shop.example/pay", (source,))) == {
        "https://shop.example/pay": "not_verifiable"
    }


def test_the_upper_end_of_a_range_stands_and_the_lower_only_after_from() -> None:
    """«За 7 дней» keeps the promise of «3–7 дней», «за 3 дня» does not, «от 3 дней» does."""
    source = Source(id="d", kind="article", title="Доставка", text="Доставляем по России за 3–7 дней.")

    assert check_sentence("Доставляем по России за 7 дней.", (source,)).verdict == "supported"
    assert check_sentence("Доставляем по России от 3 дней.", (source,)).verdict == "supported"
    assert check_sentence("Доставляем по России за 3 дня.", (source,)).verdict != "supported"


def test_a_whole_reply_is_checked_sentence_by_sentence() -> None:
    """Each sentence comes with its place in the reply."""
    reply = "Добрый день! Вернуть товар можно в течение 14 дней после получения.\nСкидка 15 % ваша."
    checks = check_text(reply, SHOP)

    assert [(span.of(reply), check.verdict) for span, check in checks] == [
        ("Добрый день!", "no_claim"),
        ("Вернуть товар можно в течение 14 дней после получения.", "supported"),
        ("Скидка 15 % ваша.", "not_verifiable"),
    ]


class Unreachable(HashEmbedder):
    """An embedder whose endpoint is gone."""

    def queries(self, texts: object) -> Vectors:
        """Fail."""
        raise EmbedderUnavailable("gone", where="test", mend="wait")


def test_meaning_helps_and_its_absence_does_no_harm() -> None:
    """With an embedder the same is supported; when it cannot be reached, words alone decide, as without it."""
    sentence = "Обратную доставку оплачиваем мы."
    bare = check_sentence(sentence, SHOP)

    assert check_sentence(sentence, SHOP, embedder=HashEmbedder()).verdict == "supported"
    assert check_sentence(sentence, SHOP, embedder=Unreachable()) == bare


WORDS = [*RETURNS.text.split(), *THREAD.text.split(), "не", "нельзя", "30 дней", "до", "24.11", "?", "\n", "10 %"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@given(TEXTS | st.text(max_size=80))
def test_any_sentence_is_judged(sentence: str) -> None:
    """Whatever is written gets one verdict, a probability, spans that lie in their texts, and the same again."""
    check = check_sentence(sentence, SHOP)
    texts = {source.id: source.text for source in SHOP}

    assert 0 <= check.value <= 1
    assert all(finding.span.of(sentence) == finding.text for finding in check.findings)
    assert check.source_span is None or check.source_span.of(texts[check.source_id])
    assert (check.verdict == "contradicted") == any(finding.verdict == "contradicted" for finding in check.findings)
    assert check.verdict != "supported" or not flagged(check)
    assert check_sentence(sentence, SHOP) == check


@given(TEXTS)
def test_more_sources_never_hide_a_contradiction_of_nothing(sentence: str) -> None:
    """Without any source nothing is supported and nothing contradicted."""
    assert check_sentence(sentence, ()).verdict in {"no_claim", "not_verifiable"}


def test_time_does_not_grow_with_the_square_of_a_text() -> None:
    """A reply of thousands of values against a source of as many is judged within seconds."""
    text = " ".join(f"{number} дней" for number in range(2_000))
    began = time.process_time()
    check_sentence(text, (Source(id="a", kind="article", title="", text=text),))

    assert time.process_time() - began < 10
