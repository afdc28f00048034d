"""Russian typed with the Latin layout switched on: «rjulf ghbdtpenpfrfp» → «когда привезут заказ»."""

import re

from reply_core.text import morphology

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&"
_RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?'
_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
_TOKEN = re.compile(r"\S+")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_WORD = re.compile(r"[а-яё]{3,}", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_SHARE = 0.7
_COMMON_ENGLISH = frozenset(
    {
        "the", "and", "you", "for", "are", "was", "not", "can", "how", "when", "where", "what", "why", "who", "is",
        "it", "to", "of", "my", "me", "do", "did", "does", "have", "has", "with", "this", "that", "hello", "please",
        "order", "delivery", "return", "refund",
    }
)  # fmt: skip


def in_right_layout(text: str) -> str | None:
    """``text`` as it was meant, of the same length; None when it was not typed with the wrong layout.

    Words that are Russian only after switching decide: at least 70 % of the words of three letters and more, and no
    common English word among them. Links and addresses stay as they are.

    >>> in_right_layout("ghbdtn, rfr dthyenm njdfh?")
    'привет, как вернуть товар?'
    """
    if _CYRILLIC.search(text) or not any(char.isalpha() for char in text):
        return None
    if _COMMON_ENGLISH & {word.strip(".,!?").lower() for word in text.split()}:
        return None
    kept = [match.span() for match in _LINK.finditer(text)]
    tokens = [_TOKEN.search(text, match.start()) for match in _TOKEN.finditer(text)]
    pieces, at = [], 0
    for token in tokens:
        if token is None or any(start < token.end() and token.start() < end for start, end in kept):
            continue
        pieces += [text[at : token.start()], _switched(token.group())]
        at = token.end()
    switched = "".join([*pieces, text[at:]])
    words = _WORD.findall(switched)
    known = [word for word in words if morphology().word_is_known(word.lower())]
    return switched if words and len(known) >= _SHARE * len(words) and len("".join(known)) > 3 else None


def _switched(token: str) -> str:
    """A token with its letters switched; marks at its end that end a sentence in Latin stay marks."""
    body = token.rstrip("!?")
    tail = token[len(body) :]
    word = body.translate(_TO_RUSSIAN)
    if body[-1:] in ",." and _WORD.fullmatch(word[:-1]) and not _is_known(word) and _is_known(word[:-1]):
        word = word[:-1] + body[-1]
    return word + tail


def _is_known(word: str) -> bool:
    return bool(morphology().word_is_known(word.lower()))
