"""Medians and shares that count the customers who still wait."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.wait_figures import Waited, counted_quantile, in_target, quantile, waited
from tests.reply_core.made_waits import at, customer, event, machine, operator, waits

LENGTHS = st.lists(st.builds(Waited, st.integers(0, 1000), st.booleans()), min_size=1, max_size=40)


def test_the_textbook_curve() -> None:
    """6-MP remission times (Freireich 1963, 21 patients, 9 relapses): the median is 23, a quarter relapsed by 13."""
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    lengths = [*(Waited(each, True) for each in relapsed), *(Waited(each, False) for each in censored)]

    assert quantile(lengths) == 23
    assert quantile(lengths, 0.25) == 13
    assert quantile(lengths, 0.75) is None


def test_leaving_questions_unanswered_does_not_shorten_the_median() -> None:
    """Two quick answers and three questions left lying: the mean of the answered lies, the median is not known."""
    quick = [Waited(60, True), Waited(90, True)]
    left = [Waited(5000, False)] * 3

    assert quantile(quick) == 60
    assert quantile([*quick, *left]) is None
    assert quantile([*quick, Waited(30, False)]) == 60


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_without_open_waits_it_is_the_plain_median(seconds: list[int]) -> None:
    """Nobody waits: the lower median of the lengths."""
    assert quantile([Waited(each, True) for each in seconds]) == statistics.median_low(seconds)


@given(LENGTHS, st.integers(0, 1000))
def test_one_more_who_waits_never_makes_it_look_faster(lengths: list[Waited], more: int) -> None:
    """Adding a customer who still waits never lowers any quantile."""
    for share in (0.25, 0.5, 0.9):
        before, after = quantile(lengths, share), quantile([*lengths, Waited(more, False)], share)
        assert after is None or (before is not None and after >= before)


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5])
def test_a_share_lies_inside(share: float) -> None:
    """There is no 0 % or 100 % quantile to speak of."""
    with pytest.raises(ValueError, match="share"):
        quantile([Waited(1, True)], share)


def test_waits_of_a_conversation() -> None:
    """Answered, still open, closed without an answer, closed by a bot: what each is worth."""
    answered = waits(customer("q", at(0)), operator("a", at(4)))
    slow = waits(customer("q", at(0)), operator("a", at(40)))
    open_late = waits(customer("q", at(0)), now=at(90))
    open_early = waits(customer("q", at(0)), now=at(2))
    closed = waits(customer("q", at(0)), event("r", at(9), "resolved"), now=at(90))
    by_bot = waits(
        customer("q", at(0)), machine("b", at(1), author_kind="bot"),
        event("r", at(2), "resolved", author="", author_kind="bot"), now=at(9),
    )  # fmt: skip
    everything = [*answered, *slow, *open_late, *open_early, *closed, *by_bot]

    assert waited(everything) == (
        Waited(240, True), Waited(2400, True), Waited(5400, False), Waited(120, False), Waited(540, False)
    )  # fmt: skip
    assert in_target(everything) == (1, 3)
    assert in_target(everything).share == pytest.approx(1 / 3)
    assert in_target([]).share is None
    assert quantile(waited(everything)) == 2400
    assert quantile(waited(everything, calendar_time=True)) == 2400


def test_the_median_has_the_textbooks_interval() -> None:
    """6-MP remission times: the median of 23 weeks has the 95 % interval from 13 on, open at its end."""
    relapsed: dict[float, int] = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
    censored: dict[float, int] = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}

    found = counted_quantile(relapsed, censored)

    assert (found.seconds, found.low, found.high) == (23, 13, None)


def test_many_waits_narrow_the_interval() -> None:
    """A thousand evenly spread waits: the median's interval lies within some thirty seconds around it."""
    found = counted_quantile(dict.fromkeys(range(1, 1001), 1), {})

    assert found.seconds == 500
    assert found.low is not None
    assert found.high is not None
    assert 465 <= found.low < 500 < found.high <= 535
