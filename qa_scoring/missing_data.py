"""Asking for data that is really missing is the right move; asking again for what was already given is not."""

import re
from dataclasses import dataclass

from qa_scoring.direct_answers import is_courtesy
from qa_scoring.sources import ORDER_ID
from qa_scoring.verdicts import Evidence
from qa_scoring.view import View
from reply_core.types import Message, Span

_KINDS: dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]] = {
    "order": (
        re.compile(
            r"номер\w* (?:вашего )?(?:заказ|отправлени|трек|посылк|заявк)\w*|трек-?номер"
            r"|order (?:number|no|id)|tracking"
        ),
        re.compile(r"(?:заказ\w*|order|№|#)\D{0,12}\d{3,}|\b\d{5,}\b"),
    ),
    "phone": (
        re.compile(r"телефон|номер\w* для связи|phone"),
        re.compile(r"(?:\+7|\b8|\+\d{1,3})[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}"),
    ),
    "email": (re.compile(r"почт\w*|e-?mail|имейл"), re.compile(r"\S+@\S+\.\w+")),
    "photo": (re.compile(r"фото\w*|сним\w+|скрин\w*|видео|photo|picture|screenshot"), None),
    "address": (
        re.compile(r"адрес\w*(?! (?:вашей |электронной )*(?:почт|e-?mail))|(?<!mail )address"),
        re.compile(r"\b(?:ул|улица|улице|проспект|пр-т|переулок|street|road|avenue)\b"),
    ),
    "date": (re.compile(r"\bдат\w+|какого числа|when did|what date"), None),
    "name": (re.compile(r"\bфио\b|фамили\w+|full name|your name"), None),
    "thing": (
        re.compile(
            r"модел\w+|артикул\w*|размер\w*|цвет\w*|какой (?:именно )?товар\w*|о каком (?:товаре|заказе)"
            r"|какая (?:именно )?ошибка|текст ошибки|город\w*|устройств\w*|браузер\w*"
            r"|which (?:item|model|size|colour|color|order|product)|model|city|device|browser"
        ),
        None,
    ),
}
_SURELY_GIVEN: dict[str, re.Pattern[str]] = {
    "order": re.compile(r"(?:заказ[а-яё]*|order|№|#)(?:\s*(?:№|#|номер|number|no\.?|:))*\s*(?P<datum>\d{4,})"),
    "phone": re.compile(r"(?P<datum>(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2})\b"),
    "email": re.compile(r"(?P<datum>[\w.+-]+@[\w-]+\.\w+)"),
}
"""Where the customer gave a datum beyond doubt; narrower than what makes asking for it pointless."""
_FOR_A_REASON = re.compile(
    r"подтверд|верн[оа] ли|правильн|актуальн|друг|второ|еще|нов[ыоау]|запасн|получател|последни|для (?:проверки|входа|"
    r"безопасности)|на котор|которы[йм] (?:указан|привязан)|не наш|нет в|confirm|verify|correct|another|other|second|"
    r"new|alternat|last|different|registered|associated|not find|couldn't|could not"
)
"""The reply may well need it again: to check, for another order, because the first one was not found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """A question for what was already given: the reply's sentence, and where it was given."""

    sentence: Span
    given: Evidence
    alone: bool
    """The reply holds nothing else of substance."""


def asks_missing_data(view: View) -> Span | None:
    """The sentence in which the reply asks for a datum the thread does not hold; None when there is none.

    A datum counts as given when its pattern stands in the customer's messages or the order, a photo when something is
    attached.
    """
    for sentence, wanted in _asked_for(view):
        if not all(_given(view, kind) for kind in wanted):
            return sentence
    return None


def asks_again(view: View) -> AskedAgain | None:
    """The first question that asks only for data given before, beyond doubt; None when there is none."""
    asked = _asked_for(view)
    for sentence, wanted in asked:
        if not wanted <= _SURELY_GIVEN.keys() or _FOR_A_REASON.search(view.reply.folded, sentence.start, sentence.end):
            continue
        found = [_where_given(view, kind) for kind in sorted(wanted)]
        if all(found) and found[0] is not None:
            return AskedAgain(sentence=sentence, given=found[0], alone=_alone(view, sentence))
    return None


def _asked_for(view: View) -> list[tuple[Span, frozenset[str]]]:
    """Each sentence that asks for data, with the kinds it asks for; «если и там пусто, пришлите …» asks nothing now."""
    conditions = view.cues["pending.condition"]
    found: dict[Span, frozenset[str]] = {}
    for span in view.cues["step.asks_data"]:
        sentence = view.reply.sentence_of(span.start)
        if sentence in found or any(sentence.start <= each.start < span.start for each in conditions):
            continue
        words = view.reply.folded[sentence.start : sentence.end]
        wanted = frozenset(kind for kind, (asked, _) in _KINDS.items() if asked.search(words))
        if wanted:
            found[sentence] = wanted
    return sorted(found.items(), key=lambda item: item[0].start)


def _customer_messages(view: View) -> list[Message]:
    return [message for message in view.before if message.author_kind == "customer"]


def _given(view: View, kind: str) -> bool:
    if kind == "photo":
        return any(message.attachments for message in _customer_messages(view))
    given = _KINDS[kind][1]
    if given is None:
        return False
    if kind == "order" and view.case.order is not None and view.case.order.number:
        return True
    return any(given.search(message.text.lower()) for message in _customer_messages(view))


def _where_given(view: View, kind: str) -> Evidence | None:
    """The customer's own words that hold the datum, else the order's."""
    for message in _customer_messages(view):
        if match := _SURELY_GIVEN[kind].search(message.text.lower()):
            start, end = match.span("datum")
            return Evidence(message_id=message.id, role="customer", start=start, end=end, quote=message.text[start:end])
    order = view.case.order
    if kind == "order" and order is not None and order.number:
        text = order.as_text()
        start = text.find(order.number)
        if start >= 0:
            return Evidence(
                message_id=ORDER_ID, role="source", start=start, end=start + len(order.number), quote=order.number
            )
    return None


def _alone(view: View, sentence: Span) -> bool:
    """Beside the sentence there is only courtesy, or a promise to look."""
    for span in view.reply.sentences:
        if span == sentence or is_courtesy(view, span):
            continue
        if not any(span.start <= each.start < span.end for each in view.cues["step.comes_back"]):
            return False
    return True
