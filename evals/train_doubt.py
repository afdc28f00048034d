"""Trains how sure it is that a value no source holds is wrong: knowledge_base/models/doubt_rules.json, …_local.json.

    python -m evals.train_doubt DATA

Sets: xquad.ru, xquad.en (CC BY-SA 4.0: a question with its answer is a claim), wixqa (MIT: experts' answers), begin
(wow and cmu-dog CC BY 4.0, topicalchat CDLA-Sharing-1.0: attributable responses). Cases are made (seeded): one number
of a true claim is changed ("wrong") while its own passage is among those found for the question and the claim; the
claim as it is, with its passage ("right") and with its passage taken out and the next best instead ("unknown"), must
not be doubted. Only values the sources do not hold are learned from, for no others are doubted. Figures are by leaving
out one set at a time.
"""

import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from sklearn.metrics import roc_auc_score

from evals.grounding import ATTRIBUTABLE
from evals.retrieval import as_article
from evals.rutube import is_a_claim
from evals.train_support import Matrix, fit
from knowledge_base.articles import Article
from knowledge_base.checks.doubt import COUNTED
from knowledge_base.logistic import MODELS
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source, check_sentence, signs_of_doubt
from model_gateway.embedder import Embedder
from reply_core.settings import load_settings
from reply_core.text import sentences
from tact.powers import make_embedder

SEED = 20_263
TOP, MORE = 5, 10
MOST = 300
"""Claims of one set."""
ALLOWED, MISSED = 0.05, 0.06
"""Share of true claims that may be doubted, where 6 in 100 of their values stand in no article (as in real replies)."""
Kind = Literal["wrong", "right", "unknown"]
LEANING = frozenset({"begin"})
"""Sets whose claims say nothing by themselves ("he was born in 1980"): without their passage none can be judged."""
RULES = ("around", "article", "slot", "others", "pairs")
LOCAL = (*RULES, "likeness")
_DIGITS = re.compile(r"(?<![\w.,/-])\d{1,6}(?![\w/-]|[.,]\d)")


@dataclass
class Cases:
    """Signs of unheld values; of every claim the signs of its values, wrong and true."""

    signs: list[dict[str, float]] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    claims: list[tuple[Kind, list[int], bool]] = field(default_factory=list)
    """What a claim is, the rows of its unheld values (of a changed one: of the number changed), and whether one is
    contradicted, for which no doubt is needed."""

    def add(
        self,
        kind: Kind,
        text: str,
        sources: Sequence[Source],
        embedder: Embedder | None,
        changed: int | None = None,
    ) -> None:
        """One claim; ``changed`` is where its changed number begins."""
        rows, against = [], False
        for sentence in sentences(text):
            for span, signs in signs_of_doubt(sentence.of(text), sources, embedder):
                if changed is None or sentence.start + span.start <= changed < sentence.start + span.end:
                    rows.append(len(self.signs))
                    self.signs.append(signs)
                    self.wrong.append(changed is not None)
            for finding in check_sentence(sentence.of(text), sources).findings:
                low, high = sentence.start + finding.span.start, sentence.start + finding.span.end
                if finding.kind in COUNTED and finding.verdict == "contradicted":
                    against |= changed is None or low <= changed < high
        self.claims.append((kind, rows, against))


def claims_of(data: Path) -> Iterator[tuple[str, list[Article], list[tuple[str, str, set[str]]]]]:
    """Name, articles, and claims: the question they answer, the claim, the ids of the articles that hold it."""
    for tongue in ("ru", "en"):
        rows = _rows(data / f"xquad.{tongue}" / f"queries.{tongue}.jsonl")
        claims = [
            (row["question"], f"{row['question'].rstrip('? ')} {row['answers'][0]}.", set(row["gold"]))
            for row in rows
            if _DIGITS.search(row["answers"][0])
        ]
        yield f"xquad.{tongue}", _articles(data / f"xquad.{tongue}" / f"passages.{tongue}.jsonl"), claims
    rows = _rows(data / "wixqa" / "queries.jsonl")
    claims = [(row["question"], re.sub(r"\]\([^)]*\)", "]", row["answer"]), set(row["gold"])) for row in rows]
    yield "wixqa", _articles(data / "wixqa" / "kb.jsonl"), claims
    rows = _rows(data / "begin" / "data.jsonl")
    known = {row["knowledge"]: f"k{number}" for number, row in enumerate(rows)}
    articles = [Article(id=name, title="", text=text) for text, name in known.items()]
    yield (
        "begin",
        articles,
        [(row["response"], row["response"], {known[row["knowledge"]]}) for row in rows if row["label"] == ATTRIBUTABLE],
    )


def _numbers(claim: str) -> list[re.Match[str]]:
    """Numbers that claim something, not the numbering of a list."""
    return [found for found in _DIGITS.finditer(claim) if is_a_claim(claim, found.start(), found.end())]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _articles(path: Path) -> list[Article]:
    return [as_article(row) for row in _rows(path)]


def collect(data: Path, embedder: Embedder | None) -> dict[str, Cases]:
    """All cases by set, the same on every run."""
    found = {}
    for name, articles, claims in claims_of(data):
        draw = np.random.default_rng(SEED)
        index, cases = KnowledgeIndex.build(articles), Cases()
        numbered = [claim for claim in claims if _numbers(claim[1])]
        for place in draw.permutation(len(numbered))[:MOST]:
            question, claim, gold = numbered[place]
            numbers = _numbers(claim)
            chosen = numbers[int(draw.integers(len(numbers)))]
            other = str(int(chosen.group()) + int(draw.integers(1, 9)))
            wrong = claim[: chosen.start()] + other + claim[chosen.end() :]
            right = _nearest(index, question, claim, frozenset())
            if any(source.id in gold for source in right):
                cases.add("right", claim, right, embedder)
                cases.add("wrong", wrong, _nearest(index, question, wrong, frozenset()), embedder, chosen.start())
            if name not in LEANING:
                cases.add("unknown", claim, _nearest(index, question, claim, gold), embedder)
        found[name] = cases
    return found


def _nearest(index: KnowledgeIndex, question: str, claim: str, without: Collection[str]) -> list[Source]:
    """The best passages for a question and for each sentence of a claim, as the scorer looks them up."""
    found: dict[str, Source] = {}
    for query in (question, *(span.of(claim) for span in sentences(claim))):
        hits = [hit.passage for hit in index.search(query, TOP + MORE).hits if hit.passage.article_id not in without]
        for passage in hits[:TOP]:
            found[passage.id] = Source(id=passage.article_id, kind="article", title=passage.title, text=passage.text)
    return list(found.values())


def judged(cases: Cases, values: Matrix) -> dict[Kind, Matrix]:
    """The surest doubt about every claim of a kind; 0 where nothing is unheld, 1 where something is contradicted."""
    surest: dict[Kind, list[float]] = {"wrong": [], "right": [], "unknown": []}
    for kind, rows, against in cases.claims:
        surest[kind].append(1.0 if against else max((float(values[row]) for row in rows), default=0.0))
    return {kind: np.array(each) for kind, each in surest.items()}


def alarms(found: Mapping[Kind, Matrix], bar: float) -> float:
    """Share of true claims doubted, where `MISSED` of them have lost their passage."""
    shares = [float((found[kind] >= bar).mean()) if len(found[kind]) else 0.0 for kind in ("right", "unknown")]
    return shares[0] * (1 - MISSED) + shares[1] * MISSED


def _matrix(cases: Cases, names: Sequence[str]) -> Matrix:
    return np.array([[signs[name] for name in names] for signs in cases.signs])


def trained(sets: dict[str, Cases], names: Sequence[str]) -> dict[str, Any]:
    """The model as JSON, its bar, and the curve of caught against false alarms, each set judged unseen."""
    values = {}
    for name, cases in sets.items():
        family = name.split(".")[0]
        others = [other for key, other in sets.items() if key.split(".")[0] != family]
        taught = np.concatenate([_matrix(other, names) for other in others])
        truth = np.concatenate([np.array(other.wrong) for other in others])
        values[name] = fit(taught, truth, names).probabilities(_matrix(cases, names))
    found = {name: judged(cases, values[name]) for name, cases in sets.items()}
    pooled: dict[Kind, Matrix] = {
        kind: np.concatenate([each[kind] for each in found.values()]) for kind in ("wrong", "right", "unknown")
    }
    bar = next(float(each) for each in np.arange(0.05, 1.0, 0.01) if alarms(pooled, float(each)) <= ALLOWED)
    final = fit(
        np.concatenate([_matrix(cases, names) for cases in sets.values()]),
        np.concatenate([np.array(cases.wrong) for cases in sets.values()]),
        names,
    )
    return {
        "features": [
            {"name": name, "mean": round(float(mean), 5), "scale": round(float(scale), 5), "weight": round(float(w), 5)}
            for name, mean, scale, w in zip(names, final.means, final.scales, final.weights, strict=True)
        ],
        "intercept": round(final.intercept, 5),
        "thresholds": {"alarm": round(bar, 2)},
        "auc_left_out": {
            name: round(float(roc_auc_score(cases.wrong, values[name])), 4) for name, cases in sets.items()
        },
        "left_out": {
            name: {
                "n": len(each["wrong"]),
                "caught": round(float((each["wrong"] >= bar).mean()), 4),
                "alarms_right": round(float((each["right"] >= bar).mean()), 4),
                "alarms_unknown": round(float((each["unknown"] >= bar).mean()), 4) if len(each["unknown"]) else None,
            }
            for name, each in found.items()
        },
        "curve_left_out": [
            {
                "bar": round(float(each), 2),
                "caught": round(float((pooled["wrong"] >= each).mean()), 4),
                "false_alarms": round(alarms(pooled, float(each)), 4),
            }
            for each in np.arange(0.05, 1.0, 0.05)
        ],
    }


def main(data: Path, out: Path = MODELS) -> None:
    """Collect, train both levels, write the coefficients."""
    for level, names, embedder in (
        ("rules", RULES, None),
        ("local", LOCAL, make_embedder(load_settings(), "local")),
    ):
        sets = collect(data, embedder)
        model = trained(sets, names)
        body = {
            "what": "probability that a value no source holds is wrong, where half of such values are",
            "how": "evals/train_doubt.py",
            "seed": SEED,
            "sets": {name: {"claims": len(cases.claims), "values": len(cases.wrong)} for name, cases in sets.items()},
            "licences": {
                "xquad": "CC BY-SA 4.0",
                "wixqa": "MIT",
                "begin wow, cmu-dog": "CC BY 4.0",
                "begin topicalchat": "CDLA-Sharing-1.0",
            },
            "models": {level: model},
        }
        path = out / f"doubt_{level}.json"
        path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(level, json.dumps({key: model[key] for key in ("auc_left_out", "left_out", "thresholds")}, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
