-- What the rules of a data set measured last.
SELECT dimension, rule, rows_checked, rows_failed
FROM quality.result
WHERE dataset = %(dataset)s AND rows_checked > 0
  AND (run_id, day) = (
    SELECT run_id, day FROM quality.score WHERE dataset = %(dataset)s ORDER BY measured_at DESC LIMIT 1
)
