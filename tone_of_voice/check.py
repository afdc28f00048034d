"""Checks a text against a shop's voice: the rules of the pack, the limits of the profile, the shop's own terms.

Made for tens of millions of replies: a text is cut into words once, every distinct word is looked up once in the life
of the process, and only the rules whose words stand in the text are run.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final

from reply_core.text import language as language_of
from reply_core.types import Channel, Language, Span
from tone_of_voice.alerts import LEVELS, RESPECT_CATEGORIES, AlertLevel, ToneAlert
from tone_of_voice.document import Document, WordAt
from tone_of_voice.kinds import Hit
from tone_of_voice.pack import Pack, Rule, load_pack
from tone_of_voice.phrases import Phrase, WordIndex
from tone_of_voice.profile import ToneProfile, for_channel
from tone_of_voice.terms import BannedTerms, PreferredTerms, build_terms

_CHECKERS_KEPT: Final = 64
_ENOUGH: Final = 300
"""Characters that suffice to tell the language."""


def check(
    text: str,
    profile: ToneProfile,
    *,
    language: Language | None = None,
    channel: Channel | None = None,
    quoted: Sequence[Span] = (),
    cut: Sequence[WordAt] | None = None,
) -> tuple[ToneAlert, ...]:
    """Where ``text`` departs from the voice of the shop, in order of place.

    Args:
        text: the reply.
        profile: the shop's voice.
        language: of the text; None finds it out.
        channel: whose overrides of the profile count.
        quoted: spans of ``text`` that are somebody else's words (quoted mail); nothing inside them is an alert.
        cut: the words and numbers of the folded text, when it has been cut already (`reply_core.cues.tokenize`).

    Returns:
        Alerts; each span lies inside ``text`` and ``match`` is its text. Without rules for a language: none.
    """
    if not text:
        return ()
    return checker_for(profile, language or language_of(text[:_ENOUGH], default=profile.language), channel).check(
        text, quoted, cut
    )


class Checker:
    """A profile and a pack made ready for many texts of one language."""

    def __init__(self, pack: Pack, profile: ToneProfile) -> None:
        self.profile = profile
        banned, preferred = build_terms(profile, pack.language)
        self._rules: list[Rule] = []
        self._always: list[int] = []
        self._index: WordIndex[tuple[int, Phrase]] = WordIndex()
        for rule in pack.rules:
            if rule.spec.id in profile.rules_off or not _wanted(rule, profile):
                continue
            kind = rule.kind
            if isinstance(kind, BannedTerms):
                kind = banned
            elif isinstance(kind, PreferredTerms):
                kind = preferred
            number = len(self._rules)
            self._rules.append(
                Rule(
                    spec=rule.spec,
                    kind=kind,
                    unless=rule.unless,
                    unless_in_sentence=rule.unless_in_sentence,
                    unless_in_reply=rule.unless_in_reply,
                )
            )
            if not kind.phrases and not isinstance(kind, BannedTerms | PreferredTerms):
                self._always.append(number)
            for phrase in kind.phrases:
                self._index.add(phrase, (number, phrase))

    def check(
        self, text: str, quoted: Sequence[Span] = (), cut: Sequence[WordAt] | None = None
    ) -> tuple[ToneAlert, ...]:
        """`check` for a text in the language of this checker."""
        doc = Document(text, quoted, cut)
        fired: dict[int, list[Phrase]] = {number: [] for number in self._always}
        for number, phrase in self._index.always:
            if not phrase.may_match_chunks(doc.folded):
                continue
            if not phrase.signs or any(sign in doc.folded for sign in phrase.signs):
                fired.setdefault(number, []).append(phrase)
        words = set(doc.tokens)
        for wanted in filter(None, map(self._index.known.__getitem__, words)):
            for number, phrase in wanted:
                if phrase.may_match(words):
                    phrases = fired.setdefault(number, [])
                    if phrase not in phrases:
                        phrases.append(phrase)
        alerts: list[ToneAlert] = []
        for number in sorted(fired):
            rule = self._rules[number]
            hits = rule.kind.find(doc, self.profile, fired[number])
            alerts += [self._alert(rule, hit, doc) for hit in hits if not _excused(rule, hit, doc)]
        return _tidy(alerts) if alerts else ()

    def _alert(self, rule: Rule, hit: Hit, doc: Document) -> ToneAlert:
        spec = rule.spec
        match = doc.text[hit.start : hit.end]
        level = self.profile.rule_levels.get(spec.id) or _level(hit.level) or spec.level
        message = spec.message
        for name, value in (("match", match), ("fix", hit.fix or ""), ("count", hit.amount), ("limit", hit.limit)):
            message = message.replace("{" + name + "}", str(value))
        return ToneAlert(
            rule_id=spec.id,
            level=level,
            category=spec.category,
            message=message,
            why=hit.why or spec.why,
            span=Span(start=hit.start, end=hit.end),
            match=match,
            fix=hit.fix,
            safe=hit.safe,
        )


_checkers: OrderedDict[tuple[int, Language, Channel | None], tuple[ToneProfile, Checker]] = OrderedDict()


def checker_for(profile: ToneProfile, language: Language, channel: Channel | None = None) -> Checker:
    """The checker of this profile; the last ones are kept, so that asking again costs nothing."""
    key = (id(profile), language, channel if channel in profile.channels else None)
    found = _checkers.get(key)
    if found is not None and found[0] is profile:
        return found[1]
    made = Checker(load_pack(language), for_channel(profile, channel))
    _checkers[key] = (profile, made)
    while len(_checkers) > _CHECKERS_KEPT:
        _checkers.popitem(last=False)
    return made


def _wanted(rule: Rule, profile: ToneProfile) -> bool:
    return all(getattr(profile, name) == value for name, value in rule.spec.when.items())


def _level(name: str) -> AlertLevel | None:
    return next((level for level in LEVELS if level == name), None)


def _excused(rule: Rule, hit: Hit, doc: Document) -> bool:
    """Whether the hit is none: somebody else's words, a link, or one of the rule's own exceptions."""
    if _inside(hit, doc.speech) or _inside(hit, doc.links):
        return True
    if rule.spec.category not in RESPECT_CATEGORIES and _inside(hit, doc.names):
        return True
    if any(
        _touches(hit, match.span("main"))
        for phrase in rule.unless
        if phrase.may_match_chunks(doc.folded)
        for match in phrase.finditer(doc.folded)
    ):
        return True
    if rule.unless_in_sentence:
        span = doc.sentence_at(hit.start, hit.end)
        sentence = doc.folded[span.start : span.end]
        if any(phrase.pattern.search(sentence) for phrase in rule.unless_in_sentence):
            return True
    return any(phrase.pattern.search(doc.folded) for phrase in rule.unless_in_reply)


def _inside(hit: Hit, spans: Iterable[Span]) -> bool:
    return any(span.start <= hit.start and hit.end <= span.end for span in spans)


def _touches(hit: Hit, place: tuple[int, int]) -> bool:
    return hit.start < place[1] and place[0] < hit.end


def _tidy(alerts: list[ToneAlert]) -> tuple[ToneAlert, ...]:
    """In order of place; of two alerts of one category on the same words one stays (`_weight`)."""
    if len(alerts) == 1:
        return tuple(alerts)
    kept: list[ToneAlert] = []
    for alert in sorted(alerts, key=_weight):
        if not any(alert.category == other.category and alert.span.overlaps(other.span) for other in kept):
            kept.append(alert)
    return tuple(sorted(kept, key=lambda item: (item.span.start, item.span.end, item.rule_id)))


def _weight(alert: ToneAlert) -> tuple[int, bool, int]:
    """Smaller is kept: the graver alert, then the one that can be mended safely, then the longer one."""
    return -LEVELS.index(alert.level), not alert.safe, alert.span.start - alert.span.end
