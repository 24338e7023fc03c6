"""Keep every id that was ever given out: ``site/ids.lock``, one a line.

An id is quoted in letters and on the telephone. It is never renamed and never given to another
text; what is no longer true is withdrawn, and keeps its id.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

NAME: Final = "ids.lock"
COMMAND: Final = "python -m api publish --lock-ids"


def locked_ids(site: Path) -> list[str]:
    """Read the ids that were given out."""
    path = site / NAME
    return path.read_text("utf-8").split() if path.is_file() else []


def lock_problems(site: Path, ids: Iterable[str]) -> list[str]:
    """List the ids that are not locked yet, and the locked ones that are gone."""
    locked, used = set(locked_ids(site)), set(ids)
    found = [f"site/{NAME}: {one} is not in it: run {COMMAND}" for one in sorted(used - locked)]
    return found + [
        f"site/{NAME}: {one} was given out, and nothing has it: restore it, or withdraw it; "
        "an id is never removed"
        for one in sorted(locked - used)
    ]


def lock(site: Path, ids: Iterable[str]) -> list[str]:
    """Append the ids that are new; returns them."""
    locked = locked_ids(site)
    new = sorted(set(ids) - set(locked))
    (site / NAME).write_text("".join(f"{one}\n" for one in sorted([*locked, *new])), "utf-8")
    return new
