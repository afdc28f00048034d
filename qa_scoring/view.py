"""The case as criteria see it: every text read once, quoted and injected stretches hidden, cues found."""

import re
from collections.abc import Iterable
from datetime import timedelta

from knowledge_base.search import KnowledgeIndex
from qa_scoring.answer_kinds import ask_words
from qa_scoring.case import ReplyCase, Scorebook
from qa_scoring.injection import blank, find_injections
from qa_scoring.lazy import lazy
from qa_scoring.looked_at import longest, politest
from qa_scoring.names import known_names, said_names
from qa_scoring.phrases import Found, customer_book, look, reply_book
from qa_scoring.reading import Reading, read_messages
from qa_scoring.substance import is_filler, is_reaction
from qa_scoring.verdicts import Evidence
from reply_core.asks import find_asks
from reply_core.cues import tokenize
from reply_core.promises import Promise, Term, find_promises, find_terms
from reply_core.quotes import strip_quoted
from reply_core.text import fold
from reply_core.types import Ask, Channel, Language, Message, Span, Turn
from reply_core.waits import answered_messages
from tone_of_voice.alerts import ToneAlert
from tone_of_voice.check import check
from tone_of_voice.profile import ToneProfile, for_channel

_QUOTATION = re.compile(r'"([^"\n]{3,200})"')


class View:
    """One case, prepared. Everything is computed when first asked for."""

    def __init__(self, case: ReplyCase, book: Scorebook, by_ask: tuple[tuple[str, ...], ...] = ()) -> None:
        """Prepare a case; ``by_ask`` are the texts of the articles found for each ask, when they were searched."""
        self.case = case
        self.book = book
        self.standard = book.standard
        self.speaks: Language = book.standard.language
        """The language of reasons, as the standard has it."""
        self.channel: Channel = case.turn.messages[-1].channel or case.conversation.channel
        self._by_ask = by_ask
        self.reply = _own_reading(case.turn.messages, "reply")

    @lazy
    def language(self) -> Language:
        """The reply's language."""
        return self.reply.language

    @lazy
    def before(self) -> tuple[Message, ...]:
        """Public messages before the turn, oldest first."""
        first = self.case.turn.messages[0]
        messages = self.case.conversation.messages
        place = next((at for at, message in enumerate(messages) if message.id == first.id), len(messages))
        return tuple(
            message for message in messages[:place] if message.event == "message" and message.visibility == "public"
        )

    @lazy
    def said_before(self) -> tuple[str, ...]:
        """What the customer wrote before the messages this turn answers, oldest first."""
        answered = {message.id for message in self.answered_messages}
        return tuple(
            self.clean_text(message)
            for message in self.before
            if message.author_kind == "customer" and message.id not in answered
        )

    @lazy
    def answered_messages(self) -> tuple[Message, ...]:
        """The customer's messages this turn answers."""
        return answered_messages(self.case.conversation, self.case.turn)

    @lazy
    def customer(self) -> Reading:
        """What the customer wrote that this turn answers."""
        return _own_reading(self.answered_messages, "customer")

    @lazy
    def asks(self) -> tuple[Ask, ...]:
        """What the customer wants answered; spans lie in the message ``message_id``."""
        messages = self.answered_messages
        if len(messages) == 1:  # what is hidden in his words has been found already
            clean = blank(messages[0].text, self.customer.injected)
            return find_asks(clean, message_id=messages[0].id)
        return tuple(ask for each in messages for ask in find_asks(self.clean_text(each), message_id=each.id))

    @lazy
    def cues(self) -> Found:
        """The cues of the reply."""
        return look(self.reply, reply_book(self.language))

    @lazy
    def customer_cues(self) -> Found:
        """The cues of harm, delay and anger."""
        return look(self.customer, customer_book(self.customer.language))

    @property
    def profile(self) -> ToneProfile:
        """The brand's voice in this channel."""
        return profile_in(self.book.profile, self.channel)

    @lazy
    def alerts(self) -> tuple[ToneAlert, ...]:
        """What the tone of voice says of the reply; the customer's words that it repeats in quotation marks are his."""
        profile, reply = self.book.profile, self.reply
        return check(
            reply.clean, profile, quoted=self._repeated, language=self.language, channel=self.channel, cut=reply.tokens
        )

    @property
    def _repeated(self) -> tuple[Span, ...]:
        """Quotations of the reply that stand in the customer's text."""
        if '"' not in self.reply.folded:  # folding makes all kinds of quotation marks alike
            return ()
        return tuple(
            Span(start=match.start(), end=match.end())
            for match in _QUOTATION.finditer(self.reply.folded)
            if match[1].strip(" .,!?") in self.customer.folded
        )

    @lazy
    def politest(self) -> tuple[Evidence, ...]:
        """The reply's most courteous sentence: what a pass for want of rudeness shows; empty without sentences."""
        return politest(self.reply)

    @lazy
    def longest(self) -> tuple[Evidence, ...]:
        """The reply's longest sentence: what a pass for want of mistakes shows; empty without sentences."""
        return longest(self.reply) if len(self.reply.sentences) > 1 else self.politest

    @lazy
    def promises(self) -> tuple[Promise, ...]:
        """What the reply promises; none when its time is unknown."""
        at = self.case.turn.messages[-1].at
        return () if at is None else find_promises(self.reply.clean, at, self.book.calendar, self.language)

    @lazy
    def names(self) -> tuple[str, ...]:
        """The customer's names, as far as they are known."""
        return known_names(self.case.conversation.customer_name, self.customer)

    @lazy
    def said_names(self) -> tuple[Span, ...]:
        """Where the reply addresses somebody by name."""
        return said_names(self.reply, (*self.cues["greeting.hello"], *self.cues["greeting.dear"]), self.names)

    @property
    def has_attachment(self) -> bool:
        """Something is attached to the reply: what it says is not known."""
        return any(message.attachments for message in self.case.turn.messages)

    @lazy
    def is_filler(self) -> bool:
        """The reply holds nothing but courtesy, and no attachment that may hold more."""
        return not self.has_attachment and is_filler(self.reply)

    @lazy
    def is_reaction(self) -> bool:
        """The reply is signs or emoji only, with nothing attached."""
        return not self.has_attachment and is_reaction(self.reply)

    @lazy
    def terms(self) -> tuple[Term, ...]:
        """Dates, durations, clock times and vague terms of the reply."""
        return find_terms(self.reply.clean)

    def wants(self, ask: Ask) -> frozenset[str]:
        """The kinds of answer an ask wants: "when", "howmuch", "yesno" …"""
        return ask_words(ask.text).kinds

    @lazy
    def has_knowledge(self) -> bool:
        """There are articles to check the reply against."""
        index = self.book.index
        return bool(self.article_texts) or (self.book.check_facts and index is not None and bool(index.articles))

    @property
    def shop_terms(self) -> frozenset[str]:
        """Words the shop's own texts write: never spelling mistakes."""
        return self.book.terms or terms_of(self.book.index)

    def articles_for(self, ask: Ask) -> tuple[str, ...]:
        """Texts of the articles that may answer this ask, best first."""
        place = self.asks.index(ask)
        return self._by_ask[place] if place < len(self._by_ask) else self.article_texts

    @lazy
    def article_texts(self) -> tuple[str, ...]:
        """Texts of the articles given with the case, best first."""
        return tuple(source.text for source in self.case.sources if source.kind == "article")

    def clean_text(self, message: Message) -> str:
        """A message without text that talks to the judge."""
        return blank(message.text, find_injections(message.text))

    def reading_of(self, turn: Turn) -> Reading:
        """Another turn of the same operator team as a reading."""
        return read_messages(turn.messages, "reply")

    @lazy
    def first_turn(self) -> bool:
        """No operator has answered in this case yet."""
        return not any(message.author_kind == "operator" for message in self.before)

    @lazy
    def gap(self) -> timedelta | None:
        """Time since the last public message of the shop; None when there is none or times are unknown."""
        at = self.case.turn.messages[0].at
        earlier = [message.at for message in self.before if message.author_kind == "operator" and message.at]
        return at - earlier[-1] if at and earlier else None

    @lazy
    def last_turn(self) -> bool:
        """No public message of the customer follows."""
        ids = [message.id for message in self.case.conversation.messages]
        place = ids.index(self.case.turn.id) if self.case.turn.id in ids else len(ids)
        after = self.case.conversation.messages[place + 1 :]
        return not any(message.author_kind == "customer" and message.event == "message" for message in after)

    def ask_evidence(self, ask: Ask, note: str = "") -> Evidence:
        """The ask in the customer's own words."""
        text = next((message.text for message in self.answered_messages if message.id == ask.message_id), "")
        return Evidence(
            message_id=ask.message_id,
            role="customer",
            start=ask.span.start,
            end=ask.span.end,
            quote=ask.span.of(text) or ask.text,
            note=note,
        )

    def quotes(self, spans: Iterable[Span], note: str = "", limit: int = 3) -> tuple[Evidence, ...]:
        """The first few places of the reply as evidence."""
        return tuple(self.reply.evidence(span, note) for span in list(spans)[:limit])


def terms_of(index: KnowledgeIndex | None) -> frozenset[str]:
    """Every folded word of the indexed articles; worked out once for each index."""
    if index is None:
        return frozenset()
    known = _terms.get(id(index))
    if known is None or known[0] is not index:
        if len(_terms) >= _PROFILES_KEPT:
            _terms.clear()
        texts = (f"{article.title} {article.question} {article.text}" for article in index.articles)
        known = _terms[id(index)] = (index, frozenset(word[0] for text in texts for word in tokenize(fold(text))))
    return known[1]


_terms: dict[int, tuple[KnowledgeIndex, frozenset[str]]] = {}
_profiles: dict[tuple[int, Channel], tuple[ToneProfile, ToneProfile]] = {}
_PROFILES_KEPT = 64


def profile_in(profile: ToneProfile, channel: Channel) -> ToneProfile:
    """The profile with the channel's overrides; worked out once for each profile and channel."""
    known = _profiles.get((id(profile), channel))
    if known is None or known[0] is not profile:
        if len(_profiles) >= _PROFILES_KEPT:
            _profiles.clear()
        known = _profiles[id(profile), channel] = (profile, for_channel(profile, channel))
    return known[1]


def _own_reading(messages: tuple[Message, ...], role: str) -> Reading:
    """The messages as one reading, what their writers quoted from others hidden."""
    quoted: list[Span] = []
    at = 0
    for message in messages:
        quoted.extend(_outside(strip_quoted(message.text), at, len(message.text)))
        at += len(message.text) + 1
    return read_messages(messages, "reply" if role == "reply" else "customer", quoted=quoted)


def _outside(own: tuple[Span, ...], offset: int, length: int) -> list[Span]:
    """What lies between and around the own stretches, moved by ``offset``."""
    found: list[Span] = []
    at = 0
    for span in [*own, Span(start=length, end=length)]:
        if span.start > at:
            found.append(Span(start=offset + at, end=offset + span.start))
        at = max(at, span.end)
    return found
