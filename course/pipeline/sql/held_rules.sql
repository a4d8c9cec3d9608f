SELECT dataset, rule
FROM ops.held_day
WHERE day = %(day)s AND released_at IS NULL AND cleared_at IS NULL
ORDER BY dataset, rule
