"""How polite a text is beside other texts: a value for ranking and triage. Never a verdict, never a fail.

Two linear models, fitted on English requests: one of markers alone, one of markers and the bundled embedding. Features
are centred by language, so that Russian needs no labels; English has word n-grams besides. `Centre` holds the mean
features of a shop's own replies and takes the place of the language's centre where there are enough of them.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model_gateway.embedder import Embedder
from qa_scoring.markers import marker_values
from reply_core.errors import BadFile, EmbedderUnavailable
from reply_core.text import fold
from reply_core.types import Language

MODEL_FILE = Path(__file__).parent / "models" / "politeness.json"
ENOUGH_OWN_REPLIES = 200
"""So many of a shop's own replies give a centre of their own."""
_ALIKE = 1e-6
"""A spread below this is none: the replies are one template."""
_TERM = re.compile(r"[\w']+|[?!]+|[.,:;\"()]")
Part = Literal["rules", "local"]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """Mean features of a shop's own replies, how far they differ from each other, and of how many; see `own_centre`."""

    part: Part
    features: Vector
    spread: float
    """Standard deviation of the value before it is mapped to (0, 1)."""
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dense:
    weights: Vector
    intercept: float
    centre: Mapping[str, Vector]
    calibration: Mapping[str, tuple[float, float]]
    ngram_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    rules: _Dense
    local: _Dense
    ngrams: Mapping[str, float]
    ngram_intercept: float
    marker_scale: float
    embedder: str

    def part(self, name: Part) -> _Dense:
        return self.local if name == "local" else self.rules

    def by_words(self, text: str) -> float:
        """What the words alone say: the mean politeness of requests with these n-grams."""
        known = [weight for term in terms_of(text) if (weight := self.ngrams.get(term)) is not None]
        return self.ngram_intercept + (sum(known) / math.sqrt(len(known)) if known else 0.0)


@lru_cache(maxsize=1)
def _model() -> _Model:
    try:
        body: dict[str, Any] = json.loads(MODEL_FILE.read_text("utf-8"))
        return _Model(
            rules=_dense(body["models"]["rules"]),
            local=_dense(body["models"]["local"]),
            ngrams=body["ngrams"]["weights"],
            ngram_intercept=float(body["ngrams"]["intercept"]),
            marker_scale=float(body["marker_scale"]),
            embedder=str(body["embedder"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise BadFile(
            "the coefficients of politeness cannot be read", where=str(error), mend="reinstall Tact"
        ) from error


def _dense(model: Mapping[str, Any]) -> _Dense:
    return _Dense(
        weights=np.array(model["weights"], dtype=np.float64),
        intercept=float(model["intercept"]),
        centre={name: np.array(values, dtype=np.float64) for name, values in model["centre"].items()},
        calibration={name: (float(pair[0]), float(pair[1])) for name, pair in model["calibration"].items()},
        ngram_share=float(model["ngram_share"]),
    )


def terms_of(text: str) -> frozenset[str]:
    """Distinct words, marks and pairs of neighbours of a text, folded."""
    tokens = _TERM.findall(fold(text))
    return frozenset((*tokens, *(f"{one} {other}" for one, other in pairwise(tokens))))


def politeness_value(
    text: str, language: Language, embedder: Embedder | None = None, centre: Centre | None = None
) -> float:
    """How polite a text is beside other texts, in (0, 1); .5 is the middle.

    From markers (and, in English, words) alone, or with the embedder the coefficients were fitted for; any other
    embedder is not used: its vectors mean something else. With ``centre`` the middle is that of the shop's own replies.
    """
    model = _model()
    part, features = _features(text, language, embedder)
    dense = model.part(part)
    own = centre if centre is not None and centre.part == part else None
    raw = float((features - (own.features if own else dense.centre[language])) @ dense.weights) + dense.intercept
    if language == "en" and own is None:
        raw = (1.0 - dense.ngram_share) * raw + dense.ngram_share * model.by_words(text)
        slope, offset = dense.calibration["en"]
    else:
        slope, offset = dense.calibration["ru"]
    return 1.0 / (1.0 + math.exp(-(slope * raw + offset)))


def own_centre(texts: Sequence[str], language: Language, embedder: Embedder | None = None) -> Centre | None:
    """The middle of a shop's own replies in one language; None when there are too few of them or all are alike."""
    if len(texts) < ENOUGH_OWN_REPLIES:
        return None
    found = [_features(text, language, embedder) for text in texts]
    part = found[0][0]
    same = np.array([features for name, features in found if name == part])
    spread = float((same @ _model().part(part).weights).std())
    return Centre(part=part, features=same.mean(axis=0), spread=spread, replies=len(same)) if spread > _ALIKE else None


def deviation(text: str, language: Language, centre: Centre, embedder: Embedder | None = None) -> float | None:
    """How far a reply lies from the shop's middle, in the shop's own standard deviations; negative is colder.

    None when the reply cannot be measured the way the centre was (no embedder, or another one).
    """
    part, features = _features(text, language, embedder)
    if part != centre.part:
        return None
    return float((features - centre.features) @ _model().part(part).weights) / centre.spread


def centres_to_json(centres: Mapping[Language, Centre]) -> str:
    """Centres as data that travels to worker processes; "" for none."""
    if not centres:
        return ""
    body = {
        name: {"part": each.part, "features": each.features.tolist(), "spread": each.spread, "replies": each.replies}
        for name, each in centres.items()
    }
    return json.dumps(body)


def centres_from_json(text: str) -> dict[Language, Centre]:
    """What `centres_to_json` wrote."""
    body: dict[Language, dict[str, Any]] = json.loads(text) if text else {}
    return {
        name: Centre(
            part=each["part"], features=np.array(each["features"]), spread=each["spread"], replies=each["replies"]
        )
        for name, each in body.items()
    }


def _features(text: str, language: Language, embedder: Embedder | None) -> tuple[Part, Vector]:
    model, markers = _model(), marker_values(text, language)
    if embedder is not None and embedder.name == model.embedder and text.strip():
        try:
            vector = embedder.queries([text])[0].astype(np.float64)
        except EmbedderUnavailable:
            return "rules", markers
        return "local", np.concatenate([vector, markers * model.marker_scale])
    return "rules", markers
