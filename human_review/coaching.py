"""Low cases for a trainer, worst first, and the practice sheet made of them, without personal data."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from human_review.masking import clean
from qa_scoring.retold import retold
from qa_scoring.scorecard import Evidence
from reply_core.types import Conversation, Language, Message

Verdict = str
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "title": "Разбор: {label}",
        "case": "Случай {n}. {topic}",
        "customer": "Покупатель",
        "reply": "Ответ",
        "verdict": "Оценка",
        "line": "Что просит стандарт",
        "good": "Хороший ответ на ту же тему",
        "none": "пока нет в архиве",
        "evidence": "Место",
        "yours": "Ваш вариант",
        "no_words": "(без текста)",
    },
    "en": {
        "title": "Practice: {label}",
        "case": "Case {n}. {topic}",
        "customer": "Customer",
        "reply": "Reply",
        "verdict": "Verdict",
        "line": "What the standard asks",
        "good": "A good reply on the same topic",
        "none": "none in the archive yet",
        "evidence": "Where",
        "yours": "Your version",
        "no_words": "(no text)",
    },
}
_COLUMNS = ("n", "topic", "customer", "reply", "verdict", "reason", "standard", "good_reply")
_RISKY = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A reply where one criterion is low, with everything a trainer needs beside it."""

    scorecard_id: str
    conversation_id: str
    message_id: str
    message_ids: tuple[str, ...]
    operator_id: str
    replied_at: datetime | None
    channel: str
    topic: str
    verdict: Verdict
    value: float | None
    reason: str
    customer_message_ids: tuple[str, ...]
    customer_text: str
    reply_text: str
    evidence: tuple[Evidence, ...] = ()
    names: tuple[str, ...] = ()
    """Names known from the conversation's card, to be masked."""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A practice sheet as a file."""

    filename: str
    text: str
    cases: int
    removed: int


def around(conversation: Conversation, message_ids: Sequence[str]) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """The customer's messages a turn answers (since the operator's turn before), and the turn's own messages."""
    ids = set(message_ids)
    reply = tuple(message for message in conversation.messages if message.id in ids)
    before: list[Message] = []
    for message in conversation.messages:
        if message.id in ids:
            break
        if message.visibility != "public" or message.event != "message":
            continue
        if message.author_kind == "operator":
            before.clear()
        elif message.author_kind == "customer":
            before.append(message)
    return tuple(before), reply


def text_of(messages: Sequence[Message]) -> str:
    """The messages' texts, one below the other."""
    return "\n".join(message.text for message in messages if message.text)


def sheet(
    cases: Sequence[Case],
    *,
    criterion: str,
    label: str,
    standard_line: str,
    topics: Mapping[str, str],
    verdicts: Mapping[str, str],
    good: Mapping[str, Case],
    language: Language,
    file_format: str = "md",
) -> Sheet:
    """One sheet of several cases: buyer's words, reply, verdict, the standard's line, a good reply on the same topic.

    Args:
        cases: in the order they are to be read.
        criterion: its code, for the file's name.
        label: its name for people.
        standard_line: what the standard asks, in words.
        topics: topic code → label.
        verdicts: verdict word → label.
        good: topic code → a good reply.
        language: of the sheet's own words.
        file_format: ``md`` or ``csv`` (semicolons and a byte-order mark, as spreadsheets want it).
    """
    rows, removed = case_rows(
        cases, standard_line=standard_line, topics=topics, verdicts=verdicts, good=good, language=language
    )
    text = _as_csv(rows) if file_format == "csv" else _as_markdown(rows, label, language)
    return Sheet(filename=f"{criterion}.{file_format}", text=text, cases=len(rows), removed=removed)


def case_rows(
    cases: Sequence[Case],
    *,
    standard_line: str,
    topics: Mapping[str, str],
    verdicts: Mapping[str, str],
    good: Mapping[str, Case],
    language: Language,
) -> tuple[list[dict[str, str]], int]:
    """The cases in words, a row each, and how many pieces of personal data were taken out of them."""
    removed = 0

    def masked(text: str, case: Case) -> str:
        nonlocal removed
        done = clean(text, language, names=case.names, numbers=case.numbers)
        removed += done.removed
        return done.text or _WORDS[language]["no_words"]

    rows = []
    for number, case in enumerate(cases, 1):
        example = good.get(case.topic)
        rows.append(
            {
                "n": str(number),
                "topic": topics.get(case.topic, case.topic),
                "customer": masked(case.customer_text, case),
                "reply": masked(case.reply_text, case),
                "verdict": verdicts.get(case.verdict, case.verdict),
                "reason": masked(retold(case.reason, language), case) if case.reason else "",
                "standard": standard_line,
                "good_reply": masked(example.reply_text, example) if example else _WORDS[language]["none"],
            }
        )
    return rows, removed


def _as_markdown(rows: Sequence[Mapping[str, str]], label: str, language: Language) -> str:
    words = _WORDS[language]
    parts = [f"# {words['title'].format(label=label)}"]
    for row in rows:
        verdict = f"{row['verdict']}: {row['reason']}" if row["reason"] else row["verdict"]
        parts += [
            f"## {words['case'].format(n=row['n'], topic=row['topic'])}",
            f"**{words['customer']}**\n\n{_quoted(row['customer'])}",
            f"**{words['reply']}**\n\n{_quoted(row['reply'])}",
            f"**{words['verdict']}:** {verdict}",
            f"**{words['line']}:** {row['standard']}",
            f"**{words['good']}**\n\n{_quoted(row['good_reply'])}",
            f"**{words['yours']}**\n\n> \n",
        ]
    return "\n\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(_COLUMNS)
    writer.writerows([_inert(row[column]) for column in _COLUMNS] for row in rows)
    return "\ufeff" + stream.getvalue()


def _inert(cell: str) -> str:
    """A cell that a spreadsheet shows instead of running it as a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell
