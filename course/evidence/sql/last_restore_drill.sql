SELECT finished_at, succeeded
FROM ops.restore_drill
ORDER BY id DESC
LIMIT 1
