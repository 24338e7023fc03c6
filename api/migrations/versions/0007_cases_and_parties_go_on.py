"""Cases and parties after commencement: names, who acts, relations, transfers, appearances."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime
LASTS = sa.text("until_at IS NULL")

NAME_THE_PARTIES = """
    INSERT INTO party_name (id, party_id, name, from_at)
    SELECT 'pnm' || substr(id, 4), id, name, joined_at FROM party
"""
NAME_THE_FIRMS = """
    UPDATE representation SET firm_name = (
        SELECT name FROM organization WHERE organization.id = representation.organization_id
    )
"""


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_at", INSTANT(), nullable=True))
    with op.batch_alter_table("linkage", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_because", TEXT(length=1000), nullable=True))
    _name_parties_and_firms()
    with op.batch_alter_table("cause_book_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transferred_to_code", TEXT(length=20), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_cause_book_entry_transferred_to_code_court"),
            "court",
            ["transferred_to_code"],
            ["code"],
        )
    _make_tables_of_cases()
    op.create_table(
        "entry_basis",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("register_entry_id", TEXT(), nullable=False),
        sa.Column("reason", TEXT(length=1000), nullable=False),
        sa.Column("rests_on_id", TEXT(), nullable=True),
        _refers("entry_basis", "register_entry_id", "register_entry"),
        _refers("entry_basis", "rests_on_id", "register_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_basis")),
        sa.UniqueConstraint("register_entry_id", name=op.f("uq_entry_basis_register_entry_id")),
    )
    op.create_table(
        "filing_appearance",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("filing_id", TEXT(), nullable=False),
        sa.Column("party_id", TEXT(), nullable=False),
        sa.Column("role", _one_of("partyrole", "PLAINTIFF", "DEFENDANT"), nullable=False),
        sa.Column("party_name", TEXT(length=300), nullable=False),
        sa.Column("caption", TEXT(length=1000), nullable=False),
        sa.Column("confirmed_at", INSTANT(), nullable=False),
        _refers("filing_appearance", "filing_id", "filing"),
        _refers("filing_appearance", "party_id", "party"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_appearance")),
        sa.UniqueConstraint("filing_id", name=op.f("uq_filing_appearance_filing_id")),
    )


def _refers(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=name)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _name_parties_and_firms() -> None:
    op.create_table(
        "party_name",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("party_id", TEXT(), nullable=False),
        sa.Column("name", TEXT(length=300), nullable=False),
        sa.Column("from_at", INSTANT(), nullable=False),
        sa.Column("until_at", INSTANT(), nullable=True),
        _refers("party_name", "party_id", "party"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_name")),
    )
    with op.batch_alter_table("party_name", schema=None) as batch_op:
        batch_op.create_index("ix_party_name_party", ["party_id", "from_at", "id"], unique=False)
        batch_op.create_index(
            "uq_party_name_present",
            ["party_id"],
            unique=True,
            sqlite_where=LASTS,
            postgresql_where=LASTS,
        )
    op.execute(NAME_THE_PARTIES)
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("firm_name", TEXT(length=200), nullable=True))
    op.execute(NAME_THE_FIRMS)
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.alter_column("firm_name", existing_type=TEXT(length=200), nullable=False)
        batch_op.create_index("ix_representation_case", ["case_id", "from_at", "id"], unique=False)
        batch_op.create_index(
            "uq_representation_present",
            ["party_id"],
            unique=True,
            sqlite_where=LASTS,
            postgresql_where=LASTS,
        )


def _make_tables_of_cases() -> None:
    op.create_table(
        "case_transfer",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("case_id", TEXT(), nullable=False),
        sa.Column("court_code", TEXT(length=20), nullable=False),
        sa.Column("transferred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT(), nullable=False),
        _refers("case_transfer", "case_id", "court_case"),
        _refers("case_transfer", "court_code", "court", "code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_transfer")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_transfer_case_id")),
    )
    kinds = _one_of("caserelation", "RELATED", "CONSOLIDATED_INTO", "LEADS")
    op.create_table(
        "related_case",
        sa.Column("id", TEXT(length=40), nullable=False),
        sa.Column("case_id", TEXT(), nullable=False),
        sa.Column("related_case_id", TEXT(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("since_at", INSTANT(), nullable=False),
        sa.Column("reason", TEXT(length=1000), nullable=False),
        sa.CheckConstraint("case_id <> related_case_id", name=op.f("ck_related_case_two_cases")),
        _refers("related_case", "case_id", "court_case"),
        _refers("related_case", "related_case_id", "court_case"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_case")),
        sa.UniqueConstraint(
            "case_id",
            "related_case_id",
            "kind",
            name=op.f("uq_related_case_case_id_related_case_id_kind"),
        ),
    )
    with op.batch_alter_table("related_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_related_case_related_case_id"), ["related_case_id"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("filing_appearance")
    op.drop_table("entry_basis")
    op.drop_table("related_case")
    op.drop_table("case_transfer")
    with op.batch_alter_table("cause_book_entry", schema=None) as batch_op:
        batch_op.drop_constraint(
            op.f("fk_cause_book_entry_transferred_to_code_court"), type_="foreignkey"
        )
        batch_op.drop_column("transferred_to_code")
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.drop_index("uq_representation_present", sqlite_where=LASTS, postgresql_where=LASTS)
        batch_op.drop_index("ix_representation_case")
        batch_op.drop_column("firm_name")
    op.drop_table("party_name")
    with op.batch_alter_table("linkage", schema=None) as batch_op:
        batch_op.drop_column("ended_because")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_column("left_at")
