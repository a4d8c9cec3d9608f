SELECT name, taken_at
FROM ops.backup
WHERE kind = 'warehouse'
ORDER BY taken_at DESC
LIMIT 1
