"""Values are immutable, equal by what they hold, and known to the functions of `dataclasses`."""

import pickle
from dataclasses import asdict, fields, replace

import pytest

from reply_core.types import Ask, Span
from reply_core.value import Value


class Place(Value, frozen=True, kw_only=True):
    """A value of a test."""

    name: str
    span: Span
    note: str = ""


PLACE = Place(name="word", span=Span(start=1, end=4))


def test_a_value_cannot_be_changed() -> None:
    """Setting a field fails, of a value and of one in it."""
    with pytest.raises(AttributeError):
        PLACE.name = "other"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        PLACE.span.start = 0  # type: ignore[misc]


def test_equal_values_are_one_key() -> None:
    """Two values that hold the same are equal, hash alike and come back from a pickle as they went."""
    again = Place(name="word", span=Span(start=1, end=4))
    assert again == PLACE
    assert {again, PLACE} == {PLACE}
    assert pickle.loads(pickle.dumps(PLACE)) == PLACE


def test_dataclass_functions_know_values() -> None:
    """`fields`, `asdict` and `replace` work, each class having its own fields."""
    assert [each.name for each in fields(Place)] == ["name", "span", "note"]
    assert [each.name for each in fields(Span)] == ["start", "end"]
    assert asdict(PLACE) == {"name": "word", "span": {"start": 1, "end": 4}, "note": ""}
    moved = replace(PLACE, span=replace(PLACE.span, end=9))
    assert (moved.span.end, moved.name, PLACE.span.end) == (9, "word", 4)
    assert replace(Ask(text="а", span=PLACE.span, kind="question"), implicit=True).implicit


def test_fields_are_given_by_name_and_none_is_missing() -> None:
    """A value without a field it needs, or with one it does not know, is refused."""
    with pytest.raises(TypeError):
        Span(start=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Span(start=1, end=2, far=3)  # type: ignore[call-arg]
