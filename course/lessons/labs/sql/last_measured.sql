-- The last run with a score, of the days that have something set aside if there are any.
SELECT s.day, s.run_id
FROM quality.score AS s
ORDER BY EXISTS (SELECT FROM quality.reject AS r WHERE r.day = s.day) DESC, s.measured_at DESC
LIMIT 1
