"""How a canary judges, without a warehouse; and the version of the code that ran."""

import datetime as dt
import subprocess
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from course.pipeline import revision
from course.pipeline.gates import Result
from course.pipeline.hold import HeldError
from course.pipeline.releases import build, canary, compare, slots
from course.pipeline.releases.canary import Verdict, sample
from course.pipeline.releases.compare import LIMITS, distance
from course.pipeline.releases.slots import Slot
from course.pipeline.releases.versions import VERSIONS, Version
from course.pipeline.tables import DAILY, REFERENCE, WEATHER

ROWS = 200


def weather() -> pd.DataFrame:
    """Two days of hourly rows, all columns there, temperatures from 0 to 199."""
    hours = pd.date_range("2020-01-01", periods=ROWS, freq="h", tz="UTC")
    frame = pd.DataFrame(
        {"weather_date": [hour.date() for hour in hours], "origin": "JFK", "observed_at": hours}
    )
    for name in WEATHER.columns.names[3:]:
        frame[name] = 1.0
    frame["temperature_f"] = [float(number) for number in range(ROWS)]
    return frame


def refused(change: Callable[[pd.DataFrame], pd.DataFrame], declared: tuple[str, ...] = ()) -> dict[str, str]:
    """What is outside the limits after the change: the measure, and what it is about."""
    findings = compare.compare(WEATHER, weather(), change(weather()), declared)
    assert {finding.measure for finding in findings} == {"rows", "keys", "values", "distribution"}
    return {finding.measure: finding.subject for finding in findings if not finding.passed}


def warmer(by: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: frame.assign(temperature_f=frame["temperature_f"] + by)


def test_the_same_rows_in_another_order_are_within_every_limit() -> None:
    assert refused(lambda frame: frame.sample(frac=1, random_state=1)) == {}


def test_lost_rows_are_refused_one_row_more_than_the_limit_lets() -> None:
    let = round(ROWS * LIMITS["rows"])
    assert refused(lambda frame: frame.iloc[let:]) == {}
    assert set(refused(lambda frame: frame.iloc[let + 1 :])) == {"rows", "keys"}


def test_as_many_rows_with_other_keys_are_refused() -> None:
    assert set(refused(lambda frame: frame.assign(origin=["LGA"] * 5 + ["JFK"] * (ROWS - 5)))) == {"keys"}


def test_a_single_changed_value_is_refused_unless_its_column_was_declared() -> None:
    def one(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[3, "temperature_f"] = None
        return frame

    assert refused(one) == {"values": "temperature_f"}
    assert refused(one, declared=("temperature_f",)) == {}


def test_a_declared_column_may_change_but_not_move_far() -> None:
    far = ROWS * LIMITS["distribution"]
    assert refused(warmer(far - 1), declared=("temperature_f",)) == {}
    assert refused(warmer(far + 1), declared=("temperature_f",)) == {"distribution": "temperature_f"}


@pytest.mark.parametrize(
    ("old", "new", "apart"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 0),
        ([1, 2, 3, 4], [5, 6, 7, 8], 1),
        ([1, 2, 3, 4], [1, 2, 3, 8], 0.25),
        ([1.0, 2.0, None, None], [1.0, 2.0, 1.0, 2.0], 0.5),
        (["a", "a", "b", "b"], ["a", "b", "b", "b"], 0.25),
        ([True, False], [True, True], 0.5),
        ([None, None], [1, 2], 1),
    ],
)
def test_the_distance_of_distributions_is_the_textbook_s(
    old: list[object], new: list[object], apart: float
) -> None:
    assert distance(pd.Series(old), pd.Series(new)) == pytest.approx(apart)
    assert distance(pd.Series(new), pd.Series(old)) == pytest.approx(apart)


def test_a_shift_of_the_clock_shows_although_many_days_are_compared() -> None:
    days = pd.date_range("2020-01-01", periods=100, freq="D", tz="UTC")
    frame = pd.DataFrame({"day": [day.date() for day in days], "at": days + pd.Timedelta(hours=8)})
    later = frame.assign(at=frame["at"] + pd.Timedelta(hours=5))
    assert distance(compare._measurable(frame, "at", "day"), compare._measurable(later, "at", "day")) == 1


@pytest.mark.parametrize("days", [0, 1, 2, 3, 10, 29, 31, 365])
def test_a_sample_spreads_from_the_first_day_to_the_newest(days: int) -> None:
    every = [dt.date(2020, 1, 1) + dt.timedelta(days=number) for number in range(days)]
    taken = sample(every)
    assert len(taken) == len(set(taken)) == min(days, max(3, min(14, -(-days // 10))))
    assert taken == sorted(taken)
    assert not days or taken[-1] == every[-1]


def test_a_version_declares_changes_of_columns_that_there_are_and_never_of_a_key() -> None:
    tables = {table.name: table for table in (REFERENCE | DAILY).values()}
    for name, version in VERSIONS.items():
        assert version.name == name
        assert version.about
        for table, columns in version.changes.items():
            assert set(columns) <= set(tables[table].columns.names) - set(tables[table].key)


DAY = dt.date(2014, 5, 5)
LIVE, CANDIDATE = Version("live", ""), Version("candidate", "")
BROKEN = Result(dataset="flights", gate="rejects", value=0.4, low=0, high=0.01)


def holds(monkeypatch: pytest.MonkeyPatch, held: Version) -> list[compare.Finding]:
    """What a canary of one day finds when that version does not get through the day's gates."""

    def transform(day: dt.date, version: Version) -> None:
        if version is held:
            raise HeldError(day, "abc", [BROKEN])

    monkeypatch.setattr(canary, "transform_as", transform)
    return canary._findings(CANDIDATE, LIVE, [DAY], lambda done: None)


def test_a_candidate_that_breaks_a_gate_is_refused_by_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    [finding] = holds(monkeypatch, CANDIDATE)
    assert (finding.table, finding.measure, finding.passed) == ("flights", "gates", False)
    assert "rejects" in finding.subject


def test_a_day_that_the_live_version_does_not_get_through_says_nothing_of_the_candidate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(HeldError):
        holds(monkeypatch, LIVE)


@pytest.mark.parametrize("stopped", [build.BrokenError("candidate", DAY, "KeyError"), KeyboardInterrupt()])
def test_a_release_that_is_not_built_gives_its_place_back(
    monkeypatch: pytest.MonkeyPatch, stopped: BaseException
) -> None:
    def stop(slot: Slot, tell: object) -> None:
        raise stopped

    given_back: list[int] = []
    monkeypatch.setattr(build.versions, "get", lambda name: CANDIDATE)
    monkeypatch.setattr(build.canary, "judge", lambda version, tell: Verdict(version.name, [DAY], [], 7))
    monkeypatch.setattr(slots, "making", nullcontext)
    monkeypatch.setattr(slots, "take", lambda release_id: Slot("green", CANDIDATE.name))
    monkeypatch.setattr(slots, "give_back", given_back.append)
    monkeypatch.setattr(build, "build", stop)
    with pytest.raises(type(stopped)):
        build.release(CANDIDATE.name)
    assert given_back == [7]


# --- the version of the code ---------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one source in each folder, not yet under git."""
    for folder in ("pipeline", "course/pipeline"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "step.py").write_text("1\n")
    monkeypatch.setattr(revision, "ROOT", tmp_path)
    return tmp_path


def ask() -> str:
    return revision.revision.__wrapped__()


def commit(checkout: Path) -> str:
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words], cwd=checkout, check=True
        )
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=checkout, check=True, capture_output=True, text=True
    )
    return done.stdout[:12]


def test_a_clean_checkout_is_its_commit_and_a_changed_one_says_so(checkout: Path) -> None:
    at = commit(checkout)
    assert ask() == at
    (checkout / "course/pipeline/step.py").write_text("2\n")
    first = ask()
    (checkout / "course/pipeline/step.py").write_text("3\n")
    assert first.startswith(f"{at}+")
    assert ask().startswith(f"{at}+")
    assert ask() != first
    (checkout / "README.md").write_text("no source")
    (checkout / "course/pipeline/step.py").write_text("1\n")
    assert ask() == at


def test_without_git_or_inside_another_repository_it_is_the_checksum_of_the_sources(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = ask()
    assert alone == f"+{revision.checksum()}"
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    monkeypatch.setattr(revision, "ROOT", checkout / "course")
    assert ask().startswith("+")
    monkeypatch.setattr(revision, "ROOT", checkout)
    (checkout / "pipeline/job.ipynb").write_text("{}")
    assert ask() != alone
