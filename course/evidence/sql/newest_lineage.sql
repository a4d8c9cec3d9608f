-- The events of the newest run whose quality step, the last, has completed; of each step its last attempt.
SELECT DISTINCT ON (step, event_type) step, event_type, event
FROM ops.lineage
WHERE run_id = (
    SELECT run_id FROM ops.lineage WHERE step = 'quality' AND event_type = 'COMPLETE' ORDER BY id DESC LIMIT 1
)
ORDER BY step, event_type, id DESC
