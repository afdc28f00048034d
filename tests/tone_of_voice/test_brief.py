"""The same rules in words: nothing that is checked may be missing from what the writer is told."""

from dataclasses import replace

import pytest

from reply_core.types import Language
from tone_of_voice.brief import brief, channel_label, describe
from tone_of_voice.pack import load_pack
from tone_of_voice.profile import ChannelTone, Example, Preference, Term, default_profile

RU = default_profile("ru")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_limit_stands_in_the_brief_with_its_number(language: Language) -> None:
    """The numbers that are checked are the numbers the writer is told, in both languages."""
    profile = replace(RU, sentence_words_max=23, paragraph_words_max=87, exclamations_max=3, emoji_max=4)
    said = brief(profile, language)
    assert all(number in said for number in ("23", "87", "3", "4"))
    assert "30" not in said


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_word_stands_in_the_brief(language: Language) -> None:
    """Unwanted and preferred words, allowed emoji and examples are told."""
    profile = replace(
        RU,
        banned=(Term(text="к сожалению"),),
        preferred=(Preference(avoid="клиент", prefer="покупатель"),),
        emoji_max=1,
        emoji_allowed=("🙂",),
        examples=(Example(bad="Ожидайте звонка", good="Позвоним до 18:00"),),
    )
    said = brief(profile, language)
    assert all(
        word in said for word in ("к сожалению", "клиент", "покупатель", "🙂", "Ожидайте звонка", "Позвоним до 18:00")
    )


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("pronoun", "capital", "ru", "en"),
    [
        ("вы", "never", ("на «вы»", "строчной"), ("«вы», never «ты»", "lower case")),
        ("вы", "always", ("на «вы»", "заглавной"), ("«вы», never «ты»", "with a capital")),
        ("ты", "never", ("на «ты»",), ("«ты», never «вы»",)),
        ("mirror", "any", ("как обращается покупатель",), ("as the customer does",)),
    ],
)
def test_the_address_is_told(
    language: Language, pronoun: str, capital: str, ru: tuple[str, ...], en: tuple[str, ...]
) -> None:
    """The writer learns how to address the reader."""
    profile = replace(RU, pronoun=pronoun, capital_vy=capital)  # type: ignore[arg-type]
    said = brief(profile, language)
    assert all(words in said for words in (ru if language == "ru" else en))


def test_zero_is_told_in_words() -> None:
    """A limit of nothing reads as a sentence, and no limit is not mentioned."""
    said = brief(replace(RU, exclamations_max=0, emoji_max=0, sentence_words_max=0), "ru")
    assert "Без восклицательных знаков." in said
    assert "Без эмодзи" in said
    assert "Предложение" not in said


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_category_of_the_pack_is_told_once(language: Language) -> None:
    """What the rules of a category forbid stands in the brief."""
    said = brief(default_profile(language), language)
    for _, text in load_pack(language).briefs:
        assert said.count(text) == 1


def test_what_is_switched_off_is_not_asked_for() -> None:
    """A shop that takes no offence at fillers does not ask its writers to leave them out."""
    off = tuple(rule.spec.id for rule in load_pack("ru").rules if rule.spec.category == "filler")
    said = brief(replace(RU, rules_off=off), "ru")
    assert "паразит" not in said
    assert "паразит" in brief(RU, "ru")


def test_the_channel_has_its_own_brief() -> None:
    """Public answers are signed, chats are not; an override of a channel is told there only."""
    profile = replace(RU, channels={"messenger": ChannelTone(pronoun="ты", emoji_max=1)})
    assert RU.sign_offs[0] in brief(profile, "ru", "review")
    assert RU.sign_offs[0] not in brief(profile, "ru", "chat")
    assert "на «ты»" in brief(profile, "ru", "messenger")
    assert "на «ты»" not in brief(profile, "ru", "review")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_people_read_the_same_with_each_channel_apart(language: Language) -> None:
    """The page of the standard shows the voice line by line, and what is different in each channel."""
    profile = replace(RU, channels={"messenger": ChannelTone(emoji_max=1)}, banned=(Term(text="увы"),))
    lines = describe(profile, language)
    own = [line for line in lines if line.startswith(channel_label("messenger", language))]
    assert len(own) == 1
    assert "1" in own[0]
    assert any("увы" in line for line in lines)
    assert len(set(lines)) == len(lines)
