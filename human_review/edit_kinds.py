"""What operators change in drafts, by where the words came from: articles, versions of the prompt, rules of the voice.

Each share has its n and Wilson interval; groups below ten drafts have none. Sorted by the lower bound: what is changed
most for certain stands first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.decision import Changes, decide
from human_review.assist import KINDS, share_of
from human_review.customers import Share
from human_review.day_sums import Only
from reply_core.tables import ConversationRecord, DraftDecisionRecord, DraftRecord

MOST = 5_000
"""The newest decisions that are read; more would change little."""
_select = cast("Any", select)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEdits:
    """Sent drafts that rest on an article: how often its sentences had a fact fixed, or were taken out."""

    article_id: str
    title: str
    drafts: int
    fact_fixed: Share
    taken_out: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptEdits:
    """Decided drafts of one version of the prompt ("" = composed without a model) at one level."""

    prompt: str
    level: str
    drafts: int
    accepted: Share
    rejected: Share
    kinds: Mapping[str, Share]
    """Kind of edit → its share of all these drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEdits:
    """Sent drafts that departed from a rule of the voice: how often the operator mended it."""

    rule_id: str
    drafts: int
    mended: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFigures:
    """What operators changed since a moment."""

    since: datetime
    decisions: int
    all_read: bool
    """False: only the newest `MOST` decisions."""
    edited: Share
    kinds: Mapping[str, Share]
    """Kind → its share of the edited drafts; one edit may be of several kinds."""
    articles: tuple[ArticleEdits, ...]
    prompts: tuple[PromptEdits, ...]
    rules: tuple[RuleEdits, ...]


class _Decided(NamedTuple):
    decision: str
    changes: Changes | None
    """None for a rejected draft."""
    kinds: tuple[str, ...]
    body: Mapping[str, Any]
    prompt: str
    level: str

    @property
    def sent(self) -> bool:
        """Whether the draft, or what became of it, went to the customer."""
        return self.decision in {"accepted", "edited"} and bool(self.body.get("sentences"))


async def edit_figures(session: AsyncSession, since: datetime, only: Only) -> EditFigures:
    """Decisions on drafts since then; ``only`` narrows to a channel, a topic or operators."""
    found = await _decisions(session, since, only)
    read = found[:MOST]
    edited = [each for each in read if each.decision == "edited"]
    kinds = Counter(kind for each in edited for kind in each.kinds)
    return EditFigures(
        since=since,
        decisions=len(read),
        all_read=len(found) <= MOST,
        edited=share_of(len(edited), len(read)),
        kinds={kind: share_of(kinds[kind], len(edited)) for kind in KINDS},
        articles=_articles([each for each in read if each.sent]),
        prompts=_prompts(read),
        rules=_rules([each for each in read if each.sent]),
    )


async def _decisions(session: AsyncSession, since: datetime, only: Only) -> list[_Decided]:
    """The newest decisions on drafts (not on hand-overs), one more than is read."""
    made, draft, talk = DraftDecisionRecord, DraftRecord, ConversationRecord
    wanted = (
        _select(
            made.decision, made.changes, made.edit_kinds, made.final_text,
            draft.text, draft.body, draft.provenance, draft.level,
        )
        .join(draft, col(draft.id) == col(made.draft_id))
        .where(col(made.at) >= since, draft.kind == "draft")
        .order_by(col(made.at).desc(), col(made.draft_id))
        .limit(MOST + 1)
    )  # fmt: skip
    if only.topic:
        wanted = wanted.where(draft.topic == only.topic)
    if only.channel:
        wanted = wanted.join(talk, col(talk.id) == col(draft.conversation_id)).where(talk.channel == only.channel)
    if only.operators is not None:
        wanted = wanted.where(col(made.operator_id).in_(sorted(only.operators)))
    return [_decided(*row) for row in (await session.exec(wanted)).all()]


def _decided(
    decision: str,
    changes: Mapping[str, Any],
    kinds: list[str],
    final_text: str,
    text: str,
    body: Mapping[str, Any],
    provenance: Mapping[str, Any],
    level: str,
) -> _Decided:
    """A decision as it is counted; an edit of before its sentences were kept is read anew."""
    read = None
    if changes:
        read = msgspec.convert(changes, type=Changes)
    if decision == "edited" and "fixed" not in changes:
        read = decide(text, final_text)
    told = tuple(kinds) or (read.kinds if read is not None else ())
    return _Decided(decision, read, told, body, str(provenance.get("prompt") or ""), level)


def _articles(sent: Iterable[_Decided]) -> tuple[ArticleEdits, ...]:
    drafts: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for each in sent:
        sentences = _cited(each.body, titles)
        changes = each.changes or Changes(similarity=1.0)
        for article_id, own in sentences.items():
            drafts[article_id] += 1
            fixed[article_id] += bool(own & set(changes.fixed))
            gone[article_id] += bool(own & set(changes.removed))
    rows = [
        ArticleEdits(
            article_id=name, title=titles[name], drafts=n,
            fact_fixed=share_of(fixed[name], n), taken_out=share_of(gone[name], n),
        )
        for name, n in drafts.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (*_by_bound(row.fact_fixed), -row.drafts, row.title)))


def _cited(body: Mapping[str, Any], titles: dict[str, str]) -> Mapping[str, set[str]]:
    """Article → the draft's sentences that rest on it; fills in the titles."""
    found: dict[str, set[str]] = defaultdict(set)
    for sentence in body.get("sentences", ()):
        for cited in sentence.get("citations", ()):
            name = str(cited.get("article_id") or "")
            if cited.get("kind") == "article" and name:
                found[name].add(" ".join(str(sentence.get("text") or "").split()))
                titles.setdefault(name, str(cited.get("title") or name))
    return found


def _prompts(read: Iterable[_Decided]) -> tuple[PromptEdits, ...]:
    groups: dict[tuple[str, str], list[_Decided]] = defaultdict(list)
    for each in read:
        groups[each.prompt, each.level].append(each)
    return tuple(_prompt(*key, own) for key, own in sorted(groups.items()))


def _prompt(prompt: str, level: str, own: list[_Decided]) -> PromptEdits:
    n = len(own)
    decisions = Counter(each.decision for each in own)
    kinds = Counter(kind for each in own if each.decision == "edited" for kind in each.kinds)
    return PromptEdits(
        prompt=prompt,
        level=level,
        drafts=n,
        accepted=share_of(decisions["accepted"], n),
        rejected=share_of(decisions["rejected"], n),
        kinds={kind: share_of(kinds[kind], n) for kind in KINDS},
    )


def _rules(sent: Iterable[_Decided]) -> tuple[RuleEdits, ...]:
    drafts: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    for each in sent:
        toned = set(each.changes.toned) if each.changes else set()
        rules = {str(alert.get("rule_id") or "") for alert in each.body.get("alerts", ())} | toned
        for rule in rules - {""}:
            drafts[rule] += 1
            mended[rule] += rule in toned
    rows = [RuleEdits(rule_id=name, drafts=n, mended=share_of(mended[name], n)) for name, n in drafts.items()]
    return tuple(sorted(rows, key=lambda row: (*_by_bound(row.mended), -row.drafts, row.rule_id)))


def _by_bound(share: Share) -> tuple[bool, float, int]:
    return share.low is None, -(share.low or 0.0), -share.good
