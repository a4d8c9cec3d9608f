"""The lessons handed out anew: every answer as it was at first, no outputs. What was there is saved aside."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from course.editions import answers, edition, notebooks
from course.editions.report import Report
from course.services.jupyter import home
from course.settings import ROOT


def reset(language: str, exercises: Mapping[str, answers.Answered], checkout: Path = ROOT) -> Report:
    """Resets the notebooks that JupyterLab shows in that language, each in its place."""
    report = edition.build(language, checkout)
    for path in notebooks.paths(checkout / home(language)):
        place = home(language) / path
        notebook = notebooks.read(checkout / place)
        fresh = deepcopy(notebook)
        notebooks.without_outputs(fresh)
        for cell in fresh.cells:
            if notebooks.exercise_of(cell):
                cell.source = answers.exercise(cell, exercises).starter.strip("\n")
        if fresh != notebook:
            report.save_aside(place)
            notebooks.write(checkout / place, notebooks.text(fresh))
            report.written.append(place)
    return report
