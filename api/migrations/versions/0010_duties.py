"""Leave of the court not to begin electronically, what is found of a case begun on paper, and by
when a step is to be taken, where the checks can read it.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
SEVERITY = sa.Enum(
    "BLOCK", "ADVICE", name="severity", native_enum=False, create_constraint=True, length=40
)
STATE = sa.Enum(
    "IN_FORCE", "REVOKED", name="leavestate", native_enum=False, create_constraint=True, length=40
)
NOTE_STEPS = """
INSERT INTO step_due (deadline_id, party_id, document_kind, due_at)
SELECT id, party_id, document_kind, due_at FROM deadline
WHERE document_kind IS NOT NULL AND state <> 'MET'
"""
WORDS = ("message_en", "message_tc", "message_sc", "remedy_en", "remedy_tc", "remedy_sc")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("paper_filing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organization_id", AutoString(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("is_represented", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_foreign_key(
            op.f("fk_paper_filing_organization_id_organization"),
            "organization",
            ["organization_id"],
            ["id"],
        )
    _make_leave()
    _make_step_due()
    op.create_table(
        "paper_finding",
        sa.Column("id", AutoString(length=40), nullable=False),
        sa.Column("paper_filing_id", AutoString(length=40), nullable=False),
        sa.Column("rule", AutoString(length=60), nullable=False),
        sa.Column("policy_version", AutoString(length=60), nullable=False),
        sa.Column("severity", SEVERITY, nullable=False),
        *(sa.Column(name, AutoString(length=2000), nullable=False) for name in WORDS),
        sa.Column("guide", AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_filing_id"],
            ["paper_filing.id"],
            name=op.f("fk_paper_finding_paper_filing_id_paper_filing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_finding")),
        sa.UniqueConstraint(
            "paper_filing_id", "rule", name=op.f("uq_paper_finding_paper_filing_id_rule")
        ),
    )


def _make_step_due() -> None:
    op.create_table(
        "step_due",
        sa.Column("deadline_id", AutoString(length=40), nullable=False),
        sa.Column("party_id", AutoString(length=40), nullable=False),
        sa.Column("document_kind", AutoString(length=60), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_step_due_party_id_party")
        ),
        sa.PrimaryKeyConstraint("deadline_id", name=op.f("pk_step_due")),
    )
    with op.batch_alter_table("step_due", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_step_due_party_id"), ["party_id"], unique=False)
    op.execute(NOTE_STEPS)


def _make_leave() -> None:
    op.create_table(
        "duty_leave",
        sa.Column("id", AutoString(length=40), nullable=False),
        sa.Column("organization_id", AutoString(length=40), nullable=False),
        sa.Column("proceeding_type_code", AutoString(length=20), nullable=True),
        sa.Column("state", STATE, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("case_named", AutoString(length=200), nullable=True),
        sa.Column("reason", AutoString(length=500), nullable=False),
        sa.Column("recorded_by", AutoString(length=40), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_reason", AutoString(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on > from_on",
            name=op.f("ck_duty_leave_ends_after_it_begins"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.{key}"], name=op.f(f"fk_duty_leave_{column}_{table}")
            )
            for column, table, key in (
                ("organization_id", "organization", "id"),
                ("proceeding_type_code", "proceeding_type", "code"),
                ("recorded_by", "account", "id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_leave")),
    )
    with op.batch_alter_table("duty_leave", schema=None) as batch_op:
        batch_op.create_index(
            "ix_duty_leave_organization", ["organization_id", "from_on", "id"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("step_due")
    op.drop_table("paper_finding")
    op.drop_table("duty_leave")
    with op.batch_alter_table("paper_filing", schema=None) as batch_op:
        batch_op.drop_constraint(
            op.f("fk_paper_filing_organization_id_organization"), type_="foreignkey"
        )
        batch_op.drop_column("is_represented")
        batch_op.drop_column("organization_id")
