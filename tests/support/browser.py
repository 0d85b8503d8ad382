"""A real browser: Chromium of this machine, driven by Playwright; pages are looked at as people see them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

WIDTHS = {"phone": 360, "desktop": 1200}
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Start the browser; where there is none skip, but fail where ACMEINC_REQUIRE_BROWSER=1 asks for one."""
    found = os.environ.get("ACMEINC_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        required = os.environ.get("ACMEINC_REQUIRE_BROWSER") == "1"
        (pytest.fail if required else pytest.skip)(
            f"there is no {_NAMES[0]}, and ACMEINC_CHROMIUM names none"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield Browser(started)
        started.close()


class Sight(NamedTuple):
    """A page as it is seen: `told` are the lines of its console, `loaded` where it got anything from."""

    page: Any
    told: list[str]
    loaded: list[str]

    def resize(self, width: int) -> None:
        """Make the window so many pixels wide."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def faults(self) -> list[str]:
        """Return what axe-core finds wrong for people who see, hear or move otherwise."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


class Browser:
    """The browser, and pages in it."""

    def __init__(self, started: Any) -> None:
        self._started = started

    @contextmanager
    def seeing(self, file: Path | str, *, width: int = WIDTHS["desktop"], **how: Any) -> Iterator[Sight]:
        """Open a file or an address; `how` is what Playwright can say of a window: `color_scheme="dark"`."""
        window = self._started.new_context(viewport={"width": width, "height": 900}, **how)
        page = window.new_page()
        told: list[str] = []
        loaded: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("requestfinished", lambda request: loaded.append(request.url))
        page.goto(file.as_uri() if isinstance(file, Path) else file)
        yield Sight(page, told, loaded)
        window.close()
