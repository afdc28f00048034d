"""The words by which a customer's question, request, complaint, thanks, greeting or injection is known.

The phrases are in ``words/asks.toml``; here are their labels and the small closed word classes.
"""

import re

from reply_core.cues import CueBook, word_file

QUESTION = "question"
"""An interrogative word, wherever it stands."""
OPENER = "opener"
"""Opens a question when it starts a clause, though it is no interrogative word («можно», "can you")."""
INDIRECT = "indirect"
"""Introduces a question in a statement («подскажите», «хочу узнать», "I wonder")."""
NO_QUESTION = "no_question"
"""An interrogative word that asks nothing («как только», «что касается»)."""
RHETORICAL = "rhetorical"
PHATIC = "phatic"
DIRECT = "direct"
"""Tells the shop to do something («верните», «прошу», "please cancel")."""
WISH = "wish"
"""Says what the customer wants («хочу вернуть», "I would like")."""
NEED = "need"
"""Says that something is needed («нужен чек»): weaker than a wish."""
HELP = "help"
"""Asks for help without saying for what («помогите», «разберитесь»)."""
REPORT = "report"
"""Tells the shop to answer or to look («сообщите», «проверьте»): no ask of its own beside another."""
NO_REQUEST = "no_request"
"""Looks like a request and is none («прошу прощения»)."""
COMPLAINT = "complaint"
POSITIVE = "positive"
PRAISE = "praise"
"""Praise: enough of it and the message wants nothing."""
GREETING = "greeting"
THANKS = "thanks"
OK = "ok"
SIGN_OFF = "sign_off"
INSULT = "insult"
"""Abuse of whoever reads it: a sentence of nothing else asks for nothing."""
INJECTION = "injection"
FILLER = "filler"

_FILE = word_file("asks")
_CLASSES: dict[str, str] = _FILE.pop("classes")

BOOK = CueBook.of(_FILE)


def _class(name: str) -> frozenset[str]:
    return frozenset(_CLASSES[name].split())


LEADS = _class("leads")
"""Words before an ask that are no part of it."""
SALUTES = _class("salutes")
COURTEOUS = _class("courteous")
"""Words of greeting and thanks that are known with a slip in them, too."""
BESIDE_INSULTS = _class("beside_insults")
"""Words that say nothing beside abuse."""
COURTESIES = _class("courtesies")
"""Words an ask may begin with and keep."""
ALSO = _class("also")
"""Words between «и» and the second question."""
RUSSIAN_AUX = _class("russian_aux")
ENGLISH_AUX = _class("english_aux")
ENGLISH_SUBJECTS = _class("english_subjects")
INFORMING = _class("informing")
"""A clause that ends with one of these is continued by the question after the comma, not followed by another one."""
SUBORDINATING = _class("subordinating")
"""Interrogative words that after a comma may open a subordinate clause as well as a second question."""
STRONG = _class("strong")
"""Interrogative words that after a comma open a second question."""
CONTRASTS = _class("contrasts")
ABBREVIATIONS = _class("abbreviations")
EVERYWHERE = _class("everywhere")
"""Beginnings of words too common to show that two asks speak of the same thing."""
BARE = _class("bare")
"""A question of one such word only adds to another question."""
CONTINUING = _class("continuing")
"""A question that begins with one of these only goes on with the one before it."""
UNSAID = LEADS | COURTESIES | _class("unsaid")
"""Words that make no difference between two questions."""

SALUTE_PAIRS = frozenset([(good, time) for good in _class("good") for time in _class("times")])
"""«Добрый день», "good morning"."""

FORGED_ROLE = re.compile(
    r"\[\s*(?:system|assistant|admin|система)\b[^\]\n]*\]?|<\|?(?:system|im_start|im_end)\|?>|^\s*(?:system|assistant)\s*:[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that pretends to come from the machine's owner."""
