"""What the tone check says: an alert with its place, its reason and, where there is one, its fix."""

from typing import Literal, get_args

from reply_core.types import Language, Span
from reply_core.value import Value

AlertLevel = Literal["suggestion", "warning", "error"]
Category = Literal[
    "insult",
    "swearing",
    "threat",
    "blame",
    "brush_off",
    "sarcasm",
    "discrimination",
    "shouting",
    "diminutive",
    "register",
    "capital_vy",
    "punctuation",
    "typography",
    "emoji",
    "bureaucratese",
    "corporate_fog",
    "filler",
    "hedge",
    "length",
    "repetition",
    "consistency",
    "clarity",
    "contractions",
    "banned_term",
    "preferred_term",
]

LEVELS: tuple[AlertLevel, ...] = get_args(AlertLevel)
"""From the mildest to the gravest."""
CATEGORIES: tuple[Category, ...] = get_args(Category)
RESPECT_CATEGORIES: frozenset[Category] = frozenset(
    {"insult", "swearing", "threat", "blame", "brush_off", "sarcasm", "discrimination", "shouting"}
)
"""Categories that hurt a person; an ``error`` among them breaks the criterion "respect"."""

_LABELS: dict[Language, dict[Category, str]] = {
    "ru": {
        "insult": "оскорбление",
        "swearing": "бранное слово",
        "threat": "угроза",
        "blame": "упрёк покупателю",
        "brush_off": "отписка",
        "sarcasm": "насмешка",
        "discrimination": "дискриминация",
        "shouting": "крик заглавными буквами",
        "diminutive": "уменьшительные слова",
        "register": "обращение на «ты» или «вы»",
        "capital_vy": "«Вы» с заглавной буквы",
        "punctuation": "лишние знаки",
        "typography": "опечатки набора",
        "emoji": "эмодзи",
        "bureaucratese": "канцелярит",
        "corporate_fog": "общие слова",
        "filler": "слова-паразиты",
        "hedge": "неуверенность",
        "length": "длина",
        "repetition": "повтор слова",
        "consistency": "разнобой",
        "clarity": "неясность",
        "contractions": "краткие формы",
        "banned_term": "нежелательное слово",
        "preferred_term": "слово магазина",
    },
    "en": {
        "insult": "insult",
        "swearing": "swearing",
        "threat": "threat",
        "blame": "blaming the customer",
        "brush_off": "brush-off",
        "sarcasm": "sarcasm",
        "discrimination": "discrimination",
        "shouting": "shouting in capitals",
        "diminutive": "diminutives",
        "register": "formal or informal address",
        "capital_vy": "capital «Вы»",
        "punctuation": "too many marks",
        "typography": "typing slips",
        "emoji": "emoji",
        "bureaucratese": "officialese",
        "corporate_fog": "corporate fog",
        "filler": "filler words",
        "hedge": "hedging",
        "length": "length",
        "repetition": "repeated word",
        "consistency": "inconsistent form",
        "clarity": "unclear",
        "contractions": "contractions",
        "banned_term": "unwanted word",
        "preferred_term": "the shop's own word",
    },
}


def category_label(category: Category, language: Language) -> str:
    """The category in words for people."""
    return _LABELS[language][category]


class ToneAlert(Value, frozen=True, kw_only=True):
    """One place where the text departs from the voice of the shop.

    ``message`` speaks to the writer, ``why`` gives the reason, ``fix`` is the text to put in place of ``match``
    (None when only a person can mend it), ``safe`` says that the fix cannot change the meaning.
    """

    rule_id: str
    level: AlertLevel
    category: Category
    message: str
    why: str
    span: Span
    match: str
    fix: str | None = None
    safe: bool = False
