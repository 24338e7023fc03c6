"""What looking into a document showed, when it was scanned, and what the checks say of a filing.

Documents that came before there was a scanner are scanned now: a job is asked for each.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
ASK_FOR_SCANS = """
INSERT INTO outbox_job (id, job, subject_id, asked_at, not_before, attempts)
SELECT 'job_' || substr(id, 5), 'scan_document', id, stored_at, stored_at, 0
FROM document WHERE stored_at IS NOT NULL AND scan = 'PENDING'
"""
SEVERITY = sa.Enum(
    "BLOCK", "ADVICE", name="severity", native_enum=False, create_constraint=True, length=40
)
WORDS = ("message_en", "message_tc", "message_sc", "remedy_en", "remedy_tc", "remedy_sc")


def upgrade() -> None:
    """Take the step."""
    op.add_column("document", sa.Column("inspection", sa.JSON(), nullable=True))
    op.add_column("document", sa.Column("scanned_at", UTCDateTime(), nullable=True))
    op.add_column("filing", sa.Column("amount_claimed_cents", sa.BigInteger(), nullable=True))
    op.create_table(
        "filing_finding",
        sa.Column("id", AutoString(length=40), nullable=False),
        sa.Column("filing_id", AutoString(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("rule", AutoString(length=60), nullable=False),
        sa.Column("policy_version", AutoString(length=60), nullable=False),
        sa.Column("severity", SEVERITY, nullable=False),
        sa.Column("field", AutoString(length=200), nullable=False),
        *(sa.Column(name, AutoString(length=2000), nullable=False) for name in WORDS),
        sa.Column("guide", AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filing_finding_filing_id_filing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_finding")),
        sa.UniqueConstraint(
            "filing_id", "ordinal", name=op.f("uq_filing_finding_filing_id_ordinal")
        ),
    )
    op.execute(ASK_FOR_SCANS)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("filing_finding")
    op.drop_column("filing", "amount_claimed_cents")
    op.drop_column("document", "scanned_at")
    op.drop_column("document", "inspection")
