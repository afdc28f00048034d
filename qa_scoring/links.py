"""Where a reply sends the customer: sites and messengers outside the shop's list, and payments past the till.

A host is read as a browser reads it: ``https://shop.example@evil.example`` leads to evil.example, a backslash is a
slash, ``xn--…`` is the name it stands for. What is allowed: the shop's list with subdomains (an entry may carry a path,
``t.me/shop``), what its articles link to, and what the customer linked himself.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from reply_core.screens import Screen
from reply_core.text import fold
from reply_core.types import Span

Danger = Literal["unknown_link", "lookalike_link", "short_link", "messenger_link"]

_TLD = "ru|com|org|net|рф|su|shop|store|link|me|info|biz|io|xyz|top|site|online|cc|ly|gl|gd|to|kz|uz|pw|tk|ml|example"
_TRAIL = r"[^\s<>()«»\"']*"
_NAME = r"(?:[^\W_](?:[^\W_]|-)*\.)+"
_LINK = re.compile(
    rf"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>()«»\"']+"
    rf"|(?<![\w@.-]){_NAME}(?:(?:{_TLD})(?![\w@-])(?:[/\\:?]{_TRAIL})?|[a-z]{{2,12}}/{_TRAIL})",
    re.IGNORECASE,
)
MAY_LINK = Screen(re.compile(r"://|www\.|[^\W_]\.[^\W\d_]|@[a-z]").search)
"""Screens folded text for links and handles."""
_HOLDS = Screen(re.compile(r"://|www\.|[\w-]\.[^\W_]").search)
_SENTENCE_END = ".,;:!?…"
_SHORTENERS = frozenset({
    "bit.ly", "clck.ru", "goo.gl", "vk.cc", "t.co", "tinyurl.com", "is.gd", "cutt.ly", "u.to", "goo.su", "tiny.cc",
    "ow.ly", "rebrand.ly", "shorturl.at", "surl.li", "qps.ru", "ya.cc", "rb.gy", "buff.ly", "clc.to", "shorte.st",
    "v.gd",
})  # fmt: skip
_MESSENGERS = frozenset({
    "t.me", "telegram.me", "telegram.dog", "wa.me", "whatsapp.com", "api.whatsapp.com", "chat.whatsapp.com", "vk.me",
    "viber.click", "m.me", "discord.gg", "signal.me",
})  # fmt: skip
_MESSENGER_SCHEMES = frozenset({"tg", "viber", "whatsapp", "skype"})
_SAME_LOOK = str.maketrans(dict(zip("аеорсухкмтнвіѕјԁɡӏ01", "aeopcyxkmthbisjdglol", strict=True)))
"""Letters and digits drawn alike, on the left, and the Latin letter they pass for."""
_LOOKS = (("rn", "m"), ("vv", "w"))
_NAME_AT_LEAST = 5
"""Shorter names differ by one letter too often to be called look-alikes."""

_MESSENGER_WORD = re.compile(
    r"\b(?:телеграм\w*|телег[аеу]|тг|telegram|вотсап\w*|ватсап\w*|whats\s?app|вайбер\w*|viber)\b"
)
_HANDLE = re.compile(r"(?<![\w.])@([a-z]\w{3,31})\b", re.IGNORECASE)

_PAY_HINTS = ("перев", "перечисл", "скинь", "закин", "оплат", "внес", "transfer", "send", "pay", "wire")
_PAY = re.compile(
    r"\b(?:переведи(?:те)?|перевести|перечисли(?:те)?|перечислить|скинь(?:те)?|закинь(?:те)?|оплати(?:те)?|оплатить"
    r"|внеси(?:те)?|внести|отправь(?:те)? (?:деньги|сумму|перевод|оплату)"
    r"|transfer|wire|send (?:the |your )?(?:money|payment)|pay)\b"
)
_NEVER = re.compile(r"\b(?:не|никогда|никому|нельзя|мошенник\w*|never|not|don't|do not|nobody|scam\w*|fraud\w*)\b")
_ACCOUNT = re.compile(
    r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)|(?<!\d)\d{20}(?!\d)|\b(?:0x[0-9a-f]{40}|[13][1-9a-hj-np-z]{25,34})\b"
)
_PHONE = re.compile(r"(?:\+7|\b8|\+\d{1,3})[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b")
_PERSONAL = re.compile(
    r"\bна (?:мою|личную) карту|\bмне на карту|\bна мой счет"
    r"|\bна карту (?:менеджер|курьер|сотрудник|продавц|оператор)\w*"
    r"|\bto my (?:personal |own )?(?:card|account|paypal)|\bto the (?:courier|manager|driver)'s (?:card|account)"
)
_BY_PHONE = re.compile(r"\b(?:по номеру|на номер|по телефону|по сбп|через сбп|to (?:the )?(?:phone )?number)\b")


class Link(NamedTuple):
    """One link as a browser would follow it."""

    host: str
    path: str
    span: Span
    scheme: str = ""

    @property
    def messenger(self) -> bool:
        """It leads into a private chat."""
        return self.scheme in _MESSENGER_SCHEMES or self.host in _MESSENGERS


def links(text: str) -> tuple[Link, ...]:
    """The links of a text, in order; e-mail addresses are none."""
    folded = fold(text)
    if not _HOLDS.passes(folded):
        return ()
    found = []
    for match in (each for place in _HOLDS.stretches(text, folded) for each in _LINK.finditer(text, *place)):
        written = match[0].rstrip(_SENTENCE_END)
        if _runs_on(written):
            continue
        link = _read(written, Span(start=match.start(), end=match.start() + len(written)))
        if link is not None:
            found.append(link)
    return tuple(found)


def _runs_on(written: str) -> bool:
    """Two sentences without a space between them («…в пути.Me»): a bare name whose last part begins with a capital."""
    if "/" in written or written.lower().startswith("www."):
        return False
    last = written.rpartition(".")[2]
    return last[:1].isupper() and not last.isupper()


def _read(written: str, span: Span) -> Link | None:
    straight = written.replace("\\", "/")
    full = straight if "://" in straight else f"https://{straight}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not host:
        return Link("", parts.path, span, parts.scheme) if parts.scheme in _MESSENGER_SCHEMES else None
    return Link(plain_host(host), parts.path.strip("/").lower(), span, parts.scheme.lower())


def plain_host(host: str) -> str:
    """The host in lower case, ``xn--`` parts read, without ``www.`` and the last dot."""
    parts = []
    for part in host.lower().strip(".").split("."):
        try:
            parts.append(part.encode("ascii").decode("idna") if part.startswith("xn--") else part)
        except UnicodeError:
            parts.append(part)
    return ".".join(parts).removeprefix("www.")


def within(link: Link, allowed: Iterable[str]) -> bool:
    """Whether the link leads to one of the allowed domains, their subdomains, or below an allowed path."""
    for entry in allowed:
        domain, _, path = entry.lower().partition("/")
        domain = plain_host(domain)
        inside = link.host == domain or link.host.endswith("." + domain)
        if inside and (not path or link.path == path or link.path.startswith(path + "/")):
            return True
    return False


def danger(link: Link, allowed: Iterable[str]) -> Danger:
    """Why a link outside the list needs a look, the gravest reason first."""
    if not link.messenger and any(_looks_like(link.host, plain_host(each.partition("/")[0])) for each in allowed):
        return "lookalike_link"
    if link.host in _SHORTENERS:
        return "short_link"
    return "messenger_link" if link.messenger else "unknown_link"


def _looks_like(host: str, domain: str) -> bool:
    """Another host that reads like the shop's: its letters imitated, its name inside, or one letter off."""
    if not host or not domain:
        return False
    seen, real = _skeleton(host), _skeleton(domain)
    name = real.rpartition(".")[0].rpartition(".")[2] or real
    if seen == real or seen.endswith("." + real) or (len(name) >= _NAME_AT_LEAST and name in seen):
        return True
    theirs = seen.rpartition(".")[0].rpartition(".")[2]
    return len(name) >= _NAME_AT_LEAST and OSA.distance(theirs, name) <= 1


def _skeleton(host: str) -> str:
    plain = host.translate(_SAME_LOOK)
    for two, one in _LOOKS:
        plain = plain.replace(two, one)
    return plain


def handles(text: str, folded: str) -> tuple[tuple[str, Span], ...]:
    """Private accounts of messengers a text sends to («пишите в телеграм @ivan»): name and place."""
    if "@" not in text or not _MESSENGER_WORD.search(folded):
        return ()
    return tuple((match[1].lower(), Span(start=match.start(), end=match.end())) for match in _HANDLE.finditer(text))


def asks_to_pay(folded: str) -> bool:
    """Whether a folded text may ask for money at all: a cheap first look."""
    return any(hint in folded for hint in _PAY_HINTS)


def payments(folded: str, sentences: Iterable[Span], known: str) -> tuple[Span, ...]:
    """Sentences that ask the customer to pay to a card, an account, a phone or a person.

    Args:
        folded: the reply, folded.
        sentences: its sentences.
        known: digits of the shop's own texts; numbers that stand there are the shop's requisites.
    """
    spans = list(sentences)
    found = []
    for number, span in enumerate(spans):
        words = folded[span.start : span.end]
        if not _PAY.search(words) or _NEVER.search(words):
            continue
        reach = folded[span.start : spans[min(number + 1, len(spans) - 1)].end]
        if _PERSONAL.search(words) or _to_number(reach, known):
            found.append(span)
    return tuple(found)


def _to_number(words: str, known: str) -> bool:
    accounts = [match[0] for match in _ACCOUNT.finditer(words)]
    if _BY_PHONE.search(words):
        accounts.extend(match[0] for match in _PHONE.finditer(words))
    digits = (re.sub(r"\W", "", each) for each in accounts)
    return any(each and each[-10:] not in known for each in digits)
