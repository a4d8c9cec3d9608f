-- The audit trail as it is kept: one line of JSON a row, always written the same way.
SELECT row_to_json(event)::text
FROM audit.event
ORDER BY id
