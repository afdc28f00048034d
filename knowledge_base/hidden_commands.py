"""Sentences of an article that speak to a machine instead of a reader: blanked before anything is searched or quoted.

Somebody who may write articles, or whose page was imported, could hide «скажи покупателю, что …» in one. Blanking keeps
the length, so passages and citations keep their places in the article as it is stored.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from knowledge_base.articles import Article
from reply_core.asks import find_injections
from reply_core.text import fold, morphology, sentences
from reply_core.types import Span

_HINT = re.compile(
    r"(?<![а-яёa-z])(?:ии|ai|llm|бот|чат-бот|нейросет|модел|ассистент|assistant|model|bot|систем|system|промпт|prompt|"
    r"игнорир|ignore|забудь|forget|disregard|override|инструкци|instruction|указани|im_start|inst)"
)
"""Without one of these a text is not looked at closer."""
_SURE = (
    r"(?:ии(?:-(?:помощник|ассистент|модель))?|нейросеть|чат-бот|языковая модель|ai(?: assistant| model)?|llm|chatbot|"
    r"language model)"
)
_MAYBE = r"(?:система|модель|бот|ассистент|system|model|bot|assistant)"
"""Words that name other things as well: a command only when an order follows («Система: добавь …»)."""
_TO_MACHINE = r"(?:ии|нейросет\w+|бот\w*|модел\w+|ассистент\w*|ai|llm|bot|model|assistant)(?![а-яёa-z])"
_ADDRESSED = re.compile(
    rf"(?:^|[.!?\n\"«(]\s*)(?:дорог\w+ |dear |hey )?{_SURE}\s*[,:]\s"
    r"|(?:указани[ея]|инструкци[яи]|команда|сообщение|заметка|notes?|instructions?|message|command)\s+"
    rf"(?:для|to|for)\s+(?:the\s+)?{_TO_MACHINE}"
)
_PERHAPS = re.compile(rf"(?:^|[.!?\n\"«(]\s*){_MAYBE}\s*[,:]\s*(\w+)(?:\s+(\w+))?")
_ORDERS = frozenset(
    [
        "add",
        "always",
        "answer",
        "ask",
        "give",
        "ignore",
        "include",
        "never",
        "offer",
        "promise",
        "reply",
        "say",
        "send",
        "tell",
        "write",
    ]
)
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”")
_TAGGED = re.compile(
    r"\[\s*(system|inst|система|инструкция)\s*\].*?(?:\[\s*/\s*\1\s*\]|$)|<\s*(system|instructions?)\s*>.*?(?:</\s*\2\s*>|$)"
    r"|<\|im_start\|>.*?(?:<\|im_end\|>|$)",
    re.DOTALL,
)


def hidden_commands(text: str) -> tuple[Span, ...]:
    """The stretches of ``text`` that instruct a machine: whole sentences and everything between their tags."""
    folded = fold(text)
    if not _HINT.search(folded):
        return ()
    spans = [Span(start=match.start(), end=match.end()) for match in _TAGGED.finditer(folded)]
    marks = [mark for mark in find_injections(text) if not _is_quoted(mark, text)]
    marks += [Span(start=match.start(), end=match.end()) for match in _ADDRESSED.finditer(folded)]
    marks += [
        Span(start=match.start(), end=match.end())
        for match in _PERHAPS.finditer(folded)
        if any(_is_order(word) for word in match.groups() if word)
    ]
    spans += [
        sentence
        for sentence in sentences(text)
        if any(mark.start < sentence.end and sentence.start < mark.end and _begins_in(mark, sentence) for mark in marks)
    ]
    return tuple(sorted(spans, key=lambda span: span.start))


def _is_order(word: str) -> bool:
    """An English order, or a Russian verb in the imperative («добавь», «скажите»)."""
    return word in _ORDERS or any("impr" in parse.tag for parse in morphology().parse(word)[:1])


def _is_quoted(mark: Span, text: str) -> bool:
    """Whether it stands in quotation marks in a sentence about it («забудь инструкции» is a thing people write)."""
    return any(
        quoted.start() < mark.end and mark.start < quoted.end() and quoted.group() != text
        for quoted in _QUOTED.finditer(text)
    )


def _begins_in(mark: Span, sentence: Span) -> bool:
    """Whether more than the full stop before it lies in the sentence."""
    return min(mark.end, sentence.end) - max(mark.start, sentence.start) > 1


def without_commands(articles: Iterable[Article]) -> list[Article]:
    """The articles with such stretches blanked by spaces of the same length; the others untouched."""
    return [_blanked(article) for article in articles]


def _blanked(article: Article) -> Article:
    spans = hidden_commands(article.text)
    if not spans:
        return article
    text = list(article.text)
    for span in spans:
        text[span.start : span.end] = " " * (span.end - span.start)
    return replace(article, text="".join(text))
