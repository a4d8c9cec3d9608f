-- Every attempt of a task that began, in Airflow's own tables. A task that is tried again leaves its
-- earlier attempts in task_instance_history; one that never began (upstream_failed) was no attempt.
SELECT run.run_id, run.run_type, run.state AS run_state, attempt.task_id, attempt.state,
       attempt.start_date, attempt.end_date
FROM dag_run AS run
JOIN (
    SELECT dag_id, run_id, task_id, state, start_date, end_date FROM task_instance
    UNION ALL
    SELECT dag_id, run_id, task_id, state, start_date, end_date FROM task_instance_history
) AS attempt USING (dag_id, run_id)
WHERE dag_id = %(dag)s AND attempt.state IN ('success', 'failed', 'running')
ORDER BY run.id, attempt.start_date
