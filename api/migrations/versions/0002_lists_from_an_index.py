"""Lists of cases and filings, and the review queue, come from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
WAITING = sa.text("state IN ('RECEIVED', 'UNDER_REVIEW', 'REFERRED')")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("court_case", schema=None) as batch_op:
        batch_op.create_index("ix_court_case_commenced", ["commenced_on", "id"], unique=False)
        batch_op.create_index(
            "ix_court_case_number", ["year", "running_number", "id"], unique=False
        )
        batch_op.create_index(
            "ix_court_case_type", ["proceeding_type_code", "commenced_on", "id"], unique=False
        )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index("ix_filing_ordered", ["ordered_at", "id"], unique=False)
        batch_op.create_index(
            "ix_filing_waiting",
            ["ordered_at", "id"],
            unique=False,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_index("ix_filing_waiting", sqlite_where=WAITING, postgresql_where=WAITING)
        batch_op.drop_index("ix_filing_ordered")
    with op.batch_alter_table("court_case", schema=None) as batch_op:
        batch_op.drop_index("ix_court_case_type")
        batch_op.drop_index("ix_court_case_number")
        batch_op.drop_index("ix_court_case_commenced")
