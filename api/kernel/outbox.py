"""Jobs that a work asked for, done soon after its commit and at least once.

A job is leased by pushing its next try into the future; a process that dies leaves the lease to run
out. Jobs must therefore be safe to repeat. Several processes share the table without stepping on
each other.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from api.kernel.tables import OutboxJob
from api.kernel.work import Works

LEASE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
_log = logging.getLogger("api.outbox")

Job = Callable[[str], None]


@dataclass(frozen=True)
class Outbox:
    """Does what is due. ``jobs`` maps a job's name to what does it, given the subject's id.

    A lane takes ``only`` jobs of some names, or all ``but`` those.
    """

    works: Works
    jobs: Mapping[str, Job]
    only: Sequence[str] = ()
    but: Sequence[str] = ()

    def do_due(self) -> int:
        """Do every job that is due now; returns how many were done."""
        done = 0
        while (leased := self._lease()) is not None:
            done += self._do(*leased)
        return done

    def _lease(self) -> tuple[str, str, str] | None:
        """Take the job that has been due the longest; nobody else takes it for a while."""
        with self.works.open() as work:
            due = (
                select(OutboxJob)
                .where(
                    *self._names(),
                    col(OutboxJob.done_at).is_(None),
                    OutboxJob.not_before <= work.at,
                )
                .order_by(col(OutboxJob.not_before), col(OutboxJob.id))
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            job = work.session.exec(due).first()
            if job is None:
                return None
            job.attempts += 1
            job.not_before = work.at + min(LEASE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
            return job.id, job.job, job.subject_id

    def _names(self) -> list[Any]:
        """Which jobs this lane takes."""
        name = col(OutboxJob.job)
        taken = [name.in_(self.only)] if self.only else []
        return taken + ([name.not_in(self.but)] if self.but else [])

    def _do(self, job_id: str, name: str, subject_id: str) -> bool:
        """Do one job and note that it is done; a fault is kept and the job tried again later."""
        fault: str | None = None
        try:
            self.jobs[name](subject_id)
        except Exception as raised:  # noqa: BLE001 - the loop outlives any job's fault
            _log.exception("job %s (%s) failed", job_id, name)
            fault = type(raised).__name__
        with self.works.open() as work:
            job = work.session.get_one(OutboxJob, job_id)
            job.last_fault = fault
            job.done_at = None if fault else work.at
        return fault is None
