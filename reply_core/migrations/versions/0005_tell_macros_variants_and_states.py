"""Tell macros from articles, variants of drafts, and the state of rounds and cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: None = None
depends_on: None = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("article") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="article"))
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("valid_until", sa.Date(), nullable=True))

    with op.batch_alter_table("article_revision") as batch_op:
        batch_op.add_column(sa.Column("head", _JSON, nullable=False, server_default=sa.text("'{}'")))

    with op.batch_alter_table("calibration_round") as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column("author", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("coaching_case") as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))

    with op.batch_alter_table("draft") as batch_op:
        batch_op.add_column(sa.Column("variant_of", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_draft_variant_of"), ["variant_of"], unique=False)

    with op.batch_alter_table("draft_decision") as batch_op:
        batch_op.add_column(sa.Column("edit_kinds", _JSON, nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("seconds", sa.Float(), nullable=True))

    with op.batch_alter_table("practice_answer") as batch_op:
        batch_op.add_column(sa.Column("task_id", sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_practice_answer_task_id"), ["task_id"], unique=False)

    _create_sums()


def _create_sums() -> None:
    """Sums of waits over operators or weeks, and of first contacts and ratings."""
    op.create_index("ix_daily_wait_operator_id_day", "daily_wait", ["operator_id", "day"])
    for table, keys in (("topic_wait_day", ("topic", "channel")), ("operator_wait_week", ("operator_id",))):
        op.create_table(
            table,
            sa.Column("day", sa.Date(), nullable=False),
            *(sa.Column(name, sa.String(), nullable=False) for name in keys),
            sa.Column("bucket", sa.Integer(), nullable=False),
            *(
                sa.Column(name, sa.Integer(), nullable=False)
                for name in ("answered", "in_target", "with_target", "still_open")
            ),
            sa.PrimaryKeyConstraint("day", *keys, "bucket", name=op.f(f"pk_{table}")),
        )
    people = ("operator_id", "topic", "channel")
    op.create_table(
        "daily_contact",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in people),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("contacts", "came_back", "rated")),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("rating", "rating_squared")),
        sa.PrimaryKeyConstraint("day", *people, name=op.f("pk_daily_contact")),
    )


def downgrade() -> None:
    for table in ("daily_contact", "operator_wait_week", "topic_wait_day"):
        op.drop_table(table)
    op.drop_index("ix_daily_wait_operator_id_day", "daily_wait")
    with op.batch_alter_table("practice_answer") as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_answer_task_id"))
        batch_op.drop_column("task_id")
    with op.batch_alter_table("draft_decision") as batch_op:
        batch_op.drop_column("seconds")
        batch_op.drop_column("edit_kinds")
    with op.batch_alter_table("draft") as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_variant_of"))
        batch_op.drop_column("shown_at")
        batch_op.drop_column("variant_of")
    with op.batch_alter_table("coaching_case") as batch_op:
        batch_op.drop_column("state")
    with op.batch_alter_table("calibration_round") as batch_op:
        batch_op.drop_column("closed_at")
        batch_op.drop_column("author")
        batch_op.drop_column("state")
    with op.batch_alter_table("article_revision") as batch_op:
        batch_op.drop_column("head")
    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_column("valid_until")
        batch_op.drop_column("valid_from")
        batch_op.drop_column("kind")
