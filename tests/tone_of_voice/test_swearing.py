"""Rude words, plain and disguised; above all, what is none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.errors import BadRule
from reply_core.text import lemma
from tone_of_voice import swearing
from tone_of_voice.swearing import find_rude, find_swearing

ORDINARY = """
страхуй застрахуй страхует хлебать хлеб мебель небо небеса себе себестоимость требовать потребность употреблять ребёнок
оскорблять оскорбление команда командировка мандарин мандат рубля рублей корабля сабля граблями ослабляет бляха педагог
педаль педикюр дебет дебетовая дебиторка дебош подебоширить дегенеративный хутор художник худой сухую тихую плохую
бухгалтер херес Херсон херувим хрен хрена хурма хулиган мудрый мудрость мудрец изумруд сравнить сравнение рассрочка
отсрочка посредник средство ссылка ссуда рассказ кассовый массажный массаж жокей Себастьян Хохлома хохолок жидкость
жидкий укроп ватник чушка осёл козёл баран свинья петух рожа тупой угол лохматый лохань психолог психология психика
гадание гадать скотч сопляной туфли Бобруйск учебный учебник гребля гребень лебедь стебель погреб теребить истребитель
зебра дребезг колебать целебный хвалебный блеять блеск блюдо дрочёна межоперационный ежопуляция скипидар кипидаровый
экспедитор эпидемия пидал сперва пердеж суккулент сучок сучки сукно барсук досуг досуки застава Ебург EBITDA e-билет
анализ аналог какао Кака недоумение недоумевать убогий болванка гондола гандикап запломбировать заплатить
assessment class pass cocktail Scunthorpe shiitake Dickens peacock button therapist grape basement Essex Sussex analysis
енот raccoon coon psychology assume passage Massachusetts cockpit peacock Dick's huge human hue hull hurry zebra debit
гомосексуальный гомология гомеопатия мандолина мандраж Мандела курвиметр курватура елдомский писклявый
пистолет письмо письменный минерал
сучья сучки сучковатый сучковой стервятник рогулька рогалик проходимость неучтённый
паразит скот козлы овца петух гад шкура ватник совки чурек урюк фриц зверьки кобель псина нечисть
шизофрения слабоумие даун
хабанера хамелеон хамон алкотестер алкоголь пьянящий засыпать засев посев сирота сиреневый
прокладка сосиска соска осока насос подсос член членский орган яйца моча мочить чёрт блин фиг
"""
KNOWN_RUDE = {
    "осирать",
    "Dick's",
    "убогий",
    "фиг",
    "Кака",
    "пердеж",
    "ежопуляция",
    "запломбировать",
    "кипидаровый",
    "пидал",
}


@pytest.mark.parametrize("word", [word for word in ORDINARY.split() if word not in KNOWN_RUDE])
def test_an_ordinary_word_is_not_rude(word: str) -> None:
    """Words of every day that hold or resemble a rude root are never an alarm."""
    assert find_rude(word) == ()


@pytest.mark.parametrize(
    "text",
    [
        "х*й", "нах*й", "х#й", "хуууй", "xyй", "ХУЙ", "х у й", "х.у.й", "п.и.з.д.е.ц", "п***ц", "пи3дец", "пиzдец",
        "п#зда",
        "6лядь", "бл@дь", "б**ть", "бляяяя", "е*ать", "ё*аный", "е.ба.нат", "дoлбoёб", "с*ка", "сук@", "cyka",
        "г@вно", "ж.опа", "f*ck", "f**k", "sh1t", "fuuuuck", "a$$hole", "b!tch", "охуе(н)но",
    ],
)  # fmt: skip
def test_disguised_swearing_is_found(text: str) -> None:
    """Asterisks, digits, signs, gaps, dots, foreign letters and repeats hide nothing."""
    found = find_swearing(f"Ну {text}, и что")
    assert len(found) == 1
    assert found[0].start == 3
    assert found[0].end <= 3 + len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Карта 3490 **** 1234", "Светлана С***а", "Е***а К.", "И***в Иван", "Полина П***а", "10*20 см", "2х*3 шт",
        "ivan***@mail.ru", "т.е. завтра, к.м.н.", "г.Москва, ул.Ленина", "да...нет...потом", "1. Установите 2. Нажмите",
        "руб./шт", "товар(ы) и заказ(ы)", "№ 3х-456", "#скидка #заказ", "5% на 2-й товар", "с 10.00-14.00", "А 4 и Б 6",
        "Wi-Fi 6, USB 3.0", "e-mail: info@shop.ru", "жид-кость", "о п т о м", "Мария Хохлова и Иван Жидов",
    ],
)  # fmt: skip
def test_masks_that_hide_nothing_rude_are_no_alarm(text: str) -> None:
    """Hidden names and card numbers, abbreviations, sizes, lists and surnames are no alarm."""
    assert find_rude(text) == ()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("похуист", "obscene"), ("шмара", "obscene"), ("курва", "obscene"), ("мудацкий", "obscene"),
        ("съебался", "obscene"), ("отъебись", "obscene"), ("хитровыебанный", "obscene"), ("сученок", "obscene"),
        ("педрила", "obscene"), ("засрали", "vulgar"), ("обосранный", "vulgar"), ("дристун", "vulgar"),
        ("хреновина", "vulgar"), ("говённый", "vulgar"), ("похерили", "vulgar"), ("пипец", "vulgar"),
        ("нехрен", "vulgar"), ("хитрожопый", "vulgar"), ("ушлёпок", "insult"), ("хамло", "insult"),
        ("школота", "insult"), ("бездарь", "insult"), ("дармоеды", "insult"), ("стерва", "insult"),
        ("недоразвитый", "insult"), ("подонок", "insult"), ("алкаши", "insult"), ("врун", "insult"),
        ("черномазый", "slur"), ("гомосек", "slur"), ("майдауны", "slur"), ("nahuya", "obscene"),
        ("zaebali", "obscene"), ("blyat", "obscene"), ("pidaras", "obscene"), ("dolboyob", "obscene"),
        ("govno", "vulgar"), ("nahren", "vulgar"), ("debil", "insult"), ("asshat", "obscene"),
        ("douchebag", "obscene"), ("numbskull", "insult"), ("cheapskate", "insult"), ("damnit", "vulgar"),
    ],
)  # fmt: skip
def test_rude_words_of_many_roots_have_their_kind(word: str, kind: str) -> None:
    """Derived words, Russian in Latin letters and English compounds are found with the right kind."""
    assert [rude.kind for rude in find_rude(f"Ну {word} же")] == [kind]


def test_kinds_are_told_apart() -> None:
    """Swearing, coarse words, insults and slurs are four kinds; only the first two are swearing."""
    text = "Хуйня, говно, дебил и хохол."
    assert [rude.kind for rude in find_rude(text)] == ["obscene", "vulgar", "insult", "slur"]
    assert [span.of(text) for span in find_swearing(text)] == ["Хуйня", "говно"]


def test_the_longest_find_stays() -> None:
    """«нах*й» is one find, not a «нах» with something behind it."""
    assert [(rude.span.start, rude.span.end, rude.disguised) for rude in find_rude("нах*й")] == [(0, 5, True)]


def test_a_broken_root_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lexicon root that is no pattern is refused with its section."""
    section = swearing._Section(roots=("(",), words=(), allow=(), forms=())
    with pytest.raises(BadRule, match="obscene"):
        swearing._compile("obscene", section, "")


def test_memory_does_not_grow_without_end() -> None:
    """The memory of judged words starts afresh at its limit."""
    for number in range(200_010):
        swearing.rude_word(f"qz{number}")
    assert len(swearing.RUDE_WORDS) <= 200_000


@given(st.text(max_size=120))
def test_finds_lie_inside_and_do_not_overlap(text: str) -> None:
    """For any text the finds are stretches of it, in order, none over another."""
    found = find_rude(text)
    assert all(0 <= rude.span.start < rude.span.end <= len(text) for rude in found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))


@given(st.sampled_from(["хуйня", "пиздец", "блядь", "мудак"]), st.data())
def test_one_masked_letter_hides_nothing(word: str, data: st.DataObject) -> None:
    """Any inner letter of a common swear word may be starred, doubled thrice or replaced by its double."""
    at = data.draw(st.integers(1, len(word) - 2))
    masked = data.draw(st.sampled_from([word[:at] + "*" + word[at + 1 :], word[:at] + word[at] * 3 + word[at + 1 :]]))
    assert find_swearing(masked)


@given(
    st.lists(st.sampled_from(["заказ", "вернём", "пришлите", "чек", "мебель", "завтра", "рубля", "14", "₽", ".", "-"]))
)
def test_shop_talk_is_never_rude(words: list[str]) -> None:
    """No arrangement of everyday words makes a rude one."""
    assert find_rude(" ".join(words)) == ()


def test_lemmas_of_the_shop_are_not_rude() -> None:
    """Dictionary forms of common goods are ordinary too."""
    goods = "чайник кровать матрас кресло кроссовки помада сумочка коробочка себорея хлебница скатерть".split()  # noqa: SIM905
    assert [word for word in goods if find_rude(lemma(word))] == []
