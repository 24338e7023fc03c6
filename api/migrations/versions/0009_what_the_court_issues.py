"""What the court issues."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime
STANDS = sa.text("state <> 'DROPPED'")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "issued_document",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("case_id", TEXT(), nullable=False),
        sa.Column("document_id", TEXT(), nullable=False),
        sa.Column("replaces_id", TEXT(), nullable=True),
        sa.Column("kind", TEXT(length=60), nullable=False),
        sa.Column("title", TEXT(length=300), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFTED",
                "ISSUED",
                "SUPERSEDED",
                "WITHDRAWN",
                "DROPPED",
                name="issueddocumentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("drafted_by", TEXT(), nullable=False),
        sa.Column("drafted_at", INSTANT(), nullable=False),
        sa.Column("issued_at", INSTANT(), nullable=True),
        sa.Column("ended_at", INSTANT(), nullable=True),
        sa.Column("reason", TEXT(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('ISSUED', 'SUPERSEDED', 'WITHDRAWN')) = (issued_at IS NOT NULL)",
            name=op.f("ck_issued_document_issued_with_time"),
        ),
        sa.CheckConstraint(
            "(state IN ('SUPERSEDED', 'WITHDRAWN', 'DROPPED')) = (ended_at IS NOT NULL)",
            name=op.f("ck_issued_document_ended_with_time"),
        ),
        sa.CheckConstraint(
            "(state IN ('WITHDRAWN', 'DROPPED')) = (reason IS NOT NULL)",
            name=op.f("ck_issued_document_ended_with_reason"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_issued_document_{column}_{table}")
            )
            for column, table in (
                ("case_id", "court_case"),
                ("document_id", "document"),
                ("replaces_id", "issued_document"),
                ("drafted_by", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("document_id", name=op.f("uq_issued_document_document_id")),
    )
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.create_index(
            "ix_issued_document_case", ["case_id", "drafted_at", "id"], unique=False
        )
        batch_op.create_index(
            "uq_issued_document_replaces",
            ["replaces_id"],
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        )
    op.create_table(
        "issued_to",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("issued_document_id", TEXT(), nullable=False),
        sa.Column("document_id", TEXT(), nullable=False),
        sa.Column("party_id", TEXT(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_issued_to_{column}_{table}")
            )
            for column, table in (
                ("issued_document_id", "issued_document"),
                ("document_id", "document"),
                ("party_id", "party"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_to")),
        sa.UniqueConstraint(
            "document_id", "party_id", name=op.f("uq_issued_to_document_id_party_id")
        ),
    )
    with op.batch_alter_table("issued_to", schema=None) as batch_op:
        batch_op.create_index(
            "ix_issued_to_issued_document", ["issued_document_id", "id"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("issued_to")
    op.drop_table("issued_document")
    op.execute("DELETE FROM outbox_job WHERE job = 'issue_document'")
