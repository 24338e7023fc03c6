"""Whether a firm acts in a case is read from an index alone: only what still runs is in it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
LIVE = sa.text("until_at IS NULL")
WHO = ["organization_id", "case_id"]


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.drop_index("ix_representation_who")
        batch_op.create_index(
            "ix_representation_live", WHO, sqlite_where=LIVE, postgresql_where=LIVE
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("representation", schema=None) as batch_op:
        batch_op.drop_index("ix_representation_live", sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.create_index("ix_representation_who", WHO)
