"""Texts with marked stretches as HTML: colour and a word, never colour alone. Everything from people is escaped."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

TONES = ("good", "partly", "bad", "question", "source")

STYLE = """
<style>
:root { --tact-good:#1f7a4d; --tact-partly:#8a6100; --tact-bad:#b3261e; --tact-question:#4b5b76; --tact-source:#1d5fa8; }
.tact-text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.55; margin: 0; }
.tact-bubble { border: 1px solid rgba(75,91,118,.22); border-radius: 10px; padding: .55rem .8rem; margin: .15rem 0 .55rem 0; }
.tact-bubble.out { background: rgba(29,95,168,.06); margin-left: 1.5rem; }
.tact-bubble.in { margin-right: 1.5rem; }
.tact-bubble.aside { border-style: dashed; opacity: .85; font-size: .92rem; }
.tact-who { font-size: .8rem; color: var(--tact-question); margin-bottom: .1rem; }
mark.tact { background: none; color: inherit; padding: 0 .1em; border-radius: 3px; border-bottom: 2px solid; }
mark.tact sup { font-size: .68em; font-weight: 600; margin-left: .15em; white-space: nowrap; }
mark.tact.good { background: rgba(31,122,77,.13); border-color: var(--tact-good); } mark.tact.good sup { color: var(--tact-good); }
mark.tact.partly { background: rgba(138,97,0,.13); border-color: var(--tact-partly); } mark.tact.partly sup { color: var(--tact-partly); }
mark.tact.bad { background: rgba(179,38,30,.12); border-color: var(--tact-bad); } mark.tact.bad sup { color: var(--tact-bad); }
mark.tact.question { background: rgba(75,91,118,.13); border-color: var(--tact-question); border-bottom-style: dashed; }
mark.tact.question sup { color: var(--tact-question); }
mark.tact.source { background: rgba(29,95,168,.15); border-color: var(--tact-source); }
.tact-chip { display: inline-block; border-radius: 999px; padding: .05rem .6rem; font-size: .82rem; border: 1px solid; margin: .1rem .25rem .1rem 0; }
.tact-chip.good { color: var(--tact-good); } .tact-chip.partly { color: var(--tact-partly); } .tact-chip.bad { color: var(--tact-bad); }
.tact-chip.question { color: var(--tact-question); border-style: dashed; } .tact-chip.source { color: var(--tact-source); }
</style>
"""


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


def bubble(who: str, body: str, side: str) -> str:
    """One message of a thread; ``side`` is in, out or aside. ``body`` is HTML already."""
    return f'<div class="tact-bubble {side}"><div class="tact-who">{html.escape(who)}</div>{body}</div>'


def chip(text: str, tone: str) -> str:
    """A short word in a rounded frame."""
    return f'<span class="tact-chip {tone}">{html.escape(text)}</span>'


def tone_of(verdict: str) -> str:
    """The tone of a verdict."""
    return {"pass": "good", "partial": "partly", "fail": "bad"}.get(verdict, "question")
