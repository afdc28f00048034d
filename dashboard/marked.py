"""Texts with marked stretches as HTML: colour and a word, never colour alone. Everything from people is escaped."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TONES = ("good", "partly", "bad", "question", "source")

STYLE = f"<style>{(Path(__file__).parent / 'tact.css').read_text('utf-8')}</style>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch to mark, half-open, with the words that say why."""

    start: int
    end: int
    tone: str
    label: str = ""


def marked(text: str, marks: Sequence[Mark]) -> str:
    """``text`` as HTML with its marks. Overlaps are cut: what begins first keeps its characters."""
    parts: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        start, end = max(mark.start, at), min(mark.end, len(text))
        if start >= end:
            continue
        parts.append(html.escape(text[at:start]))
        label = f"<sup>{html.escape(mark.label)}</sup>" if mark.label else ""
        tone = mark.tone if mark.tone in TONES else "question"
        parts.append(f'<mark class="tact {tone}">{html.escape(text[start:end])}{label}</mark>')
        at = end
    parts.append(html.escape(text[at:]))
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
