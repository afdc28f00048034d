"""What goes with a hand-over: which colleagues to ask, and a safe reply that holds the customer meanwhile.

The holding reply promises one thing only, that the operator will write back, with his own word as owner and a term in
working time that he can keep. It is offered, never sent by itself.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from babel.dates import format_date

from drafting.desk import DraftingDesk
from drafting.layout import Piece, lay_out
from drafting.pieces import closing_pieces, greeting_pieces
from drafting.reading import Reading
from drafting.regret import regret_pieces
from reply_core.types import Language
from reply_core.working_time import add_working_time

TERM = timedelta(hours=4)
"""Of working time, rounded up to the full hour."""
GROUPS: Mapping[str, Mapping[Language, str]] = {
    "delivery": {"ru": "логистика", "en": "logistics"},
    "order_status": {"ru": "логистика", "en": "logistics"},
    "return": {"ru": "отдел возвратов", "en": "returns"},
    "exchange": {"ru": "отдел возвратов", "en": "returns"},
    "defect": {"ru": "отдел качества", "en": "quality"},
    "payment": {"ru": "бухгалтерия", "en": "payments"},
    "points": {"ru": "программа лояльности", "en": "the loyalty programme"},
    "card": {"ru": "программа лояльности", "en": "the loyalty programme"},
    "promo": {"ru": "маркетинг", "en": "marketing"},
    "staff_complaint": {"ru": "руководитель смены", "en": "the shift lead"},
    "negative_review": {"ru": "руководитель смены", "en": "the shift lead"},
    "conflict": {"ru": "руководитель смены", "en": "the shift lead"},
    "job": {"ru": "отдел кадров", "en": "human resources"},
    "product_choice": {"ru": "товароведы", "en": "product experts"},
    "account": {"ru": "техническая поддержка", "en": "technical support"},
}
_ELSE: Mapping[Language, str] = {"ru": "старший смены", "en": "the senior operator"}
_HOLDING: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "вы": "Чтобы ответить точно, уточню у коллег и напишу вам {when}.",
        "ты": "Чтобы ответить точно, уточню у коллег и напишу тебе {when}.",
    },
    "en": {"any": "To give you an exact answer I will check with a colleague and write to you {when}."},
}
_WHEN: Mapping[Language, tuple[str, str, str]] = {
    "ru": ("сегодня до {time}", "завтра до {time}", "{date} до {time}"),
    "en": ("by {time} today", "by {time} tomorrow", "by {time} on {date}"),
}
_HOUR = timedelta(hours=1)


def group_for(reading: Reading, language: Language) -> str:
    """Whom to ask: by the topic of the first ask that has one."""
    topics = [*(item.topic for item in reading.asks), reading.inquiry.topic.code]
    return next((GROUPS[topic][language] for topic in topics if topic in GROUPS), _ELSE[language])


def holding_reply(reading: Reading, desk: DraftingDesk) -> str:
    """A reply that can be sent at once: greeting, regret when there is a reason, and when the operator will write."""
    inquiry = reading.inquiry
    address = "ты" if desk.profile.pronoun == "ты" else "вы"
    said = _HOLDING["ru"][address] if inquiry.language == "ru" else _HOLDING["en"]["any"]
    promise = Piece(text=said.format(when=when_text(reading.now, desk, inquiry.language)), role="closing")
    around = [*greeting_pieces(inquiry, desk, reading.now), *regret_pieces(reading, desk)]
    return lay_out([*around, promise, *closing_pieces(inquiry, desk)])[0]


def when_text(now: datetime, desk: DraftingDesk, language: Language) -> str:
    """«сегодня до 17:00», «завтра до 11:00», «17 ноября до 11:00»: four working hours from now, on the full hour."""
    due = add_working_time(now, TERM, desk.calendar) if desk.calendar is not None else now + TERM
    local = desk.local(due)
    if local.minute or local.second or local.microsecond:
        local = local.replace(minute=0, second=0, microsecond=0) + _HOUR
    away = (local.date() - desk.local(now).date()).days
    form = _WHEN[language][min(away, 2)]
    date = format_date(local.date(), "d MMMM", locale=language)
    return form.format(time=f"{local:%H:%M}", date=date)
