"""The register of texts."""

import sqlalchemy as sa
from alembic import op

from glossary.search_index import make_search_index

revision = "texts_0001"
down_revision = None
branch_labels = ("texts",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "desk_text",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("segment", plain, nullable=False),
        sa.Column("language", plain, nullable=False),
        sa.Column("state", plain, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("certainty", sa.Float, nullable=False),
        sa.Column("seen", number, nullable=False),
        sa.Column("german", sa.Text, nullable=False),
        sa.Column("target", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("model", plain, nullable=False),
        sa.Column("first_seen", plain, nullable=False),
        sa.Column("last_seen", plain, nullable=False),
    )
    op.create_index("ix_desk_text_segment", "desk_text", ["segment", "language"])
    order: list[str | sa.TextClause] = [sa.text("weight DESC"), "certainty", "number"]
    op.create_index("ix_desk_text_queue", "desk_text", [*order, "state", "language", "model"])
    op.create_index("ix_desk_text_language", "desk_text", ["language", *order, "state", "model"])
    op.create_index("ix_desk_text_state", "desk_text", ["state", *order, "language", "model"])
    op.create_index("ix_desk_text_model", "desk_text", ["model"])
    op.create_table(
        "desk_text_words",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("searched", plain, nullable=False),
    )
    make_search_index(op.get_bind(), "desk_text_words", "searched")
    op.create_table(
        "desk_page",
        sa.Column("page", number, primary_key=True, autoincrement=False),
        sa.Column("language", plain, primary_key=True),
        sa.Column("path", plain, nullable=False),
        sa.Column("views", number, nullable=False),
        sa.Column("first_seen", plain, nullable=False),
        sa.Column("last_seen", plain, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_desk_page_last_seen", "desk_page", ["last_seen"])
    op.create_index("ix_desk_page_path", "desk_page", ["path"])
    op.create_table(
        "desk_place",
        sa.Column("page", number, primary_key=True, autoincrement=False),
        sa.Column("language", plain, primary_key=True),
        sa.Column("text", number, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_desk_place_text", "desk_place", ["text"])
    op.create_table(
        "desk_term_use",
        sa.Column("text", number, primary_key=True, autoincrement=False),
        sa.Column("term", plain, primary_key=True),
        sa.Column("language", plain, nullable=False),
        sa.Column("lemma", sa.Text, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("result", plain, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_desk_term_use_term", "desk_term_use", ["term", "language", "result"])
    op.create_table(
        "desk_review",
        sa.Column("reviewed", number, primary_key=True, autoincrement=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", plain, nullable=False),
    )
    op.create_table(
        "desk_text_upload",
        sa.Column("id", plain, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", plain, nullable=False),
    )
