"""Asking for data that is really missing is the right move; asking again for what was already given is not."""

import re

from qa_scoring.view import View
from reply_core.types import Span

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
        re.compile(r"адрес\w*|address"),
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


def asks_missing_data(view: View) -> Span | None:
    """The sentence in which the reply asks for a datum the thread does not hold; None when there is none.

    A datum counts as given when its pattern stands in the customer's messages or the order, a photo when something is
    attached.
    """
    conditions = view.cues["pending.condition"]
    for span in view.cues["step.asks_data"]:
        sentence = view.reply.sentence_of(span.start)
        if any(sentence.start <= each.start < span.start for each in conditions):
            continue  # «если и там пусто, пришлите …» asks for nothing now
        words = view.reply.folded[sentence.start : sentence.end]
        wanted = [kind for kind, (asked, _) in _KINDS.items() if asked.search(words)]
        if wanted and not all(_given(view, kind) for kind in wanted):
            return sentence
    return None


def _given(view: View, kind: str) -> bool:
    if kind == "photo":
        return any(message.attachments for message in view.before if message.author_kind == "customer")
    given = _KINDS[kind][1]
    if given is None:
        return False
    if kind == "order" and view.case.order is not None and view.case.order.number:
        return True
    return any(given.search(message.text.lower()) for message in view.before if message.author_kind == "customer")
