"""When two values say the same."""

from knowledge_base.values.kinds import Atom

_NEAR = 1e-6
_FAR = 50
_SECONDS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3_600.0,
    "day": 86_400.0,
    "working_day": 86_400.0,
    "week": 604_800.0,
    "month": 2_592_000.0,
    "year": 31_536_000.0,
}
_MONTHS = {"month": 1.0, "year": 12.0}


def same(one: Atom, other: Atom) -> bool:
    """Whether two atoms state the same value: «14 дней» and «двух недель», «3 490 ₽» and "3490.00 RUB".

    Working days equal working days only; a date without a year equals that day of any year.
    """
    if one.kind != other.kind:
        return False
    return _equal(one, other, one.value, other.value) and _equal_upper(one, other)


def _equal_upper(one: Atom, other: Atom) -> bool:
    if one.upper is None or other.upper is None:
        return one.upper is None and other.upper is None
    return _equal(one, other, one.upper, other.upper)


def _equal(one: Atom, other: Atom, left: float | str, right: float | str) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return left == right or (one.kind == "date" and same_day(str(left), str(right)))
    if one.kind == "duration":
        return same_length(left, one.unit, right, other.unit)
    return one.unit == other.unit and abs(left - right) <= _NEAR * max(1.0, abs(left))


def same_day(one: str, other: str) -> bool:
    """Whether two dates are one day, as far as they say (``--11-10`` is that day of any year)."""
    return one == other or (one[-5:] == other[-5:] and (one[:2] == "--" or other[:2] == "--"))


def same_length(one: float, unit: str, other: float, other_unit: str) -> bool:
    """Whether two lengths of time are equal; a month is 30 days, a year 12 months; working days stay apart."""
    if unit == other_unit:
        return abs(one - other) <= _NEAR
    if "working_day" in (unit, other_unit):
        return False
    if unit in _MONTHS and other_unit in _MONTHS:
        return abs(one * _MONTHS[unit] - other * _MONTHS[other_unit]) <= _NEAR
    return abs(one * _SECONDS[unit] - other * _SECONDS[other_unit]) <= _NEAR


def comparable(one: Atom, other: Atom) -> bool:
    """Whether two atoms measure the same kind of thing, so that different values may contradict each other.

    Seconds and days are not compared: nobody means one by the other.
    """
    if one.kind != other.kind:
        return False
    if one.kind != "duration":
        return one.unit == other.unit
    lengths = sorted((_seconds(one), _seconds(other)))
    return lengths[1] <= _FAR * lengths[0]


def _seconds(atom: Atom) -> float:
    return float(atom.value) * _SECONDS[atom.unit]
