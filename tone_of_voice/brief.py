"""The same rules and limits in words: for a model's prompt, and for the page «Our standard» that people read.

Each limit and term stands in the profile once and is only rendered here, so that what the model is told, what people
read and what is checked cannot drift apart.
"""

from collections.abc import Callable, Mapping
from typing import Final

from reply_core.types import Channel, Language
from tone_of_voice.pack import load_pack
from tone_of_voice.profile import ToneProfile, for_channel

_PRONOUN: Final[Mapping[Language, Mapping[str, str]]] = {
    "ru": {
        "вы": "Обращайтесь к покупателю на «вы».",
        "ты": "Обращайтесь к покупателю на «ты».",
        "mirror": "Обращайтесь так, как обращается покупатель: на «ты» или на «вы»; если непонятно, на «вы».",
    },
    "en": {
        "вы": "In Russian, address the customer as «вы», never «ты».",
        "ты": "In Russian, address the customer as «ты», never «вы».",
        "mirror": "In Russian, address the customer as the customer does («ты» or «вы»); if unclear, as «вы».",
    },
}
_CAPITAL: Final[Mapping[Language, Mapping[str, str]]] = {
    "ru": {
        "always": "«Вы», «Вас», «Ваш» пишите с заглавной буквы.",
        "never": "«вы», «вас», «ваш» пишите со строчной буквы (заглавная — только в начале предложения).",
    },
    "en": {
        "always": "Write «Вы», «Вас», «Ваш» with a capital.",
        "never": "Write «вы», «вас», «ваш» in lower case (a capital only begins a sentence).",
    },
}
_CONTRACTIONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "ru": {
        "always": "По-английски пишите краткие формы: I'm, don't.",
        "never": "По-английски не пишите кратких форм: I am, do not.",
    },
    "en": {"always": "Use contractions: I'm, don't.", "never": "Do not use contractions: I am, do not."},
}
_LINES: Final[Mapping[Language, Mapping[str, str]]] = {
    "ru": {
        "sentence": "Предложение — не длиннее {n} слов.",
        "paragraph": "Абзац — не длиннее {n} слов.",
        "exclamations": "Восклицательных знаков в ответе — не больше {n}, не подряд и без «?!».",
        "no_exclamations": "Без восклицательных знаков.",
        "emoji": "Эмодзи в ответе — не больше {n}.",
        "emoji_allowed": "Эмодзи в ответе — не больше {n}, только эти: {list}.",
        "no_emoji": "Без эмодзи и смайликов.",
        "greeting": "Здороваться можно так: {list}.",
        "name": "Если имя покупателя известно, назовите его в приветствии.",
        "no_name": "По имени не обращайтесь.",
        "sign_off": "Прощание: {list}.",
        "sign_off_in": "Прощание ({where}): {list}.",
        "no_sign_off": "Без подписи и прощания.",
        "banned": "Не пишите эти слова ни в какой форме: {list}.",
        "preferred": "Пишите {list}.",
        "instead": "«{to}» вместо «{from}»",
        "examples": "Плохо: «{bad}» Хорошо: «{good}»",
    },
    "en": {
        "sentence": "A sentence has at most {n} words.",
        "paragraph": "A paragraph has at most {n} words.",
        "exclamations": "At most {n} exclamation marks in a reply, never in a row and never with a question mark.",
        "no_exclamations": "No exclamation marks.",
        "emoji": "At most {n} emoji in a reply.",
        "emoji_allowed": "At most {n} emoji in a reply, only these: {list}.",
        "no_emoji": "No emoji, no smileys.",
        "greeting": "Greetings you may use: {list}.",
        "name": "When the customer's name is known, use it in the greeting.",
        "no_name": "Do not address the customer by name.",
        "sign_off": "Sign off with: {list}.",
        "sign_off_in": "Sign-off ({where}): {list}.",
        "no_sign_off": "No signature and no sign-off.",
        "banned": "Never write these words, in any form: {list}.",
        "preferred": "Write {list}.",
        "instead": "“{to}” instead of “{from}”",
        "examples": "Bad: “{bad}” Good: “{good}”",
    },
}


def brief(profile: ToneProfile, language: Language, channel: Channel | None = None) -> str:
    """The voice as instructions for a prompt: one line each, the profile's numbers and words included.

    Args:
        profile: the shop's voice.
        language: of the instructions (not of the reply).
        channel: whose overrides count.
    """
    tone = for_channel(profile, channel)
    lines = [*tone.voice, *_address(tone, language), *_limits(tone, language), *_openings(tone, language, channel)]
    lines += _categories(tone, language)
    lines += _terms(tone, language)
    lines += [_LINES[language]["examples"].format(bad=item.bad, good=item.good) for item in tone.examples]
    return "\n".join(f"- {line}" for line in lines)


def describe(profile: ToneProfile, language: Language) -> tuple[str, ...]:
    """The voice in plain lines for people, with what is different in each channel."""
    lines = [
        *profile.voice,
        *_address(profile, language),
        *_limits(profile, language),
        *_openings(profile, language, None),
        *_categories(profile, language),
        *_terms(profile, language),
    ]
    base = {*_address(profile, language), *_limits(profile, language)}
    for channel in profile.channels:
        tone = for_channel(profile, channel)
        own = [line for line in (*_address(tone, language), *_limits(tone, language)) if line not in base]
        lines += [f"{channel_label(channel, language)}: {line}" for line in own]
    return tuple(lines)


_CHANNELS: Final[Mapping[Language, Mapping[Channel, str]]] = {
    "ru": {
        "email": "Почта",
        "chat": "Чат",
        "messenger": "Мессенджер",
        "social": "Соцсети",
        "review": "Отзывы",
        "webform": "Форма на сайте",
    },
    "en": {
        "email": "E-mail",
        "chat": "Chat",
        "messenger": "Messenger",
        "social": "Social networks",
        "review": "Reviews",
        "webform": "Web form",
    },
}


def channel_label(channel: Channel, language: Language) -> str:
    """The channel in words for people."""
    return _CHANNELS[language][channel]


def _categories(tone: ToneProfile, language: Language) -> list[str]:
    """What each category asks for, leaving out those whose rules the shop has switched off."""
    pack = load_pack(language)
    alive = {rule.spec.category for rule in pack.rules if rule.spec.id not in tone.rules_off}
    return [text for category, text in pack.briefs if category in alive]


def _address(tone: ToneProfile, language: Language) -> list[str]:
    chosen = (
        _PRONOUN[language].get(tone.pronoun),
        _CAPITAL[language].get(tone.capital_vy) if tone.pronoun != "ты" else None,
        _CONTRACTIONS[language].get(tone.contractions),
    )
    return [line for line in chosen if line]


def _limits(tone: ToneProfile, language: Language) -> list[str]:
    lines = _LINES[language]
    found = []
    if tone.sentence_words_max:
        found.append(lines["sentence"].format(n=tone.sentence_words_max))
    if tone.paragraph_words_max:
        found.append(lines["paragraph"].format(n=tone.paragraph_words_max))
    key = "exclamations" if tone.exclamations_max else "no_exclamations"
    found.append(lines[key].format(n=tone.exclamations_max))
    key = "no_emoji" if not tone.emoji_max else "emoji_allowed" if tone.emoji_allowed else "emoji"
    found.append(lines[key].format(n=tone.emoji_max, list=" ".join(tone.emoji_allowed)))
    return found


def _openings(tone: ToneProfile, language: Language, channel: Channel | None) -> list[str]:
    lines, quote = _LINES[language], _quote(language)
    found = [lines["name" if tone.use_name else "no_name"]]
    greetings = dict.fromkeys([*tone.greetings, *(item.text for item in tone.day_greetings)])
    if greetings:
        found.insert(0, lines["greeting"].format(list=", ".join(map(quote, greetings))))
    signs = ", ".join(map(quote, tone.sign_offs))
    if signs and channel is None and tone.sign_off_channels:
        where = ", ".join(channel_label(each, language) for each in tone.sign_off_channels)
        found.append(lines["sign_off_in"].format(list=signs, where=where))
    elif signs and channel in tone.sign_off_channels:
        found.append(lines["sign_off"].format(list=signs))
    elif channel is not None:
        found.append(lines["no_sign_off"])
    return found


def _terms(tone: ToneProfile, language: Language) -> list[str]:
    lines, quote = _LINES[language], _quote(language)
    found = []
    if tone.banned:
        found.append(lines["banned"].format(list=", ".join(quote(term.text) for term in tone.banned)))
    if tone.preferred:
        swaps = ", ".join(
            lines["instead"].format_map({"to": item.prefer, "from": item.avoid}) for item in tone.preferred
        )
        found.append(lines["preferred"].format(list=swaps))
    return found


def _quote(language: Language) -> Callable[[str], str]:
    return (lambda word: f"«{word}»") if language == "ru" else (lambda word: f"“{word}”")
