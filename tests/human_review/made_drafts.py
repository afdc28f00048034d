"""Drafts that were shown and decided on, as a test wants them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.decision import decide
from reply_core.database import insert_new
from reply_core.tables import ConversationRecord, DraftDecisionRecord, DraftRecord, MessageRecord

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TEXT = "Здравствуйте! Вернуть плед можно за 30 дней. Заявку оформите на сайте."
SENTENCES = ("Здравствуйте!", "Вернуть плед можно за 30 дней.", "Заявку оформите на сайте.")


def body(text: str = TEXT, alerts: tuple[str, ...] = ()) -> dict[str, Any]:
    """What is stored of a draft whose second sentence rests on the article «Возврат»."""
    cited = {"kind": "article", "article_id": "return", "title": "Возврат", "source_id": "return", "start": 0, "end": 9}
    sentences = [{"text": sentence, "citations": [cited] if "30 дней" in sentence else []} for sentence in SENTENCES]
    return {
        "version": 1, "kind": "draft", "text": text, "sentences": sentences,
        "alerts": [{"rule_id": name} for name in alerts],
    }  # fmt: skip


async def store_draft(
    session: AsyncSession,
    name: str,
    decision: str = "",
    *,
    operator: str = "anna",
    at: datetime = NOW,
    seconds: float | None = 40.0,
    final: str = TEXT,
    reason: str = "",
    topic: str = "return",
    channel: str = "chat",
    level: str = "rules",
    talk: str = "",
    answered_after: float | None = None,
    variant_of: str = "",
    alerts: tuple[str, ...] = (),
    prompt: str = "",
    kind: str = "draft",
) -> str:
    """Store a conversation with a draft and, perhaps, the decision on it; gives the draft's id.

    Args:
        answered_after: seconds after which somebody answered without the draft.
        talk: the conversation; one of its own when empty.
    """
    talk = talk or f"c-{name}"
    row: dict[str, Any] = {
        "id": talk, "brand_id": "demo", "channel": channel, "source": "test", "customer_id": "k", "customer_name": "",
        "order_number": "", "order_text": "", "order_fields": {}, "assigned_to": operator, "assigned_at": None,
        "opened_at": at, "closed_at": None, "csat": None, "topic": topic, "topic_evidence": [], "waiting_since": None,
        "due_at": None,
    }  # fmt: skip
    await insert_new(session, ConversationRecord, [row])
    session.add(
        DraftRecord(
            id=name, conversation_id=talk, kind=kind, topic=topic, body=body(alerts=alerts), text=TEXT, level=level,
            provenance={"level": level, "prompt": prompt}, created_at=at, operator_id=operator, shown_at=at,
            variant_of=variant_of,
        )
    )  # fmt: skip
    await session.flush()
    if decision:
        changes = decide(TEXT, final) if decision != "rejected" else None
        session.add(
            DraftDecisionRecord(
                draft_id=name, decision=decision, reason=reason, final_text=final,
                changes={} if changes is None else {
                    "similarity": changes.similarity, "added": list(changes.added), "removed": list(changes.removed),
                    "kinds": list(changes.kinds), "fixed": list(changes.fixed), "toned": list(changes.toned),
                },
                edit_kinds=[kind for kind in changes.kinds if kind != "unchanged"] if changes else [],
                seconds=seconds, operator_id=operator, at=at + timedelta(seconds=seconds or 60),
            )
        )  # fmt: skip
    if answered_after is not None:
        session.add(
            MessageRecord(
                id=f"m-{name}", conversation_id=talk, external_id=f"m-{name}", direction="out", author_kind="operator",
                author_id=operator, at=at + timedelta(seconds=answered_after), stored_at=at, text="Сам отвечу.",
            )
        )  # fmt: skip
    await session.flush()
    return name
