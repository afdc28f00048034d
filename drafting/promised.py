"""Promises and absolutes that no source makes: «завтра», «скоро», «в любое время», «гарантируем».

Values with digits are checked by `knowledge_base.support`. These words change what the shop owes without a digit, so a
sentence that is otherwise its source's own may hold them only where the source does.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta

from knowledge_base.atoms import find_atoms
from knowledge_base.support import Source
from reply_core.promises import find_promises
from reply_core.terms import find_terms
from reply_core.text import fold, stems, words
from reply_core.types import Span
from reply_core.working_time import Calendar

_ABSOLUTE = re.compile(
    r"(?<!\w)(?:в люб(?:ое время|ой момент|ой день|ые сроки)|когда угодно|сколько угодно|без (?:каких-либо )?"
    r"ограничени\w+|бессрочно|навсегда|всегда|гарантир\w+|непременно|обязательно|точно|во всех случаях|без исключений|"
    r"немедленно|моментально|мгновенно|сразу же|прямо сейчас|"
    r"any ?time|at any (?:time|moment|point)|forever|always|guarantee\w*|unlimited|no matter what|without exception|"
    r"immediately|instantly|right away|right now|for sure|definitely)(?!\w)"
)
_DAYS = {"сегодня": 0, "завтра": 1, "послезавтра": 2, "today": 0, "tonight": 0, "tomorrow": 1}
_SMALL = 3
"""Shorter words («в», «до», «на») carry no term."""


def unfounded(text: str, sources: Sequence[Source], *, today: date | None = None, asked: str = "") -> tuple[Span, ...]:
    """Where ``text`` names a term in words, or an absolute, that none of ``sources`` does; spans lie in ``text``.

    Args:
        text: one sentence of a reply.
        sources: what it rests on.
        today: the day on the shop's clock: «завтра» may stand where a source names that date.
        asked: the customer's words; a day he asked about may be named by a sentence that promises nothing.
    """
    held = set(stems(" ".join(source.text for source in sources)))
    dates = {atom.value for source in sources for atom in find_atoms(source.text) if atom.kind == "date"}
    theirs = set() if promises(text) else set(stems(asked))
    found: list[Span] = []
    for term in find_terms(text):
        said = term.span.of(text)
        if any(char.isdigit() for char in said) or term.kind not in {"date", "vague"}:
            continue
        if not _said_by(said, held | theirs) and not _dated(said, dates, today):
            found.append(term.span)
    folded = fold(text)
    found += [
        Span(start=match.start(), end=match.end())
        for match in _ABSOLUTE.finditer(folded)
        if len(folded) == len(text) and not _said_by(match.group(), held)
    ]
    return tuple(sorted(found, key=lambda span: span.start))


def promises(text: str) -> bool:
    """Whether the sentence promises anything at all."""
    return bool(find_promises(text, datetime(2026, 1, 1, tzinfo=UTC), Calendar.always()))


def _said_by(phrase: str, held: set[str]) -> bool:
    told = [stem for word, stem in zip(words(phrase), stems(phrase), strict=False) if len(word.text) > _SMALL]
    return bool(told) and all(stem in held for stem in told)


def _dated(phrase: str, dates: AbstractSet[object], today: date | None) -> bool:
    """Whether a source names the very date that «завтра» is."""
    if today is None:
        return False
    for word in words(fold(phrase)):
        if (ahead := _DAYS.get(word.text)) is not None:
            day = today + timedelta(days=ahead)
            return any(str(value).endswith(f"{day:%m-%d}") for value in dates)
    return False
