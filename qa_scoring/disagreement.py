"""Where the machine's parts differ about one reply: a person looks at it before anybody relies on either.

Three ways. Rules find nothing wrong and the ear does (`qa_scoring.tone_triage`); what the cheap levels lean to strongly
and the model's verdict point apart (here), or the model answers differently when asked again; two levels decided one
criterion of the same words, one met and the other not (`qa_scoring.card_marks.levels_differ`). No verdict changes by
it: the card bears a mark for the queue.
"""

from collections.abc import Mapping

from qa_scoring.card_marks import PARTS_DIFFER
from qa_scoring.judge_passes import Key, Settled
from qa_scoring.labels import criterion_label
from qa_scoring.reasons import say
from qa_scoring.scorecard import Unsure, Verdict
from qa_scoring.verdicts import AskVerdict, Evidence, Flag
from qa_scoring.view import View

_MISSED = frozenset({"fail", "unanswered"})
_DONE = frozenset({"pass", "answered", "deferred", "clarifying", "redirected", "refused"})


def against_leaning(
    view: View, criteria: Mapping[str, Verdict], asks: tuple[AskVerdict, ...], found: Mapping[Key, Settled]
) -> tuple[Flag, ...]:
    """A flag when the model's verdicts contradict strong leanings of the level below; none otherwise.

    Args:
        view: the case.
        criteria: verdicts of the level below.
        asks: what became of each ask there, numbered from 1 in ``found``.
        found: what the model settled.
    """
    names: dict[str, None] = {}
    evidence: list[Evidence] = []
    for key, settled in found.items():
        if key.kind == "asks":
            before: AskVerdict | Verdict = asks[int(key.name) - 1]
            leans, name = _ask_leans(view, asks[int(key.name) - 1]), "asks_covered"
        elif key.kind == "criteria":
            before, name = criteria[key.name], key.name
            leans = "missed" if isinstance(before, Unsure) and before.code == "status_differs" else ""
        else:
            continue
        if (leans == "missed" and settled.word in _DONE) or (leans == "done" and settled.word in _MISSED):
            names[criterion_label(name, view.speaks)] = None
            evidence += getattr(before, "evidence", ())
    if not names:
        return ()
    note = say(PARTS_DIFFER, view.speaks, what=", ".join(names))
    return (Flag(code=PARTS_DIFFER, note=note, evidence=tuple(dict.fromkeys(evidence))),)


def _ask_leans(view: View, ask: AskVerdict) -> str:
    """Only meaning leans: words alone miss every paraphrase."""
    if view.book.embedder is None:
        return ""
    if ask.value <= view.standard.unanswered_to:
        return "missed"
    return "done" if ask.value >= view.standard.answered_from else ""
