"""One sentence of a customer's message: what kind it is, and where a second ask begins in it."""

from typing import Literal, NamedTuple

from reply_core import ask_cues as cues
from reply_core.cues import Tokens
from reply_core.misspelt import without_slips

ClauseKind = Literal[
    "question", "direct", "wish", "soft", "complaint", "statement", "rhetorical",
    "phatic", "greeting", "thanks", "ok", "sign_off", "name", "injection", "insult",
]  # fmt: skip


class Clause(NamedTuple):
    """A stretch of the message: its characters ``start:end`` and its tokens ``begin:stop``."""

    kind: ClauseKind
    start: int
    end: int
    begin: int
    stop: int
    positive: bool = False


_TAIL = "?!.…)\"'%₽"
_BRIEF_PRAISE = 4
_INFINITIVES = ("ть", "ти", "чь", "ться")
_HEAD = "\"'(№#+"
_THERE_IS = ("is", "are", "was", "were", "seems", "isn't", "has", "will", "might", "must")


class Sentence:
    """One sentence being read."""

    def __init__(self, text: str, folded: str, tokens: Tokens, begin: int, stop: int, end: int, marked: bool) -> None:
        self.text, self.folded, self.tokens = text, folded, without_slips(tokens, begin, stop)
        self.begin, self.stop, self.end, self.marked = begin, stop, end, marked
        self.start, self.anchor, self.saluted = self._skip_leads()
        self.hits = cues.BOOK.find(self.tokens, self.anchor, stop)
        self.labels = {hit.label for hit in self.hits}

    def _skip_leads(self) -> tuple[int, int, bool]:
        """First token of the ask, first token that may open a question, and whether it greets."""
        place, saluted = self.begin, False
        while place < self.stop:
            word = self.tokens[place][0]
            if word in cues.SALUTES:
                saluted = True
                place += 1
            elif place + 1 < self.stop and (word, self.tokens[place + 1][0]) in cues.SALUTE_PAIRS:
                saluted = True
                place += 2
            elif word in cues.LEADS or (saluted and self._is_salute(place)) or self._numbers_a_list(place):
                place += 1
            else:
                break
        anchor = place
        while anchor < self.stop and (
            self.tokens[anchor][0] in cues.COURTESIES or self.tokens[anchor][0] in cues.LEADS
        ):
            anchor += 1
        return place, anchor, saluted

    def _is_salute(self, place: int) -> bool:
        """Whether «there» after a greeting belongs to it ("Hi there, …"), not to "there is"."""
        if self.tokens[place][0] != "there":
            return False
        return place + 1 == self.stop or self.tokens[place + 1][0] not in _THERE_IS

    def _numbers_a_list(self, place: int) -> bool:
        word, _, end = self.tokens[place]
        return place == self.begin and word.isdigit() and len(word) < 3 and self.folded[end : end + 1] == ")"

    def clauses(self) -> list[Clause]:
        """The sentence as one clause, or as several when it asks several things."""
        if self.anchor >= self.stop:
            return [self._clause("greeting" if self.saluted else "ok", self.begin, self.stop)]
        if all(
            self.tokens[place][0].isdigit() and len(self.tokens[place][0]) < 3 for place in range(self.start, self.stop)
        ):
            return [] if not self.marked else [self._clause("question", self.start, self.stop)]
        kind = self._kind()
        if kind in ("question", "direct", "wish"):
            return self._parts(kind)
        return [self._clause(kind, self.start, self.stop)]

    def _clause(self, kind: ClauseKind, begin: int, stop: int) -> Clause:
        start, end = self.tokens[begin][1], self.tokens[stop - 1][2]
        while start > 0 and self.folded[start - 1] in _HEAD:
            start -= 1
        limit = self.end if stop == self.stop else end
        while end < limit and (
            self.folded[end] in _TAIL or (self.folded[end] == " " and self.folded[end + 1 : end + 2] in ("?", "!", "₽"))
        ):
            end += 1
        return Clause(kind, start, end, begin, stop, cues.POSITIVE in self.labels)

    def _kind(self) -> ClauseKind:
        labels = self.labels
        if cues.INJECTION in labels:
            return self._injected()
        if (empty := self._asks_nothing()) is not None:
            return empty
        if self.marked or self._asks_unmarked():
            return "question"
        if cues.DIRECT in labels and cues.NO_REQUEST not in labels and not self._only_courtesy():
            return "direct"
        if cues.WISH in labels:
            return "wish"
        if (polite := self._politeness()) is not None:
            return polite
        if labels & {cues.HELP, cues.REPORT} or (cues.NEED in labels and cues.COMPLAINT not in labels):
            return "soft"
        return "complaint" if cues.COMPLAINT in labels else "statement"

    def _injected(self) -> ClauseKind:
        """An injection, unless a real question follows it in the same sentence."""
        last = max(hit.end for hit in self.hits if hit.label == cues.INJECTION)
        asked = [place for place in self._question_words() if place >= last]
        if self.marked and asked and self.stop - asked[0] >= 2:
            self.start = asked[0]
            return "question"
        return "injection"

    def _asks_nothing(self) -> ClauseKind | None:
        """Rhetorical or phatic, when nothing else is asked beside it."""
        if cues.INSULT in self.labels and self._only_insults():
            return "insult"
        for label, kind in ((cues.RHETORICAL, "rhetorical"), (cues.PHATIC, "phatic")):
            if label not in self.labels or (kind == "phatic" and cues.OK in self.labels and not self.marked):
                continue  # «Всё понятно.» agrees, «понятно?» asks whether it is clear
            covered = self._covered(label)
            if any(place not in covered for place in self._question_words()):
                continue
            rest = len(self._rest(covered | self._covered(cues.FILLER) | self._covered(cues.GREETING)))
            if kind == "rhetorical" or rest <= 1:
                return "rhetorical" if kind == "rhetorical" else "phatic"
        return None

    def _only_insults(self) -> bool:
        rest = self._rest(self._covered(cues.INSULT) | self._covered(cues.FILLER))
        return all(self.tokens[place][0] in cues.BESIDE_INSULTS for place in rest)

    def _asks_unmarked(self) -> bool:
        """Whether a sentence without a question mark asks something all the same."""
        if cues.OPENER in self.labels or self._has_li(self.anchor):
            return True
        asked = self._question_words()
        if not asked:
            return cues.INDIRECT in self.labels and any(self._has_li(place) for place in range(self.anchor, self.stop))
        if asked[0] == self.anchor and self.stop - self.anchor > 1:
            return self._opens_main_clause()
        first = min((hit.begin for hit in self.hits if hit.label == cues.INDIRECT), default=self.stop)
        return any(place > first or self._asks_how(place) for place in asked)

    def _asks_how(self, place: int) -> bool:
        """«…, как её включить», «…, что делать»: an interrogative after a comma with an infinitive close by."""
        if place <= self.anchor or "," not in self.folded[self.tokens[place - 1][2] : self.tokens[place][1]]:
            return False
        after = self.tokens[place + 1 : min(place + 4, self.stop)]
        return any(word.endswith(_INFINITIVES) for word, _, _ in after)

    def _opens_main_clause(self) -> bool:
        """«Как оформить возврат, если …» asks; «Когда заказ пришёл, коробка …» and "When I …" do not."""
        word, following = self.tokens[self.anchor][0], self.tokens[self.anchor + 1][0]
        if word.isascii():
            return "'" in word or following in cues.ENGLISH_AUX
        if word not in cues.SUBORDINATING and word not in ("что", "чем"):
            return True
        if "," not in self.folded[self.tokens[self.anchor][2] : self.tokens[self.stop - 1][1]]:
            return not following.startswith(("только", "же")) or word != "как"
        return following.endswith(_INFINITIVES) or following in ("мне", "можно", "нам", "я", "это")

    def _politeness(self) -> ClauseKind | None:
        """Thanks, agreement, a farewell or a greeting, when that is all the sentence says."""
        labels = self.labels
        contrast = any(self.tokens[place][0] in cues.CONTRASTS for place in range(self.start, self.stop))
        if cues.COMPLAINT in labels and self._outweighs_courtesy(contrast):
            return None
        if cues.SIGN_OFF in labels:
            return "sign_off"
        numbers = any(self.tokens[place][0][0].isdigit() for place in range(self.start, self.stop))
        thanked = cues.THANKS in labels and self._thanks_for()
        if numbers or cues.REPORT in labels or (cues.HELP in labels and not thanked):
            return None
        rest = self._rest_of(cues.THANKS, cues.OK, cues.POSITIVE, cues.FILLER, cues.GREETING)
        if cues.THANKS in labels and not contrast and (rest <= 3 or cues.POSITIVE in labels or self._thanks_for()):
            return "thanks"
        if not contrast and self._praises():
            return "thanks"
        if rest == 0 and not labels & {cues.OK, cues.POSITIVE, cues.GREETING}:
            return None
        if labels & {cues.OK, cues.POSITIVE} and rest <= (2 if self._begins_with(cues.OK) else 0):
            return "ok"
        return "greeting" if (cues.GREETING in labels or self.saluted) and rest <= 2 else None

    def _outweighs_courtesy(self, contrast: bool) -> bool:
        """Whether the complaint is meant: not «проблема решена, спасибо», not «не надо» alone."""
        if cues.OK in self.labels and not self._rest_of(cues.OK, cues.FILLER, cues.POSITIVE, cues.THANKS):
            return False
        return contrast or not self.labels >= {cues.POSITIVE, cues.THANKS}

    def _praises(self) -> bool:
        """Several words of praise, or one in a few words, and nothing wanted."""
        praise = len(self._covered(cues.PRAISE))
        if self.labels & {cues.COMPLAINT, cues.NEED}:
            return False
        return praise > 1 or (praise == 1 and self.stop - self.start <= _BRIEF_PRAISE)

    def _thanks_for(self) -> bool:
        last = next(hit.end for hit in self.hits if hit.label == cues.THANKS)
        return any(self.tokens[place][0] in ("за", "for") for place in range(last, min(last + 3, self.stop)))

    def _only_courtesy(self) -> bool:
        """Whether "please" is all that asks, and nothing is asked for."""
        return all(self.tokens[place][0] in cues.COURTESIES for place in range(self.start, self.stop))

    def _begins_with(self, label: str) -> bool:
        return any(hit.label == label and hit.begin == self.anchor for hit in self.hits) or self.anchor > self.start

    def _covered(self, label: str) -> set[int]:
        return {place for hit in self.hits if hit.label == label for place in range(hit.begin, hit.end)}

    def _rest(self, covered: set[int]) -> list[int]:
        return [place for place in range(self.start, self.stop) if place not in covered]

    def _rest_of(self, *labels: str) -> int:
        return len(self._rest({place for label in labels for place in self._covered(label)}))

    def _question_words(self) -> list[int]:
        cancelled = self._covered(cues.NO_QUESTION) if cues.NO_QUESTION in self.labels else ()
        return [hit.begin for hit in self.hits if hit.label == cues.QUESTION and hit.begin not in cancelled]

    def _has_li(self, place: int) -> bool:
        return place + 1 < self.stop and self.tokens[place + 1][0] == "ли"

    def _parts(self, kind: ClauseKind) -> list[Clause]:
        """The sentence cut where a second question or request begins."""
        parts: list[Clause] = []
        begin = self.start
        asked = set(self._question_words()) | {place for place in range(self.start, self.stop) if self._has_li(place)}
        orders = {hit.begin for hit in self.hits if hit.label == cues.DIRECT}
        for place in range(self.start + 1, self.stop - 1):
            following = self._second_ask(kind, begin, place, asked, orders)
            if following:
                parts.append(self._clause(kind, begin, place))
                kind = (
                    "question" if following in asked or (kind == "question" and following not in orders) else "direct"
                )
                begin = following
        parts.append(self._clause(kind, begin, self.stop))
        return parts

    def _second_ask(self, kind: ClauseKind, begin: int, place: int, asked: set[int], orders: set[int]) -> int:
        """The token a second ask begins with when the one before it ends at ``place``; 0 when it does not end there."""
        word = self.tokens[place][0]
        if place <= begin:
            return 0
        if word in ("и", "а", "and", "also", "плюс"):
            following = place + 1
            while following < self.stop and self.tokens[following][0] in cues.ALSO:
                following += 1
            if self.stop - following < 2:
                return 0
            if following in orders:
                return following if place - begin >= 2 else 0
            opens = following in asked or self._has_li(following) or (self.marked and self._auxiliary(following))
            return following if opens and kind == "question" and self._asks_before(begin, place, asked) else 0
        if kind == "question" and "," in self.folded[self.tokens[place - 1][2] : self.tokens[place][1]]:
            return place if self._asks_after_comma(begin, place, asked) else 0
        return 0

    def _auxiliary(self, place: int) -> bool:
        word, following = self.tokens[place][0], self.tokens[place + 1][0]
        return word in cues.RUSSIAN_AUX or (word in cues.ENGLISH_AUX and following in cues.ENGLISH_SUBJECTS)

    def _asks_before(self, begin: int, stop: int, asked: set[int]) -> bool:
        """Whether the tokens ``begin:stop`` hold a question of their own, with something said in it."""
        if stop - begin >= 2 and (self._has_li(begin) or self.tokens[begin][0] in cues.RUSSIAN_AUX | cues.ENGLISH_AUX):
            return True
        first = min((place for place in asked if begin <= place < stop), default=stop)
        return stop - first >= 2

    def _asks_after_comma(self, begin: int, place: int, asked: set[int]) -> bool:
        if self.stop - place < 2 or not self._asks_before(begin, place, asked):
            return False
        word, before = self.tokens[place][0], self.tokens[place - 1][0]
        if before in cues.INFORMING or before.endswith(_INFINITIVES):
            return False
        if word in cues.STRONG or self._has_li(place):
            return True
        if word not in cues.SUBORDINATING or place not in asked or begin not in asked or word.isascii():
            return False
        after = [self.tokens[later][0] for later in range(place + 1, min(place + 5, self.stop))]
        return not any(later.endswith(("л", "ла", "ло", "ли", "лся", "лась", "лись")) for later in after)
