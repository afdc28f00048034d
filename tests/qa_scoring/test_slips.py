"""Spelling, grammar and commas: sure slips are found with their place and what was meant; what may be right is not."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.typos import WAYS, spoilt
from qa_scoring.grammar import RULES
from qa_scoring.reading import read_text
from qa_scoring.slips import find_slips
from qa_scoring.spelling import knows, meant_by, unknown_words
from reply_core.text import fold


def _found(text: str) -> list[tuple[str, str, str]]:
    return [(slip.span.of(text), slip.meant, slip.kind) for slip in find_slips(read_text(text))]


class TestRussianSpelling:
    @pytest.mark.parametrize(
        ("text", "wrong", "meant"),
        [
            ("Ваш заказ собрн и ждёт вас.", "собрн", "собран"),
            ("Мы отпраивли письмо.", "отпраивли", "отправили"),
            ("Укажите номеер заказа.", "номеер", "номер"),
            ("Проверьте свою почут завтра.", "почут", "почту"),
            ("Мы неможем изменить адрес.", "неможем", "не можем"),
            ("Ключ неработает.", "неработает", "не работает"),
            ("Деньги непришли на карту.", "непришли", "не пришли"),
            ("Вам нужно зарегистрироватся.", "зарегистрироватся", "зарегистрироваться"),
            ("Весь инструментарийй обновлён.", "инструментарийй", "инструментарий"),
            ("Перепроверте, пожалуйста, адрес.", "Перепроверте", "перепроверьте"),
            ("Спосибо за отзыв.", "Спосибо", "спасибо"),
            ("Дайте нам врмя до пятницы.", "врмя", "время"),
        ],
    )
    def test_slip_is_found_with_what_was_meant(self, text: str, wrong: str, meant: str) -> None:
        """A word no dictionary knows, one slip from a common one, is found; «не» written together, too."""
        found = [(span.lower(), right) for span, right, kind in _found(text) if kind == "spelling"]

        assert (wrong.lower(), meant) in found

    @pytest.mark.parametrize(
        "text",
        [
            "Кэшбэк придёт на карту самозанятого.",
            "Заберите посылку в постамате или в ПВЗ на Ленина.",
            "Промокоды и кешбэк не суммируются, для физлиц ставка одна.",
            "Худи оверсайз и лонгслив уже в пути, айфон — завтра.",
            "Гийом и Хаттон — герои новой книги.",
            "Откройте vmix и задайте bitrate.",
            "Недавно неравнодушный покупатель нехотя согласился.",
            "Нелёгкая сумка, ненастоящая кожа, невысокая цена.",
            "Мы пошлём вам бо́льшую коробку, а мень­шую вернём.",
            "В наличии песочные, сливовые и бирюзовые.",
        ],
    )
    def test_right_and_unusual_words_are_left_alone(self, text: str) -> None:
        """New words, names, foreign words in a Russian text, accents and soft hyphens are no slips."""
        assert _found(text) == []

    def test_latin_letters_in_a_russian_word_are_found(self) -> None:
        """A letter of the other keyboard spoils search and copying, though nobody sees it."""
        assert _found("Ваша пocылка уже в пути.") == [("пocылка", "посылка", "letters")]
        assert _found("Комната с wi-fi, гаджет на usb.") == []

    def test_words_of_the_shop_tell_what_was_meant(self) -> None:
        """A rare word of the shop's own texts is recognised behind a slip; without them nobody can tell."""
        reply = read_text("Ваш турмалиновый фламбир готов, фламмбир тоже.")

        assert [slip.meant for slip in find_slips(reply, frozenset({"фламбир", "турмалиновый"}))] == ["фламбир"]
        assert find_slips(reply) == ()

    def test_the_customers_words_are_right(self) -> None:
        """What the customer writes is repeated without a slip being charged."""
        assert find_slips(read_text("Заказ собрн."), theirs="почему собрн?") == ()


class TestEnglishSpelling:
    @pytest.mark.parametrize(
        ("text", "wrong", "meant"),
        [
            ("We have shippd the order.", "shippd", "shipped"),
            ("Your parcle is on its way.", "parcle", "parcel"),
            ("Please chekc the adress.", "chekc", "check"),
            ("We dont have it.", "dont", "don't"),
            ("The packge was damaged.", "packge", "package"),
        ],
    )
    def test_slip_is_found(self, text: str, wrong: str, meant: str) -> None:
        """An unknown English word one slip from a common one is found."""
        assert (wrong, meant, "spelling") in _found(text)

    @pytest.mark.parametrize(
        "text",
        [
            "We apologise, the colour of your jewellery is grey.",
            "The cheque for the catalogue was cancelled at the centre.",
            "Use the app, the website or the checkout to reorder your hoodie.",
            "Our courier Pawel and Mrs Szymborska called at noon.",
            "Kindly revert at the earliest, we will do the needful.",
            "An hour ago a user asked for a one-time code and an honest answer.",
            "An SMS and a URL were sent; an FAQ is below.",
        ],
    )
    def test_british_modern_and_foreign_words_are_right(self, text: str) -> None:
        """Both spellings, words of shops and screens, names and other Englishes are no slips."""
        assert _found(text) == []


GRAMMAR = [
    ("Вернём деньги в течении десяти дней.", "в течении", "в течение"),
    ("Ответим в течении 2 часов.", "в течении", "в течение"),
    ("Не смотря на праздник, склад работает.", "Не смотря", "несмотря"),
    ("Напишите нам, что бы оформить возврат.", "что бы", "чтобы"),
    ("Выберите какой то один цвет.", "какой то", "какой-то"),
    ("Если что нибудь сломается, пишите.", "что нибудь", "что-нибудь"),
    ("Доставка задержалась из за снега.", "из за", "из-за"),
    ("Заказ все таки отправлен.", "все таки", "все-таки"),
    ("Оплатите за заказ при получении.", "Оплатите за заказ", "оплатите заказ"),
    ("Согласно договора срок прошёл.", "Согласно договора", "согласно договору"),
    ("По окончанию акции цены вырастут.", "По окончанию", "по окончании"),
    ("Изменить адрес не возможно.", "не возможно", "невозможно"),
    ("Мы ни чего не обещали.", "ни чего", "ничего"),
    ("Вы можете вернутся к оплате позже.", "вернутся", "вернуться"),
    ("Вам нужно сначала обратится в банк.", "обратится", "обратиться"),
    ("Деньги вернуться на карту.", "вернуться", "вернутся"),
    ("You could of asked earlier.", "could of", "could have"),
    ("If your going to return it, write to us.", "your", "you're"),
    ("Their is a scratch on the lid.", "Their", "there"),
    ("It arrived later then expected.", "then", "than"),
    ("This is a order from May.", "a order", "an order"),
    ("We need an photo of it.", "an photo", "a photo"),
]
COMMAS = [
    ("Напишите нам если курьер не приедет.", "нам, если"),
    ("Мы уверены что посылка найдётся.", "уверены, что"),
    ("Посылка которая потерялась, нашлась.", "посылка, которая"),
    ("Зайдите чтобы примерить.", "зайдите, чтобы"),
    ("Заказ задержался потому что шёл снег.", "задержался, потому"),
    ("К сожалению товара нет.", "к сожалению,"),
    ("Пришлите пожалуйста фото.", "пришлите, пожалуйста,"),
    ("Пожалуйста пришлите фото.", "пожалуйста,"),
]
FINE = [
    "В течении болезни бывают перерывы.",
    "Приходите не смотря по сторонам.",
    "Что бы вы ни выбрали, вернём деньги. Что бы вам подарить?",
    "Если какой товар не подошёл, то вернём деньги.",
    "Оплатите за 2 дня до выезда. Оплата за доставку отдельно.",
    "Согласно договору, согласно инструкции и согласно правилам.",
    "Деньги могут вернуться раньше. Заказ может вернуться на склад. Попросите деньги вернуться.",
    "Деньги вернутся на карту, письмо найдётся. Нужно, чтобы деньги вернулись.",
    "Вы сможете вернуться к оплате. Постарайтесь вернуться до пяти.",
    "Не возможно ли это завтра? Это вовсе не возможно, а точно.",
    "Для того чтобы вернуть товар, напишите нам. Даже если чека нет. И чтобы не ждать.",
    "Только потому что шёл снег. Не потому что так хотели.",
    "Пожалуйста! Всегда пожалуйста. Напишите, пожалуйста, если не придёт.",
    "К сожалению, товара нет. Отнеситесь к сожалению клиента серьёзно.",
    "Номер, который вы назвали, верный. Магазин, в котором вы купили, закрыт. Знаем, что это важно.",
    "Кто ни спросит, ни в чём не откажем. Ни кто-то один.",
    "Your order is here. Your looking glass is packed later then sent.",
    "An hour, an honest answer, a European plug, a user, a one-off, an umbrella, a unit, a uniform.",
    "More than you think, and then the courier came. There is a scratch, their parcel came.",
]


class TestGrammar:
    @pytest.mark.parametrize(("text", "wrong", "meant"), GRAMMAR)
    def test_mistake_is_found(self, text: str, wrong: str, meant: str) -> None:
        """A typical mistake is found with exactly its words and the right ones."""
        assert (wrong, meant, "grammar") in _found(text)

    @pytest.mark.parametrize(("text", "meant"), COMMAS)
    def test_missing_comma_is_found(self, text: str, meant: str) -> None:
        """A comma that no reading allows to leave out is asked for."""
        assert [(right.lower(), kind) for _, right, kind in _found(text)] == [(meant.lower(), "comma")]

    @pytest.mark.parametrize("text", FINE)
    def test_what_may_be_right_is_left_alone(self, text: str) -> None:
        """The same words in their right use are no mistakes."""
        assert [slip for slip in _found(text) if slip[2] in ("grammar", "comma")] == []

    def test_every_trigger_may_stand_alone(self) -> None:
        """A trigger word without neighbours breaks nothing and says nothing."""
        assert [word for word in RULES if _found(word) or _found(f"{word}.")] == []


class TestAnyText:
    @given(st.text(max_size=200))
    def test_slips_lie_inside_in_order_and_apart(self, text: str) -> None:
        """For any text the slips are stretches of it, in order, none over another."""
        slips = find_slips(read_text(text))

        assert all(0 <= slip.span.start < slip.span.end <= len(text) for slip in slips)
        assert all(one.span.end <= other.span.start for one, other in pairwise(slips))

    @given(st.lists(st.sampled_from(["заказ", "отправим", "завтра", "вашу", "посылку", "вернём", "деньги", "чек"])))
    def test_right_words_have_no_spelling_slips(self, words: list[str]) -> None:
        """No arrangement of right words has a misspelt one."""
        assert [slip for slip in _found(" ".join(words)) if slip[2] == "spelling"] == []

    def test_unknown_words_are_counted_without_names_and_shop_words(self) -> None:
        """Only words in lower case that neither dictionary nor shop knows are unknown."""
        reply = read_text("Кракозябрик Пупкин купил бурундукамеру и смартфон.")

        assert unknown_words(reply) == ("бурундукамеру",)
        assert unknown_words(reply, frozenset({"бурундукамеру"})) == ()


class TestSyntheticTypos:
    TEXTS = (
        "Мы проверили оплату и отправили посылку сегодня утром.",
        "Возврат оформляется в личном кабинете, деньги придут на карту.",
        "Пришлите фотографию упаковки, обменяем товар бесплатно.",
        "Your order was shipped yesterday and will arrive on Friday.",
        "Please send a photograph of the package to our support team.",
    )

    def test_draws_are_seeded_and_spoil_one_word(self) -> None:
        """The same seed spoils the same words; the place given is that of the spoilt word."""
        one, again = list(spoilt(self.TEXTS, knows, 7)), list(spoilt(self.TEXTS, knows, 7))

        assert one == again
        assert len(one) == len(self.TEXTS)
        for text, made in zip(self.TEXTS, one, strict=True):
            assert made.text != text
            assert made.text[: made.start] == text[: made.start]
            assert not knows(fold(made.text[made.start : made.end]))

    @pytest.mark.parametrize("how", sorted(WAYS))
    def test_a_way_changes_at_most_two_letters(self, how: str) -> None:
        """Every way of spoiling keeps the length within one letter and the first letter in place."""
        made = WAYS[how]("посылка", 3, random.Random(1))

        assert abs(len(made) - len("посылка")) <= 1
        assert made[0] == "п"

    def test_most_typos_in_everyday_words_are_found(self) -> None:
        """Of five hundred drawn typos in everyday sentences at least four in five are found."""
        found = [
            any(slip.span.start < made.end and made.start < slip.span.end for slip in find_slips(read_text(made.text)))
            for seed in range(100)
            for made in spoilt(self.TEXTS, knows, seed)
        ]

        assert len(found) > 450
        assert sum(found) / len(found) > 0.8


@pytest.mark.parametrize("word", ["", "я", "ок", "тся", "ться", "не", "ё", "1", "a"])
def test_short_words_mean_themselves(word: str) -> None:
    """Words too short to judge are never slips."""
    assert meant_by(word) == ""
