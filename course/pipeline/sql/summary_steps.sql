-- The last attempt of each step of a run, with how many there were.
SELECT step, outcome, attempts,
       extract(epoch FROM finished_at - started_at)::double precision,
       coalesce(detail -> 'datasets', '{}'), pipeline_version
FROM (
    SELECT *, count(*) OVER (PARTITION BY step) AS attempts,
           row_number() OVER (PARTITION BY step ORDER BY id DESC) AS nth_last
    FROM ops.step
    WHERE day = %(day)s AND run_id = %(run_id)s
) AS attempt
WHERE nth_last = 1
ORDER BY id
