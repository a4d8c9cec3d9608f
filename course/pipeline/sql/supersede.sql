-- A day is held by what its newest run has found: what an earlier one held it by is mended, or is of other data.
UPDATE ops.held_day
SET cleared_at = clock_timestamp()
WHERE day = %(day)s AND released_at IS NULL AND cleared_at IS NULL
  AND (source_version <> %(source_version)s OR (dataset, rule) NOT IN %(found)s)
