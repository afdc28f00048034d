"""The thread before an inquiry as the model sees it: the newest messages whole, the older retold in a line each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drafting.promised import promises
from knowledge_base.atoms import find_atoms
from model_gateway.tokens import count
from prompts import block
from reply_core.text import sentences
from reply_core.types import Inquiry, Message

WHOLE = 6
"""So many of the newest messages are shown whole, while they fit."""
_LINE = 160
_RETOLD_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Blocks for the prompt, oldest first; how many messages were only retold, and how many not shown at all."""

    blocks: tuple[str, ...] = ()
    retold: int = 0
    dropped: int = 0


def told(inquiry: Inquiry, tokens: int, masked: Callable[[str], str]) -> History:
    """The thread of ``inquiry`` in at most about ``tokens`` tokens."""
    said = [message for message in inquiry.thread if message.visibility == "public" and message.text.strip()]
    left = tokens
    whole: list[str] = []
    for message in reversed(said[-WHOLE:]):
        shown = block("thread", masked(message.text), author=_author(message))
        if (cost := count(shown)) > left:
            break
        left -= cost
        whole.insert(0, shown)
    older = said[: len(said) - len(whole)]
    lines = _lines(older, max(left, int(tokens * _RETOLD_SHARE)), masked)
    retold = [block("earlier", "\n".join(lines))] if lines else []
    return History(blocks=(*retold, *whole), retold=len(lines), dropped=len(older) - len(lines))


def _lines(messages: Sequence[Message], tokens: int, masked: Callable[[str], str]) -> list[str]:
    """One line a message, the newest kept when they do not all fit."""
    kept: list[str] = []
    for message in reversed(messages):
        line = f"{_author(message)}: {masked(retell(message.text))}"
        tokens -= count(line) + 1
        if tokens < 0:
            break
        kept.insert(0, line)
    return kept


def retell(text: str) -> str:
    """What a message asks, states in values or promises, in its own words; its first sentence when it does none."""
    said = [" ".join(span.of(text).split()) for span in sentences(text)]
    weighty = [one for one in said if "?" in one or find_atoms(one) or promises(one)] or said[:1]
    line = ""
    for one in weighty:
        if line and len(line) + len(one) > _LINE:
            return f"{line} …"
        line = f"{line} {one}".strip()
    return line if len(line) <= _LINE * 2 else f"{line[: _LINE * 2]}…"


def _author(message: Message) -> str:
    return "customer" if message.direction == "in" else "shop"
