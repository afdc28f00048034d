"""The tone of the shop whose file is being scored, read from its own replies before the first one is judged."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pyarrow import ipc

from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from qa_scoring.batch_score import BookSpec
from qa_scoring.politeness_value import centres_to_json
from qa_scoring.tone_triage import SAMPLE, shop_tone

_COLUMNS = ("text", "direction", "author_kind", "visibility")


def with_tone(spec: BookSpec, shards: Iterable[Path], embedder: Embedder | None = None) -> BookSpec:
    """The spec with the tone of the operators' replies in these shards; unchanged below the level local.

    Conversations are dealt into shards by chance, so the first replies are a fair sample. A file with too few replies
    leaves the tone unknown.
    """
    if not spec.local or spec.tone:
        return spec
    texts = list(_sample(shards))
    tone = shop_tone(texts, embedder or LocalEmbedder()) if len(texts) >= SAMPLE else {}
    return replace(spec, tone=centres_to_json(tone))


def _sample(shards: Iterable[Path]) -> Iterator[str]:
    left = SAMPLE
    for shard in shards:
        with ipc.open_file(shard) as file:
            table = file.read_all().select(_COLUMNS)
        for row in table.to_pylist():
            own = row["direction"] == "out" and row["author_kind"] == "operator" and row["visibility"] == "public"
            if own and row["text"].strip():
                yield row["text"]
                left -= 1
                if not left:
                    return
