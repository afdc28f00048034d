"""What else is said of a text before it is sent: a wrong name, a foreign link, words of an internal article."""

from collections.abc import Iterable, Mapping, Sequence

from api.views import CardView, EvidenceView, WarningView
from knowledge_base.articles import Article
from knowledge_base.terms import content_words
from reply_core.text import sentences, stem
from reply_core.types import Language

_KINDS: Mapping[str, str] = {"unsafe_link": "link", "wrong_customer": "name"}
"""Critical errors that have a kind of their own among warnings; the rest are ``critical``."""
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "ask": {"ru": "возможно, без ответа: {what}", "en": "possibly unanswered: {what}"},
    "critical": {"ru": "критично: {what}", "en": "critical: {what}"},
    "link": {"ru": "{what}", "en": "{what}"},
    "name": {"ru": "возможно, не то имя: {what}", "en": "possibly the wrong name: {what}"},
    "internal": {
        "ru": "слова из внутренней статьи «{what}»: покупателям её не цитируют",
        "en": "words of the internal article “{what}”: it is not quoted to customers",
    },
}
_LEVELS = ("note", "warning", "error")
_AT_LEAST = 4
"""Telling words a sentence shares with an internal article for it to be that article's."""
_SHARE = 0.75


def of_card(card: CardView, preview: str, language: Language) -> list[WarningView]:
    """Asks that may have been missed, critical errors, a wrong name.

    Args:
        card: of the text as if it were sent.
        preview: the id its message has there.
        language: of the warnings.
    """
    missed = [each for each in card.asks if each.verdict in {"unanswered", "unsure"} and (each.credit or 0) < 1]
    warnings = [
        WarningView(kind="ask", level="warning", text=_WORDS["ask"][language].format(what=each.text)) for each in missed
    ]
    for error in card.critical:
        kind = _KINDS.get(error.code, "critical")
        level = "error" if error.state == "confirmed" else "warning"
        what = error.reason or error.label
        warnings.append(_placed(kind, level, what, _here(error.evidence, preview), language))
    if all(each.kind != "name" for each in warnings):
        warnings += [
            _placed("name", "warning", criterion.reason or criterion.label, places, language)
            for criterion in card.criteria
            if criterion.criterion == "name" and criterion.verdict == "fail"
            if (places := _here(criterion.evidence, preview))
        ]
    return warnings


def internal_words(text: str, articles: Iterable[Article], language: Language) -> list[WarningView]:
    """Sentences of a text that say what only an internal article says."""
    known = list(articles)
    internal = [(each.title, _told(each.text)) for each in known if each.audience != "public"]
    if not internal:
        return []
    public = [said for each in known if each.audience == "public" for said in _told(each.text)]
    found = []
    for span in sentences(text):
        words = _stems(span.of(text))
        title = next((title for title, told in internal if _says(words, told)), None)
        if title is None or _says(words, public):
            continue
        said = _WORDS["internal"][language].format(what=title)
        quote = span.of(text).strip()
        found.append(
            WarningView(kind="internal", level="error", text=said, start=span.start, end=span.end, match=quote)
        )
    return found


def once(warnings: Sequence[WarningView]) -> tuple[WarningView, ...]:
    """Of warnings about the same words the gravest, the first said of equals; places without words all stay."""
    gravest: dict[str, WarningView] = {}
    for each in warnings:
        kept = gravest.get(each.match)
        if each.match and (kept is None or _gravity(each) > _gravity(kept)):
            gravest[each.match] = each
    return tuple(each for each in warnings if not each.match or gravest[each.match] is each)


def _gravity(warning: WarningView) -> tuple[int, bool]:
    """By level; of equals what says more than that the words are in no source."""
    return _LEVELS.index(warning.level), warning.kind != "absent"


def _told(text: str) -> list[frozenset[str]]:
    return [_stems(span.of(text)) for span in sentences(text)]


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text))


def _says(words: frozenset[str], told: Sequence[frozenset[str]]) -> bool:
    return any(
        len(shared := words & each) >= _AT_LEAST and len(shared) >= _SHARE * min(len(words), len(each)) for each in told
    )


def _here(evidence: Sequence[EvidenceView], preview: str) -> list[EvidenceView]:
    return [each for each in evidence if each.message_id == preview]


def _placed(kind: str, level: str, what: str, places: Sequence[EvidenceView], language: Language) -> WarningView:
    first = places[0] if places else None
    return WarningView(
        kind=kind,
        level=level,
        text=_WORDS[kind][language].format(what=what),
        start=first.start if first else None,
        end=first.end if first else None,
        match=first.quote if first else "",
    )
