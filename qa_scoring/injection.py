"""Text that talks to the judge instead of the reader: found, hidden from every verdict, and flagged.

Hiding keeps the length, so the spans of what remains stay true, and the verdicts are those of the text without it.
"""

import re
from collections.abc import Iterable, Iterator

from reply_core.remembered import Remembered
from reply_core.screens import Screen
from reply_core.text import fold
from reply_core.types import Span

_BRACKETS = (
    r"<\s*(?P<tag>system|instructions?|assistant|admin|judge|verdict|criteria)\b[^>]{0,80}>[^<]{0,400}<\s*/\s*(?P=tag)\s*>",
    r"\[\s*/?(?:system|sys|inst|instructions?|assistant|admin|developer|систем[а-яё]*|инструкци[а-яё]*)\b[^\]]{0,400}\]",
    (
        r"<\s*[/|!]*\s*(?:system|im_start|im_end|instructions?|assistant|judge|verdict|reply|source|order|profile"
        r"|conversation|criteria)\b[^>]{0,200}>"
    ),
    r"#{2,}\s*(?:system|instructions?|new instructions?|система|инструкци[а-яё]*)\b[^\n]*",
    r"[{\[][^{}\[\]\n]{0,80}\"(?:verdict|score|value|total)\"\s*:[^{}\[\]\n]{0,80}[}\]]",
)
_PHRASES = (
    r"(?:^|(?<=[\s\"'(.,!?;:]))(?:system|систем[аы])\s*:\s*(?=\S)",
    (
        r"\b(?:игнорируй|проигнорируй|забудь|не учитывай|отмени|обойди)(?:те)?\s+(?:\w+\s+){0,3}"
        r"(?:инструкци|указани|правил|промпт|команд|критери)\w*"
    ),
    (
        r"\b(?:поставь|выстави|выставь|присвой|дай|засчитай)(?:те)?\s+(?:\w+\s+){0,3}(?:оператор|ответ|сотрудник|менеджер|агент)\w*"
        r"\s+(?:\w+\s+){0,3}(?:\d{1,3}|ноль|нуль|максимальн\w+|высш\w+|отличн\w+|зач[её]т)\b"
    ),
    (
        r"\b(?:поставь|выстави|выставь|присвой)(?:те)?\s+(?:\d{1,3}|ноль|максимальн\w+|высш\w+)\s+(?:\w+\s+){0,2}"
        r"(?:этому |данному )?(?:ответу|оператору|сотруднику|менеджеру)\b"
    ),
    r"\bты\s+(?:теперь\s+)?(?:-\s*)?(?:языковая модель|нейросеть|ии-?\w*|судья|проверяющий|ассистент)\b",
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,3}(?:instructions?|rules?|prompts?|guidelines?|criteria)\b",
    (
        r"\b(?:give|score|rate|grade|mark|award)\s+(?:this|the|that)\s+(?:\w+\s+)?(?:reply|answer|response|operator|agent)\b"
        r"[^.!?\n]{0,40}?\b(?:\d{1,3}|full|top|maximum|zero|pass)\b"
    ),
    (
        r"\bthis (?:reply|answer|response) (?:is|deserves|must be scored|should be scored|scores)\s+(?:\w+\s+)?"
        r"(?:perfect|excellent|100|10/10|a pass|full marks)\b"
    ),
    r"\b(?:этот|данный) ответ (?:-\s*)?(?:\w+\s+)?(?:идеал|безупреч|заслуживает|достоин)\w*",
    (
        r"\b(?:считай|засчитай|отметь|признай|пометь)(?:те)?\s+(?:\w+\s+){0,2}критери\w+"
        r"(?:\s+(?:\w+\s+){0,2}(?:выполненн|пройденн|закрыт)\w+)?"
    ),
    r"\b(?:mark|score|rate|grade|count)\s+(?:every|each|all)\s+(?:the\s+)?criteri\w+",
    r"\byou are (?:now )?(?:an?|the) (?:ai|assistant|judge|grader|scorer|language model)\b",
    r"\b(?:system prompt|системн\w+ промпт\w*)\b",
)
_BRACKET = re.compile("|".join(_BRACKETS))
_PHRASE = re.compile("|".join(_PHRASES))
_HINTS = (
    "[", "<", "{", "##", "игнорир", "забудь", "не учит", "отмени", "обойди", "поставь", "выстав", "выстави", "присвой",
    "засчит", "дай", "систем", "модель", "нейросет", "судья", "проверяющ", "ассистент", "ты ии", "ии-", "идеал",
    "безупреч", "заслуж", "достоин", "критери", "criteri", "ignore", "disregard", "forget", "overrid", "bypass",
    "system", "this reply", "this answer", "this resp",
    "score th", "rate th", "grade th", "mark th", "award th", "give th", "you are", "теперь ии",
)  # fmt: skip
"""Without one of these in a text no pattern can match: cheap to look for, and most texts stop here."""
_BESIDE = frozenset(
    {"модель", "нейросет", "судья", "проверяющ", "ассистент", "ты ии", "ии-", "теперь ии", "систем", "system"}
)
"""Hints that are common words of support, and count only beside another word."""
_ANYWHERE = Screen.of(*(hint for hint in _HINTS if hint not in _BESIDE and hint != "дай"))
_GIVE = Screen(re.compile(r"\bдай(?:те)?\b").search)
_ROLES = Screen.of("модель", "нейросет", "судья", "проверяющ", "ассистент", "ии-", "ии")
_YOU = Screen(re.compile(r"\bты\b").search)
_SYSTEM = Screen.of("систем", "system")
_END = re.compile(r"[.!?\n]")
_WORD = re.compile(r"\w+")
_OPENS = Remembered(
    re.compile(
        "систем|system|игнорируй|проигнорируй|забудь|не|отмени|обойди|поставь|выстави|выставь|присвой|дай|засчитай|ты"
        "|ignore|disregard|forget|override|bypass|give|score|rate|grade|mark|award|this|этот|данный|считай|отметь"
        "|признай|пометь|count|you"
    ).match
)
"""Whether a word may be the first of a phrase."""


def find_injections(text: str) -> tuple[Span, ...]:
    """Stretches of ``text`` that address the judge or the machine, in order, not overlapping."""
    return find_injections_folded(fold(text))


def find_injections_folded(folded: str) -> tuple[Span, ...]:
    """`find_injections` for a text folded already."""
    if not _suspicious(folded) or not any(hint in folded for hint in _HINTS):
        return ()
    found = [Span(start=match.start(), end=match.end()) for match in _BRACKET.finditer(folded)]
    found.extend(
        _to_sentence_end(folded, match.start(), match.end())
        for match in _phrases(folded)
        if not any(span.start <= match.start() < span.end for span in found)
    )
    return merge(found)


def _phrases(folded: str) -> Iterator[re.Match[str]]:
    """Every phrase in order; each begins a word, so nothing is tried inside one."""
    end = 0
    for word in _WORD.finditer(folded):
        if not _OPENS[word.group()] or word.start() < end:
            continue
        if (match := _PHRASE.match(folded, word.start())) is not None:
            end = match.end()
            yield match


def _suspicious(folded: str) -> bool:
    if _ANYWHERE.passes(folded) or _GIVE.passes(folded) or (_YOU.passes(folded) and _ROLES.passes(folded)):
        return True
    return _SYSTEM.passes(folded) and (":" in folded or "промпт" in folded or "prompt" in folded)


def _to_sentence_end(folded: str, start: int, end: int) -> Span:
    """The command to the end of its sentence; a question that follows it in the same sentence stays."""
    stop = _END.search(folded, end)
    if stop is None:
        return Span(start=start, end=len(folded))
    return Span(start=start, end=end if stop.group() == "?" else stop.end())


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same characters as the fewest spans in order."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(start=merged[-1].start, end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def blank(text: str, hidden: Iterable[Span]) -> str:
    """``text`` with the hidden stretches turned to spaces; same length, line breaks kept."""
    for span in hidden:
        inside = "".join("\n" if char == "\n" else " " for char in text[span.start : span.end])
        text = text[: span.start] + inside + text[span.end :]
    return text
