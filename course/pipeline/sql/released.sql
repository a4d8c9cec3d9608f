SELECT dataset, rule
FROM ops.held_day
WHERE day = %(day)s AND source_version = %(source_version)s AND released_at IS NOT NULL
