"""Critical errors: few, grave, never averaged. What a rule can prove counts at once, the rest waits for a person.

What never raises an alarm is listed in the tests: warnings about codes, a loyalty card's PIN steps, a customer's own
data said back to him, calm refusals, thumbs, automatic closings.
"""

import re
from collections.abc import Callable, Iterable

from knowledge_base.atoms import find_atoms
from qa_scoring.leaks import find_leaks, label
from qa_scoring.names import wrong_name
from qa_scoring.reasons import say
from qa_scoring.secrets_asked import asked_secrets, placeholders
from qa_scoring.verdicts import Critical, CriticalState, Evidence
from qa_scoring.view import View
from reply_core.types import Span
from tone_of_voice.alerts import Category

_INSULTS: frozenset[Category] = frozenset({"insult", "swearing"})
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()«»\"']+|\b(?:[a-z0-9-]+\.)+(?:ru|com|org|net|рф|su|shop|store|link|me|info|biz|io|xyz|top|site|online|cc|ly|gl)\b(?:/[^\s<>()«»\"']*)?",
    re.IGNORECASE,
)
_MAY_LINK = re.compile(r"://|www\.|[a-z0-9-]\.[a-zр]")
_LONG_NUMBER = re.compile(r"\d{4}")
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)


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
    if not _LONG_NUMBER.search(view.reply.clean):
        return []
    said = [atom for atom in find_atoms(view.reply.clean) if atom.kind == "order_number"]
    if not said:
        return []
    order = view.case.order
    known = "\n".join([*(message.text for message in view.before), order.as_text() if order else ""])
    numbers = {str(atom.value) for atom in find_atoms(known) if atom.kind == "order_number"}
    if order is not None and order.number:
        numbers.add(order.number)
    return [atom.span for atom in said if numbers and str(atom.value) not in numbers and str(atom.value) not in known]


def domains(text: str) -> list[tuple[str, Span]]:
    """The domains a text links to, with their places; e-mail addresses are no links."""
    found = []
    for match in _LINK.finditer(text):
        if match.start() and text[match.start() - 1] == "@":
            continue
        domain = _DOMAIN.match(match[0])
        if domain:
            found.append((domain[1].lower().rstrip("."), Span(start=match.start(), end=match.end())))
    return found


def _links(view: View) -> list[Critical]:
    linked = domains(view.reply.clean) if _MAY_LINK.search(view.reply.folded) else []
    if not linked:
        return []
    known = {domain for source in view.case.sources for domain, _ in domains(source.text)}
    known.update(domain for message in view.before for domain, _ in domains(message.text))
    known.update(view.standard.allowed_links)
    strange = [(domain, span) for domain, span in linked if not any(_within(domain, each) for each in known)]
    if not strange:
        return []
    state: CriticalState = "confirmed" if view.standard.links_saved else "candidate"
    reason = say("unknown_link", view.speaks, domain=strange[0][0])
    return [_alarm(view, "unsafe_link", view.quotes([span for _, span in strange]), reason, state=state)]


def _within(domain: str, allowed: str) -> bool:
    return domain == allowed or domain.endswith("." + allowed)


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
