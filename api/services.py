"""What the API works with, built by the composition root and handed to `create_app`; tests hand in their own."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from logging import getLogger

from sqlmodel.ext.asyncio.session import AsyncSession

from api.attempts import Attempts
from api.identity import IdentityProvider
from api.shop import ShopState
from drafting.shadow import is_drawn
from reply_core.clock import Clock
from reply_core.database import Sessions
from reply_core.dialogues import ExportReader
from reply_core.directory import OperatorInfo, operators
from reply_core.errors import Unavailable
from reply_core.settings import Settings
from reply_core.types import Payload

Enqueue = Callable[[str, str, Payload], Awaitable[None]]
"""Job name, key, payload: `reply_core.jobs.enqueue`."""

SCORE_JOB, SCORES_JOB = "qa.score_reply", "qa.score_replies"
"""Jobs of `qa_scoring.jobs`: one sent reply (``conversation_id``, ``message_id``), and many (``items``: pairs)."""
SCORES_AT_ONCE = 150
SHADOW_JOB = "drafting.shadow"
"""Job of `drafting.shadow`: the inquiry of a draft (``draft_id``) drafted again with a prompt ``version``."""

_log = getLogger("tact.api")


@dataclass(slots=True)
class Services:
    """The collaborators of every route.

    Args:
        sessions: read and write.
        clock: tells now.
        settings: of this installation.
        shop: what the brand's desk works with at the moment.
        enqueue: hands over durable work.
        read_exports: reads dialogue exports (`integrations.files.read_exports`).
        readers: sessions that only read and wait for no writer; None: the same as ``sessions``.
        version: of the program, shown by the health checks.
    """

    sessions: Sessions
    clock: Clock
    settings: Settings
    shop: ShopState
    enqueue: Enqueue
    read_exports: ExportReader
    readers: Sessions | None = None
    version: str = ""
    attempts: Attempts = field(default_factory=Attempts)
    """Failed sign-ins, counted where all processes see them."""
    provider: IdentityProvider | None = None
    """The company's identity provider; made from the settings when it is first needed."""

    def reading(self) -> AsyncSession:
        """A session that reads; use it as an async context manager."""
        return (self.readers or self.sessions)()

    def writing(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A session in a transaction that commits when its block ends well."""
        return self.sessions.begin()

    async def people(self, session: AsyncSession) -> tuple[OperatorInfo, ...]:
        """All operators."""
        return await operators(session)

    async def order_score(self, conversation_id: str, message_id: str) -> bool:
        """Have a sent reply scored in the background; False when the work could not be handed over (the sweep will
        find the reply)."""
        payload = {"conversation_id": conversation_id, "message_id": message_id}
        key = f"{message_id}:{self.shop.standard.version}:{self.shop.level}"
        return await self._hand_over(SCORE_JOB, key, payload)

    async def order_scores(self, replies: Sequence[tuple[str, str]]) -> bool:
        """The same for many replies (conversation id, message id), some at a time."""
        done = True
        for begin in range(0, len(replies), SCORES_AT_ONCE):
            items = [list(reply) for reply in replies[begin : begin + SCORES_AT_ONCE]]
            digest = sha256("\n".join(message_id for _, message_id in items).encode()).hexdigest()[:32]
            key = f"{digest}:{self.shop.standard.version}:{self.shop.level}"
            done = await self._hand_over(SCORES_JOB, key, {"items": items}) and done
        return done

    async def order_shadow(self, draft_id: str) -> bool:
        """Have a prompt version tried on the draft's inquiry, if the settings name one and the draft is drawn."""
        version = self.settings.shadow_prompt
        if not version or self.shop.gateway is None or not is_drawn(draft_id, self.settings.shadow_share):
            return False
        return await self._hand_over(SHADOW_JOB, f"{draft_id}:{version}", {"draft_id": draft_id, "version": version})

    async def order_sums(self, name: str) -> bool:
        """Have sums made in the background, at most once a minute."""
        return await self._hand_over(name, f"{self.clock.now():%Y-%m-%dT%H:%M}", {})

    async def _hand_over(self, name: str, key: str, payload: Payload) -> bool:
        try:
            await self.enqueue(name, key, payload)
        except Unavailable as error:
            _log.warning("%s not handed over: %s", name, type(error).__name__)
            return False
        return True
