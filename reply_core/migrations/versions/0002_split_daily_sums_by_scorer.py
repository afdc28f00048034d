"""Split the daily sums by the version of the scorer; they are made anew from the cards."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: None = None
depends_on: None = None

_KEYS = ("day", "operator_id", "topic", "channel", "measure", "level", "standard_version")


def upgrade() -> None:
    _make_anew((*_KEYS, "scorer_version"))


def downgrade() -> None:
    _make_anew(_KEYS)


def _make_anew(keys: tuple[str, ...]) -> None:
    """The sums are rebuilt from the cards once their watermark is gone."""
    op.drop_table("daily_rollup")
    op.create_table(
        "daily_rollup",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in keys if name != "day"),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("total_squared", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, name=op.f("pk_daily_rollup")),
    )
    op.execute("DELETE FROM progress WHERE name = '_daily_sums'")
