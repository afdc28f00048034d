"""The model's side of a draft: the form it answers in, the prompt it gets, and its words as they come in."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from drafting.budget import Numbered, numbered_sources
from drafting.desk import DraftingDesk
from drafting.reading import Reading
from model_gateway.gateway import ModelFailure, ModelRequest, read_json
from model_gateway.privacy import find_personal, mask
from prompts import block, load
from reply_core.types import Inquiry
from tone_of_voice.brief import brief

Masker = Callable[[str], str]
PURPOSE = "draft"
_THREAD = 6
_MAX_TOKENS = 1_000
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sentences", "unanswered"],
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["ask", "cites", "text"],
                "properties": {
                    "ask": {"type": "integer"},
                    "cites": {"type": "array", "items": {"type": "integer"}},
                    "text": {"type": "string"},
                },
            },
        },
        "unanswered": {"type": "array", "items": {"type": "integer"}},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence as the model gave it (marks for personal data still in it)."""

    text: str
    cites: tuple[int, ...] = ()
    ask: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A request ready to be sent, and what is needed to read the answer."""

    request: ModelRequest
    numbered: tuple[Numbered, ...]
    mapping: Mapping[str, str] = field(repr=False)


def prepare(reading: Reading, desk: DraftingDesk, *, now: datetime) -> Prepared:
    """The request for an inquiry: personal data masked, everybody's words fenced, sources numbered."""
    inquiry = reading.inquiry
    numbered = numbered_sources(reading, desk)
    mapping: dict[str, str] = {}
    keep = _shops_own(reading, numbered)
    names = tuple(name for name in (inquiry.customer_name, *inquiry.customer_name.split()) if len(name) > 1)

    def masked(text: str) -> str:
        done = mask(text, keep, names=names, mapping=mapping)
        mapping.update(done.mapping)
        return done.text

    prompt = load("draft_reply", inquiry.language)
    system, user = prompt.render(
        brief=brief(desk.profile, inquiry.language, inquiry.channel),
        channel=inquiry.channel,
        today=f"{desk.local(now):%d.%m.%Y}",
        sources="\n".join(_source_block(item, masked) for item in numbered),
        thread="\n".join(_thread_blocks(inquiry, masked)) or "—",
        customer=block("customer", masked(reading.clean)),
        asks="\n".join(block("ask", masked(item.question), n=str(item.number)) for item in reading.asks),
    )
    request = ModelRequest(
        purpose=PURPOSE,
        system=system,
        user=user,
        schema=SCHEMA,
        schema_name="draft",
        max_tokens=_MAX_TOKENS,
        prompt=prompt.name,
        prompt_hash=prompt.hash,
    )
    return Prepared(request=request, numbered=numbered, mapping=mapping)


def repair(prepared: Prepared, previous: str, problems: Sequence[str], reading: Reading) -> ModelRequest:
    """The request for one round of mending."""
    prompt = load("repair_reply", reading.inquiry.language)
    system, user = prompt.render(
        previous=block("previous", previous), problems="\n".join(block("problem", problem) for problem in problems)
    )
    first = prepared.request
    return ModelRequest(
        purpose=PURPOSE,
        system=f"{first.system}\n\n{system}",
        user=f"{first.user}\n\n{user}",
        schema=SCHEMA,
        schema_name="draft",
        max_tokens=_MAX_TOKENS,
        prompt=prompt.name,
        prompt_hash=prompt.hash,
    )


def read_sentences(text: str, *, where: str) -> tuple[Written, ...]:
    """The sentences of a model's whole answer.

    Raises:
        ModelFailure: ``not_json`` when the answer has another form.
    """
    items = read_json(text, where=where).get("sentences")
    if not isinstance(items, list):
        raise ModelFailure("not_json", where=where, detail="no list of sentences")
    return tuple(sentence for item in items if (sentence := written(item)) is not None)


def written(item: object) -> Written | None:
    """One sentence object; None when it says nothing or is no sentence."""
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return None
    text = " ".join(re.sub(r"\s*\[\d+(?:\s*,\s*\d+)*\]", "", item["text"]).split())
    cites = item.get("cites")
    numbers = [int(cite) for cite in cites if str(cite).isdigit()] if isinstance(cites, list) else []
    ask = item.get("ask")
    return Written(text=text, cites=tuple(numbers), ask=ask if isinstance(ask, int) else 0) if text else None


class SentenceScanner:
    """Finds finished sentence objects in a JSON answer that is still being written."""

    def __init__(self) -> None:
        self.text = ""
        self._at = 0
        self._inside = False

    def feed(self, piece: str) -> list[Written]:
        """The sentences finished by this piece."""
        self.text += piece
        if not self._inside:
            begun = re.search(r'"sentences"\s*:\s*\[', self.text)
            if begun is None:
                return []
            self._inside, self._at = True, begun.end()
        found: list[Written] = []
        while (end := self._object_end()) is not None:
            start = self.text.index("{", self._at)
            self._at = end
            try:
                sentence = written(json.loads(self.text[start:end]))
            except ValueError:
                continue
            if sentence is not None:
                found.append(sentence)
        return found

    def _object_end(self) -> int | None:
        depth, quoted, escaped = 0, False, False
        for at in range(self._at, len(self.text)):
            char = self.text[at]
            if quoted:
                quoted, escaped = (char != '"' or escaped), (char == "\\" and not escaped)
            elif char == '"':
                quoted, escaped = True, False
            elif char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
                if depth == 0:
                    return at + 1
            elif char == "]" and depth == 0:
                return None
        return None


def _source_block(item: Numbered, masked: Masker) -> str:
    if item.kind == "order":
        return block("source", masked(item.text), n=str(item.number), kind="order")
    return block("source", item.text, n=str(item.number), title=item.title)


def _thread_blocks(inquiry: Inquiry, masked: Masker) -> Iterable[str]:
    said = [message for message in inquiry.thread if message.visibility == "public" and message.text.strip()]
    for message in said[-_THREAD:]:
        author = "customer" if message.direction == "in" else "shop"
        yield block("thread", masked(message.text), author=author)


def _shops_own(reading: Reading, numbered: Sequence[Numbered]) -> frozenset[str]:
    """Values of the customer's text that the shop's articles publish (its own phone and mail): no need to mask them."""
    ours = " ".join(item.text for item in numbered if item.kind == "article")
    texts = [reading.inquiry.text, *(message.text for message in reading.inquiry.thread)]
    found = (personal.span.of(text) for text in texts for personal in find_personal(text))
    return frozenset(value for value in found if value in ours)
