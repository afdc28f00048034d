"""Requests and JSON schemas as endpoints take them: some refuse limits and parameters they do not know."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from model_gateway.gateway import ModelRequest

LIMITS = frozenset({"maxLength", "minItems", "maxItems"})
"""Limits in schemas, which some endpoints refuse to know."""


def without(schema: Any, keys: AbstractSet[str]) -> Any:
    """The schema without these keys, at any depth.

    >>> without({"items": {"maxLength": 9, "type": "string"}}, {"maxLength"})
    {'items': {'type': 'string'}}
    """
    if isinstance(schema, Mapping):
        return {key: without(value, keys) for key, value in schema.items() if key not in keys}
    return [without(value, keys) for value in schema] if isinstance(schema, list) else schema


def arguments(model: str, request: ModelRequest, dropped: AbstractSet[str], *, stream: bool) -> dict[str, Any]:
    """The arguments of a chat completion, without the parameters this endpoint has refused (``dropped``)."""
    found: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
    }
    if request.schema is not None:
        form = {"name": request.schema_name, "schema": without(request.schema, dropped & LIMITS), "strict": True}
        found["response_format"] = {"type": "json_schema", "json_schema": form}
    if stream:
        found |= {"stream": True, "stream_options": {"include_usage": True}}
    for quirk in dropped & found.keys():
        value = found.pop(quirk)
        if quirk == "max_tokens":
            found["max_completion_tokens"] = value
    return found
