"""Marks keep the text whole and harmless."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from dashboard.marked import Mark, marked

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(st.text(max_size=50), SPANS)
def test_a_marked_text_still_says_the_same(text: str, spans: list[tuple[int, int]]) -> None:
    """Whatever is marked, the words stay as they were, and nothing a person wrote becomes markup."""
    made = marked(text, [Mark(start=min(pair), end=max(pair), tone="bad") for pair in spans])

    plain = re.sub(r"</?(?:p|mark)(?: class=\"[a-z -]+\")?>", "", made)

    assert html.unescape(plain) == text


def test_a_mark_carries_its_words() -> None:
    """Colour is never the only sign."""
    made = marked("Ожидайте, пожалуйста", [Mark(start=0, end=8, tone="bad", label="нет срока")])

    assert '<mark class="tact bad">Ожидайте<sup>нет срока</sup></mark>' in made


def test_a_miss_inside_a_pass_is_seen() -> None:
    """The graver mark keeps its characters; the pass stands around it, its words once, at its end."""
    made = marked(
        "Добрый день! Ожидайте, пожалуйста.",
        [Mark(start=0, end=34, tone="good", label="в срок"), Mark(start=13, end=21, tone="bad", label="нет срока")],
    )

    assert made == (
        '<p class="tact-text"><mark class="tact good">Добрый день! </mark>'
        '<mark class="tact bad">Ожидайте<sup>нет срока</sup></mark>'
        '<mark class="tact good">, пожалуйста.<sup>в срок</sup></mark></p>'
    )


def test_two_misses_in_one_place_are_both_named() -> None:
    """One stretch, both words; a pass that is wholly covered is left out."""
    marks = [
        Mark(start=0, end=8, tone="bad", label="срок"),
        Mark(start=0, end=8, tone="bad", label="шаг"),
        Mark(start=2, end=6, tone="good", label="вы"),
    ]

    assert marked("Ожидайте", marks) == (
        '<p class="tact-text"><mark class="tact bad">Ожидайте<sup>срок, шаг</sup></mark></p>'
    )
