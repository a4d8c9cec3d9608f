"""One notebook as a job, twice, with different parameters."""

import random
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from course.errors import CourseError
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.lessons.architecture import jupyter_demos
from course.lessons.architecture.jupyter_demos import Executed
from course.pipeline.warehouse import read
from course.settings import settings

_ID = "02.19-two-runs"
_FLOWN = "SELECT carrier, count(*) AS flights FROM mart.flight WHERE flight_date = %(day)s GROUP BY carrier"


def _scene() -> dict[str, Any]:
    """An empty folder for what is executed, and two carriers that flew differently often."""
    folder = settings.progress_file.parent / "sandbox" / _ID
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    flown = read(_FLOWN, {"day": jupyter_demos.newest_day()}).drop_duplicates("flights")["carrier"]
    others = [carrier for carrier in flown if carrier != _declared()["carrier"]]
    if len(others) < 2:
        raise CourseError(
            _("O warehouse ainda não tem voos."), _("Rode `make trigger-dag` e execute a célula de novo.")
        )
    outputs = [str(folder / name) for name in ("first.ipynb", "second.ipynb")]
    return {
        "report": str(jupyter_demos.REPORT),
        "outputs": outputs,
        "carriers": [str(carrier) for carrier in random.sample(others, 2)],
    }


def _declared() -> dict[str, str]:
    """The report's parameters by name, with their defaults."""
    from papermill import inspect_notebook  # late: it loads every store it can write to

    found = inspect_notebook(str(jupyter_demos.REPORT))
    return {name: str(one["default"]).strip("\"'") for name, one in found.items()}


def _where_to_look(scene: SimpleNamespace | None) -> str:
    if scene is None:
        return _(
            "Execute a célula do exercício e olhe o que há em `s`: o relatório, duas saídas, duas companhias."
        )
    there = [Path(output).name for output in scene.outputs if Path(output).is_file()]
    return _(
        "Na pasta da cena há agora: {files}. Abra `jobs/report.ipynb`, ao lado deste notebook: como se"
        " chamam os parâmetros na célula com a etiqueta?"
    ).format(files=", ".join(there) or _("nada"))


_START = f"""\
import papermill

from course.notebook import scene

s = scene("{_ID}")  # s.report; two of each: s.outputs, s.carriers
"""
_QUIET = "progress_bar=False"

exercise = Exercise(
    id=_ID,
    title=_("O mesmo notebook, dois jobs"),
    answer="",
    needs=("postgres",),
    scene=_scene,
    starter=_START,
    solution=_START
    + f"""\
for carrier, output in zip(s.carriers, s.outputs):
    papermill.execute_notebook(s.report, output, parameters={{"carrier": carrier}}, {_QUIET})
""",
    explains=_(
        "O relatório não muda: mudam os parâmetros e a saída. Cada notebook executado guarda em `metadata`"
        " com que parâmetros rodou, quando e por quanto tempo, e nas células o código e o resultado: é o"
        " recibo do job. Um nome de parâmetro que o notebook não tem só gera um aviso; por isso quem agenda"
        " confere os nomes, com `papermill.inspect_notebook`."
    ),
    hints=(
        _where_to_look,
        _(
            "`papermill.execute_notebook` recebe o notebook, o caminho da saída e um dicionário `parameters`."
            " Cada execução precisa da sua saída, ou a segunda apaga a primeira. Um laço sobre os pares"
            " (companhia, saída) chama duas vezes a mesma linha."
        ),
        _(
            "```python\n"
            "for carrier, output in zip(s.carriers, s.outputs):\n"
            "    papermill.execute_notebook(\n"
            "        s.report, output,      # o que roda, onde fica o resultado\n"
            '        parameters={____},     # o nome é o da célula "parameters"\n'
            "    )\n"
            "```"
        ),
    ),
    wrong={
        "unknown_name": Wrong(
            _START
            + f"""\
for carrier, output in zip(s.carriers, s.outputs):
    papermill.execute_notebook(s.report, output, parameters={{"airline": carrier}}, {_QUIET})
""",
            _(
                "Você passou `{name}`, que o relatório não tem. O papermill avisou no log e injetou assim"
                " mesmo; ninguém leu a variável, e as duas execuções são da companhia padrão, {shown}."
                " Verdes, e erradas."
            ),
        ),
        "same_parameters": Wrong(
            _START
            + f"""\
for output in s.outputs:
    papermill.execute_notebook(s.report, output, parameters={{"carrier": s.carriers[0]}}, {_QUIET})
""",
            _(
                "Há duas execuções, as duas de {shown}: os mesmos parâmetros, o mesmo número ({flights}"
                " voos). São dois recibos do mesmo job."
            ),
        ),
        "one_output": Wrong(
            _START
            + f"""\
for carrier in s.carriers:
    papermill.execute_notebook(s.report, s.outputs[0], parameters={{"carrier": carrier}}, {_QUIET})
""",
            _(
                "Só existe `{name}`, com {shown}: a segunda execução gravou por cima da primeira. Sem o"
                " recibo não se sabe mais o que a outra deu."
            ),
        ),
        "no_parameters": Wrong(
            _START
            + f"""\
for output in s.outputs:
    papermill.execute_notebook(s.report, output, {_QUIET})
""",
            _(
                "O papermill rodou duas vezes sem receber parâmetro nenhum: o relatório usou o padrão da"
                " célula `parameters`, {shown}."
            ),
        ),
    },
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """What the executed notebooks record and show, beside what the warehouse says."""
    paths = [Path(output) for output in scene.outputs] if scene else []
    there = [path for path in paths if path.is_file()]
    if scene is None or not there:
        return not_tried(_("Ainda não há nenhum notebook executado na pasta da cena."))
    runs = [jupyter_demos.opened(path) for path in there]
    shown = [str(run.figures.get("carrier")) for run in runs]
    if failed := [path.name for path, run in zip(there, runs, strict=True) if run.failed or not run.figures]:
        return not_yet(_("`{name}` não chegou ao fim: uma célula parou.").format(name=failed[0]))
    if len(there) == 1:
        return mistake("one_output", name=there[0].name, shown=shown[0])
    if set(shown) == set(scene.carriers):
        return _compared(scene, runs)
    return _not_those(scene, runs, shown)


def _not_those(scene: SimpleNamespace, runs: list[Executed], shown: list[str]) -> Verdict:
    passed = [name for run in runs for name in run.parameters]
    if not passed:
        return mistake("no_parameters", shown=shown[0])
    if unknown := [name for name in passed if name not in _declared()]:
        return mistake("unknown_name", name=unknown[0], shown=shown[0])
    if shown[0] == shown[1]:
        return mistake("same_parameters", shown=shown[0], flights=runs[0].figures.get("flights"))
    return not_yet(
        _("As execuções são de {shown}; as pedidas, de {wanted}.").format(
            shown=", ".join(shown), wanted=", ".join(scene.carriers)
        )
    )


def _compared(scene: SimpleNamespace, runs: list[Executed]) -> Verdict:
    """Whether the figures are the warehouse's, for the day that the report was run for."""
    for run in runs:
        carrier = run.figures["carrier"]
        flights = len(jupyter_demos.flights_of(carrier, run.figures["day"]))
        if run.figures.get("flights") != flights:
            text = _("O relatório de {carrier} diz {given} voos; o warehouse, agora, {flights}.")
            return not_yet(text.format(carrier=carrier, given=run.figures.get("flights"), flights=flights))
    return right(
        _("O mesmo notebook, dois jobs, cada um com o seu recibo:"),
        rows=jupyter_demos.compared(scene.outputs),
    )
