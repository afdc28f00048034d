"""What each criterion asks of a reply and when, in plain words; every number comes from the standard in force."""

from collections.abc import Mapping
from typing import NamedTuple

from qa_scoring.labels import criterion_label
from qa_scoring.left_out import CHANNELS, left_out_text
from qa_scoring.scorecard import CRITERIA
from qa_scoring.standard import Standard
from reply_core.types import Language


class Line(NamedTuple):
    """One criterion in words: what it asks, and when it applies."""

    asks: str
    applies: str


_LINES: Mapping[str, Mapping[Language, Line]] = {
    "asks_covered": {
        "ru": Line(
            "На каждый вопрос покупателя есть ответ: по существу, с причиной отказа или со сроком, когда ответим.",
            "Если покупатель о чём-то спросил или попросил.",
        ),
        "en": Line(
            "Every question has an answer: to the point, with the reason of a refusal, or with a term for it.",
            "When the customer asked for something.",
        ),
    },
    "correctness": {
        "ru": Line(
            "Суммы, сроки, условия и ссылки совпадают с базой знаний, заказом и перепиской.",
            "Если в ответе есть что проверить.",
        ),
        "en": Line(
            "Amounts, terms, conditions and links agree with the knowledge base, the order and the thread.",
            "When the reply says something checkable.",
        ),
    },
    "next_step": {
        "ru": Line(
            "Понятно, что будет дальше: что сделаем мы или что сделать покупателю.",
            "Если вопрос ещё не решён до конца.",
        ),
        "en": Line(
            "It is clear what happens next: what we do, or what the customer does.", "When it is not settled yet."
        ),
    },
    "timeframe": {
        "ru": Line(
            "Назван срок: дата, время или «в течение трёх дней». «Скоро» и «ожидайте» — не срок.",
            "Если что-то обещано или ещё предстоит.",
        ),
        "en": Line(
            "A term is named: a date, a time, or “within three days”. “Soon” and “please wait” are none.",
            "When something is promised or pending.",
        ),
    },
    "protocol": {
        "ru": Line(
            "Сказано всё, что положено по теме: при возврате — срок, состояние товара, как оформить, кто платит.",
            "Если для темы есть порядок.",
        ),
        "en": Line(
            "Everything the topic requires is said: for a return, the term, the condition, how, and who pays.",
            "When the topic has a protocol.",
        ),
    },
    "respect": {
        "ru": Line("Нет грубости, упрёков, крика и отписок.", "Всегда."),
        "en": Line("No rudeness, blame, shouting or brush-off.", "Always."),
    },
    "empathy": {
        "ru": Line("Есть слова сожаления или участия.", "Если покупатель пишет об ущербе, задержке или рассержен."),
        "en": Line("Sympathy or regret is put into words.", "When the customer reports harm or delay, or is angry."),
    },
    "greeting": {
        "ru": Line("Есть приветствие.", "В первом ответе и после перерыва больше {gap} ч."),
        "en": Line("There is a greeting.", "In the first reply and after a gap of more than {gap} h."),
    },
    "refusal_with_alternative": {
        "ru": Line("Рядом с отказом — причина или замена.", "Если в ответе есть отказ."),
        "en": Line("A refusal comes with its reason or an alternative.", "When something is refused."),
    },
    "name": {
        "ru": Line("К покупателю обращаются по имени, и имя верное.", "Если имя известно, в первом ответе."),
        "en": Line("The customer is addressed by the right name.", "When the name is known, in the first reply."),
    },
    "closing": {
        "ru": Line("Есть завершение или прощание.", "В письмах и отзывах, в последнем ответе."),
        "en": Line("There is a closing.", "In e-mail and reviews, in the last reply."),
    },
    "in_target": {
        "ru": Line("Ответ пришёл в срок: {targets} (рабочее время).", "Если покупатель ждал ответа."),
        "en": Line("The reply came in time: {targets} (working time).", "When the customer was waiting."),
    },
    "promise_kept": {
        "ru": Line("Обещанное оператором сделано к названному сроку.", "Если срок обещания наступил."),
        "en": Line("What the operator promised was done by the term.", "When a promise has fallen due."),
    },
    "register": {
        "ru": Line("Обращение такое, как принято в магазине: на «вы» или на «ты», без смешения.", "Всегда."),
        "en": Line("The form of address is the shop's own, not mixed.", "Always."),
    },
    "literacy": {
        "ru": Line("Нет опечаток и ошибок.", "Всегда."),
        "en": Line("No typing or spelling mistakes.", "Always."),
    },
    "terms": {
        "ru": Line("Нет нежелательных слов; вещи названы словами магазина.", "Всегда."),
        "en": Line("No unwanted words; things have the shop's own names.", "Always."),
    },
    "clarity": {
        "ru": Line("Фразы короткие, длинный ответ разбит на части.", "В ответах длиннее {clarity} слов."),
        "en": Line(
            "Sentences are short, a long reply is cut in parts.",
            "In replies longer than {clarity} words.",
        ),
    },
}


def line_of(criterion: str, standard: Standard, language: Language) -> Line:
    """What the standard asks under this criterion and when; empty for an unknown one."""
    line = _LINES.get(criterion, {}).get(language)
    if line is None:
        return Line("", "")
    unit = "мин" if language == "ru" else "min"
    names = CHANNELS[language]
    targets = ", ".join(f"{names[channel]} {minutes} {unit}" for channel, minutes in standard.targets.items())
    values = {
        "gap": f"{standard.greeting_gap_hours:g}",
        "targets": targets,
        "clarity": standard.clarity_words_from,
    }
    applies = f"{line.applies.format(**values)} {left_out_text(standard, criterion, language)}".rstrip()
    return Line(line.asks.format(**values), applies)


def lines(standard: Standard, language: Language) -> Mapping[str, Line]:
    """Every criterion's line, in the order people read them."""
    return {code: line_of(code, standard, language) for code in CRITERIA}


def sentence(criterion: str, standard: Standard, language: Language) -> str:
    """The standard's line on a practice sheet: «Срок: назван срок: дата, время …»."""
    asks = line_of(criterion, standard, language).asks
    return f"{criterion_label(criterion, language)}. {asks}" if asks else criterion_label(criterion, language)
