"""Macros: canned answers with slots, and the slots' names as help desks write them.

«{имя}», «{номер заказа}», ``{{ticket.requester.name}}`` (Zendesk), ``{{ contact.name | default: 'друг' }}`` (Chatwoot),
``{{ order.firstName }}`` (RetailCRM), «%имя%», «[НОМЕР ЗАКАЗА]», «<имя>»: whatever stands in braces is a slot; in other
signs only a name we know is one. A slot without a value never reaches a customer: see `speak`.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from reply_core.text import fold, sentences
from reply_core.types import Span

_NAME = r"[^\W\d_][\w .\-]{0,58}"
_SLOT = re.compile(
    rf"\$?\{{\{{-?\s*(?P<double>[^{{}}\n]{{1,120}}?)\s*-?\}}\}}"
    rf"|[$#]?\{{\s*(?P<single>{_NAME})\s*\}}"
    rf"|%(?P<percent>{_NAME})%"
    rf"|\[\[?\s*(?P<square>{_NAME})\s*\]\]?"
    rf"|<\s*(?P<angle>{_NAME})\s*>"
    r"|(?<![^\s«(\"№])(?P<blank>_{3,})(?![\w/])"
)
_ONLY_KNOWN = ("percent", "square", "angle")
_DEFAULT = re.compile(r"\|\s*default:?\s*(['\"«“])(?P<said>[^'\"»”]*)['\"»”]")
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_FILE = tomllib.loads((Path(__file__).parent / "macro_slots.toml").read_text(encoding="utf-8"))
_KNOWN = tuple(
    (code, re.compile("|".join(f"(?:{line})" for line in lines.split("\n") if line)))
    for code, lines in _FILE["slots"].items()
)
CODES = tuple(code for code, _ in _KNOWN)
_PEOPLE = frozenset({"first_name", "customer_name"})
_ADDRESS_END = re.compile(r"\s*,\s*$")
_LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroSlot:
    """A slot in a text; ``code`` is one of `CODES`, empty when its name is not known."""

    code: str
    name: str
    """As it is written, without its signs: «номер заказа»."""
    span: Span
    default: str = ""
    """What the macro itself says when there is no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A text with its slots filled; sentences with a slot that has no value are gone."""

    text: str
    used: tuple[str, ...] = ()
    """Codes of the slots that were filled."""
    dropped: tuple[str, ...] = ()
    """Sentences left out."""
    missing: tuple[str, ...] = ()
    """Names of the slots without a value."""


def find_slots(text: str) -> tuple[MacroSlot, ...]:
    """The slots of a text in order."""
    if not any(sign in text for sign in "{%[<_"):
        return ()
    found = []
    for match in _SLOT.finditer(text):
        kind = match.lastgroup or ""
        written = match[kind]
        default = _DEFAULT.search(written)
        name = written.split("|")[0].strip()
        code = "" if kind == "blank" else slot_code(name)
        if code or kind not in _ONLY_KNOWN:
            found.append(
                MacroSlot(
                    code=code,
                    name=name,
                    span=Span(start=match.start(), end=match.end()),
                    default=default["said"].strip() if default else "",
                )
            )
    return tuple(found)


def has_slots(text: str) -> bool:
    """Whether the text may not be sent as it is."""
    return bool(find_slots(text))


@lru_cache(maxsize=1024)
def slot_code(name: str) -> str:
    """Which of `CODES` a slot's name stands for, empty when none: «customer.first_name» → ``first_name``."""
    bare = " ".join(re.sub(r"[._\-]+", " ", fold(_CAMEL.sub(" ", name))).split())
    return next((code for code, pattern in _KNOWN if pattern.fullmatch(bare)), "")


def speak(text: str, values: Mapping[str, str]) -> Spoken:
    """The text with its slots filled from ``values`` (code → words); nothing in it looks like a slot afterwards.

    An address without a name is said without it («Здравствуйте, {имя}!» → «Здравствуйте!»); any other sentence with
    a slot that has no value is left out.
    """
    if not has_slots(text):
        return Spoken(text=text)
    used: list[str] = []
    dropped: list[str] = []
    missing: list[str] = []
    pieces: list[str] = []
    at = 0
    for span in sentences(text):
        between, said = text[at : span.start], span.of(text)
        at = span.end
        filled, codes, left = _filled(said, values)
        missing += left
        if left:
            dropped.append(said)
            pieces.append("\n" if "\n" in between and pieces else "")
            continue
        used += codes
        pieces += [between, filled]
    spoken = re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip()
    return Spoken(
        text=spoken,
        used=tuple(dict.fromkeys(used)),
        dropped=tuple(dropped),
        missing=tuple(dict.fromkeys(missing)),
    )


def _filled(sentence: str, values: Mapping[str, str]) -> tuple[str, list[str], list[str]]:
    """The sentence filled, the codes used, and the names of slots without a value."""
    used: list[str] = []
    left: list[str] = []
    pieces: list[str] = []
    at = 0
    skip_comma = False
    for slot in find_slots(sentence):
        before = sentence[at : slot.span.start]
        pieces.append(re.sub(r"^\s*,\s*", "", before) if skip_comma else before)
        at, skip_comma = slot.span.end, False
        value = _value(slot, values)
        if value:
            used.append(slot.code)
            pieces.append(value.lstrip("№#") if pieces[-1].rstrip().endswith(("№", "#")) else value)
        elif slot.code in _PEOPLE and _is_address(sentence, slot.span):
            pieces[-1] = _ADDRESS_END.sub("", pieces[-1])
            skip_comma = not pieces[-1].strip()
        else:
            left.append(slot.name)
    rest = sentence[at:]
    said = "".join([*pieces, re.sub(r"^\s*,\s*", "", rest) if skip_comma else rest])
    return (said[:1].upper() + said[1:] if skip_comma else said), used, left


def _value(slot: MacroSlot, values: Mapping[str, str]) -> str:
    """What to put in: one line, without signs that would make it a slot again."""
    given = values.get(slot.code, "")
    if not given and slot.code == "customer_name":
        given = values.get("first_name", "")
    if not given and slot.code == "first_name":
        given = values.get("customer_name", "")
    said = " ".join(re.sub(r"[{}<>\[\]%_]+", " ", given or slot.default).split())
    return said if len(said) <= _LONGEST_VALUE else ""


def _is_address(sentence: str, span: Span) -> bool:
    """Whether the slot calls the customer by name, set off by commas: the sentence stands without it."""
    before, after = sentence[: span.start].rstrip(), sentence[span.end :].lstrip()
    begins = not before or before.endswith(",")
    return begins and (not after or after[0] in ",.!?") and bool(before or after.startswith(","))


def exported_macros(data: bytes) -> list[dict[str, Any]] | None:
    """The rows of a help desk's export of macros (Zendesk: ``{"macros": [{title, actions}]}``, Chatwoot's and others'
    lists under a key), None when the file is none."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        return None  # not a whole JSON document: the reader of rows says what is wrong with it
    listed = (
        next((found[key] for key in _LISTS if isinstance(found.get(key), list)), None)
        if isinstance(found, dict)
        else None
    )
    if listed is None:
        return None
    return [_export_row(item) for item in listed if isinstance(item, dict) and item.get("active", True)]


_LISTS = ("macros", "canned_responses", "templates", "payload", "saved_replies")


def _export_row(item: Mapping[str, Any]) -> dict[str, Any]:
    title = str(item.get("title") or item.get("short_code") or item.get("name") or "")
    topic, _, last = title.rpartition("::")  # Zendesk's folders
    text = item.get("content") or item.get("text") or item.get("body") or ""
    for action in item.get("actions") or ():
        if isinstance(action, dict) and action.get("field") in {"comment_value", "comment_value_html"}:
            value = action.get("value")
            text = value[-1] if isinstance(value, list) and value else value
    identifier = item.get("id")
    return {
        "id": f"macro-{identifier}" if identifier is not None else "",
        "title": last or title,
        "topic": topic.replace("::", " / "),
        "answer": re.sub(r"<br\s*/?>|</p>", "\n", str(text or "")).replace("<p>", "").strip(),
        "kind": "macro",
    }
