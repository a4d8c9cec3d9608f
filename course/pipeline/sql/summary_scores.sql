SELECT dataset, score
FROM quality.score
WHERE day = %(day)s AND run_id = %(run_id)s
ORDER BY dataset
