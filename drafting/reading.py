"""What an inquiry asks and what the shop knows about it: the common ground of composing and writing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drafting.abroad import abroad
from drafting.answers import asks_a_deed, gives, wanted
from drafting.desk import DraftingDesk
from drafting.doubts import is_beside, is_of_something_unknown
from drafting.facts import Fact, OrderFacts, read_order
from drafting.first_hit import decided
from drafting.order_answers import own_facts
from drafting.outcome import Offer
from drafting.topic_articles import general_hit, topic_of_article
from drafting.vocabulary import Vocabulary, keys, vocabulary_of
from knowledge_base.articles import Article
from knowledge_base.search import Hit, SearchResult, spoken_of
from knowledge_base.supported import Decision
from reply_core.asks import find_injections, topic_of
from reply_core.types import Ask, Inquiry, Span

_STATUS_FACTS = ("status", "delivery", "pickup", "track")
_OFFERS = 5
_SAID = 0.5
"""An article on the topic answers a weakly supported ask when it says this share of its words, by rarity."""
_LEAD = 1.0
"""How far the first article's score (a sum of standardised scores) stands above the second's to be its leader."""
_NEAR, _BARE = 3, 1
_COMPLAINED_OF = frozenset({"defect", "staff_complaint", "negative_review", "conflict"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReading:
    """One ask with what was found for it."""

    number: int
    """From 1, in the order of the inquiry."""
    ask: Ask
    topic: str
    result: SearchResult
    hits: tuple[Hit, ...]
    """Of articles that may be quoted to customers."""
    decision: Decision
    weak: bool = False
    """Drafted although its support is weak."""
    strange: bool = False
    """It names something that no article knows: a town, a brand, a street."""
    status: tuple[Fact, ...] = ()
    """What the order says, when the ask is where the order is."""
    own: tuple[Fact, ...] = ()
    """What the order says, when the ask is after its sum, its payment, the day of receipt, its points."""

    @property
    def question(self) -> str:
        """The ask's words."""
        return self.ask.text

    def listed(self, *, internal: bool) -> tuple[Hit, ...]:
        """The hits as they are to be read: what may be quoted first chosen, internal ones where the search has them."""
        if not internal or not self.hits or (self.result.hits and self.result.hits[0].passage.audience != "public"):
            return self.result.hits if internal else self.hits
        rest = tuple(hit for hit in self.result.hits if hit not in self.hits)
        return (*self.hits, *rest)

    @property
    def complains(self) -> bool:
        """It complains of something, also by a question that asks nothing of its own («Так и оставите?»)."""
        if self.topic not in _COMPLAINED_OF:
            return False
        return self.ask.kind != "question" or len(keys(self.ask.text)) <= _BARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An inquiry read."""

    inquiry: Inquiry
    clean: str
    """The inquiry's text with instructions to machines blanked out; the same length."""
    asks: tuple[AskReading, ...]
    order: OrderFacts | None
    injections: tuple[Span, ...]
    level: str
    now: datetime
    """When it was read; UTC-aware."""
    before: str = ""
    """What the customer was speaking of before, where this message names next to nothing."""

    @property
    def answered(self) -> tuple[AskReading, ...]:
        """Asks with an answer in the knowledge base or the order."""
        return tuple(item for item in self.asks if item.status or item.own or item.decision == "supported")

    def offers(self, limit: int = _OFFERS, *, internal: bool = True) -> tuple[Offer, ...]:
        """The best passages over all asks, one an article."""
        found: dict[str, Offer] = {}
        placed = [(place, hit) for ask in self.asks for place, hit in enumerate(ask.listed(internal=internal))]
        for _, hit in sorted(placed, key=lambda one: (one[0], -one[1].score)):
            found.setdefault(hit.passage.article_id, _offer(hit))
        return tuple(found.values())[:limit]


def read(inquiry: Inquiry, desk: DraftingDesk, *, now: datetime) -> Reading:
    """Search for every ask of ``inquiry`` among the articles that hold today for this brand, and read the order."""
    desk = desk.on(now)
    injections = find_injections(inquiry.text)
    clean = _blanked(inquiry.text, injections)
    asks = [ask for ask in inquiry.asks if not any(ask.span.overlaps(span) for span in injections)]
    if not asks and clean.strip():
        start = len(clean) - len(clean.lstrip())
        span = Span(start=start, end=len(clean.rstrip()))
        asks = [Ask(text=span.of(clean), span=span, kind="statement", implicit=True)]
    order = read_order(inquiry.order, inquiry.language, desk.local(now).date())
    before = _before(inquiry)
    results = _with_the_whole(desk.index.search_asks(clean, asks, before=before), clean, desk)
    readings = [
        _in_topic(abroad(_ask_reading(number, ask, result, order, clean, vocabulary_of(desk.index)), desk), desk)
        for number, (ask, result) in enumerate(zip(asks, results, strict=False), start=1)
    ]
    return Reading(
        inquiry=inquiry,
        clean=clean,
        asks=tuple(_drafted(_promoted(_of_its_own(item, readings, desk), readings, desk), desk) for item in readings),
        order=order,
        injections=injections,
        level=desk.index.level if all(item.result.level == desk.index.level for item in readings) else "rules",
        now=now,
        before=spoken_of(clean, before),
    )


def _before(inquiry: Inquiry) -> tuple[str, ...]:
    """What the customer wrote before, oldest first, without instructions to machines."""
    said = [one.text for one in inquiry.thread if one.author_kind == "customer" and one.visibility == "public"]
    return tuple(_blanked(text, find_injections(text)) for text in said)


def _with_the_whole(results: Sequence[SearchResult], clean: str, desk: DraftingDesk) -> list[SearchResult]:
    """Of asks that find no sure answer by themselves, what the whole message finds, where that fits better.

    It is then something to look at (weak), not an answer: the ask's own words did not find it.
    """
    if any(result.decision == "supported" for result in results):
        return list(results)
    whole = desk.index.search(clean)
    unsure = replace(whole, decision="weak" if whole.decision == "supported" else whole.decision)
    return [result if result.supported >= whole.supported else unsure for result in results]


def only_from(reading: Reading, article_id: str) -> Reading:
    """The reading as if one article were the answer to every ask it was found for, and nothing answered the others."""
    asks = []
    for item in reading.asks:
        first = tuple(hit for hit in item.hits if hit.passage.article_id == article_id)
        decision: Decision = "supported" if first else "nothing"
        asks.append(replace(item, hits=first, decision=decision, weak=bool(first), status=(), own=()))
    return replace(reading, asks=tuple(asks))


def question_of(item: AskReading, reading: Reading) -> str:
    """The ask's words, with the whole message when they say too little («А когда?»), and what it goes on from."""
    own = item.question if len(keys(item.question)) > 1 else f"{item.question} {reading.clean}"
    return f"{own} {reading.before}".strip()


def _ask_reading(
    number: int, ask: Ask, result: SearchResult, order: OrderFacts | None, clean: str, vocabulary: Vocabulary
) -> AskReading:
    hits = tuple(hit for hit in result.hits if hit.passage.audience == "public")
    decision = decided(result.decision, result.supported, hits)
    if decision == "weak" and vocabulary.is_strange(ask.text):
        decision = "nothing"
    if not hits:
        decision = "nothing"
    strange = vocabulary.names_a_stranger(ask.text) or is_of_something_unknown(ask.text, vocabulary)
    if decision == "supported" and (strange or is_beside(ask.text, hits[0], vocabulary)):
        decision = "weak"
    if hits and hits[0] is not result.hits[0] and decision == "supported":
        decision = "weak"  # the answer is an internal article's: to read, not to quote
    topic = topic_of(ask.text).code
    return AskReading(
        number=number,
        ask=ask,
        topic=topic if topic != "other" else topic_of(clean).code,
        result=result,
        hits=hits,
        decision=decision,
        strange=strange,
        status=_status(ask, topic, order),
        own=own_facts(ask.text, order),
    )


def _status(ask: Ask, topic: str, order: OrderFacts | None) -> tuple[Fact, ...]:
    where = "status" in wanted(ask.text)
    if order is None or not (
        where or (topic == "order_status" and ask.kind != "request" and not asks_a_deed(ask.text))
    ):
        return ()
    return tuple(fact for fact in order.facts if fact.kind in _STATUS_FACTS)


def _promoted(item: AskReading, readings: Sequence[AskReading], desk: DraftingDesk) -> AskReading:
    """An ask the search is not sure of counts as answered when more speaks for its best article.

    Either that article surely answers another ask of the message, or it is of the very topic asked about and says what
    is asked, or it is of the topic of a complaint.
    """
    if item.decision == "supported" or not item.hits:
        return item
    sure = {other.hits[0].passage.article_id for other in readings if other.decision == "supported" and other.hits}
    first = item.hits[0].passage.article_id
    shared = item.decision == "weak" and first in sure and _speaks_of(desk.index.article(first), item, desk)
    return replace(item, decision="supported") if shared or _is_on_topic(item, desk) else item


def _speaks_of(article: Article, item: AskReading, desk: DraftingDesk) -> bool:
    """Whether an article that answers another ask of the message says enough of this one's words."""
    said = keys(f"{article.heading} {article.title} {article.text}")
    return vocabulary_of(desk.index).recall(keys(item.question), said) >= _SAID


def _drafted(item: AskReading, desk: DraftingDesk) -> AskReading:
    """A weakly supported ask as this desk wants it: a draft with a warning, where it wants drafts."""
    wanted_so = desk.weak == "draft" and item.decision == "weak" and bool(item.hits)
    return replace(item, decision="supported", weak=True) if wanted_so else item


def _is_on_topic(item: AskReading, desk: DraftingDesk) -> bool:
    article = desk.index.article(item.hits[0].passage.article_id)
    if item.topic == "other" or topic_of_article(article) != item.topic:
        return False
    if item.complains:
        return True
    if item.decision != "weak" or item.strange:
        return False
    fits = not wanted(item.question) or gives(article.text, wanted(item.question)) > 0
    if item.ask.kind in {"question", "request"} and _leads(item.hits):
        return fits
    asked, said = keys(item.question), keys(f"{article.heading} {article.title} {article.text}")
    titled = keys(article.title)
    if vocabulary_of(desk.index).recall(asked, said) >= _SAID:
        return fits
    return item.ask.implicit and bool(titled) and titled <= asked


def _leads(hits: Sequence[Hit]) -> bool:
    """Whether the first article stands clearly above the next one."""
    others = [hit.score for hit in hits if hit.passage.article_id != hits[0].passage.article_id]
    return not others or hits[0].score - max(others) >= _LEAD


def _in_topic(item: AskReading, desk: DraftingDesk) -> AskReading:
    """Of a complaint's first hits, the one of its topic comes first; when words find none, its general article."""
    if item.decision == "supported" or not item.complains:
        return item
    ours = [
        hit for hit in item.hits[:_NEAR] if topic_of_article(desk.index.article(hit.passage.article_id)) == item.topic
    ]
    first = ours[:1] or general_hit(item.topic, desk)
    return replace(item, hits=(*first, *(hit for hit in item.hits if hit not in first)))


def _of_its_own(item: AskReading, readings: Sequence[AskReading], desk: DraftingDesk) -> AskReading:
    """A bare ask («Можно вернуть?») beside a fuller one gets its topic's general article, not the other's."""
    if not item.hits or item.topic == "other" or len(keys(item.question)) > _BARE:
        return item
    if topic_of(item.question).code != item.topic:
        return item
    first = item.hits[0].passage.article_id
    if all(other is item or not other.hits or other.hits[0].passage.article_id != first for other in readings):
        return item
    general = [hit for hit in general_hit(item.topic, desk) if hit.passage.article_id != first]
    return replace(item, hits=(*general, *item.hits)) if general else item


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _offer(hit: Hit) -> Offer:
    passage = hit.passage
    return Offer(
        article_id=passage.article_id,
        title=passage.title,
        revision=passage.revision,
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        score=hit.score,
        internal=passage.audience != "public",
    )
