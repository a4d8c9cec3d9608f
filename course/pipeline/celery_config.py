"""Celery's configuration: Airflow's own, and what a worker loads before it forks.

Each task is a fork of the worker. What the worker has loaded, its tasks need not load again:
papermill with its storage back ends takes about three seconds.
"""

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG

_LOADED = ("course.pipeline.operators", "opentelemetry.exporter.otlp.proto.http.trace_exporter")
CONFIG = {**DEFAULT_CELERY_CONFIG, "imports": _LOADED}
