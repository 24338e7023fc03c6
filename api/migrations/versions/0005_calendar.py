"""The calendar: when a time was judged, closures that begin by themselves, outages, deadlines."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime

ASK_FOR_BEGINNINGS = """
    INSERT INTO outbox_job (id, job, subject_id, asked_at, not_before, attempts)
    SELECT 'job' || substr(id, 4), 'begin_closure', id, announced_at, starts_at, 0
    FROM closure WHERE state = 'ANNOUNCED'
"""


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deemed_judged_at", INSTANT(), nullable=True))
    op.execute(ASK_FOR_BEGINNINGS)
    _make_outage_window()
    _make_deadline()


def _make_outage_window() -> None:
    op.create_table(
        "outage_window",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("began_at", INSTANT(), nullable=False),
        sa.Column("ended_at", INSTANT(), nullable=True),
        sa.Column("what_en", TEXT(length=500), nullable=False),
        sa.Column("what_tc", TEXT(length=500), nullable=False),
        sa.Column("what_sc", TEXT(length=500), nullable=False),
        sa.Column("source", TEXT(length=300), nullable=False),
        sa.Column("recorded_at", INSTANT(), nullable=False),
        sa.Column("recorded_by", TEXT(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at > began_at",
            name=op.f("ck_outage_window_ends_after_it_began"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_outage_window_recorded_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_window")),
    )
    with op.batch_alter_table("outage_window", schema=None) as batch_op:
        batch_op.create_index("ix_outage_window_began", ["began_at", "id"], unique=False)


def _make_deadline() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("case_id", TEXT(), nullable=False),
        sa.Column("party_id", TEXT(), nullable=False),
        sa.Column("filing_id", TEXT(), nullable=True),
        sa.Column("office_code", TEXT(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "OPEN",
                "EXTENDED",
                "MET",
                "MISSED",
                name="deadlinestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rule", TEXT(length=60), nullable=False),
        sa.Column("rule_version", TEXT(length=40), nullable=False),
        sa.Column("document_kind", TEXT(length=60), nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("reckoned_on", sa.Date(), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=True),
        sa.Column("due_at", INSTANT(), nullable=True),
        sa.Column("step_en", TEXT(length=500), nullable=False),
        sa.Column("step_tc", TEXT(length=500), nullable=False),
        sa.Column("step_sc", TEXT(length=500), nullable=False),
        sa.Column("explanation_en", TEXT(length=1000), nullable=False),
        sa.Column("explanation_tc", TEXT(length=1000), nullable=False),
        sa.Column("explanation_sc", TEXT(length=1000), nullable=False),
        sa.Column("set_at", INSTANT(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(due_day IS NULL) = (due_at IS NULL)", name=op.f("ck_deadline_due_day_with_hour")
        ),
        sa.CheckConstraint(
            "due_day IS NULL OR due_day >= reckoned_on", name=op.f("ck_deadline_moves_forwards")
        ),
        sa.CheckConstraint(
            "state <> 'MET' OR filing_id IS NOT NULL", name=op.f("ck_deadline_met_by_a_filing")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.{key}"], name=op.f(f"fk_deadline_{column}_{table}")
            )
            for column, table, key in (
                ("case_id", "court_case", "id"),
                ("party_id", "party", "id"),
                ("filing_id", "filing", "id"),
                ("office_code", "court_office", "code"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("party_id", "rule", name=op.f("uq_deadline_party_id_rule")),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_case", ["case_id", "reckoned_on", "id"], unique=False)
        batch_op.create_index("ix_deadline_office", ["office_code", "state"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("deadline")
    op.drop_table("outage_window")
    op.execute("DELETE FROM outbox_job WHERE job IN ('begin_closure', 'pass_deadline')")
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_column("deemed_judged_at")
