"""Quality: every rule asked, every result kept, one score a data set."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg2.extensions

from course.errors import CourseError
from course.i18n import _
from course.pipeline import raw
from course.pipeline.database import sql, transaction
from course.pipeline.measures import Subject
from course.pipeline.raw import RawManifest
from course.pipeline.report import Report, step
from course.pipeline.rules import ROWS, RULES, Rule
from course.pipeline.score import Measured, score
from course.telemetry import metrics


class QualityError(CourseError):
    """The warehouse does not hold what the source gave: the pipeline is wrong, not the data."""


@dataclass(frozen=True)
class Result:
    """A rule and what it measured."""

    rule: Rule
    measured: Measured

    @property
    def passed(self) -> bool:
        """Whether enough rows keep the rule."""
        return self.measured.ratio >= self.rule.threshold


def run(day: str, run_id: str, traceparent: str = "") -> Report:
    """The step as a job: `measure` and `judge`, recorded under the run. An empty day is yesterday."""
    with step("quality", day, run_id, traceparent) as report:
        results = measure(report.day, run_id)
        for dataset, points in scores(results).items():
            own = {result.rule.name: result for result in results if result.rule.dataset == dataset}
            rows = own["same_keys_as_source"].measured.checked
            short = ", ".join(name for name, result in own.items() if not result.passed)
            report.add(dataset, rows_in=rows, rows_out=rows, score=points, below_threshold=short)
        judge(report.day, results)
    return report


def measure(day: dt.date, run_id: str) -> list[Result]:
    """Asks every rule about the day, writes results and scores under the run, and pushes the scores.

    Measured again under the same run, they are replaced. Raises `CourseError` when the day was not
    extracted, `Unavailable` without the warehouse or the object store.
    """
    manifest = raw.read(day)
    with transaction() as cursor:
        results = ask(cursor, manifest)
        for result in results:
            cursor.execute(sql("put_result"), {"run_id": run_id, "day": day, **_row(result)})
        found = scores(results)
        for dataset, points in found.items():
            values = {"run_id": run_id, "day": day, "dataset": dataset, "score": points}
            cursor.execute(sql("put_score"), values)
    metrics.push_quality(found)
    return results


def ask(cursor: psycopg2.extensions.cursor, manifest: RawManifest) -> list[Result]:
    """Every rule about the manifest's day, in the release that the session sees; records nothing."""
    return [result for dataset in ROWS for result in _measure(Subject(cursor, dataset, manifest))]


def scores(results: list[Result]) -> dict[str, float]:
    """The score, 0 to 1, of each data set."""
    return {
        dataset: score(result.measured for result in results if result.rule.dataset == dataset)
        for dataset in ROWS
    }


def judge(day: dt.date, results: Iterable[Result]) -> None:
    """Raises `QualityError` when a gate did not hold."""
    broken = [f"{r.rule.dataset}.{r.rule.name}" for r in results if r.rule.gate and not r.passed]
    if broken:
        raise QualityError(
            _("O warehouse não tem em {day} o que a fonte entregou: {rules}.").format(
                day=day, rules=", ".join(broken)
            ),
            _("Rode de novo transform e load desse dia; os números estão em quality.result."),
        )


def _measure(subject: Subject) -> list[Result]:
    rules = [rule for rule in RULES if rule.dataset == subject.dataset]
    figures = {rule.name: rule.measure(subject) for rule in rules if rule.measure}
    figures |= _count(subject, [rule for rule in rules if rule.fails])
    return [Result(rule, Measured(rule.dimension, *figures[rule.name])) for rule in rules]


def _count(subject: Subject, rules: list[Rule]) -> dict[str, tuple[int, int]]:
    """All conditions of a data set in one pass over its rows. The SQL is our own declarations'."""
    counts = [
        f"count(*) FILTER (WHERE {rule.among}), count(*) FILTER (WHERE ({rule.among}) AND ({rule.fails}))"
        for rule in rules
    ]
    query = f"SELECT {', '.join(counts)} FROM {ROWS[subject.dataset]}"  # noqa: S608  # no one else's text
    subject.cursor.execute(query, {"day": subject.raw.day})
    row = subject.cursor.fetchone() or ()
    return {rule.name: (row[2 * place], row[2 * place + 1]) for place, rule in enumerate(rules)}


def _row(result: Result) -> dict[str, object]:
    rule, measured = result.rule, result.measured
    return {
        "dataset": rule.dataset,
        "rule": rule.name,
        "dimension": rule.dimension,
        "checked": measured.checked,
        "failed": measured.failed,
        "threshold": rule.threshold,
        "passed": result.passed,
    }
