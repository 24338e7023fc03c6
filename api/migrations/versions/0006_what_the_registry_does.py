"""What the registry does besides deciding: referring, relating back, restricting, taking paper."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("channel", sa.String(40), nullable=False, server_default="ELECTRONIC")
        )
        batch_op.create_check_constraint(
            op.f("ck_register_entry_channel"), "channel IN ('ELECTRONIC', 'PAPER', 'COURT')"
        )

    op.create_table(
        "paper_filing",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "proceeding_type_code", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False
        ),
        sa.Column("begins_case", sa.Boolean(), nullable=False),
        sa.Column("filed_by", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("court_day", sa.Date(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "received_at <= recorded_at", name=op.f("ck_paper_filing_received_before_recorded")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["court_case.id"], name=op.f("fk_paper_filing_case_id_court_case")
        ),
        sa.ForeignKeyConstraint(
            ["proceeding_type_code"],
            ["proceeding_type.code"],
            name=op.f("fk_paper_filing_proceeding_type_code_proceeding_type"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_paper_filing_recorded_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_filing")),
    )
    with op.batch_alter_table("paper_filing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_paper_filing_case", ["case_id", "received_at", "id"], unique=False
        )
        batch_op.create_index("ix_paper_filing_day", ["court_day"], unique=False)

    op.create_table(
        "restriction_order",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("account_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "IN_FORCE",
                "LIFTED",
                name="accessorderstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grounds", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("from_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("lifted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_at IS NULL OR from_at < until_at",
            name=op.f("ck_restriction_order_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_restriction_order_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["court_case.id"], name=op.f("fk_restriction_order_case_id_court_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_order")),
    )
    with op.batch_alter_table("restriction_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restriction_order_case_id"), ["case_id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("filing_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "referred_to",
            sa.Enum(
                "MASTER",
                "REGISTRAR",
                name="referredto",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("referred_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referred_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_referral_answered_with_words")
        ),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_referral_filing_id_filing")
        ),
        sa.ForeignKeyConstraint(
            ["referred_by"], ["account.id"], name=op.f("fk_referral_referred_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_filing_id"), ["filing_id"], unique=False)

    op.create_table(
        "relation_back",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("filing_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("rejected_filing_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "IN_FORCE",
                "SET_ASIDE",
                name="relationbackstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("effective_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("granted_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("granted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("set_aside_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("set_aside_reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("explanation_en", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("explanation_tc", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("explanation_sc", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_relation_back_filing_id_filing")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["account.id"], name=op.f("fk_relation_back_granted_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["rejected_filing_id"],
            ["filing.id"],
            name=op.f("fk_relation_back_rejected_filing_id_filing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation_back")),
    )
    with op.batch_alter_table("relation_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relation_back_filing_id"), ["filing_id"], unique=False)
        batch_op.create_index(
            "uq_relation_back_in_force",
            ["filing_id"],
            unique=True,
            sqlite_where=sa.text("state = 'IN_FORCE'"),
            postgresql_where=sa.text("state = 'IN_FORCE'"),
        )

    op.create_table(
        "paper_document",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("paper_filing_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("register_entry_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("pages >= 1", name=op.f("ck_paper_document_pages_from_one")),
        sa.ForeignKeyConstraint(
            ["paper_filing_id"],
            ["paper_filing.id"],
            name=op.f("fk_paper_document_paper_filing_id_paper_filing"),
        ),
        sa.ForeignKeyConstraint(
            ["register_entry_id"],
            ["register_entry.id"],
            name=op.f("fk_paper_document_register_entry_id_register_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_document")),
        sa.UniqueConstraint(
            "paper_filing_id", "ordinal", name=op.f("uq_paper_document_paper_filing_id_ordinal")
        ),
        sa.UniqueConstraint("register_entry_id", name=op.f("uq_paper_document_register_entry_id")),
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_filing_resubmission", ["resubmission_of_id", "started_at", "id"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_index("ix_filing_resubmission")

    op.drop_table("paper_document")
    with op.batch_alter_table("relation_back", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_relation_back_in_force",
            sqlite_where=sa.text("state = 'IN_FORCE'"),
            postgresql_where=sa.text("state = 'IN_FORCE'"),
        )
        batch_op.drop_index(batch_op.f("ix_relation_back_filing_id"))

    op.drop_table("relation_back")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_filing_id"))

    op.drop_table("referral")
    with op.batch_alter_table("restriction_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_restriction_order_case_id"))

    op.drop_table("restriction_order")
    with op.batch_alter_table("paper_filing", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_filing_day")
        batch_op.drop_index("ix_paper_filing_case")

    op.drop_table("paper_filing")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_register_entry_channel"), type_="check")
        batch_op.drop_column("channel")
