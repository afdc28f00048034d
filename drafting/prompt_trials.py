"""Golden cases over versions of a prompt: what the verifier says of each, beside tokens and time."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from anyio import to_thread

from drafting.desk import DraftingDesk
from drafting.golden import NOW, GoldenCase, GoldenShop
from drafting.judging import judged
from drafting.model_answer import read_sentences
from drafting.model_text import DRAFT, prepare
from drafting.outcome import Draft, Outcome
from drafting.propose import propose
from drafting.reading import read
from drafting.verify import as_source, edit_sources
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import check_text
from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelFailure, ModelGateway, ModelReply, ModelRequest, TextStream
from reply_core.errors import TactError
from reply_core.text import fold
from tone_of_voice.profile import default_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What one version made of one case."""

    case: str
    version: int
    kind: str
    right_kind: bool
    text: str
    level: str
    note: str
    notes: tuple[str, ...]
    said: int
    """Sentences of the model's first answer that were judged."""
    refused: tuple[str, ...]
    """Those the check did not let through, each with its reason."""
    facts: int
    missing: tuple[str, ...]
    """Facts of the case that the draft does not hold."""
    wrong: tuple[str, ...]
    """Forbidden words and contradicted sentences in the text that would be shown."""
    asks: int
    answered: int
    alerts: int
    calls: int
    tokens: int
    ms: int
    failure: str = ""
    cited: tuple[str, ...] = ()
    """Articles the draft cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One version over all cases; shares are None where nothing was counted."""

    version: int
    n: int
    drafts: int
    by_model: int
    right_kind: int
    said: int
    supported: float | None
    """Share of the model's judged sentences that the sources bear out."""
    facts_kept: float | None
    asks_answered: float | None
    wrong: int
    alerts: int
    failures: int
    tokens: float
    """A case, on average, all calls together."""
    ms: float


class Recording:
    """A gateway that keeps what its model said."""

    def __init__(self, inner: ModelGateway) -> None:
        self._inner = inner
        self.replies: list[ModelReply] = []
        self.calls = 0
        self.failure = ""

    @property
    def name(self) -> str:
        return self._inner.name

    async def complete(self, request: ModelRequest) -> ModelReply:
        self.calls += 1
        try:
            reply = await self._inner.complete(request)
        except ModelFailure as failure:
            self.failure = failure.cause
            raise
        self.replies.append(reply)
        return reply

    def stream(self, request: ModelRequest) -> TextStream:
        self.calls += 1
        return self._inner.stream(request)


def desk_of(shop: GoldenShop, gateway: ModelGateway | None, embedder: Embedder | None = None) -> DraftingDesk:
    """The desk of a golden shop, in the plain voice of its language."""
    return DraftingDesk(
        index=KnowledgeIndex.build(shop.articles, embedder),
        profile=default_profile(shop.language),
        embedder=embedder,
        gateway=gateway,
        language=shop.language,
    )


async def try_versions(
    shop: GoldenShop, versions: Sequence[int], gateway: ModelGateway, embedder: Embedder | None = None
) -> tuple[CaseResult, ...]:
    """Every case with every version, each in its turn the first, so that a slow hour of the model falls on all."""
    plain = desk_of(shop, None, embedder)
    if (first := shop.cases[0].inquiry()) is not None:
        await to_thread.run_sync(lambda: read(first, plain, now=NOW))  # tables and word lists are read once
    found: list[CaseResult] = []
    for number, case in enumerate(shop.cases):
        order = versions if number % 2 == 0 else versions[::-1]
        made = {version: await try_case(case, version, plain, gateway) for version in order}
        found += [made[version] for version in versions]
    return tuple(found)


async def try_case(case: GoldenCase, version: int, plain: DraftingDesk, gateway: ModelGateway) -> CaseResult:
    """One case with one version.

    Raises:
        NotFound: there is no such version.
    """
    recording = Recording(gateway)
    desk = replace(plain, gateway=recording, prompt_versions={DRAFT: version})
    inquiry = case.inquiry()
    began = time.monotonic()
    outcome = await propose(inquiry, desk, now=NOW) if inquiry is not None else None
    ms = round((time.monotonic() - began) * 1000)
    said, refused = _judged(case, desk, recording.replies)
    text = _shown(outcome)
    folded = fold(text)
    asks = len(outcome.asks) if isinstance(outcome, Draft) else 0
    return CaseResult(
        case=case.id,
        version=version,
        kind=outcome.kind if outcome is not None else "no_reply_needed",
        right_kind=_fits(outcome.kind if outcome is not None else "no_reply_needed", case.kind),
        text=text,
        level=outcome.provenance.level if outcome is not None else "",
        note=outcome.provenance.note if outcome is not None else "",
        notes=tuple(note.text for note in outcome.notes) if outcome is not None else (),
        said=said,
        refused=refused,
        facts=len(case.facts),
        missing=tuple(fact for fact in case.facts if fold(fact) not in folded),
        wrong=wrong_in(text, case, plain, stated=isinstance(outcome, Draft)),
        asks=asks,
        answered=asks - len(outcome.unanswered) if isinstance(outcome, Draft) else 0,
        alerts=len(outcome.alerts) if isinstance(outcome, Draft) else 0,
        calls=recording.calls,
        tokens=sum(reply.tokens_in + reply.tokens_out for reply in recording.replies),
        ms=ms,
        failure=recording.failure,
        cited=_cited(outcome),
    )


def wrong_in(text: str, case: GoldenCase, desk: DraftingDesk, *, stated: bool = True) -> tuple[str, ...]:
    """What stands in a text that would be shown and should not: forbidden words, sentences a source contradicts, and
    values that no article of the shop and no field of the order holds (``stated``: of drafts; a reply that only holds
    the customer names the operator's own term)."""
    inquiry = case.inquiry()
    sources = [*edit_sources(inquiry, desk), *(as_source(article) for article in desk.index.articles)]
    found = [word for word in case.forbidden if fold(word) in fold(text)]
    checks = check_text(text, sources, embedder=desk.embedder, asked=case.text) if stated else ()
    for span, check in checks:
        stray = [finding.text for finding in check.findings if finding.verdict == "not_verifiable"]
        if check.verdict == "contradicted" or stray:
            found.append(span.of(text))
    return tuple(found)


def summarise(results: Sequence[CaseResult]) -> tuple[Summary, ...]:
    """A line for each version."""
    by_version: Mapping[int, list[CaseResult]] = {
        version: [one for one in results if one.version == version]
        for version in dict.fromkeys(one.version for one in results)
    }
    return tuple(_summary(version, found) for version, found in by_version.items())


def _summary(version: int, found: Sequence[CaseResult]) -> Summary:
    said, facts, asks = (sum(getattr(one, name) for one in found) for name in ("said", "facts", "asks"))
    refused, missing = sum(len(one.refused) for one in found), sum(len(one.missing) for one in found)
    return Summary(
        version=version,
        n=len(found),
        drafts=sum(one.kind == "draft" for one in found),
        by_model=sum(one.kind == "draft" and one.level == "model" for one in found),
        right_kind=sum(one.right_kind for one in found),
        said=said,
        supported=(said - refused) / said if said else None,
        facts_kept=(facts - missing) / facts if facts else None,
        asks_answered=sum(one.answered for one in found) / asks if asks else None,
        wrong=sum(len(one.wrong) for one in found),
        alerts=sum(one.alerts for one in found),
        failures=sum(bool(one.failure) for one in found),
        tokens=sum(one.tokens for one in found) / len(found),
        ms=sum(one.ms for one in found) / len(found),
    )


def _judged(case: GoldenCase, desk: DraftingDesk, replies: Sequence[ModelReply]) -> tuple[int, tuple[str, ...]]:
    """How many sentences of the first answer were judged, and those refused."""
    inquiry = case.inquiry()
    if inquiry is None or not replies:
        return 0, ()
    reading = read(inquiry, desk, now=NOW)
    try:
        sentences = read_sentences(replies[0].text, where="")
    except TactError:
        return 0, ()
    done = judged(sentences, prepare(reading, desk, now=NOW), reading, desk)
    return len(done.pieces) + len(done.problems), tuple(done.problems)


def _cited(outcome: Outcome | None) -> tuple[str, ...]:
    """Ids of the articles a draft rests on."""
    found = outcome.sources if isinstance(outcome, Draft) else ()
    return tuple(source.article_id for source in found if source.article_id)


def _shown(outcome: Outcome | None) -> str:
    """What a customer could be sent."""
    return str(getattr(outcome, "text", "") or getattr(outcome, "holding", ""))


def _fits(kind: str, wanted: str) -> bool:
    """No draft is no draft: articles to read are as good as a hand-over."""
    return kind == wanted or (wanted == "hand_over" and kind == "candidates")
