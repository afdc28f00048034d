"""The model's side of a draft: the prompt it gets, within its budget, with personal data masked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from drafting import model_words as say
from drafting.budget import Numbered, Shelf, middle_out, shelf
from drafting.desk import DraftingDesk
from drafting.history import History, told
from drafting.model_answer import SCHEMA
from drafting.outcome import Note
from drafting.reading import Reading
from drafting.steps import steps
from drafting.wording import note_of, shown_to_model
from model_gateway.gateway import ModelRequest
from model_gateway.privacy import find_personal, mask
from prompts import block, load
from reply_core.types import Language
from tone_of_voice.brief import brief

Masker = Callable[[str], str]
PURPOSE = "draft"
DRAFT, REPAIR = "draft_reply", "repair_reply"
_MAX_TOKENS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A request ready to be sent, and what is needed to read the answer."""

    request: ModelRequest
    numbered: tuple[Numbered, ...]
    mapping: Mapping[str, str] = field(repr=False)
    cuts: tuple[Note, ...] = ()
    """What the model was not shown, or was shown as a manner only, in words for the operator."""

    def hidden(self, text: str) -> str:
        """``text`` with every value of the mapping back under its mark: what is said to the model again."""
        marks = {value: mark for mark, value in self.mapping.items()}
        if not marks:
            return text
        values = "|".join(re.escape(value) for value in sorted(marks, key=len, reverse=True))
        return re.sub(rf"(?<!\w)(?:{values})(?!\w)", lambda match: marks[match.group()], text)


def prepare(reading: Reading, desk: DraftingDesk, *, now: datetime, second: bool = False) -> Prepared:
    """The request for an inquiry: personal data masked, everybody's words fenced, sources numbered.

    Args:
        reading: the inquiry and what was found for it.
        desk: budgets, voice, and the versions of prompts.
        now: for today's date.
        second: ask for a second variant, shorter and warmer.
    """
    inquiry = reading.inquiry
    shelved = shelf(reading, desk)
    mapping: dict[str, str] = {}
    keep = _shops_own(reading, shelved.sources)
    names = tuple(name for name in (inquiry.customer_name, *inquiry.customer_name.split()) if len(name) > 1)

    def masked(text: str) -> str:
        done = mask(text, keep, names=names, mapping=mapping)
        mapping.update(done.mapping)
        return done.text

    history = told(inquiry, desk.thread_tokens, masked)
    customer, cut = middle_out(masked(reading.clean), desk.customer_tokens)
    prompt = load(DRAFT, inquiry.language, desk.prompt_versions.get(DRAFT))
    values = {
        "brief": brief(desk.profile, inquiry.language, inquiry.channel),
        "channel": inquiry.channel,
        "today": f"{desk.local(now):%d.%m.%Y}",
        "sources": "\n".join(_source_block(item, masked) for item in shelved.sources),
        "thread": "\n".join(history.blocks) or "—",
        "customer": block("customer", customer),
        "asks": "\n".join(block("ask", masked(item.question), n=str(item.number)) for item in reading.asks),
        "steps": steps(reading),
        "manner": say.manner(inquiry.language) if second else "—",
    }
    system, user = prompt.render(**{name: value for name, value in values.items() if name in prompt.variables})
    manner, examples, shown = shown_to_model(reading, desk)
    request = ModelRequest(
        purpose=PURPOSE,
        system=f"{system}\n\n{manner}" if shown else system,
        user=f"{user}\n\n{examples}" if shown else user,
        schema=SCHEMA,
        schema_name="draft",
        max_tokens=_MAX_TOKENS,
        prompt=prompt.name,
        prompt_hash=prompt.hash,
    )
    language = desk.language or inquiry.language
    cuts = (*_cuts(shelved, history, cut=cut, language=language), *note_of(shown, language, model=True))
    return Prepared(request=request, numbered=shelved.sources, mapping=mapping, cuts=cuts)


def repair(
    prepared: Prepared, previous: str, problems: Sequence[str], reading: Reading, desk: DraftingDesk
) -> ModelRequest:
    """The request for one round of mending; nothing personal that was masked before comes back into it."""
    prompt = load(REPAIR, reading.inquiry.language, desk.prompt_versions.get(REPAIR))
    system, user = prompt.render(
        previous=block("previous", prepared.hidden(previous)),
        problems="\n".join(block("problem", prepared.hidden(problem)) for problem in problems),
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


def _cuts(shelved: Shelf, history: History, *, cut: bool, language: Language) -> tuple[Note, ...]:
    said: list[str] = []
    if shelved.left_out:
        said.append(say.sources_cut(shelved.left_out, language))
    if shelved.shortened:
        said.append(say.source_shortened(shelved.shortened, language))
    if history.retold or history.dropped:
        said.append(say.history_cut(history.retold, history.dropped, language))
    if cut:
        said.append(say.message_cut(language))
    return tuple(Note(kind="cut", text=text) for text in said)


def _source_block(item: Numbered, masked: Masker) -> str:
    if item.kind == "order":
        return block("source", masked(item.text), n=str(item.number), kind="order")
    return block("source", item.text, n=str(item.number), title=item.title)


def _shops_own(reading: Reading, numbered: Sequence[Numbered]) -> frozenset[str]:
    """Values of the customer's text that the shop's articles publish (its own phone and mail): no need to mask them."""
    ours = " ".join(item.text for item in numbered if item.kind == "article")
    texts = [reading.inquiry.text, *(message.text for message in reading.inquiry.thread)]
    found = (personal.span.of(text) for text in texts for personal in find_personal(text))
    return frozenset(value for value in found if value in ours)
