"""Airflow's words for the state of a run or a task, as the course says them.

https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html
"""

from course.i18n import _

STATES = {
    "success": _("concluída"),
    "failed": _("falhou"),
    "running": _("rodando"),
    "queued": _("na fila"),
    "scheduled": _("agendada"),
    "up_for_retry": _("aguarda nova tentativa"),
    "upstream_failed": _("não roda: a anterior falhou"),
    "skipped": _("pulada"),
    "none": _("à espera"),
}
