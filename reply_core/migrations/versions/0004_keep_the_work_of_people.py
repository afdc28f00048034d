"""Keep calibration, plans, spotlights, practice, sessions, sign-ins and digest targets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: None = None
depends_on: None = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "coaching_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("trainer", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("criteria", _JSON, nullable=False),
        sa.Column("cases", _JSON, nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("actions", _JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_session")),
    )
    op.create_index(op.f("ix_coaching_session_operator_id"), "coaching_session", ["operator_id"], unique=False)
    op.create_index(op.f("ix_conversation_order_number"), "conversation", ["order_number"], unique=False)
    op.create_table(
        "criterion_trust",
        sa.Column("brand_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("judged_by", sa.String(), nullable=False),
        sa.Column("figures", _JSON, nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "criterion", name=op.f("pk_criterion_trust")),
    )
    op.create_table(
        "digest_target",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sending_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_target")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("issuer", "subject", name="uq_person_issuer_subject"),
    )
    op.create_index(op.f("ix_person_email"), "person", ["email"], unique=False)
    op.create_table(
        "sampling_plan",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_plan")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_expires_at"), "sign_in", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sign_in_key_id"), "sign_in", ["key_id"], unique=False)
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
    op.create_index(op.f("ix_sign_in_token_hash"), "sign_in", ["token_hash"], unique=True)
    op.create_table(
        "spotlight",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filters", _JSON, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spotlight")),
    )
    op.create_table(
        "calibration_judgement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("verdicts", _JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["calibration_round.id"], name=op.f("fk_calibration_judgement_round_id")),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_calibration_judgement_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_judgement")),
        sa.UniqueConstraint("round_id", "scorecard_id", "reviewer", name="uq_calibration_judgement"),
    )
    op.create_index(op.f("ix_calibration_judgement_round_id"), "calibration_judgement", ["round_id"], unique=False)
    op.create_index(
        op.f("ix_calibration_judgement_scorecard_id"), "calibration_judgement", ["scorecard_id"], unique=False
    )
    op.create_table(
        "pinned_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_pinned_case_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pinned_case")),
        sa.UniqueConstraint("scorecard_id", "criterion", name="uq_pinned_case"),
    )
    op.create_index(op.f("ix_pinned_case_scorecard_id"), "pinned_case", ["scorecard_id"], unique=False)
    op.create_table(
        "practice_task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("thread", _JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["coaching_case.id"], name=op.f("fk_practice_task_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_task")),
    )
    op.create_index(op.f("ix_practice_task_case_id"), "practice_task", ["case_id"], unique=False)
    op.create_index(op.f("ix_practice_task_operator_id"), "practice_task", ["operator_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_conversation_order_number"), table_name="conversation")
    for name in (
        "practice_task",
        "pinned_case",
        "calibration_judgement",
        "spotlight",
        "sign_in",
        "sampling_plan",
        "person",
        "digest_target",
        "criterion_trust",
        "coaching_session",
    ):
        op.drop_table(name)
