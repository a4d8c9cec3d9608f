-- The indexes of trip, the oldest first: what they begin with, whether that is an expression, whether they are partial.
SELECT pg_get_indexdef(indexrelid, 1, true), indkey[0] = 0, indpred IS NOT NULL
FROM pg_index
WHERE indrelid = 'trip'::regclass
ORDER BY indexrelid
