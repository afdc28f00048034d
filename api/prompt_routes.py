"""Prompts on trial: what a version in shadow came to, in figures. Its texts are shown to nobody."""

from dataclasses import asdict

from litestar import Router, get

from api.handling import Speaks, TheServices
from api.views import ShadowList, ShadowView
from drafting.shadow_figures import ENOUGH, ShadowFigures, compare
from drafting.shadow_store import shadow_pairs
from reply_core.types import Language


@get("/prompts/shadow", opt={"action": "read_prompts"}, summary="Prompt versions in shadow")
async def shadow(services: TheServices, language: Speaks) -> ShadowList:
    """Each version tried on live traffic beside the one in use: n, failures, likeness, sentences refused by the check,
    nearness to what was sent, tokens, time. No mean below a minimum of inquiries."""
    async with services.reading() as session:
        found = compare(await shadow_pairs(session))
    settings = services.settings
    return ShadowList(
        items=tuple(_shown(each, language) for each in found),
        version=settings.shadow_prompt,
        share=settings.shadow_share if settings.shadow_prompt else 0.0,
    )


def _shown(figures: ShadowFigures, language: Language) -> ShadowView:
    return ShadowView.model_validate({**asdict(figures), "text": said(figures, language)})


def said(figures: ShadowFigures, language: Language) -> str:
    """«draft_reply/v3.ru в тени draft_reply/v2.ru · 34 обращения, 2 сбоя · похожесть 0,81 [0,77–0,85]»."""
    russian = language == "ru"
    failed = sum(figures.failures.values())
    lead = f"{figures.prompt} {'в тени' if russian else 'in shadow of'} {figures.live_prompt}"
    count = f"n = {figures.n}" + (f", {'сбоев' if russian else 'failures'}: {failed}" if failed else "")
    if figures.similarity.value is None:
        few = f"для средних мало: нужно {ENOUGH}" if russian else f"too few for means: {ENOUGH} are needed"
        return f"{lead} · {count} · {few}"
    value, low, high = (
        f"{each:.2f}" for each in (figures.similarity.value, figures.similarity.low or 0, figures.similarity.high or 0)
    )
    alike = f"{'похожесть' if russian else 'likeness'} {value} [{low}–{high}]"
    return f"{lead} · {count} · {alike.replace('.', ',') if russian else alike}"


router = Router("/v1", route_handlers=[shadow], tags=["prompts"])
