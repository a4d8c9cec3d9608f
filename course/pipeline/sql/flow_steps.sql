-- Of the run that was at work last, the last attempt of each step.
SELECT DISTINCT ON (step) run_id, day, step, outcome, started_at, finished_at, rows_in, rows_out
FROM ops.step
WHERE (run_id, day) = (SELECT run_id, day FROM ops.step ORDER BY id DESC LIMIT 1)
ORDER BY step, id DESC
