import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.atoms import find_atoms, same

_PATIENCE = 0.5
"""Seconds that say nothing about growth."""


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("14 дней", "двух недель", True),
        ("14 дней", "две недели", True),
        ("24 часа", "через сутки", True),
        ("24 месяца", "2 года", True),
        ("30 дней", "в течение месяца", True),
        ("10 дней", "10 рабочих дней", False),
        ("3 490 ₽", "3490.00 RUB", True),
        ("20 ₽", "$20", False),
        ("10 ноября", "10.11.2026", True),
        ("10.11.2025", "10.11.2026", False),
        ("3–5 дней", "3 to 5 days", True),
        ("3–5 дней", "5 дней", False),
        ("1,5 кг", "1500 г", True),
        ("после 18", "after 6 pm", True),
        ("14 дней", "14 %", False),
    ],
)
def test_same_values_are_equal(one: str, other: str, equal: bool) -> None:
    """Values are compared by what they mean; a sum in another currency and working days are something else."""
    assert any(same(a, b) for a in find_atoms(one) for b in find_atoms(other)) is equal


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """No text breaks the reader: spans are exact, in order, apart, and every value equals itself."""
    atoms = find_atoms(text)

    assert all(text[atom.span.start : atom.span.end] == atom.text and atom.text for atom in atoms)
    assert all(one.span.end <= two.span.start for one, two in pairwise(atoms))
    assert all(same(atom, atom) for atom in atoms)


PIECES = [
    *(
        "14",
        "3 490",
        "₽",
        "дней",
        "%",
        "до",
        "с",
        "10.11",
        "20:00",
        "-",
        "–",
        ".",
        " ",
        "заказ",
        "№",
        "код",
        "SALE",
        "две",
    ),
    *("недели", "рабочих", "@", "ru", "https://", "+7", "(999)", "мая", "May", "1)", "\n", "\u00a0", "и", "от"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_mixture_of_values_is_read(pieces: list[str]) -> None:
    """Values run together in any order leave exact, separate spans."""
    text = "".join(pieces)
    spans = [atom.span for atom in find_atoms(text)]

    assert all(one.end <= two.start for one, two in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1.",
        "1-",
        "a",
        "a1",
        "1a-",
        "заказ 1a",
        "+7 9",
        "код A",
        "http://a",
        "a@",
        "a.",
        "10.1",
        "10 до ",
        "₽1",
        "две ",
    ],
)
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """Ten times the text takes about ten times as long, never a hundred times, whatever is repeated.

    The best of several tries counts: a busy machine may slow any one of them.
    """
    short, long = piece * (4_000 // len(piece)), piece * (40_000 // len(piece))
    tries = []
    for number in range(5):
        began = time.process_time()
        find_atoms(short + " " * (number + 1))
        middle = time.process_time()
        find_atoms(long + " " * (number + 1))
        tries.append((time.process_time() - middle) - 40 * (middle - began))
        if tries[-1] < _PATIENCE:
            break

    assert min(tries) < _PATIENCE
