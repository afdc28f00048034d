"""A value worked out when first asked for and then kept; without the lock of `functools.cached_property`."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class lazy(Generic[Value]):  # noqa: N801 (used as a decorator)
    """Marks a method whose result is kept on the object. Thirty of them a reply make the lock worth sparing."""

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, holder: None, owner: type) -> "lazy[Value]": ...

    @overload
    def __get__(self, holder: object, owner: type) -> Value: ...

    def __get__(self, holder: object | None, owner: type) -> "lazy[Value] | Value":
        if holder is None:
            return self
        value = holder.__dict__[self._name] = self._make(holder)
        return value
