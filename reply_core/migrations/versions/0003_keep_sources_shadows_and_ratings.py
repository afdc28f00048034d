"""Keep what drafts rest on, shadow drafts, exemplars, ratings and sums of waits and drafts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: None = None
depends_on: None = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


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
    op.create_table(
        "operator_day",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("measure", "level", "standard_version", "scorer_version")
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("total_squared", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "measure", "level", "standard_version", "scorer_version", "day", "operator_id",
            name=op.f("pk_operator_day"),
        ),
    )  # fmt: skip
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


def downgrade() -> None:
    op.drop_index("ix_daily_rollup_measure", "daily_rollup")
    for name in (
        "shadow_draft",
        "draft_source",
        "rating",
        "exemplar",
        "operator_day",
        "daily_wait",
        "daily_assist",
    ):
        op.drop_table(name)
