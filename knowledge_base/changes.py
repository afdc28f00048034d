"""Two revisions of a text side by side, by sentence: what stayed, what was changed, added, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from reply_core.text import fold, sentences
from reply_core.types import Span

ChangeKind = Literal["same", "changed", "added", "removed"]
_LIKE = 0.5
"""Two sentences in one place are a change of each other from this likeness on; below it one went and one came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One sentence's fate; spans lie in the text before and after, None where there is none."""

    kind: ChangeKind
    before: Span | None = None
    after: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Stretches of the text before: ``gone`` are no longer there as they were, ``near`` share a paragraph with them."""

    gone: tuple[Span, ...] = ()
    near: tuple[Span, ...] = ()


def compare(before: str, after: str) -> tuple[Change, ...]:
    """The changes of a text by sentence, in reading order; case, quotes and blanks make no difference."""
    ours, theirs = _sentences(before), _sentences(after)
    matcher = SequenceMatcher(None, [said for _, said in ours], [said for _, said in theirs], autojunk=False)
    found: list[Change] = []
    for tag, begin, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(ours[begin:end], theirs[first:last], strict=True)
            found += [Change(kind="same", before=one, after=two) for (one, _), (two, _) in pairs]
        else:
            found += _paired(ours[begin:end], theirs[first:last])
    return tuple(found)


def touched(before: str, after: str) -> Touched:
    """What of the text before no longer stands: its changed and removed sentences, and those beside them (or beside
    an added one) in their paragraph."""
    changes = compare(before, after)
    gone = [change.before for change in changes if change.kind in {"changed", "removed"} and change.before]
    paragraphs = {_paragraph(before, span.start) for span in gone}
    for at, change in enumerate(changes):
        if change.kind != "added" or change.after is None:
            continue
        for other in (changes[at - 1] if at else None, changes[at + 1] if at + 1 < len(changes) else None):
            if other and other.before and other.after and _together(after, change.after, other.after):
                paragraphs.add(_paragraph(before, other.before.start))
    near = [
        change.before
        for change in changes
        if change.kind == "same" and change.before and _paragraph(before, change.before.start) in paragraphs
    ]
    return Touched(gone=tuple(gone), near=tuple(near))


def _sentences(text: str) -> list[tuple[Span, str]]:
    return [(span, " ".join(fold(span.of(text)).split())) for span in sentences(text)]


def _paired(ours: Sequence[tuple[Span, str]], theirs: Sequence[tuple[Span, str]]) -> list[Change]:
    """Sentences of one place: each of ours with the likest of theirs that is left, in order."""
    found: list[Change] = []
    at = 0
    for span, said in ours:
        match = next((n for n in range(at, len(theirs)) if _like(said, theirs[n][1])), None)
        if match is None:
            found.append(Change(kind="removed", before=span))
            continue
        found += [Change(kind="added", after=two) for two, _ in theirs[at:match]]
        found.append(Change(kind="changed", before=span, after=theirs[match][0]))
        at = match + 1
    return [*found, *(Change(kind="added", after=two) for two, _ in theirs[at:])]


def _like(one: str, two: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), two.split(), autojunk=False)
    return matcher.quick_ratio() >= _LIKE and matcher.ratio() >= _LIKE


def _paragraph(text: str, at: int) -> int:
    """The number of the paragraph a place lies in: blank lines part them."""
    return text.count("\n\n", 0, at)


def _together(text: str, one: Span, two: Span) -> bool:
    return _paragraph(text, one.start) == _paragraph(text, two.start)
