"""Create the tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: None = None
depends_on: None = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )
    op.create_index(op.f("ix_api_key_key_hash"), "api_key", ["key_hash"], unique=True)
    op.create_table(
        "article",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    op.create_index(op.f("ix_article_brand_id"), "article", ["brand_id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_action"), "audit_event", ["action"], unique=False)
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_index(op.f("ix_audit_event_target"), "audit_event", ["target"], unique=False)
    op.create_table(
        "brand",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("calendar", _JSON, nullable=False),
        sa.Column("allowed_links", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand")),
    )
    op.create_table(
        "calibration_round",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_round")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_text", sa.Text(), nullable=False),
        sa.Column("order_fields", _JSON, nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("csat", sa.Float(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("topic_evidence", _JSON, nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(op.f("ix_conversation_assigned_to"), "conversation", ["assigned_to"], unique=False)
    op.create_index(op.f("ix_conversation_brand_id"), "conversation", ["brand_id"], unique=False)
    op.create_index(op.f("ix_conversation_customer_id"), "conversation", ["customer_id"], unique=False)
    op.create_index(op.f("ix_conversation_due_at"), "conversation", ["due_at"], unique=False)
    op.create_index(op.f("ix_conversation_opened_at"), "conversation", ["opened_at"], unique=False)
    op.create_index(op.f("ix_conversation_topic"), "conversation", ["topic"], unique=False)
    op.create_index(op.f("ix_conversation_waiting_since"), "conversation", ["waiting_since"], unique=False)
    op.create_table(
        "customer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("facts", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_table(
        "daily_rollup",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("standard_version", sa.String(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("total_squared", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day",
            "operator_id",
            "topic",
            "channel",
            "measure",
            "level",
            "standard_version",
            name=op.f("pk_daily_rollup"),
        ),
    )
    op.create_table(
        "gap",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("nearest", _JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    op.create_index(op.f("ix_gap_at"), "gap", ["at"], unique=False)
    op.create_index(op.f("ix_gap_conversation_id"), "gap", ["conversation_id"], unique=False)
    op.create_table(
        "model_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("prompt_hash", sa.String(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_call")),
    )
    op.create_index(op.f("ix_model_call_at"), "model_call", ["at"], unique=False)
    op.create_table(
        "operator",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
    )
    op.create_table(
        "order_record",
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("fields", _JSON, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "number", name=op.f("pk_order_record")),
    )
    op.create_index(op.f("ix_order_record_customer_id"), "order_record", ["customer_id"], unique=False)
    op.create_table(
        "progress",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_progress")),
    )
    op.create_table(
        "standard_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_revision")),
        sa.UniqueConstraint("brand_id", "version", name="uq_standard_version"),
    )
    op.create_index(op.f("ix_standard_revision_brand_id"), "standard_revision", ["brand_id"], unique=False)
    op.create_table(
        "tone_profile_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tone_profile_revision")),
        sa.UniqueConstraint("brand_id", "version", name="uq_profile_version"),
    )
    op.create_index(op.f("ix_tone_profile_revision_brand_id"), "tone_profile_revision", ["brand_id"], unique=False)
    op.create_table(
        "vector",
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("embedder", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("text_hash", "embedder", name=op.f("pk_vector")),
    )
    op.create_table(
        "article_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_revision_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_revision")),
        sa.UniqueConstraint("article_id", "revision", name="uq_article_revision"),
    )
    op.create_index(op.f("ix_article_revision_article_id"), "article_revision", ["article_id"], unique=False)
    op.create_table(
        "channel",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_channel_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
    )
    op.create_index(op.f("ix_channel_brand_id"), "channel", ["brand_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("provenance", _JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_draft_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_conversation_id"), "draft", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_draft_created_at"), "draft", ["created_at"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("author_kind", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("in_reply_to", sa.String(), nullable=True),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("turn_end", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("source", "external_id", name="uq_message_source_external"),
    )
    op.create_index(op.f("ix_message_author_id"), "message", ["author_id"], unique=False)
    op.create_index("ix_message_conversation_id_position", "message", ["conversation_id", "position"], unique=False)
    op.create_index("ix_message_turn_end_at", "message", ["turn_end", "at"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_passage_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    op.create_index(op.f("ix_passage_article_id"), "passage", ["article_id"], unique=False)
    op.create_index(op.f("ix_passage_text_hash"), "passage", ["text_hash"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_promise_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_conversation_id"), "promise", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_promise_due_at"), "promise", ["due_at"], unique=False)
    op.create_table(
        "scorecard",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("standard_version", sa.String(), nullable=False),
        sa.Column("profile_version", sa.String(), nullable=False),
        sa.Column("scorer_version", sa.String(), nullable=False),
        sa.Column("input_hash", sa.String(), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("decided_share", sa.Float(), nullable=True),
        sa.Column("critical", _JSON, nullable=False),
        sa.Column("unscored_reason", sa.String(), nullable=False),
        sa.Column("verdicts", _JSON, nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_scorecard_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
        sa.UniqueConstraint(
            "message_id",
            "standard_version",
            "profile_version",
            "scorer_version",
            "level",
            "input_hash",
            name="uq_scorecard_pins",
        ),
    )
    op.create_index(op.f("ix_scorecard_conversation_id"), "scorecard", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_scorecard_current"), "scorecard", ["current"], unique=False)
    op.create_index(op.f("ix_scorecard_message_id"), "scorecard", ["message_id"], unique=False)
    op.create_index(op.f("ix_scorecard_operator_id"), "scorecard", ["operator_id"], unique=False)
    op.create_index(op.f("ix_scorecard_replied_at"), "scorecard", ["replied_at"], unique=False)
    op.create_table(
        "wait",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target_minutes", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("working_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_wait_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait")),
        sa.UniqueConstraint("conversation_id", "opened_by", name="uq_wait_opened_by"),
    )
    op.create_index(op.f("ix_wait_conversation_id"), "wait", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_wait_opened_at"), "wait", ["opened_at"], unique=False)
    op.create_table(
        "coaching_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("trainer", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_coaching_case_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_case")),
    )
    op.create_index(op.f("ix_coaching_case_operator_id"), "coaching_case", ["operator_id"], unique=False)
    op.create_index(op.f("ix_coaching_case_scorecard_id"), "coaching_case", ["scorecard_id"], unique=False)
    op.create_table(
        "criterion_score",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_criterion_score_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_score")),
    )
    op.create_index(op.f("ix_criterion_score_operator_id"), "criterion_score", ["operator_id"], unique=False)
    op.create_index(op.f("ix_criterion_score_scorecard_id"), "criterion_score", ["scorecard_id"], unique=False)
    op.create_index("ix_criterion_verdict", "criterion_score", ["criterion", "verdict"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_dispute_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_scorecard_id"), "dispute", ["scorecard_id"], unique=False)
    op.create_table(
        "draft_decision",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("final_text", sa.Text(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("changes", _JSON, nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_decision_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_draft_decision")),
    )
    op.create_index(op.f("ix_draft_decision_at"), "draft_decision", ["at"], unique=False)
    op.create_index(op.f("ix_draft_decision_operator_id"), "draft_decision", ["operator_id"], unique=False)
    op.create_table(
        "message_alias",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_alias_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_alias")),
    )
    op.create_index(op.f("ix_message_alias_message_id"), "message_alias", ["message_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("root_cause", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_review_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_scorecard_id"), "review", ["scorecard_id"], unique=False)
    op.create_table(
        "score_edit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_score_edit_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_edit")),
    )
    op.create_index(op.f("ix_score_edit_scorecard_id"), "score_edit", ["scorecard_id"], unique=False)
    op.create_table(
        "practice_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("verdicts", _JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["coaching_case.id"], name=op.f("fk_practice_answer_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_answer")),
    )
    op.create_index(op.f("ix_practice_answer_case_id"), "practice_answer", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_practice_answer_case_id"), table_name="practice_answer")
    op.drop_table("practice_answer")
    op.drop_index(op.f("ix_score_edit_scorecard_id"), table_name="score_edit")
    op.drop_table("score_edit")
    op.drop_index(op.f("ix_review_scorecard_id"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_message_alias_message_id"), table_name="message_alias")
    op.drop_table("message_alias")
    op.drop_index(op.f("ix_draft_decision_operator_id"), table_name="draft_decision")
    op.drop_index(op.f("ix_draft_decision_at"), table_name="draft_decision")
    op.drop_table("draft_decision")
    op.drop_index(op.f("ix_dispute_scorecard_id"), table_name="dispute")
    op.drop_table("dispute")
    op.drop_index("ix_criterion_verdict", table_name="criterion_score")
    op.drop_index(op.f("ix_criterion_score_scorecard_id"), table_name="criterion_score")
    op.drop_index(op.f("ix_criterion_score_operator_id"), table_name="criterion_score")
    op.drop_table("criterion_score")
    op.drop_index(op.f("ix_coaching_case_scorecard_id"), table_name="coaching_case")
    op.drop_index(op.f("ix_coaching_case_operator_id"), table_name="coaching_case")
    op.drop_table("coaching_case")
    op.drop_index(op.f("ix_wait_opened_at"), table_name="wait")
    op.drop_index(op.f("ix_wait_conversation_id"), table_name="wait")
    op.drop_table("wait")
    op.drop_index(op.f("ix_scorecard_replied_at"), table_name="scorecard")
    op.drop_index(op.f("ix_scorecard_operator_id"), table_name="scorecard")
    op.drop_index(op.f("ix_scorecard_message_id"), table_name="scorecard")
    op.drop_index(op.f("ix_scorecard_current"), table_name="scorecard")
    op.drop_index(op.f("ix_scorecard_conversation_id"), table_name="scorecard")
    op.drop_table("scorecard")
    op.drop_index(op.f("ix_promise_due_at"), table_name="promise")
    op.drop_index(op.f("ix_promise_conversation_id"), table_name="promise")
    op.drop_table("promise")
    op.drop_index(op.f("ix_passage_text_hash"), table_name="passage")
    op.drop_index(op.f("ix_passage_article_id"), table_name="passage")
    op.drop_table("passage")
    op.drop_index("ix_message_turn_end_at", table_name="message")
    op.drop_index("ix_message_conversation_id_position", table_name="message")
    op.drop_index(op.f("ix_message_author_id"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_draft_created_at"), table_name="draft")
    op.drop_index(op.f("ix_draft_conversation_id"), table_name="draft")
    op.drop_table("draft")
    op.drop_index(op.f("ix_channel_brand_id"), table_name="channel")
    op.drop_table("channel")
    op.drop_index(op.f("ix_article_revision_article_id"), table_name="article_revision")
    op.drop_table("article_revision")
    op.drop_table("vector")
    op.drop_index(op.f("ix_tone_profile_revision_brand_id"), table_name="tone_profile_revision")
    op.drop_table("tone_profile_revision")
    op.drop_index(op.f("ix_standard_revision_brand_id"), table_name="standard_revision")
    op.drop_table("standard_revision")
    op.drop_table("progress")
    op.drop_index(op.f("ix_order_record_customer_id"), table_name="order_record")
    op.drop_table("order_record")
    op.drop_table("operator")
    op.drop_index(op.f("ix_model_call_at"), table_name="model_call")
    op.drop_table("model_call")
    op.drop_index(op.f("ix_gap_conversation_id"), table_name="gap")
    op.drop_index(op.f("ix_gap_at"), table_name="gap")
    op.drop_table("gap")
    op.drop_table("daily_rollup")
    op.drop_table("customer")
    op.drop_index(op.f("ix_conversation_waiting_since"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_topic"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_opened_at"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_due_at"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_customer_id"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_brand_id"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_assigned_to"), table_name="conversation")
    op.drop_table("conversation")
    op.drop_table("calibration_round")
    op.drop_table("brand")
    op.drop_index(op.f("ix_audit_event_target"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_at"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_action"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index(op.f("ix_article_brand_id"), table_name="article")
    op.drop_table("article")
    op.drop_index(op.f("ix_api_key_key_hash"), table_name="api_key")
    op.drop_table("api_key")
