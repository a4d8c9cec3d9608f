"""Health check of the Celery worker: it answers through the broker."""

from course.services.airflow import ask_worker

ask_worker()
