"""Keep what drafts rest on, shadow drafts, exemplars, ratings and sums of waits and drafts."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: None = None
depends_on: None = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_NARROW = (
    ("ix_scorecard_current", "scorecard"),
    ("ix_scorecard_operator_id", "scorecard"),
    ("ix_criterion_score_operator_id", "criterion_score"),
    ("ix_criterion_verdict", "criterion_score"),
)
_WIDE = (
    ("ix_scorecard_created_at", "scorecard", ("created_at",)),
    ("ix_scorecard_operator_id_replied_at", "scorecard", ("operator_id", "replied_at")),
    ("ix_scorecard_topic_replied_at", "scorecard", ("topic", "replied_at")),
    ("ix_scorecard_channel_replied_at", "scorecard", ("channel", "replied_at")),
    ("ix_criterion_verdict", "criterion_score", ("criterion", "verdict", "replied_at")),
    (
        "ix_criterion_score_operator_id_criterion_replied_at", "criterion_score",
        ("operator_id", "criterion", "replied_at"),
    ),
    ("ix_score_edit_at", "score_edit", ("at",)),
    ("ix_review_at", "review", ("at",)),
    ("ix_dispute_opened_at", "dispute", ("opened_at",)),
    ("ix_message_stored_at", "message", ("stored_at",)),
)  # fmt: skip
"""Lists are read by whom, topic and channel, the newest first; catching up reads what came since."""


def upgrade() -> None:
    op.create_table(
        "daily_assist",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.Column("timed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "operator_id", "topic", "channel", "level", "outcome", name=op.f("pk_daily_assist")
        ),
    )
    for table, more in (("operator_day", ()), ("operator_week", ()), ("weekly_rollup", ("topic", "channel"))):
        _create_sums(table, more)
    op.create_index(
        "ix_daily_rollup_measure", "daily_rollup",
        ["measure", "level", "standard_version", "scorer_version", "day"],
    )  # fmt: skip
    op.execute("DELETE FROM progress WHERE name = '_daily_sums'")
    op.create_table(
        "daily_wait",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("in_target", sa.Integer(), nullable=False),
        sa.Column("with_target", sa.Integer(), nullable=False),
        sa.Column("still_open", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "operator_id", "topic", "channel", "bucket", name=op.f("pk_daily_wait")),
    )
    op.create_table(
        "exemplar",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar")),
    )
    op.create_index(op.f("ix_exemplar_at"), "exemplar", ["at"], unique=False)
    op.create_index(op.f("ix_exemplar_brand_id"), "exemplar", ["brand_id"], unique=False)
    op.create_index(op.f("ix_exemplar_conversation_id"), "exemplar", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_exemplar_message_id"), "exemplar", ["message_id"], unique=True)
    op.create_index(op.f("ix_exemplar_text_hash"), "exemplar", ["text_hash"], unique=False)
    op.create_index(op.f("ix_exemplar_topic"), "exemplar", ["topic"], unique=False)
    op.create_table(
        "rating",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("source", "external_id", name="uq_rating_source_external"),
    )
    op.create_index(op.f("ix_rating_at"), "rating", ["at"], unique=False)
    op.create_index(op.f("ix_rating_conversation_id"), "rating", ["conversation_id"], unique=False)
    op.create_table(
        "draft_source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_source_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_source")),
    )
    op.create_index(op.f("ix_draft_source_article_id"), "draft_source", ["article_id"], unique=False)
    op.create_index(op.f("ix_draft_source_draft_id"), "draft_source", ["draft_id"], unique=False)
    op.create_index(op.f("ix_draft_source_text_hash"), "draft_source", ["text_hash"], unique=False)
    op.create_table(
        "shadow_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_shadow_draft_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_draft")),
    )
    op.create_index(op.f("ix_shadow_draft_at"), "shadow_draft", ["at"], unique=False)
    op.create_index(op.f("ix_shadow_draft_draft_id"), "shadow_draft", ["draft_id"], unique=False)
    op.create_index(op.f("ix_shadow_draft_prompt"), "shadow_draft", ["prompt"], unique=False)
    _fill_sources()
    _index_what_lists_read()
    _create_marks()


def _create_sums(table: str, more: Sequence[str]) -> None:
    measure = ("measure", "level", "standard_version", "scorer_version")
    people = ("operator_id", *more)
    op.create_table(
        table,
        *(sa.Column(name, sa.String(), nullable=False) for name in measure),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in people),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("total_squared", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(*measure, "day", *people, name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_day", table, ["day"])


def _index_what_lists_read() -> None:
    for name, table in _NARROW:
        op.drop_index(name, table)
    for name, table, columns in _WIDE:
        op.create_index(name, table, list(columns))


def _create_marks() -> None:
    """What people look for in the cards there are, as `qa_scoring.card_marks` would mark it."""
    op.create_table(
        "card_mark",
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_card_mark_scorecard_id")),
        sa.PrimaryKeyConstraint("scorecard_id", "mark", name=op.f("pk_card_mark")),
    )
    card = sa.table("scorecard", *(sa.column(name) for name in ("id", "replied_at", "critical", "verdicts")))
    score = sa.table("criterion_score", *(sa.column(name) for name in ("scorecard_id", "criterion", "verdict")))
    mark = sa.table("card_mark", *(sa.column(name) for name in ("scorecard_id", "mark", "replied_at")))
    critical, body = sa.cast(card.c.critical, sa.String), sa.cast(card.c.verdicts, sa.String)
    open_ones = sa.select(score.c.scorecard_id).where(
        score.c.verdict == "unsure", score.c.criterion.in_(("asks_covered", "correctness"))
    )
    for name, found in {
        "critical": critical.contains('"code"'),
        "candidate": critical.contains('"candidate"'),
        "unsafe_link": critical.contains('"unsafe_link"'),
        "left_open": sa.or_(
            card.c.id.in_(open_ones), body.contains('"harsh_words"'), body.contains('"colder_than_usual"')
        ),
        "parts_differ": sa.or_(
            *(body.contains(f'"{one}"') for one in ("harsh_words", "colder_than_usual", "passes_differ"))
        ),
        "complaint": body.contains('"kind": "complaint"'),
        "redirected": body.contains('"status": "redirected"'),
        "model_failed": body.contains('"model_failed"'),
    }.items():
        wanted = sa.select(card.c.id, sa.literal(name), card.c.replied_at).where(found)
        op.execute(mark.insert().from_select(["scorecard_id", "mark", "replied_at"], wanted))
    op.execute(
        "INSERT INTO card_mark (scorecard_id, mark, replied_at) SELECT s.id, 'several_hands', s.replied_at "
        "FROM scorecard s WHERE s.unscored_reason = '' AND EXISTS (SELECT 1 FROM message m "
        "WHERE m.conversation_id = s.conversation_id AND m.author_kind = 'operator' AND m.visibility = 'public' "
        "AND m.author_id <> '' AND m.author_id <> s.operator_id AND m.at < s.replied_at)"
    )
    op.execute(
        "INSERT INTO card_mark (scorecard_id, mark, replied_at) SELECT s.id, 'drawn_reviewed', s.replied_at "
        "FROM scorecard s WHERE substr(s.message_id, 1, 3) < '0cd' "
        "AND EXISTS (SELECT 1 FROM review r WHERE r.scorecard_id = s.id)"
    )
    op.create_index("ix_card_mark_mark_replied_at", "card_mark", ["mark", "replied_at"])


def _fill_sources() -> None:
    """What the drafts there are rest on, read from their stored bodies."""
    draft = sa.table("draft", sa.column("id", sa.String), sa.column("kind", sa.String), sa.column("body", _JSON))
    source = sa.table(
        "draft_source",
        sa.column("id", sa.String),
        sa.column("draft_id", sa.String),
        sa.column("article_id", sa.String),
        sa.column("revision", sa.Integer),
        sa.column("start", sa.Integer),
        sa.column("end", sa.Integer),
        sa.column("text_hash", sa.String),
    )
    connection = op.get_bind()
    last = ""
    while True:
        wanted = (
            sa.select(draft.c.id, draft.c.body)
            .where(draft.c.kind == "draft", draft.c.id > last)
            .order_by(draft.c.id)
            .limit(500)
        )
        found = connection.execute(wanted).all()
        if not found:
            return
        last = found[-1][0]
        rows = [row for name, body in found for row in _cited(name, body)]
        if rows:
            connection.execute(source.insert(), rows)


def _cited(draft_id: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    cited = {
        (each["article_id"], each["revision"], each["start"], each["end"]): each["quote"]
        for sentence in body.get("sentences", ())
        for each in sentence.get("citations", ())
        if each.get("kind") == "article" and each.get("article_id")
    }
    return [
        {
            "id": uuid4().hex,
            "draft_id": draft_id,
            "article_id": article_id,
            "revision": revision,
            "start": start,
            "end": end,
            "text_hash": sha256(quote.encode("utf-8", "replace")).hexdigest()[:32],
        }
        for (article_id, revision, start, end), quote in cited.items()
    ]


def downgrade() -> None:
    op.drop_index("ix_daily_rollup_measure", "daily_rollup")
    for name, table, _ in _WIDE:
        op.drop_index(name, table)
    for name, table in _NARROW:
        columns = ["criterion", "verdict"] if name == "ix_criterion_verdict" else [name.removeprefix(f"ix_{table}_")]
        op.create_index(name, table, columns)
    for name in (
        "card_mark",
        "weekly_rollup",
        "operator_week",
        "shadow_draft",
        "draft_source",
        "rating",
        "exemplar",
        "operator_day",
        "daily_wait",
        "daily_assist",
    ):
        op.drop_table(name)
