"""The tone of a text, by the shop's voice or by one that is being written; and how far the guide is watched."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from anyio import to_thread
from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter

from api.handling import Speaks, TheServices, Who
from api.show_draft import show_alerts
from api.views import ToneCheckIn, ToneCheckView
from api.views.shop import VersionList, VersionView
from api.views.voice import GuideRuleView, VoiceCoverageView
from human_review.statistics import wilson
from human_review.voice_coverage import GuideCoverage, GuideRule, guide_coverage, sent_sample
from reply_core.types import Language
from tone_of_voice.check import check
from tone_of_voice.fix import apply_safe_fixes
from tone_of_voice.profile import profile_from_dict, profile_to_dict
from tone_of_voice.store import saved_profiles

_WORDS: Mapping[str, Mapping[Language, str]] = {
    "voice": {"ru": "правило словами", "en": "a rule in words"},
    "category": {"ru": "проверка", "en": "a check"},
    "banned": {"ru": "запрещённое слово", "en": "a banned word"},
    "preferred": {"ru": "слово магазина", "en": "a preferred word"},
    "off": {"ru": "выключено в этом профиле", "en": "switched off in this profile"},
    "people": {"ru": "следят люди: проверки нет", "en": "people watch it: there is no check"},
    "rules": {"ru": "проверок: {n}", "en": "checks: {n}"},
    "fired": {
        "ru": "{fired} из {n} ответов, {share} % [{low}–{high}]",
        "en": "{fired} of {n} replies, {share}% [{low}–{high}]",
    },
    "whole": {
        "ru": "Под проверкой {watched} из {total} правил; ни разу не сработали {never}. Прочитано {replies} из {of} "
        "ответов за {days} дн. (случайная выборка).",
        "en": "{watched} of {total} rules have a check; {never} never fired. {replies} of {of} replies of {days} days "
        "were read (a random sample).",
    },
}


@post("/check", opt={"action": "try"}, status_code=200, summary="Check the tone of a text")
async def check_tone(data: JSONBody[ToneCheckIn], services: TheServices) -> ToneCheckView:
    """Where the text departs from the shop's voice (or the one sent along), and the text with the safe fixes applied.
    Nothing is stored."""
    await services.shop.freshen()
    profile = services.shop.profile if data.profile is None else profile_from_dict(data.profile, where="profile")
    alerts = check(data.text, profile, language=data.language, channel=data.channel)
    fixed = apply_safe_fixes(data.text, alerts)
    return ToneCheckView(
        alerts=show_alerts(alerts),
        fixed_text=fixed.text,
        applied=tuple(alert.rule_id for alert in fixed.applied),
        profile_version=profile.version,
    )


@get("/coverage", opt={"action": "coach"}, summary="How far the guide is watched")
async def coverage(
    services: TheServices,
    principal: Who,
    language: Speaks,
    days: Annotated[int, QueryParameter(ge=1, le=365)] = 30,
    sample: Annotated[int, QueryParameter(ge=10, le=1000)] = 400,
) -> VoiceCoverageView:
    """Every rule of the voice in force: has it a check and an example, and in how many recent replies did it fire."""
    await services.shop.freshen()
    profile = services.shop.profile
    since = services.clock.now() - timedelta(days=days)
    async with services.reading() as session:
        texts, sent = await sent_sample(session, since=since, operators=principal.sees, limit=sample)
    found = await to_thread.run_sync(lambda: guide_coverage(profile, texts, of=sent, language=language))
    return _show(found, profile.version, days, language)


@get("/versions", opt={"action": "read_voice"}, summary="Versions of the voice")
async def versions(services: TheServices) -> VersionList:
    """Every saved version with who saved it and when; the newest is in force. To go back, save its data again."""
    async with services.reading() as session:
        kept = await saved_profiles(session, services.shop.brand)
    return VersionList(
        items=tuple(
            VersionView(
                version=each.profile.version, author=each.author, created_at=each.created_at, in_force=place == 0,
                data=profile_to_dict(each.profile),
            )
            for place, each in enumerate(kept)
        )
    )  # fmt: skip


def _show(found: GuideCoverage, version: str, days: int, language: Language) -> VoiceCoverageView:
    watched = [each for each in found.rules if each.rules]
    never = sum(not each.fired for each in watched) if found.replies else 0
    return VoiceCoverageView(
        version=version,
        days=days,
        replies=found.replies,
        of=found.of,
        watched=len(watched),
        total=len(found.rules),
        never=never,
        rules=tuple(_rule(each, found.replies, language) for each in found.rules),
        text=_WORDS["whole"][language].format(
            watched=len(watched), total=len(found.rules), never=never, replies=found.replies, of=found.of, days=days
        ),
    )


def _rule(each: GuideRule, replies: int, language: Language) -> GuideRuleView:
    key = "off" if each.off else "rules" if each.rules else "people"
    shown = GuideRuleView(
        key=each.key, kind=each.kind, kind_label=_WORDS[each.kind][language], text=each.text, rules=each.rules,
        watched=_WORDS[key][language].format(n=each.rules), bad=each.bad, good=each.good, fired=each.fired,
    )  # fmt: skip
    if not each.rules or not replies:
        return shown
    low, high = wilson(each.fired, replies)
    said = _WORDS["fired"][language].format(
        fired=each.fired, n=replies, share=round(100 * each.fired / replies), low=round(100 * low),
        high=round(100 * high),
    )  # fmt: skip
    return shown.model_copy(update={"share": each.fired / replies, "low": low, "high": high, "fired_text": said})


router = Router("/v1/tone", route_handlers=[check_tone, coverage, versions], tags=["tone"])
