"""What drafting says to people, in Russian and English: to the customer (few fixed sentences) and to the operator."""

from collections.abc import Mapping, Sequence
from typing import Literal

from reply_core.types import Language

Occasion = Literal["staff", "courier", "wrong_item", "damaged", "defect", "money", "delay", "any"]

_SYMPATHY: Mapping[Language, Mapping[Occasion, tuple[str, ...]]] = {
    "ru": {
        "staff": ("Нам жаль, что общение оставило такое впечатление.", "Извините за этот разговор."),
        "courier": ("Нам жаль, что с курьером так вышло.", "Извините, что так вышло с курьером."),
        "wrong_item": ("Нам жаль, что с заказом вышла путаница.", "Извините за путаницу с заказом."),
        "damaged": ("Нам жаль, что вещь пришла в таком виде.", "Извините за повреждение."),
        "defect": ("Нам жаль, что с покупкой вышла неприятность.", "Извините за неприятность с покупкой."),
        "money": ("Понимаем, что это тревожит.", "Извините за беспокойство с оплатой."),
        "delay": ("Извините за задержку.", "Нам жаль, что пришлось ждать."),
        "any": ("Нам жаль, что так получилось.", "Извините за неудобства."),
    },
    "en": {
        "staff": ("We are sorry that you were left with this impression.", "We apologise for that conversation."),
        "courier": (
            "We are sorry about what happened with the courier.",
            "We apologise for the delivery.",
        ),
        "wrong_item": ("We are sorry about the mix-up with your order.", "We apologise for the mix-up."),
        "damaged": ("We are sorry that it reached you in this state.", "We apologise for the damage."),
        "defect": ("We are sorry about the trouble with your purchase.", "We apologise for the trouble."),
        "money": ("We understand that this is worrying.", "We apologise for the worry about your payment."),
        "delay": ("We are sorry for the delay.", "We apologise for the wait."),
        "any": ("We are sorry that this happened.", "We apologise for the trouble."),
    },
}


def sympathy(occasion: Occasion, language: Language) -> tuple[str, ...]:
    """Sentences that answer a complaint, the best first; they promise and admit nothing."""
    return _SYMPATHY[language][occasion]


def order_status(number: str, said: str, language: Language) -> str:
    """«Ваш заказ 51077: доставка перенесена на 18.11, 10:00–14:00.»"""
    lead = ("Ваш заказ" if language == "ru" else "Your order") + (f" {number}" if number else "")
    return f"{lead}: {said.rstrip('. ')}."


_OWN: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "total": "Сумма заказа{number} — {value}.",
        "received": "Заказ{number} получен {value}.",
        "payment": "Способ оплаты заказа{number} — {value}.",
        "points": "По заказу{number} — {value}.",
        "track": "Трек-номер заказа{number}: {value}.",
        "refund_due": "Деньги за заказ{number} вернём до {value}.",
    },
    "en": {
        "total": "The total of your order{number} is {value}.",
        "received": "Your order{number} was received on {value}.",
        "payment": "Your order{number} was paid by {value}.",
        "points": "For your order{number}: {value}.",
        "track": "The tracking number of your order{number} is {value}.",
        "refund_due": "The money for your order{number} will be refunded by {value}.",
    },
}


def own_fact(kind: str, number: str, value: str, language: Language) -> str:
    """What the order says of itself, as a sentence to the customer."""
    return _OWN[language][kind].format(number=f" {number}" if number else "", value=value.rstrip("."))


def last_day(act: str, last: str, received: str, language: Language) -> str:
    """«Заказ получен 10 ноября, поэтому вернуть покупку можно до 24 ноября.»"""
    if language == "ru":
        done = {"return": "вернуть", "exchange": "обменять"}[act]
        return f"Заказ получен {received}, поэтому {done} покупку можно до {last}."
    return f"Your order was received on {received}, so you can {act} it until {last}."


_PASSED: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "": "Вашу просьбу передам {group}.",
        "cancel": "Просьбу об отмене передам {group}.",
        "return": "Просьбу о возврате передам {group}.",
        "exchange": "Просьбу об обмене передам {group}.",
        "change": "Просьбу об изменении передам {group}.",
        "call": "Просьбу о звонке передам {group}.",
    },
    "en": {
        "": "I will pass your request on to {group}.",
        "cancel": "I will pass your request to cancel on to {group}.",
        "return": "I will pass your request for a refund on to {group}.",
        "exchange": "I will pass your request for an exchange on to {group}.",
        "change": "I will pass your request for a change on to {group}.",
        "call": "I will pass your request for a call on to {group}.",
    },
}


def passed_on(deed: str, group: str, language: Language) -> str:
    """«Просьбу об отмене передам в логистику.»: who takes it over, and no term, for none is known."""
    texts = _PASSED[language]
    return texts.get(deed, texts[""]).format(group=group)


def counted(count: int, one: str, few: str, many: str) -> str:
    """«1 балл», «2 балла», «5 баллов», «11 баллов», «21 балл»: a Russian noun after a number."""
    tens, ones = count % 100, count % 10
    several = 11 <= tens <= 14 or ones in {0, 5, 6, 7, 8, 9}
    form = many if several else one if ones == 1 else few
    return f"{count:,}".replace(",", "\u00a0") + f" {form}"


def points(count: int, language: Language) -> str:
    """«340 баллов», «1 point»."""
    if language == "ru":
        return counted(count, "балл", "балла", "баллов")
    return f"{count:,} point" if count == 1 else f"{count:,} points"


def nothing_found(missing: Sequence[str], nearest: Sequence[str], language: Language) -> str:
    """«В базе знаний нет ответа: переработка. Ближайшее: "Возврат", "Обмен"»."""
    said, near = ", ".join(missing), ", ".join(f'"{title}"' for title in nearest)
    if language == "ru":
        return "В базе знаний нет ответа" + (f": {said}." if said else ".") + (f" Ближайшее: {near}" if near else "")
    return "The knowledge base has no answer" + (f": {said}." if said else ".") + (f" Nearest: {near}" if near else "")


def weak(language: Language) -> str:
    """Why articles are offered instead of a draft."""
    if language == "ru":
        return "Точного ответа не нашлось. Посмотрите эти статьи"
    return "No sure answer was found. Look at these articles"


def weak_support(ask: str, language: Language) -> str:
    """Said beside a draft that rests on a doubtful article."""
    if language == "ru":
        return f"опора слабая, проверьте, о том ли статья: «{ask}»"
    return f"weak support, check that the article is about this: “{ask}”"


def how_to_help(language: Language) -> str:
    """The answer to a lone greeting."""
    return "Чем можем помочь?" if language == "ru" else "How can we help you?"


def no_reply_needed(language: Language) -> str:
    """Why nothing is drafted."""
    return "Ответ не требуется: вопроса нет" if language == "ru" else "No reply is needed: nothing is asked"


def premise(claimed: str, real: str, language: Language) -> str:
    """«покупатель называет 90 дней, в базе 14»."""
    if language == "ru":
        return f"покупатель называет {claimed}, в базе {real}"
    return f"the customer says {claimed}, the knowledge base says {real}"


def instruction_ignored(quote: str, language: Language) -> str:
    """Said when the customer's text talks to the machine."""
    if language == "ru":
        return f"указание роботу в тексте покупателя не выполнено: «{quote}»"
    return f"an instruction to the machine in the customer's text was not followed: “{quote}”"


def keyboard(meant: str, language: Language) -> str:
    """Said when a message was typed with the wrong keyboard layout."""
    if language == "ru":
        return f"сообщение набрано в другой раскладке, прочитано так: «{meant}»"
    return f"typed with the wrong keyboard layout, read as: “{meant}”"


def promise_asked(quote: str, language: Language) -> str:
    """Said when the customer asks for a code or a discount that only a person may give."""
    if language == "ru":
        return f"покупатель просит скидку или код: «{quote}». В ответе их нет"
    return f"the customer asks for a discount or a code: “{quote}”. The reply gives none"


def days(count: int, language: Language) -> str:
    """«1 день», «3 дня», «14 дней»."""
    if language == "en":
        return f"{count} day" if count == 1 else f"{count} days"
    return counted(count, "день", "дня", "дней")


def date_check(received: str, term: str, last: str, language: Language) -> str:
    """«заказ получен 10.11: 14 дней истекают 24.11»."""
    if language == "ru":
        return f"заказ получен {received}: {term} истекают {last}"
    return f"the order was received on {received}: {term} end on {last}"


def internal_source(title: str, language: Language) -> str:
    """Said when the nearest article is not for customers."""
    if language == "ru":
        return f"«{title}» — внутренняя статья: покупателю её не цитируют"
    return f"“{title}” is an internal article: do not quote it to customers"


def rests_on_internal(title: str, language: Language) -> str:
    """A warning before use: the draft rests on an article that is not for customers."""
    if language == "ru":
        return f"черновик опирается на внутреннюю статью «{title}»: проверьте, можно ли говорить это покупателю"
    return f"the draft rests on the internal article “{title}”: check that customers may be told this"


def made_without_model(cause: str, language: Language) -> str:
    """«модель не ответила (причина): составлено без неё»."""
    if language == "ru":
        return f"модель не ответила ({cause}): составлено без неё"
    return f"the model did not answer (it {cause}): made without it"


def model_draft_refused(language: Language) -> str:
    """Said when the model's words did not stand up to the sources."""
    if language == "ru":
        return "ответ модели не подтвердился источниками: составлено без неё"
    return "the model's answer was not borne out by the sources: made without it"


def conflict(kept: str, left_out: str, language: Language) -> str:
    """Said when two articles disagree: «статьи расходятся: взято из «Возврат», не из «Возврат (старое)»»."""
    if language == "ru":
        return f"статьи расходятся: взято из «{kept}», не из «{left_out}»"
    return f"two articles disagree: “{kept}” was used, not “{left_out}”"


def not_in_source(language: Language) -> str:
    """«нет в источнике, проверьте»."""
    return "нет в источнике, проверьте" if language == "ru" else "not in a source, please check"


def absent(values: Sequence[str], language: Language, *, nowhere: bool) -> str:
    """«15 %, ЛЮЛЬКА: нет ни в базе, ни в заказе»; without ``nowhere`` only the sources at hand do not hold them."""
    said = ", ".join(dict.fromkeys(values))
    if language == "ru":
        return f"{said}: нет ни в базе, ни в заказе" if nowhere else f"{said}: нет в источнике, проверьте"
    return f"{said}: neither in the knowledge base nor in the order" if nowhere else f"{said}: {not_in_source('en')}"


_LANGUAGES: Mapping[Language, Mapping[Language, str]] = {
    "ru": {"ru": "по-русски", "en": "по-английски"},
    "en": {"ru": "Russian", "en": "English"},
}


def not_translated(articles: Language, customer: Language, language: Language) -> str:
    """Said when the articles are in another language than the customer's and no model translates."""
    theirs, his = _LANGUAGES[language][articles], _LANGUAGES[language][customer]
    if language == "ru":
        return f"покупатель пишет {his}, статьи {theirs}: без модели ответ не переводится, переведите сами"
    return f"the customer writes in {his}, the articles are in {theirs}: without a model nothing is translated"


def translated(titles: Sequence[str], language: Language) -> str:
    """Said of a draft whose sentences are a model's translation of articles."""
    said = ", ".join(f"«{title}»" for title in titles)
    if language == "ru":
        return f"переведено моделью со статьи {said}: числа и сроки сверены, слова проверьте сами"
    return f"translated by the model from {said}: numbers and terms are compared, check the words"


def other_address(wanted: str, sentences: Sequence[str], language: Language) -> str:
    """Said of sentences that could not be put into «ты» or «вы» without guessing."""
    said = "; ".join(f"«{sentence}»" for sentence in sentences)
    if language == "ru":
        return f"не переведено на «{wanted}», поправьте сами: {said}"
    return f"could not be put into «{wanted}», please edit: {said}"


def placeholder(match: str, language: Language) -> str:
    """Said of an unfilled place in a template."""
    return f"незаполненное место: {match}" if language == "ru" else f"an unfilled place: {match}"
