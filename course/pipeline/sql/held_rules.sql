SELECT dataset, rule, released_at IS NOT NULL
FROM ops.held_day
WHERE day = %(day)s AND cleared_at IS NULL
