"""Build the help site strictly, then check what was built."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from api.publish.checking import problems_of_site

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
