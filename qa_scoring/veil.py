"""What the judge may not see: personal data, and who wrote the reply. The same marks in every text of one call.

Operators' names are found where the shop's messages say them (an introduction, a sign-off) and hidden wherever they
stand, in the customer's words too: a prompt is the same whoever answered.
"""

import re
from collections.abc import Iterable, Mapping

from model_gateway.privacy import mask, restore
from qa_scoring.names import is_name
from qa_scoring.view import View
from reply_core.types import Message

STAFF = "[STAFF]"
_NAME = r"[A-ZА-ЯЁ][\w'’-]+(?:[ \t]+[A-ZА-ЯЁ][\w'’-]+)?"
_BEFORE = (
    r"меня\s+зовут|с\s+уважением|с\s+наилучшими\s+пожеланиями|с\s+вами|на\s+связи|"
    r"(?:ваш[аи]?\s+)?(?:менеджер|специалист|оператор|консультант|сотрудни[кц]а?|помощни[кц]а?)(?:\s+поддержки)?|"
    r"my\s+name\s+is|i\s+am|i['’]m|this\s+is|(?:kind\s+|best\s+|warm\s+)?regards|sincerely|yours|cheers|"
    r"(?:your\s+)?(?:agent|assistant|manager|specialist)"
)
_SELF = re.compile(rf"(?<!\w)(?i:{_BEFORE})\s*[,:—–-]?\s*(?P<name>{_NAME})(?!\w)")
_LAST_LINE = re.compile(rf"\n\s*[—–-]?\s*(?P<name>{_NAME})\s*[.!]?\s*\Z")
_TITLE_LINE = re.compile(
    rf"(?:^|\n)\s*(?P<name>{_NAME}),\s+(?i:служба|отдел|команда|менеджер|специалист|оператор|консультант|"
    r"support|customer|team|agent)"
)
_FORMS = (_SELF, _LAST_LINE, _TITLE_LINE)
_BLANKS = re.compile(r"[ \t]{2,}")


class Veil:
    """Hides what the judge may not see, and lifts the marks from what he quotes."""

    def __init__(self, view: View) -> None:
        """Read whose names the case holds."""
        greeted = (span.of(view.reply.text) for span in view.said_names)
        self._customer = [name for name in (*view.case.conversation.customer_name.split(), *greeted) if name]
        shop = [message for message in (*view.before, *view.case.turn.messages) if message.author_kind != "customer"]
        known = staff_names(shop)
        others = [name for name in known if name not in self._customer]
        anywhere = "|".join(re.escape(name) for name in others)
        self._staff = re.compile(rf"(?<!\w)(?:{anywhere})(?!\w)") if others else None
        self._signed = {STAFF: known[0]} if known else {}
        self.mapping: Mapping[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with personal data and staff names replaced by marks, long blanks closed up."""
        plain = _BLANKS.sub(" ", text).strip()
        for form in _FORMS:
            plain = form.sub(_named_staff, plain)
        if self._staff is not None:
            plain = self._staff.sub(STAFF, plain)
        hidden = mask(plain, names=self._customer, mapping=self.mapping)
        self.mapping = hidden.mapping
        return hidden.text

    def lift(self, text: str) -> str:
        """The text with marks turned back."""
        return restore(text, {**self.mapping, **self._signed})


def _named_staff(match: re.Match[str]) -> str:
    """What introduces or signs, with the mark in place of a given name; goods and shops keep theirs."""
    if not is_name(match["name"].split()[0]):
        return match[0]
    begin, end = match.start("name") - match.start(), match.end("name") - match.start()
    return match[0][:begin] + STAFF + match[0][end:]


def staff_names(messages: Iterable[Message]) -> tuple[str, ...]:
    """Names by which the shop's people introduce themselves or sign, whole and word by word, longest first."""
    found: set[str] = set()
    for message in messages:
        for match in (each for form in _FORMS for each in form.finditer(message.text)):
            first, *rest = match["name"].split()
            if is_name(first):
                found.update((match["name"], first, *(word for word in rest if is_name(word))))
    return tuple(sorted(found, key=lambda name: (-len(name), name)))
