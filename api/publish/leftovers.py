"""Find Traditional characters that were left over on a Simplified page.

Words in another language say so in their ``lang``; they are not looked at. Nor is code: it is shown
as it is sent and received.
"""

from html.parser import HTMLParser
from typing import Final

from api.kernel.text import simplified

CODE: Final = frozenset({"code", "pre", "samp", "kbd"})
SIMPLIFIED: Final = "zh-Hans"
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"}
    | {"wbr", "path", "circle", "rect", "line"}
)


class _Texts(HTMLParser):
    """Collects the text of elements whose language is Simplified Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self._language()
        if tag in CODE:
            language = ""
        if language == SIMPLIFIED:
            said = (given.get(name) for name in ("alt", "aria-label", "title", "content"))
            self.texts += [text for text in said if text]
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._language() == SIMPLIFIED and data.strip():
            self.texts.append(" ".join(data.split()))

    def _language(self) -> str:
        return self._open[-1][1] if self._open else ""


def leftovers(html: str) -> list[str]:
    """List the texts of a Simplified page that a second conversion would still change."""
    reader = _Texts()
    reader.feed(html)
    return [
        f"Traditional characters are left over: {_changed(text)} in {text[:60]!r}; "
        "give the term an sc of its own in site/glossary.toml, or mark its language"
        for text in dict.fromkeys(reader.texts)
        if simplified(text) != text
    ]


def _changed(text: str) -> str:
    return "".join(dict.fromkeys(a for a, b in zip(text, simplified(text), strict=False) if a != b))
