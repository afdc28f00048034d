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

_NAME = r"[A-ZА-ЯЁ][\w'’-]+(?:[ \t]+[A-ZА-ЯЁ][\w'’-]+)?"
_BEFORE = (
    r"меня\s+зовут|с\s+уважением|с\s+наилучшими\s+пожеланиями|с\s+вами|на\s+связи|"
    r"(?:ваш[аи]?\s+)?(?:менеджер|специалист|оператор|консультант|сотрудни[кц]а?|помощни[кц]а?)(?:\s+поддержки)?|"
    r"my\s+name\s+is|i\s+am|i['’]m|this\s+is|(?:kind\s+|best\s+|warm\s+)?regards|sincerely|yours|cheers|"
    r"(?:your\s+)?(?:agent|assistant|manager|specialist)"
)
_SELF = re.compile(rf"(?<!\w)(?i:{_BEFORE})\s*[,:—–-]?\s*(?P<name>{_NAME})(?!\w)")
_LAST_LINE = re.compile(rf"\n\s*[—–-]?\s*(?P<name>{_NAME})\s*[.!]?\s*\Z")
_BLANKS = re.compile(r"[ \t]{2,}")


class Veil:
    """Hides what the judge may not see, and lifts the marks from what he quotes."""

    def __init__(self, view: View) -> None:
        """Read whose names the case holds."""
        customer = [name for name in view.case.conversation.customer_name.split() if name]
        shop = [message for message in (*view.before, *view.case.turn.messages) if message.author_kind != "customer"]
        self._staff = staff_names(shop)
        self._names = [*customer, *self._staff]
        self.mapping: Mapping[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with personal data and staff names replaced by marks, long blanks closed up."""
        hidden = mask(_BLANKS.sub(" ", text).strip(), names=self._names, mapping=self.mapping)
        self.mapping = hidden.mapping
        return hidden.text

    def lift(self, text: str) -> str:
        """The text with marks turned back."""
        return restore(text, self.mapping)


def staff_names(messages: Iterable[Message]) -> tuple[str, ...]:
    """Names by which the shop's people introduce themselves or sign, whole and word by word, longest first."""
    found: set[str] = set()
    for message in messages:
        last = _LAST_LINE.search(message.text)
        for match in (*_SELF.finditer(message.text), *([last] if last else [])):
            first, *rest = match["name"].split()
            if is_name(first):
                found.update((match["name"], first, *(word for word in rest if is_name(word))))
    return tuple(sorted(found, key=lambda name: (-len(name), name)))
