"""What of a sent reply may be kept as wording: sentences any customer could get, and nothing of this one."""

import re
from dataclasses import dataclass

from human_review.masking import clean
from knowledge_base.atoms import find_atoms, same
from knowledge_base.terms import subject_stems
from model_gateway.privacy import find_personal
from reply_core.tables import ConversationRecord, DraftDecisionRecord, DraftRecord
from reply_core.text import fold, language, sentences

_LEAST = 30
"""Characters: less is no wording to learn from."""
_MARK = "["
_COURTESY = re.compile(
    r"^(?:здравствуй|добр(?:ый|ое|ого) |привет|доброго времени|уважаем|с уважением|всего (?:доброго|хорошего)|"
    r"до свидания|hello|hi\b|dear |good (?:day|morning|evening)|best regards|kind regards|sincerely)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A draft that was sent, with all that decides whether it may be kept."""

    draft: DraftRecord
    decision: DraftDecisionRecord
    talk: ConversationRecord
    question: str
    quotes: tuple[str, ...]
    """What the cited articles said, as the draft rests on it."""
    stands: bool
    """Every stretch it rests on still stands in its article."""
    order_words: frozenset[str]
    """Stems of what the customer's order says: the thing bought, its state."""
    names: tuple[str, ...]
    """Of the customer and of the operators."""


def wording_of(sent: Sent) -> str:
    """The sentences any customer could get; empty when too little is left or anything personal would stay."""
    spoken = language(sent.decision.final_text)
    ours = _own_sentences(sent)
    kept = [
        text
        for span in sentences(sent.decision.final_text)
        if not _COURTESY.match(fold(text := " ".join(span.of(sent.decision.final_text).split())))
        and not _is_personal(text, sent, ours)
    ]
    done = clean(" ".join(kept), spoken, names=sent.names, numbers=[sent.talk.order_number])
    if done.removed or _MARK in done.text or find_personal(done.text, spoken) or len(done.text) < _LEAST:
        return ""
    return done.text


def _is_personal(text: str, sent: Sent, ours: set[str]) -> bool:
    """Whether a sentence is this customer's own: personal data, his order, or a value no cited article holds."""
    spoken = language(text)
    if text in ours or clean(text, spoken, names=sent.names, numbers=[sent.talk.order_number]).removed:
        return True
    folded = fold(text)
    facts = [fold(str(value)) for value in sent.talk.order_fields.values()]
    if any(len(fact) > len("нет") and fact in folded for fact in facts) or find_personal(text, spoken):
        return True
    if subject_stems(text) & sent.order_words - subject_stems(" ".join(sent.quotes)):
        return True
    known = [atom for quote in sent.quotes for atom in find_atoms(quote)]
    return any(not any(same(atom, other) for other in known) for atom in find_atoms(text))


def _own_sentences(sent: Sent) -> set[str]:
    """The draft's sentences that rest on the customer's order or thread."""
    return {
        " ".join(str(sentence.get("text") or "").split())
        for sentence in sent.draft.body.get("sentences", ())
        if any(cited.get("kind") != "article" for cited in sentence.get("citations", ()))
    }
