"""The voice and the standard as views: as data, and in the words people read."""

from collections.abc import Mapping

from api.shop import ShopState
from api.views import ProfileView, StandardLineView, StandardView
from human_review.plain_words import lines
from qa_scoring.describe import describe
from qa_scoring.labels import criterion_label, critical_label, pillar_label
from qa_scoring.standard import pillar_of_criterion, standard_to_dict
from qa_scoring.standard_check import ALWAYS_ASKED
from reply_core.topics import TOPICS
from reply_core.types import Language
from reply_core.working_time import Calendar
from tone_of_voice.brief import describe as describe_voice
from tone_of_voice.profile import profile_to_dict

_ALWAYS: Mapping[Language, str] = {"ru": "круглосуточно", "en": "around the clock"}
_DAYS: Mapping[Language, tuple[str, ...]] = {
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def show_profile(shop: ShopState, language: Language) -> ProfileView:
    """The voice in force."""
    profile = shop.profile
    return ProfileView(
        version=profile.version,
        author=shop.profile_author,
        created_at=shop.profile_at,
        data=profile_to_dict(profile),
        brief="\n".join(describe_voice(profile, language)),
        banned=tuple(term.text for term in profile.banned),
    )


def show_standard(shop: ShopState, language: Language) -> StandardView:
    """The standard in force."""
    standard = shop.standard
    return StandardView(
        version=standard.version,
        language=standard.language,
        lines=tuple(
            StandardLineView(
                criterion=code,
                label=criterion_label(code, language),
                pillar=pillar_of_criterion(code),
                pillar_label=pillar_label(pillar_of_criterion(code), language),
                weight=standard.weights.get(code, 0.0),
                advice=not standard.wants(code),
                text=line.asks,
                applies=line.applies,
                always=code == ALWAYS_ASKED,
            )
            for code, line in lines(standard, language).items()
        ),
        pillars=dict(standard.pillars),
        critical={
            code: critical_label(code, language) for code, policy in standard.critical.items() if policy != "off"
        },
        critical_labels={code: critical_label(code, language) for code in standard.critical},
        targets={str(channel): minutes for channel, minutes in standard.targets.items()},
        topics={code: topic.label(language) for code, topic in TOPICS.items()},
        hours=hours_text(shop.calendar, language),
        allowed_links=standard.allowed_links,
        data=standard_to_dict(standard),
        plain="\n".join(describe(standard, language)),
    )


def hours_text(calendar: Calendar, language: Language) -> str:
    """Working hours in one line: «пн–пт 09:00–18:00 (Europe/Moscow)»."""
    if calendar.always_open or not any(calendar.weekdays.values()):
        return f"{_ALWAYS[language]} ({calendar.time_zone})"
    days = _DAYS[language]
    spans = {
        day: ", ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in calendar.weekdays[day])
        for day in sorted(calendar.weekdays)
        if calendar.weekdays[day]
    }
    groups: list[tuple[int, int, str]] = []
    for day, said in spans.items():
        if groups and groups[-1][1] == day - 1 and groups[-1][2] == said:
            groups[-1] = (groups[-1][0], day, said)
        else:
            groups.append((day, day, said))
    parts = [f"{days[first]}{f'–{days[last]}' if last > first else ''} {said}" for first, last, said in groups]
    return f"{'; '.join(parts)} ({calendar.time_zone})"
