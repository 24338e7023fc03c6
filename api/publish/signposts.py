"""Write addresses without a language: ``file/#sign-in`` leads to that section in all three.

A refusal names a guide without knowing who reads it. Each page therefore has a signpost at its
address without a language, with one entry an anchor; it needs no script and no guess at a language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.publish.frame import plain
from api.publish.words import LANGUAGES, SITE_NAME, Code

HEADED: Final = re.compile(
    r'<h[1-6] id="(?P<heading>[^"]+)">(?P<title>.*?)</h[1-6]>'
    r'|<tr role="row" id="(?P<row>[^"]+)">\s*<th[^>]*>(?P<cell>.*?)</th>',
    re.DOTALL,
)
DETAIL: Final = re.compile(r'<span class="detail".*?</span>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Signposted:
    """One page in one language: its address and the titles of what can be pointed at."""

    code: Code
    url: str
    titles: Mapping[str, str]


def titles_in(html: str) -> dict[str, str]:
    """Collect the headings and named rows of a page, by id, in order."""
    return {
        match["heading"] or match["row"]: plain(
            DETAIL.sub("", match["title"] or match["cell"]).replace("#</a>", "</a>")
        )
        for match in HEADED.finditer(html)
    }


def signposts(pages: list[Signposted]) -> dict[str, dict[str, Any]]:
    """Prepare a signpost for every page but the first, by its address without a language.

    A page that a build in the making has not in every language yet gets none.
    """
    by_path: dict[str, dict[Code, Signposted]] = {}
    for page in pages:
        by_path.setdefault(page.url.split("/", 1)[1], {})[page.code] = page
    complete = {path: group for path, group in by_path.items() if len(group) == len(LANGUAGES)}
    return {path: _words(path, group) for path, group in complete.items() if path}


def _words(path: str, group: Mapping[Code, Signposted]) -> dict[str, Any]:
    up = "../" * path.count("/")
    anchors = next(iter(group.values())).titles
    return {
        "up": up,
        "site_name": SITE_NAME.en,
        "entries": [
            {
                "anchor": anchor,
                "links": [
                    {
                        "tag": each.tag,
                        "address": f"{up}{group[each.code].url}#{anchor}",
                        "title": group[each.code].titles[anchor],
                    }
                    for each in LANGUAGES
                ],
            }
            for anchor in anchors
        ],
    }
