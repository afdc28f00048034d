"""Words of a card that the scorer keeps as codes: verdicts, why a reply has no score, flags."""

from collections.abc import Mapping

from reply_core.types import Language

_UNSCORED: Mapping[str, Mapping[Language, str]] = {
    "bot": {"ru": "ответил бот: не оценивается", "en": "a bot answered: not scored"},
    "rule": {"ru": "автоматическое правило: не оценивается", "en": "an automatic rule: not scored"},
    "system": {"ru": "системное сообщение: не оценивается", "en": "a system message: not scored"},
    "private": {"ru": "заметка для своих: не оценивается", "en": "an internal note: not scored"},
    "empty": {"ru": "пустой ответ: не оценён", "en": "an empty reply: not scored"},
    "attachment_only": {"ru": "только вложение: не оценено", "en": "an attachment only: not scored"},
    "reaction": {"ru": "только реакция: не оценено", "en": "a reaction only: not scored"},
    "deleted": {"ru": "сообщение удалено: не оценивается", "en": "deleted: not scored"},
    "failed": {"ru": "оценить не получилось", "en": "scoring failed"},
}
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "pass": {"ru": "выполнено", "en": "met"},
    "partial": {"ru": "частично", "en": "partly"},
    "fail": {"ru": "не выполнено", "en": "not met"},
    "na": {"ru": "не требовалось", "en": "not required"},
    "unsure": {"ru": "не оценено", "en": "not judged"},
}
_FLAGS: Mapping[str, Mapping[Language, str]] = {
    "injection": {"ru": "в тексте есть указания машине: не учтены", "en": "the text gives orders to machines: ignored"},
    "injection_suspected": {
        "ru": "модель заметила в тексте указания машине",
        "en": "the model saw orders to machines in the text",
    },
    "clock_skew": {"ru": "ответ раньше вопроса: часы разошлись", "en": "the reply is earlier than the question"},
    "other_language": {"ru": "ответ на другом языке, чем вопрос", "en": "the reply is in another language"},
    "harsh_words": {"ru": "резкие слова: прочтите сами", "en": "harsh words: read it yourself"},
    "colder_than_usual": {
        "ru": "тон холоднее, чем обычно пишет магазин: прочтите сами",
        "en": "colder than the shop usually writes: read it yourself",
    },
    "parts_differ": {
        "ru": "части машины расходятся: прочтите сами",
        "en": "the machine's parts differ: read it yourself",
    },
    "no_knowledge_base": {
        "ru": "базы знаний нет: сверено только с заказом и перепиской",
        "en": "no knowledge base: checked against order and thread only",
    },
}


def word_label(word: str, language: Language) -> str:
    """выполнено, частично, не выполнено, не требовалось, не оценено."""
    return _WORDS.get(word, {}).get(language, word)


def unscored_text(reason: str, language: Language, note: str = "") -> str:
    """Why a reply has no score, in words."""
    said = _UNSCORED.get(reason, {}).get(language, reason)
    return f"{said} ({note})" if note else said


def flag_text(code: str, note: str, language: Language) -> str:
    """A flag in words: its own note, else what its code stands for."""
    return note or _FLAGS.get(code, {}).get(language, code)
