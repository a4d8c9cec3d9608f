INSERT INTO quality.result
       (run_id, day, dataset, rule, dimension, rows_checked, rows_failed, threshold, passed)
VALUES (%(run_id)s, %(day)s, %(dataset)s, %(rule)s, %(dimension)s, %(checked)s, %(failed)s,
        %(threshold)s, %(passed)s)
ON CONFLICT (run_id, day, dataset, rule) DO UPDATE
SET dimension = excluded.dimension, rows_checked = excluded.rows_checked,
    rows_failed = excluded.rows_failed, threshold = excluded.threshold, passed = excluded.passed,
    measured_at = excluded.measured_at
