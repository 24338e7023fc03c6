"""Write into a translation the hash of the English text it was made from.

Whoever writes it says: I have compared the two. When the English changes, the hash no longer
agrees, and the build stops until somebody has compared them again.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from api.publish.library import Library

KEY: Final = "translated_from"
LINE: Final = re.compile(rf"^{KEY}: .*\n", re.MULTILINE)
END: Final = re.compile(r"^---\n", re.MULTILINE)


def translations(library: Library) -> dict[Path, str]:
    """List every file that holds a translation, with the hash of its English text."""
    from_pages = {
        library.folder / "pages" / tc.path: en.english_hash
        for path, en in library.pages["en"].items()
        if (tc := library.pages["tc"].get(path)) and not tc.is_fallback
    }
    return from_pages | {library.folder / faq.path: faq.english_hash for faq in library.faqs}


def marked(text: str, english_hash: str) -> str:
    """Put the hash into a file's front matter, as its last line."""
    start, front, body = END.split(text, 2)
    return f"{start}---\n{LINE.sub('', front)}{KEY}: {english_hash}\n---\n{body}"


def mark_translated(library: Library, files: Iterable[Path] = ()) -> list[Path]:
    """Mark the given files, or all of them where none is given; returns those that changed.

    Refuses: ValueError for a file that holds no translation.
    """
    known = {path.resolve(): digest for path, digest in translations(library).items()}
    asked = [path.resolve() for path in files] or list(known)
    changed: list[Path] = []
    for path in asked:
        if path not in known:
            message = f"{path} is not a translation: give a page below site/pages/tc, or a question"
            raise ValueError(message)
        text = path.read_text("utf-8")
        new = marked(text, known[path])
        if new != text:
            path.write_text(new, "utf-8")
            changed.append(path)
    return changed
