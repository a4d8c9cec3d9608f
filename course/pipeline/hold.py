"""Days that are held: kept out of mart, which keeps what it had, until they pass or are released."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from babel.numbers import format_decimal, format_percent

from course.errors import CourseError, UsageError
from course.i18n import _, language
from course.pipeline.database import sql, transaction
from course.pipeline.gates import GATES, Result, gate_of
from course.telemetry import metrics

# What extract finds itself: nobody can release rows or columns that are not there.
SCHEMA, COMPLETE = "schema", "complete"


class HeldError(CourseError):
    """A day did not pass its gates: its data are wrong, and trying again would not mend them."""

    def __init__(self, day: dt.date, source_version: str, results: list[Result], why: str = "") -> None:
        self.day, self.source_version, self.results = day, source_version, results
        self.failed = [result for result in results if not result.passed]
        self.reasons = [why or _reason(result) for result in self.failed]
        step = (
            _(
                "O mart ficou como estava. Corrigida a fonte, rode o dia de novo; se os dados estão certos,"
                " `make release-day DAY={day} WHY=…`."
            )
            if all(gate_of(result) for result in self.failed)
            else _(
                "O mart ficou como estava. Faltam linhas ou colunas: corrija a fonte e rode o dia de novo."
            )
        )
        super().__init__(
            _("O dia {day} ficou retido: {why}.").format(day=day, why="; ".join(self.reasons)),
            step.format(day=day),
        )


def _reason(result: Result) -> str:
    gate = gate_of(result)
    share = gate is not None and gate.share
    value, low, high = (_figure(n, share=share) for n in (result.value, result.low, result.high))
    return _("{dataset}: {says} {value}, o aceito vai de {low} a {high}").format(
        dataset=result.dataset, says=gate.says if gate else result.gate, value=value, low=low, high=high
    )


def _figure(value: float, *, share: bool) -> str:
    """As the reader writes it: four digits that count, a share in percent."""
    written = float(f"{value:.4g}")
    return (
        format_percent(written, "#,##0.####%", language(), decimal_quantization=False)
        if share
        else format_decimal(written, "#,##0.####", language(), decimal_quantization=False)
    )


def enforce(day: dt.date, source_version: str, results: list[Result]) -> None:
    """Raises `HeldError` unless all passed, or what did not was released for this version of the source."""
    failed = [result for result in results if not result.passed]
    if not failed:
        return
    with transaction() as cursor:
        cursor.execute(sql("released"), {"day": day, "source_version": source_version})
        released = set(cursor.fetchall())
    if any((result.dataset, result.gate) not in released for result in failed):
        raise HeldError(day, source_version, results)


@contextmanager
def recorded(run_id: str) -> Iterator[None]:
    """A day that is held within the block is recorded as held by that alone, and its quality pushed."""
    try:
        yield
    except HeldError as held:
        record(held.day, held.results, run_id, admitted=False)
        with transaction() as cursor:
            for result, reason in zip(held.failed, held.reasons, strict=True):
                cursor.execute(
                    sql("hold"),
                    {
                        **{"day": held.day, "dataset": result.dataset, "rule": result.gate, "reason": reason},
                        **{"source_version": held.source_version, "run_id": run_id},
                    },
                )
            found = tuple((result.dataset, result.gate) for result in held.failed)
            cursor.execute(
                sql("supersede"),
                {"day": held.day, "source_version": held.source_version, "found": found},
            )
        metrics.push_quality(quality_of(held.failed))
        raise


def record(day: dt.date, results: Iterable[Result], run_id: str, *, admitted: bool = True) -> None:
    """Keeps what the gates measured, in place of what they had measured before.

    A day that was admitted has passed, also where that took a release.
    """
    with transaction() as cursor:
        for result in results:
            row = {"day": day, "run_id": run_id, "passed": admitted or result.passed, **result.model_dump()}
            cursor.execute(sql("put_gate"), row)


def clear(day: dt.date, results: Iterable[Result]) -> None:
    """The day has passed: it is held no longer, and its quality is again what the gates now say of it."""
    with transaction() as cursor:
        cursor.execute(
            "UPDATE ops.held_day SET cleared_at = clock_timestamp() WHERE day = %s AND cleared_at IS NULL",
            (day,),
        )
        was_held = cursor.rowcount > 0
    if was_held:
        metrics.push_quality(quality_of(results))


def release(day: dt.date, why: str) -> list[str]:
    """Lets the day pass with the data it was held with; returns the rules that are waived.

    Released before and not run since, it stays so, with the reason given then.
    Raises `UsageError` when it is not held, `CourseError` for what cannot be waived.
    """
    with transaction() as cursor:
        cursor.execute(sql("held_rules"), {"day": day})
        found = cursor.fetchall()
        if not found:
            raise UsageError(
                _("O dia {day} não está retido.").format(day=day),
                _("Se falta rodá-lo, `make trigger-dag DAY={day}`.").format(day=day),
            )
        held = {(dataset, rule) for dataset, rule, released in found if not released}
        waived = sorted(held or {(dataset, rule) for dataset, rule, _released in found})
        names = [f"{dataset}.{rule}" for dataset, rule in waived]
        if any(rule not in {gate.name for gate in GATES} for _dataset, rule in waived):
            raise CourseError(
                _("O dia {day} não pode ser liberado: {rules}.").format(day=day, rules=", ".join(names)),
                _("Faltam linhas ou colunas: corrija a fonte e rode o dia de novo."),
            )
        cursor.execute(sql("release"), {"day": day, "why": why})
    return names


def quality_of(results: Iterable[Result]) -> dict[str, float]:
    """By data set, the worst that a gate says of its quality, until the quality step says more."""
    scores: dict[str, float] = {}
    for result in results:
        gate = gate_of(result)
        if gate and gate.quality:
            says = 1.0 if result.passed else gate.quality(result.value)
            scores[result.dataset] = min(says, scores.get(result.dataset, 1.0))
    return scores
