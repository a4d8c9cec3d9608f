"""The student's progress: one row an exercise, by module."""

import time
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from course import lessons
from course.exercises import progress
from course.i18n import _
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent


class ProgressBoard(Live):
    """Every exercise with its state, tries, hints, and whether the solution was opened; or one module's."""

    _esm = javascript(_HERE / "progress_board.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "board/live.css", _HERE / "progress_board.css")

    def __init__(self, module: str = "") -> None:
        """`module` as ids begin, `02` or `lab1`; without it, all."""
        self._module = module
        words = {
            "columns": "\t".join([_("Exercício"), _("Estado"), _("Tentativas"), _("Dicas"), _("Solução")]),
            "module": _("{module}: {right} de {all}"),
            "none": _("Ainda não há exercícios neste módulo."),
        }
        super().__init__(words)

    def answer(self, about: str, question: Any) -> Any:
        """`modules` as `board` gives them, at `end` (Unix seconds)."""
        del about, question
        return {"modules": board(self._module), "end": time.time()}

    def still(self) -> str:
        """The same as a table."""
        parts = []
        for one in board(self._module):
            head = self.texts["module"].format(**one)
            rows = "".join(
                f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row['cells'])}</tr>"
                for row in one["rows"]
            )
            columns = "".join(f"<th>{escape(name)}</th>" for name in self.texts["columns"].split("\t"))
            parts.append(f"<h4>{escape(head)}</h4><table><tr>{columns}</tr>{rows}</table>")
        return "".join(parts) or f"<p>{escape(self.texts['none'])}</p>"


def board(module: str = "") -> list[dict[str, Any]]:
    """By `module` (in words): how many exercises are `right` of `all`; of each its `state` and its texts."""
    states = {"right": _("certo"), "not_yet": _("ainda não"), "raised": _("parou"), "": "–"}
    wanted = [one for one in lessons.exercises().values() if one.module.startswith(module)]
    records = progress.records(one.id for one in wanted)
    made = []
    for name, group in groupby(wanted, lambda one: one.module):
        rows = []
        for exercise in group:
            record = records[exercise.id]
            state = "right" if record.right_at else record.last_status
            rows.append(
                {
                    "state": state,
                    "cells": [
                        f"{exercise.id.partition('-')[0]} · {exercise.title}",
                        states.get(state, "–"),
                        str(record.tries or "–"),
                        str(record.hints or "–"),
                        _("aberta") if record.solution_at else "–",
                    ],
                }
            )
        right = sum(row["state"] == "right" for row in rows)
        made.append({"module": _in_words(name), "right": right, "all": len(rows), "rows": rows})
    return made


def _in_words(module: str) -> str:
    lab = module.removeprefix("lab")
    return (
        _("Módulo {number}").format(number=module) if lab == module else _("Lab {number}").format(number=lab)
    )
