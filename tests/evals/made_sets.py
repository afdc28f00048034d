"""Tiny data sets in the documented formats, written by us: enough to run every eval from file to figure."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
ORGANIC = ("Как вернуть кружку?", "Когда доставят плед?", "Сколько стоит доставка?", "Как списать баллы?")
ANSWERS = (
    "Вернуть кружку можно за 14 дней: оформите заявку в кабинете.",
    "Плед доставят за 3 дня, курьер позвонит за час до приезда.",
    "Доставка стоит 350 рублей, от 5000 рублей она бесплатна.",
    "Баллы списываются при оплате: до 30 процентов суммы заказа.",
)


def write_rows(folder: Path, rows: Sequence[Mapping[str, Any]], name: str = "data.jsonl") -> None:
    """One JSONL file of a set."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")


def _rows(fields: str, *rows: Sequence[Any]) -> list[Row]:
    """Rows with these fields; id and group count up."""
    names = fields.split()
    return [{"id": f"r{n}", "group": f"g{n}", **dict(zip(names, row, strict=True))} for n, row in enumerate(rows)]


def _kb() -> list[Row]:
    pairs = zip(ORGANIC, ANSWERS, strict=True)
    return [
        {"id": f"kb{n}", "topic": asked, "question": asked, "answer": told} for n, (asked, told) in enumerate(pairs)
    ]


def _cases() -> list[Row]:
    return [
        {
            "id": f"case{number}",
            "group": f"g{number}",
            "lang": "ru",
            "question": ORGANIC[number % 4],
            "operator_reply": f"Здравствуйте! {ANSWERS[number % 4]}",
            "gold": [f"kb{number % 4}"],
            "class1": "A",
        }
        for number in range(8)
    ]


def _entity(text: str, value: str, kind: str) -> Row:
    start = text.index(value)
    return {"type": kind, "start": start, "end": start + len(value), "text": value}


def _personal(language: str, kinds: Sequence[tuple[str, str, str]], clean: Sequence[str]) -> list[Row]:
    rows = [
        {"id": f"p{n}", "group": f"g{n}", "lang": language, "text": text, "entities": [_entity(text, value, kind)]}
        for n, (text, value, kind) in enumerate(kinds)
    ]
    return rows + [
        {"id": f"c{n}", "group": f"k{n}", "lang": language, "text": text, "entities": []}
        for n, text in enumerate(clean)
    ]


RU_PERSONAL = _personal(
    "ru",
    [
        ("Мой телефон +7 916 123-45-67, звоните", "+7 916 123-45-67", "PHONE"),
        ("Пишите на anna.petrova@example.com завтра", "anna.petrova@example.com", "EMAIL"),
        ("Карта 4111 1111 1111 1111 не проходит", "4111 1111 1111 1111", "CARD"),
    ],
    ["Заказ ещё не пришёл, что делать?", "Где посмотреть баллы?"],
)
EN_PERSONAL = _personal(
    "en",
    [
        ("Please mail me at bob.stone@example.com today", "bob.stone@example.com", "EMAIL_ADDRESS"),
        ("My card is 4111 1111 1111 1111, charge it", "4111 1111 1111 1111", "CREDIT_CARD"),
    ],
    ["Where is my order?"],
)


def _tydip() -> list[Row]:
    polite = {
        "ru": ["Здравствуйте, не могли бы вы помочь, пожалуйста?", "Спасибо большое, подскажите, пожалуйста."],
        "en": ["Hello, could you please help me with this?", "Thanks a lot, would you mind having a look?"],
    }
    rude = {
        "ru": ["Почему ты снова всё испортил??", "Зачем вы это удалили!!"],
        "en": ["Why did you delete this??", "You never read anything!!"],
    }
    return [
        {"id": f"{lang}{n}", "group": f"{lang}{n}", "lang": lang, "part": "test", "text": text, "score": s, "binary": b}
        for lang in ("ru", "en")
        for n, (text, s, b) in enumerate([(t, 1.0, 1) for t in polite[lang]] + [(t, -1.0, 0) for t in rude[lang]])
    ]


def _tricky() -> list[Row]:
    return [
        {
            "id": "t1",
            "lang": "ru",
            "channel": "chat",
            "customer": "Почему списали дважды?",
            "reply": "Ждите.",
            "sent_after_minutes": 1,
            "context": {},
            "expectation": {"respect": {"verdict": "fail"}, "auto_fail": None},
        },
        {
            "id": "t2",
            "lang": "en",
            "channel": "chat",
            "customer": "How long is the return window?",
            "reply": "You can return it within 30 days. Have a nice day!",
            "sent_after_minutes": 2,
            "context": {"kb": "Goods can be returned within 30 days."},
            "expectation": {
                "respect": {"verdict": "pass"},
                "speed": {"verdict": "pass"},
                "asks_covered": {"verdict": "pass"},
                "auto_fail": None,
            },
        },
    ]


def _timed(channel: str, waits: Sequence[int]) -> list[Row]:
    return [
        {
            "id": f"t{n}",
            "group": f"g{n}",
            "lang": "en",
            "channel": channel,
            "messages": [
                {"role": "customer", "at": 1_600_000_000, "text": "Where is my order?"},
                {"role": "agent", "at": 1_600_000_000 + seconds, "text": "It left the depot today."},
            ],
        }
        for n, seconds in enumerate(waits)
    ]


SETS: dict[str, dict[str, list[Row]]] = {
    "rutube_support": {"kb.jsonl": _kb(), "cases.jsonl": _cases()},
    "wixqa": {
        "kb.jsonl": [{"id": "a", "text": "Refunds take five days."}, {"id": "b", "text": "Domains renew each year."}],
        "queries.jsonl": [
            {"id": "q1", "group": "q1", "question": "How long do refunds take?", "gold": ["a"]},
            {"id": "q2", "group": "q2", "question": "When does my domain renew?", "gold": ["b"]},
        ],
    },
    "xquad.ru": {
        "passages.ru.jsonl": [{"id": "0", "article": 0, "text": told} for told in ANSWERS[:1]]
        + [{"id": "1", "article": 1, "text": ANSWERS[1]}],
        "queries.ru.jsonl": [{"id": "q", "group": "a", "question": ORGANIC[1], "gold": ["1"], "answers": ["3 дня"]}],
    },
    "xquad.en": {
        "passages.en.jsonl": [
            {"id": "0", "article": 0, "text": "The tower is tall."},
            {"id": "1", "article": 1, "text": "The river is long and cold."},
        ],
        "queries.en.jsonl": _rows("question gold answers", ("Is the river cold?", ["1"], ["cold"])),
    },
    "tydip": {"data.jsonl": _tydip()},
    "cocoa_formality_ru": {
        "data.jsonl": [
            {"id": "f", "group": "f", "lang": "ru", "text": "Вы можете прийти завтра.", "label": "formal"},
            {"id": "i", "group": "i", "lang": "ru", "text": "Ты можешь прийти завтра.", "label": "informal"},
        ]
    },
    "russe_detox": {
        "data.jsonl": [
            {"id": "r1", "group": "r1", "toxic": "ты дурак и урод", "neutral": ["ты не прав"]},
            {"id": "r2", "group": "r2", "toxic": "пошёл ты, придурок", "neutral": ["уходи", "иди отсюда"]},
        ]
    },
    "ru_distorted_toxicity": {
        "data.jsonl": [
            {"id": "d1", "group": "d1", "text": "какой ты д_у_р_а_к", "toxicity": 1, "distortion": 1, "corrected": ""},
            {"id": "d2", "group": "d2", "text": "добрый вечер всем", "toxicity": 0, "distortion": 0, "corrected": None},
        ]
    },
    "haluquestqa": {
        "data.jsonl": _rows(
            "question answer incomplete",
            ("Why is the sky blue?", "Air scatters blue light most.", 0),
            ("Why is the sky blue?", "No idea, ask someone.", 1),
        )
    },
    "qa_feedback": {
        "data.jsonl": _rows(
            "question passages prediction n_missing",
            ("Who wrote it?", ["Ann Lee wrote it."], "Ann Lee wrote it.", 0),
            ("Who wrote it?", ["Ann Lee wrote it."], "It is a book.", 2),
            ("When was it?", ["It was in 1990."], "It was in 1990.", 0),
        )
    },
    "saf_short_answers": {
        "data.jsonl": _rows(
            "part question reference answer score",
            ("unseen_answers", "What is a frame?", "A frame is a unit of data.", "A frame is a unit of data.", 1.0),
            ("unseen_answers", "What is a frame?", "A frame is a unit of data.", "No submission.", 0.0),
            ("training", "What is a frame?", "A unit.", "A unit.", 1.0),
        )
    },
    "tricky_cases": {"data.jsonl": _tricky()},
    "begin": {
        "data.jsonl": _rows(
            "knowledge response label",
            ("Tea is grown in Assam.", "Tea is grown in Assam.", "Fully attributable"),
            ("Tea is grown in Assam.", "I love my three dogs so much.", "Not fully attributable"),
            ("Tea is grown in Assam.", "My dogs drink juice.", "Fully attributable"),
        )
    },
    "danetqa": {
        "data.jsonl": _rows(
            "question passage label",
            ("Был ли завод открыт?", "Завод был открыт в мае.", 1),
            ("Летает ли страус?", "Страус не летает.", 0),
        )
    },
    "hint3": {
        "data.jsonl": _rows(
            "bot part text label",
            ("shop", "train", "where is my order", "ORDER"),
            ("shop", "train", "how do I return a mattress", "RETURN"),
            ("shop", "test", "where is my order now", "ORDER"),
            ("shop", "test", "who won the match", "NO_NODES_DETECTED"),
        )
    },
    "pii_ru_semisynth": {"data.jsonl": RU_PERSONAL},
    "presidio_synth_en": {"data.jsonl": EN_PERSONAL},
    "factrueval": {"data.jsonl": RU_PERSONAL},
    "rucola": {
        "data.jsonl": [
            {"id": "a1", "group": "a1", "part": "dev", "text": "Мы отправили заказ вчера.", "acceptable": 1},
            {"id": "a2", "group": "a2", "part": "dev", "text": "Мы отправили заказу вчерой.", "acceptable": 0},
        ]
    },
    "star_timed": {"data.jsonl": _timed("chat", (10, 20, 90))},
    "twitter_care_timed": {"data.jsonl": _timed("twitter", (600, 1200))},
}  # fmt: skip


def write_sets(root: Path, names: Sequence[str] = tuple(SETS)) -> Path:
    """The folder above the named sets."""
    for name in names:
        for file, rows in SETS[name].items():
            write_rows(root / name, rows, file)
    return root
