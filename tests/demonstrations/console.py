"""Somebody at the console: opens a step, signs in, runs it, and is photographed doing so."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from api.demo import PASSWORD
from tests.demonstrations.pictures import Album

WIDE = (1280, 1080)
NARROW = (390, 780)
RING = "4px solid #b3261e"
"""Round what the reader should look at. It is drawn by the camera; the console has none."""
SETTLED_MS = 30_000
FITTING = """(area, now) => {
  const share = matchMedia("(min-width: 1100px)").matches;
  area.style.height = "";
  if (now && !share) area.style.height = `${area.scrollHeight + 6}px`;
  document.querySelector(".field--query").style.flex = now && share ? "0 0 9rem" : "";
}"""
"""Gives the variables the room they need, where they are what is shown."""


@dataclass
class Visitor:
    """One person's browser window at the console."""

    page: Page
    album: Album

    @classmethod
    def arrives(cls, context: BrowserContext, url: str, album: Album) -> "Visitor":
        """Open the console."""
        page = context.new_page()
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.goto(f"{url}/console/")
        expect(page.locator(".step").first).to_be_visible()
        return cls(page, album)

    def opens(self, step: str) -> None:
        """Open a step of the journey; the sign-in dialog may come up."""
        self.page.click(f"#step-{step}")
        dialog = self.page.locator("#sign-in")
        chosen = self.page.locator(f"#step-{step}[aria-current=step]")
        expect(dialog.or_(chosen).locator("visible=true").first).to_be_visible()

    def types_password(self, *, photographed_as: str | None = None) -> None:
        """Fill in the dialog, and sign in."""
        self.page.fill("#password", PASSWORD)
        if photographed_as:
            self.shows(photographed_as, "#sign-in", ring="#sign-in button[type=submit]")
        self.page.click("#sign-in button[type=submit]")
        expect(self.page.locator("#sign-in")).to_be_hidden()

    def runs(self, step: str, *, expected: str = "done") -> None:
        """Open a step, press Run, and wait for what came of it."""
        self.opens(step)
        expect(self.page.locator(f"#step-{step}[aria-current=step]")).to_be_visible()
        self.page.click("#run")
        mark = self.page.locator(f"#step-{step} .step__mark--{expected}")
        expect(mark).to_have_count(1, timeout=SETTLED_MS)
        expect(self.page.locator("#run")).to_be_enabled()

    def shows(
        self,
        name: str,
        where: str,
        *,
        ring: str = "",
        at: str = "",
        last: bool = False,
        on_phone: str = "",
    ) -> None:
        """Photograph a part of the window twice, on a desktop and on a phone.

        ``ring`` is what a red ring is drawn round, ``at`` the JSON name an answer is scrolled to
        (its first, or its ``last``), ``on_phone`` the part to photograph there, if another.
        """
        for kind, size in (("wide", WIDE), ("narrow", NARROW)):
            part = (kind == "narrow" and on_phone) or where
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            self._look(part, ring, at, -1 if last else 0)
            self.album.add(name, kind, self._seen(part, size))
        self._ring(ring, "")
        self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})

    def _look(self, where: str, ring: str, at: str, nth: int) -> None:
        self.page.evaluate("document.activeElement?.blur()")
        self._ring(ring, RING)
        self.page.locator("#variables").evaluate(FITTING, ring == "#variables")
        self.page.locator(where).first.evaluate("e => e.scrollIntoView({ block: 'start' })")
        if at:
            names = self.page.locator(".json-name", has_text=f'"{at}"')
            names.nth(nth).evaluate(
                """e => {
                    const box = e.closest("pre");
                    const top = box.getBoundingClientRect().top + 3;
                    box.scrollTop += Math.round(e.getBoundingClientRect().top - top);
                }"""
            )
        self.page.wait_for_timeout(150)

    def _ring(self, ring: str, style: str) -> None:
        if ring:
            self.page.locator(ring).first.evaluate(
                "(e, s) => { e.style.outline = s; e.style.outlineOffset = s ? '3px' : ''; }", style
            )

    def _seen(self, where: str, size: tuple[int, int]) -> bytes:
        box = self.page.locator(where).first.bounding_box()
        assert box is not None, f"{where} is not to be seen"
        left, top = max(box["x"] - 8, 0), max(box["y"] - 8, 0)
        clip = {
            "x": left,
            "y": top,
            "width": min(box["width"] + 16, size[0] - left),
            "height": min(box["height"] + 16, size[1] - top),
        }
        return self.page.screenshot(clip=clip, animations="disabled", caret="hide")
