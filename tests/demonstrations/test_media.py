"""The guides' pictures and recordings: whole, small, in words as well, and still true."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from api.kernel.refusals import ChangedMeanwhile
from api.publish import media_facts
from api.publish.building import ROOT
from api.publish.words import LANGUAGES
from api.reference.loading import published
from tests.demonstrations.animation import COLUMNS, animated, prompted, told
from tests.demonstrations.terminal import recorded
from tests.journeys.house import House

MEDIA = ROOT / "site" / "media"
GUIDES = {code: ROOT / "site" / "pages" / code / "guides" for code in ("en", "tc")}
CONSOLE = ROOT / "api" / "graphql" / "console"
MOST_BYTES = 3_000_000
STEPS = tomllib.loads((MEDIA / "steps.toml").read_text("utf-8"))["step"]
PICTURES = tomllib.loads((MEDIA / "pictures.toml").read_text("utf-8"))
RECORDINGS = tomllib.loads((MEDIA / "recordings.toml").read_text("utf-8"))["recording"]
ANSWERS = tomllib.loads((MEDIA / "answers.toml").read_text("utf-8"))
TAGS = {"svg", "title", "style", "rect", "clipPath", "g", "text"}
QUOTED = re.compile(r'(?<!!!! note )"([A-Z][^"]*)"|「([A-Za-z][^」]*)」')


def webp_size(path: Path) -> list[int]:
    """Read the width and height of a WebP file, of any of its three kinds, from its head."""
    head = path.read_bytes()[:30]
    assert (head[:4], head[8:12]) == (b"RIFF", b"WEBP")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return [(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1]
    if head[12:16] == b"VP8X":
        sides = (head[24:27], head[27:30])
        return [int.from_bytes(side, "little") + 1 for side in sides]
    sides = (head[26:28], head[28:30])
    return [int.from_bytes(side, "little") & 0x3FFF for side in sides]


def played(recording: dict[str, Any]) -> list[list[dict[str, str]]]:
    """What a recording typed, with what was answered."""
    return [
        [{"command": c, "answer": a} for c, a in zip(scene["commands"], answers, strict=True)]
        for scene, answers in zip(recording["scene"], ANSWERS[recording["id"]], strict=True)
    ]


def shape(answer: str) -> Any:
    """The names in an answer, without what differs from day to day."""
    try:
        return named(json.loads(answer))
    except json.JSONDecodeError:
        return answer


def named(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: named(one) for name, one in value.items()}
    if isinstance(value, list):
        return [named(one) for one in value]
    return type(value).__name__


def test_every_step_has_words_and_both_pictures_in_their_true_sizes():
    assert {step["id"] for step in STEPS} == PICTURES.keys() - {"taken"}
    for step in STEPS:
        assert all(step[what][code] for what in ("alt", "caption") for code in ("en", "tc"))
        for kind in ("wide", "narrow"):
            path = MEDIA / f"{step['id']}-{kind}.webp"
            assert PICTURES[step["id"]][kind] == webp_size(path), path.name


def test_every_picture_and_recording_is_on_a_page_and_all_together_are_small():
    for guides in GUIDES.values():
        text = "\n".join(path.read_text("utf-8") for path in guides.glob("*.md"))
        for step in STEPS:
            assert f"{{{{ media.step {step['id']} }}}}" in text
        for recording in RECORDINGS:
            assert f"{{{{ media.recording {recording['id']} }}}}" in text
            assert f"{{{{ media.transcript {recording['id']} }}}}" in text

    wanted = {f"{step['id']}-{kind}.webp" for step in STEPS for kind in ("wide", "narrow")}
    assert {path.name for path in MEDIA.glob("*.webp")} == wanted
    assert sum(path.stat().st_size for path in MEDIA.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda each: each["id"])
@pytest.mark.parametrize("code", ["en", "tc"])
@pytest.mark.parametrize("still", [False, True])
def test_the_animations_are_drawn_from_the_commands_answers_and_captions_beside_them(
    recording: dict[str, Any], code: str, still: bool
):
    name = f"{recording['id']}{'-still' if still else ''}.{code}.svg"
    svg = (MEDIA / name).read_text("utf-8")

    assert svg == animated(recording, played(recording), code, still=still)
    assert set(re.findall(r"</?([a-zA-Z]+)", svg)) == TAGS
    assert not re.search(r"url\((?!#)|@import|href|https?://(?!www\.w3\.org/|127\.0\.0\.1)", svg)
    assert ("@keyframes" in svg) is not still
    lines = [
        line
        for scene in played(recording)
        for pair in scene
        for line in (*prompted(pair["command"]), *told(pair["answer"]))
    ]
    assert max(map(len, lines)) <= COLUMNS


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda each: each["id"])
@pytest.mark.parametrize("code", [each.code for each in LANGUAGES])
def test_a_transcript_says_everything_that_is_shown_typed_and_answered(
    recording: dict[str, Any], code: Any
):
    transcript = media_facts.transcript(published(), code, recording["id"])

    for scene in recording["scene"]:
        if code != "sc":
            assert scene["caption"][code] in transcript
    for pair in (pair for scene in played(recording) for pair in scene):
        assert f"```sh\n{pair['command'].strip()}\n```" in transcript
        assert pair["answer"].strip() in transcript


def test_a_pair_becomes_one_picture_and_another_image_stays_as_it_is():
    html = (
        '<p><img alt="A" class="wide" height="2" loading="lazy" src="a-wide.webp" width="1" />\n'
        '<img alt="A" class="narrow" height="4" loading="lazy" src="a-narrow.webp" width="3" /></p>'
        '<p><img alt="B" src="b.svg" /></p>'
    )

    assert media_facts.pictured(html) == (
        '<p><picture><source media="(max-width: 44.9375em)" srcset="a-narrow.webp" width="3" '
        'height="4"><img alt="A" class="wide" height="2" loading="lazy" src="a-wide.webp" '
        'width="1"></picture></p><p><img alt="B" src="b.svg" /></p>'
    )


@pytest.mark.parametrize("marker", [media_facts.step, media_facts.recording])
def test_a_page_that_asks_for_what_is_not_there_does_not_build(marker: Any):
    with pytest.raises(LookupError):
        marker(published(), "en", "no-such-thing")


@pytest.mark.parametrize("code", list(GUIDES))
def test_what_the_guides_quote_stands_in_the_console(code: str):
    journey = json.loads((CONSOLE / "journey" / "journey.json").read_text("utf-8"))
    titles = [step["title"] for chapter in journey["chapters"] for step in chapter["steps"]]
    page = (CONSOLE / "index.html").read_text("utf-8")

    quotes = [
        match[1] or match[2]
        for path in GUIDES[code].glob("*.md")
        for match in QUOTED.finditer(path.read_text("utf-8").partition("\n---\n")[2])
    ]

    assert len(quotes) > 15
    known = [*titles, "done", ChangedMeanwhile.__name__]
    wrong = [q for q in quotes if f">{q}<" not in page and not any(t.startswith(q) for t in known)]
    assert wrong == []


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq") and shutil.which("bash")),
    reason="the commands need bash, curl and jq",
)
def test_the_commands_of_the_recordings_are_still_answered_so(tmp_path: Path):
    house = House(f"sqlite:///{tmp_path}/icms.db", tmp_path)
    house.migrate()
    house.open()
    try:
        again = recorded(RECORDINGS, house)
    finally:
        house.close()

    assert list(again) == list(ANSWERS)
    for name, scenes in again.items():
        now = [[shape(pair["answer"]) for pair in scene] for scene in scenes]
        assert now == [[shape(answer.rstrip("\n")) for answer in scene] for scene in ANSWERS[name]]
