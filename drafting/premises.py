"""What the customer takes for the shop's rule although the sources say otherwise: «у вас же 90 дней на возврат»."""

from collections.abc import Sequence

from drafting import model_words as say
from drafting.budget import Numbered
from drafting.desk import DraftingDesk
from drafting.outcome import Note
from drafting.reading import Reading
from knowledge_base.support import check_sentence
from reply_core.text import fold, sentences
from reply_core.types import Span

_OURS = ("у вас", "ваш", "вы ", "магазин", "сайт", "правил", "закон", "обещ", "your", "you ", "shop", "store", "policy")


def premises(reading: Reading, numbered: Sequence[Numbered], desk: DraftingDesk) -> tuple[Note, ...]:
    """A note for each value the customer names as the shop's rule and an article contradicts."""
    articles = [item.source() for item in numbered if item.kind == "article"]
    language = desk.language or reading.inquiry.language
    found: list[Note] = []
    for place in sentences(reading.clean):
        said = place.of(reading.clean)
        if not any(word in fold(said) for word in _OURS):
            continue
        check = check_sentence(said.replace("?", "."), articles, embedder=desk.embedder, language=language)
        for finding in check.findings:
            if finding.verdict == "contradicted" and finding.expected and finding.text != finding.expected:
                start = place.start + finding.span.start
                span = Span(start=start, end=start + len(finding.text))
                found.append(
                    Note(kind="premise", text=say.premise(finding.text, finding.expected, language), span=span)
                )
    return tuple(found)
