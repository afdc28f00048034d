"""Texts with marked stretches as HTML: colour and a word, never colour alone. Everything from people is escaped."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

TONES = ("good", "partly", "bad", "question", "source")
_GRAVITY = {"bad": 0, "partly": 1, "question": 2, "source": 3, "good": 4}

STYLE = f"<style>{(Path(__file__).parent / 'tact.css').read_text('utf-8')}</style>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch to mark, half-open, with the words that say why."""

    start: int
    end: int
    tone: str
    label: str = ""


def marked(text: str, marks: Sequence[Mark]) -> str:
    """``text`` as HTML with its marks. Where they overlap the graver one keeps its characters, then the one before.

    What is left of the other is marked around it; a miss that is wholly covered by another lends it its words.
    """
    found = [
        replace(mark, end=min(mark.end, len(text)), tone=mark.tone if mark.tone in TONES else "question")
        for mark in sorted(marks, key=lambda one: (one.start, -one.end))
        if 0 <= mark.start < min(mark.end, len(text))
    ]
    owners: list[int | None] = [None] * len(text)
    labels = [mark.label for mark in found]
    for number in sorted(range(len(found)), key=lambda one: (_GRAVITY[found[one].tone], one)):
        mark = found[number]
        free = [at for at in range(mark.start, mark.end) if owners[at] is None]
        for at in free:
            owners[at] = number
        over = owners[mark.start]
        if not free and mark.tone in {"bad", "partly"} and over is not None and mark.label not in labels[over]:
            labels[over] = ", ".join(filter(None, (labels[over], mark.label)))
    last = {owner: at for at, owner in enumerate(owners) if owner is not None}
    parts: list[str] = []
    at = 0
    for owner, run in groupby(owners):
        end = at + len(list(run))
        body = html.escape(text[at:end])
        if owner is not None:
            label = f"<sup>{html.escape(labels[owner])}</sup>" if labels[owner] and last[owner] == end - 1 else ""
            body = f'<mark class="tact {found[owner].tone}">{body}{label}</mark>'
        parts.append(body)
        at = end
    return f'<p class="tact-text">{"".join(parts)}</p>'


_SIGNS = re.compile(r"[\\`*_\[\]<>|$~&]|:(?=[a-z])|(?<=\d)[.)](?=\s)|^\s*[#+>-]", re.MULTILINE)


def plain(text: str) -> str:
    """A person's words for a place that reads Markdown: every sign that means something there is escaped.

    >>> plain("*скидка* до 10:40 :red[нет]")
    '\\\\*скидка\\\\* до 10:40 \\\\:red\\\\[нет\\\\]'
    """
    return _SIGNS.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], text)


def bubble(who: str, body: str, side: str) -> str:
    """One message of a thread; ``side`` is in, out or aside. ``body`` is HTML already."""
    return f'<div class="tact-bubble {side}"><div class="tact-who">{html.escape(who)}</div>{body}</div>'


def headline(*parts: str, chips: str = "") -> str:
    """The first line of a row: what it is in bold, the rest after dots, and chips, which are HTML already."""
    first, *rest = (html.escape(part) for part in parts if part)
    return " · ".join([f"<b>{first}</b>", *rest]) + (f" {chips}" if chips else "")


def chip(text: str, tone: str) -> str:
    """A short word in a rounded frame."""
    return f'<span class="tact-chip {tone}">{html.escape(text)}</span>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure with its name, or words where there is no figure."""

    label: str
    value: str
    note: str = ""
    number: bool = False


def tiles(items: Sequence[Tile]) -> str:
    """Figures side by side; words wrap instead of being cut."""
    parts = [
        f'<div class="tact-tile"><div class="tact-who">{html.escape(item.label)}</div>'
        f'<div class="{"tact-number" if item.number else "tact-words"}">{html.escape(item.value)}</div>'
        f'<div class="tact-who">{html.escape(item.note)}</div></div>'
        for item in items
    ]
    return f'<div class="tact-tiles">{"".join(parts)}</div>'


def tone_of(verdict: str) -> str:
    """The tone of a verdict."""
    return {"pass": "good", "partial": "partly", "fail": "bad"}.get(verdict, "question")
