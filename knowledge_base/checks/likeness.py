"""How alike in meaning a sentence is to the lines of its sources, on a scale that is the same for every embedder."""

import numpy as np

from knowledge_base.background import BACKGROUND
from knowledge_base.checks.features import Overlap
from knowledge_base.supported import Background, measured
from model_gateway.embedder import Embedder
from reply_core.text import language
from reply_core.types import Language

_BACKGROUNDS: dict[tuple[str, int, Language], Background] = {}


def likeness(sentence: str, held: Overlap, embedder: Embedder) -> float:
    """The likeness to the most alike of the nearest lines, in deviations above chance; 0 without any line.

    Raises:
        EmbedderUnavailable: the embedder cannot be reached.
    """
    if not held.near:
        return 0.0
    background = _background(embedder, language(sentence))
    likely = embedder.passages([line.said.text for _, line in held.near]) @ embedder.queries([sentence])[0]
    return (float(np.max(likely)) - background.mean) / background.deviation


def _background(embedder: Embedder, speaks: Language) -> Background:
    key = (embedder.name, embedder.dim, speaks)
    if key not in _BACKGROUNDS:
        _BACKGROUNDS[key] = measured(embedder, BACKGROUND[speaks])
    return _BACKGROUNDS[key]
