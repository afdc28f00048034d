"""Exact filters of a search: what may be found at all, before anything is ranked."""

from dataclasses import dataclass
from datetime import date

from knowledge_base.articles import Article

EVERY_BRAND = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which articles may be found; nothing set: all."""

    brand: str | None = None
    """Articles of this brand, of the shop itself (no brand named) and of all brands."""
    audience: frozenset[str] | None = None
    """Articles for these readers only: ``{"public"}`` is what may be quoted to customers."""
    on: date | None = None
    """Articles in force on this day of the shop's calendar."""

    def admits(self, article: Article) -> bool:
        """Whether the article may be found."""
        return (
            (self.brand is None or article.brand in {"", EVERY_BRAND, self.brand})
            and (self.audience is None or article.audience in self.audience)
            and (self.on is None or article.holds_on(self.on))
        )


EVERYTHING = Scope()
FOR_CUSTOMERS = Scope(audience=frozenset({"public"}))
