"""Other people's words inside a prompt: fenced as data, and unable to break out of the fence."""

import re

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WIDE = str.maketrans({"＜": "<", "＞": ">", "﹤": "<", "﹥": ">"})
_TAG = re.compile(r"<(?=\s*[/!?]|\s*[^\W\d])")


def fence(text: str) -> str:
    """``text`` with everything that could open or close a fence defused; doing it twice changes nothing more.

    Tags lose their bracket (``</reply>`` → ``‹/reply>``), look-alike brackets and invisible characters go.
    """
    return _TAG.sub("‹", _INVISIBLE.sub("", text.replace("\r\n", "\n")).translate(_WIDE))


def block(name: str, text: str, **attributes: str) -> str:
    """``text`` fenced between ``<name …>`` and ``</name>``, attributes defused too."""
    said = "".join(f' {key}="{fence(value).replace(chr(34), chr(39))}"' for key, value in attributes.items())
    return f"<{name}{said}>\n{fence(text)}\n</{name}>"
