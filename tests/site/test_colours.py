"""The colours of the help site have the contrast of WCAG 2.2 AA in both schemes."""

import re

import pytest

from api.publish.building import ROOT

CSS = (ROOT / "site" / "theme" / "assets" / "help.css").read_text("utf-8")
PAIRS = [
    ("ink", "paper", 4.5),
    ("ink", "tint", 4.5),
    ("ink", "warn", 4.5),
    ("quiet", "paper", 4.5),
    ("quiet", "tint", 4.5),
    ("quiet", "warn", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "tint", 4.5),
    ("band-ink", "band", 4.5),
    ("warn-line", "warn", 3.0),
    ("focus", "focus-halo", 3.0),
]


def scheme(name: str) -> dict[str, str]:
    """Read the colours of a scheme; the dark one changes some of the light one's."""
    light, dark = CSS.split("@media (prefers-color-scheme: dark)", 1)
    dark = dark.split("\n}\n", 1)[0]
    colours = dict(re.findall(r"--help-([a-z-]+): (#[0-9a-f]{6});", light))
    if name == "dark":
        colours |= dict(re.findall(r"--help-([a-z-]+): (#[0-9a-f]{6});", dark))
    return colours


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_text_stands_out_from_its_ground(name: str, front: str, ground: str, least: float) -> None:
    colours = scheme(name)

    assert contrast(colours[front], colours[ground]) >= least


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
