"""Where the shop's standard does not ask for a criterion: channels and topics it leaves out.

The topic is of the question the reply answers; where those words show none, of what the customer wrote before. A
criterion left out is not applicable, whatever the reply says; critical errors are looked for everywhere.
"""

from collections.abc import Mapping
from functools import lru_cache

from qa_scoring.reasons import say
from qa_scoring.standard import Standard
from qa_scoring.verdicts import NotApplicable
from qa_scoring.view import View
from reply_core.topics import TOPICS, topic_of
from reply_core.types import Channel, Language

CODE = "not_asked_here"
CHANNELS: Mapping[Language, Mapping[Channel, str]] = {
    "ru": {
        "email": "почта", "chat": "чат", "messenger": "мессенджер", "social": "соцсети", "review": "отзывы",
        "webform": "форма на сайте",
    },
    "en": {
        "email": "e-mail", "chat": "chat", "messenger": "messenger", "social": "social media", "review": "reviews",
        "webform": "web form",
    },
}  # fmt: skip


def left_out(view: View) -> dict[str, NotApplicable]:
    """Criteria that the standard does not ask for in this channel or on this topic, each with the reason."""
    table = view.standard.not_asked
    if not table:
        return {}
    topic = _topic(view)
    found = {}
    for code, where in table.items():
        if view.channel in where.get("channels", ()):
            found[code] = _not_asked("not_asked_channel", CHANNELS[view.speaks][view.channel], view.speaks)
        elif topic in where.get("topics", ()):
            found[code] = _not_asked("not_asked_topic", TOPICS[topic].label(view.speaks), view.speaks)
    return found


@lru_cache(maxsize=256)
def _not_asked(why: str, what: str, language: Language) -> NotApplicable:
    return NotApplicable(reason=say(why, language, what=what), code=CODE)


def _topic(view: View) -> str:
    """Of the words this reply answers, else of the latest the customer wrote before them that show one."""
    code = topic_of(view.customer.clean).code
    if code != "other":
        return code
    before = (topic_of(text).code for text in reversed(view.said_before))
    return next((each for each in before if each != "other"), "other")


def left_out_text(standard: Standard, criterion: str, language: Language) -> str:
    """«Не спрашиваем: чат; темы «Доставка», «Возврат»»; empty where the criterion is asked for everywhere."""
    where = standard.not_asked.get(criterion, {})
    channels = [CHANNELS[language][each] for each in CHANNELS[language] if each in where.get("channels", ())]
    topics = [TOPICS[each].label(language) for each in TOPICS if each in where.get("topics", ())]
    if language == "ru":
        parts = [*channels, *(f"тема «{each}»" for each in topics)]
        return f"Не спрашиваем: {', '.join(parts)}." if parts else ""
    parts = [*channels, *(f"the topic “{each}”" for each in topics)]
    return f"Not asked for: {', '.join(parts)}." if parts else ""
