-- Bad rows: set aside before the warehouse, and found in it. The newest measurement of a day counts; the rules
-- that count what was set aside say nothing of the warehouse.
WITH newest AS (
    SELECT DISTINCT ON (day, dataset, rule) rows_failed, passed
    FROM quality.result
    WHERE rule NOT IN ('no_duplicates', 'nothing_else_rejected')
    ORDER BY day, dataset, rule, measured_at DESC
)
SELECT (SELECT count(*) FROM quality.reject),
       (SELECT coalesce(sum(rows_failed), 0)::bigint FROM newest WHERE NOT passed)
