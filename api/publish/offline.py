"""Copy the built site so that it can be read from a folder, without any server.

A browser that opens a file shows a folder as a list of files; each address of a folder is therefore
written out as that folder's page.
"""

import re
import shutil
from pathlib import Path
from typing import Final

ADDRESS: Final = re.compile(
    r'(?P<name>\b(?:href|action)="|url=)(?P<to>(?!https?:|tel:|mailto:|#|/)[^"#?]*/|\.)'
    r'(?P<rest>[#?][^"]*)?"'
)


def written_out(html: str) -> str:
    """Write out the page that an address of a folder means."""

    def page(match: re.Match[str]) -> str:
        folder = "./" if match["to"] == "." else match["to"]
        return f'{match["name"]}{folder}index.html{match["rest"] or ""}"'

    return ADDRESS.sub(page, html)


def copy_offline(site: Path, target: Path) -> None:
    """Copy the site to a folder that must not exist yet. Refuses: FileExistsError.

    Pages for addresses that do not exist stay behind: without a server, nobody shows them.
    """
    shutil.copytree(site, target, ignore=shutil.ignore_patterns("404.html"))
    for path in sorted(target.rglob("*.html")):
        path.write_text(written_out(path.read_text("utf-8")), "utf-8")
