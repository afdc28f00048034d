"""A coaching session in the reader's words, as it goes on paper; personal data of its cases is removed."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from api.card_words import word_label
from api.services import Services
from api.show_card import topic_label
from api.views.coaching import EffectView
from human_review.case_reading import good_replies
from human_review.coaching import Case, case_rows
from human_review.plain_words import sentence
from human_review.session_files import WORDS, Report, ReportAction, ReportCase, day_text
from human_review.sessions import AgreedAction, Session
from qa_scoring.labels import criterion_label
from reply_core.types import Language

_VERDICTS = ("pass", "partial", "fail", "na", "unsure")


async def report_of(
    session: AsyncSession,
    services: Services,
    held: Session,
    cases: Sequence[tuple[str, Case]],
    effects: Sequence[EffectView],
    language: Language,
) -> Report:
    """The session with its cases (criterion and case) and effects in words."""
    words = WORDS[language]
    names = {person.id: person.name for person in await services.people(session)}
    shown = [
        await _case(session, services, number, criterion, case, language)
        for number, (criterion, case) in enumerate(cases, 1)
    ]
    return Report(
        language=language,
        title=words["title"].format(name=names.get(held.operator_id, held.operator_id)),
        facts=(
            (words["held"], day_text(held.held_on, language)),
            (words["trainer"], names.get(held.trainer, held.trainer)),
            (words["criteria"], ", ".join(criterion_label(each, language) for each in held.criteria) or "—"),
        ),
        notes=held.notes,
        actions=tuple(_action(each, language) for each in held.actions),
        helped=tuple((each.label, _effect(each)) for each in effects),
        cases=tuple(shown),
    )


def _effect(effect: EffectView) -> str:
    verdict = f"{effect.verdict_label[0].upper()}{effect.verdict_label[1:]}."
    return " ".join((verdict, effect.text, *effect.notes))


def _action(action: AgreedAction, language: Language) -> ReportAction:
    due = WORDS[language]["due"].format(day=day_text(action.due_on, language)) if action.due_on else ""
    return ReportAction(text=action.text, done=action.done, due=due)


async def _case(
    session: AsyncSession, services: Services, number: int, criterion: str, case: Case, language: Language
) -> ReportCase:
    shop = services.shop
    people = await services.people(session)
    good = await good_replies(session, [case], criterion, standard_of=shop.standard_of, people=people)
    rows, _ = case_rows(
        [case],
        standard_line=sentence(criterion, shop.standard, language),
        topics={case.topic: topic_label(case.topic, language)},
        verdicts={word: word_label(word, language) for word in _VERDICTS},
        good=good,
        language=language,
    )
    row = rows[0]
    label = criterion_label(criterion, language)
    return ReportCase(
        heading=WORDS[language]["case"].format(n=number, topic=row["topic"], criterion=label),
        customer=row["customer"],
        reply=row["reply"],
        verdict=f"{row['verdict']}: {row['reason']}" if row["reason"] else row["verdict"],
        standard=row["standard"],
        good=row["good_reply"],
    )
