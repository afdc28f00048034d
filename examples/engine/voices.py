"""What operators write: hand-written answers put together the way each of them works; defects go on record."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from examples.engine.customers import slipped
from examples.engine.model import FollowUp, Habit, Operator, Question, Shop
from examples.engine.template import Genders, capitalised, fill, fitting, tag_of
from reply_core.types import Channel

_FALLBACKS = {
    "full": ("full", "short"),
    "short": ("short", "full"),
    "formal": ("formal", "full", "short"),
    "curt": ("curt", "short", "full"),
    "vague": ("vague", "short", "full"),
}
_TAGS = {"formal": "officialese", "curt": "curt", "vague": "vague"}
_CHATTY = ("chat", "messenger")
_LETTERS = ("email", "review", "webform")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply: its text, in the messages it is sent in, and the known defects put into it."""

    parts: tuple[str, ...]
    planted: tuple[str, ...] = ()
    style: str = "full"
    missed: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """An operator at work on one case: who writes, about what, where and to whom."""

    shop: Shop
    operator: Operator
    habit: Habit
    facts: dict[str, str]
    genders: Genders
    channel: Channel
    name: str
    """How the customer is addressed; empty when unknown."""
    hour: int
    rng: random.Random

    def chance(self, share: float) -> bool:
        """True in ``share`` of the cases."""
        return self.rng.random() < share

    def say(self, line: str) -> str:
        """A line filled with this case's facts."""
        facts = {**self.facts, "name": self.name, "daypart": self.shop.words[_daypart(self.hour)]}
        return fill(line, facts, self.genders, self.rng)

    def answer(
        self, questions: tuple[Question, ...], tags: Mapping[str, str], *, first: bool = True, style: str = ""
    ) -> Reply:
        """The reply to ``questions`` put as ``tags`` say; ``first``: it greets; ``style`` overrides the habit's."""
        style = style or self._style()
        used, text = self._lines(questions[0].answers, style, tags.get(questions[0].id, ""))
        answered, missed = [text], []
        for other in questions[1:]:
            if self.chance(self.habit.forget_second if used != "vague" else 0.75):
                missed.append(other)
                continue
            brief = "short" if used in ("vague", "curt") else style
            _, more = self._lines(other.answers, brief, tags.get(other.id, ""))
            answered.append(self._introduced(more))
        planted = [_TAGS[used]] if used in _TAGS else []
        planted += [f"missed:{question.id}" for question in missed]
        body = "\n".join(answered) if self.channel in _LETTERS else _run_on(answered)
        if first:
            body, cold = self._comforted(body, questions[0])
            planted += ["no_empathy"] if cold else []
        if self.chance(self.habit.typos):
            body, planted = slipped(body, self.rng), [*planted, "typo"]
        parts = self._dressed(body, first=first, plain=questions[0].no_ask)
        return Reply(parts=parts, planted=tuple(planted), style=used, missed=tuple(missed))

    def follow(self, step: FollowUp) -> Reply:
        """The reply to what the customer wrote after the first answer."""
        style = self._style()
        if style == "vague":
            style = "short"
        used, text = self._lines(step.answers, style, "")
        return Reply(parts=(capitalised(text),), planted=(), style=used)

    def _style(self) -> str:
        styles = self.habit.styles
        style = self.rng.choices(list(styles), list(styles.values()))[0]
        return "short" if style == "full" and self.channel in _CHATTY and self.chance(0.3) else style

    def _lines(self, known: Mapping[str, tuple[str, ...]], style: str, tag: str) -> tuple[str, str]:
        used = next((name for name in _FALLBACKS[style] if known.get(name)), next(iter(known)))
        if used in ("short", "formal") and tag and tag not in map(tag_of, known[used]) and "full" in known:
            used = "full"
        return used, capitalised(self.say(self.rng.choice(fitting(known[used], tag))))

    def _introduced(self, text: str) -> str:
        lead = self.rng.choice(self.shop.pool("operator.second"))
        return f"{lead} {text}".strip()

    def _comforted(self, body: str, question: Question) -> tuple[str, bool]:
        """The body with a word of regret before it where one is due; whether one was due and is missing."""
        due = question.mood in ("upset", "angry")
        marks = self.shop.pool("operator.regret_marks")
        if not (due or question.harm) or any(mark in body.lower() for mark in marks):
            return body, False
        lines = self.shop.pool(f"sorry.{self.habit.warmth}.{question.harm or 'trouble'}")
        if not lines or not self.chance(self.habit.empathy * (1.0 if due else 0.4)):
            return body, due
        return f"{self.say(self.rng.choice(lines))} {body}", False

    def _dressed(self, body: str, *, first: bool, plain: bool) -> tuple[str, ...]:
        """Greeting before, closing and signature behind, as the habit and the channel want it; split when they do."""
        opening = self._greeting() if first and self.chance(self.habit.greet) and not plain else ""
        closing = self.rng.choice(self.habit.closings) if self.habit.closings and self.chance(self.habit.close) else ""
        closing = self.say(closing) if first and closing and not plain else ""
        if self.channel in _LETTERS:
            sign = self.habit.signs and self.channel == "email" and self.chance(self.habit.sign)
            tail = self.say(self.rng.choice(self.habit.signs)) if sign else ""
            return ("\n\n".join(filter(None, (opening, f"{body} {closing}".strip(), tail))),)
        if opening and self.channel in _CHATTY and self.chance(self.habit.split):
            return opening, f"{body} {closing}".strip()
        return (" ".join(filter(None, (opening, body, closing))),)

    def _greeting(self) -> str:
        named = bool(self.name) and self.chance(self.habit.use_name)
        plain = tuple(each for each in self.habit.greetings if "{name}" not in each)
        lines = self.habit.greetings if named else plain or self.shop.pool("operator.greetings")
        return self.say(self.rng.choice(lines))


def _run_on(answers: list[str]) -> str:
    """Answers one behind the other; a new line after one that ends in an address."""
    text = answers[0]
    for answer in answers[1:]:
        text += ("\n" if text[-1].isalnum() else " ") + answer
    return text


def _daypart(hour: int) -> str:
    return "morning" if hour < 12 else "day" if hour < 18 else "evening"
