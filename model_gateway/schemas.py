"""JSON schemas as endpoints take them: some refuse limits they do not know."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any


def without(schema: Any, keys: AbstractSet[str]) -> Any:
    """The schema without these keys, at any depth.

    >>> without({"items": {"maxLength": 9, "type": "string"}}, {"maxLength"})
    {'items': {'type': 'string'}}
    """
    if isinstance(schema, Mapping):
        return {key: without(value, keys) for key, value in schema.items() if key not in keys}
    return [without(value, keys) for value in schema] if isinstance(schema, list) else schema
