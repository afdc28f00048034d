"""How long looking for duplicates and contradictions takes: python -m benchmarks.twins_rate [--sizes 1000 10000].

Two kinds of made-up stock, the same on every run: ``free`` (sentences of words drawn at random, half of them with a
term: hardly any two alike) and ``sold`` (cards of goods in a dozen wordings, of which only names, prices and terms
differ: very many alike). One in fifty articles is a copy with a few words changed, one in fifty has another value in
the same words. ``after_edit`` is a second look after one article changed; ``meant`` are the same two looks with vectors
(random ones, so that nothing is embedded): every passage compared with every other, then the changed one alone.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from knowledge_base.alike import Vocabulary
from knowledge_base.articles import Article
from knowledge_base.twin_reading import parts_of
from knowledge_base.twins import TwinFinder, TwinReport
from model_gateway.embedder import Vectors

SIZES = (1_000, 10_000)
_SYLLABLES = ("ка", "ло", "ми", "ту", "ре", "сна", "вор", "пи", "зел", "до", "шу", "бра", "кни", "гар", "ем", "юн")
_GOODS = (
    "{name}: цена {price} рублей. Гарантия на {name} — {term} месяцев.",
    "Стоимость {name} — {price} рублей, доставка {name} займёт {term} дней. Вернуть {name} можно в магазине.",
    "{name} стоит {price} рублей; срок изготовления {name} — {term} дней. Обмен {name} бесплатный.",
    "Вернуть {name} можно в течение {term} дней. Цена {name} по карте — {price} рублей.",
)


def _word(draw: random.Random) -> str:
    return "".join(draw.choice(_SYLLABLES) for _ in range(draw.randint(2, 4)))


def free(count: int) -> list[Article]:
    """Articles of four sentences of random words."""
    draw = random.Random(1)
    words = sorted({_word(draw) for _ in range(20_000)})
    found = []
    for number in range(count):
        said = []
        for _ in range(4):
            drawn = draw.choices(words, k=12)
            if draw.random() < 0.5:
                drawn.insert(6, f"{draw.randint(2, 90)} дней")
            said.append(" ".join(drawn).capitalize() + ".")
        found.append(Article(id=str(number), title=" ".join(draw.choices(words, k=3)), text=" ".join(said)))
    return _planted(found, draw)


def sold(count: int) -> list[Article]:
    """Articles about goods in a few wordings."""
    draw = random.Random(2)
    names = [f"{_word(draw)} {_word(draw)} {number}" for number in range(count)]
    found = [
        Article(
            id=str(number),
            title=f"Модель {name}",
            text=_GOODS[number % len(_GOODS)].format(name=name, price=100 + number, term=number % 29 + 2),
        )
        for number, name in enumerate(names)
    ]
    return _planted(found, draw)


def _planted(articles: list[Article], draw: random.Random) -> list[Article]:
    """Every fiftieth article is a copy of an earlier one with a word more, every next one has other values."""
    for at in range(50, len(articles), 50):
        one = articles[draw.randrange(at - 1)]
        articles[at] = Article(id=str(at), title=one.title, text=one.text + " Спрашивайте.")
        other = "".join(str((int(sign) + 1) % 10) if sign.isdigit() else sign for sign in one.text)
        articles[at - 1] = Article(id=str(at - 1), title=one.title, text=other)
    return articles


KINDS: Mapping[str, Callable[[int], list[Article]]] = {"free": free, "sold": sold}


def main() -> None:
    """Measure and print JSON, a line for each kind and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--kinds", nargs="+", choices=sorted(KINDS), default=sorted(KINDS))
    given = parser.parse_args()
    for size in given.sizes:
        for kind in given.kinds:
            print(json.dumps(measured(kind, size)), flush=True)


def measured(kind: str, size: int) -> dict[str, object]:
    """One stock looked through."""
    articles, finder = KINDS[kind](size), TwinFinder()
    found, first = _timed(lambda: finder.find(articles))
    told: dict[str, object] = {
        "kind": kind,
        "passages": found.passages,
        "duplicates": len(found.duplicates),
        "contradictions": len(found.contradictions),
        "checked": found.checked,
        "complete": found.complete,
        "load": round(os.getloadavg()[0], 1),
        "first": first,
    }
    told["after_edit"] = _timed(lambda: finder.find(_edited(articles, 7)))[1]
    vectors = _vectors([*articles, *_edited(articles, 8)])
    told["meant_first"] = _timed(lambda: finder.find(articles, vectors))[1]
    told["meant_after_edit"] = _timed(lambda: finder.find(_edited(articles, 8), vectors))[1]
    return told


def _timed(act: Callable[[], TwinReport]) -> tuple[TwinReport, dict[str, float]]:
    began, busy = time.perf_counter(), time.process_time()
    found = act()
    return found, {
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(time.process_time() - busy, 2),
    }


def _edited(articles: Sequence[Article], at: int) -> list[Article]:
    """The stock with another sentence in one article."""
    return [*articles[:at], replace(articles[at], text=articles[at].text + " Проверено в ноябре."), *articles[at + 1 :]]


def _vectors(articles: Sequence[Article]) -> dict[str, Vectors]:
    draw, vocabulary = np.random.default_rng(3), Vocabulary()
    keys = {part.key for article in articles for part in parts_of(article, vocabulary)}
    rows = draw.standard_normal((len(keys), 384), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return dict(zip(sorted(keys), rows, strict=True))


if __name__ == "__main__":
    main()
