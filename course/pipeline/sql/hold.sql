-- Held again with the same data, it stays held since the first time.
INSERT INTO ops.held_day (day, dataset, rule, source_version, reason, run_id)
VALUES (%(day)s, %(dataset)s, %(rule)s, %(source_version)s, %(reason)s, %(run_id)s)
ON CONFLICT (day, dataset, rule, source_version) DO UPDATE
SET reason = excluded.reason, run_id = excluded.run_id, released_at = NULL, released_by = NULL, cleared_at = NULL,
    held_at = CASE WHEN held_day.cleared_at IS NULL THEN held_day.held_at ELSE excluded.held_at END
