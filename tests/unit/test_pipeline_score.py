"""The quality score's formula, and the rules as declared."""

import datetime as dt
from collections import Counter
from unittest.mock import MagicMock

import pytest

from course.pipeline.datasets import DATASETS
from course.pipeline.measures import Subject, missing_hours
from course.pipeline.raw import RawDataset, RawManifest
from course.pipeline.rules import RULES
from course.pipeline.score import Measured, score


def test_a_data_set_in_which_everything_holds_scores_one() -> None:
    assert score([Measured("validity", 100, 0), Measured("uniqueness", 7, 0)]) == 1


def test_a_dimension_at_zero_is_not_hidden_by_four_good_ones() -> None:
    good = [Measured(name, 10, 0) for name in ("validity", "uniqueness", "timeliness", "consistency")]
    assert score([*good, Measured("completeness", 10, 10)]) == 0


def test_rules_are_averaged_within_a_dimension_and_dimensions_multiplied() -> None:
    results = [Measured("validity", 100, 10), Measured("validity", 50, 15), Measured("uniqueness", 4, 1)]
    assert score(results) == pytest.approx(((0.9 + 0.7) / 2 * 0.75) ** 0.5)


def test_a_dimension_weighs_the_same_however_many_rules_it_has() -> None:
    few = score([Measured("validity", 10, 5), Measured("uniqueness", 10, 0)])
    many = score([*[Measured("validity", 10, 5)] * 9, Measured("uniqueness", 10, 0)])
    assert few == pytest.approx(many)


def test_a_rule_that_speaks_of_no_row_is_kept_but_is_no_evidence() -> None:
    nothing = Measured("completeness", 0, 0)
    assert nothing.ratio == 1
    assert score([nothing]) == 1
    assert score([nothing, nothing, Measured("completeness", 72, 72)]) == 0


@pytest.mark.parametrize(("day", "points"), [(dt.date(2026, 12, 31), 1), (dt.date(2026, 12, 30), 0)])
def test_a_day_without_weather_scores_zero_but_for_the_one_that_never_has_any(
    day: dt.date, points: int
) -> None:
    none = {"weather": RawDataset(rows=0, pages=[])}
    manifest = RawManifest(day=day, source_version="v", fetched_at=dt.datetime.now(dt.UTC), datasets=none)
    cursor = MagicMock(**{"fetchone.return_value": (72, 72)})
    hours = Measured("completeness", *missing_hours(Subject(cursor, "weather", manifest)))
    assert score([hours, Measured("timeliness", 1, 0)]) == points


def test_more_failures_never_raise_the_score() -> None:
    scores = [score([Measured("validity", 20, n), Measured("uniqueness", 20, 3)]) for n in range(21)]
    assert scores == sorted(scores, reverse=True)


def test_every_data_set_is_measured_in_all_five_dimensions_and_no_rule_has_two_meanings() -> None:
    for dataset in DATASETS:
        dimensions = {rule.dimension for rule in RULES if rule.dataset == dataset}
        assert dimensions == {"completeness", "uniqueness", "validity", "timeliness", "consistency"}
    names = Counter((rule.dataset, rule.name) for rule in RULES)
    assert [name for name, times in names.items() if times > 1] == []
    assert all(bool(rule.fails) != bool(rule.measure) for rule in RULES)
    assert all(0 < rule.threshold <= 1 for rule in RULES)
