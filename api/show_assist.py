"""How drafts serve, as views in words people read aloud."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from api.assist_words import NAMES, NOTES, TEXTS
from api.gap_routes import show_coverage
from api.group_names import group_name
from api.show_card import topic_label
from api.show_growth import growth_text, number
from api.show_response import duration_text
from api.views.assist import (
    AmountView,
    ArticleEditsView,
    AssistRowView,
    AssistView,
    CountedView,
    EditsView,
    ModelCostView,
    PromptEditsView,
    PurposeCostView,
    ReachedView,
    RuleEditsView,
    TopicGrowthView,
)
from api.views.figures import SpanView
from api.words import level_label
from human_review.assist import TENURES, Assist, AssistFigures
from human_review.customers import Share
from human_review.edit_kinds import MOST, EditFigures
from human_review.growth import EVERY_TOPIC, TopicGrowth
from human_review.kb_coverage import Coverage
from human_review.model_cost import ModelCost, PerThousand
from human_review.slices import Slice
from reply_core.types import Language
from tone_of_voice.pack import load_pack

_GAP = re.compile(r"\{\w+\}")
"""Where a rule's message names what it found."""


def show_assist(
    found: Assist,
    cut: Slice,
    *,
    people: Mapping[str, str],
    covered: Coverage,
    cost: ModelCost | None,
    topics: Iterable[TopicGrowth],
    language: Language,
) -> AssistView:
    """Groups by name, tenures and levels in their order, topics by growth."""
    groups = [
        _row(key, group_name(cut.by, key, people, language), each, language) for key, each in found.groups.items()
    ]
    grown = [_topic(each, language) for each in topics]
    notes = [NOTES["shares"][language], NOTES["time"][language], NOTES["growth"][language]]
    levels = [
        _row(name, level_label(name, language), found.levels[name], language)
        for name in ("rules", "local", "model")
        if name in found.levels
    ]
    if len(levels) > 1:
        told = ", ".join(f"{each.name}: {each.shown}" for each in levels)
        notes.insert(0, NOTES["levels"][language].format(levels=told))
    return AssistView(
        by=cut.by,
        since=found.since,
        together=_row("", NAMES["together"][language], found.together, language),
        groups=tuple(sorted(groups, key=lambda group: group.name.casefold())),
        tenures=tuple(
            _row(name, NAMES[name][language], found.tenures[name], language)
            for name in TENURES
            if name in found.tenures
        ),
        levels=tuple(levels),
        coverage=_reached(covered, language),
        cost=_cost(cost, language) if cost is not None else None,
        topics=tuple(each for each in grown if each.topic != EVERY_TOPIC),
        all_topics=next((each for each in grown if each.topic == EVERY_TOPIC), None),
        notes=tuple(notes),
    )


def show_edits(found: EditFigures, language: Language) -> EditsView:
    """What operators change, by article, prompt and rule."""
    notes = [NOTES["edits"][language]]
    if not found.all_read:
        notes.append(NOTES["newest"][language].format(n=MOST))
    return EditsView(
        since=found.since,
        decisions=found.decisions,
        edited=counted(found.edited, language),
        kinds=_named(found.kinds, language),
        articles=tuple(
            ArticleEditsView(
                article_id=each.article_id,
                title=each.title,
                drafts=each.drafts,
                fact_fixed=counted(each.fact_fixed, language),
                taken_out=counted(each.taken_out, language),
            )
            for each in found.articles
        ),
        prompts=tuple(
            PromptEditsView(
                prompt=each.prompt,
                name=each.prompt or NAMES["no_prompt"][language],
                level=each.level,
                level_label=level_label(each.level, language),
                drafts=each.drafts,
                accepted=counted(each.accepted, language),
                rejected=counted(each.rejected, language),
                kinds=_named(each.kinds, language),
            )
            for each in found.prompts
        ),
        rules=tuple(
            RuleEditsView(
                rule_id=each.rule_id,
                name=_rules().get(each.rule_id, each.rule_id),
                drafts=each.drafts,
                mended=counted(each.mended, language),
            )
            for each in found.rules
        ),
        notes=tuple(notes),
    )


def counted(each: Share, language: Language, code: str = "", prefix: str = "") -> CountedView:
    """A share in words; ``code`` names it."""
    label = NAMES.get(f"{prefix}{code}", {}).get(language, code) if code else ""
    few = TEXTS["few"][language].format(good=each.good, n=each.n)
    bare = CountedView(code=code, label=label, good=each.good, n=each.n, text=few)
    if each.share is None or each.low is None or each.high is None:
        return bare
    numbers = {"share": 100 * each.share, "low": 100 * each.low, "high": 100 * each.high}
    shown = {name: round(value) for name, value in numbers.items()}
    text = TEXTS["share"][language].format(**shown, good=each.good, n=each.n)
    return bare.model_copy(update={**numbers, "text": text})


def _named(shares: Mapping[str, Share], language: Language, prefix: str = "") -> tuple[CountedView, ...]:
    return tuple(counted(each, language, code, prefix) for code, each in shares.items())


def _row(key: str, name: str, each: AssistFigures, language: Language) -> AssistRowView:
    warning = ""
    if each.accepted_unread:
        warning = TEXTS["unread"][language].format(good=each.unread.good, n=each.unread.n)
    return AssistRowView(
        key=key,
        name=name,
        shown=each.shown,
        answered=each.answered,
        replaced=each.replaced,
        still_open=each.still_open,
        accepted=counted(each.accepted, language),
        edited=counted(each.edited, language),
        rejected=counted(each.rejected, language),
        unused=counted(each.unused, language),
        kinds=_named(each.kinds, language),
        reasons=_named(each.reasons, language, "reason_"),
        time_to_send=_span(each, language),
        timed=each.timed,
        unread=counted(each.unread, language),
        warning=warning,
    )


def _span(each: AssistFigures, language: Language) -> SpanView:
    took = each.time_to_send
    if took.seconds is None:
        return SpanView(text=TEXTS["no_time"][language].format(n=each.timed))
    text = duration_text(took.seconds, language)
    if took.low is not None and took.high is not None:
        text += f" [{duration_text(took.low, language)} – {duration_text(took.high, language)}]"
    return SpanView(seconds=took.seconds, low=took.low, high=took.high, text=text)


def _reached(each: Coverage, language: Language) -> ReachedView:
    reached = each.reached
    return ReachedView(**show_coverage(each, language).model_dump(), reached=reached, said=TEXTS[reached][language])


def _cost(each: ModelCost, language: Language) -> ModelCostView:
    money, tokens = _amount(each.cost_per_thousand, language, 2), _amount(each.tokens_per_thousand, language, 0)
    return ModelCostView(
        conversations=each.conversations,
        calls=each.calls,
        without_price=each.without_price,
        cost=each.cost,
        tokens=each.tokens,
        cost_per_thousand=money,
        tokens_per_thousand=tokens,
        purposes=tuple(
            PurposeCostView(
                purpose=one.purpose,
                label=NAMES.get(f"purpose_{one.purpose}", {}).get(language, one.purpose),
                calls=one.calls,
                failed=one.failed,
                tokens_in=one.tokens_in,
                tokens_out=one.tokens_out,
                cost=one.cost,
            )
            for one in each.purposes
        ),
        text=_cost_text(each, money, tokens, language),
    )


def _cost_text(each: ModelCost, money: AmountView, tokens: AmountView, language: Language) -> str:
    if not each.calls:
        return TEXTS["no_calls"][language]
    if tokens.value is None:
        return TEXTS["few_talks"][language].format(n=each.conversations)
    words = {"calls": each.calls, "n": each.conversations, "tokens": tokens.text}
    if money.value is None:
        return TEXTS["tokens_only"][language].format(**words, without=each.without_price)
    return TEXTS["cost"][language].format(**words, cost=money.text)


def _amount(each: PerThousand, language: Language, places: int) -> AmountView:
    if each.value is None:
        return AmountView()
    text = number(each.value, language, places)
    if each.low is not None and each.high is not None:
        text += f" [{number(each.low, language, places)}–{number(each.high, language, places)}]"
    return AmountView(value=each.value, low=each.low, high=each.high, text=text)


def _topic(each: TopicGrowth, language: Language) -> TopicGrowthView:
    name = NAMES["every_topic"][language] if each.topic == EVERY_TOPIC else topic_label(each.topic, language)
    return TopicGrowthView(
        topic=each.topic, name=name, recent=each.recent, before=each.before, before_weeks=each.before_weeks,
        trend=each.trend, ratio=each.ratio, low=each.low, high=each.high, text=growth_text(each, language),
    )  # fmt: skip


@cache
def _rules() -> Mapping[str, str]:
    """Rule → what it says, in the language it is about."""
    packs = [load_pack("ru"), load_pack("en")]
    return {rule.spec.id: _GAP.sub("…", rule.spec.message) for pack in packs for rule in pack.rules}
