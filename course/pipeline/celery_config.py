"""Celery's configuration: Airflow's own, and what a worker loads before it forks.

Each task is a fork of the worker. What the worker has loaded, its tasks need not load again:
papermill with its storage back ends takes about three seconds.
"""

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG

CONFIG = {**DEFAULT_CELERY_CONFIG, "imports": ("course.pipeline.operators",)}
