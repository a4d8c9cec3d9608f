"""The words that Python hands to a widget's JavaScript are those it uses."""

import re

import pytest

from course.widgets.alert_feed import AlertFeed
from course.widgets.board.texts import texts
from course.widgets.dag_monitor import DagMonitor
from course.widgets.flow import FlowDiagram
from course.widgets.live import Live
from course.widgets.warehouse_explorer import WarehouseExplorer

WIDGETS = (AlertFeed, WarehouseExplorer, DagMonitor, FlowDiagram)


@pytest.mark.parametrize("widget", WIDGETS)
def test_every_word_is_given_and_every_word_given_is_used(widget: type[Live]) -> None:
    made = widget()
    used = set(re.findall(r"\btexts\.(\w+)", str(made._esm)))
    given = set(made.texts)
    assert used - given == set()
    assert given - set(texts()) - used == set()
