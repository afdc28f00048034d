"""Language and tone: the form of address, spelling, the brand's words, clear sentences."""

import re
from collections import Counter
from functools import lru_cache

from qa_scoring.looked_at import looked, shown
from qa_scoring.reasons import say
from qa_scoring.slips import find_slips
from qa_scoring.spelling import unknown_words
from qa_scoring.unasked import does_not_apply
from qa_scoring.verdicts import Unsure, Verdict, scored
from qa_scoring.view import View
from reply_core.text import fold, words
from reply_core.types import Span
from tone_of_voice.address_words import address_of
from tone_of_voice.register import register_of

_PARTIAL = 0.5
_NEARLY = 0.75
_MANY_SLIPS = 2
_WORDS_A_SLIP = 15
_LIGHT = 0.5
"""What a missing comma or a word written twice counts beside a misspelt word."""
_FOREIGN = 0.3
"""From this share of unknown words nobody can tell slips from another language."""
_FEW_WORDS = 6
_HEAVY = 2
"""A sentence with so many turns of officialese has to be read twice, however short it is."""
_SEVERE = "error"
_ENOUGH_WORDS = 3
_SURE_WORDS = 2
_CYRILLIC = re.compile(r"[а-яё]")
_CYRILLIC_WORD = re.compile(r"[а-яё]{2,}")
_EVERYDAY_ENGLISH = frozenset(
    {
        "the", "is", "are", "my", "your", "you", "it", "this", "that", "when", "where", "how", "what", "why", "can",
        "will", "would", "do", "does", "did", "not", "have", "has", "and", "to", "for", "of", "please", "hello",
    }
)  # fmt: skip


def in_other_language(view: View) -> bool:
    """Whether the reply is in another language than the customer writes.

    Sure cases only: an English text with everyday English words and no Cyrillic letter, answered in Russian; a
    Russian text answered without one Cyrillic letter. Russian in Latin letters is Russian.
    """
    if view.language == view.customer.language or len(view.reply.tokens) < _ENOUGH_WORDS:
        return False
    if view.language == "ru":
        asked = set(view.customer.bare_words)
        return not _CYRILLIC.search(view.customer.folded) and len(asked & _EVERYDAY_ENGLISH) >= _SURE_WORDS
    asked_in_russian = len(_CYRILLIC_WORD.findall(view.customer.folded)) >= _ENOUGH_WORDS
    return asked_in_russian and not _CYRILLIC.search(view.reply.folded)


def register(view: View) -> Verdict:
    """Whether «ты» or «вы» follows the profile; «mirror» follows the customer. English has neither."""
    profile = view.profile
    if view.language != "ru" or not view.reply.tokens or in_other_language(view):
        return does_not_apply("register_fits", view.speaks, code="no_register")
    if profile.pronoun == "mirror":
        return _mirrored(view)
    wrong = [alert for alert in view.alerts if alert.category == "register" and alert.level != "suggestion"]
    if wrong:
        what = "; ".join(dict.fromkeys(alert.match for alert in wrong))
        reason = say("register_differs", view.speaks, what=what)
        return scored(
            0.0, source="rule", evidence=view.quotes([each.span for each in wrong]), reason=reason, code="differs"
        )
    word = next((Span(start=start, end=end) for word, start, end in view.reply.tokens if address_of(word)), None)
    return _fits(view, (word,) if word else ())


def _fits(view: View, addressed: tuple[Span, ...]) -> Verdict:
    """A pass with the first word of address; a reply that has none shows what was looked at."""
    if addressed:
        reason = say("register_fits", view.speaks)
        return scored(1.0, source="rule", evidence=view.quotes(addressed[:1]), reason=reason, code="fits")
    reason = looked("no_address", view.speaks, len(view.reply.sentences))
    return scored(1.0, source="rule", evidence=view.politest, reason=reason, code="fits")


def _mirrored(view: View) -> Verdict:
    theirs = register_of(view.customer.clean).value
    ours = register_of(view.reply.clean)
    clash: tuple[Span, ...] = ()
    if theirs == "formal":
        clash = ours.informal_spans
    elif theirs == "informal":
        clash = ours.formal_spans
    if clash:
        what = clash[0].of(view.reply.text)
        reason = say("register_differs", view.speaks, what=what)
        return scored(0.0, source="rule", evidence=view.quotes(clash), reason=reason, code="differs")
    return _fits(view, ours.formal_spans or ours.informal_spans)


def literacy(view: View) -> Verdict:
    """Sure slips only: a comma or a doubled word costs a quarter, a misspelt word half, several in a short text all."""
    if not view.reply.tokens:
        return does_not_apply("no_reply_text", view.speaks)
    slips = find_slips(view.reply, view.shop_terms, view.customer.folded)
    twice = [alert for alert in view.alerts if alert.category == "repetition"]
    if slips and _foreign(view):
        return Unsure(why=say("foreign_words", view.speaks), code="foreign_words")
    if not slips and not twice:
        reason = looked("literate", view.speaks, len(view.reply.tokens))
        return scored(1.0, source="rule", evidence=view.longest, reason=reason, code="literate")
    shown = {_shown(slip.span.of(view.reply.text), slip.meant): slip.kind for slip in slips}
    shown.update((_shown(alert.match, alert.fix or ""), "comma") for alert in twice)
    weight = sum(_LIGHT if kind == "comma" else 1.0 for kind in shown.values())
    many = weight >= _MANY_SLIPS and len(view.reply.tokens) < _WORDS_A_SLIP * weight
    value = 0.0 if many else _PARTIAL if weight >= 1 else _NEARLY
    spans = sorted([*(slip.span for slip in slips), *(alert.span for alert in twice)], key=lambda span: span.start)
    reason = say("misspelt", view.speaks, what=", ".join(shown))
    return scored(value, source="rule", evidence=view.quotes(spans), reason=reason, code="misspelt")


def _foreign(view: View) -> bool:
    """Whether so many words are known to no dictionary that the text is in another language, or in other letters."""
    words_here = list(filter(str.isalpha, view.reply.bare_words))
    return len(unknown_words(view.reply, view.shop_terms)) > _FOREIGN * max(len(words_here), _FEW_WORDS)


def _shown(wrong: str, meant: str) -> str:
    return f"{wrong} → {meant}" if meant else wrong


def terms(view: View) -> Verdict:
    """The brand's own words: banned ones are out, preferred ones in."""
    profile = view.book.profile
    if not profile.banned and not profile.preferred:
        return does_not_apply("no_terms", view.speaks)
    wrong = [alert for alert in view.alerts if alert.category in ("banned_term", "preferred_term")]
    if not wrong:
        return _own_words(view)
    what = "; ".join(dict.fromkeys(alert.message for alert in wrong))
    severe = any(alert.level == _SEVERE for alert in wrong) or len(wrong) > _MANY_SLIPS
    evidence = view.quotes([alert.span for alert in wrong])
    reason = say("terms_differ", view.speaks, what=what)
    return scored(0.0 if severe else _PARTIAL, source="rule", evidence=evidence, reason=reason, code="terms_differ")


def _own_words(view: View) -> Verdict:
    """A pass with the brand's own word where it stands, else with what was looked at."""
    for each in view.book.profile.preferred:
        if each.prefer and (match := _whole_word(each.prefer).search(view.reply.folded)) is not None:
            evidence = view.quotes([Span(start=match.start(), end=match.end())])
            return scored(1.0, source="rule", evidence=evidence, reason=say("term_used", view.speaks), code="terms_fit")
    reason = looked("terms_fit", view.speaks, len(view.reply.tokens))
    return scored(1.0, source="rule", evidence=view.longest, reason=reason, code="terms_fit")


@lru_cache(maxsize=1024)
def _whole_word(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(fold(term))}(?!\w)")


def clarity(view: View) -> Verdict:
    """In longer replies, the share of sentences neither longer than the profile allows nor full of officialese; in any
    reply, whether it is in the customer's language."""
    if in_other_language(view):
        reason = say("other_language", view.speaks)
        spans = view.reply.sentences[:1]
        return scored(0.0, source="rule", evidence=view.quotes(spans), reason=reason, code="other_language")
    limit = view.profile.sentence_words_max
    if len(view.reply.tokens) <= view.standard.clarity_words_from or not limit:
        return does_not_apply("short", view.speaks)
    spans = view.reply.sentences
    lengths = [len(stems) for stems in view.reply.sentence_stems]
    heavy = _heavy_sentences(view)
    long = [span for span, length in zip(spans, lengths, strict=True) if length > limit or span.start in heavy]
    if not long:
        nearest = spans[lengths.index(max(lengths))]
        evidence = view.quotes([shown(view.reply, nearest)])
        reason = looked("clear", view.speaks, len(spans), limit)
        return scored(1.0, source="rule", evidence=evidence, reason=reason, code="clear")
    reason = say("long_sentences", view.speaks, limit=limit, count=len(long), total=len(spans))
    value = 1.0 - len(long) / len(spans)
    return scored(value, source="rule", evidence=view.quotes(long, limit=2), reason=reason, code="long_sentences")


def _heavy_sentences(view: View) -> frozenset[int]:
    """Where the sentences start that hold several turns of officialese."""
    starts = Counter(
        view.reply.sentence_of(alert.span.start).start for alert in view.alerts if alert.category == "bureaucratese"
    )
    return frozenset(start for start, count in starts.items() if count >= _HEAVY)


CHECKS = {"register": register, "literacy": literacy, "terms": terms, "clarity": clarity}
"""Criterion → how it is judged without a model."""


def shop_terms(texts: list[str]) -> frozenset[str]:
    """Every folded word of the shop's own texts: what its knowledge base writes is right."""
    return frozenset(word.text for text in texts for word in words(fold(text)))
