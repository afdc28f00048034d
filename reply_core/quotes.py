"""Finding a quote in the text it was taken from, and telling a person's own words from quoted mail."""

import re

from rapidfuzz import fuzz

from reply_core.screens import Screen
from reply_core.text import fold, sentences
from reply_core.types import Span

_DROPPED = frozenset("\"'\u00ad\u200b\u200c\u200d\ufeff")
_NUMBER = re.compile(r"\d+")
_NEGATION = re.compile(r"\b(?:не|нет|нельзя|ни|без|no|not|never|without|cannot|\w+n't)\b")
_FUZZY_FROM = 12
"""A quote shorter than this many characters must match to the letter."""


def find_quote(quote: str, text: str, fuzzy: float = 0.92) -> Span | None:
    """Where ``quote`` stands in ``text``, or None when it is not there.

    Case, ё, kinds of quote marks, dashes and spaces do not matter. Failing that, the closest stretch of one sentence
    counts when it is at least ``fuzzy`` alike (0–1; above 1 switches this off) and has the same numbers and negations.
    """
    wanted, _ = _normalise(quote)
    wanted = wanted.strip()
    if not wanted:
        return None
    plain, places = _normalise(text)
    start = _find_whole(wanted, plain)
    if start >= 0:
        return Span(start=places[start], end=places[start + len(wanted) - 1] + 1)
    if fuzzy > 1 or len(wanted) < _FUZZY_FROM:
        return None
    return _closest(wanted, text, fuzzy)


def _normalise(text: str) -> tuple[str, list[int]]:
    """Folded text with single spaces and no quote marks, and where each of its characters stood."""
    characters: list[str] = []
    places: list[int] = []
    blank = False
    for place, char in enumerate(fold(text)):
        if char.isspace():
            blank = bool(characters)
            continue
        if char in _DROPPED:
            continue
        if blank:
            characters.append(" ")
            places.append(place - 1)
            blank = False
        for part in "..." if char == "…" else char:
            characters.append(part)
            places.append(place)
    return "".join(characters), places


def _find_whole(wanted: str, plain: str) -> int:
    """Start of ``wanted`` in ``plain``, whole words first; -1 when absent."""
    first = start = plain.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        before = start > 0 and plain[start - 1].isalnum() and wanted[0].isalnum()
        after = end < len(plain) and plain[end].isalnum() and wanted[-1].isalnum()
        if not before and not after:
            return start
        start = plain.find(wanted, start + 1)
    return first


def _closest(wanted: str, text: str, fuzzy: float) -> Span | None:
    best: tuple[float, Span] | None = None
    marks = _marks(wanted)
    for sentence in sentences(text):
        plain, places = _normalise(sentence.of(text))
        if len(plain) < fuzzy * fuzzy * len(wanted):
            continue
        if len(plain) <= len(wanted):
            score, begin, end = fuzz.ratio(wanted, plain), 0, len(plain)
        else:
            found = fuzz.partial_ratio_alignment(wanted, plain, score_cutoff=fuzzy * 100)
            if found is None:
                continue
            begin, end = _whole_words(plain, found.dest_start, found.dest_end)
            score = max(found.score, fuzz.ratio(wanted, plain[begin:end]))
        if score < fuzzy * 100 or _marks(plain[begin:end]) != marks:
            continue
        if best is None or score > best[0]:
            best = (score, Span(start=sentence.start + places[begin], end=sentence.start + places[end - 1] + 1))
    return best[1] if best else None


def _marks(plain: str) -> tuple[list[str], int]:
    """What a fuzzy match must not change: the numbers, and how many negations there are."""
    return _NUMBER.findall(plain), len(_NEGATION.findall(plain))


def _whole_words(plain: str, begin: int, end: int) -> tuple[int, int]:
    while begin > 0 and plain[begin].isalnum() and plain[begin - 1].isalnum():
        begin -= 1
    while begin < end and plain[begin] == " ":
        begin += 1
    while 0 < end < len(plain) and plain[end - 1].isalnum() and plain[end].isalnum():
        end += 1
    return begin, end


_QUOTED_LINE = re.compile(r"[ \t]*>")
_HEADER = re.compile(
    r"""[ \t]*(?:
        -{2,}[ \t]*(?:original[ ]message|forwarded[ ]message|исходное[ ]сообщение|пересылаемое[ ]сообщение
            |пересланное[ ]сообщение|конец[ ]пересылаемого).*
        |_{10,}[ \t]*
        |on[ ].{6,120}wrote:?[ \t]*
        |.{0,40}\d{1,2}[./ ].{3,100}(?:пишет|писал|писала|написал|написала|wrote|writes)\s?(?:\(а\))?:[ \t]*
        |(?:от|from|кому|to):[ ]\S.*
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_MAIL_FIELD = re.compile(
    r"[ \t]*(?:от|кому|тема|дата|отправлено|копия|from|to|sent|date|subject|cc):[ ]", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"""[ \t]*(?:
        --[ \t]*
        |отправлено[ ]с[ ]?(?:моего[ ])?(?:iphone|ipad|android|телефона|устройства|мобильного).*
        |отправлено[ ]из[ ](?:мобильной|почты|яндекс|mail).*
        |(?:sent[ ]from|get[ ]outlook[ ]for).*
        |(?:(?:данное|это|настоящее)[ ](?:электронное[ ])?(?:сообщение|письмо)|this[ ](?:e-?mail|message)).{0,120}
            (?:конфиденциальн|confidential|предназначен|intended).*
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"[ \t]*(?:с уважением|с наилучшими пожеланиями|всего доброго|(?:best|kind|warm|with best) regards|regards"
    r"|sincerely|yours (?:truly|sincerely|faithfully))[ \t]*[,.!]?[^\n]{0,40}$",
    re.IGNORECASE,
)
_SUSPECTS = (
    ">", "--", "__", "wrote", "writes", "пишет", "писал", "отправлено", "sent from", "get outlook", "regards",
    "с уважением", "с наилучшими", "всего доброго", "sincerely", "faithfully", "yours truly", "от: ", "кому: ",
    "from: ", "to: ", "конфиденциальн", "confidential", "предназначен", "intended", "исходное", "пересла", "пересыла",
)  # fmt: skip
"""A text without any of these is all its author's."""
_SCREEN = Screen.of(*_SUSPECTS)
_CONTACT_LINES = 8
_CONTACT_WIDTH = 70


def strip_quoted(text: str) -> tuple[Span, ...]:
    """The stretches of ``text`` its author wrote himself: quoted mail, signatures and disclaimers are left out.

    The sign-off with its name («С уважением, Анна») stays; phones and titles below it go. Adjacent lines make one
    span; a text with nothing to strip gives one span over all of it, an empty text gives none.
    """
    if not text.strip():
        return ()
    if not _SCREEN.passes(fold(text)) or not _suspected(text.lower()):
        return (Span(start=0, end=len(text)),)
    lines = _lines(text)
    kept: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        if _QUOTED_LINE.match(line):
            continue
        if _SIGNATURE.match(line):
            break
        if _is_header(text, lines, number):
            if _quoted_below(text, lines, number):
                continue
            break
        kept.append((start, end))
        if _SIGN_OFF.match(line) and (rest := _after_sign_off(text, lines, number)) is not None:
            kept.extend(rest)
            break
    return _joined(text, kept)


def _suspected(lowered: str) -> bool:
    return any(mark in lowered for mark in _SUSPECTS)


def _lines(text: str) -> list[tuple[int, int]]:
    lines = []
    start = 0
    for line in text.splitlines(keepends=True):
        lines.append((start, start + len(line.rstrip("\r\n"))))
        start += len(line)
    return lines


def _is_header(text: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Whether the line opens quoted mail; «От: …» does only with another mail field below it."""
    start, end = lines[number]
    line = text[start:end]
    if not _HEADER.match(line):
        return False
    if not _MAIL_FIELD.match(line):
        return True
    below = lines[number + 1 : number + 3]
    return any(_MAIL_FIELD.match(text[begin:stop]) for begin, stop in below)


def _quoted_below(text: str, lines: list[tuple[int, int]], number: int) -> bool:
    for start, end in lines[number + 1 :]:
        if text[start:end].strip():
            return bool(_QUOTED_LINE.match(text[start:end]))
    return False


def _after_sign_off(text: str, lines: list[tuple[int, int]], number: int) -> list[tuple[int, int]] | None:
    """What stays of the lines below a sign-off (its name), or None when the letter goes on after it."""
    start, end = lines[number]
    below = [line for line in lines[number + 1 :] if text[line[0] : line[1]].strip()]
    if len(below) > _CONTACT_LINES or any(
        stop - begin > _CONTACT_WIDTH or "?" in text[begin:stop] for begin, stop in below
    ):
        return None
    has_name = bool(re.search(r",[ \t]*\S|\s[A-ZА-ЯЁ]\S+\s*$", text[start:end])) and not text[
        start:end
    ].rstrip().endswith(",")
    return [] if has_name else below[:1]


def _joined(text: str, kept: list[tuple[int, int]]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start, end in kept:
        if spans and not text[spans[-1].end : start].strip():
            spans[-1] = Span(start=spans[-1].start, end=end)
        else:
            spans.append(Span(start=start, end=end))
    return tuple(span for span in spans if span.of(text).strip())
