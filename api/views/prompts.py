"""Versions of prompts tried in shadow, compared with the one in use."""

from api.views.base import View


class FigureView(View):
    """A mean with its 95 % interval; without a value there are too few inquiries."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


class ShadowView(View):
    """One version in shadow beside the live one, over the same inquiries."""

    prompt: str
    live_prompt: str
    n: int
    """Inquiries tried, failures among them."""
    failures: dict[str, int] = {}
    """Why there was no shadow draft → how often."""
    same_kind: FigureView
    """Share where both are drafts, or both are not."""
    similarity: FigureView
    """Likeness of the two texts, 0 to 1."""
    removed: FigureView
    """Share of drafts with refused sentences: shadow less live."""
    to_sent: FigureView
    """Likeness to what was sent: shadow less live; above 0 the shadow is nearer."""
    tokens: FigureView
    """Tokens of the shadow over those of the live draft."""
    ms: float | None = None
    live_ms: float | None = None
    enough: bool = False
    text: str = ""
    """The comparison in a sentence."""


class ShadowList(View):
    """All versions tried, the most tried first."""

    items: tuple[ShadowView, ...] = ()
    version: int = 0
    """The version the settings name; 0: none is tried now."""
    share: float = 0.0
    """Of drafts it is tried on."""
