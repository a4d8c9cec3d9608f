"""A PromQL expression, judged by its values on synthetic series and on the live ones."""

import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import promql_parser
import yaml

from course.errors import CourseError, UsageError
from course.exercises.exercise import Exercise
from course.exercises.verdict import Verdict, mistake, not_yet, raised, right
from course.i18n import _
from course.services import prometheus
from course.services.http import get
from course.services.programs import find

# By label set as promtool writes it, the value.
Samples = dict[str, float]
_SAMPLE = re.compile(r"((?:[a-zA-Z_:][\w:]*)?\{[^}]*\}) (\S+?)(?:, |$)")


@dataclass(frozen=True)
class Promql:
    """Right when it has the solution's values on `series`, and Prometheus takes it on the live ones.

    series: makes promtool's input series anew, `{series: values}`, one value every 5 seconds, drawn at random
    and with what quiet data would hide (a reset, unequal weights, a missing label). at: the moment of the
    evaluation, in seconds. https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
    """

    series: Callable[[], dict[str, str]]
    at: int = 300
    showed: str = ""

    def check(self, exercise: Exercise, answer: str) -> Verdict:
        """First the outcome; then whether the expression or its values are those of a known mistake."""
        if not isinstance(answer, str):
            return not_yet(_("A resposta é o texto da expressão, entre aspas."))
        try:
            live = _live(answer)
        except UsageError as error:
            return raised(_("O Prometheus recusou a expressão:\n\n`{why}`").format(why=error.message))
        if unknown := _unknown_metric(answer):
            return not_yet(
                _("Não existe métrica `{name}` neste Prometheus. Confira o nome em /metrics.").format(
                    name=unknown
                )
            )
        return self._judged(exercise, answer, live)

    def _judged(self, exercise: Exercise, answer: str, live: str) -> Verdict:
        wrong = {cause: exercise.literal(one.code) for cause, one in exercise.wrong.items()}
        solution = exercise.literal(exercise.solution)
        wanted, given, *others = evaluate([solution, answer, *wrong.values()], self.series(), self.at)
        if _same(given, wanted):
            return right(f"{self.showed} {live}".strip())
        for (cause, expression), samples in zip(wrong.items(), others, strict=True):
            # No series at all comes of many mistakes: then only the same expression has that cause.
            if _written_alike(expression) == _written_alike(answer) or (given and _same(given, samples)):
                return mistake(cause, n=len(given))
        return not_yet(_what(wanted, given))


def evaluate(expressions: list[str], series: dict[str, str], at: int) -> list[Samples]:
    """What Prometheus's own engine makes of each on the series, `at` seconds after their first values.

    Raises `CourseError` when it refuses one of them.
    """
    never = [{"labels": '{never="1"}', "value": 0}]  # what promtool does not expect, it prints
    tests = [{"expr": one, "eval_time": f"{at}s", "exp_samples": never} for one in expressions]
    inputs = [{"series": name, "values": values} for name, values in series.items()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "test.yml"
        group = {"interval": "5s", "input_series": inputs, "promql_expr_test": tests}
        file.write_text(yaml.safe_dump({"evaluation_interval": "5s", "tests": [group]}), encoding="utf-8")
        done = subprocess.run(
            [find("promtool"), "test", "rules", file], capture_output=True, text=True, timeout=20, check=False
        )
    blocks = re.split(r"^\s+expr: ", done.stdout + done.stderr, flags=re.MULTILINE)[1:]
    if len(blocks) != len(expressions):
        raise CourseError(_("O promtool não avaliou as expressões: {why}").format(why=done.stderr.strip()))
    return [_samples(block) for block in blocks]


def _samples(block: str) -> Samples:
    if refused := re.search(r", err: (.*)", block):
        raise CourseError(_("O promtool não avaliou uma expressão: {why}").format(why=refused[1]))
    got = re.search(r"^\s+got:\s*(.*)$", block, re.MULTILINE)
    return {labels: float(value) for labels, value in _SAMPLE.findall(got[1])} if got else {}


def _same(one: Samples, other: Samples) -> bool:
    """The same label sets (the metric's name aside) with values that agree to four digits."""
    a, b = ({re.sub(r"^[^{]*", "", labels): v for labels, v in samples.items()} for samples in (one, other))
    return a.keys() == b.keys() and all(_rounded(a[key]) == _rounded(b[key]) for key in a)


def _written_alike(expression: str) -> str:
    return str(promql_parser.parse(expression).prettify())


def _unknown_metric(expression: str) -> str:
    """The first metric that this Prometheus has never seen; empty when it knows all."""
    known = set(get("prometheus", "/api/v1/label/__name__/values").json()["data"])
    return next((name for name in metric_names(expression) if name not in known), "")


def metric_names(expression: str) -> list[str]:
    """The metrics that an expression selects, in the order in which they stand."""
    names: list[str] = []

    def note(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector) and node.name:
            names.append(node.name)

    promql_parser.walk(promql_parser.parse(expression), note)
    return names


def _what(wanted: Samples, given: Samples) -> str:
    if not given:
        return _("Nas séries de prova sua expressão não devolve nenhuma série.")
    if len(given) != len(wanted):
        return _(
            "Sua expressão devolve {given} série(s) nas séries de prova; a pergunta pede {wanted}."
        ).format(given=len(given), wanted=len(wanted))
    labels = next((one for one in given if _rounded(given[one]) != _rounded(wanted.get(one))), "")
    return _("Nas séries de prova, `{labels}` vale {value:.6g}; não é o que se pede.").format(
        labels=labels, value=given.get(labels, 0)
    )


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _live(expression: str) -> str:
    """Its values now, in a sentence. Raises `UsageError` with Prometheus's words when it refuses it."""
    now = time.time()
    result = prometheus.query_range(expression, now, now, 1)
    if not result:
        return _("Agora, ao vivo, ela não tem valor.")
    values = ", ".join(f"{float(one['values'][-1][1]):.4g}" for one in result[:3])
    return _("Agora, ao vivo: {values}.").format(values=values)
