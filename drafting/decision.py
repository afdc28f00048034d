"""What became of a draft: how alike the sent text is, which sentences came and went, and what kind of change it was."""

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from drafting.answers import is_negative
from knowledge_base.atoms import Atom, find_atoms, same
from knowledge_base.values.equality import comparable
from reply_core.text import fold, sentences, stem, words
from reply_core.types import Channel
from tone_of_voice.check import check
from tone_of_voice.profile import ToneProfile

ChangeKind = Literal["unchanged", "fact_fixed", "tone", "shortened", "added", "rewritten"]
_SAME_SENTENCE = 60.0
"""Two sentences at least so alike (0 to 100) are one sentence, edited."""
_TOUCHED = 85.0
"""Below this an edited sentence is written anew."""
_POLITE = frozenset(
    ("вы", "вас", "вам", "вами", "ваш", "ваша", "ваше", "ваши", "вашего", "вашей", "вашему", "вашим", "ваших", "вашу")
)
"""Capital letters of these are courtesy or grammar, no names."""
_ORDER: tuple[ChangeKind, ...] = ("fact_fixed", "tone", "shortened", "added", "rewritten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The way from the draft to the sent text."""

    similarity: float
    """0 to 1; 1 = sent as drafted, spaces aside."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    fixed: tuple[str, ...] = ()
    """Drafted sentences whose facts were changed."""
    toned: tuple[str, ...] = ()
    """Rules of the voice the draft departed from and the sent text does not."""


def decide(
    draft_text: str, final_text: str, profile: ToneProfile | None = None, channel: Channel | None = None
) -> Changes:
    """Compare a draft with what was sent.

    ``fact_fixed``: a value, a name or a yes and no in a sentence changed. ``tone``: a departure from the voice was
    mended, or a sentence touched lightly. ``rewritten``: a sentence was put in other words. ``shortened``: sentences
    went and none came. ``added``: new ones.

    Args:
        profile: the shop's voice; None: no departure from it is looked for.
        channel: whose overrides of the profile count.
    """
    before, after = _tidy(draft_text), _tidy(final_text)
    if before == after:
        return Changes(similarity=1.0, kinds=("unchanged",))
    drafted = _sentences(draft_text)
    sent = _apart(_sentences(final_text), drafted)
    pairs = _pairs(drafted, sent)
    removed = tuple(text for at, text in enumerate(drafted) if at not in pairs)
    added = tuple(text for at, text in enumerate(sent) if at not in pairs.values())
    found = {one: _kind(drafted[one], sent[two]) for one, two in pairs.items()}
    fixed = [drafted[one] for one in sorted(found) if found[one] == "fact_fixed"]
    fixed += [text for text in removed if any(_other_value(text, new) for new in added)]
    toned = _mended(draft_text, final_text, profile, channel)
    kinds: set[ChangeKind] = {kind for kind in found.values() if kind != "unchanged"}
    if fixed:
        kinds.add("fact_fixed")
    if toned:
        kinds.add("tone")
    if added and removed:
        kinds.add("rewritten" if len(added) <= len(removed) else "added")
    elif added:
        kinds.add("added")
    elif removed:
        kinds.add("shortened")
    return Changes(
        similarity=round(fuzz.ratio(before, after) / 100, 4),
        added=added,
        removed=removed,
        kinds=tuple(kind for kind in _ORDER if kind in kinds) or ("tone",),
        fixed=tuple(fixed),
        toned=toned,
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _sentences(text: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in sentences(text)]


def _apart(sent: list[str], drafted: list[str]) -> list[str]:
    """Sent sentences, those that only run on from a drafted one without a full stop taken apart from it."""
    out: list[str] = []
    for sentence in sent:
        begun = next((one for one in drafted if sentence != one and sentence.startswith(f"{one} ")), None)
        out += [sentence] if begun is None else [begun, sentence[len(begun) :].strip()]
    return out


def _pairs(drafted: list[str], sent: list[str]) -> dict[int, int]:
    """Drafted sentence → sent sentence, the most alike first, each used once."""
    scored = sorted(
        (
            (fuzz.ratio(fold(one), fold(two)), -abs(at - to), at, to)
            for at, one in enumerate(drafted)
            for to, two in enumerate(sent)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, _, at, to in scored:
        if likeness >= _SAME_SENTENCE and at not in pairs and to not in taken:
            pairs[at] = to
            taken.add(to)
    return pairs


def _kind(one: str, two: str) -> ChangeKind:
    if one == two:
        return "unchanged"
    if _other_facts(one, two):
        return "fact_fixed"
    return "tone" if fuzz.ratio(fold(one), fold(two)) >= _TOUCHED else "rewritten"


def _other_facts(one: str, two: str) -> bool:
    """Whether two wordings of one sentence say different things: values, names, or yes against no."""
    return bool(
        _unmatched(one, two) or _unmatched(two, one) or _strange(one, two) or _strange(two, one)
    ) or is_negative(one) != is_negative(two)  # fmt: skip


def _unmatched(one: str, two: str) -> list[Atom]:
    others = find_atoms(two)
    return [atom for atom in find_atoms(one) if not any(same(atom, other) for other in others)]


def _strange(one: str, two: str) -> set[str]:
    """Names in one sentence that the other has in no form, in capitals or not: «Вы» for «вы» is no fact."""
    said = {stem(fold(word.text)) for word in words(two)}
    names = [fold(word.text) for word in words(one)[1:] if word.text[0].isupper()]
    return {stem(name) for name in names if name not in _POLITE} - said


def _other_value(removed: str, added: str) -> bool:
    """Whether a sentence that went and one that came state different values of the same kind of thing."""
    return any(comparable(one, two) for one in _unmatched(removed, added) for two in _unmatched(added, removed))


def _mended(draft: str, final: str, profile: ToneProfile | None, channel: Channel | None) -> tuple[str, ...]:
    if profile is None or not draft.strip():
        return ()
    left = {alert.rule_id for alert in check(final, profile, channel=channel)}
    return tuple(sorted({alert.rule_id for alert in check(draft, profile, channel=channel)} - left))
