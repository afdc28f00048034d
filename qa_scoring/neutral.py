"""«Я проверила» → «Я проверил»: who wrote a Russian reply, a woman or a man, is not shown to the judge.

Only what the writer says of himself changes: a past verb or short adjective next to «я», or one that opens a sentence
with a deed of service («Передала на склад»). Parcels and orders keep their gender («посылка пришла»).
"""

import re
from functools import lru_cache

from reply_core.text import morphology

_ADVERBS = r"(?:(?:уже|всё|все|только\s+что|сама|сам|сейчас|сразу|также|лично|ещё|еще|очень|бы|как\s+раз|не)\s+)*"
_I = re.compile(rf"(?<![^\W\d_])(?P<me>я\s+{_ADVERBS})(?P<word>[а-яё]+)(?![^\W\d_])", re.IGNORECASE)
_STOP = re.compile(r"[.!?…\n]")
_AND = re.compile(r"(?P<me>(?:\s+и|,)\s+)(?P<word>[а-яё]+)(?![^\W\d_])", re.IGNORECASE)
_OPENS = re.compile(r"(?P<me>(?:^|[.!?…\n]\s*))(?P<word>[А-ЯЁ][а-яё]+)(?![^\W\d_])")
_DEEDS = frozenset(
    (
        "проверить", "уточнить", "передать", "отправить", "связаться", "посмотреть", "оформить", "увидеть", "понять",
        "найти", "вернуть", "продлить", "начислить", "создать", "добавить", "изменить", "отменить", "записать",
        "направить", "попросить", "узнать", "исправить", "ответить",
    )
)  # fmt: skip
_STATES = frozenset(("рад", "готов", "уверен", "должен", "вынужден", "согласен"))


def neutral(text: str) -> str:
    """The text with the writer's own gender taken out: always the masculine form, the shorter one."""
    pieces, last = [], 0
    for match in _I.finditer(text):
        if match.start() < last:
            continue
        form = _masculine(match["word"])
        if form is None:
            continue
        pieces += [text[last : match.start("word")], form]
        last = match.end()
        stop = _STOP.search(text, last)
        for more in _AND.finditer(text, last, stop.start() if stop else len(text)):
            if (deed := _masculine(more["word"], only_service=True)) is not None:
                pieces += [text[last : more.start("word")], deed]
                last = more.end()
    pieces.append(text[last:])
    return _OPENS.sub(_opening, "".join(pieces))


def _opening(match: re.Match[str]) -> str:
    """A sentence that begins with a deed of service, or with a state («Рада помочь»), speaks of its writer."""
    form = _masculine(match["word"], only_service=True)
    return match[0] if form is None else match["me"] + form


@lru_cache(maxsize=4096)
def _masculine(word: str, *, only_service: bool = False) -> str | None:
    """The masculine of a past verb or short adjective in the singular, in the same case of letters; None of others."""
    for parse in morphology().parse(word):
        grammemes = parse.tag.grammemes
        verb = {"VERB", "past", "sing"} <= grammemes
        state = ({"ADJS", "sing"} <= grammemes or {"PRTS", "sing"} <= grammemes) and "neut" not in grammemes
        if "neut" in grammemes or not (verb or state):
            continue
        made = parse.inflect({"masc"})
        if made is None:
            continue
        if only_service and parse.normal_form not in _DEEDS and made.word not in _STATES:
            continue
        return str(made.word).capitalize() if word[:1].isupper() else str(made.word)
    return None
