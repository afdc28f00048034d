"""What a trial says of one person: numbers by the reader's locale, and a word where nothing moved."""

import pytest

from api.show_moves import _point
from human_review.statistics import Point


@pytest.mark.parametrize(
    ("mean", "low", "high", "russian", "english"),
    [
        (-0.24, -0.71, 0.04, "итог −0,2 [−0,7; 0]", "total −0.2 [−0.7; 0]"),
        (1.0, 0.5, 12.26, "итог +1,0 [+0,5; +12,3]", "total +1.0 [+0.5; +12.3]"),
        (0.01, 0.0, 0.04, "итог тот же", "the same total"),
    ],
)
def test_a_difference_in_words(mean: float, low: float, high: float, russian: str, english: str) -> None:
    """A sign, a decimal comma or point, and no «+0,0 [+0,0; +0,0]»."""
    point = Point(mean=mean, low=low, high=high, n=30, conversations=30)

    assert _point(point, "points", 1, "ru") == russian
    assert _point(point, "points", 1, "en") == english
