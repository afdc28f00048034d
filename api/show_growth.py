"""How growth is said: a ratio with its interval and counts."""

from api.assist_words import TEXTS
from human_review.growth import TopicGrowth
from reply_core.types import Language


def growth_text(each: TopicGrowth, language: Language) -> str:
    """«растёт: ×2,1 [1,2–3,6]; диалогов: 24 за 4 нед., 11 за 4 нед. до них»."""
    said = TEXTS[each.trend][language]
    if each.ratio is not None and each.low is not None:
        high = "∞" if each.high is None else number(each.high, language, 1)
        said = said.format(ratio=number(each.ratio, language, 1), low=number(each.low, language, 1), high=high)
    return TEXTS["counts"][language].format(text=said, recent=each.recent, before=each.before, weeks=each.before_weeks)


def number(value: float, language: Language, places: int) -> str:
    """A number as people of the language write it.

    >>> number(1234.5, "ru", 1), number(1234.5, "en", 1)
    ('1\\xa0234,5', '1,234.5')
    """
    text = f"{value:,.{places}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", "\N{NO-BREAK SPACE}") if language == "ru" else text
