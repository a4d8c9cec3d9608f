INSERT INTO quality.score (run_id, day, dataset, score)
VALUES (%(run_id)s, %(day)s, %(dataset)s, %(score)s)
ON CONFLICT (run_id, day, dataset) DO UPDATE
SET score = excluded.score, measured_at = excluded.measured_at
