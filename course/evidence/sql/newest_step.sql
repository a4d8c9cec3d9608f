SELECT step, run_id, started_at, outcome
FROM ops.step
ORDER BY id DESC
LIMIT 1
