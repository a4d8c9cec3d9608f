"""Slides of a lesson that ran on the live stack."""

from pathlib import Path

from course.editions.slides import deck, lesson
from course.editions.slides.serve import serving
from course.lessons import exercises
from tests.browser import chromium
from tests.unit.test_editions_slides import MEASURE, PAGE


def test_a_lesson_that_ran_shows_its_results_and_every_page_fits(tmp_path: Path) -> None:
    [welcome] = lesson.find("README", "pt_BR")
    lesson.run(welcome)
    made = deck.write(welcome, exercises(), tmp_path)
    with chromium() as browser, serving(tmp_path) as url:
        page = browser.new_page(viewport=PAGE)
        page.goto(url + made.audience.name)
        page.locator("body.ready").wait_for()
        assert page.evaluate(MEASURE) == []
        board = page.locator(".jp-OutputArea table", has_text="PostgreSQL")
        assert board.count()  # a still picture
        page.locator(".figure .main-svg").first.wait_for(state="attached")
