"""The tasks of the comparison that need no language model: the same texts to everybody, one measure for all.

Flags on real replies are false alarms: 295 replies of a support team, all of them calm. Rows are drawn with seed 0.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.cases import card_of, scorebook
from evals.compare.lines import Absent, Contestant, Line, PeerFailed, Peers, ours
from evals.metrics import Metric, auc, f1, matthews, mean, ratio
from evals.privacy import COVERED, entities_of
from evals.retrieval import as_article
from evals.runner import SetMissing, Setting
from evals.typos import spoilt
from model_gateway.embedder import Embedder
from model_gateway.privacy import find_personal
from qa_scoring.politeness import politeness_value, rudeness_value
from qa_scoring.scorecard import Scorecard, Scored
from reply_core.text import morphology, words
from tone_of_voice.check import check
from tone_of_voice.profile import default_profile

SEED = 0
RUDE = 0.5
NAMES = {"PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "CREDIT_CARD": "CARD", "PERSON": "PERSON"}
"""Kinds that both Presidio and Tact find, by Presidio's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What the tasks are run with."""

    root: Path
    peers: Peers
    embedder: Embedder | None
    version: str
    sample: int = 600
    hunspell: str = ""

    def setting(self, name: str, *, meaning: bool = False) -> Setting:
        """The setting of one set, at the level of rules or of meaning."""
        embedder = self.embedder if meaning else None
        return Setting(
            folder=self.root / name, level="local" if embedder else "rules", embedder=embedder, root=self.root
        )

    def drawn(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """At most ``sample`` rows, in order."""
        if len(rows) <= self.sample:
            return list(rows)
        return [rows[index] for index in sorted(random.Random(SEED).sample(range(len(rows)), self.sample))]


Found = Iterator[Line | Absent]
Measure = Callable[[Sequence[Any], Contestant], Mapping[str, Metric]]


def swearing(field: Field) -> Found:
    """russe_detox and real replies: does the rude text rank above its calm rewrite, what is flagged."""
    rows = field.drawn(field.setting("russe_detox").rows())
    calm = field.setting("rutube_support").rows("cases.jsonl")
    texts = [str(row["toxic"]) for row in rows] + [str(row["neutral"][0]) for row in rows]
    texts += [str(row["operator_reply"]) for row in calm]
    groups = [str(row["group"]) for row in rows]
    n = len(rows)

    def measure(values: Sequence[Any], who: Contestant) -> Mapping[str, Metric]:
        rude, mild, real = values[:n], values[n : 2 * n], values[2 * n :]
        pairs = [float(a > b) + 0.5 * float(a == b) for a, b in zip(rude, mild, strict=True)]
        return {
            "pair accuracy": mean(pairs, groups),
            "recall": mean([float(value >= who.flag_from) for value in rude], groups),
            "flagged rewrites": mean([float(value >= who.flag_from) for value in mild], groups),
            "flagged real replies": mean(
                [float(value >= who.flag_from) for value in real], [str(row["group"]) for row in calm]
            ),
        }

    yield from _compare("rude texts, ru", field, texts, _rude_contestants(field), measure)


def disguised(field: Field) -> Found:
    """ru_distorted_toxicity: swearing behind stars, digits and spaces."""
    rows = field.setting("ru_distorted_toxicity").rows()
    groups = [str(row["group"]) for row in rows]
    toxic = [bool(row["toxicity"]) for row in rows]
    twisted = [index for index, row in enumerate(rows) if row["distortion"]]

    def measure(values: Sequence[Any], who: Contestant) -> Mapping[str, Metric]:
        found = [value >= who.flag_from for value in values]
        return {
            "recall of disguised": mean([float(found[i]) for i in twisted], [groups[i] for i in twisted]),
            "F1 of toxic": f1(found, toxic, groups),
        }

    texts = [str(row["text"]) for row in rows]
    yield from _compare("disguised swearing, ru", field, texts, _rude_contestants(field), measure)


def _rude_contestants(field: Field) -> list[Contestant]:
    found = [Contestant(name="Tact, rules", ask=ours(lambda text: rudeness_value(text, "ru", None), field.version))]
    if field.embedder is not None:
        by_meaning = ours(lambda text: rudeness_value(text, "ru", field.embedder), field.version)
        found.append(Contestant(name="Tact, local", ask=by_meaning))
    stops = "its NLTK stop words need a download: spaCy's stand in"
    return [
        *found,
        Contestant(name="check-swear", ask=field.peers.ask("check-swear"), note=stops),
        Contestant(name="detected-profanity", ask=field.peers.ask("detected-profanity"), flag_from=1),
        Contestant(name="better-profanity", ask=field.peers.ask("better-profanity"), flag_from=1, note="English words"),
    ]


def politeness(field: Field) -> Found:
    """tydip, English test part: politeness as people rated it, against sentiment."""
    rows = [row for row in field.setting("tydip").rows() if row["lang"] == "en" and row["part"] == "test"]
    rows = [row for row in rows if row["binary"] is not None]
    groups, truth = [str(row["group"]) for row in rows], [row["binary"] == 1 for row in rows]

    def measure(values: Sequence[Any], who: Contestant) -> Mapping[str, Metric]:
        right = [float((value >= who.flag_from) == label) for value, label in zip(values, truth, strict=True)]
        return {"AUC": auc(values, truth, groups), "accuracy": mean(right, groups)}

    found = [Contestant(name="Tact, rules", ask=ours(lambda text: politeness_value(text, "en", None), field.version))]
    if field.embedder is not None:
        by_meaning = ours(lambda text: politeness_value(text, "en", field.embedder), field.version)
        found.append(Contestant(name="Tact, local", ask=by_meaning))
    found.append(Contestant(name="VADER", ask=field.peers.ask("VADER"), flag_from=0.05, note="sentiment"))
    yield from _compare("politeness, en", field, [str(row["text"]) for row in rows], found, measure)


def spelling(field: Field) -> Found:
    """Real replies as sent and with one letter wrong: is the slip seen, is the clean reply left alone."""
    setting = field.setting("rutube_support")
    rows = setting.rows("cases.jsonl")
    articles = [as_article(row) for row in setting.rows("kb.jsonl")]
    book = scorebook(setting, "ru", articles)
    slips = [next(spoilt([str(row["operator_reply"])], morphology().word_is_known, SEED), None) for row in rows]
    chosen = [(row, slip) for row, slip in zip(rows, slips, strict=True) if slip is not None]
    groups = [str(row["group"]) for row, _ in chosen]
    texts = [str(row["operator_reply"]) for row, _ in chosen] + [slip.text for _, slip in chosen]
    n = len(chosen)

    def measure(values: Sequence[Any], who: Contestant) -> Mapping[str, Metric]:
        clean, wrong = values[:n], values[n:]
        return {
            "slips seen": mean([float(b > a) for a, b in zip(clean, wrong, strict=True)], groups),
            "clean replies flagged": mean([float(value >= 1) for value in clean], groups),
        }

    def count(text: str) -> float:
        card = card_of("Подскажите, пожалуйста.", text, book)
        literacy = card.criteria.get("literacy") if isinstance(card, Scorecard) else None
        return float(len(literacy.evidence)) if isinstance(literacy, Scored) and literacy.verdict != "pass" else 0.0

    known = sorted({word.text.lower() for article in articles for word in words(article.text)})
    shop = {"language": "ru", "known": known}
    found = [
        Contestant(name="Tact, rules", ask=ours(count, field.version), note="whole card, the shop's words known"),
        Contestant(name="pyspellchecker", ask=field.peers.ask("pyspellchecker", {"language": "ru"})),
        Contestant(
            name="pyspellchecker + shop's words",
            ask=field.peers.ask("pyspellchecker", shop),
            note="the same words of the knowledge base as Tact",
        ),
    ]
    task = "one wrong letter, ru"
    if field.hunspell:
        options = {"dictionary": field.hunspell, "known": known}
        asked = field.peers.ask("hunspell (spylls)", options)
        found.append(Contestant(name="hunspell (spylls) + shop's words", ask=asked))
    else:
        yield Absent(task=task, who="hunspell (spylls)", why="no dictionary: apt-get install hunspell-ru, --hunspell")
    yield Absent(task=task, who="LanguageTool", why="needs Java and a download of its own; none on the registries")
    yield from _compare(task, field, texts, found, measure)


def acceptability(field: Field) -> Found:
    """rucola: is an unacceptable sentence told from an acceptable one by words alone."""
    rows = field.drawn(field.setting("rucola").rows())
    setting = field.setting("rucola")
    book = scorebook(setting, "ru")
    groups, truth = [str(row["group"]) for row in rows], [row["acceptable"] == 1 for row in rows]

    def fine(text: str) -> float:
        card = card_of("Подскажите, пожалуйста.", text, book)
        literacy = card.criteria.get("literacy") if isinstance(card, Scorecard) else None
        return float(isinstance(literacy, Scored) and literacy.verdict != "pass")

    def measure(values: Sequence[Any], who: Contestant) -> Mapping[str, Metric]:
        return {"MCC": matthews([value < 1 for value in values], truth, groups)}

    found = [
        Contestant(name="Tact, rules", ask=ours(fine, field.version)),
        Contestant(name="pyspellchecker", ask=field.peers.ask("pyspellchecker", {"language": "ru"})),
    ]
    yield from _compare("acceptable sentences, ru", field, [str(row["text"]) for row in rows], found, measure)


def personal_data(field: Field) -> Found:
    """presidio_synth_en: recall and precision of the kinds both find."""
    rows = field.drawn(field.setting("presidio_synth_en").rows())
    groups = [str(row["group"]) for row in rows]
    true = [entities_of(row["entities"]) for row in rows]

    def ask_us(text: str) -> list[list[Any]]:
        return [[item.kind, item.span.start, item.span.end] for item in find_personal(text, "en")]

    def measure(values: Sequence[Any], who: Contestant) -> Mapping[str, Metric]:
        metrics: dict[str, Metric] = {}
        for kind in NAMES.values():
            mine = [[(s, e) for name, s, e in found if NAMES.get(name, name) == kind] for found in values]
            theirs = [[(span.start, span.end) for name, span in wanted if name == kind] for wanted in true]
            hits = [sum(_covered(one, m) >= COVERED for one in t) for m, t in zip(mine, theirs, strict=True)]
            right = [sum(_covered(one, t) > 0 for one in m) for m, t in zip(mine, theirs, strict=True)]
            metrics[f"{kind} recall"] = ratio(hits, [len(t) for t in theirs], groups)
            metrics[f"{kind} precision"] = ratio(right, [len(m) for m in mine], groups)
        return metrics

    note = "default recognisers, spaCy en_core_web_sm; the set is made by Presidio's own authors"
    found = [
        Contestant(name="Tact, rules", ask=ours(ask_us, field.version)),
        Contestant(name="Presidio", ask=field.peers.ask("Presidio"), note=note),
    ]
    yield from _compare("personal data, en", field, [str(row["text"]) for row in rows], found, measure)


def _covered(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> float:
    inside = {at for start, end in others for at in range(max(start, span[0]), min(end, span[1]))}
    return len(inside) / max(1, span[1] - span[0])


def style(field: Field) -> Found:
    """Real English replies (star_timed): how often anything is flagged, and how fast. No labels: descriptive."""
    rows = field.setting("star_timed").rows()
    texts = [(str(row["group"]), str(m["text"])) for row in rows for m in row["messages"] if m["role"] != "customer"]
    drawn = field.drawn([{"group": group, "text": text} for group, text in texts if len(words(text)) > 3])
    groups = [str(row["group"]) for row in drawn]
    profile = default_profile("en")

    def measure(values: Sequence[Any], who: Contestant) -> Mapping[str, Metric]:
        return {"replies flagged": mean([float(value >= 1) for value in values], groups)}

    found = [
        Contestant(
            name="Tact, rules",
            ask=ours(lambda text: float(len(check(text, profile, language="en"))), field.version),
            note="English pack, every level of alert",
        ),
        Contestant(name="proselint", ask=field.peers.ask("proselint"), note="every check"),
    ]
    yield from _compare("style of real replies, en", field, [str(row["text"]) for row in drawn], found, measure)


TASKS: Mapping[str, Callable[[Field], Found]] = {
    "swearing": swearing,
    "disguised": disguised,
    "politeness": politeness,
    "spelling": spelling,
    "acceptability": acceptability,
    "personal_data": personal_data,
    "style": style,
}


def run_task(name: str, field: Field) -> Found:
    """The lines of one task; a set that is missing makes one line that says so."""
    try:
        yield from TASKS[name](field)
    except SetMissing as error:
        yield Absent(task=name, who="everybody", why=f"{error.what}: {error.mend}")


def _compare(
    task: str, field: Field, texts: Sequence[str], contestants: Sequence[Contestant], measure: Measure
) -> Found:
    for who in contestants:
        try:
            said = who.ask(texts)
        except PeerFailed as error:
            yield Absent(task=task, who=who.name, why=str(error))
            continue
        yield Line(
            task=task,
            who=who.name,
            version=said.version,
            n=len(texts),
            metrics=measure(said.values, who),
            seconds_per_reply=said.seconds / max(1, len(texts)),
            note=who.note,
        )
