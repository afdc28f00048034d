"""A customer who writes in a language that no article is written in: what can be offered, and what is said of it.

Words do not find each other across languages, topics do: the general article of the ask's topic is something to look
at, or for a model to translate, never a sure answer. Without a model nothing is translated.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from drafting import words as say
from drafting.desk import DraftingDesk
from drafting.outcome import Note
from drafting.topic_articles import general_hit
from drafting.vocabulary import vocabulary_of
from reply_core.text import language as language_of
from reply_core.text import words
from reply_core.types import Inquiry, Language

if TYPE_CHECKING:
    from drafting.reading import AskReading

_TELLING = 3
"""An ask of so many words shows its language."""


def abroad(item: "AskReading", desk: DraftingDesk) -> "AskReading":
    """The ask with its topic's general article as weak support, where no article speaks its language."""
    spoken = language_of(item.question)
    if item.topic == "other" or not desk.index.articles or len(words(item.question)) < _TELLING:
        return item
    if spoken in vocabulary_of(desk.index).languages:
        return item
    general = tuple(general_hit(item.topic, desk))
    if not general:
        return item
    return replace(item, hits=general, result=replace(item.result, hits=general), decision="weak")


def other_language(inquiry: Inquiry, desk: DraftingDesk) -> Language | None:
    """The language of the articles, when none is in the customer's."""
    spoken = vocabulary_of(desk.index).languages
    return next(iter(sorted(spoken)), None) if spoken and inquiry.language not in spoken else None


def language_notes(inquiry: Inquiry, desk: DraftingDesk, cited: Iterable[str] = ()) -> tuple[Note, ...]:
    """Said when the articles are in another language: to translate them, or that a draft's sentences are translated."""
    shown = desk.language or inquiry.language
    foreign = [
        name
        for name in dict.fromkeys(cited)
        if name and language_of(desk.index.article(name).text, inquiry.language) != inquiry.language
    ]
    if foreign:
        titles = [desk.index.article(name).title for name in foreign]
        return (Note(kind="language", text=say.translated(titles, shown)),)
    theirs = other_language(inquiry, desk)
    return (Note(kind="language", text=say.not_translated(theirs, inquiry.language, shown)),) if theirs else ()
