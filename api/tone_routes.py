"""The tone of a text, by the shop's voice."""

from litestar import Router, post
from litestar.params import JSONBody

from api.handling import TheServices
from api.show_draft import show_alerts
from api.views import ToneCheckIn, ToneCheckView
from tone_of_voice.check import check
from tone_of_voice.fix import apply_safe_fixes


@post("/check", opt={"action": "try"}, status_code=200, summary="Check the tone of a text")
async def check_tone(data: JSONBody[ToneCheckIn], services: TheServices) -> ToneCheckView:
    """Where the text departs from the shop's voice, and the text with the safe fixes applied. Nothing is stored."""
    await services.shop.freshen()
    profile = services.shop.profile
    alerts = check(data.text, profile, language=data.language, channel=data.channel)
    fixed = apply_safe_fixes(data.text, alerts)
    return ToneCheckView(
        alerts=show_alerts(alerts),
        fixed_text=fixed.text,
        applied=tuple(alert.rule_id for alert in fixed.applied),
        profile_version=profile.version,
    )


router = Router("/v1/tone", route_handlers=[check_tone], tags=["tone"])
