"""What axe finds on a page that is open in a browser: WCAG 2.2 at level AA."""

from functools import cache
from pathlib import Path

from playwright.async_api import Page

SOURCE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (contrast) => (await axe.run({
    rules: {"color-contrast": {enabled: contrast}},
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
})).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`)"""


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


async def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """Each rule that is broken, with the first elements that break it.

    Contrast, by far the slowest, is the same at every width: once a page is enough.
    """
    await page.evaluate(_source())
    found: list[str] = await page.evaluate(RUN, contrast)
    return found


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wide: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide
