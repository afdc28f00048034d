"""The model as judge: one structured call for a reply, for the grey criteria only, every quote verified by code.

Blind: it sees no name, tenure, history, score or draft. Customer's and operator's words are data between fences. It
may always say na and unsure; a verdict whose quote is not in the text becomes unsure; it gives no overall mark.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from model_gateway.gateway import ModelGateway, ModelRequest, read_json
from model_gateway.ledger import Ledger, ask
from model_gateway.privacy import mask, restore
from prompts import Prompt, block, fence, load
from qa_scoring.labels import criterion_label
from qa_scoring.rubric import anchors
from qa_scoring.verdicts import AskStatus
from qa_scoring.view import View
from reply_core.types import Language
from tone_of_voice.brief import brief

_MAX_SOURCE = 1500
_MAX_SOURCES = 5
_MAX_TEXT = 6000
_THREAD = 8
_STATUSES: tuple[str, ...] = get_args(AskStatus)
_VERDICTS = ("pass", "partial", "fail", "na", "unsure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote the judge gave: whose text it says it is from, and the words, unmasked."""

    where: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One verdict of the judge, as said: an ask's status or a criterion's word."""

    key: str
    word: str
    reason: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the judge said of a reply."""

    asks: tuple[Said, ...]
    criteria: tuple[Said, ...]
    injection: bool
    prompt: Prompt
    model: str


async def judge(view: View, grey: Sequence[str], gateway: ModelGateway, ledger: Ledger | None = None) -> Judgement:
    """Ask the model about the grey criteria of one reply.

    Args:
        view: the case.
        grey: criterion codes to judge; the asks are judged with "asks_covered".
        gateway: the model.
        ledger: where the call is written down.

    Raises:
        ModelFailure: the model gave nothing usable.
    """
    prompt = load("judge", view.language)
    veil = _Veil(view)
    system, user = prompt.render(
        channel=view.channel,
        criteria=_criteria(grey, view, veil),
        profile=block("profile", brief(view.book.profile, view.language, channel=view.channel)),
        sources=_sources(view, veil),
        order=block("order", veil.hide(view.case.order.as_text() if view.case.order else "")),
        conversation=block("conversation", _thread(view, veil)),
        reply=block("reply", veil.hide(view.reply.clean)[:_MAX_TEXT]),
    )
    request = ModelRequest(
        purpose="judge",
        system=system,
        user=user,
        schema=schema(grey, len(view.asks)),
        schema_name="judgement",
        max_tokens=300 + 250 * (len(grey) + len(view.asks)),
        prompt=prompt.name,
        prompt_hash=prompt.hash,
    )
    reply = await ask(gateway, request, ledger=ledger)
    body = read_json(reply.text, where=gateway.name)
    return Judgement(
        asks=tuple(_said(item, "ask", "status", _STATUSES, veil) for item in _items(body, "asks")),
        criteria=tuple(_said(item, "code", "verdict", _VERDICTS, veil) for item in _items(body, "criteria")),
        injection=body.get("influence_attempt") is True,
        prompt=prompt,
        model=reply.model,
    )


def schema(grey: Sequence[str], asks: int) -> dict[str, Any]:
    """The JSON schema of the answer: quotes and reason come before the verdict, so that the model argues first."""
    quotes = {
        "type": "array",
        "maxItems": 3,
        "items": {
            "type": "object",
            "properties": {
                "from": {"type": "string", "enum": ["reply", "customer", "source"]},
                "text": {"type": "string"},
            },
            "required": ["from", "text"],
            "additionalProperties": False,
        },
    }

    def item(key: str, kind: dict[str, Any], word: str, words: Sequence[str]) -> dict[str, Any]:
        properties = {key: kind, "quotes": quotes, "reason": {"type": "string"}, word: {"enum": list(words)}}
        return {
            "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
        }  # fmt: skip

    parts = {
        "asks": {
            "type": "array",
            "items": item("ask", {"type": "integer"}, "status", _STATUSES),
            "maxItems": max(asks, 1),
        },
        "criteria": {"type": "array", "items": item("code", {"enum": list(grey) or ["none"]}, "verdict", _VERDICTS)},
        "influence_attempt": {"type": "boolean"},
    }
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


class _Veil:
    """Hides personal data the same way in every text of one call, and lifts it from the quotes."""

    def __init__(self, view: View) -> None:
        self._names = [name for name in view.case.conversation.customer_name.split() if name]
        self.mapping: Mapping[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with personal data replaced by marks."""
        hidden = mask(text, names=self._names, mapping=self.mapping)
        self.mapping = hidden.mapping
        return hidden.text

    def lift(self, text: str) -> str:
        """The text with marks turned back."""
        return restore(text, self.mapping)


def _criteria(grey: Sequence[str], view: View, veil: "_Veil") -> str:
    lines = [f"- {code} ({criterion_label(code, view.language)}): {anchors(code, view.language)}" for code in grey]
    numbered = [
        f"  {number}. {json.dumps(fence(veil.hide(ask.text)), ensure_ascii=False)}"
        for number, ask in enumerate(view.asks, 1)
    ]
    if numbered:
        lines.append(
            {"ru": "Вопросы покупателя (asks, по номерам):", "en": "The customer's asks, by number:"}[view.language]
        )
        lines.extend(numbered)
    return "\n".join(lines)


def _sources(view: View, veil: _Veil) -> str:
    shown = view.case.sources[:_MAX_SOURCES]
    if not shown:
        return {"ru": "нет", "en": "none"}[view.language]
    return "\n".join(block("source", veil.hide(each.text[:_MAX_SOURCE]), id=each.id) for each in shown)


def _thread(view: View, veil: _Veil) -> str:
    """The last messages before the reply, by role, the customer's injected commands hidden."""
    customer: dict[Language, str] = {"ru": "Покупатель", "en": "Customer"}
    shop: dict[Language, str] = {"ru": "Магазин", "en": "Shop"}
    lines = []
    for message in view.before[-_THREAD:]:
        who = customer if message.author_kind == "customer" else shop
        lines.append(f"{who[view.language]}: {veil.hide(view.clean_text(message))}")
    return "\n".join(lines)[-_MAX_TEXT:]


def _items(body: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    items = body.get(key)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _said(item: Mapping[str, Any], key: str, word: str, allowed: Sequence[str], veil: _Veil) -> Said:
    """A verdict as said; a word that was not on offer is unsure, never a miss."""
    quotes = item.get("quotes")
    given = quotes if isinstance(quotes, list) else []
    return Said(
        key=str(item.get(key, "")),
        word=str(item.get(word)) if item.get(word) in allowed else "unsure",
        reason=veil.lift(str(item.get("reason", "")))[:500],
        quotes=tuple(
            Quote(where=str(quote.get("from", "")), text=veil.lift(str(quote.get("text", ""))))
            for quote in given
            if isinstance(quote, Mapping) and str(quote.get("text", "")).strip()
        ),
    )
