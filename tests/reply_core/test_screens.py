"""Screens: a text without anything suspicious is told by its chunks, and remembering them changes no answer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core import screens
from reply_core.screens import Screen, chunks
from reply_core.text import fold

HINTS = ("system", "не учит", "##", "this reply", "дай")
TEXTS = st.lists(st.sampled_from(["не", "учитывай", "дай", "передайте", "##1", "this", "reply", "ok,", "да", "sys"]))


def test_chunks_are_what_stands_between_blanks() -> None:
    """Line breaks, tabs and non-breaking spaces separate chunks; marks stay with their word."""
    assert chunks("Да,\nда,\tда\u00a0нет") == {"Да,", "да,", "да", "нет"}


@given(TEXTS)
def test_every_text_with_a_hint_passes(words: list[str]) -> None:
    """A screen never holds back a text in which the slow search would find something."""
    text = " ".join(words)
    screen = Screen.of(*HINTS)
    for _ in range(2):
        if any(hint in text for hint in HINTS):
            assert screen.passes(text)


def test_a_harmless_chunk_is_judged_once() -> None:
    """The second text with the same chunk asks nobody; a suspicious chunk is asked about again."""
    asked: list[str] = []

    def judge(chunk: str) -> bool:
        asked.append(chunk)
        return "!" in chunk

    screen = Screen(judge)
    assert not screen.passes("да нет")
    assert not screen.passes("нет да нет")
    assert sorted(asked) == ["да", "нет"]
    assert screen.passes("да!")
    assert screen.passes("да! да")
    assert asked.count("да!") == 2


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long chunks are not kept, and a full memory starts over without changing an answer."""
    screen = Screen(re.compile("x").search)
    assert not screen.passes("а" * 100)
    assert screen.passes("а" * 100 + "x")
    monkeypatch.setattr(screens, "_REMEMBERED", 2)
    assert not screen.passes("а б в г")
    assert not screen.passes("г в б а")
    assert screen.passes("г в x")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Пишите на ask@shop.example, ждём", ["ask@shop.example,"]),
        ("a@b, потом ещё\nA@b,", ["a@b,", "A@b,"]),
        ("без знака", []),
        ("по краям: @", ["@"]),
        ("x@y\u200bи дальше", ["x@y\u200bи"]),
    ],
)
def test_stretches_are_the_whole_chunks_that_may_hold_it(text: str, found: list[str]) -> None:
    """A slow search need only look there; asking twice changes nothing."""
    screen = Screen(re.compile("@").search)
    for _ in range(2):
        assert [text[start:end] for start, end in screen.stretches(text, fold(text))] == found
