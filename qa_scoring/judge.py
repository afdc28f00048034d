"""The model as judge: one structured call for what the cheap levels left open; what it says is not yet believed.

Blind: it sees no name, tenure, history, score or draft. Customer's and operator's words are JSON data behind a fence.
It may always say na and unsure; it gives no overall mark. Whether its words count is decided in `judge_passes`.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from model_gateway.gateway import Cause, ModelFailure, ModelGateway, ModelRequest, read_json
from model_gateway.ledger import Ledger, ask
from prompts import Prompt, fence, load
from qa_scoring.excerpts import excerpts
from qa_scoring.judge_read import Said, read_items
from qa_scoring.neutral import neutral
from qa_scoring.rubric import anchors
from qa_scoring.veil import Veil
from qa_scoring.verdicts import AskStatus, Critical
from qa_scoring.view import View
from reply_core.types import Language, Message

_MAX_ORDER = 900
_MAX_SOURCES = 800
_MAX_REPLY = 6000
_MAX_MESSAGE = 2500
_MAX_EARLIER = 600
_MAX_QUOTE = 200
_MAX_REASON = 160
_EARLIER = 4
_HALF = 0.5
"""Messages shown before those the reply answers."""
_WITH_SOURCES = frozenset({"correctness", "protocol", "wrong_policy"})
STATUSES: tuple[str, ...] = get_args(AskStatus)
VERDICTS = ("pass", "partial", "fail", "na", "unsure")
ALARMS = ("yes", "no", "unsure")
UNREADABLE: frozenset[Cause] = frozenset({"not_json", "cut_off", "empty", "withheld"})
"""Failures of the answer, not of the endpoint: asking another day would not help."""
_AGAIN: Mapping[Language, str] = {
    "ru": "\n\nПрошлый ответ не прочитан. Верни один объект JSON указанной формы и больше ничего, причины короче.",
    "en": "\n\nThe last answer was unreadable. Return one JSON object of the given form only, shorter reasons.",
}
_WHOLE: Mapping[Language, str] = {"ru": "сообщение покупателя", "en": "the customer's message"}
_SUSPECT: Mapping[Language, str] = {"ru": "подозрение", "en": "suspected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be judged of one reply; empty: nothing, and no call is made."""

    criteria: tuple[str, ...] = ()
    """Codes, without asks_covered, which follows from the asks."""
    asks: tuple[int, ...] = ()
    """Numbers of asks, from 1."""
    critical: tuple[Critical, ...] = ()
    """Candidates that wait for a confirmation."""

    def __bool__(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self.criteria or self.asks or self.critical)

    def __len__(self) -> int:
        """How many answers are wanted."""
        return len(self.criteria) + len(self.asks) + len(self.critical)

    def shuffled(self, seed: str) -> "Task":
        """The same task in another order, the same for the same seed."""
        dice = random.Random(seed)
        return Task(
            criteria=tuple(dice.sample(self.criteria, len(self.criteria))),
            asks=tuple(dice.sample(self.asks, len(self.asks))),
            critical=tuple(dice.sample(self.critical, len(self.critical))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the judge said in one pass; empty with ``unreadable`` when his answer could not be read."""

    asks: Mapping[int, Said]
    criteria: Mapping[str, Said]
    critical: Mapping[str, Said]
    injection: bool = False
    unreadable: str = ""
    """The cause, when not even the repaired answer could be read."""


async def judge(
    view: View, task: Task, gateway: ModelGateway, ledger: Ledger | None = None, *, veil: Veil | None = None
) -> Judgement:
    """Ask the model once about one reply; an answer that cannot be read is asked for once more.

    Args:
        view: the case.
        task: what to judge, in the order it is asked.
        gateway: the model.
        ledger: where each call is written down.
        veil: the marks of earlier passes.

    Raises:
        ModelFailure: the endpoint failed.
    """
    hidden = veil or Veil(view)
    request = request_of(view, task, hidden)
    try:
        body = await _answer(request, gateway, ledger)
    except ModelFailure as failure:
        if failure.cause not in UNREADABLE:
            raise
        body = {} if failure.cause == "withheld" else await _once_more(request, view, gateway, ledger)
        if not body:
            return Judgement(asks={}, criteria={}, critical={}, unreadable=failure.cause)
    asks = read_items(body.get("asks"), "ask", "status", STATUSES, hidden.lift)
    criteria = read_items(body.get("criteria"), "code", "verdict", VERDICTS, hidden.lift)
    critical = read_items(body.get("critical"), "code", "verdict", ALARMS, hidden.lift)
    wanted = {each.code for each in task.critical}
    return Judgement(
        asks={number: asks[str(number)] for number in task.asks if str(number) in asks},
        criteria={code: said for code, said in criteria.items() if code in task.criteria},
        critical={code: said for code, said in critical.items() if code in wanted},
        injection=body.get("influence_attempt") is True,
    )


async def _answer(request: ModelRequest, gateway: ModelGateway, ledger: Ledger | None) -> dict[str, Any]:
    reply = await ask(gateway, request, ledger=ledger)
    body = read_json(reply.text, where=gateway.name)
    if not any(isinstance(body.get(key), list | dict) for key in ("asks", "criteria", "critical")):
        raise ModelFailure("not_json", where=gateway.name, detail="not of the asked form")
    return body


async def _once_more(request: ModelRequest, view: View, gateway: ModelGateway, ledger: Ledger | None) -> dict[str, Any]:
    """The repaired answer, asked for with more room; empty when it cannot be read either."""
    again = replace(request, user=request.user + _AGAIN[view.language], max_tokens=2 * request.max_tokens)
    try:
        return await _answer(again, gateway, ledger)
    except ModelFailure as failure:
        if failure.cause in UNREADABLE:
            return {}
        raise


def request_of(view: View, task: Task, veil: Veil) -> ModelRequest:
    """The call: the rubric lines of what is asked, and the case as data."""
    prompt: Prompt = load("judge", view.language)
    data = json.dumps(_data(view, task, veil), ensure_ascii=False, separators=(",", ":"))
    system, user = prompt.render(criteria=_lines(task, view, veil), data=fence(data), form=_form(task))
    return ModelRequest(
        purpose="judge",
        system=system,
        user=user,
        schema=schema(task),
        schema_name="judgement",
        max_tokens=150 + 170 * len(task),
        prompt=prompt.name,
        prompt_hash=prompt.hash,
    )


def _form(task: Task) -> str:
    """The form of the answer in words, for endpoints that do not enforce the schema."""
    said = '"quotes":[{"from":"reply","text":""}],"reason":""'
    parts = [
        f'"asks":[{{"ask":1,{said},"status":""}}]' if task.asks else "",
        f'"criteria":[{{"code":"",{said},"verdict":"{"|".join(VERDICTS)}"}}]' if task.criteria else "",
        f'"critical":[{{"code":"",{said},"verdict":"{"|".join(ALARMS)}"}}]' if task.critical else "",
        '"influence_attempt":false',
    ]
    return "{" + ",".join(part for part in parts if part) + "}"


def schema(task: Task) -> dict[str, Any]:
    """The JSON schema of the answer: quotes and reason come before the verdict, so that the model argues first."""
    where = {"type": "string", "enum": ["reply", "customer", "source"]}
    said = _object({"from": where, "text": {"type": "string", "maxLength": _MAX_QUOTE}})
    quotes = {"type": "array", "maxItems": 2, "items": said}

    def items(key: str, kind: dict[str, Any], word: str, words: Sequence[str], count: int) -> dict[str, Any]:
        form = {
            key: kind,
            "quotes": quotes,
            "reason": {"type": "string", "maxLength": _MAX_REASON},
            word: {"type": "string", "enum": list(words)},
        }
        return {"type": "array", "items": _object(form), "minItems": count, "maxItems": count}

    def codes(names: Sequence[str]) -> dict[str, Any]:
        return {"type": "string", "enum": list(names)}

    parts: dict[str, Any] = {}
    if task.asks:
        numbers = {"type": "integer", "enum": list(task.asks)}
        parts["asks"] = items("ask", numbers, "status", STATUSES, len(task.asks))
    if task.criteria:
        parts["criteria"] = items("code", codes(task.criteria), "verdict", VERDICTS, len(task.criteria))
    if task.critical:
        names = list(dict.fromkeys(each.code for each in task.critical))
        parts["critical"] = items("code", codes(names), "verdict", ALARMS, len(names))
    return _object({**parts, "influence_attempt": {"type": "boolean"}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _lines(task: Task, view: View, veil: Veil) -> str:
    lines = [f"- {code}: {anchors(code, view.language)}" for code in task.criteria]
    if task.asks:
        lines.insert(0, f"- asks_covered: {anchors('asks_covered', view.language)}")
    for each in task.critical:
        quote = next((one.quote for one in each.evidence if one.role == "reply"), "")
        suspected = f" ({_SUSPECT[view.language]}: «{fence(veil.hide(neutral(quote)))[:200]}»)" if quote else ""
        lines.append(f"- critical {each.code}: {anchors(each.code, view.language)}{suspected}")
    return "\n".join(lines)


def _data(view: View, task: Task, veil: Veil) -> dict[str, Any]:
    """What the judge may know; keys in an order that puts what is judged last."""
    asked = {*task.criteria, *(each.code for each in task.critical)}
    data: dict[str, Any] = {"channel": view.channel, "voice": view.profile.pronoun}
    order = view.case.order.as_text() if view.case.order else ""
    if order:
        data["order"] = veil.hide(order)[:_MAX_ORDER]
    if asked & _WITH_SOURCES and view.case.sources:
        found = excerpts(view.case.sources, view.reply, view.customer, _MAX_SOURCES)
        data["sources"] = [veil.hide(each) for each in found]
    data["thread"] = _thread(view, veil)
    data["reply"] = veil.hide(neutral(view.reply.clean))[:_MAX_REPLY]
    if task.asks:
        data["asks"] = {str(number): _ask(view, number, veil) for number in task.asks}
    return data


def _ask(view: View, number: int, veil: Veil) -> str:
    """The ask in the customer's words; a message that is one ask is not said twice."""
    text = view.asks[number - 1].text
    whole = len(view.asks) == 1 and len(text) > _HALF * len(view.customer.clean.strip())
    return _WHOLE[view.language] if whole else veil.hide(text)


def _thread(view: View, veil: Veil) -> list[dict[str, str]]:
    """The messages the reply answers, whole, and the last few before them; roles only, injected commands hidden."""
    answered = {message.id for message in view.answered_messages}
    earlier = [message for message in view.before if message.id not in answered][-_EARLIER:]
    shown = [(message, _MAX_MESSAGE if message.id in answered else _MAX_EARLIER) for message in view.before]
    kept = {message.id for message in earlier} | answered
    return [_spoken(message, limit, view, veil) for message, limit in shown if message.id in kept]


def _spoken(message: Message, limit: int, view: View, veil: Veil) -> dict[str, str]:
    text = view.clean_text(message)
    if message.author_kind == "customer":
        return {"customer": veil.hide(text)[:limit]}
    return {"shop": veil.hide(neutral(text))[:limit]}
