"""Folding keeps every place, sentences and words know Russian shops, languages are told by their letters."""

from itertools import pairwise

import pytest
import razdel
from hypothesis import given
from hypothesis import strategies as st

from reply_core import text
from reply_core.storable import storable, storable_json

_LETTERS = st.text(st.sampled_from("аёЁжЯ zZß İǅ«»“„’—–\u00a0\u202f\u200b\n.,!?1%₽-"), max_size=60)


class TestFold:
    """Texts are made alike before they are compared."""

    @pytest.mark.parametrize(
        ("written", "folded"),
        [
            ("Ещё Ёлка", "еще елка"),
            ("«Роса»", '"роса"'),
            ("“Rosa” ‘x’", "\"rosa\" 'x'"),
            ("3\u00a0490\u202f₽", "3 490 ₽"),
            ("10–14 — завтра", "10-14 - завтра"),
        ],
    )
    def test_spellings_become_alike(self, written: str, folded: str) -> None:
        """ё and е, quotes, dashes and hard spaces do not make a difference."""
        assert text.fold(written) == folded

    @given(st.text())
    def test_length_stays(self, written: str) -> None:
        """A place found in the folded text is the same place in the original, whatever the letters."""
        assert len(text.fold(written)) == len(written)

    @given(_LETTERS)
    def test_folding_twice_changes_nothing(self, written: str) -> None:
        """Folded text is folded already."""
        assert text.fold(text.fold(written)) == text.fold(written)


class TestWords:
    """Words and numbers with their places."""

    def test_hyphens_and_numbers_are_whole(self) -> None:
        """Hyphenated words, decimals, times and dates are one word each."""
        found = [word.text for word in text.words("Что-нибудь за 3,5 часа до 14:00, 10.11 — нет!")]

        assert found == ["Что-нибудь", "за", "3,5", "часа", "до", "14:00", "10.11", "нет"]

    @given(st.text())
    def test_places_are_right(self, written: str) -> None:
        """Every word stands where it says it does, one after another."""
        end = 0
        for word in text.words(written):
            assert written[word.start : word.end] == word.text
            assert word.start >= end
            end = word.end


class TestSentences:
    """Sentences with their places."""

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("Здравствуйте! Заказ в пути.", ["Здравствуйте!", "Заказ в пути."]),
            ("Вернём 3 490 руб. На карту.", ["Вернём 3 490 руб. На карту."]),
            ("Адрес: ул. Ленина, д. 5. Ждём.", ["Адрес: ул. Ленина, д. 5.", "Ждём."]),
            (
                "Всё здесь: https://shop.ru/help Хорошего вам дня!",
                ["Всё здесь: https://shop.ru/help", "Хорошего вам дня!"],
            ),
            ("Борт 30 см. Хорошего вам дня!", ["Борт 30 см.", "Хорошего вам дня!"]),
            ("Борт 30 см. и выше", ["Борт 30 см. и выше"]),
            ("На https://shop.ru Иван ответит", ["На https://shop.ru", "Иван ответит"]),
            ("Раздел https://shop.ru/faq FAQ", ["Раздел https://shop.ru/faq FAQ"]),
            ("Добрый день\n\nГде заказ?\n", ["Добрый день", "Где заказ?"]),
            ("  \n ", []),
            ("", []),
        ],
    )
    def test_sentences_of_letters(self, written: str, expected: list[str]) -> None:
        """Line breaks end a sentence, abbreviations do not, blanks are none."""
        assert [span.of(written) for span in text.sentences(written)] == expected

    @given(_LETTERS)
    def test_no_word_is_lost(self, written: str) -> None:
        """Sentences follow one another without overlap and together hold every letter of the text."""
        spans = text.sentences(written)

        assert all(one.end <= other.start for one, other in pairwise(spans))
        kept = "".join(span.of(written) for span in spans)
        assert "".join(kept.split()) == "".join(written.split())


class TestLanguage:
    """Russian or English."""

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("Где мой заказ?", "ru"),
            ("Where is my order?", "en"),
            ("Заказ iPhone 15 Pro Max, где он?", "ru"),
            ("Order 5: «спс»? I would like it today please", "en"),
            ("Ё", "ru"),
        ],
    )
    def test_by_letters(self, written: str, expected: str) -> None:
        """The letters tell, and foreign names in a Russian letter do not change that."""
        assert text.language(written) == expected

    @pytest.mark.parametrize("default", ["ru", "en"])
    def test_without_letters_the_default(self, default: str) -> None:
        """Digits and signs have no language."""
        assert text.language("123 👍", default=default) == default  # type: ignore[arg-type]


class TestStems:
    """Words in other forms are found."""

    def test_forms_share_a_stem(self) -> None:
        """Russian and English words in several forms have one stem; numbers stay."""
        assert text.stems("доставка доставку Доставкой") == ("доставк",) * 3
        assert len(set(text.stems("order orders ordered"))) == 1
        assert text.stems("14 дней")[0] == "14"

    def test_lemma_is_the_dictionary_form(self) -> None:
        """A lemma is folded and in its first form; an English word is stemmed."""
        assert text.lemma("чайником") == "чайник"
        assert text.lemma("Ёлками") == "елка"
        assert text.lemma("orders") == "order"
        assert text.lemmas(text.words("вернули деньги")) == (text.lemma("вернули"), text.lemma("деньги"))


class TestStorable:
    """Texts on their way into a database."""

    @given(st.text(st.characters()))
    def test_any_text_can_be_stored(self, written: str) -> None:
        """Whatever comes in has the same length afterwards, no NUL, and can be written as UTF-8."""
        kept = storable(written)

        assert len(kept) == len(written)
        assert "\x00" not in kept
        assert kept.encode("utf-8").decode("utf-8") == kept

    def test_json_is_cleaned_inside(self) -> None:
        """Texts and keys anywhere inside a JSON value are cleaned, the rest stays."""
        assert storable_json({"a\x00": ["\ud800", 1, None, True]}) == {"a\ufffd": ["\ufffd", 1, None, True]}


_PIECES = st.lists(
    st.sampled_from(
        [
            *("Да", "нет", "XIV", "т", "е", "г", "руб", "кв", "Mr", "15", "а", "А", "заказ", "Ответ", " ", " ", "  "),
            *(".", "!", "?", "…", ";", ":)", "(", ")", "«", "»", '"', "—", "-", ",", "]"),
        ]
    ),
    max_size=24,
)


@given(_PIECES)
def test_a_line_is_cut_where_razdel_cuts_it(pieces: list[str]) -> None:
    """The short way through razdel's rules gives its own sentences; only short forms at an end join two of them."""
    line = "".join(pieces)
    theirs = [piece.text for piece in razdel.sentenize(line) if piece.text]
    ours = [span.of(line) for span in text.sentences(line)]
    assert "".join("".join(ours).split()) == "".join(line.split())
    assert len(ours) <= len(theirs)
    if len(ours) == len(theirs):
        assert ours == theirs


@given(st.text(max_size=12))
def test_a_digit_is_what_python_calls_one(written: str) -> None:
    """Raised and circled digits count as `str.isdigit` has them."""
    assert text.has_digit(written) == any(char.isdigit() for char in written)


def test_every_digit_of_unicode_is_known() -> None:
    """The class of characters is complete and holds nothing else."""
    strange = [char for char in map(chr, range(0x110000)) if char.isdigit() != text.has_digit(char)]
    assert strange == []


@pytest.mark.parametrize(
    ("written", "language"),
    [("ORDER №5", "en"), ("Ёё 5", "ru"), ("ok да", "ru"), ("okay da и", "en"), ("😀 привет", "ru"), ("😀 hello", "en")],
)
def test_languages_are_told_by_counting_letters(written: str, language: str) -> None:
    """Twice as many Latin letters as Russian ones make a text English; other signs count for neither."""
    assert text.language(written) == language
