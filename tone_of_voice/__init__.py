"""How the brand speaks: rules as data, a check with places and fixes, and the same rules rendered for a prompt."""

from tone_of_voice.alerts import RESPECT_CATEGORIES, ToneAlert, category_label
from tone_of_voice.brief import brief, describe
from tone_of_voice.check import check
from tone_of_voice.fix import Fixed, apply_safe_fixes
from tone_of_voice.profile import (
    ToneProfile,
    default_profile,
    for_channel,
    load_profile,
    profile_from_dict,
    profile_to_dict,
)
from tone_of_voice.register import Register, register_of
from tone_of_voice.swearing import find_rude, find_swearing

__all__ = (
    "RESPECT_CATEGORIES",
    "Fixed",
    "Register",
    "ToneAlert",
    "ToneProfile",
    "apply_safe_fixes",
    "brief",
    "category_label",
    "check",
    "default_profile",
    "describe",
    "find_rude",
    "find_swearing",
    "for_channel",
    "load_profile",
    "profile_from_dict",
    "profile_to_dict",
    "register_of",
)
