UPDATE ops.held_day
SET released_at = clock_timestamp(), released_by = %(why)s
WHERE day = %(day)s AND released_at IS NULL AND cleared_at IS NULL
