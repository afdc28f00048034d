"""Wording from replies that worked: a manner to follow, never a source of facts.

Accepted replies are handed to drafting from above (`DraftingDesk.wordings`). Without a model one of their sentences may
stand in for the article's own, only where it says the same (every value, yes or no, nearly every word that matters) and
the article bears it out. A model is shown them as a manner; its sentences are verified as always.
"""

from collections.abc import Sequence
from dataclasses import replace

from drafting.answers import is_negative
from drafting.checking import check_of, sources_for, voice_of
from drafting.desk import DraftingDesk, Wording
from drafting.layout import Piece
from drafting.outcome import Note
from drafting.reading import Reading
from knowledge_base.atoms import find_atoms, same
from knowledge_base.support import check_sentence
from knowledge_base.terms import subject_stems
from prompts import block, load
from reply_core.text import fold, sentences
from reply_core.text import language as language_of
from reply_core.types import Language

PROMPT = "wording"
_MOST, _LONGEST = 2, 500
"""Replies put before a model, and characters of each."""
_KEPT, _OWN = 0.75, 0.6
"""The share of the article's words a sentence must keep, and of its own that the article must have."""
_LONGER = 1.2
_MARKED = "[<>{}"
"""A sentence with a gap where something personal stood is nobody's wording."""


def found_for(reading: Reading, desk: DraftingDesk) -> tuple[Wording, ...]:
    """The accepted replies nearest to the inquiry's asks, in its language, each once."""
    if desk.wordings is None:
        return ()
    spoken = reading.inquiry.language
    found: dict[str, Wording] = {}
    for item in reading.asks:
        for each in desk.wordings.find(item.question):
            if language_of(each.reply, spoken) == spoken:
                found.setdefault(each.id, each)
    return tuple(found.values())


def in_accepted_words(pieces: Sequence[Piece], reading: Reading, desk: DraftingDesk) -> tuple[list[Piece], int]:
    """The pieces, some of them in the words of accepted replies, and how many are."""
    said = [
        text
        for each in found_for(reading, desk)
        for span in sentences(each.reply)
        if not any(mark in (text := " ".join(span.of(each.reply).split())) for mark in _MARKED)
    ]
    out: list[Piece] = []
    changed = 0
    for piece in pieces:
        other = next((made for text in said if (made := _instead(piece, text, reading, desk)) is not None), None)
        changed += other is not None
        out.append(other or piece)
    return out, changed


def _instead(piece: Piece, text: str, reading: Reading, desk: DraftingDesk) -> Piece | None:
    """The piece in other words, when they say the same and its source bears them out."""
    plain = piece.role == "answer" and not piece.named and all(one.kind == "article" for one in piece.citations)
    if not plain or "\n" in piece.text or fold(text) == fold(piece.text) or not _says_the_same(piece.text, text):
        return None
    checked = check_sentence(
        text, sources_for(piece, reading, desk), embedder=desk.embedder, asked=" ".join(piece.asks)
    )
    voice = voice_of(reading, desk)
    if checked.verdict != "supported" or len(voice.alerts(text)) > len(voice.alerts(piece.text)):
        return None
    return replace(piece, text=text, check=check_of(checked))


def _says_the_same(article: str, text: str) -> bool:
    if len(text) > _LONGER * len(article) or is_negative(article) != is_negative(text):
        return False
    one, two = find_atoms(article), find_atoms(text)
    if len(one) != len(two) or not all(any(same(left, right) for right in two) for left in one):
        return False
    ours, theirs = subject_stems(article), subject_stems(text)
    shared = len(ours & theirs)
    return bool(shared) and shared >= _KEPT * len(ours) and shared >= _OWN * len(theirs)


def shown_to_model(reading: Reading, desk: DraftingDesk) -> tuple[str, str, int]:
    """What is added to the system's and the user's part of a prompt, and how many replies that shows."""
    told = found_for(reading, desk)[:_MOST]
    if not told:
        return "", "", 0
    examples = "\n".join(block("example", each.reply[:_LONGEST]) for each in told)
    system, user = load(PROMPT, reading.inquiry.language, desk.prompt_versions.get(PROMPT)).render(examples=examples)
    return system, user, len(told)


def note_of(count: int, language: Language, *, model: bool) -> tuple[Note, ...]:
    """What the operator is told: the wording is that of accepted replies, the facts are the sources'."""
    if not count:
        return ()
    if language == "ru":
        what = f"модели показаны принятые ответы ({count}) как образец слога" if model else f"фраз: {count}"
        text = f"формулировки из принятых ответов ({what}); факты — из источников"
    else:
        what = f"the model was shown accepted replies as a manner: {count}" if model else f"sentences: {count}"
        text = f"wording from accepted replies ({what}); the facts are the sources'"
    return (Note(kind="wording", text=text),)
