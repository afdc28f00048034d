"""Do the reply's statements agree with what the shop knows: knowledge base, order, thread.

Contradicted, supported and "not verifiable" are three things: what no source holds is shown for checking, never called
wrong. Only a contradiction on money, term, policy or safety is a critical candidate.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from knowledge_base.atoms import find_atoms, same
from knowledge_base.support import Finding, SentenceCheck, Source, check_sentence, check_text
from knowledge_base.terms import content_stems
from qa_scoring.order_status import status_conflict
from qa_scoring.phrases import filler_stems
from qa_scoring.reasons import say
from qa_scoring.sources import all_sources, near_articles
from qa_scoring.unclaimed import states_nothing
from qa_scoring.verdicts import Critical, CriticalState, Evidence, NotApplicable, Unsure, Verdict, VerdictSource, scored
from qa_scoring.view import View
from reply_core.screens import DIGITS
from reply_core.text import fold, has_digit, stem
from reply_core.types import Span

_GRAVE = frozenset(
    {
        "money",
        "percent",
        "date",
        "duration",
        "time",
        "quantity",
        "polarity",
        "weekday",
        "promo_code",
        "policy",
        "safety",
    }
)
_CONTEXT = 80
_FEW_WORDS = 2
_BORNE_OUT = 0.9
"""How sure a single article must be of a sentence that another one contradicts."""
_FIGURE = re.compile(r"\d+")
_NAMED = re.compile(r"[«“\"]([^«»“”\"\n]{2,40})[»”\"]")
_NEARLY_ALL, _MOST, _A_THIRD, _SOME = 0.7, 0.55, 0.36, 0.2
"""Shares of two sentences' words from which they speak of the same thing. Chosen on our own demo shop: of 64
contradictions found in 1,817 replies, 49 were between two different matters, and none of those passes."""
_LIGHT = frozenset(map(stem, ("течение", "после", "перед", "он", "она", "они", "это", "чтобы")))


class _Claim(NamedTuple):
    """One checked sentence of the reply."""

    span: Span
    check: SentenceCheck


def correctness(view: View) -> tuple[Verdict, tuple[Critical, ...]]:
    """The verdict on facts, and wrong_policy candidates for what contradicts a source gravely."""
    if not view.reply.tokens or not view.answered_messages:
        return NotApplicable(reason=say("no_claims", view.speaks), code="no_claims"), ()
    sources = all_sources(view.case, view.before)
    claims = _claims(view, sources)
    wrong = [
        (claim, finding) for claim in claims for finding in claim.check.findings if finding.verdict == "contradicted"
    ]
    if sure := [(claim, finding) for claim, finding in wrong if speak_of_the_same(view, claim, finding, sources)]:
        return _contradicted(view, sources, sure)
    if (conflict := status_conflict(view)) is not None:
        said, expected = conflict
        reason = say("status_differs", view.speaks, expected=expected.quote)
        verdict = Unsure(why=reason, evidence=(said, expected), value=0.0, possible="fail", code="status_differs")
        return verdict, (_candidate(view, (said, expected), reason),)
    return _agrees(view, sources, claims), ()


def speak_of_the_same(view: View, claim: _Claim, finding: Finding, sources: tuple[Source, ...]) -> bool:
    """Whether a contradiction may be charged: the article's sentence is about what the reply's sentence is about.

    Two sentences of a knowledge base often differ because they speak of two things; then a person looks. Most of the
    reply's words must stand in the article's sentence, for a mere yes against no nearly all of both, and names in
    quotation marks must not differ. The order and the thread are always about this customer.
    """
    source = next((each for each in (*sources, *view.case.near_reply) if each.id == claim.check.source_id), None)
    if source is None or claim.check.source_span is None:
        return False
    if source.kind != "article":
        return True
    said, held = claim.span.of(view.reply.clean), claim.check.source_span.of(source.text)
    names = {fold(name) for name in _NAMED.findall(said)}, {fold(name) for name in _NAMED.findall(held)}
    if (all(names) and not names[0] & names[1]) or _gives_another_row(finding, said, held):
        return False
    theirs = _matter(held)
    ours = _matter(said) - (_matter(view.customer.clean) - theirs)  # the article says «товар» of the customer's kettle
    shared = len(ours & theirs)
    if not shared:
        return False
    if finding.kind == "polarity":
        return shared >= _NEARLY_ALL * len(ours) and shared >= _MOST * len(theirs)
    if ours <= theirs:
        return shared >= _SOME * len(theirs)
    return shared >= _MOST * len(ours) and shared >= _A_THIRD * len(theirs)


def _matter(sentence: str) -> frozenset[str]:
    """What a sentence is about: its telling stems without the values it gives."""
    bare = list(sentence)
    for atom in find_atoms(sentence):
        bare[atom.span.start : atom.span.end] = " " * (atom.span.end - atom.span.start)
    return frozenset(each for each in content_stems("".join(bare)) if not each[0].isdigit()) - _LIGHT


def _gives_another_row(finding: Finding, said: str, held: str) -> bool:
    """Whether both sentences give one more value of the kind, and the same: then they list, each its own rows."""
    theirs = find_atoms(held)
    return any(
        atom.kind == finding.kind
        and not atom.span.overlaps(finding.span)
        and any(same(atom, other) for other in theirs)
        for atom in find_atoms(said)
    )


def _claims(view: View, sources: tuple[Source, ...]) -> list[_Claim]:
    """The reply's statements, checked. Without articles only figures can be checked: order and thread hold no more."""
    text, asked, embedder = view.reply.clean, view.customer.clean, view.book.embedder
    if view.article_texts:
        checks: list[tuple[Span, SentenceCheck]] = list(check_text(text, sources, embedder=embedder, asked=asked))
    else:
        counted = view.reply.sentences if DIGITS.passes(view.reply.folded) else ()
        figures = [span for span in counted if has_digit(span.of(text))]
        if figures and not _told_anything(view):
            return _said_back(view, figures)
        checks = [(span, check_sentence(span.of(text), sources, embedder=embedder, asked=asked)) for span in figures]
    claims = [
        _Claim(span, _looked_up(view, span, _acquitted(view, span, check, sources), sources))
        for span, check in checks
        if check.verdict != "no_claim" and _says_something(view, span)
    ]
    return [claim for claim in claims if not _nothing_to_hold(view, claim)]


def _nothing_to_hold(view: View, claim: _Claim) -> bool:
    """A sentence no source bears out and none could: what is contradicted or doubted stays."""
    if claim.check.verdict != "not_verifiable" or any(finding.alarm for finding in claim.check.findings):
        return False
    last = claim.span.end >= view.reply.sentences[-1].end
    return states_nothing(claim.span.of(view.reply.clean), last=last)


def _acquitted(view: View, span: Span, check: SentenceCheck, sources: tuple[Source, ...]) -> SentenceCheck:
    """A contradicted sentence that one article by itself bears out is what the shop says: articles on two matters, or
    two that disagree, are not the operator's mistake. What the order or the thread contradicts stays contradicted."""
    if check.verdict != "contradicted" or _against_the_case(check, sources):
        return check
    sentence, asked = span.of(view.reply.clean), view.customer.clean
    articles = {source.id: source for source in sources if source.kind == "article"}
    if view.book.index is not None:
        articles |= {source.id: source for source in near_articles(view.book.index, sentence)}
    for article in articles.values():
        alone = check_sentence(sentence, (article,), embedder=view.book.embedder, asked=asked)
        if alone.verdict == "supported" and alone.value >= _BORNE_OUT:
            return alone
    return check


def _against_the_case(check: SentenceCheck, sources: tuple[Source, ...]) -> bool:
    return any(source.id == check.source_id and source.kind != "article" for source in sources)


def _looked_up(view: View, span: Span, check: SentenceCheck, sources: tuple[Source, ...]) -> SentenceCheck:
    """The check with the articles near the reply added, where a figure of it stands in no article near the question.

    They may bear a sentence out or raise doubt about it; that they contradict it is for a person to say.
    """
    if not view.case.near_reply or all(finding.verdict != "not_verifiable" for finding in check.findings):
        return check
    text, asked = view.reply.clean, view.customer.clean
    wider = check_sentence(span.of(text), (*sources, *view.case.near_reply), embedder=view.book.embedder, asked=asked)
    if wider.verdict != "contradicted":
        return wider
    doubted = {finding.span: finding for finding in wider.findings}
    findings = tuple(
        replace(finding, doubt=max(finding.doubt, doubted[finding.span].doubt), alarm=doubted[finding.span].alarm)
        if finding.span in doubted
        else finding
        for finding in check.findings
    )
    return replace(check, findings=findings)


def _told_anything(view: View) -> bool:
    """The shop has said something a reply could contradict: an order, or an earlier reply."""
    return view.case.order is not None or any(message.author_kind == "operator" for message in view.before)


def _said_back(view: View, figures: list[Span]) -> list[_Claim]:
    """With the customer's own words as the only source, a figure is either one of his or not verifiable."""
    theirs = set(_FIGURE.findall(view.customer.folded))
    claims = []
    for span in figures:
        ours = set(_FIGURE.findall(view.reply.folded, span.start, span.end))
        known = ours <= theirs
        claims.append(
            _Claim(span, SentenceCheck(verdict="supported" if known else "not_verifiable", value=float(known)))
        )
    return claims


def _says_something(view: View, span: Span) -> bool:
    """Not a mere «Нет.» or «Уважаемый клиент!»: there is something to look up."""
    words = [stem for stem, token in zip(view.reply.stems, view.reply.tokens, strict=True) if _inside(token, span)]
    courtesy = filler_stems(view.language)
    told = [word for word in words if word not in courtesy]
    return len(told) >= _FEW_WORDS or any(word[0].isdigit() for word in words)


def _inside(token: tuple[str, int, int], span: Span) -> bool:
    return span.start <= token[1] < span.end


def _source(view: View) -> VerdictSource:
    return "rule" if view.book.embedder is None else "meaning"


def _contradicted(
    view: View, sources: tuple[Source, ...], wrong: list[tuple[_Claim, Finding]]
) -> tuple[Verdict, tuple[Critical, ...]]:
    evidence: list[Evidence] = []
    for claim, finding in wrong[:3]:
        start = claim.span.start + finding.span.start
        end = claim.span.start + finding.span.end
        evidence.append(view.reply.evidence(Span(start=start, end=end), finding.expected))
        evidence.extend(_in_source(sources, claim.check))
    note = "; ".join(dict.fromkeys(_said(finding) for _, finding in wrong))
    reason = say("contradicted", view.speaks, note=note)
    grave = any(finding.kind in _GRAVE for _, finding in wrong)
    verdict = scored(0.0, source=_source(view), evidence=tuple(evidence), reason=reason, code="contradicted")
    return verdict, ((_candidate(view, tuple(evidence), reason),) if grave else ())


def _said(finding: Finding) -> str:
    return f"{finding.text} ≠ {finding.expected}" if finding.expected else finding.note or finding.text


def _candidate(view: View, evidence: tuple[Evidence, ...], reason: str) -> Critical:
    state: CriticalState = "confirmed" if view.standard.critical.get("wrong_policy") == "confirmed" else "candidate"
    return Critical(code="wrong_policy", state=state, source=_source(view), evidence=evidence, reason=reason)


def _in_source(sources: tuple[Source, ...], check: SentenceCheck) -> list[Evidence]:
    """The source's own words, as evidence; empty when the check names no place."""
    source = next((each for each in sources if each.id == check.source_id), None)
    if source is None or check.source_span is None:
        return []
    start, end = check.source_span.start, check.source_span.end
    return [Evidence(message_id=source.id, role="source", start=start, end=end, quote=source.text[start:end])]


def _agrees(view: View, sources: tuple[Source, ...], claims: list[_Claim]) -> Verdict:
    """Supported throughout: pass. Anything no source holds: unsure, with the words to check."""
    if not claims:
        return NotApplicable(reason=say("no_claims", view.speaks), code="no_claims")
    facts = view.has_knowledge
    unknown = [claim for claim in claims if claim.check.verdict != "supported"]
    if unknown:
        surest = sorted(unknown, key=lambda claim: -max((each.doubt for each in claim.check.findings), default=0.0))
        spans = [span for claim in surest for span in _unverified(claim)]
        what = "; ".join(dict.fromkeys(f"«{span.of(view.reply.text)[:_CONTEXT]}»" for span in spans[:3]))
        code = "not_verifiable" if facts else "not_verifiable_here"
        value = sum(claim.check.value for claim in claims) / len(claims)
        doubted = any(
            finding.alarm or finding.verdict == "contradicted" for claim in unknown for finding in claim.check.findings
        )
        return Unsure(
            why=say(code, view.speaks, what=what),
            evidence=view.quotes(spans),
            value=value,
            possible="fail" if doubted else None,
            code=code,
        )
    evidence = list(view.quotes([claim.span for claim in claims], limit=2))
    held = (*sources, *view.case.near_reply)
    evidence.extend(each for claim in claims[:2] for each in _in_source(held, claim.check))
    code = "supported" if facts else "supported_here"
    sums = [finding.note for claim in claims for finding in claim.check.findings if finding.note]
    reason = "; ".join(dict.fromkeys([say(code, view.speaks), *sums]))
    return scored(1.0, source=_source(view), evidence=tuple(evidence), reason=reason, code=code)


def _unverified(claim: _Claim) -> list[Span]:
    """The figures no source holds, the most doubtful first; the sentence when it has none."""
    start = claim.span.start
    absent = [finding for finding in claim.check.findings if finding.verdict == "not_verifiable"]
    figures = [
        Span(start=start + finding.span.start, end=start + finding.span.end)
        for finding in sorted(absent, key=lambda finding: -finding.doubt)
    ]
    return figures or [claim.span]
