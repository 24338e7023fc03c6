"""Make the guides' pictures and recordings again: ``python tests/demonstrations``.

Optional, and apart from pytest. It needs what ``requirements.txt`` beside it names. It starts a
fictional court on free ports of this machine (the API, the sandbox payment provider, the demo's
people), plays the whole story at the console in a real browser, then types the commands of
``site/media/recordings.toml`` into a shell, and writes what came of it to ``site/media``:

- ``<step>-wide.webp`` and ``<step>-narrow.webp``, one pair for each step of ``steps.toml``;
- ``pictures.toml``: their sizes and the day;
- ``answers.toml``: what each command of the recordings answered;
- ``<recording>.en.svg``, ``<recording>.tc.svg``: the recordings as animations; ``-still``: their
  last scene without motion.

What people read (captions, alternative texts) is written by hand in ``steps.toml`` and
``recordings.toml``, English and Traditional; the build derives Simplified and the transcripts. Run
it again whenever the console or an answer changes, look at the pictures, and commit them.
"""

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from api.kernel.clock import HONG_KONG  # noqa: E402 - the repository's root must be on the path first
from tests.demonstrations.animation import animated  # noqa: E402
from tests.demonstrations.browser import installed, opened  # noqa: E402
from tests.demonstrations.console import Visitor  # noqa: E402
from tests.demonstrations.pictures import Album  # noqa: E402
from tests.demonstrations.scenes import whole_story  # noqa: E402
from tests.demonstrations.terminal import kept, recorded  # noqa: E402
from tests.journeys.house import House  # noqa: E402

MEDIA = ROOT / "site" / "media"


def photographed(house: House) -> None:
    """Play the story at the console; every step that has words must have been photographed."""
    album = Album(MEDIA, datetime.now(UTC).astimezone(HONG_KONG).date())
    with opened() as browser:
        context = browser.new_context(color_scheme="light", reduced_motion="reduce")
        whole_story(Visitor.arrives(context, house.url, album))
    words = tomllib.loads((MEDIA / "steps.toml").read_text("utf-8"))["step"]
    told, seen = {step["id"] for step in words}, set(album.sizes)
    if told != seen:
        raise SystemExit(f"without a picture: {told - seen}; without words: {seen - told}")
    album.close()


def recorded_all(house: House) -> None:
    """Type every recording's commands, and keep the answers."""
    wanted = tomllib.loads((MEDIA / "recordings.toml").read_text("utf-8"))["recording"]
    played = recorded(wanted, house)
    (MEDIA / "answers.toml").write_text(kept(played), encoding="utf-8")
    for each, code in product(wanted, ("en", "tc")):
        for name, still in ((each["id"], False), (f"{each['id']}-still", True)):
            drawn = animated(each, played[each["id"]], code, still=still)
            (MEDIA / f"{name}.{code}.svg").write_text(drawn, encoding="utf-8")


@contextmanager
def court() -> Iterator[House]:
    """Start a fictional court of its own, so that every story begins with its first case."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        house = House(f"sqlite:///{var}/icms.db", var)
        house.migrate()
        house.open()
        try:
            yield house
        finally:
            house.close()


def main() -> None:
    """Start the court, make what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=["pictures", "recordings"])
    only = parser.parse_args().only
    if only != "recordings" and installed() is None:
        raise SystemExit("No Chromium found: install one (Debian: apt-get install chromium).")
    if only != "recordings":
        with court() as house:
            photographed(house)
    if only != "pictures":
        with court() as house:
            recorded_all(house)


if __name__ == "__main__":
    main()
