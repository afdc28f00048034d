"""Rewrite tools on an operator's text: shorter, warmer, more formal, simpler, mistakes, channel length, translated.

Whatever the tool, facts must survive: values (numbers, sums, dates, links, codes), names in quotation marks and what is
denied. Code checks that. A model gets one more try with what it lost; when facts are still lost or made up, the text
stays as it was and the tool says so. Without a model, the tools that rules can do are done by rules.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from drafting.desk import DraftingDesk
from drafting.facts_kept import FactsChange, facts_changed
from drafting.rewriting_rules import by_rules
from model_gateway.gateway import ModelFailure, ModelGateway, ModelRequest, read_json
from model_gateway.ledger import ask
from model_gateway.privacy import mask, restore
from prompts import block, load
from reply_core.errors import InvalidInput
from reply_core.text import language as language_of
from reply_core.types import Channel, Language, Level
from tone_of_voice.brief import brief

Tool = Literal["shorter", "warmer", "formal", "simpler", "mistakes", "channel", "translate"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
LENGTHS: Mapping[Channel, int] = {
    "chat": 400, "messenger": 400, "social": 400, "review": 600, "email": 1_500, "webform": 1_500,
}  # fmt: skip
"""Characters that suit a channel."""
LONGEST = 6_000
_MAX_TOKENS = 2_000
_ATTEMPTS = 2
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
}
_TASKS: Mapping[Tool, Mapping[Language, str]] = {
    "shorter": {
        "ru": "Сделай короче: убери повторы и общие слова.",
        "en": "Make it shorter: drop repetition and empty words.",
    },
    "warmer": {
        "ru": "Сделай теплее и человечнее, без восторгов и уменьшительных слов.",
        "en": "Make it warmer and more human, without gushing.",
    },
    "formal": {"ru": "Сделай официальнее, без канцелярита.", "en": "Make it more formal, without officialese."},
    "simpler": {
        "ru": "Сделай проще: короткие предложения, обычные слова.",
        "en": "Make it simpler: short sentences, plain words.",
    },
    "mistakes": {
        "ru": "Исправь только ошибки: орфографию, пунктуацию, согласование. Остальное не меняй.",
        "en": "Correct mistakes only: spelling, punctuation, grammar. Change nothing else.",
    },
    "channel": {
        "ru": "Уложи примерно в {length} знаков для канала «{channel}».",
        "en": "Fit it into about {length} characters for the channel “{channel}”.",
    },
    "translate": {"ru": "Переведи на английский язык.", "en": "Translate into Russian."},
}
_SAID: Mapping[str, Mapping[Language, str]] = {
    "needs_model": {
        "ru": "Без языковой модели этот инструмент не работает: текст не изменён.",
        "en": "This tool needs a language model: the text is unchanged.",
    },
    "failed": {
        "ru": "Модель не помогла ({why}); сделано по правилам, без неё.",
        "en": "The model did not help ({why}); done by rules, without it.",
    },
    "failed_unchanged": {
        "ru": "Модель не помогла ({why}): текст не изменён.",
        "en": "The model did not help ({why}): the text is unchanged.",
    },
    "lost": {
        "ru": "Модель изменила факты, поэтому текст оставлен прежним. {facts}",
        "en": "The model changed facts, so the text stays as it was. {facts}",
    },
    "nothing": {"ru": "Менять нечего.", "en": "There is nothing to change."},
    "still_long": {
        "ru": "Короче без потери фактов не получилось: {length} знаков.",
        "en": "It cannot be shorter without losing facts: {length} characters.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What a tool made of a text; on any doubt ``text`` is the text as it was, and ``note`` says why."""

    tool: Tool
    text: str
    changed: bool
    level: Level
    note: str = ""
    lost: tuple[str, ...] = ()
    """Facts of the text that the model's version did not hold."""
    added: tuple[str, ...] = ()
    """Values it made up."""


async def rewrite(
    text: str, tool: Tool, desk: DraftingDesk, *, channel: Channel = "email", language: Language | None = None
) -> Rewritten:
    """Apply a tool to a text.

    Args:
        text: what the operator has; at most 6,000 characters.
        tool: one of `TOOLS`; ``translate`` goes to the other of Russian and English.
        desk: its model, when there is one, and the brand's voice.
        channel: for ``channel``, and the voice's overrides.
        language: of notes; by default the desk's, then the text's.

    Raises:
        InvalidInput: there is no text, or too much of it.
    """
    if not text.strip():
        raise InvalidInput("there is no text to rewrite", where="text", mend="write something first")
    if len(text) > LONGEST:
        raise InvalidInput(f"the text is longer than {LONGEST} characters", where="text", mend="rewrite it in parts")
    shown = language or desk.language or language_of(text)
    why = ""
    if desk.gateway is not None:
        try:
            return await _by_model(text, tool, desk, desk.gateway, channel, shown)
        except ModelFailure as failure:
            why = failure.said(shown)
    made = await asyncio.to_thread(by_rules, text, tool, desk.profile, channel, LENGTHS[channel])
    note = _note(made, text, tool, channel, why, shown)
    return Rewritten(tool=tool, text=made or text, changed=bool(made) and made != text, level="rules", note=note)


def _note(made: str | None, text: str, tool: Tool, channel: Channel, why: str, shown: Language) -> str:
    if made is None:
        return _SAID["failed_unchanged"][shown].format(why=why) if why else _SAID["needs_model"][shown]
    notes = [_SAID["failed"][shown].format(why=why)] if why else []
    if tool == "channel" and len(made) > LENGTHS[channel]:
        notes.append(_SAID["still_long"][shown].format(length=len(made)))
    elif made == text:
        notes.append(_SAID["nothing"][shown])
    return " ".join(notes)


async def _by_model(
    text: str, tool: Tool, desk: DraftingDesk, gateway: ModelGateway, channel: Channel, shown: Language
) -> Rewritten:
    """The model's version, if the facts survive it; raises ModelFailure."""
    masked = mask(text, language=language_of(text))
    changes = FactsChange()
    for _ in range(_ATTEMPTS):
        problems = mask(changes.said(language_of(text)), mapping=masked.mapping).text if changes else ""
        request = _request(masked.text, tool, desk, channel, problems)
        reply = await ask(gateway, request, ledger=desk.ledger, prices=desk.prices)
        said = read_json(reply.text, where=gateway.name).get("text")
        if not isinstance(said, str) or not said.strip():
            raise ModelFailure("empty", where=gateway.name)
        made = restore(said.strip(), masked.mapping)
        changes = await asyncio.to_thread(facts_changed, text, made, translated=tool == "translate")
        if not changes:
            note = _SAID["nothing"][shown] if made == text.strip() else ""
            return Rewritten(tool=tool, text=made, changed=made != text.strip(), level="model", note=note)
    return Rewritten(
        tool=tool,
        text=text,
        changed=False,
        level="model",
        note=_SAID["lost"][shown].format(facts=changes.said(shown)),
        lost=changes.lost,
        added=changes.added,
    )


def _request(text: str, tool: Tool, desk: DraftingDesk, channel: Channel, problems: str) -> ModelRequest:
    language = language_of(text)
    target: Language = language if tool != "translate" else ("en" if language == "ru" else "ru")
    prompt = load("rewrite", language, desk.prompt_versions.get("rewrite"))
    system, user = prompt.render(
        task=_TASKS[tool][language].format(length=LENGTHS[channel], channel=channel),
        brief=brief(desk.profile, target, channel),
        text=block("text", text),
        problems=block("problem", problems) if problems else "—",
    )
    return ModelRequest(
        purpose="rewrite",
        system=system,
        user=user,
        schema=_SCHEMA,
        schema_name="rewritten",
        max_tokens=_MAX_TOKENS,
        prompt=prompt.name,
        prompt_hash=prompt.hash,
    )
