"""The canary: a share of the days by the candidate, beside the live version from the same raw data."""

import datetime as dt
import io
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from course.errors import CourseError
from course.i18n import _
from course.pipeline import quality, raw, storage
from course.pipeline.curated import CuratedManifest
from course.pipeline.database import transaction
from course.pipeline.hold import HeldError
from course.pipeline.load import fill
from course.pipeline.quality import Result
from course.pipeline.releases import slots, versions
from course.pipeline.releases.compare import Finding, compare
from course.pipeline.releases.slots import CANARY, Slot
from course.pipeline.releases.versions import Version
from course.pipeline.tables import DAILY, REFERENCE
from course.pipeline.transform import transform_as
from course.services.minio import CURATED

# A tenth of the days, but enough to see a weekend and few enough to wait for.
_SHARE, _LEAST, _MOST = 0.1, 3, 14
# Each version transforms this often at least, in turn, so that one slow moment decides nothing.
_TIMED = 5


@dataclass(frozen=True)
class Verdict:
    """What the canary found, and whether it lets the candidate pass; release_id: its row in ops.release."""

    version: str
    days: list[dt.date]
    findings: list[Finding]
    release_id: int = 0

    @property
    def passed(self) -> bool:
        """Whether every finding is within its limit."""
        return all(finding.passed for finding in self.findings)

    def record(self) -> dict[str, Any]:
        """As ops.release keeps it."""
        findings = [finding.record() for finding in self.findings]
        return {"passed": self.passed, "days": [str(day) for day in self.days], "findings": findings}


def canary(name: str, tell: Callable[[str], None] = lambda done: None) -> Verdict:
    """Judges the version and changes nothing that readers or loads see; the verdict is recorded.

    tell: called with what was just done. Raises `UsageError` for an unknown version, `CourseError` when
    nothing is loaded, a day is no longer in `raw`, or another canary is at work.
    """
    version = versions.get(name)
    with slots.making():
        return judge(version, tell)


def judge(version: Version, tell: Callable[[str], None]) -> Verdict:
    """The same, for who has seen to it that no other canary is at work."""
    days = sample(slots.loaded_days())
    if not days:
        raise CourseError(
            _("O warehouse ainda está vazio."), _("Rode `make trigger-dag`: ele carrega ontem.")
        )
    try:
        findings = _findings(version, versions.get(slots.live().version), days, tell)
    except CourseError:  # a service that is away, a day not there or held as it is: not the candidate's fault
        raise
    except Exception as error:  # whatever its code raises, or PostgreSQL about its rows
        findings = [Finding("", "error", f"{type(error).__name__}: {error}".partition("\n")[0], 1)]
    finally:
        with transaction() as cursor:
            slots.clear(cursor, CANARY)
    verdict = Verdict(version.name, days, findings)
    return Verdict(version.name, days, findings, slots.note(version.name, verdict.record()))


def sample(days: list[dt.date]) -> list[dt.date]:
    """A share of the days, evenly spread, the first and the newest among them; a single one is the newest."""
    wanted = min(len(days), max(_LEAST, min(_MOST, math.ceil(len(days) * _SHARE))))
    if wanted < 2:
        return days[-1:]
    return [days[round(place * (len(days) - 1) / (wanted - 1))] for place in range(wanted)]


def _findings(
    candidate: Version, live: Version, days: list[dt.date], tell: Callable[[str], None]
) -> list[Finding]:
    ratios, made = [], {}
    for day in islice(cycle(days), max(_TIMED, len(days))):
        old, old_seconds = _timed(day, live)
        try:
            new, new_seconds = _timed(day, candidate)
        except HeldError as held:  # the same data passed by the live version: the candidate breaks them
            return [Finding(r.dataset, "gates", f"{day}, {r.gate}: {r.value:.4g}", 1) for r in held.failed]
        ratios.append(new_seconds / old_seconds)
        made[day] = old, new
    findings = _compared(list(made.values()), candidate)
    for day in days:
        fill(day, Slot(CANARY, candidate.name))
        tell(_("{day} carregado para o canário").format(day=day))
    findings += _quality(days)
    return [*findings, Finding("", "duration", "transform", statistics.median(ratios))]


def _timed(day: dt.date, version: Version) -> tuple[CuratedManifest, float]:
    started = time.perf_counter()
    manifest = transform_as(day, version)
    return manifest, time.perf_counter() - started


def _compared(made: list[tuple[CuratedManifest, CuratedManifest]], candidate: Version) -> list[Finding]:
    findings = []
    for name, table in (REFERENCE | DAILY).items():
        pairs = made if table.day else made[-1:]  # reference data are the same every day
        old, new = (
            pd.concat([_rows(pair[side], name) for pair in pairs], ignore_index=True) for side in (0, 1)
        )
        findings += compare(table, old, new, candidate.changes.get(table.name, ()))
    return findings


def _rows(manifest: CuratedManifest, name: str) -> pd.DataFrame:
    body = storage.read(CURATED, manifest.tables[name].stored)
    frame: pd.DataFrame = pq.read_table(io.BytesIO(body)).to_pandas()
    return frame


def _quality(days: list[dt.date]) -> list[Finding]:
    """By data set, the mean score that the candidate loses; and the gates that it breaks."""
    asked = {day: (_ask(day, slots.live().colour), _ask(day, CANARY)) for day in days}
    scores = [[quality.scores(results) for results in both] for both in asked.values()]
    findings = []
    for dataset in scores[0][0]:
        old, new = (statistics.fmean(both[side][dataset] for both in scores) for side in (0, 1))
        findings.append(Finding(dataset, "quality", f"{old:.2%} → {new:.2%}", old - new))
    broken = [r.rule for _old, new in asked.values() for r in new if r.rule.gate and not r.passed]
    named = ", ".join(sorted({f"{rule.dataset}.{rule.name}" for rule in broken}))
    return [*findings, Finding("", "gates", named, len(broken))]


def _ask(day: dt.date, colour: str | None) -> list[Result]:
    with transaction() as cursor:
        cursor.execute("SELECT set_config('course.release', %s, true)", (colour,))  # until its end
        return quality.ask(cursor, raw.read(day))
