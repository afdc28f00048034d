import tomllib
from pathlib import Path

import pytest

from knowledge_base.support import Source, check_sentence

SHOPS = tomllib.loads((Path(__file__).parent / "support_shops.toml").read_text(encoding="utf-8"))
VERDICTS = ("supported", "contradicted", "not_verifiable", "no_claim")
CASES = [
    pytest.param(shop, sentence, verdict, id=f"{shop}: {sentence}")
    for shop, body in SHOPS.items()
    for verdict in VERDICTS
    for sentence in body.get(verdict, ())
]


@pytest.mark.parametrize(("shop", "sentence", "verdict"), CASES)
def test_a_reply_gets_its_verdict(shop: str, sentence: str, verdict: str) -> None:
    """What a shop's articles, order and thread say of a sentence of a reply."""
    sources = tuple(Source(**source) for source in SHOPS[shop]["sources"])

    assert check_sentence(sentence, sources).verdict == verdict


def test_every_verdict_is_asked_for_in_both_languages() -> None:
    """The cases cover supported, contradicted, unknown and courtesy, in Russian and in English."""
    for english in (True, False):
        asked = {
            verdict
            for shop, body in SHOPS.items()
            if shop.endswith("_en") is english
            for verdict in VERDICTS
            if body.get(verdict)
        }
        assert asked == set(VERDICTS)
