"""Critical errors: few, grave, never averaged. What a rule can prove counts at once, the rest waits for a person.

What never raises an alarm is listed in the tests: warnings about codes, a loyalty card's PIN steps, a customer's own
data said back to him, calm refusals, thumbs, automatic closings.
"""

import re
from collections.abc import Callable, Iterable

from knowledge_base.atoms import find_order_numbers
from qa_scoring.leaks import find_leaks, label
from qa_scoring.links import MAY_LINK, asks_to_pay, danger, handles, links, payments, within
from qa_scoring.names import wrong_name
from qa_scoring.reasons import say
from qa_scoring.secrets_asked import asked_secrets, placeholders
from qa_scoring.verdicts import Critical, CriticalState, Evidence
from qa_scoring.view import View
from reply_core.screens import DIGITS
from reply_core.text import fold
from reply_core.types import Span
from tone_of_voice.alerts import Category

_INSULTS: frozenset[Category] = frozenset({"insult", "swearing"})
_LONG_NUMBER = re.compile(r"\d{4}")
_OTHER_NUMBER = re.compile(
    r"(?:трек|отслеж|отправлени|накладн|заявк|обращени|тикет|артикул|чек|договор|track|ticket|case|request|receipt|sku|model)"
    r"[^.!?\n]{0,24}\Z"
)
"""Before a number that is the parcel's, a ticket's or a thing's, not the order's."""
_NOT_DIGITS = re.compile(r"\D+")


def find_critical(view: View, correctness: Iterable[Critical] = ()) -> tuple[Critical, ...]:
    """The reply's critical errors, as the standard wants them: confirmed, candidates, or not looked for.

    Args:
        view: the case.
        correctness: what the check of facts found (wrong_policy candidates).
    """
    found: list[Critical] = [*correctness]
    for check in _CHECKS:
        found.extend(check(view))
    kept = []
    for item in found:
        policy = view.standard.critical.get(item.code, "candidate")
        if policy != "off":
            kept.append(item)
    return tuple(kept)


def _alarm(
    view: View, code: str, evidence: tuple[Evidence, ...], reason: str, *, state: CriticalState | None = None
) -> Critical:
    policy = view.standard.critical.get(code, "candidate")
    return Critical(
        code=code,
        state=state or ("confirmed" if policy == "confirmed" else "candidate"),
        source="rule",
        evidence=evidence,
        reason=reason,
    )


def _tone(view: View) -> list[Critical]:
    found = []
    for code, categories, reason in (
        ("insult", _INSULTS, "insulting"),
        ("threat", {"threat"}, "threatening"),
        ("discrimination", {"discrimination"}, "discriminating"),
    ):
        spans = [alert.span for alert in view.alerts if alert.category in categories and alert.level == "error"]
        if spans:
            found.append(_alarm(view, code, view.quotes(spans), say(reason, view.speaks)))
    return found


def _secrets(view: View) -> list[Critical]:
    spans = asked_secrets(view.reply)
    return [_alarm(view, "asks_card_secret", view.quotes(spans), say("asks_secret", view.speaks))] if spans else []


def _templates(view: View) -> list[Critical]:
    sure, maybe = placeholders(view.reply)
    reason = say("placeholder", view.speaks)
    if sure:
        return [_alarm(view, "template_placeholder", view.quotes(sure), reason)]
    if maybe:
        return [_alarm(view, "template_placeholder", view.quotes(maybe), reason, state="candidate")]
    return []


def _personal(view: View) -> list[Critical]:
    leaks = find_leaks(view)
    if not leaks:
        return []
    evidence = tuple(view.reply.evidence(leak.span, leak.kind) for leak in leaks)  # masked once verified
    kinds = ", ".join(dict.fromkeys(label(leak.kind, view.speaks) for leak in leaks))
    return [_alarm(view, "pii_leak", evidence, say("foreign_data", view.speaks, kinds=kinds))]


def _customer(view: View) -> list[Critical]:
    wrong = [span for span in view.said_names if wrong_name(span.of(view.reply.text), view.names)]
    if not wrong:
        wrong = _foreign_orders(view)
    if not wrong:
        return []
    reason = say("other_customer", view.speaks, said=wrong[0].of(view.reply.text))
    return [_alarm(view, "wrong_customer", view.quotes(wrong[:2]), reason, state="candidate")]


def _foreign_orders(view: View) -> list[Span]:
    """Order numbers of the reply that differ from every number known, when one is known."""
    if not DIGITS.passes(view.reply.folded) or not _LONG_NUMBER.search(view.reply.clean):
        return []
    said = find_order_numbers(view.reply.clean)
    if not said:
        return []
    order = view.case.order
    known = "\n".join([*(message.text for message in view.before), order.as_text() if order else ""])
    numbers = {str(atom.value) for atom in find_order_numbers(known)}
    if order is not None and order.number:
        numbers.add(order.number)
    strange = [atom for atom in said if numbers and str(atom.value) not in numbers and str(atom.value) not in known]
    return [atom.span for atom in strange if not _OTHER_NUMBER.search(view.reply.folded[: atom.span.start])]


def _links(view: View) -> list[Critical]:
    """Links, private accounts and payments outside what the shop has allowed: candidates until its list is saved."""
    state: CriticalState = "confirmed" if view.standard.links_saved else "candidate"
    strange = _strange_links(view) if MAY_LINK.passes(view.reply.folded) else []
    found = []
    if strange:
        why, host = strange[0][0], strange[0][1]
        reason = say(why, view.speaks, domain=host)
        found.append(_alarm(view, "unsafe_link", view.quotes([span for *_, span in strange]), reason, state=state))
    if asks_to_pay(view.reply.folded):
        known = _NOT_DIGITS.sub("", "\n".join(_shop_texts(view)))
        if paid := payments(view.reply.folded, view.reply.sentences, known):
            reason = say("foreign_payment", view.speaks)
            found.append(_alarm(view, "unsafe_link", view.quotes(paid), reason, state=state))
    return found


def _strange_links(view: View) -> list[tuple[str, str, Span]]:
    """Why, where to, and the place of each link nobody has allowed."""
    linked = [link for link in links(view.reply.clean) if not within(link, view.standard.allowed_links)]
    named = handles(view.reply.clean, view.reply.folded)
    if not linked and not named:
        return []
    texts = _shop_texts(view)
    known = {link.host for text in texts for link in links(text) if link.host and not link.messenger}
    accounts = {f"{link.host}/{link.path}" for text in texts for link in links(text) if link.messenger}
    said = fold("\n".join([*texts, *view.standard.allowed_links]))
    found: list[tuple[str, str, Span]] = [
        (danger(link, (*view.standard.allowed_links, *known)), link.host or link.scheme, link.span)
        for link in linked
        if not within(link, known) and f"{link.host}/{link.path}" not in accounts
    ]
    found.extend(("messenger_link", f"@{name}", span) for name, span in named if name not in said)
    return found


def _shop_texts(view: View) -> list[str]:
    """What articles, the order, the customer and automatic messages say: no operator can vouch for his own link."""
    order = view.case.order
    texts = [source.text for source in view.case.sources]
    texts.extend(message.text for message in view.before if message.author_kind != "operator")
    return [*texts, order.as_text()] if order is not None else texts


def _no_answer(view: View) -> list[Critical]:
    """The dialogue was closed by a person after words without substance while something was asked."""
    if not view.last_turn or not view.asks or view.is_reaction or not view.is_filler:
        return []
    conversation = view.case.conversation
    closers = [message.author_kind for message in conversation.messages if message.event == "resolved"]
    closed = closers[-1] == "operator" if closers else conversation.closed_at is not None
    if not closed:
        return []
    evidence = (*(view.ask_evidence(ask) for ask in view.asks[:1]), *view.quotes(view.reply.sentences[:1]))
    return [_alarm(view, "no_answer", evidence, say("closed_empty", view.speaks), state="candidate")]


_CHECKS: tuple[Callable[[View], list[Critical]], ...] = (
    _tone, _secrets, _templates, _personal, _customer, _links, _no_answer,
)  # fmt: skip


def has_confirmed(items: Iterable[Critical]) -> bool:
    """Whether at least one critical error counts at once."""
    return any(item.state == "confirmed" for item in items)
