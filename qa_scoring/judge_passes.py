"""From what the judge said to what is believed: quotes verified, grey cases asked three times, agreement counted.

*Undecided*: what the cheap levels left open and texts can settle (`undecided`); nothing else is ever asked.
*Grey*: undecided, and the first pass calls it a miss or an alarm, or contradicts a strong leaning of the cheap levels
(p(answered) beyond the standard's thresholds, an order that says otherwise). Grey items, and only they, are asked twice
more in shuffled order. Two of three passes must agree, each with its quotes found; confidence = agreeing passes / all
passes x agreeing passes whose quotes stand / agreeing passes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model_gateway.gateway import ModelGateway
from model_gateway.ledger import Ledger
from qa_scoring.case import texts_of
from qa_scoring.evidence import find_evidence
from qa_scoring.judge import Judgement, Task, judge
from qa_scoring.judge_read import Quote, Said
from qa_scoring.rubric import CONFIRMABLE, JUDGED
from qa_scoring.score import Judged
from qa_scoring.sources import ORDER_ID
from qa_scoring.veil import Veil
from qa_scoring.verdicts import AskVerdict, Evidence, EvidenceRole, Unsure, Verdict
from qa_scoring.view import View

PASSES = 3
AGREE = 2
_MISSES = frozenset({"fail", "partial", "unanswered", "yes"})
_PRAISE = frozenset({"pass", "partial", "answered", "deferred", "clarifying", "redirected", "refused", "yes"})
"""Words that need a quote of the reply: what is there can be shown."""
_FIGURE_WORDS = 5


class Key(NamedTuple):
    """What one opinion is about."""

    kind: str
    """asks, criteria or critical."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What all passes together say of one item."""

    word: str
    """A verdict's, status's or alarm's word; "unsure" when nothing can be believed."""
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    confidence: float | None = None
    """Agreement times evidence of a grey item; None after one pass: never measured."""
    why: str = ""
    """Of an unsure one: model_unsure | evidence_not_found | passes_differ | model_silent | model_unreadable."""
    leaning: str = ""
    """The word it would have been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Everything the judge was asked about one reply, settled."""

    settled: Mapping[Key, Settled]
    injection: bool = False
    unreadable: str = ""
    passes: int = 1


def undecided(view: View, judged: Judged) -> Task:
    """What is worth asking a model: open, weighing something, and not hopeless without the shop's sources."""
    codes = [
        code
        for code in JUDGED
        if view.standard.wants(code)
        and isinstance(verdict := judged.criteria[code], Unsure)
        and (code != "correctness" or _checkable(view, verdict))
    ]
    asks = [number for number, each in enumerate(judged.asks, 1) if each.credit is None]
    return Task(
        criteria=tuple(code for code in codes if code != "asks_covered"),
        asks=tuple(asks) if "asks_covered" in codes else (),
        critical=tuple(each for each in judged.critical if each.state == "candidate" and each.code in CONFIRMABLE),
    )


def _checkable(view: View, verdict: Unsure) -> bool:
    """There is a source, and more than bare figures to check: a figure no source holds is not there for a model."""
    if not view.article_texts and view.case.order is None:
        return False
    if verdict.code not in ("not_verifiable", "not_verifiable_here"):
        return True
    return not all(_is_figure(each.quote) for each in verdict.evidence)


def _is_figure(quote: str) -> bool:
    return any(map(str.isdigit, quote)) and len(quote.split()) <= _FIGURE_WORDS


async def hear(view: View, judged: Judged, task: Task, gateway: ModelGateway, ledger: Ledger | None = None) -> Hearing:
    """Ask once; ask twice more, in shuffled order, what came out grey.

    Raises:
        ModelFailure: the endpoint failed in one of the passes.
    """
    veil, places = Veil(view), Places(view)
    first = await judge(view, task, gateway, ledger, veil=veil)
    if first.unreadable:
        lost = Settled(word="unsure", why="model_unreadable")
        return Hearing(settled=dict.fromkeys(_keys(task), lost), unreadable=first.unreadable)
    passes = [first]
    grey = _grey(view, judged, task, first)
    for number in range(1, PASSES if grey else 1):
        shuffled = grey.shuffled(f"{view.reply.clean}|{number}")
        passes.append(await judge(view, shuffled, gateway, ledger, veil=veil))
    again = set(_keys(grey))
    return Hearing(
        settled={key: settle([_said(each, key) for each in passes if key in again or each is first], places)
                 for key in _keys(task)},
        injection=any(each.injection for each in passes),
        passes=len(passes),
    )  # fmt: skip


def _keys(task: Task) -> list[Key]:
    return [
        *(Key("asks", str(number)) for number in task.asks),
        *(Key("criteria", code) for code in task.criteria),
        *(Key("critical", each.code) for each in task.critical),
    ]


def _said(judgement: Judgement, key: Key) -> Said | None:
    if key.kind == "asks":
        return judgement.asks.get(int(key.name))
    return (judgement.criteria if key.kind == "criteria" else judgement.critical).get(key.name)


def _grey(view: View, judged: Judged, task: Task, first: Judgement) -> Task:
    def is_grey(said: Said | None, leans: str) -> bool:
        if said is None or said.word == "unsure":
            return False
        return said.word in _MISSES or (leans == "missed" and said.word != "no")

    return Task(
        criteria=tuple(
            code for code in task.criteria if is_grey(first.criteria.get(code), _leaning(judged.criteria[code]))
        ),
        asks=tuple(
            number for number in task.asks
            if is_grey(first.asks.get(number), _ask_leaning(view, judged.asks[number - 1]))
        ),
        critical=tuple(each for each in task.critical if is_grey(first.critical.get(each.code), "")),
    )  # fmt: skip


def _leaning(verdict: Verdict) -> str:
    """Where the cheap levels lean strongly: only a contradiction seen by code counts, not "no sign of it found"."""
    return "missed" if isinstance(verdict, Unsure) and verdict.code == "status_differs" else ""


def _ask_leaning(view: View, ask: AskVerdict) -> str:
    """Only meaning leans: words alone miss every paraphrase."""
    measured = view.book.embedder is not None
    return "missed" if measured and ask.value <= view.standard.unanswered_to else ""


def settle(passes: Sequence[Said | None], places: "Places") -> Settled:
    """What one or three passes about one item come to."""
    heard = [(said, places.find(said)) for said in passes if said is not None]
    if not heard:
        return Settled(word="unsure", why="model_silent")
    words = Counter(said.word for said, _ in heard if said.word != "unsure")
    if not words:
        return Settled(word="unsure", why="model_unsure", reason=heard[0][0].reason)
    word, votes = words.most_common(1)[0]
    stand = [(said, found) for said, found in heard if said.word == word and found is not None]
    reason = next((said.reason for said, _ in heard if said.word == word), "")
    needed = 1 if len(passes) == 1 else AGREE
    if votes < needed:
        return Settled(word="unsure", why="passes_differ", reason=reason, leaning=word)
    if len(stand) < needed:
        return Settled(word="unsure", why="evidence_not_found", reason=reason, leaning=word)
    confidence = None if len(passes) == 1 else votes / len(passes) * len(stand) / votes
    said, evidence = stand[0]
    return Settled(word=word, evidence=evidence or (), reason=said.reason, confidence=confidence)


class Places:
    """Finds a quote in the texts it may come from."""

    def __init__(self, view: View) -> None:
        """Gather the texts of a case."""
        order = view.case.order.as_text() if view.case.order else ""
        self._texts: Mapping[str, str] = {**texts_of(view.case), ORDER_ID: order}
        self._ids: Mapping[str, tuple[EvidenceRole, list[str]]] = {
            "reply": ("reply", [message.id for message in view.case.turn.messages]),
            "customer": ("customer", [each.id for each in reversed(view.before) if each.author_kind == "customer"]),
            "source": ("source", [ORDER_ID, *(source.id for source in view.case.sources)]),
        }

    def find(self, said: Said) -> tuple[Evidence, ...] | None:
        """The quotes of a verdict as evidence; None when one stands nowhere, or the verdict lacks the one it needs."""
        found = [self._find(quote) for quote in said.quotes]
        evidence = tuple(each for each in found if each is not None)
        if len(evidence) < len(found):
            return None
        if said.word in _PRAISE and not any(each.role == "reply" for each in evidence):
            return None
        if said.word == "fail" and not evidence:
            return None
        return evidence

    def _find(self, quote: Quote) -> Evidence | None:
        """Where the quote stands: in the text it is said to be from, or, wrongly labelled, in one of the others."""
        for where in dict.fromkeys((quote.where, *self._ids)):
            role, ids = self._ids.get(where, ("reply", []))
            for name in ids:
                guess = Evidence(message_id=name, role=role, start=0, end=len(quote.text), quote=quote.text)
                if (found := find_evidence(guess, self._texts)) is not None:
                    return found
        return None
