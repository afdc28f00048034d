"""Strict reading of rule packs and profiles: an error names the file, the line, the key and the allowed values."""

import dataclasses
import re
import types
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from reply_core.errors import BadRule
from reply_core.types import Payload

T = TypeVar("T")

_PATH = re.compile(r" - at `(?P<path>[^`]+)`$")
_STEP = re.compile(r"\.(?P<key>[A-Za-z_]\w*)|\[(?P<index>\d+)\]|\[\.\.\.\]")


def convert(data: Payload, kind: type[T], *, where: str, source: str = "") -> T:
    """``data`` as a value of the dataclass ``kind``; unknown keys and wrong values are refused.

    Args:
        data: parsed TOML or JSON.
        kind: the dataclass (nested dataclasses are checked too).
        where: file name for the error.
        source: the text of the file, so that the error can name the line.

    Raises:
        BadRule: what is wrong, at which key and line, and what is allowed there.
    """
    _refuse_unknown_keys(data, kind, "$", where, source)
    try:
        return msgspec.convert(data, type=kind)
    except msgspec.ValidationError as error:
        found = _PATH.search(str(error))
        path = found["path"] if found else "$"
        what = _PATH.sub("", str(error))
        raise BadRule(
            f"{what} at {path}", where=_place(path, where, source), mend=_allowed_values(kind, path)
        ) from error


def parse_toml(source: str, *, where: str) -> Payload:
    """The file as a mapping; a syntax error names its line."""
    try:
        parsed: Payload = msgspec.toml.decode(source.encode())
    except msgspec.DecodeError as error:
        raise BadRule(f"Not valid TOML: {error}", where=where, mend="Mend the line the message names") from error
    return parsed


def line_of(path: str, source: str) -> int | None:
    """Line (from 1) of the key ``path`` such as ``$.rule[2].level`` in TOML ``source``; None when it cannot be told."""
    begin, line = 0, None
    lines = source.splitlines()
    for step in _STEP.finditer(path):
        if step["key"]:
            key = re.escape(step["key"])
            header = re.compile(rf"\s*\[{{1,2}}\s*[\w.]*\b{key}\s*\]{{1,2}}|\s*{key}\s*=")
            line = next((n for n in range(begin, len(lines)) if header.match(lines[n])), line)
        elif step["index"] and line is not None:
            heads = [n for n in range(line, len(lines)) if lines[n].strip() == lines[line].strip()]
            if lines[line].strip().startswith("[[") and int(step["index"]) < len(heads):
                line = heads[int(step["index"])]
        if line is not None:
            begin = line
    return None if line is None else line + 1


def _place(path: str, where: str, source: str) -> str:
    line = line_of(path, source) if source else None
    return f"{where}:{line}, {path}" if line else f"{where}, {path}"


def _refuse_unknown_keys(data: object, kind: Any, path: str, where: str, source: str) -> None:
    for option in _dataclasses_in(kind):
        if isinstance(data, Mapping):
            _check_keys(data, option, path, where, source)
    origin = get_origin(kind)
    if origin in (tuple, list) and isinstance(data, list):
        for number, item in enumerate(data):
            _refuse_unknown_keys(item, get_args(kind)[0], f"{path}[{number}]", where, source)
    elif origin is not None and isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(data, Mapping):
        for key, item in data.items():
            _refuse_unknown_keys(item, get_args(kind)[1], f"{path}.{key}", where, source)


def _check_keys(data: Mapping[str, object], kind: Any, path: str, where: str, source: str) -> None:
    hints = get_type_hints(kind)
    for key, value in data.items():
        if key not in hints:
            raise BadRule(
                f"Unknown key {key!r} at {path}",
                where=_place(f"{path}.{key}", where, source),
                mend="Allowed keys: " + ", ".join(sorted(hints)),
            )
        _refuse_unknown_keys(value, hints[key], f"{path}.{key}", where, source)
    missing = [
        item.name
        for item in dataclasses.fields(kind)
        if item.name not in data and item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
    ]
    if missing:
        raise BadRule(
            f"Missing key {missing[0]!r} at {path}",
            where=_place(path, where, source),
            mend="Required keys: " + ", ".join(missing),
        )


def _dataclasses_in(kind: Any) -> list[Any]:
    options = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    return [option for option in options if dataclasses.is_dataclass(option)]


def _allowed_values(kind: Any, path: str) -> str:
    """The allowed values at ``path``, in words; the expected type when there is no closed list."""
    current: Any = kind
    for step in _STEP.finditer(path):
        current = _step_into(current, step["key"])
        if current is None:
            return ""
    for option in (current, *get_args(current)):
        if get_origin(option) is Literal:
            return "Allowed values: " + ", ".join(str(value) for value in get_args(option))
    name = getattr(current, "__name__", str(current)) if get_origin(current) is None else str(current)
    return f"Expected: {name}"


def _step_into(current: Any, key: str | None) -> Any:
    options = _dataclasses_in(current)
    if key is not None and options:
        return get_type_hints(options[0]).get(key)
    arguments = get_args(current)
    if not arguments:
        return None
    origin = get_origin(current)
    return arguments[1] if isinstance(origin, type) and issubclass(origin, Mapping) else arguments[0]
