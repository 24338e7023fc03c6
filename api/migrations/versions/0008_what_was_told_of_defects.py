"""What was told of defects; the log is found by its time."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "defect_notice",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "DOCUMENTS_NOT_SHOWN",
                "TIMES_WRONG",
                "FEES_WRONG",
                "MESSAGES_NOT_SENT",
                "RECORD_INCOMPLETE",
                name="defectkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("told_by", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("filings", sa.Integer(), nullable=False),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_defect_notice_ends_after_it_began")),
        sa.ForeignKeyConstraint(
            ["told_by"], ["account.id"], name=op.f("fk_defect_notice_told_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect_notice")),
        sa.UniqueConstraint(
            "kind", "from_at", "until_at", name=op.f("uq_defect_notice_kind_from_at_until_at")
        ),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at", ["at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_at")

    op.drop_table("defect_notice")
