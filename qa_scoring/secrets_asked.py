"""Two alarms that need no judgement: the reply asks for a card's secrets, or shows an unfilled template."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from qa_scoring.reading import Reading
from reply_core.screens import Screen
from reply_core.types import Span

_FILE = Path(__file__).parent / "phrases" / "alarms.toml"
_GAP = r"[^.!?\n]{0,60}?"
_PARTS = ("send", "what", "about", "then")
_BANKS = re.compile(r"cv[cv]|св[cс]|смс|sms|парол|password|one-time|одноразов")
"""Secrets only a bank or an account has, whatever other card is spoken of."""
_NEEDED = re.compile(r"(?:нужен|нужна|нужно|нужны|понадоб|потребует|требует|необходим|ждем?\b|need|require)")
_TO_TELL = re.compile(r"cv[cv]|св[cс]|номер|number|парол|password|логин|цифр|digits")
"""A code that "is needed" is needed wherever it is asked for; a card's number or CVC «нужен» is asked for here."""
_LINK = re.compile(r"https?://\S+")


_LATIN = Screen(re.compile("[a-z]").search)
"""Without Latin letters nothing is asked for in English."""


@lru_cache(maxsize=16)
def _pattern(group: str, name: str) -> re.Pattern[str]:
    lines = tomllib.loads(_FILE.read_text("utf-8"))[group][name].split("\n")
    return re.compile("|".join(f"(?:{line.strip()})" for line in lines if line.strip()))


@lru_cache(maxsize=2)
def _asked(language: str) -> re.Pattern[str]:
    """Asking for a secret («назовите … код из СМС»), or naming one and asking for "it" («придёт код — … его мне»)."""
    send, what, about, then = (_pattern("card", f"{part}_{language}").pattern for part in _PARTS)
    return re.compile(rf"\b(?:{send})\b{_GAP}(?:{what})|\b(?:{about})[^\n]{{0,60}}?\b(?:{then})")


@lru_cache(maxsize=1)
def _hinted() -> Screen:
    return Screen(_pattern("card", "hint").search)


def asked_secrets(reply: Reading) -> tuple[Span, ...]:
    """Where the reply asks the customer to tell a card's secret: CVC, PIN, code from a message, full number, password.

    Warnings («никому не сообщайте код») and steps on the shop's or bank's page or at the pick-up point are not asked
    for by the operator and never count.
    """
    if not _hinted().passes(reply.folded):
        return ()
    found: list[Span] = []
    for language in ("ru", "en") if _LATIN.passes(reply.folded) else ("ru",):
        for match in _asked(language).finditer(reply.folded):
            begin, end = reply.sentence_of(match.start()).start, reply.sentence_of(match.end() - 1).end
            words = reply.folded[begin:end]
            elsewhere = _pattern("card", "elsewhere").search(words) and not _pattern("card", "to_us").search(words)
            own_card = _pattern("card", "shops_own").search(words) and not _BANKS.search(match[0])
            only_needed = _NEEDED.match(match[0]) and not _TO_TELL.search(match[0])
            elsewhere = elsewhere or (only_needed and not _pattern("card", "to_us").search(words))
            if not elsewhere and not own_card and not _pattern("card", "never").search(words):
                found.append(Span(start=match.start(), end=match.end()))
    return tuple(found)


def placeholders(reply: Reading) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Unfilled templates: those beyond doubt («{{имя}}», «[УКАЗАТЬ срок]», «<ИМЯ>»), and those a mask may have left."""
    text = reply.clean
    if not any(mark in text for mark in "{[<%_XХ") and "orem" not in text:
        return (), ()
    links = [Span(start=match.start(), end=match.end()) for match in _LINK.finditer(text)]

    def places(name: str) -> tuple[Span, ...]:
        spans = (Span(start=match.start(), end=match.end()) for match in _pattern("template", name).finditer(text))
        return tuple(span for span in spans if not any(span.overlaps(link) for link in links))

    return places("sure"), places("maybe")
