"""An edition says the same with the same code, and never costs a student their work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_output

from course.editions import edition, notebooks, student
from course.editions.report import Report
from course.errors import CourseError, UsageError
from course.i18n import LANGUAGES
from course.services.jupyter import home
from course.settings import ROOT
from tests.unit.exercise_samples import sample
from tests.unit.lesson_samples import (
    EXERCISE,
    EXERCISES,
    LESSON,
    answer_cell,
    code,
    lesson,
    markdown,
    put,
    translate_all,
)

ENGLISH = home("en") / LESSON


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one lesson and its translation."""
    put(tmp_path, lesson())
    translate_all(tmp_path)
    return tmp_path


def sources(path: Path, kind: str = "code") -> dict[str, str]:
    return {cell.id: cell.source for cell in notebooks.read(path).cells if cell.cell_type == kind}


def write_answer(path: Path, source: str) -> str:
    """As a student does; returns what the notebook is then."""
    notebook = notebooks.read(path)
    next(cell for cell in notebook.cells if notebooks.exercise_of(cell)).source = source
    notebooks.write(path, notebooks.text(notebook))
    return path.read_text()


def change_the_source(checkout: Path, answer: str = EXERCISE.starter) -> None:
    put(checkout, lesson(markdown("title", "# Título\n\nParágrafo novo."), answer_cell(answer)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_of_every_real_lesson_is_the_same_in_each_language(language: str) -> None:
    for path, notebook in edition.translated(language, Report(ROOT)):
        source = notebooks.read(ROOT / path)
        assert [cell.id for cell in notebook.cells] == [cell.id for cell in source.cells]
        for ours, theirs in zip(source.cells, notebook.cells, strict=True):
            assert ours.metadata == theirs.metadata
            assert ours.cell_type == "markdown" or ours.source.encode() == theirs.source.encode()


def test_the_prose_is_translated_and_the_code_is_not(checkout: Path) -> None:
    report = edition.build("en", checkout)
    assert report.written == [ENGLISH]
    assert sources(checkout / ENGLISH) == sources(checkout / LESSON)
    prose = sources(checkout / ENGLISH, "markdown")
    assert prose["title"] == "«# Título»\n\n«Um parágrafo.»\n\n«Outro parágrafo.»"


def test_what_is_not_translated_stays_in_portuguese_and_is_told(checkout: Path) -> None:
    change_the_source(checkout)
    report = edition.build("en", checkout)
    assert "Parágrafo novo." in sources(checkout / ENGLISH, "markdown")["title"]
    assert report.untranslated == 1
    assert "1" in next(report.lines())


def test_building_again_without_a_change_leaves_a_students_work_as_it_is(checkout: Path) -> None:
    edition.build("en", checkout)
    work = write_answer(checkout / ENGLISH, "n = 42")
    report = edition.build("en", checkout)
    assert (report.written, report.saved) == ([], {})
    assert (checkout / ENGLISH).read_text() == work


def test_a_changed_notebook_is_saved_aside_and_its_answer_carried_into_the_new_one(checkout: Path) -> None:
    edition.build("en", checkout)
    work = write_answer(checkout / ENGLISH, "n = 42")
    change_the_source(checkout)
    report = edition.build("en", checkout)
    assert (checkout / report.saved[ENGLISH]).read_text() == work
    assert report.saved[ENGLISH].parts[0] == "saved"
    assert str(report.saved[ENGLISH]) in next(report.lines())
    assert "Parágrafo novo." in sources(checkout / ENGLISH, "markdown")["title"]
    assert sources(checkout / ENGLISH) == {"answer-99": "n = 42"}
    assert report.carried[ENGLISH] == 1


def test_a_notebook_that_nobody_touched_is_replaced_without_a_copy(checkout: Path) -> None:
    edition.build("en", checkout)
    change_the_source(checkout)
    report = edition.build("en", checkout)
    assert (report.written, report.saved) == ([ENGLISH], {})
    assert not (checkout / "saved").exists()


def test_an_answer_to_what_is_now_handed_out_otherwise_is_saved_but_not_carried(checkout: Path) -> None:
    edition.build("en", checkout)
    work = write_answer(checkout / ENGLISH, "n = 42")
    change_the_source(checkout, answer="n = [...]")
    report = edition.build("en", checkout)
    assert (checkout / report.saved[ENGLISH]).read_text() == work
    assert sources(checkout / ENGLISH) == {"answer-99": "n = [...]"}


def test_an_untouched_answer_follows_the_new_starter(checkout: Path) -> None:
    edition.build("en", checkout)
    notebook = notebooks.read(checkout / ENGLISH)
    notebook.cells.append(code("mine", "meu_rascunho = 1"))
    notebooks.write(checkout / ENGLISH, notebooks.text(notebook))
    change_the_source(checkout, answer="n = [...]")
    report = edition.build("en", checkout)
    assert "meu_rascunho" in (checkout / report.saved[ENGLISH]).read_text()
    assert sources(checkout / ENGLISH) == {"answer-99": "n = [...]"}


def test_what_can_no_longer_be_read_is_saved_too(checkout: Path) -> None:
    edition.build("en", checkout)
    (checkout / ENGLISH).write_bytes(b'{"cells": [\xff')
    change_the_source(checkout)
    report = edition.build("en", checkout)
    assert (checkout / report.saved[ENGLISH]).read_bytes() == b'{"cells": [\xff'
    assert sources(checkout / ENGLISH) == {"answer-99": EXERCISE.starter}


def test_two_runs_within_a_second_save_into_two_folders(checkout: Path) -> None:
    kept = []
    for answer in ("n = 1", "n = 2"):
        student.reset("pt_BR", EXERCISES, checkout)
        work = write_answer(checkout / LESSON, answer)
        report = student.reset("pt_BR", EXERCISES, checkout)
        kept.append((checkout / report.saved[LESSON], work))
    assert len({path for path, _work in kept}) == 2
    assert all(path.read_text() == work for path, work in kept)


def test_a_lesson_that_is_gone_leaves_the_edition_and_its_work_is_saved(checkout: Path) -> None:
    edition.build("en", checkout)
    work = write_answer(checkout / ENGLISH, "n = 42")
    (checkout / LESSON).unlink()
    report = edition.build("en", checkout)
    assert not (checkout / ENGLISH).exists()
    assert (checkout / report.saved[ENGLISH]).read_text() == work


def test_a_file_that_a_student_made_is_left_alone(checkout: Path) -> None:
    edition.build("en", checkout)
    own = put(checkout, lesson(), home("en") / "modules/01_demo/meu.ipynb")
    before = own.read_text()
    change_the_source(checkout)
    edition.build("en", checkout)
    assert own.read_text() == before


def test_the_source_is_its_own_edition(checkout: Path) -> None:
    assert edition.build("pt_BR", checkout).written == []
    assert not (checkout / "editions").exists()


def test_a_language_that_there_is_not_is_refused_with_the_choices(checkout: Path) -> None:
    with pytest.raises(UsageError, match="pt_BR, en"):
        edition.build("fr", checkout)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_solved_edition_has_the_solution_in_each_answer(language: str, checkout: Path) -> None:
    edition.solved(language, EXERCISES, checkout)
    solved = checkout / "editions" / f"solved-{language}" / LESSON
    assert sources(solved) == {**sources(checkout / LESSON), "answer-99": EXERCISE.solution}
    assert ("«# Título»" in solved.read_text()) == (language == "en")


def test_a_changed_solved_edition_is_saved_aside_and_solved_again(checkout: Path) -> None:
    edition.solved("pt_BR", EXERCISES, checkout)
    solved = Path("editions/solved-pt_BR") / LESSON
    work = write_answer(checkout / solved, "n = 42")
    report = edition.solved("pt_BR", EXERCISES, checkout)
    assert (checkout / report.saved[solved]).read_text() == work
    assert sources(checkout / solved)["answer-99"] == EXERCISE.solution


def test_an_answer_whose_exercise_nobody_declares_is_named(checkout: Path) -> None:
    put(checkout, lesson(answer_cell(exercise_id="99.02-other")))
    with pytest.raises(CourseError, match=r"99\.02-other"):
        edition.solved("pt_BR", EXERCISES, checkout)
    with pytest.raises(CourseError, match=r"99\.02-other"):
        student.reset("pt_BR", EXERCISES, checkout)


@pytest.mark.parametrize("language", LANGUAGES)
def test_handing_out_anew_resets_answers_and_outputs_and_saves_what_was_there(
    language: str, checkout: Path
) -> None:
    edition.build(language, checkout)
    place = home(language) / LESSON
    notebook = notebooks.read(checkout / place)
    notebook.cells[1].outputs = [new_output("stream", text="olá")]
    notebook.cells[1].execution_count = 3
    notebook.cells.append(code("mine", "meu_rascunho = 1"))
    notebooks.write(checkout / place, notebooks.text(notebook))
    work = write_answer(checkout / place, "n = 42")
    report = student.reset(language, EXERCISES, checkout)
    assert report.written == [place]
    assert (checkout / report.saved[place]).read_text() == work
    now = notebooks.read(checkout / place)
    assert sources(checkout / place)["answer-99"] == EXERCISE.starter
    assert sources(checkout / place)["mine"] == "meu_rascunho = 1"
    assert not [cell for cell in now.cells if cell.get("outputs") or cell.get("execution_count")]


def test_handing_out_what_the_source_has_changed_saves_the_work_and_not_what_was_carried(
    checkout: Path,
) -> None:
    edition.build("en", checkout)
    notebook = notebooks.read(checkout / ENGLISH)
    notebook.cells.append(code("mine", "meu_rascunho = 1"))
    notebooks.write(checkout / ENGLISH, notebooks.text(notebook))
    work = write_answer(checkout / ENGLISH, "n = 42")
    change_the_source(checkout)
    report = student.reset("en", EXERCISES, checkout)
    assert (checkout / report.saved[ENGLISH]).read_text() == work
    assert sources(checkout / ENGLISH) == {"answer-99": EXERCISE.starter}


def test_handing_out_what_is_untouched_writes_nothing(checkout: Path) -> None:
    before = (checkout / LESSON).read_text()
    report = student.reset("pt_BR", EXERCISES, checkout)
    assert (report.written, report.saved) == ([], {})
    assert (checkout / LESSON).read_text() == before


def test_a_starter_written_between_triple_quotes_begins_without_an_empty_line(checkout: Path) -> None:
    declared = sample(starter="\nn = ...\n", solution="\nn = 1\n")
    edition.solved("pt_BR", {declared.id: declared}, checkout)
    assert sources(checkout / "editions/solved-pt_BR" / LESSON)["answer-99"] == "n = 1"
    assert student.reset("pt_BR", {declared.id: declared}, checkout).written == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_jupyterlab_opens_with_the_readers_edition(language: str) -> None:
    asked = "from course.services.jupyter import service; print(*service.local.programs[0].command)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "COURSE_LANG": language},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page = (home(language) / "modules/README.ipynb").as_posix()
    assert f"--LabApp.default_url=/lab/tree/{page}" in told.split()
