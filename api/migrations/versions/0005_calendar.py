"""The calendar: when a time was judged, and announced closures that begin by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ASK_FOR_BEGINNINGS = """
    INSERT INTO outbox_job (id, job, subject_id, asked_at, not_before, attempts)
    SELECT 'job' || substr(id, 4), 'begin_closure', id, announced_at, starts_at, 0
    FROM closure WHERE state = 'ANNOUNCED'
"""


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deemed_judged_at", sa.DateTime(timezone=True)))
    op.execute(ASK_FOR_BEGINNINGS)


def downgrade() -> None:
    """Take it back."""
    op.execute("DELETE FROM outbox_job WHERE job = 'begin_closure'")
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_column("deemed_judged_at")
