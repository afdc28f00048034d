import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.articles import Article, article_id, article_of, first_line, text_hash
from knowledge_base.passages import LONGEST, cut
from reply_core.errors import InvalidInput


def test_record_of_a_question_and_its_answer() -> None:
    """A FAQ row becomes an article titled by its question."""
    article = article_of({"id": "7", "topic": "Карта", "question": "Как активировать?", "answer": " Введите PIN. "})

    assert article == Article(
        id="7", title="Как активировать?", text="Введите PIN.", question="Как активировать?", topic="Карта"
    )
    assert article.heading == "Карта Как активировать?"


def test_text_with_a_title_line() -> None:
    """A plain text's short first line is its title and leaves the text."""
    article = article_of({"id": "a", "text": "Возврат товара\n\nВернуть можно в течение 14 дней."})

    assert (article.title, article.text) == ("Возврат товара", "Вернуть можно в течение 14 дней.")


def test_text_without_a_title_keeps_every_word() -> None:
    """A single paragraph is not cut: its title is its beginning, its heading is empty."""
    text = "Вернуть товар можно в течение четырнадцати дней после получения, если он не использовался и цел."

    article = article_of({"text": text})

    assert article.text == text
    assert article.title.endswith("…")
    assert article.heading == ""


def test_record_without_a_text_is_refused() -> None:
    """An empty answer is an error that says what to do."""
    with pytest.raises(InvalidInput, match="leave the row out"):
        article_of({"question": "Как вернуть?", "answer": "  "}, source="faq.csv")


def test_ids_are_stable() -> None:
    """The same file and question give the same id on every import, whatever the case and spaces."""
    assert article_id("faq.csv", "Как вернуть?") == article_id("faq.csv", "как  вернуть?")
    assert article_id("faq.csv", "Как вернуть?") != article_id("other.csv", "Как вернуть?")


@pytest.mark.parametrize(
    ("topic", "title", "question", "heading"),
    [
        ("Возврат", "Возврат", "", "Возврат"),
        ("Карта", "Активация карты", "Как активировать карту?", "Карта Активация карты Как активировать карту?"),
        ("", "Как вернуть?", "как вернуть", "Как вернуть?"),
        ("", "Вернуть", "", "Вернуть"),
        ("", "Вернуть товар можно, если он цел и…", "", ""),
    ],
)
def test_heading_says_nothing_twice(topic: str, title: str, question: str, heading: str) -> None:
    """Parts that repeat each other are said once; a title cut from the text is none."""
    text = "Вернуть товар можно, если он цел и невредим."

    assert Article(id="1", title=title, question=question, topic=topic, text=text).heading == heading


def test_first_line_is_a_title_only_when_more_follows() -> None:
    """A lone line is a text; a long first line is no title."""
    assert first_line("Возврат\nМожно вернуть.") == "Возврат"
    assert first_line("Возврат") == ""
    assert first_line("слово " * 40 + "\nещё") == ""


def test_hash_takes_any_text() -> None:
    """Thirty-two hexadecimal characters, even for a broken surrogate."""
    assert len(text_hash("\ud800")) == 32
    assert text_hash("а") != text_hash("б")


def _article(text: str) -> Article:
    return Article(id="a", title="Т", text=text, question="В?", topic="т", revision=3, audience="internal")


def test_short_answer_is_one_passage() -> None:
    """A FAQ answer stays whole and knows its article and revision."""
    (passage,) = cut(_article("  Вернуть можно.\n\nВ течение 14 дней. "))

    assert passage.text == "Вернуть можно.\n\nВ течение 14 дней."
    assert (passage.id, passage.article_id, passage.revision, passage.audience) == ("a@3#0", "a", 3, "internal")


def test_long_text_is_cut_between_sentences() -> None:
    """No sentence is broken, and passages stay within the limit."""
    sentence = "Это предложение о возврате товара, оно довольно длинное и полезное."
    text = "\n\n".join(" ".join([sentence] * 9) for _ in range(3)) + "\n" + " ".join([sentence] * 30)

    passages = cut(_article(text))

    assert len(passages) > 4
    assert all(len(passage.text) <= LONGEST for passage in passages)
    assert all(passage.text.startswith("Это") and passage.text.endswith("полезное.") for passage in passages)


@given(st.text(alphabet="аб.?! \n\tё«»", max_size=3000))
def test_passages_hold_every_word_of_the_article(text: str) -> None:
    """Spans lie in the article in order, do not overlap, and only blanks are between them."""
    passages = cut(_article(text))

    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    places = [0, *(place for passage in passages for place in (passage.start, passage.end)), len(text)]
    assert places == sorted(places)
    assert "".join("".join(passage.text for passage in passages).split()) == "".join(text.split())
    assert len({passage.id for passage in passages}) == len(passages)
