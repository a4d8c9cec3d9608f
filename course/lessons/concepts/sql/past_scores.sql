-- The score that was measured last for each of the newest days.
SELECT DISTINCT ON (day) day, score, measured_at
FROM quality.score
WHERE dataset = %(dataset)s
ORDER BY day DESC, measured_at DESC
LIMIT 5
