"""Two leads at one standard or voice: who saves on top of a version that is no longer in force is told so."""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from api.shop import ShopState
from qa_scoring.revisions import newest_standard
from reply_core.errors import Conflict
from reply_core.tables import Brand
from reply_core.types import Language
from tone_of_voice.store import newest_profile

_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "standard": {
        "ru": (
            "Пока вы правили, стандарт изменили: действует {version}, вы начинали с {base}",
            "откройте страницу заново: ваши правки не сохранены, внесите их поверх новой версии",
        ),
        "en": (
            "The standard was changed while you edited: {version} is in force, you began with {base}",
            "open the page again: your changes are not saved, make them on the new version",
        ),
    },
    "voice": {
        "ru": (
            "Пока вы правили, тон голоса изменили: действует {version}, вы начинали с {base}",
            "откройте страницу заново: ваши правки не сохранены, внесите их поверх новой версии",
        ),
        "en": (
            "The voice was changed while you edited: {version} is in force, you began with {base}",
            "open the page again: your changes are not saved, make them on the new version",
        ),
    },
}


async def check_standard_base(session: AsyncSession, shop: ShopState, base: str, language: Language) -> None:
    """Refuse a change made to a standard that is no longer in force; holds the brand until the transaction ends.

    Raises:
        Conflict: another version is in force.
    """
    await session.get(Brand, shop.brand, with_for_update=True)  # two savers at once: one waits
    newest = await newest_standard(session, shop.brand)
    _check("standard", base, (newest or shop.standard).version, shop.standard.version, language)


async def check_voice_base(session: AsyncSession, shop: ShopState, base: str, language: Language) -> None:
    """The same for the voice.

    Raises:
        Conflict: another version is in force.
    """
    await session.get(Brand, shop.brand, with_for_update=True)
    newest = await newest_profile(session, shop.brand)
    _check("voice", base, newest.profile.version if newest else shop.profile.version, shop.profile.version, language)


def _check(what: str, base: str, stored: str, read: str, language: Language) -> None:
    """``read`` is what the change was laid over; it must be what is stored, too."""
    if not base or base == stored == read:
        return
    said, mend = _WORDS[what][language]
    raise Conflict(said.format(version=stored, base=base), where=what, mend=mend)
