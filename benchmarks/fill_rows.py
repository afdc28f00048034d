"""Rows of a made-up shop for the benchmark of the dashboard: two years of scored replies, a day at a time.

Every conversation has three of the customer's messages and three replies of one operator on one local day (in one of
thirty a colleague wrote the first reply). Cards are drawn from 200 made ones, whose bodies are about a tenth of real
ones; the sums of a day follow from which cards were drawn. All rows are lines of PostgreSQL's COPY.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import floor
from typing import Any

import numpy as np

from benchmarks.fill_lines import ASKED, SAID, SECONDS, draft, message, moment, outcomes
from benchmarks.fill_sums import CHANNELS, CODES, LEVEL, TARGET, sum_cards, sum_drafts, sum_waits
from benchmarks.fill_tables import (
    CARD,
    DISPUTE,
    EDIT,
    LOW,
    MARK,
    MESSAGE,
    PROMISE,
    RATING,
    REVIEW,
    TALK,
    WAIT,
)
from human_review import measured
from qa_scoring.card_marks import DRAWN_REVIEWED, SEVERAL_HANDS, UNHAPPY, marks_of
from qa_scoring.scorecard import (
    AskVerdict,
    Critical,
    Flag,
    Pins,
    Scorecard,
    Unsure,
    Verdict,
    scored,
    tally,
    to_dict,
    verdict_word,
)
from qa_scoring.standard import Standard, default_standard
from reply_core.types import Ask, Span

DAYS, OPERATORS, TEMPLATES = 728, 300, 200
LAST_DAY = date(2026, 11, 22)
"""A Sunday; the clock of the benchmark stands at its evening."""
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
STANDARD: Standard = default_standard("ru")
PINS = Pins(standard=STANDARD.version, profile="bench", input_hash="bench")
_USED = ("respect", "empathy", "asks_covered", "correctness", "next_step", "in_target", "register", "literacy")
_DECISIONS = ("accepted", "edited", "rejected")
Lines = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A card that replies are given, with what lists need of it."""

    body: str
    """JSON with %s for conversation, message, message and author."""
    total: str
    share: str
    critical: str
    rows: tuple[tuple[str, str, str], ...]
    """Criterion, verdict, value of what is not simply met."""
    marks: tuple[str, ...]
    passed: str
    """A criterion that is met."""
    values: tuple[float, ...]
    """By `MEASURES`; not a number where it does not count."""


def templates(seed: int = 5) -> tuple[Template, ...]:
    """The cards replies are given."""
    random = np.random.default_rng(seed)
    return tuple(_template(random) for _ in range(TEMPLATES))


def _template(random: np.random.Generator) -> Template:
    criteria = {code: _verdict(random, code) for code in _USED if random.random() < 0.9}
    sums = tally(criteria, STANDARD.weights, STANDARD.pillars)
    critical: tuple[Critical, ...] = ()
    if random.random() < 0.03:
        state = "confirmed" if random.random() < 0.5 else "candidate"
        code = "unsafe_link" if random.random() < 0.5 else "no_answer"
        critical = (Critical(code=code, state=state, source="rule"),)  # type: ignore[arg-type]
    kind = "complaint" if random.random() < 0.02 else "question"
    ask = Ask(text="Где заказ?", span=Span(start=0, end=10), kind=kind)  # type: ignore[arg-type]
    status = "redirected" if random.random() < 0.02 else "answered"
    asks = (AskVerdict(ask=ask, status=status, credit=1.0, value=0.9, source="rule"),)  # type: ignore[arg-type]
    flags = (Flag(code="harsh_words"),) if random.random() < 0.01 else ()
    card = Scorecard(
        conversation_id="@", message_id="@", message_ids=("@",), author_id="@", criteria=criteria, critical=critical,
        flags=flags, asks=asks, pillars=sums.pillars, total=sums.total, no_total=sums.no_total,
        decided_share=sums.decided_share, level=LEVEL, pins=PINS,
    )  # fmt: skip
    body = to_dict(card)
    parts = measured.parts_of(body)
    values = [0.0, *(_number(measured.value_of(name, parts[name])[0]) for name in measured.NAMES)]
    low = ((code, verdict_word(each), each) for code, each in criteria.items())
    return Template(
        body=json.dumps(body, ensure_ascii=False).replace("%", "%%").replace('"@"', '"%s"'),
        total="\\N" if sums.total is None else repr(sums.total),
        share=repr(sums.decided_share),
        critical=json.dumps([{"code": each.code, "state": each.state, "source": each.source} for each in critical]),
        rows=tuple((code, word, _text(each)) for code, word, each in low if word in {"fail", "partial", "unsure"}),
        marks=marks_of(card),
        passed=next((code for code, each in criteria.items() if verdict_word(each) == "pass"), ""),
        values=tuple(values),
    )


def _verdict(random: np.random.Generator, code: str) -> Verdict:
    luck = random.random()
    if luck < 0.04:
        return Unsure(why="по словам не решить", value=0.6, possible="partial")
    value = 0.0 if luck < 0.1 else 0.5 if luck < 0.2 else 1.0
    clock = "operator" if code == "in_target" else "bench"
    return scored(value, source="rule", reason="так решило правило", code=clock)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _text(verdict: Any) -> str:
    return "\\N" if verdict.value is None else repr(verdict.value)


def people() -> Lines:
    """The brand's operators and customers' table are small: operators, teams of fifteen."""
    lines = [f"op{n}\tОператор {n}\tКоманда {n // 15 + 1}\t\\N\t1" for n in range(OPERATORS)]
    return {"operator(id,name,team,hired_on,active)": lines}


class Shop:
    """Makes the rows of each day; the same seed gives the same rows."""

    def __init__(self, replies: int, days: int = DAYS, seed: int = 7) -> None:
        self._days = days
        self._random = np.random.default_rng(seed)
        self._templates = templates()
        self._values = np.asarray([each.values for each in self._templates])
        self._talks = max(1, replies // 3)
        self._customers = max(1, self._talks // 3)
        self._made = 0
        self._drafts: list[tuple[int, int, int, str]] = []
        """Of the day: operator, topic, channel and outcome of drafts that were shown."""

    def days(self) -> Iterator[Lines]:
        """Table and columns → lines, for each day from the first to the last."""
        first = LAST_DAY - timedelta(days=self._days - 1)
        for number in range(self._days):
            until = floor(self._talks * (number + 1) / self._days)
            yield self._day(first + timedelta(days=number), until - self._made)
            self._made = until

    def _day(self, day: date, talks: int) -> Lines:
        random, lines = self._random, defaultdict[str, list[str]](list)
        drawn = {
            "operator": random.integers(0, OPERATORS, talks),
            "customer": random.integers(0, self._customers, talks),
            "topic": np.minimum(random.geometric(0.3, talks) - 1, len(CODES) - 1),
            "order": random.integers(0, 4, talks),
            "minute": random.integers(360, 1080, talks),  # 09:00 to 21:00 in Moscow, as UTC
            "first": random.random(talks) < 1 / 30,
        }
        drawn["channel"] = (drawn["operator"] + (random.random(talks) < 0.3)) % len(CHANNELS)
        card = random.integers(0, TEMPLATES, (talks, 3))
        wait = random.geometric(0.12, (talks, 3)).clip(1, 19)
        names = random.integers(0, 2**63 - 1, (talks, 6)).tolist()
        luck = random.random((talks, 4)).tolist()
        writer = np.repeat(drawn["operator"][:, None], 3, axis=1)
        writer[drawn["first"], 0] = (writer[drawn["first"], 0] + 1) % OPERATORS
        columns = zip(
            *(drawn[name].tolist() for name in ("operator", "customer", "topic", "channel", "minute")), strict=True
        )
        for number, (about, cards, waits, ids, own, who) in enumerate(
            zip(columns, card.tolist(), wait.tolist(), names, luck, writer.tolist(), strict=True)
        ):
            self._talk(lines, day, self._made + number, about, cards, waits, ids, own, who)
        sum_cards(lines, day, PINS.standard, self._values, card, writer, drawn["topic"], drawn["channel"])
        sum_waits(lines, day, wait, writer, drawn["topic"], drawn["channel"])
        sum_drafts(lines, day, self._drafts, SECONDS)
        self._drafts.clear()
        return lines

    def _talk(
        self, lines: Lines, day: date, number: int, about: Sequence[int], cards: Sequence[int], waits: Sequence[int],
        ids: Sequence[int], luck: Sequence[float], who: Sequence[int],
    ) -> None:  # fmt: skip
        operator, customer, topic, channel, minute = about
        talk, code, way = f"c{number}", CODES[topic], CHANNELS[channel]
        at = [moment(day, minute + 20 * (turn // 2) + (waits[turn // 2] if turn % 2 else 0)) for turn in range(6)]
        last, due = (moment(day, minute + 70), moment(day, minute + 130)) if self._waits(number) else ("\\N", "\\N")
        csat = str(1 + int(50 * luck[0])) if luck[0] < 0.1 else "\\N"
        lines[TALK].append(
            f"{talk}\tdemo\t{way}\tbench\tu{customer}\tПокупатель {customer}\t\t\t{{}}\top{operator}\t\\N\t{at[0]}\t\\N"
            f"\t{csat}\t{code}\t[]\t{last}\t{due}"
        )
        for turn in range(3):
            asked, told, author = f"{ids[2 * turn]:016x}", f"{ids[2 * turn + 1]:016x}", f"op{who[turn]}"
            sent, replied, seconds = at[2 * turn], at[2 * turn + 1], 60 * waits[turn]
            lines[MESSAGE] += [
                message(asked, talk, sent, way, 2 * turn, ASKED[(number + turn) % len(ASKED)], ""),
                message(told, talk, replied, way, 2 * turn + 1, SAID[(number + turn) % len(SAID)], author),
            ]
            due_at = moment(day, minute + 20 * turn + TARGET)
            lines[WAIT].append(f"w{asked}\t{talk}\t{asked}\t{sent}\t{told}\t{replied}\t{TARGET}\t{due_at}\t{seconds}")
            more = (*([SEVERAL_HANDS] if turn and who[0] != who[turn] else []), *([UNHAPPY] if luck[1] < 0.02 else []))
            self._card(lines, cards[turn], (talk, told, author, way, code, replied), luck[turn], more)
        if last != "\\N":
            asked = f"{number:016d}"
            lines[MESSAGE].append(message(asked, talk, last, way, 6, ASKED[number % len(ASKED)], ""))
            lines[WAIT].append(f"w{asked}\t{talk}\t{asked}\t{last}\t\\N\t\\N\t60\t{due}\t\\N")
        if luck[3] < 0.1:
            answered, decision = luck[3] < 0.08, _DECISIONS[number % 3]
            draft(lines, number, talk, code, f"op{operator}", at[0], decision, answered=answered)
            if answered:
                self._drafts += [(operator, topic, channel, outcome) for outcome in outcomes(decision)]
        if luck[1] < 0.05:
            share = int(100 * luck[1]) / 4
            lines[RATING].append(f"n{number}\t{talk}\tbench\tn{number}\t{share}\t\t\t{at[5]}")
        if luck[2] < 0.03:
            promise = f"p{number}\t{talk}\t{ids[5]:016x}\top{who[2]}\t0\t12\t{at[5]}\toperator"
            lines[PROMISE].append(f"{promise}\t{int(luck[2] > 0.006)}")

    def _waits(self, number: int) -> bool:
        return self._talks - number <= min(300, self._talks // 20)

    def _card(self, lines: Lines, drawn: int, about: Sequence[str], luck: float, more: Sequence[str]) -> None:
        talk, told, author, way, code, replied = about
        card, own = self._templates[drawn], f"k{told}"
        body = card.body % (talk, told, told, author)
        lines[CARD].append(
            f"{own}\t{talk}\t{told}\t{author}\t{way}\t{code}\t{replied}\t{LEVEL}\t{PINS.standard}\tbench\t{PINS.scorer}"
            f"\t{told}\t{card.total}\t{card.share}\t{card.critical}\t\t{body}\t1\t{replied}"
        )
        lines[LOW] += [
            f"s{told}{place}\t{own}\t{author}\t{criterion}\t{word}\t{value}\t{replied}"
            for place, (criterion, word, value) in enumerate(card.rows)
        ]
        lines[MARK] += [f"{own}\t{mark}\t{replied}" for mark in (*card.marks, *more)]
        if luck > 0.995:
            lines[MARK] += [f"{own}\t{DRAWN_REVIEWED}\t{replied}"] if told[:3] < "0cd" else []
            cause = ("tone", "operator", "")[drawn % 3]
            lines[REVIEW].append(f"r{told}\t{own}\tlead\tdone\t{cause}\t\t{replied}")
            if card.passed and luck > 0.998:
                lines[EDIT].append(f"e{told}\t{own}\t{card.passed}\tpass\tconfirm\tверно\tlead\t{replied}")
            if card.rows and luck > 0.9995:
                state = "open" if luck > 0.9998 else "declined"
                decided = "\\N" if state == "open" else replied
                lines[DISPUTE].append(
                    f"d{told}\t{own}\t{card.rows[0][0]}\t{author}\tне согласен\t{state}\t\tlead\t{replied}\t{decided}"
                )
