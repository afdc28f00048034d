"""Coaching in words: effects, tasks, sessions and examples as views, personal data removed where others read them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.card_words import word_label
from api.show_card import CardFacts, show_card, topic_label
from api.times import plural
from api.views.coaching import (
    ActionView,
    AttemptView,
    EffectView,
    PinView,
    SaidView,
    SessionCaseView,
    SessionView,
    SideView,
    TaskView,
)
from human_review.coaching import Case
from human_review.helped import MIN_WEEKS_AFTER, MIN_WEEKS_BEFORE, Effect, Side
from human_review.library import Pinned
from human_review.masking import clean
from human_review.plain_words import sentence
from human_review.practice_values import Attempt, Task
from human_review.sessions import Session
from human_review.statistics import MIN_CONVERSATIONS
from qa_scoring.labels import criterion_label, verdict_reason
from qa_scoring.retold import retold
from qa_scoring.scorecard import Scorecard
from qa_scoring.standard import Standard
from reply_core.types import Language

_STATES: Mapping[str, Mapping[Language, str]] = {
    "open": {"ru": "ждёт ответа", "en": "to be answered"},
    "answered": {"ru": "есть ответы", "en": "answered"},
    "closed": {"ru": "закрыто", "en": "closed"},
}
_KINDS: Mapping[str, Mapping[Language, str]] = {
    "good": {"ru": "хороший пример", "en": "a good example"},
    "bad": {"ru": "плохой пример", "en": "a bad example"},
}
_WHO: Mapping[str, Mapping[Language, str]] = {
    "customer": {"ru": "Покупатель", "en": "Customer"},
    "operator": {"ru": "Оператор", "en": "Operator"},
    "bot": {"ru": "Бот", "en": "Bot"},
}
_VERDICTS: Mapping[str, Mapping[Language, str]] = {
    "better": {"ru": "помогло", "en": "it helped"},
    "worse": {"ru": "стало хуже", "en": "it got worse"},
    "cannot_tell": {"ru": "пока нельзя сказать", "en": "cannot tell yet"},
}
_REASONS: Mapping[str, Mapping[Language, str]] = {
    "": {"ru": "Изменение {change} против коллег.", "en": "A change of {change} against colleagues."},
    "no_data": {"ru": "Оценённых ответов ещё нет.", "en": "There are no scored replies yet."},
    "few_before": {
        "ru": "Мало ответов до встречи: нужно {minimum} диалогов за {before} недели.",
        "en": "Too few replies before the session: {minimum} conversations in {before} weeks are needed.",
    },
    "few_after": {
        "ru": "Мало ответов после встречи: нужно {minimum} диалогов за {after} недели.",
        "en": "Too few replies after the session: {minimum} conversations in {after} weeks are needed.",
    },
    "no_peers": {
        "ru": "Не с кем сравнить: коллег без разбора по этому критерию мало. Рост у всех от роста после встречи не "
        "отличить.",
        "en": "Nobody to compare with: too few colleagues were not coached on this. What rose for all cannot be told "
        "apart.",
    },
    "standard_changed": {
        "ru": "Между «до» и «после» сменился стандарт или уровень оценки: такие числа не сравнивают. Пересчитайте "
        "историю одним стандартом.",
        "en": "The standard or level of scoring changed between before and after: such numbers are not compared. "
        "Score history anew by one standard.",
    },
    "interval": {
        "ru": "Изменение {change} против коллег: ноль внутри интервала.",
        "en": "A change of {change} against colleagues: zero lies in the interval.",
    },
    "trend_before": {
        "ru": "Изменение {change}, но показатель шёл туда же ещё до встречи.",
        "en": "A change of {change}, but it was going the same way before the session.",
    },
    "picked": {
        "ru": "Изменение {change}, но из базы вынуты разобранные случаи: падение может быть только от этого.",
        "en": "A change of {change}, but picked cases were taken out of the base: the fall may come from that alone.",
    },
}
_WEEKS_OUT: Mapping[Language, str] = {
    "ru": "Недели, из которых взяты случаи встречи ({n}), в базу не входят: худшие недели растут сами (возврат к "
    "среднему).",
    "en": "The weeks the session's cases were picked from ({n}) are no base: the worst weeks rise by themselves "
    "(regression to the mean).",
}
_REPLIES_OUT: Mapping[Language, str] = {
    "ru": "Разобранные случаи ({n}) вынуты из базы; без них база чуть завышена, и польза скорее занижена (возврат к "
    "среднему).",
    "en": "The picked cases ({n}) are out of the base; it is a little high without them, so the gain is rather "
    "understated (regression to the mean).",
}


def show_effect(effect: Effect, criterion: str, language: Language) -> EffectView:
    """What is known of a session's effect, with n and interval, in words."""
    text = _REASONS[effect.reason][language].format(
        change=change_text(effect, language),
        minimum=MIN_CONVERSATIONS,
        before=MIN_WEEKS_BEFORE,
        after=MIN_WEEKS_AFTER,
    )
    notes = [_sides_text(effect, language)]
    if effect.weeks_left_out:
        notes.append(_WEEKS_OUT[language].format(n=effect.weeks_left_out))
    if effect.replies_left_out:
        notes.append(_REPLIES_OUT[language].format(n=effect.replies_left_out))
    return EffectView(
        criterion=criterion,
        label=criterion_label(criterion, language),
        verdict=effect.verdict,
        verdict_label=_VERDICTS[effect.verdict][language],
        text=text,
        notes=tuple(notes),
        change=effect.change,
        low=effect.low,
        high=effect.high,
        before=_side(effect.before),
        after=_side(effect.after),
        peers_before=_side(effect.peers_before),
        peers_after=_side(effect.peers_after),
        peers=effect.peers,
    )


def change_text(effect: Effect, language: Language) -> str:
    """«+12 пунктов [+4; +20]».

    >>> change_text(Effect(change=12.3, low=3.6, high=-0.2), "en")
    '+12 points [+4; 0]'
    """
    if effect.change is None or effect.low is None or effect.high is None:
        return ""
    size = round(abs(effect.change))
    unit = plural(size, "пункт", "пункта", "пунктов") if language == "ru" else "point" if size == 1 else "points"
    return f"{_signed(effect.change)} {unit} [{_signed(effect.low)}; {_signed(effect.high)}]"


def _signed(value: float) -> str:
    whole = round(value)
    return f"{whole:+d}".replace("-", "−") if whole else "0"


def _sides_text(effect: Effect, language: Language) -> str:
    ru = language == "ru"
    own = [("до" if ru else "before", effect.before), ("после" if ru else "after", effect.after)]
    text = ", ".join(f"{name}: {_side_text(side, language)}" for name, side in own)
    first, last = effect.peers_before, effect.peers_after
    if effect.peers and first.mean is not None and last.mean is not None:
        who = f"коллег в сравнении {effect.peers}" if ru else f"colleagues compared: {effect.peers}"
        text += f"; {who}: {first.mean:.0f} → {last.mean:.0f} ({_n(first.n, language)} → {_n(last.n, language)})"
    return f"{text[0].upper()}{text[1:]}."


def _side_text(side: Side, language: Language) -> str:
    counted = f"{_n(side.n, language)}, {_weeks(side.weeks, language)}"
    return counted if side.mean is None else f"{side.mean:.0f} ({counted})"


def _n(count: int, language: Language) -> str:
    if language == "ru":
        return f"{count} {plural(count, 'ответ', 'ответа', 'ответов')}"
    return f"{count} {'reply' if count == 1 else 'replies'}"


def _weeks(count: int, language: Language) -> str:
    if language == "ru":
        return f"{count} {plural(count, 'неделя', 'недели', 'недель')}"
    return f"{count} {'week' if count == 1 else 'weeks'}"


def _side(side: Side) -> SideView:
    return SideView(n=side.n, conversations=side.conversations, weeks=side.weeks, mean=side.mean)


def show_task(
    task: Task,
    attempts: Sequence[Attempt],
    standard: Standard,
    names: Mapping[str, str],
    language: Language,
    *,
    today: date,
    coach: bool,
) -> TaskView:
    """A task with its attempts; who only practises does not see which card it came from."""
    return TaskView(
        id=task.id,
        scorecard_id=task.scorecard_id if coach else "",
        operator_id=task.operator_id,
        operator_name=names.get(task.operator_id, task.operator_id),
        criterion=task.criterion,
        label=criterion_label(task.criterion, language),
        standard_line=sentence(task.criterion, standard, language),
        state=task.state,
        state_label=_STATES[task.state][language],
        author=names.get(task.author, task.author),
        created_at=task.created_at,
        due_on=task.due_on,
        overdue=task.state == "open" and task.due_on is not None and task.due_on < today,
        note=task.note,
        topic_label=topic_label(task.topic, language),
        channel=task.channel,
        thread=tuple(
            SaidView(who=each.who, who_label=_WHO[each.who][language], text=each.text) for each in task.thread
        ),
        order=dict(task.order),
        original=task.original,
        reason=retold(task.reason, language),
        attempts=tuple(show_attempt(each, task, standard, language, coach=coach) for each in attempts),
    )


def show_attempt(attempt: Attempt, task: Task, standard: Standard, language: Language, *, coach: bool) -> AttemptView:
    """One answer with its card by the standard it was scored with."""
    word = attempt.verdict(task.criterion)
    facts = CardFacts(channel=task.channel, topic=task.topic, replied_at=attempt.at)
    verdict = attempt.card.criteria.get(task.criterion) if isinstance(attempt.card, Scorecard) else None
    return AttemptView(
        id=attempt.id,
        at=attempt.at,
        text=attempt.text,
        verdict=word,
        verdict_label=word_label(word, language),
        reason="" if verdict is None else retold(verdict_reason(verdict), language),
        card=show_card(attempt.card, standard, language, facts, confidence=coach),
    )


def show_session(held: Session, names: Mapping[str, str], language: Language, **more: Any) -> SessionView:
    """A session; ``more`` are its cases and effects."""
    return SessionView(
        id=held.id,
        operator_id=held.operator_id,
        operator_name=names.get(held.operator_id, held.operator_id),
        trainer=names.get(held.trainer, held.trainer),
        held_on=held.held_on,
        criteria=held.criteria,
        labels=tuple(criterion_label(each, language) for each in held.criteria),
        notes=held.notes,
        actions=tuple(ActionView(text=each.text, due_on=each.due_on, done=each.done) for each in held.actions),
        case_count=len(held.cases),
        **more,
    )


def show_session_case(case: Case, criterion: str, language: Language) -> SessionCaseView:
    """A case of a session, without personal data."""
    return SessionCaseView(scorecard_id=case.scorecard_id, **_masked_case(case, criterion, language))


def show_pin(
    pinned: Pinned, case: Case, standard: Standard, names: Mapping[str, str], language: Language, *, coach: bool
) -> PinView:
    """An example, without personal data; only coaches see which card it is."""
    note = clean(pinned.note, language, names=case.names, numbers=case.numbers).text if pinned.note else ""
    return PinView(
        id=pinned.id,
        scorecard_id=pinned.scorecard_id if coach else "",
        kind=pinned.kind,
        kind_label=_KINDS[pinned.kind][language],
        note=note,
        author=names.get(pinned.author, pinned.author),
        at=pinned.at,
        standard_line=sentence(pinned.criterion, standard, language),
        **_masked_case(case, pinned.criterion, language),
    )


def _masked_case(case: Case, criterion: str, language: Language) -> dict[str, Any]:
    def masked(text: str) -> str:
        return clean(text, language, names=case.names, numbers=case.numbers).text if text else ""

    return {
        "criterion": criterion,
        "label": criterion_label(criterion, language),
        "topic_label": topic_label(case.topic, language),
        "verdict": case.verdict,
        "verdict_label": word_label(case.verdict, language),
        "reason": masked(retold(case.reason, language)),
        "customer_text": masked(case.customer_text),
        "reply_text": masked(case.reply_text),
    }
