"""Build the help site strictly, then check what was built; keep its hashes and ids."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from api.publish.checking import problems_of_site
from api.publish.ids import lock
from api.publish.library import Library, read_library
from api.publish.offline import copy_offline
from api.publish.problems import ids_of
from api.publish.translations import mark_translated
from api.reference.loading import published

ROOT: Final = Path(__file__).resolve().parents[2]
REPRODUCIBLE: Final = "0"


class SiteNotBuilt(RuntimeError):
    """The site has a problem; the message lists all that were found."""


def build(site_dir: Path | None = None, *, root: Path = ROOT) -> None:
    """Build the site into ``site_dir`` (``build/site`` of the repository when not given).

    Runs the generator as a process of its own: it keeps state in modules, and quietness would hide
    the warnings that strictness must see. Refuses: SiteNotBuilt on any warning or problem.
    """
    target = (site_dir or root / "build" / "site").resolve()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    command += ["--config-file", str(root / "mkdocs.yml"), "--site-dir", str(target)]
    environment = {"SOURCE_DATE_EPOCH": REPRODUCIBLE, **os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(  # noqa: S603 - a fixed command with our own paths
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode or "WARNING" in done.stderr:
        raise SiteNotBuilt(done.stderr.strip() or done.stdout.strip())
    problems = problems_of_site(target)
    if problems:
        raise SiteNotBuilt("\n".join(problems))


def build_offline(target: Path, *, root: Path = ROOT) -> None:
    """Build a copy that can be read from a folder, without any server. Refuses: FileExistsError."""
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    with TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(site, root=root)
        copy_offline(site, target)


def mark_compared(files: Sequence[Path], *, root: Path = ROOT) -> list[str]:
    """Write into translations (all, if none is named) the hash of the English they were made from.

    Returns the files that changed. Refuses: ValueError for a file that holds no translation.
    """
    changed = mark_translated(_library(root), files)
    return [path.resolve().relative_to(root).as_posix() for path in changed]


def lock_new_ids(*, root: Path = ROOT) -> list[str]:
    """Lock the ids that are given out for the first time; returns them."""
    library = _library(root)
    return lock(library.folder, ids_of(library))


def _library(root: Path) -> Library:
    library = read_library(root / "site", published())
    if library.unread:
        raise SiteNotBuilt("\n".join(library.unread))
    return library
