"""The slides in a real browser: every page fits, the instructor's notes stay with the instructor."""

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.editions import notebooks
from course.editions.slides import deck
from course.editions.slides.lesson import Lesson, find
from course.editions.slides.serve import serving
from course.errors import UsageError
from course.i18n import LANGUAGES
from course.lessons import exercises
from course.settings import ROOT
from tests.browser import chromium
from tests.unit.lesson_samples import EXERCISE, EXERCISES, LESSON, answer_cell, code, lesson, markdown, put

PAGE = {"width": 1280, "height": 720}
NOTE = {
    "tags": ["instructor"],
    "slideshow": {"slide_type": "notes"},
    "jupyter": {"source_hidden": True},
}
SENTENCE = (
    "Esta frase é comprida o bastante para encher mais do que uma linha de um slide de aula, sem pressa."
)
# Of every page: what is higher than the page, and the texts of what scrolls though it is prose.
MEASURE = """() => {
    const wrong = [];
    for (const page of document.querySelectorAll(".slides section:not(:has(section))")) {
        const {h, v} = Reveal.getIndices(page);
        Reveal.slide(h, v);
        const bottom = page.getBoundingClientRect().top + page.scrollHeight;
        if (page.scrollHeight > 720 || bottom > 720) wrong.push(["too high", page.textContent]);
        for (const part of page.querySelectorAll(".scrolls")) {
            if (!part.closest(".jp-OutputArea, .highlight")) wrong.push(["scrolls", part.textContent]);
        }
    }
    return wrong;
}"""
TEXT = """[...document.querySelectorAll(".slides section:not(:has(section))")].map(page => {
    const copy = page.cloneNode(true);
    copy.querySelectorAll("aside.notes").forEach(note => note.remove());
    return copy.textContent.replace(/\\s+/g, " ");
})"""


def shown(mime: str, data: Any) -> NotebookNode:
    output: NotebookNode = new_output("execute_result", data={mime: data}, execution_count=1)
    return output


def hard() -> NotebookNode:
    """A lesson with everything that is too long for a page."""
    rows = "".join(f"<tr><td>linha {n}</td><td>{n * 7}</td></tr>" for n in range(80))
    figure = go.Figure(go.Bar(x=["</script>", "b"], y=[1, 2]), layout={"height": 900}).to_plotly_json()
    return lesson(
        markdown("title", "# Aula", course={"minutes": 2}),
        markdown("long", "\n\n".join(f"{n}. {SENTENCE * 2}" for n in range(12))),
        markdown("note", "Nota secreta.", **NOTE),
        markdown("list", "## Lista\n\n" + "\n".join(f"- item {n} {SENTENCE}" for n in range(9))),
        code("source", "\n".join(f"x{n} = {n}" for n in range(6)), outputs=[shown("text/html", "<b>6</b>")]),
        code("rows", "tabela()", outputs=[shown("text/html", f"<table>{rows}</table>")]),
        code("text", "print(texto)", outputs=[new_output("stream", text=f"{SENTENCE}\n" * 60)]),
        code("figure", "figura()", outputs=[shown("application/vnd.plotly.v1+json", figure)]),
        markdown("task", "## Exercício\n\nFaça.", course={"minutes": 6}),
        answer_cell(),
        code("check", f'check("{EXERCISE.id}")', "check", outputs=[shown("text/plain", "não tentado")]),
        markdown("table", "| a | b |\n| --- | --- |\n" + "\n".join(f"| {n} | dois |" for n in range(12))),
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> deck.Deck:
    folder = tmp_path_factory.mktemp("slides")
    return deck.write(Lesson("demo", folder, {LESSON: hard()}, "pt_BR"), EXERCISES, folder)


@pytest.fixture(scope="module")
def address(made: deck.Deck) -> Iterator[str]:
    with serving(made.audience.parent) as url:
        yield url


@pytest.fixture(scope="module")
def opened(browser: Any, made: deck.Deck, address: str) -> Iterator[tuple[Any, Any]]:
    """The class's window and the instructor's, of one browser; nothing may go wrong in them."""
    context = browser.new_context(viewport=PAGE, color_scheme="dark")
    wrong: list[str] = []
    pages = []
    for file in (made.audience, made.instructor):
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda sent: wrong.append(sent.url))
        page.goto(address + file.name)
        page.locator("body.ready").wait_for()
        pages.append(page)
    yield pages[0], pages[1]
    context.close()
    assert [one for one in wrong if not one.startswith((address, "data:"))] == []


@pytest.fixture
def windows(opened: tuple[Any, Any]) -> tuple[Any, Any]:
    """Both at the first page, the clock not started."""
    opened[1].evaluate("localStorage.clear()")
    opened[1].evaluate("Reveal.slide(0, 0)")
    opened[0].wait_for_function("Reveal.isFirstSlide()")
    return opened


def go_to(page: Any, text: str) -> None:
    """Shows the page of the deck with that text."""
    page.evaluate(
        """text => {
            const pages = [...document.querySelectorAll(".slides section:not(:has(section))")];
            const {h, v} = Reveal.getIndices(pages.find(page => page.textContent.includes(text)));
            Reveal.slide(h, v);
        }""",
        text,
    )


def test_no_page_is_higher_than_the_screen_and_no_prose_scrolls(windows: tuple[Any, Any]) -> None:
    for window in windows:
        assert window.evaluate("Reveal.getTotalSlides()") > 8
    assert windows[0].evaluate(MEASURE) == []


def test_the_measure_finds_a_page_that_is_too_high(browser: Any, made: deck.Deck, address: str) -> None:
    page = browser.new_page(viewport=PAGE)
    page.goto(address + made.audience.name)
    page.locator("body.ready").wait_for()
    page.evaluate("document.querySelector('.slides section section').style.height = '721px'")
    assert [why for why, _text in page.evaluate(MEASURE)] == ["too high"]
    page.close()


def test_all_prose_is_on_the_pages_once_and_in_order(windows: tuple[Any, Any]) -> None:
    told = " ".join(windows[0].evaluate(TEXT))
    places = [told.find(f"item {n} ") for n in range(9)]
    assert places == sorted(places)
    assert -1 not in places
    assert told.count(SENTENCE) == 12 * 2 + 9 + 60


def test_the_pages_of_both_windows_are_the_same(windows: tuple[Any, Any]) -> None:
    assert windows[0].evaluate(TEXT) == windows[1].evaluate(TEXT)


def test_notes_are_the_instructors_alone(windows: tuple[Any, Any], made: deck.Deck) -> None:
    audience, instructor = windows
    assert "Nota secreta" not in made.audience.read_text()
    go_to(instructor, SENTENCE)
    assert instructor.locator(".told").inner_text() == "Nota secreta."
    assert "Nota secreta" not in audience.locator("body").inner_text()


def test_the_two_windows_move_together_either_way(windows: tuple[Any, Any]) -> None:
    for leads, follows in (windows, windows[::-1]):
        leads.keyboard.press("PageDown")
        where = leads.evaluate("JSON.stringify(Reveal.getIndices())")
        follows.wait_for_function("where => JSON.stringify(Reveal.getIndices()) === where", arg=where)


def test_an_answer_is_folded_until_a_click_and_opens_in_both_windows(windows: tuple[Any, Any]) -> None:
    audience, instructor = windows
    go_to(instructor, EXERCISE.solution)
    audience.get_by_text("Exercício").first.wait_for()
    sheets = [window.locator("details.answer .highlight") for window in windows]
    assert not any(sheet.is_visible() for sheet in sheets)
    instructor.locator("details.answer summary").click()
    for sheet in sheets:
        sheet.wait_for()
        assert EXERCISE.solution in sheet.inner_text()
    box = audience.locator("details.answer").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= PAGE["height"]
    assert audience.evaluate(MEASURE) == []
    assert "não tentado" not in " ".join(audience.evaluate(TEXT))


def test_the_clock_shows_planned_and_actual_minute_in_both_windows(windows: tuple[Any, Any]) -> None:
    audience, instructor = windows
    clocks = [window.locator(".clock") for window in windows]
    assert "minuto 0 a 2 de 8" in clocks[0].inner_text()
    clocks[1].click()
    for clock in clocks:
        clock.filter(has_text=re.compile(r"^0:\d\d")).wait_for()
    go_to(instructor, "Faça.")
    clocks[0].filter(has_text="minuto 2 a 8 de 8").wait_for()
    instructor.evaluate(
        "Object.keys(localStorage).forEach(key => localStorage.setItem(key, Date.now() - 11.5 * 60000))"
    )
    for clock in clocks:
        clock.filter(has_text="3 min de atraso").wait_for()
        assert clock.inner_text().startswith("11:")
    assert audience.locator(".clock.late").count() == 1


def test_a_figure_is_drawn_to_fit_and_the_look_is_light(windows: tuple[Any, Any]) -> None:
    audience, _instructor = windows
    go_to(audience, "figura()")
    audience.locator("section.present .figure .main-svg").first.wait_for()
    assert audience.locator("section.present .figure").bounding_box()["height"] < PAGE["height"]
    assert audience.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_s_opens_the_instructors_window(windows: tuple[Any, Any], made: deck.Deck) -> None:
    with windows[0].context.expect_page() as opened:
        windows[0].keyboard.press("s")
    assert opened.value.url.endswith(made.instructor.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_real_lesson_fits_its_pages(browser: Any, language: str, tmp_path: Path) -> None:
    made = [deck.write(one, exercises(), tmp_path) for one in find("", language)]
    wrong = {}
    with serving(tmp_path) as url:
        page = browser.new_page(viewport=PAGE)
        for one in made:
            page.goto(url + one.audience.name)
            page.locator("body.ready").wait_for()
            wrong[one.audience.name] = page.evaluate(MEASURE)
        page.close()
    assert wrong == {one.audience.name: [] for one in made}


@pytest.mark.parametrize("path", notebooks.paths(ROOT), ids=lambda path: path.stem)
def test_a_note_for_the_instructor_is_marked_so_and_folded_in_jupyterlab(path: Path) -> None:
    for cell in notebooks.read(ROOT / path).cells:
        noted = cell.metadata.get("slideshow", {}).get("slide_type") == "notes"
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert noted == notebooks.tagged(cell, notebooks.INSTRUCTOR) == folded, cell.id


def test_the_notebook_itself_is_not_changed(tmp_path: Path) -> None:
    notebook = hard()
    before = deepcopy(notebook)
    deck.write(Lesson("demo", tmp_path, {LESSON: notebook}, "pt_BR"), EXERCISES, tmp_path)
    assert notebook == before


def test_a_module_that_there_is_not_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="README"):
        find("77", "pt_BR")


def test_the_notebooks_of_a_module_are_one_show_in_order_without_its_jobs(tmp_path: Path) -> None:
    for name in ("02_last", "01_first"):
        put(tmp_path, lesson(markdown(name, f"# {name}")), Path(f"modules/07_demo/{name}.ipynb"))
    put(tmp_path, lesson(code("p", "day = ''", "parameters")), Path("modules/07_demo/jobs/job.ipynb"))
    put(tmp_path, lesson(), Path("labs/lab7_demo.ipynb"))
    [found] = find("07", "pt_BR", tmp_path)
    assert (found.name, found.title) == ("07_demo", "01_first")
    assert [cell.id for cell in found.cells] == ["01_first", "02_last"]
    assert [one.name for one in find("lab7", "pt_BR", tmp_path)] == ["lab7_demo"]
