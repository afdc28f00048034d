"""The rewrite tools that rules can do: mending mistakes, plain words for officialese, and leaving out courtesy.

Nothing that states, asks or tells what to do is ever left out: a sentence goes only when it is a known empty phrase, or
says again what another one says.
"""

import re

from rapidfuzz import fuzz

from knowledge_base.atoms import find_atoms
from reply_core.text import fold, sentences
from reply_core.types import Channel
from tone_of_voice.check import check
from tone_of_voice.fix import apply_safe_fixes
from tone_of_voice.profile import ToneProfile

_ALIKE = 96.0
_SAID_FROM = 20
_DIGITS = re.compile(r"\d+")
_PLAIN_WORDS = frozenset({"bureaucratese", "corporate_fog", "filler"})
_EMPTY = re.compile(
    r"^(?:(?:большое )?спасибо(?: большое)? за (?:ваше )?"
    r"(?:обращение|сообщение|вопрос|терпение|понимание|интерес|выбор)"
    r"|благодарим (?:вас )?за (?:обращение|сообщение|вопрос|терпение|понимание|интерес|выбор|доверие)"
    r"|мы (?:очень |всегда )*(?:ценим|дорожим|рады)(?! сообщ)"
    r"|(?:мы )?(?:всегда )?(?:будем )?рады (?:вам )?(?:помочь|ответить)"
    r"|ваше мнение (?:очень )?(?:важно|ценно)"
    r"|если (?:у вас )?(?:возникнут|будут|появятся|останутся) (?:ещё |еще |дополнительные |другие )*вопросы"
    r"|(?:хорошего|отличного|прекрасного|доброго) (?:вам )?дня|приятных (?:вам )?покупок"
    r"|обращайтесь(?: к нам)?(?: ещё| еще)?$"
    r"|thank you for (?:contacting|reaching out|your (?:message|question|patience|interest|understanding))"
    r"|thanks for (?:contacting|reaching out|your (?:message|question|patience|interest|understanding))"
    r"|we (?:really |truly )?(?:value|appreciate) (?:you|your)|your (?:opinion|satisfaction) (?:is|matters)"
    r"|(?:please )?(?:do not|don't) hesitate to|if you have any (?:other |further |more )?questions"
    r"|have a (?:great|nice|good|lovely) (?:day|evening|weekend)|happy shopping)"
)


def by_rules(text: str, tool: str, profile: ToneProfile, channel: Channel, length: int) -> str | None:
    """The text after a tool; None for what rules cannot do (warmer, more formal, translated)."""
    if tool == "mistakes":
        return apply_safe_fixes(text, check(text, profile, channel=channel)).text
    if tool == "simpler":
        return _plain(text, profile, channel)
    if tool == "shorter":
        return _without_empty(text, 0)
    if tool == "channel":
        return text if len(text) <= length else _without_empty(text, length)
    return None


def _plain(text: str, profile: ToneProfile, channel: Channel) -> str:
    alerts = [alert for alert in check(text, profile, channel=channel) if alert.category in _PLAIN_WORDS]
    return apply_safe_fixes(text, alerts).text


def _without_empty(text: str, enough: int) -> str:
    """The text without empty phrases and repetitions, until it is short ``enough`` (0: all of them)."""
    spans = list(sentences(text))
    dropped: set[int] = set()
    for at in sorted(range(len(spans)), reverse=True):
        if enough and sum(span.end - span.start for n, span in enumerate(spans) if n not in dropped) <= enough:
            break
        said = spans[at].of(text)
        before = [spans[n].of(text) for n in range(at)]
        if len(dropped) < len(spans) - 1 and (_is_empty(said) or _is_said(said, before)):
            dropped.add(at)
    pieces: list[str] = []
    end = 0
    for at, span in enumerate(spans):
        if at not in dropped:
            pieces.append(
                text[end : span.end] if at - 1 not in dropped else _gap(text, end, span.start) + span.of(text)
            )
        end = span.end
    return "".join(pieces).strip()


def _gap(text: str, end: int, start: int) -> str:
    """What stood between two sentences, so that paragraphs stay apart."""
    return "\n\n" if "\n\n" in text[end:start] else "\n" if "\n" in text[end:start] else " "


def _is_empty(sentence: str) -> bool:
    folded = fold(sentence).strip(" .!…)-—")
    return bool(_EMPTY.match(folded)) and "?" not in sentence and not find_atoms(sentence)


def _is_said(sentence: str, before: list[str]) -> bool:
    """Whether an earlier sentence says the same, number for number."""
    digits = _DIGITS.findall(sentence)
    return len(sentence) > _SAID_FROM and any(
        digits == _DIGITS.findall(other) and fuzz.ratio(fold(sentence), fold(other)) >= _ALIKE for other in before
    )
