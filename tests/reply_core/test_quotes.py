"""Finding quotes in their source and a person's own words in quoted mail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reply_core.quotes import find_quote, strip_quoted

ARTICLE = (
    "Вернуть товар можно в течение 14 дней\u00a0после получения, если он не использовался. "
    "Оформите заявку: «Мои заказы» → «Возврат».\nДеньги вернём на карту в течение 10 дней — не позже."
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Вернуть товар можно", "Вернуть товар можно"),
        ("в течение 14 дней после", "в течение 14 дней\u00a0после"),
        ("ВЕРНУТЬ   ТОВАР\nможно", "Вернуть товар можно"),
        ("деньги вернем", "Деньги вернём"),
        ('"Мои заказы" → "Возврат"', "Мои заказы» → «Возврат"),
        ("Мои заказы", "Мои заказы"),
        ("10 дней - не позже", "10 дней — не позже"),
        ("  если он не использовался.  ", "если он не использовался."),
    ],
)
def test_marks_of_writing_do_not_matter(quote: str, found: str) -> None:
    """Case, ё, quote marks, dashes and kinds of spaces are folded; the span is the original's."""
    span = find_quote(quote, ARTICLE)
    assert span is not None
    assert span.of(ARTICLE) == found


@pytest.mark.parametrize(
    "quote",
    [
        "Вернуть товр можно в течении 14 дней после получения",
        "Вернуть товар можно в течение 14 дней после получения если он не использовался",
    ],
)
def test_a_slip_of_the_pen_is_forgiven_in_one_sentence(quote: str) -> None:
    """A fuzzy quote is found where it is at least .92 alike."""
    span = find_quote(quote, ARTICLE)
    assert span is not None
    assert span.of(ARTICLE).startswith("Вернуть товар можно в течение 14 дней")
    assert find_quote(quote, ARTICLE, fuzzy=2) is None


@pytest.mark.parametrize(
    "quote",
    [
        "Вернуть товар можно в течение 15 дней после получения",
        "Вернуть товар можно в течение 14 дней после получения, если он использовался",
        "Нельзя вернуть товар в течение 14 дней после получения",
        "Доставка бесплатна",
        "возврат за наш счёт",
        "",
        "   ",
        "«»",
    ],
)
def test_what_the_text_does_not_say_is_not_found(quote: str) -> None:
    """A changed number or a dropped «не» is no slip of the pen."""
    assert find_quote(quote, ARTICLE) is None


def test_whole_words_come_first() -> None:
    """«он» is found as a word, not inside «закон»; failing that, inside."""
    text = "По закону он вправе"
    span = find_quote("он", text)
    assert span is not None
    assert span.start == text.index(" он ") + 1
    inside = find_quote("акон", text)
    assert inside is not None
    assert inside.of(text) == "акон"


def test_an_ellipsis_is_three_dots() -> None:
    """ "…" and "..." are the same."""
    text = "Подождите… мы проверим"
    span = find_quote("подождите... мы", text)
    assert span is not None
    assert span.of(text) == "Подождите… мы"


WORDS = st.lists(
    st.sampled_from(["Ёж", "«дом»", "кот,", "14", "дней", "—", "не", "«да»!", "и\xa0вот", "это"]),
    min_size=1,
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(words=WORDS, data=st.data())
def test_every_verbatim_stretch_is_found(words: list[str], data: st.DataObject) -> None:
    """Any run of words of a text is found in it, however spaces and ё are written."""
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    quote = "  ".join(words[first : data.draw(st.integers(first + 1, len(words)))]).replace("Ё", "е")
    span = find_quote(quote, text)
    if any(char.isalnum() for char in quote):
        assert span is not None
        assert 0 <= span.start < span.end <= len(text)


def own(text: str) -> list[str]:
    return [span.of(text).strip() for span in strip_quoted(text)]


@pytest.mark.parametrize(
    ("mail", "kept"),
    [
        ("Где заказ?\n\n> Добрый день\n> Спасибо", ["Где заказ?"]),
        ("> вопрос 1\nответ раз\n> вопрос 2\nответ два", ["ответ раз", "ответ два"]),
        ("Не пришёл.\n\n13.11.2026, 17:40, «Магазин» <a@shop.example> пишет:\n> Отправили", ["Не пришёл."]),
        ("Sure.\n\nOn Mon, Nov 3, 2025 at 10:00 AM Shop <a@shop.example> wrote:\nold text", ["Sure."]),
        ("Ответ\n\nОт: Магазин\nОтправлено: 3 ноября\nКому: Мне\nТема: Re\n\nстарое", ["Ответ"]),
        ("Ответ\n-------- Исходное сообщение --------\nстарое", ["Ответ"]),
        ("Где заказ?\n-- \nИван, +7 999 000-00-00", ["Где заказ?"]),
        ("Где заказ?\nОтправлено с iPhone", ["Где заказ?"]),
        ("Where is it?\nSent from my phone", ["Where is it?"]),
        (
            "Добрый день!\nС уважением,\nАнна\nменеджер\n+7 999 123-45-67",
            ["Добрый день!\nС уважением,\nАнна"],
        ),
        ("С уважением, Анна\nменеджер\nwww.shop.example", ["С уважением, Анна"]),
        (
            "Готово.\nДанное сообщение конфиденциально и предназначено адресату.",
            ["Готово."],
        ),
    ],
)
def test_quoted_mail_and_signatures_are_left_out(mail: str, kept: list[str]) -> None:
    """The author's own words and his sign-off stay."""
    assert own(mail) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Заказ 12.11 мне оператор писал, что отправят",
        "От вас нет ответа. Кому писать: вам?",
        "С уважением отношусь к вам, но где мой заказ?\nЖду ответа до пятницы, иначе верну покупку в магазин целиком?",
        "Отправлено с опозданием, верните деньги",
        "В письме было: 5 > 3",
    ],
)
def test_ordinary_words_are_no_signature(text: str) -> None:
    """Words that mail headers use, too, cut nothing off."""
    assert own(text) == [text]


def test_nothing_is_left_of_an_empty_or_quoted_text() -> None:
    """No own words: no spans."""
    assert strip_quoted("") == ()
    assert strip_quoted(" \n ") == ()
    assert strip_quoted("> только цитата") == ()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("абв >\n-:С уважением,От:"), max_size=80))
def test_own_spans_are_in_order_and_apart(text: str) -> None:
    """Whatever the text, spans lie in it, in order, and hold words."""
    spans = strip_quoted(text)
    assert all(span.of(text).strip() for span in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert all(not one.overlaps(other) for one in spans for other in spans if one is not other)
