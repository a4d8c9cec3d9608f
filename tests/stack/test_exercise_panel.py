"""An exercise as a student does it, in JupyterLab in a real browser: wrong, a hint, the solution, right."""

from collections.abc import Iterator

import pytest

from course.lessons import exercise
from tests.stack.lab import Lab

EXERCISE = exercise("02.09-cache-aside")
CHECK = f'from course.notebook import check\n\ncheck("{EXERCISE.id}")'


@pytest.fixture(autouse=True, scope="module")
def own_progress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Kernels inherit the environment of the JupyterLab that the fixture starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRESS_FILE", str(tmp_path_factory.mktemp("progress") / "progress.sqlite"))
        yield


def test_help_opens_step_by_step_and_a_right_answer_is_said_to_be_right(lab: Lab) -> None:
    notebook = lab.open(EXERCISE.starter, CHECK)
    notebook.run(0, 1)
    verdict = notebook.output(1).locator(".course-verdict")
    assert "not_tried" in verdict.get_attribute("class")
    notebook.write(0, EXERCISE.wrong["never_expires"].code)
    notebook.run(0, 1)
    assert "not_yet" in verdict.get_attribute("class")
    assert "TTL" in verdict.inner_text()
    buttons = notebook.output(1).get_by_role("button")
    buttons.nth(0).click()
    notebook.output(1).locator(".course-hint").nth(0).wait_for()
    buttons.nth(0).click()
    notebook.output(1).locator(".course-hint").nth(1).wait_for()
    solution = notebook.output(1).locator(".course-solution")
    buttons.nth(1).click()
    solution.wait_for()
    assert solution.locator("pre").count() == 0  # one try: it says how it opens
    buttons.nth(1).click()
    solution.locator("pre").wait_for()
    notebook.write(0, EXERCISE.solution)
    notebook.run(0, 1)
    assert "right" in verdict.get_attribute("class")
    assert notebook.output(1).locator(".course-hint").count() == 2  # they stay readable
    assert notebook.wrong == []


def test_an_error_in_the_answers_cell_is_told_as_the_students(lab: Lab) -> None:
    notebook = lab.open("def cached(cache, key, compute):\n    return 1\n\ncached = cached + 1", CHECK)
    notebook.run(0, 1)
    verdict = notebook.output(1).locator(".course-verdict")
    assert "raised" in verdict.get_attribute("class")
    assert "cached = cached + 1" in verdict.inner_text()
