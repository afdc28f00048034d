"""The form a model answers a draft in, read whole or as it is being written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model_gateway.gateway import ModelFailure, read_json
from model_gateway.privacy import restore

_TEXT = re.compile(r'"text"\s*:\s*"')
_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPE = 12
"""Characters of two escaped halves of one sign."""

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sentences", "unanswered"],
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["ask", "cites", "text"],
                "properties": {
                    "ask": {"type": "integer"},
                    "cites": {"type": "array", "items": {"type": "integer"}},
                    "text": {"type": "string"},
                },
            },
        },
        "unanswered": {"type": "array", "items": {"type": "integer"}},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence as the model gave it (marks for personal data still in it)."""

    text: str
    cites: tuple[int, ...] = ()
    ask: int = 0


def read_sentences(text: str, *, where: str) -> tuple[Written, ...]:
    """The sentences of a model's whole answer.

    Raises:
        ModelFailure: ``not_json`` when the answer has another form.
    """
    items = read_json(text, where=where).get("sentences")
    if not isinstance(items, list):
        raise ModelFailure("not_json", where=where, detail="no list of sentences")
    return tuple(sentence for item in items if (sentence := written(item)) is not None)


def written(item: object) -> Written | None:
    """One sentence object; None when it says nothing or is no sentence."""
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return None
    text = " ".join(re.sub(r"\s*\[\d+(?:\s*,\s*\d+)*\]", "", item["text"]).split())
    cites = item.get("cites")
    numbers = [int(cite) for cite in cites if str(cite).isdigit()] if isinstance(cites, list) else []
    ask = item.get("ask")
    return Written(text=text, cites=tuple(numbers), ask=ask if isinstance(ask, int) else 0) if text else None


class SentenceScanner:
    """Finds finished sentence objects in a JSON answer that is still being written."""

    def __init__(self) -> None:
        self.text = ""
        self.finished: list[tuple[int, int]] = []
        """Where the finished sentence objects begin and end."""
        self._at = 0
        self._inside = False

    def feed(self, piece: str) -> list[Written]:
        """The sentences finished by this piece."""
        self.text += piece
        if not self._inside:
            begun = re.search(r'"sentences"\s*:\s*\[', self.text)
            if begun is None:
                return []
            self._inside, self._at = True, begun.end()
        found: list[Written] = []
        while (end := self._object_end()) is not None:
            start = self.text.index("{", self._at)
            self._at = end
            self.finished.append((start, end))
            try:
                sentence = written(json.loads(self.text[start:end]))
            except ValueError:
                continue
            if sentence is not None:
                found.append(sentence)
        return found

    def open_at(self) -> int | None:
        """Where the sentence object begins that is not finished yet; None when there is none."""
        start = self.text.find("{", self._at) if self._inside else -1
        return start if start >= 0 else None

    def _object_end(self) -> int | None:
        depth, quoted, escaped = 0, False, False
        for at in range(self._at, len(self.text)):
            char = self.text[at]
            if quoted:
                quoted, escaped = (char != '"' or escaped), (char == "\\" and not escaped)
            elif char == '"':
                quoted, escaped = True, False
            elif char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
                if depth == 0:
                    return at + 1
            elif char == "]" and depth == 0:
                return None
        return None


class TextTail:
    """What the model has written of the sentence that is not finished yet, bit by bit, marks turned into values."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self._done = 0
        self._shown = 0

    def feed(self, scanner: SentenceScanner) -> str:
        """The new part of the text being written; call after each piece the scanner was fed."""
        bits: list[str] = []
        for start, end in scanner.finished[self._done :]:
            bits.append(self._more(scanner.text[start:end]))
            self._done, self._shown = self._done + 1, 0
        begun = scanner.open_at()
        if begun is not None:
            bits.append(self._more(scanner.text[begun:]))
        return restore("".join(bits), self._mapping)

    def _more(self, written_so_far: str) -> str:
        opened = _TEXT.search(written_so_far)
        if opened is None:
            return ""
        text = _partial(written_so_far[opened.end() :])
        ready = text[: text.rindex("[")] if "[" in text and "]" not in text[text.rindex("[") :] else text
        bit, self._shown = ready[self._shown :], max(self._shown, len(ready))
        return bit


def _partial(raw: str) -> str:
    """The characters of a JSON string that may still be open; an escape cut in two waits for its rest."""
    closing = _QUOTE.search(raw)
    end = closing.end() - 1 if closing else len(raw)
    body = raw[:end]
    for cut in range(min(_ESCAPE, len(body)) + 1):
        try:
            said = json.loads(f'"{body[: len(body) - cut]}"', strict=False)
        except ValueError:
            continue
        if not _HALF.search(str(said)):
            return str(said)
    return ""
