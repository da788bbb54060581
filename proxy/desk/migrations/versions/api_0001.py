"""The tokens of the API."""

import sqlalchemy as sa
from alembic import op

revision = "api_0001"
down_revision = None
branch_labels = ("api",)
depends_on = "accounts_0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "desk_api_token",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("account", sa.Text, sa.ForeignKey("desk_account.id", ondelete="CASCADE"), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_desk_api_token_account", "desk_api_token", ["account"])
