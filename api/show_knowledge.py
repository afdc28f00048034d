"""Articles, their revisions and what rests on them, as views with their words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.show_card import topic_label
from api.times import plural
from api.views import (
    AffectedView,
    ArticleItem,
    ArticleView,
    ChangeView,
    DiffView,
    FieldChangeView,
    PairView,
    QuoteView,
    RestingView,
    TwinsView,
    VersionView,
)
from human_review.citing import Affected
from knowledge_base.articles import Article
from knowledge_base.changes import compare
from knowledge_base.macros import find_slots
from knowledge_base.twins import Pair, Quote, TwinReport
from knowledge_base.versions import Version
from reply_core.types import Language

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "public": {"ru": "для клиентов", "en": "for customers"},
    "internal": {"ru": "только для операторов", "en": "for operators only"},
    "article": {"ru": "статья", "en": "article"},
    "macro": {"ru": "шаблон ответа", "en": "macro"},
    "in_force": {"ru": "действует", "en": "in force"},
    "expired": {"ru": "срок истёк {day}", "en": "expired on {day}"},
    "upcoming": {"ru": "начнёт действовать {day}", "en": "begins on {day}"},
    "sent": {"ru": "отправлен", "en": "sent"},
    "open": {"ru": "черновик, решения ещё нет", "en": "a draft not decided on yet"},
    "gone": {"ru": "изменилась сама фраза", "en": "the very sentence changed"},
    "near": {"ru": "изменился тот же абзац", "en": "another sentence of its paragraph changed"},
    "same": {"ru": "без изменений", "en": "unchanged"},
    "changed": {"ru": "изменено", "en": "changed"},
    "added": {"ru": "добавлено", "en": "added"},
    "removed": {"ru": "убрано", "en": "taken out"},
    "title": {"ru": "заголовок", "en": "title"},
    "question": {"ru": "вопрос", "en": "question"},
    "topic": {"ru": "тема", "en": "topic"},
    "text": {"ru": "текст", "en": "text"},
    "audience": {"ru": "для кого", "en": "for whom"},
    "kind": {"ru": "вид", "en": "kind"},
    "valid_from": {"ru": "действует с", "en": "valid from"},
    "valid_until": {"ru": "действует до", "en": "valid until"},
    "part": {
        "ru": "проверены самые похожие из возможных пар: их больше, чем проверяется за раз",
        "en": "the likest pairs were checked: there are more than are checked at once",
    },
}
_FIELDS = ("title", "question", "topic", "audience", "kind", "valid_from", "valid_until")


def state_of(valid_from: date | None, valid_until: date | None, today: date) -> str:
    """``in_force``, ``expired`` or ``upcoming``."""
    if valid_until is not None and valid_until < today:
        return "expired"
    return "upcoming" if valid_from is not None and today < valid_from else "in_force"


def state_label(valid_from: date | None, valid_until: date | None, today: date, language: Language) -> str:
    """«действует», «срок истёк 30.11.2026»."""
    state = state_of(valid_from, valid_until, today)
    day = valid_until if state == "expired" else valid_from
    return _WORDS[state][language].format(day=day_text(day))


def day_text(day: date | None) -> str:
    """31.12.2026, empty for none."""
    return f"{day:%d.%m.%Y}" if day else ""


def article_fields(article: Article, today: date, language: Language) -> dict[str, Any]:
    """The fields of an article in a list."""
    return {
        "id": article.id,
        "title": article.title,
        "topic": article.topic,
        "topic_label": topic_label(article.topic, language) if article.topic else "",
        "question": article.question,
        "revision": article.revision,
        "source": article.source,
        "audience": article.audience,
        "audience_label": _word(article.audience, language),
        "kind": article.kind,
        "kind_label": _word(article.kind, language),
        "brand": article.brand,
        "valid_from": article.valid_from,
        "valid_until": article.valid_until,
        "state": state_of(article.valid_from, article.valid_until, today),
        "state_label": state_label(article.valid_from, article.valid_until, today, language),
    }


def show_item(article: Article, today: date, language: Language) -> ArticleItem:
    """An article in a list."""
    return ArticleItem(**article_fields(article, today, language))


def show_article(
    article: Article, today: date, language: Language, affected: AffectedView | None = None
) -> ArticleView:
    """An article with its text."""
    slots = tuple(dict.fromkeys(slot.name for slot in find_slots(article.text)))
    return ArticleView(
        **article_fields(article, today, language),
        text=article.text,
        slots=slots,
        affected=affected or AffectedView(),
    )


def show_affected(
    found: Affected, titles: Mapping[str, str], names: Mapping[str, str], language: Language
) -> AffectedView:
    """What rests on a change; ``titles`` of articles and ``names`` of operators by id."""
    return AffectedView(
        sent=found.sent,
        open=found.open,
        text=affected_text(found.sent, found.open, language),
        items=tuple(
            RestingView(
                draft_id=item.draft_id,
                conversation_id=item.conversation_id,
                message_id=item.message_id,
                article_id=item.article_id,
                article_title=titles.get(item.article_id, ""),
                revision=item.revision,
                state=item.state,
                state_label=_word(item.state, language),
                weight=item.weight,
                weight_label=_word(item.weight, language),
                quote=item.quote,
                sentence=item.sentence,
                operator_name=names.get(item.operator_id, item.operator_id),
                at=item.at,
            )
            for item in found.items
        ),
    )


def affected_text(sent: int, drafted: int, language: Language) -> str:
    """«На изменённом держатся 3 отправленных ответа и 1 черновик»; empty when nothing does."""
    if not sent + drafted:
        return ""
    if language == "en":
        replies = f"{sent} sent {'reply' if sent == 1 else 'replies'}" if sent else ""
        drafts = f"{drafted} undecided {'draft' if drafted == 1 else 'drafts'}" if drafted else ""
        said = " and ".join(part for part in (replies, drafts) if part)
        return f"{said} {'rests' if sent + drafted == 1 else 'rest'} on what changed"
    word = plural(sent, "отправленный ответ", "отправленных ответа", "отправленных ответов")
    replies = f"{sent} {word}" if sent else ""
    drafts = f"{drafted} {plural(drafted, 'черновик', 'черновика', 'черновиков')} без решения" if drafted else ""
    said = " и ".join(part for part in (replies, drafts) if part)
    return f"На изменённом держатся: {said}"


def show_version(version: Version, language: Language) -> VersionView:
    """One revision in the list."""
    return VersionView(
        revision=version.revision,
        author=version.author,
        at=version.at,
        title=version.title,
        changed=version.changed,
        changed_labels=tuple(_word(name, language) for name in version.changed),
    )


def show_diff(before: Article, after: Article, language: Language) -> DiffView:
    """Two revisions of an article side by side."""
    return DiffView(
        article_id=after.id,
        before=before.revision,
        after=after.revision,
        changes=tuple(
            ChangeView(
                kind=change.kind,
                label=_word(change.kind, language),
                before=change.before.of(before.text) if change.before else "",
                after=change.after.of(after.text) if change.after else "",
            )
            for change in compare(before.text, after.text)
        ),
        fields=tuple(
            FieldChangeView(
                field=name,
                label=_word(name, language),
                before=_shown(getattr(before, name), language),
                after=_shown(getattr(after, name), language),
            )
            for name in _FIELDS
            if getattr(before, name) != getattr(after, name)
        ),
    )


def show_twins(report: TwinReport, articles: int, language: Language, limit: int = 200) -> TwinsView:
    """Duplicates and contradictions."""
    said = (
        f"Повторов: {len(report.duplicates)}, возможных противоречий: {len(report.contradictions)}; "
        f"проверено статей: {articles}"
        if language == "ru"
        else f"Near-duplicates: {len(report.duplicates)}, possible contradictions: {len(report.contradictions)}; "
        f"articles checked: {articles}"
    )
    return TwinsView(
        duplicates=_pairs(report.duplicates[:limit]),
        contradictions=_pairs(report.contradictions[:limit]),
        articles=articles,
        passages=report.passages,
        meant=report.meant,
        complete=report.complete,
        ms=report.ms,
        text=said if report.complete else f"{said}; {_word('part', language)}",
    )


def _pairs(pairs: Sequence[Pair]) -> tuple[PairView, ...]:
    return tuple(
        PairView(
            kind=pair.kind,
            one=_quote(pair.one),
            two=_quote(pair.two),
            share=pair.share,
            values=pair.values,
            note=pair.note,
            other_words=pair.other_words,
        )
        for pair in pairs
    )


def _quote(quote: Quote) -> QuoteView:
    return QuoteView(
        article_id=quote.article_id,
        title=quote.title,
        revision=quote.revision,
        start=quote.start,
        end=quote.end,
        text=quote.text,
        audience=quote.audience,
        kind=quote.kind,
    )


def _shown(value: Any, language: Language) -> str:
    return day_text(value) if isinstance(value, date) else _word(value or "", language)


def _word(code: str, language: Language) -> str:
    return _WORDS[code][language] if code in _WORDS else str(code)
