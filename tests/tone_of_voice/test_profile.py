"""The voice of a shop as data."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.errors import BadRule
from reply_core.types import Language
from tone_of_voice.profile import (
    ChannelTone,
    DayGreeting,
    Preference,
    Term,
    ToneProfile,
    default_profile,
    for_channel,
    greeting,
    load_profile,
    profile_from_dict,
    profile_to_dict,
    sign_off,
)

RU = default_profile("ru")


def test_the_default_voice_is_calm() -> None:
    """A shop starts on «вы» in lower case, without emoji, signing public answers but not private ones."""
    assert (RU.pronoun, RU.capital_vy, RU.emoji_max) == ("вы", "never", 0)
    assert sign_off(RU, "review")
    assert sign_off(RU, "email") == ""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_defaults_survive_a_round_trip(language: Language) -> None:
    """A stored profile is read back as it was."""
    profile = default_profile(language)
    assert profile_from_dict(profile_to_dict(profile)) == profile


WORD = st.text(alphabet="абвгдежз", min_size=1, max_size=6)


@given(
    banned=st.lists(st.builds(Term, text=WORD, level=st.sampled_from(["suggestion", "warning", "error"])), max_size=3),
    emoji=st.integers(0, 5),
    channel=st.builds(ChannelTone, emoji_max=st.none() | st.integers(0, 3), pronoun=st.none() | st.just("ты")),
    hours=st.lists(
        st.builds(DayGreeting, from_hour=st.integers(0, 12), to_hour=st.integers(13, 24), text=WORD), max_size=2
    ),
)
def test_any_profile_survives_a_round_trip(
    banned: list[Term], emoji: int, channel: ChannelTone, hours: list[DayGreeting]
) -> None:
    """Whatever a shop configures is stored and read back unchanged."""
    profile = replace(
        RU, banned=tuple(banned), emoji_max=emoji, channels={"chat": channel}, day_greetings=tuple(hours),
        rule_levels={"ru-swears": "warning"},
    )  # fmt: skip
    assert profile_from_dict(profile_to_dict(profile)) == profile


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pronoun": "они"}, "вы, ты, mirror, any"),
        ({"emoji": 3}, "'emoji'"),
        ({"banned": [{"text": "a", "level": "eror"}]}, "suggestion, warning, error"),
        ({"banned": [{"word": "a"}]}, "'word'"),
        ({"banned": [{"text": " "}]}, "empty term"),
        ({"channels": {"fax": {}}}, "fax"),
        ({"channels": {"chat": {"emoji_max": -1}}}, "channels.chat"),
        ({"sentence_words_max": -1}, "sentence_words_max"),
        ({"emoji_max": "два"}, "emoji_max"),
    ],
)
def test_a_wrong_profile_says_what_is_allowed(change: dict[str, object], said: str) -> None:
    """A wrong key or value is refused by its name, with what may stand there."""
    with pytest.raises(BadRule) as caught:
        profile_from_dict({"version": "1", "language": "ru", **change})
    assert said.lower() in str(caught.value).lower()


def test_a_file_error_names_the_line(tmp_path: Path) -> None:
    """In a file the line is named too."""
    file = tmp_path / "voice.toml"
    file.write_text('version = "1"\nlanguage = "ru"\n\n[channels.chat]\npronoun = "мы"\n', encoding="utf-8")
    with pytest.raises(BadRule, match=r"voice\.toml:5"):
        load_profile(file)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """A file saved by a Windows editor is no trouble."""
    file = tmp_path / "voice.toml"
    file.write_text('version = "7"\nlanguage = "ru"\n', encoding="utf-8-sig")
    assert load_profile(file).version == "7"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A path with nothing behind it is named."""
    with pytest.raises(BadRule, match=r"none\.toml"):
        load_profile(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("preferred", "banned"),
    [
        ((Preference(avoid="а", prefer="б"), Preference(avoid="б", prefer="в")), ()),
        ((Preference(avoid="а", prefer="б"), Preference(avoid="б", prefer="а")), ()),
        ((Preference(avoid="а", prefer="Б"),), (Term(text="б"),)),
    ],
)
def test_words_may_not_chase_each_other(preferred: tuple[Preference, ...], banned: tuple[Term, ...]) -> None:
    """A word that is preferred here and avoided there would be mended for ever."""
    with pytest.raises(BadRule, match="one place"):
        ToneProfile(version="1", language="ru", preferred=preferred, banned=banned)


def test_a_channel_overrides_only_what_it_names() -> None:
    """What a channel leaves out stays as the profile has it."""
    profile = replace(RU, channels={"messenger": ChannelTone(emoji_max=1)})
    tone = for_channel(profile, "messenger")
    assert (tone.emoji_max, tone.pronoun, tone.sentence_words_max) == (1, "вы", 30)
    assert for_channel(profile, "email") is profile
    assert for_channel(profile, None) is profile


def test_greetings_by_name_and_hour() -> None:
    """A greeting takes the name when the profile wants it, and the time of day when the profile has one for it."""
    profile = replace(RU, day_greetings=(DayGreeting(from_hour=5, to_hour=12, text="Доброе утро"),))
    assert greeting(RU, name="Ольга") == "Здравствуйте, Ольга!"
    assert greeting(profile, name="Ольга", hour=9) == "Доброе утро, Ольга!"
    assert greeting(profile, hour=18) == "Здравствуйте!"
    assert greeting(replace(RU, use_name=False), name="Ольга") == "Здравствуйте!"
    assert greeting(replace(RU, greetings=())) == ""
