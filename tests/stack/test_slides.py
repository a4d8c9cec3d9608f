"""Slides of a lesson that ran on the live stack."""

import shutil
from pathlib import Path

import pytest

from course.editions.slides import deck, lesson
from course.editions.slides.serve import serving
from course.lessons import exercises
from tests.unit.test_editions_slides import MEASURE, PAGE

CHROMIUM = shutil.which("chromium")


@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_a_lesson_that_ran_shows_its_results_and_every_page_fits(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    [welcome] = lesson.find("README", "pt_BR")
    lesson.run(welcome)
    made = deck.write(welcome, exercises(), tmp_path)
    with serving(tmp_path) as url, sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport=PAGE)
        page.goto(url + made.audience.name)
        page.locator("body.ready").wait_for()
        assert page.evaluate(MEASURE) == []
        assert page.locator(
            ".jp-OutputArea table", has_text="PostgreSQL"
        ).count()  # the board, a still picture
        page.locator(".figure .main-svg").first.wait_for(state="attached")
        browser.close()
