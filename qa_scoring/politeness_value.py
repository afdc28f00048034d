"""Ranking values for triage: which replies a person should look at first. Never a verdict, never a fail."""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model_gateway.embedder import Embedder
from qa_scoring.markers import marker_values
from reply_core.errors import BadFile, EmbedderUnavailable
from reply_core.types import Language

MODEL_FILE = Path(__file__).parent / "models" / "politeness.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    weights: NDArray[np.float64]
    intercept: float
    slope: float
    offset: float
    centre: dict[str, NDArray[np.float64]]
    marker_scale: float
    embedder: str

    def value(self, features: NDArray[np.float64], language: Language) -> float:
        raw = float((features - self.centre[language]) @ self.weights) + self.intercept
        return 1.0 / (1.0 + math.exp(-(self.slope * raw + self.offset)))


@lru_cache(maxsize=2)
def _model(part: str) -> _Model:
    try:
        body = json.loads(MODEL_FILE.read_text("utf-8"))
        model = body["models"][part]
        return _Model(
            weights=np.array(model["weights"], dtype=np.float64),
            intercept=float(model["intercept"]),
            slope=float(model["slope"]),
            offset=float(model["offset"]),
            centre={name: np.array(values, dtype=np.float64) for name, values in model["centre"].items()},
            marker_scale=float(body["marker_scale"]),
            embedder=str(body["embedder"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise BadFile(
            "the coefficients of politeness cannot be read", where=str(error), mend="reinstall Tact"
        ) from error


def politeness_value(text: str, language: Language, embedder: Embedder | None = None) -> float:
    """How polite a text is beside other texts, in (0, 1); .5 is the middle.

    From markers alone, or with the embedder the coefficients were trained for. Any other embedder is not used: its
    vectors mean something else.
    """
    markers = marker_values(text, language)
    local = _model("local")
    if embedder is not None and embedder.name == local.embedder and text.strip():
        try:
            vector = embedder.queries([text])[0].astype(np.float64)
        except EmbedderUnavailable:
            return _model("rules").value(markers, language)
        return local.value(np.concatenate([vector, markers * local.marker_scale]), language)
    return _model("rules").value(markers, language)
