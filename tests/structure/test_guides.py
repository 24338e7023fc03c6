"""Every page of the guide that the API points to is there."""

import re
from pathlib import Path

import pytest

POINTED = re.compile(r'"(?:/help/|\{GUIDE\})?((?:file|coverage|fees|codes|contact)/(?:#[a-z-]+)?)"')
GUIDES = sorted(
    {
        found
        for path in Path("api").rglob("*.py")
        if "publish" not in path.parts
        for found in POINTED.findall(path.read_text(encoding="utf-8"))
    }
)


def test_the_api_points_to_the_guide():
    assert "file/#nature-of-claim" in GUIDES


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("language", ["en", "tc"])
def test_the_guide_has_the_place_that_the_api_points_to(guide: str, language: str):
    page, _, anchor = guide.partition("/")
    text = Path(f"site/pages/{language}/{page}.md").read_text(encoding="utf-8")

    assert not anchor or f"{{ {anchor} }}" in text
