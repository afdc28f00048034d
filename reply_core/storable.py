"""Texts as every database can keep them: NUL and lone surrogates are replaced, everything else stays."""

import re
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """``text`` with NUL and lone surrogates replaced by U+FFFD; the same length.

    >>> storable("a\\x00b")
    'a�b'
    """
    return _UNSTORABLE.sub("\ufffd", text)


def storable_json(value: Any) -> Any:
    """`storable` for every text and key inside a JSON value."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): storable_json(item) for key, item in value.items()}
    return [storable_json(item) for item in value] if isinstance(value, list | tuple) else value
