SELECT dataset, rule, 1 - rows_failed::double precision / rows_checked, threshold
FROM quality.result
WHERE day = %(day)s AND run_id = %(run_id)s AND NOT passed
ORDER BY dataset, rule
