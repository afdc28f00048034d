"""What a brand's desk works with at the moment: knowledge, voice, standard, calendar, and the level's collaborators."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drafting.desk import DraftingDesk
from human_review.exemplar_search import ExemplarIndex
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelGateway
from model_gateway.ledger import Ledger, Prices
from qa_scoring.case import Scorebook
from qa_scoring.language import shop_terms
from qa_scoring.standard import Standard, default_standard
from reply_core.types import Language, Level
from reply_core.working_time import Calendar
from tone_of_voice.profile import ToneProfile, default_profile

LOOK_AGAIN_SECONDS = 3.0


@dataclass(slots=True, kw_only=True)
class ShopState:
    """The current state of one brand's desk; fields are replaced, never changed in place.

    Args:
        brand: its id.
        language: people at the desk read this one.
        index: the knowledge base, indexed.
        profile: the voice in force; ``profile_author`` saved it at ``profile_at``.
        standard: the standard in force.
        standards: revisions of the standard by version, for cards made with older ones.
        calendar: working hours.
        embedder: None at the level of rules.
        gateway: None below the level of a model.
        ledger: where model calls are written.
        prices: of the model.
        prompt_versions: prompt id → the version to use in place of the newest.
        vectors: where vectors are compared, and why.
        renew: reads the state again if anything has changed (`api.shop_loading.ShopLoader`); None in tests.
    """

    brand: str
    index: KnowledgeIndex
    language: Language = "ru"
    profile: ToneProfile = field(default_factory=lambda: default_profile("ru"))
    profile_author: str = ""
    profile_at: datetime | None = None
    standard: Standard = field(default_factory=lambda: default_standard("ru"))
    standards: dict[str, Standard] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar.always)
    embedder: Embedder | None = None
    gateway: ModelGateway | None = None
    ledger: Ledger | None = None
    prices: Prices | None = None
    prompt_versions: Mapping[str, int] = field(default_factory=dict)
    exemplars: ExemplarIndex = field(default_factory=lambda: ExemplarIndex(()))
    renew: "Callable[[ShopState], Awaitable[None]] | None" = None
    vectors: str = "none"
    looked_at: float = 0.0
    _book: tuple[tuple[object, ...], Scorebook] | None = None

    @property
    def level(self) -> Level:
        """The highest level this desk works at."""
        if self.gateway is not None:
            return "model"
        return "rules" if self.embedder is None else "local"

    def standard_of(self, version: str) -> Standard:
        """The revision of the standard a card was made with; the one in force when that revision is not kept."""
        return self.standards.get(version, self.standard)

    def desk(self, *, index: KnowledgeIndex | None = None) -> DraftingDesk:
        """What drafts are made with; ``index`` puts other articles in place of the shop's."""
        return DraftingDesk(
            index=index or self.index,
            profile=self.profile,
            brand=self.brand,
            embedder=self.embedder,
            gateway=self.gateway,
            language=self.language,
            calendar=self.calendar,
            ledger=self.ledger,
            prices=self.prices,
            prompt_versions=self.prompt_versions,
            wordings=self.exemplars,
        )

    def scorebook(self) -> Scorebook:
        """What replies are scored by; made once for the same knowledge, voice and standard."""
        key = (self.index, self.profile, self.standard, self.calendar, self.embedder)
        if self._book is None or any(one is not two for one, two in zip(self._book[0], key, strict=True)):
            terms = shop_terms([article.text for article in self.index.articles])
            book = Scorebook(
                standard=self.standard,
                profile=self.profile,
                calendar=self.calendar,
                embedder=self.embedder,
                index=self.index,
                terms=terms,
                check_facts=bool(self.index.articles),
            )
            self._book = (key, book)
        return self._book[1]

    async def freshen(self, *, now: bool = False) -> None:
        """Take over what another process has changed; looked for at most every few seconds, or at once with ``now``."""
        if self.renew is None or (not now and time.monotonic() - self.looked_at < LOOK_AGAIN_SECONDS):
            return
        self.looked_at = time.monotonic()
        await self.renew(self)
