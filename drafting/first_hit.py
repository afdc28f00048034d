"""Is the first article found the one that answers? Measured signs of a search, joined by a small trained model.

That the knowledge base holds an answer (`SearchResult.supported`) does not say that the first article is it: two
articles close together are a choice for a person. Coefficients: ``knowledge_base/models/first_hit.json``, trained by
``evals/train_first_hit.py``.
"""

import math
from collections.abc import Mapping, Sequence

from knowledge_base.logistic import load_logistic
from knowledge_base.search import Hit
from knowledge_base.supported import Decision

_FAR, _CLEAR = 1e-4, 4.0
"""A probability is kept this far from 0 and 1; a lead beyond so many standard scores is no clearer."""


def signs(supported: float, hits: Sequence[Hit]) -> Mapping[str, float]:
    """What speaks for the first of ``hits``: the support as log-odds, and its lead over the next article."""
    kept = min(max(supported, _FAR), 1 - _FAR)
    first = hits[0]
    others = [hit.score for hit in hits if hit.passage.article_id != first.passage.article_id]
    lead = first.score - max(others, default=first.score - _CLEAR)
    return {"support": math.log(kept / (1 - kept)), "lead": max(0.0, min(lead, _CLEAR))}


def decided(decision: Decision, supported: float, hits: Sequence[Hit]) -> Decision:
    """Whether to draft from the first article (right in at least four of five such cases) or to offer several.

    By words alone the lead tells nothing more than the support does: the search's own decision stays.
    """
    if not hits or decision == "nothing" or hits[0].semantic is None:
        return decision
    model = load_logistic("first_hit", "local")
    return "supported" if model.probability(signs(supported, hits)) >= model.thresholds["right"] else "weak"
