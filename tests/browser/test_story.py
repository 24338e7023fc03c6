"""The story that the guides show can still be played at the console, to the seal and beyond."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.publish.building import ROOT
from tests.journeys.house import House

pytest.importorskip("playwright", reason="pip install -r tests/demonstrations/requirements.txt")

from tests.demonstrations.console import Visitor
from tests.demonstrations.pictures import Album
from tests.demonstrations.scenes import whole_story

TAKEN = date(2022, 5, 13)


def test_the_whole_story_is_played_and_every_step_that_has_words_is_seen(
    browser: Any, tmp_path: Path
):
    var, folder = tmp_path / "var", tmp_path / "media"
    folder.mkdir()
    house = House(f"sqlite:///{var}/icms.db", var)
    house.migrate()
    house.open()
    context = browser.new_context(reduced_motion="reduce")
    try:
        visitor = Visitor.arrives(context, house.url, Album(folder, TAKEN))
        whole_story(visitor)
        visitor.album.close()
    finally:
        context.close()
        house.close()

    words = tomllib.loads((ROOT / "site" / "media" / "steps.toml").read_text("utf-8"))["step"]
    made = tomllib.loads((folder / "pictures.toml").read_text("utf-8"))
    assert made.pop("taken") == TAKEN
    assert sorted(made) == sorted(step["id"] for step in words)
    assert all(sizes["wide"][0] <= 1280 and sizes["narrow"][0] <= 390 for sizes in made.values())
