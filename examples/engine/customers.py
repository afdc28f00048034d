"""What customers write: hand-written lines joined, greeted, signed and roughened the way each person does it."""

import random
import re
from dataclasses import dataclass

from examples.engine.model import Person, Question, Shop
from examples.engine.template import Genders, capitalised, fill, tag_of
from reply_core.types import Channel

_WORD = re.compile(r"(?<![\w@./])[а-яёa-z]{6,}(?![\w@/])", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!…)])\s+(?=[А-ЯЁA-Z«])")
_LETTERS = ("email", "webform")
_CHATTY = ("chat", "messenger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first messages, and by question id the tag of the line that put it."""

    texts: tuple[str, ...]
    tags: dict[str, str]


def opening(
    shop: Shop,
    questions: tuple[Question, ...],
    facts: dict[str, str],
    genders: Genders,
    *,
    person: Person,
    channel: Channel,
    variant: int,
    hour: int,
    rng: random.Random,
) -> Opening:
    """The first message, or the short ones it is sent in; ``variant`` walks through the hand-written lines."""
    first, *others = questions
    template = first.open[variant % len(first.open)]
    body = fill(template, facts, genders, rng)
    tags = {first.id: tag_of(template)}
    for other in others:
        line_of_other = other.also[(variant // 2) % len(other.also)]
        tags[other.id] = tag_of(line_of_other)
        body = _joined(body, fill(line_of_other, facts, genders, rng), rng)
    sloppy = person.sloppy * (0.5 if channel in (*_LETTERS, "review") else 1.0)
    if template.startswith("{") and sloppy < 0.5:
        body = capitalised(body)
    text = roughened(_timely(shop, _greeted(shop, body, channel, rng), hour), sloppy, shop, rng)
    if channel in _LETTERS:
        return Opening(texts=(_signed(shop, text, person, rng),), tags=tags)
    split = channel in _CHATTY and rng.random() < 0.25
    return Opening(texts=_split(text, rng) if split else (text,), tags=tags)


def roughened(text: str, sloppy: float, shop: Shop, rng: random.Random) -> str:
    """``text`` with the slips of somebody in a hurry; ``sloppy`` 0 leaves all but the letter ё."""
    if rng.random() < 0.3 + 0.6 * sloppy:
        text = text.replace("ё", "е").replace("Ё", "Е")
    for word, forms in shop.typos.items():
        if word in text and rng.random() < sloppy * 0.5:
            text = text.replace(word, rng.choice(forms), 1)
    if rng.random() < sloppy * 0.5:
        text = text.replace(", ", " ")
    if rng.random() < sloppy * 0.4:
        text = slipped(text, rng)
    if rng.random() < sloppy * 0.8 and not text[:2].isupper():
        text = text[:1].lower() + text[1:]
    if rng.random() < sloppy and text.endswith(".") and not text.endswith(".."):
        text = text[:-1]
    return text


def slipped(text: str, rng: random.Random) -> str:
    """``text`` with one letter of one longer word dropped, doubled or swapped with its neighbour."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    match = rng.choice(words)
    word, place = match.group(), rng.randrange(1, len(match.group()) - 2)
    kind = rng.randrange(3)
    if kind == 0:
        changed = word[:place] + word[place + 1 :]
    elif kind == 1:
        changed = word[:place] + word[place] + word[place:]
    else:
        changed = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return text[: match.start()] + changed + text[match.end() :]


def line(shop: Shop, pool: str, facts: dict[str, str], genders: Genders, person: Person, rng: random.Random) -> str:
    """One line of a pool of phrases (thanks, reminders), roughened like everything this person writes."""
    return roughened(fill(rng.choice(shop.pool(pool)), facts, genders, rng), person.sloppy, shop, rng)


def _joined(body: str, extra: str, rng: random.Random) -> str:
    if body[-1].isalnum():
        return body + rng.choice((". ", "\n", "\n")) + capitalised(extra)
    return body + rng.choice((" ", " ", "\n")) + capitalised(extra)


def _greeted(shop: Shop, body: str, channel: Channel, rng: random.Random) -> str:
    already = body.lower().startswith(shop.pool("customer.greeting_words"))
    chance = {"email": 0.7, "webform": 0.55, "chat": 0.25, "messenger": 0.25, "social": 0.15}.get(channel, 0.0)
    if already or rng.random() > chance:
        return body
    greeting = rng.choice(shop.pool("customer.greetings"))
    return f"{greeting} {body if greeting.endswith(',') else capitalised(body)}"


def _timely(shop: Shop, text: str, hour: int) -> str:
    """Nobody wishes a good morning at night: the greeting follows the customer's clock."""
    morning, day, evening = (shop.words[part] for part in ("morning", "day", "evening"))
    for wrong in (morning,) * (hour >= 12) + (evening,) * (hour < 17):
        text = text.replace(wrong, day).replace(wrong.lower(), day.lower())
    return text


def _signed(shop: Shop, text: str, person: Person, rng: random.Random) -> str:
    roll = rng.random()
    if roll < 0.25:
        return f"{text}\n\n{rng.choice(shop.pool('customer.signs'))}\n{person.name}"
    if roll < 0.45:
        return f"{text}\n{person.first_name}"
    if roll < 0.5:
        return f"{text}\n\n{person.name}, {person.phone}"
    return text


def _split(text: str, rng: random.Random) -> tuple[str, ...]:
    parts = [part for part in re.split(r"\n+", text) for part in _SENTENCE.split(part) if part.strip()]
    if len(parts) < 2:
        return (text,)
    cut = rng.randrange(1, len(parts))
    return " ".join(parts[:cut]), " ".join(parts[cut:])
