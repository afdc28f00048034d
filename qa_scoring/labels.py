"""Words for people: verdicts, criteria, pillars and critical errors in Russian and English.

The codes never change; these words may. Never "failure" or "the operator's error": evidence first, number second.
"""

from qa_scoring.scorecard import verdict_word
from qa_scoring.verdicts import CRITICAL_CLASSES, NotApplicable, Scored, Unsure, Verdict
from reply_core.types import Language

_VERDICTS: dict[str, dict[Language, str]] = {
    "pass": {"ru": "выполнено", "en": "met"},
    "partial": {"ru": "частично", "en": "partly"},
    "fail": {"ru": "не выполнено", "en": "not met"},
    "na": {"ru": "не требовалось", "en": "not required"},
    "unsure": {"ru": "не оценено", "en": "not judged"},
}
_CRITERIA: dict[str, dict[Language, str]] = {
    "asks_covered": {"ru": "Ответ на вопросы", "en": "Questions answered"},
    "correctness": {"ru": "Верность сведений", "en": "Facts are right"},
    "next_step": {"ru": "Следующий шаг", "en": "Next step"},
    "timeframe": {"ru": "Срок", "en": "Time frame"},
    "protocol": {"ru": "Порядок по теме", "en": "Topic protocol"},
    "respect": {"ru": "Уважение", "en": "Respect"},
    "empathy": {"ru": "Сожаление и участие", "en": "Empathy"},
    "greeting": {"ru": "Приветствие", "en": "Greeting"},
    "refusal_with_alternative": {"ru": "Отказ с причиной или заменой", "en": "Refusal with a reason or alternative"},
    "name": {"ru": "Обращение по имени", "en": "Customer's name"},
    "closing": {"ru": "Завершение", "en": "Closing"},
    "in_target": {"ru": "Ответ в срок", "en": "Reply in time"},
    "promise_kept": {"ru": "Обещание сдержано", "en": "Promise kept"},
    "register": {"ru": "Обращение на «вы» или «ты»", "en": "Form of address"},
    "literacy": {"ru": "Грамотность", "en": "Spelling"},
    "terms": {"ru": "Слова бренда", "en": "Brand terms"},
    "clarity": {"ru": "Ясность", "en": "Clarity"},
}
_PILLARS: dict[str, dict[Language, str]] = {
    "politeness": {"ru": "Вежливость", "en": "Politeness"},
    "completeness": {"ru": "Полнота", "en": "Completeness"},
    "speed": {"ru": "Скорость", "en": "Speed"},
    "language": {"ru": "Язык и тон", "en": "Language and tone"},
}
_CRITICAL: dict[str, dict[Language, str]] = {
    "insult": {"ru": "оскорбление", "en": "an insult"},
    "wrong_policy": {"ru": "расходится с правилами магазина", "en": "contradicts the shop's policy"},
    "pii_leak": {"ru": "чужие личные данные", "en": "someone else's personal data"},
    "asks_card_secret": {"ru": "просьба назвать секретные данные карты", "en": "asks for card secrets"},
    "template_placeholder": {"ru": "незаполненный шаблон", "en": "unfilled template"},
    "wrong_customer": {"ru": "возможно, ответ другому покупателю", "en": "possibly meant for another customer"},
    "no_answer": {"ru": "закрыто без ответа по существу", "en": "closed without an answer"},
    "discrimination": {"ru": "дискриминация", "en": "discriminating words"},
    "threat": {"ru": "угроза", "en": "a threat"},
    "unsafe_link": {"ru": "ссылка не из списка магазина", "en": "link outside the shop's list"},
}
_CLASSES: dict[str, dict[Language, str]] = {
    "customer": {"ru": "вредит покупателю", "en": "harms the customer"},
    "business": {"ru": "вредит магазину", "en": "harms the shop"},
    "compliance": {"ru": "нарушает закон или безопасность", "en": "breaks the law or security"},
}
_ASKS: dict[str, dict[Language, str]] = {
    "answered": {"ru": "отвечено", "en": "answered"},
    "partial": {"ru": "отвечено частично", "en": "partly answered"},
    "deferred": {"ru": "отложено со сроком", "en": "deferred with a term"},
    "clarifying": {"ru": "задан нужный уточняющий вопрос", "en": "asked for missing data"},
    "redirected": {"ru": "направлено, куда обратиться", "en": "redirected"},
    "refused": {"ru": "отказ с объяснением", "en": "refused with a reason"},
    "unanswered": {"ru": "не отвечено", "en": "not answered"},
    "unsure": {"ru": "не оценено", "en": "not judged"},
}
_POSSIBLY_UNANSWERED: dict[Language, str] = {"ru": "возможно, не отвечено", "en": "possibly not answered"}


def criterion_label(code: str, language: Language) -> str:
    """The criterion's name for people; an unknown code is shown as it is."""
    return _CRITERIA.get(code, {}).get(language, code)


def pillar_label(name: str, language: Language) -> str:
    """The pillar's name for people."""
    return _PILLARS.get(name, {}).get(language, name)


def critical_label(code: str, language: Language) -> str:
    """The critical error's name for people."""
    return _CRITICAL.get(code, {}).get(language, code)


def critical_class_label(code: str, language: Language) -> str:
    """Whom a critical error harms, in words; an unknown code gives an empty string."""
    return _CLASSES.get(CRITICAL_CLASSES.get(code, ""), {}).get(language, "")


def ask_label(status: str, language: Language, *, possible: str | None = None) -> str:
    """What became of an ask; an undecided one that leans to a miss is "possibly not answered"."""
    if status == "unsure" and possible == "unanswered":
        return _POSSIBLY_UNANSWERED[language]
    return _ASKS.get(status, {}).get(language, status)


def verdict_label(verdict: Verdict, language: Language) -> str:
    """«выполнено», «частично», «не выполнено», «не требовалось» or «не оценено (почему)».

    >>> verdict_label(Unsure(why="нужна модель"), "ru")
    'не оценено (нужна модель)'
    """
    word = _VERDICTS[verdict_word(verdict)][language]
    if isinstance(verdict, Unsure) and verdict.why:
        return f"{word} ({verdict.why})"
    if isinstance(verdict, Scored) and verdict.counted_under:
        under = {"ru": "учтено в", "en": "counted under"}[language]
        other = criterion_label(verdict.counted_under, language)
        return f"{word} ({under} «{other}»)" if language == "ru" else f"{word} ({under} “{other}”)"
    return word


def verdict_reason(verdict: Verdict) -> str:
    """The sentence that explains a verdict, whatever its type."""
    if isinstance(verdict, NotApplicable | Scored):
        return verdict.reason
    return verdict.why
