UPDATE ops.incident
SET fixed_at = coalesce(fixed_at, now()), outcome = 'abandoned'
WHERE outcome = 'open'
