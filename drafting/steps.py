"""What a good answer on the topics asked about names, in order: the protocols as steps for the prompt."""

from drafting.reading import AskReading, Reading
from knowledge_base.protocols import protocol
from reply_core.types import Language


def steps(reading: Reading) -> str:
    """«- вопрос 1: где заказ; когда будет», a line an ask that has a protocol; "—" when none has."""
    lines = [line for item in reading.asks if (line := _line(item, reading))]
    return "\n".join(lines) or "—"


def _line(item: AskReading, reading: Reading) -> str:
    rules = protocol(item.topic)
    if rules is None:
        return ""
    language: Language = reading.inquiry.language
    labels = [
        slot.label_ru if language == "ru" else slot.label_en
        for slot in rules.slots
        if slot.required == "always"
        or slot.required == "advice"
        or slot.asked_for(item.question, language) is not None
        or slot.asked_for(reading.clean, language) is not None
    ]
    lead = "вопрос" if language == "ru" else "question"
    return f"- {lead} {item.number}: {'; '.join(labels)}" if labels else ""
