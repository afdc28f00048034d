"""A scorecard as people read it: evidence first, number second, what was not judged said so."""

import html

import streamlit as st

from api.views import AskVerdictView, CardView, CriterionView, CriticalView, EvidenceView, PillarView
from dashboard.marked import Mark, Tile, chip, marked, plain, tiles, tone_of
from dashboard.words import Words

WHERE = {"customer": "card.in_customer", "reply": "card.in_reply", "source": "card.in_source"}
SHOWN_FIRST = ("fail", "partial", "unsure", "pass")


def show_card(card: CardView, words: Words, *, heading: bool = True) -> None:
    """The whole card: critical errors, pillars, asks, criteria with their evidence."""
    if card.unscored_reason:
        st.info(words("card.unscored", reason=plain(card.unscored_reason)))
        return
    for critical in card.critical:
        _critical(critical, words)
    if heading:
        _numbers(card, words)
    if card.asks:
        st.markdown(f"**{words('card.asks')}**")
        for ask in card.asks:
            _ask(ask, words)
    st.markdown(f"**{words('card.criteria')}**")
    order = {verdict: place for place, verdict in enumerate(SHOWN_FIRST)}
    asked = [item for item in card.criteria if item.verdict != "na"]
    ranked = sorted(asked, key=lambda item: (item.advice, order.get(item.verdict, 9), -item.weight))
    met = [item for item in ranked if item.verdict == "pass" and item.edit is None]
    for criterion in ranked:
        if criterion not in met:
            _criterion(criterion, words)
    if met:
        with st.expander(words("card.met", n=len(met), list=plain(", ".join(item.label for item in met)))):
            for criterion in met:
                _criterion(criterion, words)
    _small_print(card, words)


def _numbers(card: CardView, words: Words) -> None:
    show_total(card, words)
    pillar_tiles(card, words)
    if card.summary:
        st.caption(plain(card.summary))


def show_total(card: CardView, words: Words) -> None:
    """The total, or in words why there is none."""
    if card.total is None:
        st.markdown(words("card.no_total"))
    else:
        st.markdown(f"**{words('card.total')}:** {words('card.of_100', value=words.number(card.total))}")


def pillar_tiles(card: CardView, words: Words) -> None:
    """The pillars side by side, each with the interval of what is open."""
    st.html(tiles([_tile(pillar, words) for pillar in card.pillars]))


def _tile(pillar: PillarView, words: Words) -> Tile:
    if pillar.value is None:
        return Tile(label=pillar.label, value=words("card.not_enough"))
    open_part = pillar.low is not None and pillar.high is not None and pillar.high > pillar.low
    note = (
        words("card.range", low=words.number(pillar.low or 0), high=words.number(pillar.high or 0)) if open_part else ""
    )
    return Tile(label=pillar.label, value=words.number(pillar.value), note=note, number=True)


def _critical(critical: CriticalView, words: Words) -> None:
    confirmed = critical.state == "confirmed"
    title = words("card.critical" if confirmed else "card.candidate")
    text = f"**{title}: {plain(critical.label)}.** {plain(critical.reason)}"
    (st.error if confirmed else st.warning)(text)
    _evidence(critical.evidence, "bad" if confirmed else "question", words)


def _ask(ask: AskVerdictView, words: Words) -> None:
    tone = {"unanswered": "bad", "partial": "partly", "unsure": "question"}.get(ask.verdict, "good")
    st.html(chip(ask.verdict_label or ask.verdict, tone) + marked(f"«{ask.text}»", ()))
    if ask.reason:
        st.caption(plain(ask.reason))


def _criterion(criterion: CriterionView, words: Words) -> None:
    edit = criterion.edit
    shown = edit.verdict if edit else criterion.verdict
    label = edit.verdict_label if edit else criterion.verdict_label
    with st.container(border=True):
        advice = f" · {words('card.advice')}" if criterion.advice else ""
        st.html(
            f"<b>{html.escape(criterion.label)}</b>{advice} " + chip(label or words(f"verdict.{shown}"), tone_of(shown))
        )
        if criterion.reason:
            st.html(marked(criterion.reason, ()))
        if criterion.confidence is not None and criterion.verdict in {"pass", "partial", "fail"}:
            st.caption(words("card.confidence", n=words.number(100 * criterion.confidence)))
        _evidence(criterion.evidence, tone_of(criterion.verdict), words)
        if edit:
            st.caption(words("card.machine", verdict=edit.machine_verdict or criterion.verdict_label))
            st.caption(
                words(
                    "card.person",
                    author=plain(edit.author),
                    at=words.time(edit.at),
                    verdict=edit.verdict_label or edit.verdict,
                    reason=plain(edit.reason),
                )
            )


def _evidence(evidence: tuple[EvidenceView, ...], tone: str, words: Words) -> None:
    for item in evidence:
        quote = f"«{item.quote}»"
        place = words(WHERE.get(item.role, "card.in_reply"))
        st.html(marked(quote, (Mark(start=0, end=len(quote), tone=tone, label=place),)))
        if item.note:
            st.caption(plain(item.note))


def _small_print(card: CardView, words: Words) -> None:
    absent = [item.label for item in card.criteria if item.verdict == "na"]
    if absent:
        st.caption(words("card.not_required", list=plain(", ".join(absent))))
    if card.decided_share is not None:
        st.caption(words("card.counted_total", share=f"{words.number(100 * card.decided_share)} %"))
    if card.flags:
        st.caption(words("card.flags", flags=plain(", ".join(card.flags))))
    pins = card.pins
    st.caption(
        words("card.level", level=card.level_label or card.level)
        + " · "
        + words("card.versions", standard=pins.standard, profile=pins.profile, scorer=pins.scorer)
    )
