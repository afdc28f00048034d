"""What every view shares: frozen answers, strict inputs, and the kinds of text and time they take."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from reply_core.storable import storable, storable_json

_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class View(BaseModel):
    """What the API answers. Readers skip keys they do not know, so that a newer server does not break them."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Input(BaseModel):
    """What the API takes. A key it does not know is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def shown_with(example: Any) -> ConfigDict:
    """The configuration of an input that the documentation shows with this example."""
    return cast("ConfigDict", {"extra": "forbid", "frozen": True, "example": example})


def _identifier(value: str) -> str:
    if _CONTROL.search(value):
        msg = "an identifier holds no control characters"
        raise ValueError(msg)
    return value


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _zoned(value: datetime) -> datetime:
    if value.tzinfo is None:
        msg = "a time needs its zone, such as 2026-11-13T17:40:00+03:00"
        raise ValueError(msg)
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        moment = _EARLIEST.replace(year=1)
    if not _EARLIEST <= moment < _LATEST:
        msg = "a time lies between the years 1990 and 2200"
        raise ValueError(msg)
    return moment


Text = Annotated[str, AfterValidator(storable), Field(max_length=100_000)]
"""Anybody's words, up to 100,000 characters."""
Short = Annotated[str, AfterValidator(storable), Field(max_length=500)]
"""A name, a reason, a label."""
Id = Annotated[str, BeforeValidator(_number_as_text), AfterValidator(_identifier), Field(min_length=1, max_length=200)]
"""An identifier of another system: 1 to 200 characters, no control characters; a number is taken as its digits."""
OptionalId = Annotated[str, BeforeValidator(_number_as_text), AfterValidator(_identifier), Field(max_length=200)]
"""An identifier that may be empty."""
Moment = Annotated[datetime, AfterValidator(_zoned)]
"""A time with its zone (ISO 8601); given back in UTC."""
OptionalMoment = Annotated[Annotated[datetime, AfterValidator(_zoned)] | None, BeforeValidator(_empty_is_none)]
"""A time with its zone, or empty when it is not known."""
JsonIn = Annotated[dict[str, Any], AfterValidator(storable_json)]
"""A JSON object whose texts are cleaned like any other."""


class Problem(View):
    """RFC 9457 problem details: what happened, where, and how to mend it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    where: str = ""
    mend: str = ""
    errors: tuple["FieldError", ...] = ()
    """One line for each field that is wrong."""
    asked: tuple["Asked", ...] = ()
    """What an import needs to be told before it can go on."""


class FieldError(View):
    """A field that is wrong and the values it may have."""

    where: str
    detail: str
    allowed: tuple[str, ...] = ()


class Asked(View):
    """A question to whoever imports a file: which column is this, which time zone are these times in."""

    what: str
    """``column`` or ``time_zone``."""
    name: str = ""
    """The field a column is looked for, such as ``at``."""
    label: str = ""
    options: tuple[str, ...] = ()
    """Headers of the file, or zones to choose from."""


class Stretch(View):
    """Characters ``start`` to ``end`` (half-open) of a text, and what stands there."""

    start: int
    end: int
    text: str = ""


class ProvenanceView(View):
    """How a draft or verdict came about."""

    level: str
    prompt: str = ""
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    ms: int = 0
    cost: float | None = None
    note: str = ""
