-- The attempts of the run that made the newest day readable: the one with its first successful load.
SELECT day, step, outcome, started_at, finished_at
FROM ops.step
WHERE (run_id, day) = (
    SELECT run_id, day
    FROM ops.step
    WHERE step = 'load' AND outcome = 'success'
    ORDER BY day DESC, finished_at
    LIMIT 1
)
ORDER BY id
