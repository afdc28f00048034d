"""Ranking values: politer texts rank above ruder ones in both languages; they decide nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_gateway.scripted_embedder import HashEmbedder
from qa_scoring.markers import MARKER_NAMES, marker_values
from qa_scoring.politeness_value import ENOUGH_OWN_REPLIES, MODEL_FILE, own_centre, politeness_value, terms_of
from qa_scoring.rudeness_value import rudeness_value
from reply_core.types import Language


class TestPoliteness:
    @pytest.mark.parametrize(
        ("polite", "curt", "language"),
        [
            ("Добрый день! Не могли бы вы подсказать номер заказа? Спасибо.", "Почему номер не указали??", "ru"),
            ("Извините за задержку, мы всё проверим.", "Вы опять ошиблись. Сколько можно?", "ru"),
            ("Hello! Could you please check the address? Thanks.", "Why did you change the address??", "en"),
            ("I am sorry, perhaps I misread your note.", "You are wrong. Stop it!!", "en"),
        ],
    )
    def test_politer_ranks_higher(self, polite: str, curt: str, language: Language) -> None:
        """A courteous wording of a matter ranks above a curt one."""
        assert politeness_value(polite, language) > politeness_value(curt, language)

    def test_translation_ranks_alike(self) -> None:
        """A neutral sentence and its translation lie on the same side of the middle: languages are centred."""
        russian = politeness_value("Спасибо за помощь, буду благодарна за ответ!", "ru")
        english = politeness_value("Thank you for your help, I would be grateful for an answer!", "en")

        assert (russian > 0.5) == (english > 0.5)

    def test_foreign_embedder_is_not_used(self) -> None:
        """Vectors of another embedder mean something else: the markers decide alone."""
        text = "Могли бы вы проверить оплату?"

        assert politeness_value(text, "ru", HashEmbedder()) == politeness_value(text, "ru")

    @given(st.text(max_size=300), st.sampled_from(["ru", "en"]))
    def test_any_text_has_a_value(self, text: str, language: Language) -> None:
        """Every text, however odd, has a value inside (0, 1)."""
        assert 0 < politeness_value(text, language) < 1

    def test_shipped_coefficients_say_where_they_come_from(self) -> None:
        """The file names its training set, licence, seed and features, and no Russian row was read."""
        body = json.loads(MODEL_FILE.read_text("utf-8"))

        assert body["sets"]["tydip"]["language"] == "en"
        assert body["licences"]["tydip"] == "CC BY 4.0"
        assert body["markers"] == list(MARKER_NAMES)
        assert len(body["models"]["rules"]["weights"]) == len(MARKER_NAMES)
        assert set(body["models"]["local"]["centre"]) == {"ru", "en"}
        assert body["date"] >= "2026-11-22"
        assert body["cross_validated"]["local"]["with_words"]["accuracy"] >= 0.88
        assert MODEL_FILE.stat().st_size < 300_000

    def test_english_words_move_the_value(self) -> None:
        """Words people hear as friendly or cold count beyond the markers; Russian has no such list."""
        assert politeness_value("Nice work on the article!", "en") > politeness_value("Work on the article!", "en")
        assert terms_of("Thanks, thanks!!") == {"thanks", ",", "!!", "thanks ,", ", thanks", "thanks !!"}


SHORT_REPLIES = [f"Заказ {number} собран{', ждите' * (number % 3)}." for number in range(ENOUGH_OWN_REPLIES)]
WARM_REPLIES = [f"Здравствуйте! Спасибо{', извините' * (number % 2)}. Заказ {number} собран." for number in range(250)]


class TestOwnCentre:
    def test_too_few_replies_give_no_centre(self) -> None:
        """Below 200 own replies the centre of the language stays in force."""
        assert own_centre(SHORT_REPLIES[:-1], "ru") is None
        assert own_centre(SHORT_REPLIES, "ru") is not None

    def test_the_middle_moves_to_the_shop(self) -> None:
        """The same reply is cold among warm ones and ordinary among short ones; the order of replies stays."""
        dry, kind = "Заказ собран.", "Добрый день! Спасибо за терпение, заказ собран."
        warm, short = own_centre(WARM_REPLIES, "ru"), own_centre(SHORT_REPLIES, "ru")

        assert politeness_value(dry, "ru", centre=warm) < politeness_value(dry, "ru", centre=short)
        for centre in (None, warm, short):
            assert politeness_value(kind, "ru", centre=centre) > politeness_value(dry, "ru", centre=centre)

    def test_a_centre_of_other_features_is_not_used(self) -> None:
        """A centre made with the embedding means nothing to the values of markers alone."""
        made = own_centre(SHORT_REPLIES, "ru")
        assert made is not None
        other = replace(made, part="local")

        assert politeness_value("Ждите.", "ru", centre=other) == politeness_value("Ждите.", "ru")


class TestMarkers:
    @pytest.mark.parametrize(
        ("text", "language", "name"),
        [
            ("Пожалуйста, проверьте адрес.", "ru", "please_start"),
            ("Возможно, вы правы.", "ru", "hedge"),
            ("Ты не прав.", "ru", "thou"),
            ("А где он?", "ru", "direct_start"),
            ("Что это??", "ru", "many_marks"),
            ("Could you help?", "en", "subjunctive"),
            ("Why not?", "en", "why"),
            ("We will check.", "en", "first_plural"),
        ],
    )
    def test_marker_is_seen(self, text: str, language: Language, name: str) -> None:
        """Each strategy is seen where it stands, in both languages."""
        assert marker_values(text, language)[MARKER_NAMES.index(name)] > 0

    @given(st.text(max_size=200))
    def test_markers_lie_between_0_and_1(self, text: str) -> None:
        """No marker leaves [0, 1]: long texts do not outweigh short ones."""
        values = marker_values(text, "ru")

        assert values.shape == (len(MARKER_NAMES),)
        assert values.min() >= 0
        assert values.max() <= 1


class TestRudeness:
    @pytest.mark.parametrize(
        ("rude", "calm"),
        [
            ("Какой идиот это придумал?", "Кто это придумал?"),
            ("Заткнитесь уже!", "Помолчите, пожалуйста."),
            ("Ты дура, читай внимательно", "Прочитайте внимательно"),
        ],
    )
    def test_rude_wording_ranks_above_its_calm_form(self, rude: str, calm: str) -> None:
        """The rude wording of a thought is ruder than its calm one, and beyond the middle."""
        assert rudeness_value(rude) > rudeness_value(calm)
        assert rudeness_value(rude) >= 0.5 > rudeness_value(calm)

    @pytest.mark.parametrize(
        ("harsher", "milder", "language"),
        [
            ("Сколько можно жрать и орать?", "Сколько можно есть и говорить громко?", "ru"),
            ("Таких надо гнать вон поганой метлой.", "Таких людей лучше не нанимать.", "ru"),
            ("Руки бы оторвать тому, кто это собирал.", "Это собрано плохо.", "ru"),
            ("Вы тупые бараны.", "Вы ошибаетесь.", "ru"),
            ("У вас совсем мозгов нет?", "Вы уверены в своём решении?", "ru"),
            ("Опять врёте, жулики.", "Опять неверные сведения.", "ru"),
            ("Чтоб вы сдохли со своим сервисом!", "Мне не понравился ваш сервис!", "ru"),
            ("Какого чёрта вы молчите?", "Почему вы не отвечаете?", "ru"),
            ("Who do you think you are, you filthy liar?", "May I ask who is answering?", "en"),
            ("Go to hell with your garbage.", "I do not like the goods.", "en"),
            ("Use your brain, it is rubbish.", "Think it over, it is not good.", "en"),
        ],
    )
    def test_contempt_and_coarse_words_rank_above_calm_ones(
        self, harsher: str, milder: str, language: Language
    ) -> None:
        """Without one swear word, contempt, threats and coarse words rank above a calm wording of the same."""
        assert rudeness_value(harsher, language) > rudeness_value(milder, language) + 0.05

    @pytest.mark.parametrize(
        "reply",
        [
            "Здравствуйте! Паразиты на растениях лечатся раствором из артикула 118.",
            "Корова и поросёнок — мягкие игрушки, рост 30 см.",
            "Тупой нож мы заменим, глупых вопросов не бывает.",
            "Собака погрызла упаковку? Пришлите фото.",
        ],
    )
    def test_words_that_only_may_be_rude_stay_below_the_middle(self, reply: str) -> None:
        """A coarse word alone never makes a text rude: it only moves it among the others."""
        assert rudeness_value(reply) < 0.5

    def test_more_abuse_ranks_higher(self) -> None:
        """Beside a swear word, contempt still raises the value."""
        assert rudeness_value("Вы идиоты, тупые жирные свиньи!!") > rudeness_value("Вы идиоты.")

    def test_embedder_changes_nothing(self) -> None:
        """Rudeness is told by words alone, the same at every level."""
        text = "Вы опять всё напутали, клоуны."

        assert rudeness_value(text, "ru", HashEmbedder()) == rudeness_value(text)

    @given(st.text(max_size=200), st.sampled_from(["ru", "en"]))
    def test_value_lies_between_0_and_1(self, text: str, language: Language) -> None:
        """Every text has a rudeness in [0, 1]."""
        assert 0 <= rudeness_value(text, language) <= 1
