"""A request that needs a deed of ours and that nothing answers: the reply says whom it is passed to, without a term.

The customer's own words are never repeated here: what he asks for may be what nobody may promise.
"""

import re
from collections.abc import Mapping, Sequence

from drafting import words as say
from drafting.handing_over import GROUPS
from drafting.layout import Piece
from drafting.reading import AskReading, Reading
from reply_core.asks import topic_of
from reply_core.text import fold
from reply_core.types import Language

_TO: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "логистика": "в логистику",
        "отдел возвратов": "в отдел возвратов",
        "отдел качества": "в отдел качества",
        "бухгалтерия": "в бухгалтерию",
        "программа лояльности": "коллегам из программы лояльности",
        "маркетинг": "коллегам из маркетинга",
        "руководитель смены": "руководителю смены",
        "отдел кадров": "в отдел кадров",
        "товароведы": "товароведам",
        "техническая поддержка": "в техническую поддержку",
    },
    "en": {},
}
_ELSE: Mapping[Language, str] = {"ru": "старшему смены", "en": "the senior operator"}
_DEEDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("call", re.compile(r"перезвон|позвон|call me|ring me")),
    ("cancel", re.compile(r"отмен|аннулир|cancel")),
    ("exchange", re.compile(r"обмен|замен|exchange|replace|swap")),
    ("return", re.compile(r"верни|вернит|возврат|refund|money back")),
    ("change", re.compile(r"измен|перенес|сменит|поменя|change|reschedul|update")),
)
_SENIOR = re.compile(r"старш|руководит|начальник|управляющ|директор|человек|manager|supervisor|human|someone else")
_CODE = re.compile(r"промокод|купон|скидк|бонус|балл|подар|компенс|promo|coupon|discount|voucher|points|compens|gift")
"""What only a person may give: to pass it on is half a promise."""


def passed_on_pieces(pieces: Sequence[Piece], reading: Reading) -> list[Piece]:
    """One sentence for the first request that the pieces leave unanswered; empty when there is none."""
    answered = {piece.ask for piece in pieces} | {
        item.number for item in reading.asks for piece in pieces if item.question in piece.asks
    }
    left = [item for item in reading.asks if item.number not in answered and _needs_a_deed(item)]
    if not left or reading.injections:
        return []
    language = reading.inquiry.language
    return [Piece(text=say.passed_on(_deed(left[0]), _whom(left[0], language), language), role="closing")]


def _needs_a_deed(item: AskReading) -> bool:
    return item.ask.kind == "request" and not _CODE.search(fold(item.question))


def _deed(item: AskReading) -> str:
    folded = fold(item.question)
    return next((name for name, pattern in _DEEDS if pattern.search(folded)), "")


def _whom(item: AskReading, language: Language) -> str:
    """The colleagues by the topic of the request, in the dative or «в …»."""
    topic = topic_of(item.question).code
    group = GROUPS[topic][language] if topic in GROUPS and not _SENIOR.search(fold(item.question)) else ""
    return (_TO[language].get(group, _ELSE[language]) if language == "ru" else group) or _ELSE[language]
