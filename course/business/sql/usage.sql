-- The newest day: rows in the warehouse, seconds of its last run's steps, and the size of the warehouse.
WITH newest AS (
    SELECT day, run_id
    FROM ops.step
    WHERE step = 'load' AND outcome = 'success'
    ORDER BY day DESC, id DESC
    LIMIT 1
)
SELECT day,
       (SELECT sum(rows)::bigint FROM ops.loaded WHERE part = day::text),
       (SELECT sum(extract(epoch FROM finished_at - started_at))::float8
        FROM ops.step WHERE (step.day, step.run_id) = (newest.day, newest.run_id)),
       pg_database_size(current_database())
FROM newest
