"""Russian typed with the Latin layout is read; English, codes and names are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.keyboard import in_right_layout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("ghbdtn, rfr dthyenm njdfh?", "привет, как вернуть товар?"),
        ("Rjulf ghbdtpen pfrfp 48213&", "Когда привезут заказ 48213?"),
        ("gjxtve yt yfxbckbkb ,fkks pf gjregre", "почему не начислили баллы за покупку"),
        ("rjl yt ghb[jlbn.", "код не приходит."),
        ("vj;yj dthyenm? https://shop.ru/a", "можно вернуть? https://shop.ru/a"),
    ],
)
def test_russian_in_the_wrong_layout_is_read(typed: str, meant: str) -> None:
    """Letters, the marks that are letters, and the question mark of the other layout."""
    assert in_right_layout(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "ok", "thx!", "Where is my order?", "iPhone 15 pro", "PROMO500", "hello", "Refund", "DHL RR123456789CN",
        "Привет, где заказ?", "rfr dela привет", "https://shop.example/rfr", "12345", "Cancel it, thanks", "size M",
    ],
)  # fmt: skip
def test_everything_else_is_left_alone(text: str) -> None:
    """English, codes, links, numbers, mixed scripts and Russian proper."""
    assert in_right_layout(text) is None


@given(st.text(max_size=60))
def test_the_length_never_changes(text: str) -> None:
    """Places in the text as typed are places in the text as meant."""
    meant = in_right_layout(text)

    assert meant is None or len(meant) == len(text)
