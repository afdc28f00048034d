"""rucola: acceptability of sentences, a hard set for rules. Rows: `text, acceptable: 1|0, part`.

Most sentences of the set that people reject are spelt right: their fault lies in meaning or word order, which no
spelling or rule sees. `mcc_ceiling` says what a judge of spelling and typical mistakes could reach at best on it: it is
the figure of our findings if every one of them were right (no finding on an accepted sentence).

Besides, `figures` measures slips on any clean texts: `typo_recall` (one seeded slip of the keyboard in each text),
`findings_per_100` texts and `unknown_words_per_100` words. `literacy_replies` reports them on the real replies of
rutube_support, with the words of its knowledge base as the shop's own and without.
"""

from collections.abc import Sequence
from dataclasses import replace

from evals.cases import card_of, scorebook
from evals.metrics import Metric, count, matthews, mean, ratio
from evals.runner import Outcome, Setting, evaluates
from evals.typos import spoilt
from qa_scoring.language import shop_terms
from qa_scoring.reading import read_text
from qa_scoring.scorecard import Scorecard, Scored
from qa_scoring.slips import find_slips
from qa_scoring.spelling import knows, unknown_words

SEEDS = 3
_TOP = 40


@evaluates("rucola")
def acceptable(setting: Setting) -> Outcome:
    """Matthews correlation of "literacy is met" with "acceptable"; slips on the accepted sentences."""
    rows = setting.rows()
    book = scorebook(setting, "ru")
    groups = [str(row["group"]) for row in rows]
    truth = [row["acceptable"] == 1 for row in rows]
    found = []
    for row in rows:
        card = card_of("Подскажите, пожалуйста.", str(row["text"]), book)
        literacy = card.criteria.get("literacy") if isinstance(card, Scorecard) else None
        found.append(not (isinstance(literacy, Scored) and literacy.verdict != "pass"))
    flawless = [one or other for one, other in zip(found, truth, strict=True)]
    clean = [str(row["text"]) for row in rows if row["acceptable"] == 1]
    return Outcome(
        metrics={
            "mcc": matthews(found, truth, groups),
            "mcc_ceiling": matthews(flawless, truth, groups),
            "flagged": count(found.count(False), len(found)),
            **figures(clean[:2000], frozenset()),
        },
        baseline={"mcc_always": matthews([True] * len(rows), truth, groups)},
    )


@evaluates("literacy_replies")
def replies(setting: Setting) -> Outcome:
    """Slips on the real replies of rutube_support: findings (ids only), unknown words, recall of drawn typos."""
    if setting.root is not None and not (setting.folder / "cases.jsonl").is_file():
        setting = replace(setting, folder=setting.root / "rutube_support")
    rows = setting.rows("cases.jsonl")
    texts = [str(row["operator_reply"]) for row in rows]
    terms = shop_terms([f"{row['question']} {row['answer']}" for row in setting.rows("kb.jsonl")])
    alone = {f"{key}_without_kb": metric for key, metric in figures(texts, frozenset()).items()}
    found = [str(row["id"]) for row, text in zip(rows, texts, strict=True) if find_slips(read_text(text), terms)]
    return Outcome(metrics={**figures(texts, terms), **alone}, details={"with_findings": found[:_TOP]})


def figures(texts: Sequence[str], terms: frozenset[str]) -> dict[str, Metric]:
    """Recall of one drawn typo a text (`SEEDS` draws), findings per 100 clean texts, unknown words per 100 words."""
    groups = [str(place) for place in range(len(texts))]
    readings = [read_text(text) for text in texts]
    hits: list[float] = []
    drawn: list[str] = []
    for seed in range(SEEDS):
        for place, made in enumerate(spoilt(texts, lambda word: word in terms or knows(word), seed)):
            slips = find_slips(read_text(made.text), terms)
            hits.append(float(any(slip.span.start < made.end and made.start < slip.span.end for slip in slips)))
            drawn.append(str(place))
    return {
        "typo_recall": mean(hits, drawn),
        "findings_per_100": mean([100.0 * len(find_slips(reading, terms)) for reading in readings], groups),
        "unknown_words_per_100": ratio(
            [100.0 * len(unknown_words(reading, terms)) for reading in readings],
            [float(len(reading.tokens)) for reading in readings],
            groups,
        ),
    }
