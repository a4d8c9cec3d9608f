"""Metrics that are computed when they are asked for: every module of `collectors`, found by looking.

None of them holds up or takes down another: each has a thread of its own and three seconds, and one that
raises or is late is missing from this answer and counted as down in `course_collector_up`.
"""

import importlib
import logging
import pkgutil
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.incidents.oncall import collectors

_log = logging.getLogger(__name__)
_SECONDS = 3
Collect = Callable[[], Iterable[Metric]]


def found() -> dict[str, Collect]:
    """`collect` of each module of `collectors`, by its name."""
    names = sorted(info.name for info in pkgutil.iter_modules(collectors.__path__))
    return {name: importlib.import_module(f"{collectors.__name__}.{name}").collect for name in names}


class Exporter:
    """What a registry of prometheus_client collects from."""

    def __init__(self, collects: Mapping[str, Collect] | None = None, seconds: float = _SECONDS) -> None:
        self._collects = found() if collects is None else collects
        self._seconds = seconds
        self._threads = {name: ThreadPoolExecutor(1, f"collect-{name}") for name in self._collects}
        self._asked: dict[str, Future[list[Metric]]] = {}
        self._lock = Lock()

    def collect(self) -> list[Metric]:
        """The families of all collectors that answer in time, and which those are.

        Two scrapes at once share the answers.
        """
        with self._lock:
            for name, collect in self._collects.items():
                if name not in self._asked:  # one that is late still has its turn: no second is sent after it
                    self._asked[name] = self._threads[name].submit(_listed, collect)
            asked = {name: self._asked[name] for name in self._collects}
        up = GaugeMetricFamily(
            "course_collector_up", "Whether the collector answered this time.", labels=["collector"]
        )
        deadline = time.monotonic() + self._seconds
        families: list[Metric] = [up]
        for name, future in asked.items():
            answer = self._answer(name, future, deadline - time.monotonic())
            up.add_metric([name], float(answer is not None))
            families += answer or []
        return families

    def _answer(self, name: str, future: Future[list[Metric]], seconds: float) -> list[Metric] | None:
        if not wait([future], max(0, seconds)).done:
            _log.warning("collector %s has not answered in time", name)
            return None
        with self._lock:
            if self._asked.get(name) is future:
                del self._asked[name]
        try:
            return future.result()
        except Exception as error:  # whatever its client raises, a TimeoutError too: the others go on
            _log.warning("collector %s: %s", name, error)
            return None


def _listed(collect: Collect) -> list[Metric]:
    return list(collect())
