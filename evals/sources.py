"""Where each data set comes from: the texts belong to others, and none of them is in this repository."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A set's language, what it measures, where to get it, and its licence as read there."""

    languages: str
    measures: str
    origin: str
    licence: str


OURS = "our own; its format stands in the eval's module"

SOURCES: Mapping[str, Source] = {
    "rutube_support": Source(
        "ru",
        "retrieval, drafting, completeness, hand-over, false alarms",
        "GitHub `airndlab/hackathon-hacks-ai-rutube-qna` at `0cc6182`: data/knowledge_base.xlsx, data/cases.xlsx",
        "the repository is Apache-2.0; no licence is stated for the data: measurement only",
    ),
    "tydip": Source(
        "ru, en",
        "politeness of requests, labelled by people",
        "GitHub `Genius1237/TyDiP` at `dfc6306`: data/all/{ru_test,en_test,en_train}.csv, data/binary/*",
        "CC BY 4.0 for the data (README)",
    ),
    "cocoa_formality_ru": Source(
        "ru",
        "ты / вы",
        "GitHub `amazon-science/contrastive-controlled-mt` at `441e23a`: IWSLT2022/data/test/en-ru/*, "
        "IWSLT2023/data/test/en-ru/*",
        "CDLA-Sharing-1.0 (README, LICENSE)",
    ),
    "russe_detox": Source(
        "ru",
        "rudeness: toxic comments and their neutral rewrites",
        "GitHub `s-nlp/russe_detox_2022` at `a2f79da`: data/input/train.tsv, dev.tsv",
        "no LICENSE file in the repository",
    ),
    "ru_distorted_toxicity": Source(
        "ru",
        "disguised swearing",
        "GitHub `alla-g/toxicity-detection-thesis` at `6511593`: toxicity_corpus/russian_distorted_toxicity.tsv, "
        "preprocessing_data/bad_wordlist.txt",
        "MIT (toxicity_corpus/DATASTATEMENT.md, section L)",
    ),
    "haluquestqa": Source(
        "en",
        "incomplete answers, marked by experts",
        "GitHub `UKPLab/arxiv2024-lfqa-hallucination` at `198541a`: src/data/HaluQuestQA.csv (tab separated)",
        "Apache-2.0 (LICENSE)",
    ),
    "qa_feedback": Source(
        "en",
        "missing items in answers",
        "GitHub `allenai/FineGrainedRLHF` at `a1469d4`: tasks/qa_feedback/data/dev_feedback.json",
        "Apache-2.0 (LICENSE)",
    ),
    "saf_short_answers": Source(
        "en", "partial answers", "GitHub `SebOchs/SAF` at `09949e9`: data/*/english/*.xml", "MIT (LICENSE)"
    ),
    "begin": Source(
        "en",
        "is a statement borne out by the passage",
        "GitHub `google/BEGIN-dataset` at `6e65f0d`: wow dev+test, topicalchat dev, cmu-dog dev",
        "wow: CC BY 4.0 (wow/LICENSE)",
    ),
    "danetqa": Source(
        "ru",
        "yes / no by the passage",
        "GitHub `PragmaticsLab/DaNetQA` at `c07a033`: data/DaNetQA_data.zip (train, val; test has no labels)",
        "CC0 1.0 (LICENSE)",
    ),
    "wixqa": Source(
        "en",
        "support search",
        "GitHub `rosscyking1115/agent-release-gates` at `ded2252`: data/public/wixqa_public_rag_sample.jsonl "
        "(a 160-question sample that this repository ships)",
        "repository MIT (LICENSE)",
    ),
    "xquad.ru": Source(
        "ru",
        "retrieval, a regression gate",
        "GitHub `deepmind/xquad` at `60cac41`: xquad.ru.json, xquad.en.json",
        "CC BY-SA 4.0 (README, CC-BY-SA4.0.txt)",
    ),
    "xquad.en": Source(
        "en",
        "retrieval, a regression gate",
        "GitHub `deepmind/xquad` at `60cac41`: xquad.ru.json, xquad.en.json",
        "CC BY-SA 4.0 (README, CC-BY-SA4.0.txt)",
    ),
    "hint3": Source(
        "en",
        "questions out of scope",
        "GitHub `hellohaptik/HINT3` at `99965c8`: dataset/v2/*",
        "ODbL 1.0 + DbCL 1.0 (LICENSE.md)",
    ),
    "twitter_care_timed": Source(
        "en",
        "response times",
        "GitHub `IBM/twitter-customer-care-document-prediction` at `453470e`: dev.json, test.json, docID_url.tsv",
        "Apache-2.0 (LICENSE)",
    ),
    "star_timed": Source(
        "en",
        "response times",
        "GitHub `RasaHQ/STAR` at `3058975`: dialogues/*.json (complete dialogues with a user questionnaire, one in "
        "five by hash of the id)",
        "MIT (LICENSE.txt)",
    ),
    "factrueval": Source(
        "ru",
        "personal names",
        "GitHub `dialogue-evaluation/factRuEval-2016` at `dfe9623`: devset/*, testset/* (.txt .spans .objects)",
        "MIT (LICENSE)",
    ),
    "presidio_synth_en": Source(
        "en",
        "personal data, synthetic",
        "GitHub `microsoft/presidio-research` at `7622dec`: data/synth_dataset_v2.json",
        "MIT (LICENSE)",
    ),
    "rucola": Source(
        "ru",
        "acceptability of sentences",
        "GitHub `RussianNLP/RuCoLA` at `d86f3dc`: data/*.csv",
        "Apache-2.0 for labels and code (README, LICENSE)",
    ),
    "tricky_cases": Source("ru, en", "fairness and edge cases: what must never be wrong", OURS, "ours"),
    "pii_ru_semisynth": Source("ru", "personal data: real carriers, invented values", OURS, "ours"),
    "criteria": Source(
        "ru, en",
        "every criterion of the scorecard against the verdicts a fair reader accepts",
        "our own dialogues (tests/qa_scoring/hard_dialogues.toml) and tricky_cases",
        "ours",
    ),
    "counterfactual": Source(
        "ru, en",
        "verdicts that must not move: name, gender, history, padding, injected commands",
        "replies of rutube_support, tricky_cases and the demo shops (the demo shops need no data)",
        "ours, and as above",
    ),
}


def how_to_get(name: str) -> str:
    """A sentence on where the set comes from."""
    source = SOURCES.get(name)
    if source is None:
        return "see docs/evals.md for its source"
    return f"get it from {source.origin} (licence: {source.licence}); format: docs/evals.md"
