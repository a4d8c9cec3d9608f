"""Debian's Chromium under Playwright; tests that ask for it are skipped where there is none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser, as Playwright's `Browser`."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright  # late: most tests need none

    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
