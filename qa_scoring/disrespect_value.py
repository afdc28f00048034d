"""How much a reply sounds like disrespect, by meaning: for triage where no rule has words for it. Never a verdict.

One linear model of the bundled embedding, fitted on our own texts; the file says how (`evals/train_disrespect.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model_gateway.embedder import Embedder
from reply_core.errors import BadFile, EmbedderUnavailable
from reply_core.types import Language

MODEL_FILE = Path(__file__).parent / "models" / "disrespect.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    weights: NDArray[np.float64]
    intercept: float
    threshold: float
    centre: Mapping[str, NDArray[np.float64]]
    embedder: str


@lru_cache(maxsize=1)
def _model() -> _Model:
    try:
        body = json.loads(MODEL_FILE.read_text("utf-8"))
        return _Model(
            weights=np.array(body["weights"], dtype=np.float64),
            intercept=float(body["intercept"]),
            threshold=float(body["threshold"]),
            centre={name: np.array(values, dtype=np.float64) for name, values in body["centre"].items()},
            embedder=str(body["embedder"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise BadFile(
            "the coefficients of disrespect cannot be read", where=str(error), mend="reinstall Tact"
        ) from error


def disrespect_value(text: str, language: Language, embedder: Embedder) -> float | None:
    """How far a text lies beyond the threshold (0) that one in a hundred ordinary replies reaches.

    None without words, with another embedder than the one the coefficients were fitted for, or when it is away.
    """
    model = _model()
    if embedder.name != model.embedder or not text.strip():
        return None
    try:
        vector = embedder.queries([text])[0].astype(np.float64)
    except EmbedderUnavailable:
        return None
    return float((vector - model.centre[language]) @ model.weights) + model.intercept - model.threshold
