"""Certificates of outages, which record corrects which, and what is attached to a document."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
STATE = sa.Enum(
    "DRAFTED",
    "ISSUED",
    "SUPERSEDED",
    name="certificatestate",
    native_enum=False,
    create_constraint=True,
    length=40,
)
CHECKS = {
    "document_reference_of_twelve": "length(document_reference) = 12",
    "issued_with_bytes": "(issued_at IS NOT NULL) = (sha256 IS NOT NULL AND bytes IS NOT NULL)",
    "issued_with_time": "state <> 'ISSUED' OR issued_at IS NOT NULL",
    "superseded_by_a_record": (
        "(state = 'SUPERSEDED') = (ended_at IS NOT NULL AND superseded_by_id IS NOT NULL)"
    ),
}


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("filing_document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attached_to", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_filing_document_attached_to_another"),
            "attached_to IS NULL OR (attached_to >= 1 AND attached_to <> ordinal)",
        )
    with op.batch_alter_table("outage_window", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrects_id", AutoString(length=40), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_outage_window_corrects_id_outage_window"),
            "outage_window",
            ["corrects_id"],
            ["id"],
        )
        batch_op.create_unique_constraint(op.f("uq_outage_window_corrects_id"), ["corrects_id"])
    op.create_table(
        "outage_certificate",
        sa.Column("id", AutoString(length=40), nullable=False),
        sa.Column("outage_window_id", AutoString(length=40), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("document_reference", AutoString(length=12), nullable=False),
        sa.Column("rule_version", AutoString(length=60), nullable=True),
        sa.Column("drafted_by", AutoString(length=40), nullable=False),
        sa.Column("drafted_at", UTCDateTime(), nullable=False),
        sa.Column("issued_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("sha256", AutoString(length=64), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("superseded_by_id", AutoString(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(said, name=op.f(f"ck_outage_certificate_{name}"))
            for name, said in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_outage_certificate_{column}_{table}")
            )
            for column, table in (
                ("outage_window_id", "outage_window"),
                ("drafted_by", "account"),
                ("superseded_by_id", "outage_window"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_certificate")),
        *(
            sa.UniqueConstraint(column, name=op.f(f"uq_outage_certificate_{column}"))
            for column in ("outage_window_id", "document_reference")
        ),
    )
    with op.batch_alter_table("outage_certificate", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_outage_certificate_superseded_by_id"), ["superseded_by_id"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("outage_certificate")
    op.execute("DELETE FROM outbox_job WHERE job = 'certify_outage'")
    with op.batch_alter_table("outage_window", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_outage_window_corrects_id"), type_="unique")
        batch_op.drop_constraint(
            op.f("fk_outage_window_corrects_id_outage_window"), type_="foreignkey"
        )
        batch_op.drop_column("corrects_id")
    with op.batch_alter_table("filing_document", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_filing_document_attached_to_another"), type_="check")
        batch_op.drop_column("attached_to")
