"""Does the reply hold what the protocol of its topic asks for. Rules only confirm; a missing slot stays open."""

from knowledge_base.protocols import filled_slots
from knowledge_base.protocols import protocol as protocol_of
from qa_scoring.reasons import say
from qa_scoring.verdicts import NotApplicable, Unsure, Verdict, VerdictWord, scored
from qa_scoring.view import View
from reply_core.asks import topic_of


def protocol(view: View) -> Verdict:
    """Passes when every required slot is filled; else unsure with the missing slots named and the share as value."""
    if not view.asks:
        return NotApplicable(reason=say("nothing_asked", view.speaks), code="nothing_asked")
    found = protocol_of(topic_of(view.customer.clean).code)
    if found is None or view.is_filler:
        return NotApplicable(reason=say("no_protocol", view.speaks), code="no_protocol")
    filled = filled_slots(found, view.reply.clean)
    spans = {slot: span for slot, span in filled.items() if span is not None}
    slots = [slot for slot in found.slots if slot.required]
    missing = [slot for slot in slots if slot.id not in spans]
    evidence = view.quotes([spans[slot.id] for slot in slots if slot.id in spans])
    if not missing:
        return scored(
            1.0, source="rule", evidence=evidence, reason=say("protocol_met", view.speaks), code="protocol_met"
        )
    names = ", ".join(slot.label_ru if view.speaks == "ru" else slot.label_en for slot in missing)
    value = 1.0 - len(missing) / len(slots)
    possible: VerdictWord = "partial" if value > 0 else "fail"
    why = say("protocol_missing", view.speaks, missing=names)
    return Unsure(why=why, evidence=evidence, value=value, possible=possible, code="protocol_missing")
