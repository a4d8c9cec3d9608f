-- By day, when it could be read for the first time.
SELECT day, min(finished_at) FROM ops.step WHERE step = 'load' AND outcome = 'success' GROUP BY day
