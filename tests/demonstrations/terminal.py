"""Somebody at a terminal: types a recording's commands into one shell, and keeps the answers."""

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.documents.pdfs import COURT_WORDS, a_pdf
from tests.journeys.house import House

SHOWN_URL = "http://127.0.0.1:8000"
"""The address that `python -m api demo` says; the recording's court listens on a free port."""
END = "-- that was it --"
PATIENCE_S = 60
MADE = (
    "# Made by `python tests/demonstrations`: by recording and scene, what each command answered."
)
Played = dict[str, list[list[dict[str, str]]]]


def recorded(recordings: list[dict[str, Any]], house: House) -> Played:
    """Play recordings in order in one shell; by recording and scene, the commands and answers."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "writ.pdf").write_bytes(
            a_pdf(pages=1, text="Practice writ of summons" + COURT_WORDS)
        )
        script = "".join(_typed(command, house) for command in _commands(recordings))
        done = subprocess.run(
            ["bash", "--norc", "-e", "-u", "-o", "pipefail"],
            input=script,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    answers = done.stdout.split(f"{END}\n")
    wrong = done.returncode or len(answers) != len(_commands(recordings)) + 1
    if wrong or '"code":' in done.stdout or "null" in done.stdout:
        raise SystemExit(f"the commands failed:\n{done.stdout}{done.stderr}")
    return _sorted(recordings, iter(answers), house)


def _commands(recordings: list[dict[str, Any]]) -> list[str]:
    return [c for r in recordings for scene in r["scene"] for c in scene["commands"]]


def _typed(command: str, house: House) -> str:
    return f"{command.replace(SHOWN_URL, house.url)}\necho '{END}'\n"


def _sorted(recordings: Any, answers: Any, house: House) -> Played:
    return {
        each["id"]: [
            [_pair(command, next(answers), house) for command in scene["commands"]]
            for scene in each["scene"]
        ]
        for each in recordings
    }


def _pair(command: str, answer: str, house: House) -> dict[str, str]:
    return {"command": command, "answer": answer.rstrip("\n").replace(house.url, SHOWN_URL)}


def kept(played: Played) -> str:
    """Write what was played as TOML: by recording a list of scenes, a scene being its answers."""
    lines = [MADE, ""]
    for name, scenes in played.items():
        lines.append(f"{name} = [")
        for scene in scenes:
            answers = ", ".join(f"'''\n{pair['answer']}'''" for pair in scene)
            lines.append(f"[{answers}],")
        lines += ["]", ""]
    return "\n".join(lines)
