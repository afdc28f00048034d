"""`tact standard calibrate`: the shop's own thresholds for its asks, from what its people decided."""

import asyncio
import json

from rich.console import Console

from human_review.ask_labels import ask_labels
from qa_scoring.abstention import ALLOWED, Abstention, TooFew, calibrate, with_thresholds
from qa_scoring.revisions import save_standard
from qa_scoring.scorecard import SCORER_VERSION
from reply_core.types import Language
from tact.rescore import AUTHOR, open_place


def calibrate_asks(*, error: float = ALLOWED, save: bool, level: str, as_json: bool) -> None:
    """Find the thresholds within the error allowed, say what they guarantee, and with ``save`` put them in force."""

    async def work() -> tuple[Abstention | TooFew, str, str, Language]:
        async with open_place(level) as shop:
            async with shop.readers() as session:
                labels = await ask_labels(session, shop.level, SCORER_VERSION)
            found = calibrate(
                [(each.value, each.answered) for each in labels], [each.conversation_id for each in labels], error=error
            )
            standard, saved = shop.shop.standard, ""
            if save and isinstance(found, Abstention):
                async with shop.sessions.begin() as session:
                    own = with_thresholds(standard, found, standard.version)
                    now = shop.settings.clock.now()
                    revision = await save_standard(session, shop.settings.brand, own, author=AUTHOR, at=now)
                saved = revision.version
            return found, saved, shop.level, shop.shop.language

    found, saved, used, language = asyncio.run(work())
    said = found.say(language) if isinstance(found, TooFew) else found.guarantee(language)
    if as_json:
        body = {"n": found.n, "level": used, "said": said, "saved": saved}
        if isinstance(found, Abstention):
            body |= {
                "answered_from": found.answered_from, "unanswered_to": found.unanswered_to, "error": found.error,
                "doubt": found.doubt, "decided": found.decided, "wrong": found.wrong,
            }  # fmt: skip
        print(json.dumps(body, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(said, soft_wrap=True)
    if saved:
        console.print(f"in force: standard {saved}; `tact rescore --dry-run` says what it would move", soft_wrap=True)
