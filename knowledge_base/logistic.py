"""A trained logistic model as data: coefficients in JSON with how they came about."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reply_core.errors import BadFile

MODELS = Path(__file__).parent / "models"
_FAR = 35.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """p = 1 / (1 + exp(−(intercept + Σ weight · (value − mean) / scale)))."""

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    thresholds: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability for one case, in (0, 1). A missing feature counts as average."""
        total = self.intercept
        for name, mean, scale, weight in zip(self.names, self.means, self.scales, self.weights, strict=True):
            total += weight * (features.get(name, mean) - mean) / scale
        return 1.0 / (1.0 + math.exp(-max(-_FAR, min(_FAR, total))))


@lru_cache(maxsize=16)
def load_logistic(name: str, part: str, folder: Path = MODELS) -> Logistic:
    """The model ``part`` of ``folder/name.json``.

    Raises:
        BadFile: the file is missing or not of this shape.
    """
    path = folder / f"{name}.json"
    try:
        body = json.loads(path.read_text(encoding="utf-8"))["models"][part]
        features = body["features"]
        return Logistic(
            names=tuple(feature["name"] for feature in features),
            means=tuple(float(feature["mean"]) for feature in features),
            scales=tuple(float(feature["scale"]) for feature in features),
            weights=tuple(float(feature["weight"]) for feature in features),
            intercept=float(body["intercept"]),
            thresholds={key: float(value) for key, value in body["thresholds"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(
            f"The coefficients «{part}» cannot be read", where=f"{path.name}: {error}", mend="reinstall Tact"
        ) from error
