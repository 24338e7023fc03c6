"""Install the peers: Python's beside our own packages, node's in their own folders."""

import shutil
import subprocess
import sys
import tomllib

from tests.benchmarks.serving import ROOT, placed

NODE_PEERS = ("mercurius", "postgraphile")


def install() -> None:
    """Install what ``pyproject.toml`` lists under ``bench``, and the node peers by their locks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = project["optional-dependencies"]["bench"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", *listed], check=True)
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed: `apt-get install npm` (Debian, Ubuntu)")
    for name in NODE_PEERS:
        subprocess.run([npm, "ci", "--silent"], check=True, cwd=placed(name))
