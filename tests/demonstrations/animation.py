"""Draw a recording: a terminal that types, answers, and says underneath what is going on.

Two SVG files for a language: one is moved by its own style sheet alone, no script, nothing loaded;
the other stands still at the end, for whoever asked for less motion.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

COLUMNS, ROWS = 86, 24
LINE, LEFT, TOP = 20, 16, 34
WIDTH, TERMINAL, HEIGHT = 780, 524, 590
PER_CHARACTER_S, LONGEST_TYPING_S = 0.025, 3.0
BEFORE_ANSWER_S, PER_ANSWER_LINE_S, BEFORE_NEXT_S, TO_READ_S = 0.4, 0.1, 0.5, 2.2
AWAY = 2000
WIDEST = {"en": 90, "tc": 44}
STYLE = """text { font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  fill: #e8eeec; white-space: pre; }
.typed { fill: #ffffff; font-weight: 600; }
.said { font: 16px system-ui, "PingFang HK", "Microsoft JhengHei", "Noto Sans CJK HK", sans-serif;
  fill: #1c2524; }
.ground, .cover { fill: #141b1b; }
.band { fill: #fdf3d8; }"""


@dataclass
class Film:
    """Rules of motion, written as seconds; ``length`` is known when the last scene is drawn."""

    at: float = 0.0
    moves: list[tuple[str, list[tuple[float, str]]]] = field(default_factory=list)

    def move(self, name: str, *moments: tuple[float, str]) -> None:
        """Let the thing of that name take on declarations at moments."""
        self.moves.append((name, list(moments)))

    def rules(self) -> Iterator[str]:
        """Write the rules as CSS, moments as parts of the whole."""
        for name, moments in self.moves:
            steps = [f"{second / self.at:.3%} {{ {what} }}" for second, what in moments]
            yield f"@keyframes {name} {{ {' '.join(steps)} }}"
            yield f"#{name} {{ animation: {name} {self.at:.1f}s step-end infinite; }}"


def animated(
    recording: dict[str, Any], played: list[list[dict[str, str]]], code: str, *, still: bool = False
) -> str:
    """Draw a recording in one of the authored languages; ``still`` is its end without motion."""
    film, scenes = Film(), []
    last = len(played) - 1
    for number, (scene, pairs) in enumerate(zip(recording["scene"], played, strict=True)):
        if still and number != last:
            continue
        scenes.append(_scene(film, number, pairs, scene["caption"][code], shown=number == last))
    motion = f"@media (prefers-reduced-motion: no-preference) {{\n{_joined(film)}\n}}"
    title = escape(recording["title"][code])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{title}">\n'
        f"<title>{title}</title>\n<style>{STYLE}\n"
        f"{'' if still else motion}</style>\n"
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="6"/>\n'
        f'<clipPath id="window"><rect y="12" width="{WIDTH}" height="{TERMINAL - 12}"/>'
        "</clipPath>\n" + "\n".join(scenes) + "\n</svg>\n"
    )


def _joined(film: Film) -> str:
    return "\n".join(film.rules())


def _scene(
    film: Film, number: int, pairs: list[dict[str, str]], caption: str, *, shown: bool
) -> str:
    name, begins = f"scene{number}", film.at
    rows, drawn, scrolls = 0, [], [(0.0, "transform: none")]
    for index, pair in enumerate(pairs):
        for kind, lines in (("typed", prompted(pair["command"])), ("told", told(pair["answer"]))):
            rows += len(lines)
            if rows > ROWS:
                scrolls.append((film.at, f"transform: translateY({(ROWS - rows) * LINE}px)"))
            drawn.append(_lines(film, f"{name}{kind}{index}", kind, lines, rows - len(lines)))
    film.at += TO_READ_S
    film.move(f"{name}roll", *scrolls)
    film.move(name, (0, "opacity: 0"), (begins, "opacity: 1"), (film.at, "opacity: 0"))
    scrolled = min(ROWS - rows, 0) * LINE
    body = "\n".join(each for each in drawn if each)
    return (
        f'<g id="{name}"{"" if shown else HIDDEN}>\n<g clip-path="url(#window)">'
        f'<g id="{name}roll" transform="translate(0 {scrolled})">\n{body}\n</g></g>\n'
        f"{_caption(caption)}\n</g>"
    )


HIDDEN = ' opacity="0"'


def prompted(command: str) -> list[str]:
    """The lines of a command as a terminal shows them being typed."""
    first, *others = command.strip().splitlines()
    return [f"$ {first}", *(f"> {line}" for line in others)]


def told(answer: str) -> list[str]:
    """The lines of an answer, the long ones folded as a terminal folds them."""
    return [
        part
        for line in answer.splitlines()
        for part in (textwrap.wrap(line, COLUMNS, drop_whitespace=False) or [""])
    ]


def _lines(film: Film, name: str, kind: str, lines: list[str], row: int) -> str:
    if not lines:
        return ""
    if kind == "typed":
        return "\n".join(
            _typed_line(film, f"{name}line{n}", line, row + n) for n, line in enumerate(lines)
        )
    film.at += BEFORE_ANSWER_S
    film.move(name, (0, "opacity: 0"), (film.at, "opacity: 1"))
    film.at += PER_ANSWER_LINE_S * len(lines) + BEFORE_NEXT_S
    text = "\n".join(_text(line, row + n, "told") for n, line in enumerate(lines))
    return f'<g id="{name}">\n{text}\n</g>'


def _typed_line(film: Film, name: str, line: str, row: int) -> str:
    """Draw a line under a cover that is drawn away character by character."""
    begins = film.at
    film.at += min(PER_CHARACTER_S * len(line), LONGEST_TYPING_S)
    film.move(
        name,
        (0, "transform: none"),
        (begins, f"transform: none; animation-timing-function: steps({len(line)})"),
        (film.at, f"transform: translateX({WIDTH}px)"),
    )
    cover = f'<rect id="{name}" class="cover" x="{LEFT}" y="{TOP + row * LINE - 15}" '
    cover += f'width="{WIDTH}" height="{LINE}" transform="translate({AWAY})"/>'
    return f"{_text(line, row, 'typed')}{cover}"


def _text(line: str, row: int, kind: str) -> str:
    return f'<text class="{kind}" x="{LEFT}" y="{TOP + row * LINE}">{escape(line)}</text>'


def _caption(caption: str) -> str:
    widest = WIDEST["tc"] if any(ord(character) > 0x2E80 for character in caption) else WIDEST["en"]
    lines = textwrap.wrap(caption, widest)
    texts = "".join(
        f'<text class="said" x="{LEFT}" y="{TERMINAL + 28 + n * 24}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    return (
        f'<rect class="band" y="{TERMINAL}" width="{WIDTH}" height="{HEIGHT - TERMINAL}"/>{texts}'
    )
