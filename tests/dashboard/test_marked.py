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
