"""How rude a text is, for ranking: rude words weigh most, then tone, marks and length of abuse."""

import re
from collections.abc import Mapping

from model_gateway.embedder import Embedder
from qa_scoring.markers import MARKER_NAMES, marker_values
from qa_scoring.politeness_value import politeness_value
from reply_core.types import Language
from tone_of_voice.swearing import RudeKind, find_rude

_WEIGHTS: Mapping[RudeKind, float] = {"obscene": 0.85, "slur": 0.85, "insult": 0.7, "vulgar": 0.6}
_QUIET = 0.45
"""The most a text without a rude word may reach: below the middle."""
_WISH_HARM = re.compile(
    r"\b(?:сдохн\w+|подохн\w+|убью|убил бы|расстрел\w+|повес\w+ (?:вас|его|ее|их)|заткни\w*|вали отсюда"
    r"|чтоб\w* (?:ты|вы|он|она|они) \w+л[аои]?\b|пошел\w? (?:ты|вон|на)|пшел|проваливай|катись"
    r"|иди(?:те)? (?:на|к черту|лесом)|kill yourself|drop dead|shut up|get lost|go to hell)",
    re.IGNORECASE,
)
_NEGATIVE = MARKER_NAMES.index("negative_count")
_MARKS = MARKER_NAMES.index("many_marks")
_THOU = MARKER_NAMES.index("thou")


def rudeness_value(text: str, language: Language = "ru", embedder: Embedder | None = None) -> float:
    """How rude a text is, in [0, 1]; .5 and more only when a rude word or a wish of harm stands in it."""
    calm = 1.0
    for rude in find_rude(text):
        calm *= 1.0 - _WEIGHTS[rude.kind]
    if _WISH_HARM.search(text):
        calm *= 0.45
    markers = marker_values(text, language)
    tone = 0.35 * markers[_NEGATIVE] + 0.1 * markers[_MARKS] + 0.1 * markers[_THOU]
    tone += 0.45 * (1.0 - politeness_value(text, language, embedder))
    quiet = _QUIET * min(1.0, float(tone))
    return 1.0 - calm * (1.0 - quiet)
