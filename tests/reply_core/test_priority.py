"""What comes first on the desk: every sign counts, in its own words, and the nearer deadline never comes later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.priority import WEIGHTS, Priority, Signs, priority


def codes(found: Priority) -> list[str]:
    """The reasons' codes in order."""
    return [reason.code for reason in found.reasons]


def test_nothing_known_is_no_urgency() -> None:
    """No deadline, no sign: zero, and no reason is made up."""
    assert priority(Signs()) == Priority(value=0.0)


def test_everything_at_once_is_a_hundred() -> None:
    """All signs at their whole share make 100, each told apart."""
    found = priority(
        Signs(
            minutes_left=-1, topic="payment", texts=("Это безобразие!",), order_total="12 990 ₽", contacts=3, vip=True
        )
    )

    assert found.value == pytest.approx(100)
    assert codes(found) == ["overdue", "complaint", "repeated", "money", "vip"]
    assert found.reasons[2].count == 3
    assert found.reasons[3].amount == "12 990 ₽"


@given(st.floats(min_value=-10_000, max_value=10_000), st.floats(min_value=-10_000, max_value=10_000), st.booleans())
def test_the_nearer_deadline_never_comes_later(one: float, other: float, vip: bool) -> None:
    """With the rest alike, fewer minutes left mean at least the same urgency."""
    first, second = (priority(Signs(minutes_left=left, vip=vip)).value for left in sorted((one, other)))

    assert first >= second


@given(
    st.none() | st.floats(min_value=-1e6, max_value=1e6),
    st.integers(min_value=0, max_value=50),
    st.booleans(),
    st.text(max_size=40),
    st.lists(st.text(max_size=60), max_size=3),
)
def test_any_input_stays_between_0_and_100(
    left: float | None, contacts: int, vip: bool, total: str, texts: list[str]
) -> None:
    """Whatever is written, the value is a number of 0 to 100 and the sum of its reasons."""
    found = priority(
        Signs(minutes_left=left, topic="return", texts=texts, order_total=total, contacts=contacts, vip=vip)
    )

    assert 0 <= found.value <= 100 + 1e-9
    assert found.value == pytest.approx(sum(reason.points for reason in found.reasons))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Какого чёрта доставку перенесли?", ["complaint"]),
        ("I want to file a complaint", ["complaint"]),
        ("Так завтра привезёте или нет? Я второй раз спрашиваю", ["again"]),
        ("Списали сумму два раза, верните деньги", ["money"]),
        ("Please refund me", ["money"]),
        ("This is the third time I am asking", ["again"]),
        ("Пишу вам уже третий раз", ["again"]),
        ("Доставку перенесли второй раз", []),
        ("Подскажите, когда привезут?", []),
        ("Сколько можно хранить чай?", []),
    ],
)
def test_words_of_the_customer_count(text: str, expected: list[str]) -> None:
    """Complaints, repeated requests and money are read from the words, in both languages."""
    assert codes(priority(Signs(texts=(text,)))) == expected


@pytest.mark.parametrize(
    ("total", "share"),
    [
        ("12 990 ₽", 1.0),
        ("5 000 ₽", 0.5),
        ("690 ₽", 0.34),
        ("$60.00", 0.5),
        ("$1,200.50", 1.0),
        ("", 0.5),
        ("много", 0.5),
    ],
)
def test_the_sum_is_read_as_the_shop_writes_it(total: str, share: float) -> None:
    """Spaces, commas and currencies; what cannot be read counts as unknown."""
    (reason,) = priority(Signs(topic="return", order_total=total)).reasons

    assert reason.points == pytest.approx(share * WEIGHTS["money"])


def test_weights_are_data() -> None:
    """A shop that only minds its VIPs gives them everything."""
    found = priority(Signs(minutes_left=-5, vip=True), {"vip": 3.0})

    assert (found.value, codes(found)) == (100.0, ["vip"])
