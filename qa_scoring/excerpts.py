"""What of the articles a judge needs: the sentences that share most words with the question and the reply."""

from collections.abc import Sequence

from knowledge_base.support import Source
from qa_scoring.reading import Reading
from reply_core.text import sentences, stems

_ARTICLES = 4
_GAP = " … "


def excerpts(sources: Sequence[Source], reply: Reading, customer: Reading, limit: int) -> list[str]:
    """One excerpt an article, best articles first, verbatim sentences in their order, at most ``limit`` characters.

    Args:
        sources: articles found for the case, best first.
        reply: what is checked against them.
        customer: what was asked.
        limit: characters in all.
    """
    wanted = reply.stem_set | customer.stem_set
    rated: list[tuple[int, int, int, int]] = []  # shared words, source, start, end
    for number, source in enumerate(sources[:_ARTICLES]):
        for span in sentences(source.text):
            shared = len(set(stems(span.of(source.text))) & wanted)
            if shared:
                rated.append((-shared, number, span.start, span.end))
    taken: list[tuple[int, int, int]] = []
    left = limit
    for _, number, start, end in sorted(rated):
        if end - start <= left:
            taken.append((number, start, end))
            left -= end - start
    if not taken:
        return [source.text[:limit] for source in sources[:1]]
    kept = sorted({number for number, _, _ in taken})
    return [_joined(sources[number].text, sorted(taken), number) for number in kept]


def _joined(text: str, taken: Sequence[tuple[int, int, int]], number: int) -> str:
    """The sentences of one source; what was left out between them shows."""
    parts: list[str] = []
    last = 0
    for _, start, end in (each for each in taken if each[0] == number):
        if start > last and text[last:start].strip():
            parts.append(_GAP.strip())
        parts.append(text[start:end])
        last = end
    return " ".join(parts)
