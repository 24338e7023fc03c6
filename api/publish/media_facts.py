"""Show the pictures and recordings of the guides: what ``python tests/demonstrations`` made.

A picture comes in two sizes, of a desktop and of a telephone; a page asks for the step, and gets
both, its words, and the space it will take. A recording comes with the commands and answers it
shows as text: nothing is told by moving pictures alone.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Final

from api.kernel.text import Text
from api.publish.words import Code, said, written_date
from api.reference.loading import Published

MEDIA: Final = Path(__file__).resolve().parents[2] / "site" / "media"
FROM_PAGE: Final = "../../media"
"""From a page's source in ``<language>/guides/``, as Markdown addresses are written."""
NARROW_UP_TO: Final = "44.9375em"
PLAY: Final = Text("Play the recording", "播放示範片段")
SILENT: Final = Text(
    "It has no sound. Close it to stop it. Everything in it stands as text below.",
    "片段沒有聲音；收起即停止播放。片段內容全部以文字載於下文。",
)
ANSWERED: Final = Text("Answer:", "答案：")
INSTEAD: Final = {
    "narrow": f"(max-width: {NARROW_UP_TO})",
    "still": "(prefers-reduced-motion: reduce)",
}
"""When the second picture of a pair is shown, by its class."""
PAIR = re.compile(
    r'(?P<first><img [^>]*class="(?:wide|moving)"[^>]*?)\s*/?>\s*'
    r'<img (?P<other>[^>]*class="(?P<kind>narrow|still)"[^>]*?)\s*/?>'
)
ATTRIBUTE = re.compile(r'(?P<name>src|width|height)="(?P<value>[^"]*)"')


@lru_cache(maxsize=8)
def _read(name: str, _changed_at: int) -> dict[str, Any]:
    return tomllib.loads((MEDIA / name).read_text("utf-8"))


def _kept(name: str) -> dict[str, Any]:
    """Read a file of the folder; again only when it has changed, for writers watch their pages."""
    return _read(name, (MEDIA / name).stat().st_mtime_ns)


def _named(file: str, kind: str, name: str) -> dict[str, Any]:
    """Find a step or a recording. Refuses: LookupError for a name that is not there."""
    for each in _kept(file)[kind]:
        if each["id"] == name:
            return each
    raise LookupError(name)


def _text(words: Mapping[str, str]) -> Text:
    return Text(words["en"], words["tc"])


def step(_facts: Published, code: Code, name: str) -> str:
    """Show a step's picture with what is to be seen on it. Refuses: LookupError."""
    words = _named("steps.toml", "step", name)
    sizes = _kept("pictures.toml")[name]
    alt = said(_text(words["alt"]), code)
    images = "\n".join(
        f"![{alt}]({FROM_PAGE}/{name}-{kind}.webp)"
        f'{{ .{kind} width="{sizes[kind][0]}" height="{sizes[kind][1]}" loading="lazy" }}'
        for kind in ("wide", "narrow")
    )
    caption = escape(said(_text(words["caption"]), code), quote=False)
    return (
        f'<figure class="help-picture" markdown="1">\n\n{images}\n\n'
        f'<figcaption markdown="span">{caption}</figcaption>\n</figure>'
    )


def taken(_facts: Published, code: Code) -> str:
    """Write the day on which the pictures were taken."""
    day: date = _kept("pictures.toml")["taken"]
    return written_date(day, code)


def recording(_facts: Published, code: Code, name: str) -> str:
    """Offer a recording to those who open it; closed, nothing moves and nothing is loaded."""
    title = said(_text(_named("recordings.toml", "recording", name)["title"]), code)
    summary = f"{said(PLAY, code)}: {title}" if code == "en" else f"{said(PLAY, code)}：{title}"
    images = "\n".join(
        f"![{title}]({FROM_PAGE}/{file}.{code}.svg)"
        f'{{ .{kind} width="780" height="590" loading="lazy" }}'
        for kind, file in (("moving", name), ("still", f"{name}-still"))
    )
    return (
        f'<details class="help-recording" markdown="1">\n<summary>{escape(summary)}</summary>\n\n'
        f"{said(SILENT, code)}\n\n{images}\n\n</details>"
    )


def transcript(_facts: Published, code: Code, name: str) -> str:
    """Write out a recording: what is said, typed and answered in each scene."""
    scenes = _named("recordings.toml", "recording", name)["scene"]
    answers = _kept("answers.toml")[name]
    parts: list[str] = []
    for number, (scene, answered) in enumerate(zip(scenes, answers, strict=True), 1):
        parts.append(f"**{number}.** {said(_text(scene['caption']), code)}")
        for command, answer in zip(scene["commands"], answered, strict=True):
            parts.append(f"```sh\n{command.strip()}\n```")
            if answer.strip():
                parts.append(said(ANSWERED, code))
                parts.append(f"```json\n{answer.strip()}\n```")
    return "\n\n".join(parts)


def pictured(html: str) -> str:
    """Make one picture of each pair, for the browser to choose before it loads either.

    A telephone takes the narrow one; who asked for less motion, the one that stands still.
    """
    return PAIR.sub(_picture, html)


def _picture(match: re.Match[str]) -> str:
    other = {each["name"]: each["value"] for each in ATTRIBUTE.finditer(match["other"])}
    return (
        f'<picture><source media="{INSTEAD[match["kind"]]}" srcset="{other["src"]}" '
        f'width="{other["width"]}" height="{other["height"]}">{match["first"]}></picture>'
    )


SECTIONS: Final[dict[str, Callable[[Published, Code], str]]] = {"media.taken": taken}
PHRASES: Final[dict[str, Callable[[Published, Code, str], str]]] = {
    "media.recording": recording,
    "media.step": step,
    "media.transcript": transcript,
}
