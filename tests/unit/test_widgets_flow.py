"""How the data flow reads what is recorded of a run."""

import datetime as dt

import pytest

from course.pipeline.flow import PLACES, STEPS, Passage, in_order
from course.services.registry import services
from course.widgets import flow

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def passages(*minutes: float | None) -> dict[str, Passage]:
    """By step, an attempt that began so many minutes after noon; None: there was none."""
    return {
        step: Passage("success", NOON + dt.timedelta(minutes=minute))
        for step, minute in zip(STEPS, minutes, strict=True)
        if minute is not None
    }


@pytest.mark.parametrize(
    ("began", "waiting"),
    [
        ((0, 1, 2, 3), ()),
        ((0, 1, None, None), ("load", "quality")),
        ((0, 1, 9, 3), ("quality",)),  # load was run again
        ((9, 1, 2, 3), ("transform", "load", "quality")),
        ((0, None, 2, 3), ("transform", "load", "quality")),
    ],
)
def test_a_step_waits_while_the_one_before_it_has_not_passed_its_data_on(
    began: tuple[float | None, ...], waiting: tuple[str, ...]
) -> None:
    found = in_order(passages(*began))
    assert tuple(found) == STEPS
    assert tuple(step for step, passage in found.items() if passage.outcome == "waiting") == waiting


def test_every_place_lies_between_steps_and_names_services_that_there_are() -> None:
    assert len(PLACES) == len(STEPS) + 1
    assert set(services()) >= flow.SERVICES
