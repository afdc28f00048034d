"""Two alarms that need no judgement: the reply asks for a card's secrets, or shows an unfilled template."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from qa_scoring.reading import Reading
from reply_core.types import Span

_FILE = Path(__file__).parent / "phrases" / "alarms.toml"
_GAP = r"[^.!?\n]{0,60}?"
_LINK = re.compile(r"https?://\S+")


@lru_cache(maxsize=16)
def _pattern(group: str, name: str) -> re.Pattern[str]:
    lines = tomllib.loads(_FILE.read_text("utf-8"))[group][name].split("\n")
    return re.compile("|".join(f"(?:{line.strip()})" for line in lines if line.strip()))


@lru_cache(maxsize=2)
def _asked(language: str) -> re.Pattern[str]:
    send, what = _pattern("card", f"send_{language}").pattern, _pattern("card", f"what_{language}").pattern
    return re.compile(rf"\b(?:{send})\b{_GAP}(?:{what})")


def asked_secrets(reply: Reading) -> tuple[Span, ...]:
    """Where the reply asks the customer to tell a card's secret: CVC, PIN, code from a message, full number, password.

    Warnings («никому не сообщайте код») and steps on the shop's or bank's page or at the pick-up point are not asked
    for by the operator and never count.
    """
    if not _pattern("card", "hint").search(reply.folded):
        return ()
    found: list[Span] = []
    for language in ("ru", "en"):
        for match in _asked(language).finditer(reply.folded):
            sentence = reply.sentence_of(match.start())
            words = reply.folded[sentence.start : sentence.end]
            elsewhere = _pattern("card", "elsewhere").search(words) and not _pattern("card", "to_us").search(words)
            if not elsewhere and not _pattern("card", "never").search(words):
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
